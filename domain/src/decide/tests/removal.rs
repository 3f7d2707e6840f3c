//! A removal goes twice through the way of a new repository, and takes nothing away before it is ready.

use super::*;
use crate::observed::{Condition, LiveObject, RepositorySeen, ResourceSeen};
use crate::request::{Change, Outcome, Removal, Way};
use crate::standing::called_off;
use crate::testing::{NOW, delivery, seen_repository};

fn asked(way: Way, stage: Stage) -> Request {
    let request = crate::testing::request(stage);
    let change = crate::testing::removal(request.spec().clone(), way);
    Request {
        change,
        catalog: Catalog::Off,
        ..request
    }
}

fn removal(request: &Request) -> &Removal {
    match &request.change {
        Change::Removal { removal, .. } => removal,
        other => panic!("{other:?}"),
    }
}

/// The same once its second pull request is on its way.
fn removing(way: Way, stage: Stage) -> Request {
    let request = asked(way, stage);
    let spec = request.spec().clone();
    let removal = Box::new(removal(&request).removing(Some(delivery())));
    Request {
        change: Change::Removal { spec, removal },
        ..request
    }
}

fn verifying() -> Stage {
    Stage::Verifying {
        delivery: delivery(),
    }
}

fn provisioning() -> Stage {
    Stage::Provisioning {
        delivery: delivery(),
    }
}

fn live(change: impl FnOnce(&mut LiveObject)) -> ResourceSeen {
    let condition = |r#type: &str| Condition {
        r#type: r#type.into(),
        status: "True".into(),
        reason: String::new(),
        message: String::new(),
        observed_generation: Some(2),
        since: None,
    };
    let mut live = LiveObject {
        generation: 2,
        conditions: vec![condition("Synced"), condition("Ready")],
        ..LiveObject::default()
    };
    change(&mut live);
    ResourceSeen {
        kind: "Repository".into(),
        name: "x".into(),
        sync_error: None,
        live: Some(live),
        removed: false,
    }
}

fn with(resource: ResourceSeen) -> Observed {
    Observed {
        resources: Seen::Present(vec![resource]),
        ..Observed::default()
    }
}

fn stage_of(next: &Next) -> StageName {
    entered(next).unwrap_or_else(|| panic!("{next:?}")).name()
}

/// Moves that only some ways of a removal make, and those of people.
pub(super) fn own_moves() -> Vec<(StageName, StageName)> {
    let checked = Observed {
        obstacles: Seen::Present(vec![]),
        ..Observed::default()
    };
    let empty = decided(&asked(Way::DeleteEmpty, Stage::Checking), &checked);
    let cooling = |way| {
        let until = NOW.plus_seconds(60);
        let delivery = Some(delivery());
        asked(way, Stage::CoolingOff { delivery, until })
    };
    let by = crate::github::Login::new("reviewer-m");
    let off = |way| called_off(&cooling(way), &by).1.name();
    vec![
        (StageName::Checking, stage_of(&empty)),
        (StageName::CoolingOff, off(Way::DeleteWithImages)),
        (StageName::CoolingOff, off(Way::DeleteEmpty)),
        (StageName::ProvisionFailed, stage_of(&gone_after_all())),
    ]
}

fn gone_after_all() -> Next {
    let failed = Stage::ProvisionFailed {
        delivery: delivery(),
        reason: "RepositoryNotEmptyException".into(),
    };
    let seen = Observed {
        repository: Seen::Absent,
        ..with(ResourceSeen {
            live: None,
            removed: true,
            ..live(|_| {})
        })
    };
    decided(&removing(Way::DeleteWithImages, failed), &seen)
}

#[test]
fn a_deletion_is_not_ready_before_the_cluster_has_it() {
    let request = asked(Way::DeleteWithImages, provisioning());
    for forced in [None, Some(false)] {
        let next = decided(&request, &with(live(|live| live.force_delete = forced)));
        assert!(matches!(next, Next::Wait { .. }), "{next:?}");
    }
    let forced = with(live(|live| live.force_delete = Some(true)));
    assert_eq!(stage_of(&decided(&request, &forced)), StageName::Verifying);
}

#[test]
fn letting_go_waits_until_nothing_may_be_deleted() {
    let may = |words: &[&str]| {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        with(live(|live| live.management_policies = Some(words)))
    };
    let request = asked(Way::Detach, provisioning());
    for all in [may(&["*"]), may(&["Observe", "Delete"]), with(live(|_| {}))] {
        let next = decided(&request, &all);
        assert!(matches!(next, Next::Wait { .. }), "{next:?}");
    }
    let observed = decided(&request, &may(&["Observe", "Update"]));
    assert_eq!(stage_of(&observed), StageName::Verifying);
}

#[test]
fn a_deletion_waits_for_somebody_to_object() {
    let next = decided(
        &asked(Way::DeleteWithImages, verifying()),
        &Observed::default(),
    );
    let Next::Enter {
        stage: Stage::CoolingOff { until, .. },
        ..
    } = next
    else {
        panic!("{next:?}")
    };
    assert_eq!(until, NOW.plus_seconds(72 * 3600));
    let cooling = |until| {
        let delivery = Some(delivery());
        asked(Way::DeleteWithImages, Stage::CoolingOff { delivery, until })
    };
    let waits = decided(&cooling(NOW.plus_seconds(10)), &Observed::default());
    assert_eq!(waits, wait(11));
    let next = decided(&cooling(NOW), &Observed::default());
    let Next::Step { change, .. } = &next else {
        panic!("{next:?}")
    };
    assert_eq!(change.branch(), Some("removal"));
    assert!(change.edits().is_empty());
}

#[test]
fn the_others_go_on_at_once() {
    for way in [Way::Detach, Way::Policy] {
        let next = decided(&asked(way, verifying()), &Observed::default());
        let Next::Step { change, stage, .. } = &next else {
            panic!("{next:?}")
        };
        assert_eq!(stage.name(), StageName::Publishing);
        let Change::Removal { removal, .. } = change.as_ref() else {
            panic!("{change:?}")
        };
        assert!(removal.removes());
    }
}

#[test]
fn it_ends_when_aws_has_what_was_wanted() {
    let ends = |way, repository| {
        let seen = Observed {
            repository,
            ..Observed::default()
        };
        let next = decided(&removing(way, verifying()), &seen);
        matches!(
            next,
            Next::Enter {
                stage: Stage::Completed {
                    outcome: Outcome::Removed { .. }
                },
                ..
            }
        )
    };
    let there = || seen_repository(crate::testing::request(Stage::Draft).spec());
    let bare = || RepositorySeen {
        lifecycle_policy: None,
        ..there()
    };
    assert!(ends(Way::DeleteWithImages, Seen::Absent));
    assert!(!ends(Way::DeleteWithImages, Seen::Present(there())));
    assert!(ends(Way::Detach, Seen::Present(there())));
    assert!(!ends(Way::Detach, Seen::Absent));
    assert!(ends(Way::Policy, Seen::Present(bare())));
    assert!(!ends(Way::Policy, Seen::Present(there())));
}

#[test]
fn what_stays_is_explained_with_the_way_out() {
    let reason = |resource: ResourceSeen, since: i64| {
        let stays = ResourceSeen {
            removed: true,
            ..resource
        };
        let request = Request {
            since: NOW.plus_seconds(-since),
            ..removing(Way::DeleteWithImages, provisioning())
        };
        match decided(&request, &with(stays)) {
            Next::Enter {
                stage: Stage::ProvisionFailed { reason, .. },
                ..
            } => reason,
            other => panic!("{other:?}"),
        }
    };
    let refused = |message: &str| {
        live(|live| {
            live.deleting = true;
            live.conditions[0].status = "False".into();
            live.conditions[0].message = message.into();
        })
    };
    let full = reason(refused("delete failed: RepositoryNotEmptyException"), 1);
    assert!(
        full.starts_with("The repository still holds images"),
        "{full}"
    );
    let denied = reason(refused("AccessDeniedException"), 1);
    assert!(denied.contains("ecr:DeleteRepository"), "{denied}");
    let paused = live(|live| {
        live.deleting = true;
        live.paused = true;
    });
    assert!(reason(paused, 1).contains("crossplane.io/paused"));
    assert!(reason(live(|_| {}), 600).contains("not pruned"));
    let hangs = live(|live| live.deleting = true);
    assert!(reason(hangs, 600).contains("finalizers"));
    assert_eq!(stage_of(&gone_after_all()), StageName::Verifying);
}

#[test]
fn what_was_made_ready_is_taken_back_line_by_line() {
    let request = asked(Way::DeleteWithImages, Stage::Checking);
    let by = crate::github::Login::new("reviewer-m");
    let (change, stage) = called_off(&request, &by);
    assert_eq!(stage.name(), StageName::Publishing);
    let (was, back) = (&removal(&request).edits[0], &change.edits()[0]);
    assert_eq!((&was.before, &was.after), (&back.after, &back.before));
    assert_eq!(change.branch(), Some("kept"));
    let empty = called_off(&asked(Way::DeleteEmpty, Stage::Checking), &by);
    assert_eq!(empty.1.name(), StageName::Cancelled);
}

/// With pulls denied while it cools off, where there was no policy before.
fn denying(stage: Stage) -> Request {
    let request = crate::testing::request(stage);
    let spec = request.spec().clone();
    Request {
        change: crate::testing::removal_denying_pulls(spec, Way::DeleteEmpty),
        catalog: Catalog::Off,
        ..request
    }
}

#[test]
fn it_cools_off_once_aws_denies_pulls() {
    let request = denying(verifying());
    assert!(looks(&request).policy && !looks(&asked(Way::DeleteEmpty, verifying())).policy);
    let with_policy = |policy| Observed {
        policy,
        ..Observed::default()
    };
    let wanted = removal(&request).denial.as_ref().unwrap().wanted.clone();
    let not_yet = decided(&request, &with_policy(Seen::Absent));
    assert!(matches!(not_yet, Next::Wait { .. }), "{not_yet:?}");
    let denied = decided(&request, &with_policy(Seen::Present(wanted.unwrap())));
    assert_eq!(stage_of(&denied), StageName::CoolingOff);
}

#[test]
fn called_off_it_is_done_once_aws_allows_pulls_again() {
    let by = crate::github::Login::new("dev-a");
    let cooling = denying(Stage::CoolingOff {
        delivery: Some(delivery()),
        until: NOW,
    });
    let (change, _) = called_off(&cooling, &by);
    let back = Request {
        change,
        ..denying(verifying())
    };
    let standard = crate::testing::standard();
    let gone = crate::manifest::replaced_objects(&back.change, &standard);
    assert_eq!(gone[0].kind, "RepositoryPolicy");
    let kept = crate::manifest::objects(&back.change, &standard);
    assert!(kept.iter().all(|object| object.kind == "Repository"));
    let with_policy = |policy| Observed {
        policy,
        ..Observed::default()
    };
    let still = decided(&back, &with_policy(Seen::Present("{}".into())));
    assert!(matches!(still, Next::Wait { .. }), "{still:?}");
    let allowed = decided(&back, &with_policy(Seen::Absent));
    assert_eq!(stage_of(&allowed), StageName::Completed);
}
