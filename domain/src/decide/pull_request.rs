//! From the first commit to the merge, and the ways out.

use super::{Context, Ensure, Next, blocked, blocked_for, enter, sleep, wait};
use crate::github::{Login, Sha};
use crate::observed::{Mergeable, Observed, PullRequestSeen, PullRequestState, ReviewSeen, Seen};
use crate::people::Actor;
use crate::policy::Quorum;
use crate::request::{Merge, PullRequest, Request, Review, Stage, Verdict, Via};
use crate::trouble::{System, Trouble, TroubleKind};

/// Webhooks wake earlier; this is the net below them.
const POLL: i64 = 20;

pub(super) fn publishing(request: &Request, seen: &Observed) -> Next {
    let found = match &seen.pull_request {
        Seen::NotAsked => return wait(1),
        Seen::Unavailable(trouble) => return blocked(trouble),
        Seen::Absent => return publish(request, None, seen),
        Seen::Present(found) => found,
    };
    if let Some(next) = ended(request, found) {
        return next;
    }
    let pr = reference(request, found);
    if !found.is_current && !found.foreign_commits.is_empty() {
        let people: Vec<&str> = found.foreign_commits.iter().map(Login::as_str).collect();
        let reason = format!(
            "{} pushed to the branch. Berth does not overwrite other people’s commits",
            people.join(", ")
        );
        return enter(
            Stage::PublishFailed {
                pr: Some(pr),
                reason,
            },
            Actor::GitHub,
        );
    }
    if !found.is_current {
        return publish(request, Some(pr), seen);
    }
    enter(Stage::InReview { pr }, Actor::Berth)
}

/// Unless what is to be changed has moved meanwhile. `open`: the pull request that is there already.
fn publish(request: &Request, open: Option<PullRequest>, seen: &Observed) -> Next {
    let problems = match &seen.obstacles {
        Seen::Unavailable(trouble) => return blocked(trouble),
        Seen::Present(problems) if !problems.is_empty() => problems,
        Seen::NotAsked | Seen::Absent | Seen::Present(_) => return Next::Do(Ensure::PullRequest),
    };
    let pr = open.or_else(|| request.stage.pull_request().cloned());
    let stage = match pr {
        None => Stage::NeedsInput {
            problems: problems.clone(),
        },
        pr => Stage::PublishFailed {
            pr,
            reason: problems
                .iter()
                .map(|it| it.message.as_str())
                .collect::<Vec<_>>()
                .join(". "),
        },
    };
    enter(stage, Actor::GitHub)
}

pub(super) fn in_review(
    request: &Request,
    pr: &PullRequest,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    let found = match open_pull_request(request, seen) {
        Ok(found) => found,
        Err(next) => return next,
    };
    if found.head != pr.head {
        return enter(
            Stage::InReview {
                pr: reference(request, found),
            },
            pusher(found),
        );
    }
    if let Some(review) = standing_review(request, found, context.quorum) {
        return enter_reviewed(reference(request, found), review);
    }
    dress_or_wait(found)
}

pub(super) fn changes_requested(
    request: &Request,
    pr: &PullRequest,
    review: &Review,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    let found = match open_pull_request(request, seen) {
        Ok(found) => found,
        Err(next) => return next,
    };
    if found.head != pr.head {
        return enter(
            Stage::InReview {
                pr: reference(request, found),
            },
            pusher(found),
        );
    }
    match standing_review(request, found, context.quorum) {
        Some(standing) if standing.verdict != review.verdict => {
            enter_reviewed(reference(request, found), standing)
        }
        Some(_) => dress_or_wait(found),
        // Dismissed on GitHub, or turned into an approval that is not enough alone.
        None => enter(
            Stage::InReview {
                pr: reference(request, found),
            },
            approvals(request, found)
                .iter()
                .max_by_key(|review| review.at)
                .map_or(Actor::GitHub, reviewer),
        ),
    }
}

pub(super) fn approved(
    request: &Request,
    pr: &PullRequest,
    review: &Review,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    let found = match open_pull_request(request, seen) {
        Ok(found) => found,
        Err(next) => return next,
    };
    let reference = reference(request, found);
    if found.head != pr.head || found.head != review.head {
        return enter(Stage::InReview { pr: reference }, pusher(found));
    }
    match standing_review(request, found, context.quorum) {
        None => return enter(Stage::InReview { pr: reference }, Actor::GitHub),
        Some(standing) if standing.verdict != Verdict::Approve => {
            return enter_reviewed(reference, standing);
        }
        Some(_) => {}
    }
    if !found.is_dressed {
        return Next::Do(Ensure::Approval);
    }
    match &found.mergeable {
        Mergeable::Yes => Next::Do(Ensure::Merge),
        Mergeable::Unknown => wait(2),
        Mergeable::Unreviewed { .. }
            if approvals(request, found)
                .iter()
                .any(|review| is_missing_there(review, found)) =>
        {
            Next::Do(Ensure::Review)
        }
        Mergeable::Unreviewed { reason } | Mergeable::No { reason } => blocked_for(
            POLL,
            Trouble::new(System::GitHub, TroubleKind::Refused, reason.clone()),
        ),
    }
}

/// Given in Berth when it could not act in the reviewer's name.
fn is_missing_there(review: &Review, found: &PullRequestSeen) -> bool {
    let is_it = |seen: &ReviewSeen| {
        seen.by == review.by && seen.verdict == review.verdict && seen.head == review.head
    };
    review.via == Via::Berth && !found.reviews.iter().any(is_it)
}

pub(super) fn publish_failed(request: &Request, seen: &Observed) -> Next {
    match &seen.pull_request {
        Seen::Present(found) => match ended(request, found) {
            Some(next) => next,
            None if found.is_current => enter(
                Stage::InReview {
                    pr: reference(request, found),
                },
                Actor::GitHub,
            ),
            None => wait(300),
        },
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::NotAsked | Seen::Absent => wait(300),
    }
}

/// Rejected, withdrawn or superseded: the pull request goes too. If somebody merged it all the same, the merge
/// is the truth.
pub(super) fn given_up(request: &Request, seen: &Observed) -> Next {
    match &seen.pull_request {
        Seen::NotAsked => wait(1),
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::Absent => sleep(),
        Seen::Present(found) => match &found.state {
            PullRequestState::Open => Next::Do(Ensure::Closed),
            PullRequestState::Closed { .. } => sleep(),
            PullRequestState::Merged { .. } => ended(request, found).unwrap_or_else(sleep),
        },
    }
}

/// Closed on GitHub: opening it again there brings the request back.
pub(super) fn closed(request: &Request, seen: &Observed) -> Next {
    match &seen.pull_request {
        Seen::Present(found) => match &found.state {
            PullRequestState::Open => enter(
                Stage::InReview {
                    pr: reference(request, found),
                },
                Actor::GitHub,
            ),
            PullRequestState::Merged { .. } => ended(request, found).unwrap_or_else(sleep),
            PullRequestState::Closed { .. } => sleep(),
        },
        Seen::NotAsked | Seen::Absent => sleep(),
        Seen::Unavailable(trouble) => blocked(trouble),
    }
}

fn open_pull_request<'a>(
    request: &Request,
    seen: &'a Observed,
) -> Result<&'a PullRequestSeen, Next> {
    match &seen.pull_request {
        Seen::NotAsked => Err(wait(1)),
        Seen::Unavailable(trouble) => Err(blocked(trouble)),
        Seen::Absent => {
            let message = "The pull request is not visible to Berth any more";
            Err(blocked(&Trouble::new(
                System::GitHub,
                TroubleKind::Missing,
                message,
            )))
        }
        Seen::Present(found) => match ended(request, found) {
            Some(next) => Err(next),
            None => Ok(found),
        },
    }
}

/// Merged or closed, whoever did it.
fn ended(request: &Request, found: &PullRequestSeen) -> Option<Next> {
    let pr = reference(request, found);
    match &found.state {
        PullRequestState::Open => None,
        PullRequestState::Closed { by } => {
            let actor = by.clone().map_or(Actor::GitHub, Actor::OnGitHub);
            Some(enter(Stage::ClosedExternally { pr, by: by.clone() }, actor))
        }
        PullRequestState::Merged { commit, by, at } => {
            let merge = Merge {
                commit: commit.clone(),
                base: found.base.clone(),
                by: by.clone(),
                at: *at,
            };
            let actor = match (&request.stage, by) {
                (Stage::Approved { .. }, None) => Actor::Berth,
                (Stage::Approved { .. }, Some(by)) if by.is_app() => Actor::Berth,
                (_, Some(by)) => Actor::OnGitHub(by.clone()),
                (_, None) => Actor::GitHub,
            };
            Some(enter(Stage::Merged { pr, merge }, actor))
        }
    }
}

fn dress_or_wait(found: &PullRequestSeen) -> Next {
    if found.is_dressed || !found.is_current {
        wait(POLL)
    } else {
        Next::Do(Ensure::PullRequest)
    }
}

fn enter_reviewed(pr: PullRequest, review: Review) -> Next {
    let actor = reviewer(&review);
    let stage = match review.verdict {
        Verdict::Approve => Stage::Approved { pr, review },
        Verdict::RequestChanges => Stage::ChangesRequested { pr, review },
        Verdict::Reject => Stage::Rejected { pr, review },
    };
    enter(stage, actor)
}

fn reviewer(review: &Review) -> Actor {
    match review.via {
        Via::Berth => Actor::Person(review.by.clone()),
        Via::GitHub => Actor::OnGitHub(review.by.clone()),
    }
}

/// The decision that stands at the head: each person's newest one counts, and the strictest of those wins.
/// Decisions made in Berth and on GitHub are one set. Approvals that are not enough for the quorum decide nothing.
pub fn standing_review(
    request: &Request,
    found: &PullRequestSeen,
    quorum: &Quorum,
) -> Option<Review> {
    let newest = newest(request, &found.head, &found.reviews);
    let approving = newest.iter().filter(|it| it.verdict == Verdict::Approve);
    let approving: Vec<Login> = approving.map(|it| it.by.clone()).collect();
    let is_enough = quorum.is_met(&approving);
    newest
        .into_iter()
        .filter(|review| is_enough || review.verdict != Verdict::Approve)
        .max_by_key(|review| {
            let strictness = match review.verdict {
                Verdict::Approve => 0,
                Verdict::RequestChanges => 1,
                Verdict::Reject => 2,
            };
            (strictness, review.at)
        })
}

/// The approvals of the head, one for each person who has said nothing else since.
pub fn approvals(request: &Request, found: &PullRequestSeen) -> Vec<Review> {
    approvals_at(request, &found.head, &found.reviews)
}

/// The same where GitHub may not have been seen.
pub fn approvals_at(request: &Request, head: &Sha, on_github: &[ReviewSeen]) -> Vec<Review> {
    let mut all = newest(request, head, on_github);
    all.retain(|review| review.verdict == Verdict::Approve);
    all
}

/// Each person's newest decision about a commit. Nobody decides about a request of their own.
fn newest(request: &Request, head: &Sha, on_github: &[ReviewSeen]) -> Vec<Review> {
    let mut newest: Vec<Review> = Vec::new();
    let on_github = on_github
        .iter()
        .filter(|review| review.counts)
        .map(|review| Review {
            by: review.by.clone(),
            verdict: review.verdict,
            comment: review.comment.clone(),
            head: review.head.clone(),
            at: review.at,
            via: Via::GitHub,
        });
    for review in request
        .reviews
        .iter()
        .cloned()
        .chain(on_github)
        .filter(|review| review.head == *head && review.by != request.requester)
    {
        match newest.iter_mut().find(|other| other.by == review.by) {
            // The same decision seen in both places keeps the words given in Berth.
            Some(other) if other.verdict == review.verdict => {}
            Some(other) if review.at >= other.at => *other = review,
            Some(_) => {}
            None => newest.push(review),
        }
    }
    newest
}

fn pusher(found: &PullRequestSeen) -> Actor {
    found
        .foreign_commits
        .last()
        .cloned()
        .map_or(Actor::Berth, Actor::OnGitHub)
}

fn reference(request: &Request, found: &PullRequestSeen) -> PullRequest {
    let repo = request
        .stage
        .pull_request()
        .map_or_else(|| found.repo.clone(), |pr| pr.repo.clone());
    PullRequest {
        repo,
        number: found.number,
        url: found.url.clone(),
        head: found.head.clone(),
    }
}
