//! Recording a decision, tied to the commit that was shown. What follows from it is the worker's to decide.

use super::Look;
use crate::portal::{BerthPortal, moved_on, refused};
use crate::store::{Commit, Committed};
use domain::form::COMMENT_MAX;
use domain::github::Sha;
use domain::observed::PullRequestState;
use domain::people::{Action, Actor, Person};
use domain::portal::{Answer, Decision, PortalError};
use domain::refusal::Problem;
use domain::request::{Request, RequestId, Review, Verdict, Via, What};
use domain::spec::Field;
use domain::standing;

const TRIES: u32 = 5;

const UNSEEN: &str = "GitHub does not answer, and commits of others are part of the pull request. Approve once their files can be shown";

impl BerthPortal {
    pub(super) async fn record_decision(
        &self,
        person: &Person,
        id: &RequestId,
        decision: &Decision,
    ) -> Answer<()> {
        for _ in 0..TRIES {
            let request = self.load(id).await?;
            if is_repeated(&request, person, decision) {
                return Ok(());
            }
            if !standing::takes_decision(request.stage.name()) {
                return Err(PortalError::Stale(
                    "The request waits for no decision any more".to_owned(),
                ));
            }
            let (head, look) = self.judged_state(&request).await?;
            let decide = Action::Decide {
                request: &request,
                foreign_authors: look.foreign_authors(),
            };
            self.permit(person, decide)?;
            if head != decision.head {
                return Err(PortalError::Stale(
                    "The pull request has changed since you opened this page".to_owned(),
                ));
            }
            if look.is_hidden() && decision.verdict == Verdict::Approve {
                return Err(refused(Problem::general(UNSEEN)));
            }
            let comment = comment(decision).map_err(refused)?;
            let now = self.services.clock.now();
            let review = Review {
                by: person.login.clone(),
                verdict: decision.verdict,
                comment,
                head,
                at: now,
                via: Via::Berth,
            };
            let step = Commit {
                events: vec![(
                    now,
                    Actor::Person(person.login.clone()),
                    What::Reviewed {
                        review: review.clone(),
                    },
                )],
                reviews: vec![review],
                wake_at: Some(now),
                ..Commit::on(&request, None)
            };
            if let Committed::Yes(_) = self.services.store.commit(step).await? {
                return Ok(());
            }
        }
        Err(moved_on())
    }

    /// The head that a decision counts for, as fresh as can be had.
    async fn judged_state(&self, request: &Request) -> Answer<(Sha, Look)> {
        let Some(pr) = request.stage.pull_request() else {
            let message = "There is no pull request to decide on yet";
            return Err(PortalError::Stale(message.to_owned()));
        };
        let look = self.look(request).await?;
        match &look.pull_request {
            // GitHub has not been seen at all: the commit that Berth made itself is what it knows.
            None => Ok((pr.head.clone(), look)),
            Some(found) if found.state == PullRequestState::Open => Ok((found.head.clone(), look)),
            Some(_) => {
                let message = "The pull request is not open any more";
                Err(PortalError::Stale(message.to_owned()))
            }
        }
    }
}

/// The same button pressed twice.
fn is_repeated(request: &Request, person: &Person, decision: &Decision) -> bool {
    let newest = request
        .reviews
        .iter()
        .rev()
        .find(|review| review.by == person.login);
    newest.is_some_and(|review| {
        review.head == decision.head
            && review.verdict == decision.verdict
            && review.comment == decision.comment.trim()
    })
}

fn comment(decision: &Decision) -> Result<String, Problem> {
    let comment = decision.comment.trim();
    let problem = match decision.verdict {
        Verdict::RequestChanges if comment.is_empty() => Some("Say what should change".to_owned()),
        Verdict::Reject if comment.is_empty() => {
            Some("Say why, so that the requester can ask for the right thing".to_owned())
        }
        _ if comment.chars().count() > COMMENT_MAX => {
            Some(format!("Use at most {COMMENT_MAX} characters"))
        }
        _ => None,
    };
    match problem {
        Some(text) => Err(Problem::on(Field::Comment, text)),
        None => Ok(comment.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_a_request_back_says_why() {
        let decision = |verdict, comment: &str| Decision {
            verdict,
            comment: comment.into(),
            head: Sha("a".into()),
        };
        assert_eq!(comment(&decision(Verdict::Approve, " ")), Ok(String::new()));
        assert_eq!(comment(&decision(Verdict::Reject, " no ")), Ok("no".into()));
        for verdict in [Verdict::RequestChanges, Verdict::Reject] {
            let field = comment(&decision(verdict, " ")).map_err(|problem| problem.field);
            assert_eq!(field, Err(Some(Field::Comment)));
        }
    }
}
