//! Judging requests: the queue, the page of one, and the decision.

mod changes;
mod decide;
mod look;

use super::BerthPortal;
use async_trait::async_trait;
use domain::observed::PullRequestSeen;
use domain::people::{Action, Person, Role};
use domain::policy::{self, Verdict};
use domain::portal::{
    Answer, Decision, RequestRow, ReviewPage, ReviewPages, ReviewQueue, ReviewRow,
};
use domain::request::{Request, RequestId};
use domain::standing;
use std::cmp::Reverse;

const QUEUE: u32 = 200;
const DECIDED: u32 = 10;

#[async_trait]
impl ReviewPages for BerthPortal {
    async fn review_queue(&self, person: &Person) -> Answer<ReviewQueue> {
        self.permit(person, Action::Browse)?;
        let (waiting, decided) = tokio::try_join!(self.queue(person), async {
            Ok(self.services.store.decided_lately(DECIDED).await?)
        },)?;
        Ok(ReviewQueue { waiting, decided })
    }

    async fn review(&self, person: &Person, id: &RequestId) -> Answer<ReviewPage> {
        self.permit(person, Action::Browse)?;
        let request = self.load(id).await?;
        let (look, queue) = tokio::try_join!(self.look(&request), self.queue(person))?;
        let files = self.changes(&request, look.pull_request.as_ref()).await;
        let spec = request.spec();
        let checks = policy::check(spec, &self.services.standard);
        let risk = policy::risk(spec, &checks);
        let at = queue.iter().position(|row| row.request.id == *id);
        let row = |index: usize| queue.get(index).map(|row| row.request.clone());
        let foreign = look
            .pull_request
            .as_ref()
            .map(|found| found.foreign_commits.as_slice());
        Ok(ReviewPage {
            hindrance: self.hindrance(&request, person, foreign.unwrap_or_default()),
            deciders: self.deciders(),
            previous: at.and_then(|at| at.checked_sub(1)).and_then(row),
            next: at.and_then(|at| row(at + 1)),
            position: at.map(|at| (at + 1, queue.len())),
            consequences: policy::consequences(spec),
            risk: risk.level,
            risk_reasons: risk.reasons,
            pull_request: look.pull_request,
            seen: look.at,
            now: self.services.clock.now(),
            checks,
            files,
            request,
        })
    }

    async fn decide(&self, person: &Person, id: &RequestId, decision: &Decision) -> Answer<()> {
        self.permit(person, Action::Review)?;
        self.record_decision(person, id, decision).await
    }
}

impl BerthPortal {
    /// Highest risk first, then the one that waits longest.
    async fn queue(&self, person: &Person) -> Answer<Vec<ReviewRow>> {
        let waiting = self.services.store.waiting_for_review(QUEUE).await?;
        let mut rows = Vec::with_capacity(waiting.len());
        for request in &waiting {
            let foreign = self.foreign_authors(&request.id).await?;
            let checks = policy::check(request.spec(), &self.services.standard);
            let advice = checks
                .iter()
                .filter(|check| check.verdict != Verdict::Pass)
                .count();
            rows.push(ReviewRow {
                request: RequestRow::of(request),
                risk: policy::risk(request.spec(), &checks).level,
                advice: u32::try_from(advice).unwrap_or(u32::MAX),
                hindrance: self.hindrance(request, person, &foreign),
            });
        }
        rows.sort_by_key(|row| (Reverse(row.risk), row.request.since));
        Ok(rows)
    }

    /// With the words about who can lend the role, where that is what is missing.
    fn hindrance(
        &self,
        request: &Request,
        person: &Person,
        foreign: &[domain::github::Login],
    ) -> Option<String> {
        match self.permit(person, Action::Review) {
            Err(denied) => Some(denied.to_string()),
            Ok(()) => standing::hindrance(request, person, foreign),
        }
    }

    fn deciders(&self) -> String {
        let holders = self.services.directory.holders(Role::Reviewer);
        format!(
            "Reviewers: {holders}. Never the requester, nor anybody whose commits are part of the pull request."
        )
    }
}

/// What is known about a pull request, and since when.
struct Look {
    pull_request: Option<PullRequestSeen>,
    at: Option<domain::time::Timestamp>,
}
