//! Following a request until it ends.

use super::table::{plain, words};
use super::{Done, Session, Stop};
use crate::outside::berth::Refused;
use serde::Deserialize;
use std::time::Duration;

/// Pause before coming back to a stream that ended early.
const PAUSE: Duration = Duration::from_secs(2);
/// So many times in a row without an event, then it is given up.
const TRIES: u32 = 30;

#[derive(Deserialize)]
pub(super) struct Shown {
    pub(super) request: Row,
    pub(super) waits_for: Vec<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) trouble: Option<Trouble>,
    pub(super) pull_request: Option<PullRequest>,
    pub(super) result: Option<Outcome>,
    pub(super) page: String,
}

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) team: String,
    pub(super) requester: String,
    pub(super) stage: String,
    pub(super) since: String,
}

#[derive(Deserialize)]
pub(super) struct Problem {
    pub(super) detail: String,
}

#[derive(Deserialize)]
pub(super) struct Trouble {
    pub(super) sentence: String,
}

#[derive(Deserialize)]
pub(super) struct PullRequest {
    pub(super) url: String,
}

#[derive(Deserialize)]
pub(super) struct Outcome {
    pub(super) uri: Option<String>,
}

/// Stages after which nothing happens any more.
const ENDS: [&str; 6] = [
    "completed",
    "rejected",
    "cancelled",
    "closed_externally",
    "superseded",
    "rolled_back",
];

/// Stages that wait for somebody to put something right.
const STANDS: [&str; 5] = [
    "needs_input",
    "changes_requested",
    "publish_failed",
    "sync_failed",
    "provision_failed",
];

impl Session<'_> {
    /// Stays until the request ends, or stands still until somebody acts.
    pub(super) async fn watch(&mut self, id: &str) -> Done {
        let path = format!("/requests/{id}/events");
        let mut seen: Option<String> = None;
        let mut last = String::new();
        let mut in_vain = 0;
        loop {
            let stream = match self.berth.follow(&path, seen.as_deref()).await {
                Ok(Some(stream)) => Some(stream),
                Ok(None) => return self.end(id).await,
                Err(Refused::Silent(why)) if in_vain >= TRIES => {
                    return Err(Refused::Silent(why).into());
                }
                Err(Refused::Silent(_)) => None,
                Err(refused) => return Err(refused.into()),
            };
            in_vain += 1;
            if let Some(mut stream) = stream {
                while let Some(told) = stream.next().await {
                    in_vain = 0;
                    seen = told.id.clone().or(seen);
                    let shown: Shown = told.answer.read()?;
                    let text = told.answer.text.as_str();
                    if self.step(&shown, text, &mut last)? {
                        return self.judge(&shown);
                    }
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// True: nothing more is to come by itself.
    fn step(&mut self, shown: &Shown, raw: &str, last: &mut String) -> Result<bool, Stop> {
        let stage = shown.request.stage.as_str();
        if self.json {
            writeln!(self.terminal.out, "{raw}")?;
        } else {
            let line = line(shown);
            if line != *last {
                self.say(&line)?;
                *last = line;
            }
        }
        self.terminal.out.flush()?;
        Ok(ENDS.contains(&stage) || STANDS.contains(&stage))
    }

    /// It had ended before anybody looked.
    async fn end(&mut self, id: &str) -> Done {
        let answer = self.berth.get(&format!("/requests/{id}")).await?;
        let shown: Shown = answer.read()?;
        self.step(&shown, &answer.text, &mut String::new())?;
        self.judge(&shown)
    }

    fn judge(&mut self, shown: &Shown) -> Done {
        if shown.request.stage != "completed" {
            return Err(Stop::Failed(format!(
                "{} is {}",
                shown.request.label,
                words(&shown.request.stage)
            )));
        }
        match shown.result.as_ref().and_then(|result| result.uri.as_ref()) {
            Some(uri) if !self.json => self.say(format!("Push to {uri}")),
            _ => Ok(()),
        }
    }
}

/// What it is at, and what it waits for.
fn line(shown: &Shown) -> String {
    let mut parts: Vec<String> = shown
        .problems
        .iter()
        .map(|one| plain(&one.detail))
        .collect();
    parts.extend(shown.trouble.iter().map(|one| plain(&one.sentence)));
    if parts.is_empty() {
        parts.extend(shown.waits_for.iter().map(|text| plain(text)));
    }
    let row = &shown.request;
    format!(
        "{}  {:18}  {}",
        row.since,
        words(&row.stage),
        parts.join(" ")
    )
    .trim_end()
    .to_owned()
}
