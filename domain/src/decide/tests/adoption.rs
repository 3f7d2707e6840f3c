//! The two halves of an adoption, and what AWS has in between.

use super::kinds::{of_kind, taking_control};
use super::world::stage;
use super::*;
use crate::compare::Item;
use crate::observed::RepositorySeen;
use crate::request::{AdoptionStep, Change, ChangeKind, Outcome};
use crate::testing::{delivery, request};
use crate::trouble::{System, TroubleKind};
use std::collections::BTreeSet;

fn observing(at: StageName) -> Request {
    of_kind(ChangeKind::Adopt, request(stage(at)))
}

fn controlling(at: StageName) -> Request {
    taking_control(request(stage(at)))
}

/// AWS as it was when it was asked for.
fn aws(request: &Request) -> Observed {
    let Change::Adopt { spec, adoption } = &request.change else {
        panic!("{:?}", request.change)
    };
    let found = &adoption.found;
    let repository = RepositorySeen {
        tags: found.tags.clone(),
        lifecycle_policy: found.lifecycle.clone(),
        ..crate::testing::seen_repository(spec)
    };
    Observed {
        repository: Seen::Present(repository),
        policy: found.access.clone().map_or(Seen::Absent, Seen::Present),
        ..Observed::default()
    }
}

fn changed(mut seen: Observed, change: impl FnOnce(&mut RepositorySeen)) -> Observed {
    if let Seen::Present(repository) = &mut seen.repository {
        change(repository);
    }
    seen
}

fn with_pull_request(seen: Observed) -> Observed {
    let review = crate::observed::ReviewSeen {
        by: crate::github::Login::new("reviewer-m"),
        verdict: Verdict::Approve,
        comment: String::new(),
        head: world::head(),
        at: NOW.plus_seconds(-60),
        counts: true,
    };
    let pull_request = PullRequestSeen {
        mergeable: crate::observed::Mergeable::Yes,
        reviews: vec![review],
        ..world::open()
    };
    Observed {
        pull_request: Seen::Present(pull_request),
        ..seen
    }
}

fn stepped(next: &Next) -> (&AdoptionStep, &Stage) {
    match next {
        Next::Step { change, stage, .. } => match change.as_ref() {
            Change::Adopt { adoption, .. } => (&adoption.step, stage),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_observed_and_alike_goes_on_to_the_second_pull_request() {
    let request = observing(StageName::Verifying);
    let looked = looks(&request);
    assert!(looked.repository && looked.policy);
    let next = decided(&request, &aws(&request));
    let (step, stage) = stepped(&next);
    let observed = delivery();
    let AdoptionStep::TakeControl { observed: kept } = step else {
        panic!("{step:?}")
    };
    assert_eq!(kept.pr, observed.pr);
    assert_eq!(*stage, Stage::Publishing { pr: None });
}

#[test]
fn what_changed_in_between_is_asked_about_field_by_field() {
    let request = observing(StageName::Verifying);
    let seen = changed(aws(&request), |repository| {
        repository.scan_on_push = !repository.scan_on_push;
        repository.tags.insert("new".into(), "1".into());
    });
    let seen = Observed {
        policy: Seen::Absent,
        ..seen
    };
    let next = decided(&request, &seen);
    let (step, stage) = stepped(&next);
    // The objects observe already: new answers lead straight to the second pull request.
    assert!(matches!(step, AdoptionStep::TakeControl { .. }));
    let Stage::NeedsInput { problems } = stage else {
        panic!("{stage:?}")
    };
    let said: Vec<&str> = problems.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (line, item) in said
        .iter()
        .zip([Item::Scan, Item::Tag("new".into()), Item::Access])
    {
        assert!(line.contains(&item.title()), "{line}");
    }
}

#[test]
fn a_policy_that_vanished_before_it_was_observed_is_asked_about() {
    let request = observing(StageName::ProvisionFailed);
    let looked = looks(&request);
    assert!(looked.repository && looked.policy);
    let seen = changed(aws(&request), |repository| {
        repository.lifecycle_policy = None
    });
    let next = decided(&request, &seen);
    let (_, stage) = stepped(&next);
    assert!(matches!(stage, Stage::NeedsInput { problems } if problems.len() == 1));
    // What is alike and can't be observed is another trouble, and stays one.
    let alike = decided(&request, &aws(&request));
    assert!(matches!(alike, Next::Wait { .. }), "{alike:?}");
    let second = controlling(StageName::ProvisionFailed);
    assert!(matches!(decided(&second, &seen), Next::Wait { .. }));
}

#[test]
fn the_second_is_merged_only_while_aws_is_as_it_says() {
    let request = controlling(StageName::Approved);
    let looked = looks(&request);
    assert!(looked.repository && looked.policy && looked.pull_request);
    let seen = with_pull_request(aws(&request));
    assert_eq!(decided(&request, &seen), Next::Do(Ensure::Merge));
    let other = changed(seen.clone(), |repository| {
        repository.mutability = "IMMUTABLE".into();
    });
    assert!(matches!(
        entered(&decided(&request, &other)),
        Some(Stage::NeedsInput { .. })
    ));
    let gone = Observed {
        repository: Seen::Absent,
        ..seen.clone()
    };
    assert!(matches!(
        entered(&decided(&request, &gone)),
        Some(Stage::NeedsInput { .. })
    ));
    let trouble = Trouble::new(System::Aws, TroubleKind::Unreachable, "no route");
    let silent = Observed {
        policy: Seen::Unavailable(trouble),
        ..seen
    };
    assert!(matches!(
        decided(&request, &silent),
        Next::Wait {
            trouble: Some(_),
            ..
        }
    ));
    // The first changes nothing, so that it may come whatever AWS has.
    let first = observing(StageName::Approved);
    assert!(!looks(&first).repository);
    let seen = with_pull_request(Observed::default());
    assert_eq!(decided(&first, &seen), Next::Do(Ensure::Merge));
}

#[test]
fn it_is_done_when_aws_is_as_it_was() {
    let request = controlling(StageName::Verifying);
    let seen = changed(aws(&request), |repository| {
        repository.tags.insert("crossplane-name".into(), "x".into());
    });
    assert!(matches!(
        entered(&decided(&request, &seen)),
        Some(Stage::Completed {
            outcome: Outcome::Repository { .. }
        })
    ));
    let other = changed(seen, |repository| repository.tags.clear());
    assert!(matches!(decided(&request, &other), Next::Wait { .. }));
    let late = Request {
        since: NOW.plus_seconds(-700),
        ..request
    };
    assert!(matches!(
        entered(&decided(&late, &other)),
        Some(Stage::ProvisionFailed { .. })
    ));
}

#[test]
fn the_second_pull_request_has_a_branch_of_its_own() {
    let (first, second) = (
        observing(StageName::InReview),
        controlling(StageName::InReview),
    );
    assert_eq!(first.branch(), first.id.branch());
    assert_eq!(second.branch(), format!("{}-control", second.id.branch()));
    for request in [&first, &second] {
        let branch = request.branch();
        let of = crate::request::RequestId::of_branch(&branch);
        assert_eq!(of.as_ref(), Some(&request.id));
        let foreign = crate::request::RequestId::of_branch(&format!("{branch}é"));
        assert_eq!(foreign.is_some(), request.change.branch().is_some());
    }
}

/// Moves that no other kind makes.
pub(super) fn own_moves() -> BTreeSet<(StageName, StageName)> {
    let mut all = BTreeSet::new();
    let mut note = |from: StageName, next: Next| {
        all.extend(entered(&next).map(|to| (from, to.name())));
    };
    let stages = [
        StageName::Approved,
        StageName::Verifying,
        StageName::ProvisionFailed,
    ];
    for at in stages {
        for request in [observing(at), controlling(at)] {
            let alike = with_pull_request(aws(&request));
            let other = changed(alike.clone(), |repository| repository.tags.clear());
            note(at, decided(&request, &alike));
            note(at, decided(&request, &other));
        }
    }
    // New answers: the objects observe already.
    all.insert((StageName::NeedsInput, StageName::Publishing));
    all
}
