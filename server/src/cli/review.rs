//! Reviews: the queue, a request before its decision, the decision.

use super::args::{Decision, Review};
use super::judged::{CheckShown, FileShown};
use super::table::{plain, table};
use super::watch::{Row, Shown};
use super::{Done, Session, Stop, encode};
use crate::outside::berth::Body;
use http::Method;
use serde::Deserialize;

#[derive(Deserialize)]
struct Queue {
    waiting: Vec<Waiting>,
}

#[derive(Deserialize)]
struct Waiting {
    request: Row,
    risk: String,
    hindrance: Option<String>,
}

#[derive(Deserialize)]
struct ReviewShown {
    request: Row,
    comment: String,
    commit: Option<String>,
    risk: String,
    risk_reasons: Vec<String>,
    consequences: Vec<String>,
    checks: Vec<CheckShown>,
    files: Vec<FileShown>,
    approvals: Approvals,
    hindrance: Option<String>,
    page: String,
}

#[derive(Deserialize)]
struct Approvals {
    given: Vec<String>,
    needed: u32,
}

impl Session<'_> {
    pub(super) async fn review(&mut self, command: Review) -> Done {
        match command {
            Review::List { .. } => self.queue().await,
            Review::Show { id, .. } => self.show_review(&id).await,
            Review::Approve(decision) => self.decide(&decision, "approve").await,
            Review::AskForChanges(decision) => self.decide(&decision, "request_changes").await,
            Review::Reject(decision) => self.decide(&decision, "reject").await,
        }
    }

    async fn queue(&mut self) -> Done {
        let answer = self.berth.get("/reviews").await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let queue: Queue = answer.read()?;
        if queue.waiting.is_empty() {
            return self.say("Nothing waits for a decision.");
        }
        let rows: Vec<Vec<String>> = queue
            .waiting
            .iter()
            .map(|one| {
                let row = &one.request;
                vec![
                    row.label.clone(),
                    row.kind.clone(),
                    row.name.clone(),
                    row.requester.clone(),
                    one.risk.clone(),
                    row.since.clone(),
                    one.hindrance.as_deref().map(plain).unwrap_or_default(),
                ]
            })
            .collect();
        let heads = [
            "REQUEST",
            "KIND",
            "REPOSITORY",
            "BY",
            "RISK",
            "SINCE",
            "NOT YOURS",
        ];
        self.say(table(&heads, &rows))
    }

    async fn show_review(&mut self, typed: &str) -> Done {
        let id = self.id(typed).await?;
        let answer = self.berth.get(&format!("/reviews/{}", encode(&id))).await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let shown: ReviewShown = answer.read()?;
        let row = &shown.request;
        self.say(format!("{}  {}  by {}", row.label, row.name, row.requester))?;
        if !shown.comment.is_empty() {
            self.say(format!("“{}”", plain(&shown.comment)))?;
        }
        self.say(format!("Risk {}", shown.risk))?;
        for text in shown.risk_reasons.iter().chain(&shown.consequences) {
            self.say(format!("- {}", plain(text)))?;
        }
        self.say_checks(&shown.checks)?;
        self.say_files(&shown.files)?;
        let (given, needed) = (shown.approvals.given.len(), shown.approvals.needed);
        self.say(format!("{given} of {needed} approvals"))?;
        if let Some(hindrance) = &shown.hindrance {
            self.say(format!("You can’t decide: {}", plain(hindrance)))?;
        }
        if let Some(commit) = &shown.commit {
            self.say(format!("At commit {commit}"))?;
        }
        let page = self.berth.page(&shown.page);
        self.say(page)
    }

    async fn decide(&mut self, decision: &Decision, verdict: &str) -> Done {
        let id = self.id(&decision.id).await?;
        let commit = match &decision.commit {
            Some(commit) => commit.clone(),
            None => self.commit(&id).await?,
        };
        let mut body = Body::default();
        body.text("verdict", verdict);
        body.text("comment", decision.comment.as_str());
        body.text("commit", commit);
        let path = format!("/reviews/{}/decision", encode(&id));
        let answer = self.berth.change(Method::POST, &path, Some(&body)).await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let shown: Shown = answer.read()?;
        let row = &shown.request;
        self.say(format!("Your decision on {} is recorded.", row.label))
    }

    /// The commit that is there now.
    async fn commit(&self, id: &str) -> Result<String, Stop> {
        let answer = self.berth.get(&format!("/reviews/{}", encode(id))).await?;
        let shown: ReviewShown = answer.read()?;
        shown.commit.ok_or_else(|| {
            Stop::Failed(
                "There is no pull request yet, so there is nothing to decide about".to_owned(),
            )
        })
    }
}
