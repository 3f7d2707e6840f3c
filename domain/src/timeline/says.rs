//! The timeline's sentences.

use crate::day::Day;
use crate::people::Actor;
use crate::portal::{StepName, StepState};
use crate::refusal::Problem;
use crate::request::{AdoptionStep, Change, ChangeKind, Request, Review, Stage, Verdict, Via};
use crate::time::Timestamp;
use std::cmp::Ordering;

/// Who did it, as people say it.
pub fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Person(login) => login.to_string(),
        Actor::OnGitHub(login) => format!("{login}, on GitHub"),
        Actor::Berth => "Berth".to_owned(),
        Actor::GitHub => "GitHub".to_owned(),
        Actor::ArgoCd => "Argo CD".to_owned(),
        Actor::Crossplane => "Crossplane".to_owned(),
        Actor::Aws => "AWS".to_owned(),
    }
}

/// Who is behind a station: for what people do those people, else the system that works there.
pub(super) fn who(
    request: &Request,
    name: StepName,
    state: StepState,
    left_by: Option<&Actor>,
) -> Option<String> {
    if matches!(state, StepState::ToCome | StepState::Skipped) {
        return None;
    }
    Some(match (name, state) {
        (StepName::Submitted, _) => request.requester.to_string(),
        (StepName::PullRequest, _) => actor(&Actor::Berth),
        (StepName::Approved, StepState::Done) => match approval(request) {
            Some(review) => reviewer(review),
            None => actor(left_by?),
        },
        (StepName::Approved, _) => match &request.stage {
            Stage::Rejected { review, .. } | Stage::ChangesRequested { review, .. } => {
                reviewer(review)
            }
            _ => return None,
        },
        (StepName::Merged, StepState::Failed) => match &request.stage {
            Stage::ClosedExternally { by: Some(by), .. } => actor(&Actor::OnGitHub(by.clone())),
            _ => actor(&Actor::GitHub),
        },
        (StepName::Merged, _) => left_by.map_or_else(|| actor(&Actor::Berth), actor),
        (StepName::Synced, _) => actor(&Actor::ArgoCd),
        (StepName::Ready, _) => actor(&Actor::Crossplane),
        (StepName::Verified, _) => actor(&Actor::Aws),
    })
}

fn reviewer(review: &Review) -> String {
    actor(&match review.via {
        Via::Berth => Actor::Person(review.by.clone()),
        Via::GitHub => Actor::OnGitHub(review.by.clone()),
    })
}

/// The approval that stands, where the stage or the request still holds it.
fn approval(request: &Request) -> Option<&Review> {
    if let Stage::Approved { review, .. } = &request.stage {
        return Some(review);
    }
    let head = &request.stage.pull_request()?.head;
    request
        .reviews
        .iter()
        .rev()
        .find(|review| review.verdict == Verdict::Approve && review.head == *head)
}

/// `place`: whether the station lies before where the request stands, there, or after it.
pub(super) fn detail(
    request: &Request,
    name: StepName,
    state: StepState,
    place: Ordering,
) -> Vec<String> {
    let mut lines = match state {
        StepState::ToCome => return Vec::new(),
        StepState::Skipped => return skipped(request, place).into_iter().collect(),
        StepState::Done => done(request, name),
        StepState::Now | StepState::Attention | StepState::Failed => here(request, name),
    };
    if matches!(state, StepState::Now | StepState::Attention)
        && let Some(waiting) = &request.waiting
    {
        lines.push(format!("{}.", waiting.trouble.sentence()));
    }
    lines
}

fn skipped(request: &Request, place: Ordering) -> Option<String> {
    Some(match (place, &request.stage) {
        (Ordering::Less, _) => "It was merged on GitHub without a decision in Berth.".to_owned(),
        (Ordering::Greater, _) => return None,
        (_, Stage::Cancelled { by, .. }) => format!("Withdrawn by {by}."),
        (_, Stage::Superseded { .. }) => "Another request took its place.".to_owned(),
        (_, Stage::RolledBack { .. }) => "The merge was taken back.".to_owned(),
        _ => "The pull request was closed on GitHub.".to_owned(),
    })
}

fn done(request: &Request, name: StepName) -> Vec<String> {
    let pr = request.stage.pull_request();
    let merge = request.stage.merge();
    let line = match name {
        StepName::Submitted => match request.revision {
            1 => Some("Berth has checked the answers.".to_owned()),
            n => Some(format!("Revision {n}. Berth has checked the answers.")),
        },
        StepName::PullRequest => pr.map(|pr| match request.change.branch() {
            None => format!("Pull request {} in {}.", pr.number, pr.repo),
            Some(_) => format!("Second pull request, {} in {}.", pr.number, pr.repo),
        }),
        StepName::Approved => {
            return approval(request)
                .map(|review| said("Approved", review))
                .unwrap_or_default();
        }
        StepName::Merged => {
            merge.map(|merge| format!("Commit {} on {}.", merge.commit.short(), merge.base))
        }
        StepName::Synced => {
            merge.map(|merge| format!("Commit {} is applied.", merge.commit.short()))
        }
        StepName::Ready => Some("All objects are ready and in sync.".to_owned()),
        StepName::Verified => Some("AWS holds what was asked for.".to_owned()),
    };
    let mut lines: Vec<String> = line.into_iter().collect();
    if name == StepName::Merged
        && let Stage::RolledBack { revert, .. } = &request.stage
    {
        lines.push(format!("Commit {} took it back.", revert.short()));
    }
    lines
}

fn here(request: &Request, name: StepName) -> Vec<String> {
    let line = match &request.stage {
        Stage::Draft => "Not submitted yet.".to_owned(),
        Stage::Checking if request.change.kind().edits_files() => {
            "Berth asks whether Git still has what it had when this was asked for, and the cluster is there."
                .to_owned()
        }
        Stage::Checking => {
            "Berth asks whether the name is free, and the repository and the cluster are there."
                .to_owned()
        }
        Stage::NeedsInput { problems } => return problems.iter().map(problem).collect(),
        Stage::Publishing { pr: None } => {
            "Berth makes the branch, the commit and the pull request.".to_owned()
        }
        Stage::Publishing { pr: Some(pr) } => {
            format!(
                "Berth brings pull request {} up to revision {}.",
                pr.number, request.revision
            )
        }
        Stage::InReview { pr } => format!("Commit {} waits for a reviewer.", pr.head.short()),
        Stage::ChangesRequested { review, .. } => return said("Changes are asked for", review),
        Stage::Rejected { review, .. } => return said("Rejected", review),
        Stage::Approved { .. } => "Berth merges as soon as GitHub lets it.".to_owned(),
        Stage::Merged { .. } => "Berth sets up the Argo CD application.".to_owned(),
        Stage::Syncing { delivery } => {
            format!("Argo CD applies commit {}.", delivery.merge.commit.short())
        }
        Stage::Provisioning { .. } => match request.change.kind() {
            ChangeKind::Create => "Crossplane creates the repository in AWS.".to_owned(),
            ChangeKind::Adopt => adoption(request, "reads", "keeps"),
            ChangeKind::Removal => removal(request).to_owned(),
            _ => format!("Crossplane brings {} up to date in AWS.", made(request)),
        },
        Stage::CoolingOff { until, .. } => format!(
            "Nothing is taken away before {} UTC. Until then the request can be called off.",
            minute(*until)
        ),
        Stage::Verifying { .. } => {
            "Berth compares what AWS holds with what was asked for.".to_owned()
        }
        Stage::ClosedExternally { .. } => "The pull request was closed without a merge.".to_owned(),
        Stage::PublishFailed { .. } if request.change.kind().edits_files() => {
            "Git or the branch of the pull request changed meanwhile.".to_owned()
        }
        Stage::PublishFailed { .. } => {
            "Others pushed to the branch of the pull request.".to_owned()
        }
        Stage::SyncFailed { .. } => "Argo CD could not apply the commit.".to_owned(),
        Stage::ProvisionFailed { .. } if name == StepName::Verified => {
            "AWS does not hold what was asked for.".to_owned()
        }
        Stage::ProvisionFailed { .. } => match request.change.kind() {
            ChangeKind::Create => "Crossplane could not create the repository.".to_owned(),
            ChangeKind::Adopt => adoption(request, "could not read", "could not keep"),
            _ => format!("Crossplane could not bring {} up to date.", made(request)),
        },
        Stage::Completed { .. }
        | Stage::Cancelled { .. }
        | Stage::Superseded { .. }
        | Stage::RolledBack { .. } => return Vec::new(),
    };
    vec![line]
}

/// What Crossplane makes of the change.
fn made(request: &Request) -> &'static str {
    match request.change.kind() {
        ChangeKind::Create | ChangeKind::Adopt => "the repository",
        ChangeKind::Alarms => "the alarms",
        ChangeKind::Workflow => "nothing",
        ChangeKind::Lifecycle => "the lifecycle policy",
        ChangeKind::Settings => "the repository’s settings",
        ChangeKind::Access => "the repository policy",
        ChangeKind::Removal => "what is to go",
    }
}

/// To the minute.
fn minute(at: Timestamp) -> String {
    let minutes = at.0.rem_euclid(86_400_000) / 60_000;
    format!("{} {:02}:{:02}", Day::of(at), minutes / 60, minutes % 60)
}

fn removal(request: &Request) -> &'static str {
    match &request.change {
        Change::Removal { removal, .. } if removal.removes() => {
            "Crossplane takes away what Git has no more."
        }
        _ => "Crossplane takes in what the manifests say now; nothing is taken away yet.",
    }
}

/// What Crossplane does in the first and in the second half of an adoption.
fn adoption(request: &Request, first: &str, then: &str) -> String {
    let observes = matches!(&request.change,
        Change::Adopt { adoption, .. } if adoption.step == AdoptionStep::Observe);
    if observes {
        format!("Crossplane {first} the repository in AWS, and may change nothing there.")
    } else {
        format!("Crossplane {then} the repository as Git has it.")
    }
}

fn problem(problem: &Problem) -> String {
    let end = if problem.message.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{end}", problem.message)
}

fn said(what: &str, review: &Review) -> Vec<String> {
    let mut lines = vec![format!("{what} at commit {}.", review.head.short())];
    if !review.comment.is_empty() {
        lines.push(format!("“{}”", review.comment));
    }
    lines
}

/// The source's own words, at the station where they matter.
pub(super) fn raw(request: &Request, state: StepState) -> Option<String> {
    match (state, &request.stage) {
        (
            StepState::Failed,
            Stage::PublishFailed { reason, .. }
            | Stage::SyncFailed { reason, .. }
            | Stage::ProvisionFailed { reason, .. },
        ) => Some(reason.clone()),
        (StepState::Now | StepState::Attention, _) => request
            .waiting
            .as_ref()
            .map(|waiting| waiting.trouble.message.clone()),
        _ => None,
    }
}
