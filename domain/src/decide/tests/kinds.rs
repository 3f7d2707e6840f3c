//! Where the kinds of change part from the way of a new repository.

use super::world::stage;
use super::*;
use crate::alerts::AlertForm;
use crate::handover::Branch;
use crate::request::{Applying, Change, ChangeKind, Outcome, PolicyImpact};

pub(super) fn of_kind(kind: ChangeKind, request: Request) -> Request {
    let spec = request.spec().clone();
    let change = match kind {
        ChangeKind::Create => return request,
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
        ChangeKind::Lifecycle => Change::Lifecycle {
            spec,
            was: None,
            object: None,
            applying: Applying::default(),
            impact: PolicyImpact::default(),
        },
    };
    Request {
        change,
        catalog: Catalog::Off,
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
