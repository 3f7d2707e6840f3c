//! Where the kinds of change part from the way of a new repository.

use super::world::stage;
use super::*;
use crate::alerts::AlertForm;
use crate::handover::Branch;
use crate::request::{Applying, Change, ChangeKind, Outcome, PolicyImpact, Way};
use std::sync::OnceLock;

pub(super) fn of_kind(kind: ChangeKind, request: Request) -> Request {
    let spec = request.spec().clone();
    let change = match kind {
        ChangeKind::Create => return request,
        ChangeKind::Adopt => crate::testing::adoption(true),
        ChangeKind::Alarms => {
            let form = AlertForm {
                failed_pushes: true,
                ..AlertForm::default()
            };
            let plan = form.parse(&spec.address, false).unwrap();
            Change::Alarms { spec, plan }
        }
        ChangeKind::Workflow => Change::Workflow {
            spec,
            branch: Branch::default(),
        },
        ChangeKind::Access => {
            static ONCE: OnceLock<Change> = OnceLock::new();
            ONCE.get_or_init(|| crate::testing::access_change(spec))
                .clone()
        }
        ChangeKind::Lifecycle => Change::Lifecycle {
            spec,
            was: None,
            object: None,
            applying: Applying::default(),
            impact: PolicyImpact::default(),
        },
        ChangeKind::Removal => {
            static ONCE: OnceLock<Change> = OnceLock::new();
            ONCE.get_or_init(|| crate::testing::removal(spec, Way::DeleteWithImages))
                .clone()
        }
        // Reading files takes its time, and there are thousands of cases.
        ChangeKind::Settings => {
            static ONCE: OnceLock<Change> = OnceLock::new();
            ONCE.get_or_init(|| crate::testing::settings_change(spec))
                .clone()
        }
    };
    Request {
        change,
        catalog: Catalog::Off,
        ..request
    }
}

/// An adoption whose second pull request is on its way.
pub(super) fn taking_control(request: Request) -> Request {
    Request {
        change: crate::testing::adoption(false),
        ..request
    }
}

fn request_of(kind: ChangeKind, at: StageName) -> Request {
    of_kind(kind, crate::testing::request(stage(at)))
}

/// Everything that it may do next, whatever it sees.
fn ways(kind: ChangeKind, from: StageName) -> Vec<Next> {
    cases_of(kind, from)
        .into_iter()
        .map(|case| case.next)
        .collect()
}

fn outcome(next: &Next) -> Option<&Outcome> {
    match next {
        Next::Enter {
            stage: Stage::Completed { outcome },
            ..
        } => Some(outcome),
        _ => None,
    }
}

#[test]
fn a_workflow_ends_with_its_merge_and_asks_no_cluster() {
    let request = request_of(ChangeKind::Workflow, StageName::Merged);
    assert!(!looks(&request).application);
    let next = decided(&request, &Observed::default());
    assert!(matches!(outcome(&next), Some(Outcome::InGit { .. })));
    let reverted = Observed {
        revert: Seen::Present(crate::github::Sha("4e4e".into())),
        ..Observed::default()
    };
    assert!(matches!(
        decided(&request, &reverted),
        Next::Enter {
            stage: Stage::RolledBack { .. },
            ..
        }
    ));
}

#[test]
fn alarms_end_when_crossplane_is_content_and_never_ask_aws() {
    for from in [StageName::Provisioning, StageName::ProvisionFailed] {
        let request = request_of(ChangeKind::Alarms, from);
        assert!(looks(&request).application && !looks(&request).repository);
        let ends: Vec<Next> = ways(ChangeKind::Alarms, from)
            .into_iter()
            .filter(|next| outcome(next).is_some())
            .collect();
        assert!(!ends.is_empty());
        for end in ends {
            assert!(matches!(outcome(&end), Some(Outcome::Applied { .. })));
        }
    }
    let ways = ways(ChangeKind::Create, StageName::Provisioning);
    assert!(ways.iter().all(|next| outcome(next).is_none()));
}

#[test]
fn only_a_new_repository_is_followed_in_the_catalog() {
    for kind in ChangeKind::ALL.into_iter().skip(1) {
        for at in StageName::ALL {
            let follows = looks(&request_of(kind, at)).catalog;
            assert!(!follows, "{kind:?} at {at:?}");
        }
    }
}

#[test]
fn a_pull_request_that_is_open_is_not_forgotten_when_git_moves() {
    let pr = crate::testing::pull_request();
    let stage = Stage::Publishing {
        pr: Some(pr.clone()),
    };
    let request = of_kind(ChangeKind::Settings, crate::testing::request(stage));
    let problem = crate::refusal::Problem::general("Git has moved");
    let found = PullRequestSeen {
        is_current: false,
        ..world::open()
    };
    let seen = Observed {
        obstacles: Seen::Present(vec![problem]),
        pull_request: Seen::Present(found.clone()),
        ..Observed::default()
    };
    let Next::Enter {
        stage: Stage::PublishFailed { pr: kept, reason },
        ..
    } = decided(&request, &seen)
    else {
        panic!("{:?}", decided(&request, &seen))
    };
    assert_eq!((kept, reason.as_str()), (Some(pr), "Git has moved"));
    let current = Observed {
        pull_request: Seen::Present(PullRequestSeen {
            is_current: true,
            ..found
        }),
        ..seen
    };
    let next = decided(&request, &current);
    assert!(matches!(
        next,
        Next::Enter {
            stage: Stage::InReview { .. },
            ..
        }
    ));
}
