//! Judging requests: the queue, the page of one, and the decision.

mod changes;
mod decide;
mod look;

use super::BerthPortal;
use crate::quorum::quorum;
use crate::services::Services;
use crate::store::Stored;
use async_trait::async_trait;
use domain::decide::approvals_at;
use domain::github::Login;
use domain::observed::PullRequestSeen;
use domain::people::{Action, Person, Role};
use domain::policy::{self, Approvals, Risk, RiskReport, Verdict};
use domain::portal::{
    Answer, Decision, RequestRow, ReviewPage, ReviewPages, ReviewQueue, ReviewRow,
};
use domain::request::{Request, RequestId};
use domain::standing;
use domain::time::Timestamp;
use std::cmp::Reverse;

const QUEUE: u32 = 200;
const DECIDED: u32 = 10;
/// In the list, where there is nothing more to do about a request.
const APPROVED: &str = "You approved it; it waits for somebody else.";

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
        let (files, others) =
            tokio::try_join!(self.changes(&request, &look), self.others(&request, &look))?;
        let change = &request.change;
        let checks = policy::check_change(change, &self.services.standard);
        let risk = with_pushes(
            policy::risk_of_change(change, &checks),
            look.foreign_authors(),
        );
        let at = queue.iter().position(|row| row.request.id == *id);
        let row = |index: usize| queue.get(index).map(|row| row.request.clone());
        Ok(ReviewPage {
            hindrance: self.hindrance(&request, person, look.foreign_authors()),
            deciders: self.deciders(&request),
            approvals: approvals(&self.services, &request, look.pull_request.as_ref()).await?,
            previous: at.and_then(|at| at.checked_sub(1)).and_then(row),
            next: at.and_then(|at| row(at + 1)),
            position: at.map(|at| (at + 1, queue.len())),
            consequences: policy::consequences_of_change(change),
            risk: risk.level,
            risk_reasons: risk.reasons,
            pull_request: look.pull_request,
            seen: look.at,
            now: self.services.clock.now(),
            checks,
            files,
            others,
            request,
        })
    }

    async fn decide(&self, person: &Person, id: &RequestId, decision: &Decision) -> Answer<()> {
        if let Err(denied) = self.permit(person, Action::Review)
            && !policy::speaks_for_owners(&self.load(id).await?, person)
        {
            return Err(denied);
        }
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
            let checks = policy::check_change(&request.change, &self.services.standard);
            let advice = checks
                .iter()
                .filter(|check| check.verdict != Verdict::Pass)
                .count();
            rows.push(ReviewRow {
                request: RequestRow::of(request),
                risk: with_pushes(policy::risk_of_change(&request.change, &checks), &foreign).level,
                advice: u32::try_from(advice).unwrap_or(u32::MAX),
                hindrance: match standing::has_approved(request, person) {
                    true => Some(APPROVED.to_owned()),
                    false => self.hindrance(request, person, &foreign),
                },
            });
        }
        rows.sort_by_key(|row| (Reverse(row.risk), row.request.since));
        Ok(rows)
    }

    fn hindrance(
        &self,
        request: &Request,
        person: &Person,
        foreign_authors: &[Login],
    ) -> Option<String> {
        let decide = Action::Decide {
            request,
            foreign_authors,
        };
        self.permitted(person, decide).err()
    }

    fn deciders(&self, request: &Request) -> String {
        let holders = self.services.directory.holders(Role::Reviewer);
        let team = match policy::asks_owners(&request.change) {
            true => format!(" For the owner: members of {}.", request.spec().team),
            false => String::new(),
        };
        format!(
            "Reviewers: {holders}.{team} Never the requester, nor anybody whose commits are part of the pull request."
        )
    }
}

/// Who approves the commit that is at the head, as far as GitHub was seen.
pub(super) async fn approvals(
    services: &Services,
    request: &Request,
    found: Option<&PullRequestSeen>,
) -> Stored<Approvals> {
    let quorum = quorum(services, request).await?;
    let own = request.stage.pull_request().map(|pr| &pr.head);
    let head = found.map(|found| &found.head).or(own);
    let on_github = found.map_or(&[][..], |found| &found.reviews);
    let given = head.map(|head| approvals_at(request, head, on_github));
    let given = given.into_iter().flatten().map(|review| review.by);
    let extra = services.settings.extra_approvals;
    let given = given.collect();
    Ok(Approvals::of(&request.change, extra, &quorum, given))
}

/// What is known about a pull request, and since when.
struct Look {
    pull_request: Option<PullRequestSeen>,
    at: Option<Timestamp>,
    /// GitHub said so just now.
    is_fresh: bool,
}

impl Look {
    fn foreign_authors(&self) -> &[Login] {
        self.pull_request
            .as_ref()
            .map_or(&[], |found| &found.foreign_commits)
    }

    /// Commits of others that nobody can be shown now must not be approved unseen.
    fn is_hidden(&self) -> bool {
        !self.is_fresh && !self.foreign_authors().is_empty()
    }
}

/// What Berth wrote does what was asked for; what somebody else pushed may do anything.
fn with_pushes(mut risk: RiskReport, authors: &[Login]) -> RiskReport {
    let authors: Vec<&str> = authors.iter().map(Login::as_str).collect();
    if !authors.is_empty() {
        risk.level = Risk::High;
        risk.reasons.push(format!(
            "Commits of {} are part of the pull request. Files that Berth did not write are marked below.",
            authors.join(", ")
        ));
    }
    risk
}
