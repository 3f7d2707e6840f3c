//! Where a removal parts from the way of a new repository: it goes through it twice, waits in between, and ends when
//! things are gone.

use super::delivery::not_yet;
use super::{Context, Ensure, Next, blocked, enter, wait};
use crate::observed::{LiveObject, Observed, ResourceSeen, Seen};
use crate::people::Actor;
use crate::request::{
    Change, Delivery, Outcome, Removal, RemovalStep, Request, Stage, StageName, Way,
};
use crate::spec::RepositorySpec;
use crate::time::Timestamp;

const CATALOG_TRIES: u32 = 3;
/// What is to go and stays says so soon; the provider may take two of its rounds to take in a change.
const GOING_PATIENCE_MS: i64 = 5 * 60 * 1000;
const CHANGING_PATIENCE_MS: i64 = 25 * 60 * 1000;

fn of(request: &Request) -> Option<(&RepositorySpec, &Removal)> {
    match &request.change {
        Change::Removal { spec, removal } => Some((spec, removal)),
        _ => None,
    }
}

/// For how long objects may be on their way without a word.
pub(super) fn patience_ms(request: &Request) -> i64 {
    match of(request) {
        None => i64::MAX,
        Some((_, removal)) if removal.removes() => GOING_PATIENCE_MS,
        Some(_) => CHANGING_PATIENCE_MS,
    }
}

/// The catalog’s entry goes with the files.
pub(super) fn looks_at_catalog(request: &Request) -> bool {
    let goes = of(request).is_some_and(|(_, it)| it.removes() && it.way.lets_go());
    goes && request.stage.name() == StageName::Verifying
}

/// Whether pulls are denied, or again allowed, only AWS says.
pub(super) fn looks_at_policy(request: &Request) -> bool {
    let stage = request.stage.name();
    let is_meant = of(request).is_some_and(|(_, it)| it.denies_pulls() && !it.removes());
    is_meant && matches!(stage, StageName::Verifying | StageName::ProvisionFailed)
}

/// What AWS has otherwise than the step wants of the policy; `None`: nothing.
fn denied_otherwise(removal: &Removal, seen: &Observed) -> Result<Option<String>, Next> {
    let Some(denial) = removal.denial.as_ref().filter(|_| !removal.removes()) else {
        return Ok(None);
    };
    let found = match &seen.policy {
        Seen::NotAsked => return Err(wait(1)),
        Seen::Unavailable(trouble) => return Err(blocked(trouble)),
        Seen::Absent => None,
        Seen::Present(policy) => Some(policy.as_str()),
    };
    Ok(denial.differences(found).into_iter().next())
}

/// Where nothing has to be made ready, a request goes on without a first pull request.
pub(super) fn after_checking(request: &Request, now: Timestamp) -> Option<Next> {
    let (spec, removal) = of(request)?;
    let has_to = removal.step != RemovalStep::Prepare || removal.has_to_prepare();
    (!has_to).then(|| made_ready(spec, removal, None, now, Actor::Berth))
}

/// What comes after the first pull request.
fn made_ready(
    spec: &RepositorySpec,
    removal: &Removal,
    delivery: Option<Delivery>,
    now: Timestamp,
    actor: Actor,
) -> Next {
    if removal.way.deletes() {
        let until = now.plus_millis(removal.cooling_ms);
        return enter(Stage::CoolingOff { delivery, until }, actor);
    }
    Next::Step {
        change: Box::new(Change::Removal {
            spec: spec.clone(),
            removal: Box::new(removal.removing(delivery)),
        }),
        stage: Stage::Publishing { pr: None },
        actor,
    }
}

pub(super) fn cooling_off(
    request: &Request,
    delivery: Option<&Delivery>,
    until: Timestamp,
    now: Timestamp,
) -> Next {
    let Some((spec, removal)) = of(request) else {
        return wait(60);
    };
    let left = until.since(now);
    if left > 0 {
        // A revert of the first pull request is noticed meanwhile.
        return wait((left / 1000 + 1).clamp(1, 3600));
    }
    Next::Step {
        change: Box::new(Change::Removal {
            spec: spec.clone(),
            removal: Box::new(removal.removing(delivery.cloned())),
        }),
        stage: Stage::Publishing { pr: None },
        actor: Actor::Berth,
    }
}

/// What the live objects still lack of what the first pull request says; `None`: nothing, or it is no such step.
pub(super) fn lacking(request: &Request, resources: &[ResourceSeen]) -> Option<String> {
    let (_, removal) = of(request)?;
    if removal.step != RemovalStep::Prepare {
        return None;
    }
    let live = || {
        resources
            .iter()
            .filter_map(|it| Some((it, it.live.as_ref()?)))
    };
    let (found, what) = match removal.way {
        Way::DeleteEmpty => return None,
        Way::DeleteWithImages => (
            live().find(|(it, live)| it.kind == "Repository" && live.force_delete != Some(true)),
            "does not have forceDelete yet, so AWS would keep the images",
        ),
        Way::Detach => (
            live().find(|(_, live)| may_delete(live)),
            "may still delete in AWS",
        ),
        Way::Policy => (
            live().find(|(_, live)| !may_delete(live)),
            "may not delete in AWS yet, so AWS would keep the policy",
        ),
    };
    found.map(|(it, _)| format!("{} {} {what}", it.kind, it.name))
}

/// Without a word about it an object may do everything.
fn may_delete(live: &LiveObject) -> bool {
    let listed = live.management_policies.as_ref();
    listed.is_none_or(|all| all.iter().any(|one| one == "*" || one == "Delete"))
}

/// Argo CD's operation may hang on objects that can't go. Once all are told to, the rest is Crossplane's.
pub(super) fn is_pruned(request: &Request, seen: &Observed) -> bool {
    let Some((_, removal)) = of(request) else {
        return false;
    };
    let told = |it: &ResourceSeen| it.live.as_ref().is_none_or(|live| live.deleting);
    let resources = seen.resources.present();
    removal.removes() && resources.is_some_and(|all| !all.is_empty() && all.iter().all(told))
}

/// Why Argo CD takes nothing away while its operation runs, and what to do.
pub(super) fn confirmation(request: &Request, message: &str) -> Option<String> {
    let (_, removal) = of(request)?;
    let waits = removal.removes() && message.contains("confirmation");
    waits.then(|| {
        format!("Argo CD asks somebody to confirm the pruning. Open the application there and confirm it. Argo CD says: {message}")
    })
}

/// Why objects that are to go stay, and what to do about it.
pub(super) fn explained(request: &Request, resources: &[ResourceSeen], reason: &str) -> String {
    if !of(request).is_some_and(|(_, removal)| removal.removes()) {
        return reason.to_owned();
    }
    let live = |is: fn(&LiveObject) -> bool| {
        let all = resources.iter().filter_map(|it| it.live.as_ref());
        all.into_iter().any(is)
    };
    let way_out = if live(|live| live.deleting && live.paused) {
        "Crossplane is told to leave the object alone, so it does not delete it either. Take the annotation crossplane.io/paused away"
    } else if reason.contains("RepositoryNotEmptyException") {
        "The repository still holds images, and AWS deletes only empty ones. Delete the images, or set forceDelete: true on the object in the cluster"
    } else if reason.contains("AccessDenied") {
        "The provider’s role may not delete. Give it ecr:DeleteRepository and the policies’ delete rights in the account"
    } else if live(|live| !live.deleting) {
        "Argo CD has not pruned the object: pruning is off, or the object forbids it by an annotation. Sync the application with pruning in Argo CD"
    } else {
        "The object is told to go and stays. Look for finalizers on it that somebody else has set, and whether the provider runs"
    };
    format!("{way_out}. It goes on by itself then. What was seen: {reason}")
}

pub(super) fn verifying(
    request: &Request,
    spec: &RepositorySpec,
    removal: &Removal,
    delivery: &Delivery,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    match denied_otherwise(removal, seen) {
        Err(next) => return next,
        Ok(Some(what)) => return not_yet(request, delivery, context, what),
        Ok(None) => {}
    }
    match &removal.step {
        RemovalStep::Prepare => made_ready(
            spec,
            removal,
            Some(delivery.clone()),
            context.now,
            Actor::Crossplane,
        ),
        RemovalStep::TakeBack { .. } => {
            let outcome = Outcome::Kept {
                delivery: delivery.clone(),
            };
            enter(Stage::Completed { outcome }, Actor::Crossplane)
        }
        RemovalStep::Remove { .. } => match still_there(spec, removal, seen) {
            Err(next) => next,
            Ok(Some(what)) => not_yet(request, delivery, context, what),
            // Whatever the catalog says, it never holds a request up for long.
            Ok(None) if request.attempt < CATALOG_TRIES && seen.catalog.present().is_some() => {
                Next::Do(Ensure::NoCatalogLocation)
            }
            Ok(None) => {
                let outcome = Outcome::Removed {
                    delivery: delivery.clone(),
                };
                enter(Stage::Completed { outcome }, Actor::Aws)
            }
        },
    }
}

/// What AWS has otherwise than it should when the removal is done.
fn still_there(
    spec: &RepositorySpec,
    removal: &Removal,
    seen: &Observed,
) -> Result<Option<String>, Next> {
    let name = &spec.address.name;
    let found = match &seen.repository {
        Seen::NotAsked => return Err(wait(1)),
        Seen::Unavailable(trouble) => return Err(blocked(trouble)),
        Seen::Absent => None,
        Seen::Present(found) => Some(found),
    };
    Ok(match (removal.way, found) {
        (Way::DeleteWithImages | Way::DeleteEmpty, None) => None,
        (Way::DeleteWithImages | Way::DeleteEmpty, Some(_)) => {
            Some(format!("AWS still has {name}"))
        }
        (Way::Detach, Some(_)) => None,
        (Way::Detach | Way::Policy, None) => Some(format!("AWS does not have {name} any more")),
        (Way::Policy, Some(found)) => found
            .lifecycle_policy
            .is_some()
            .then(|| "AWS still has a lifecycle policy".to_owned()),
    })
}

/// Failed, and gone after all.
pub(super) fn provision_failed(
    request: &Request,
    delivery: &Delivery,
    seen: &Observed,
) -> Option<Next> {
    let (spec, removal) = of(request)?;
    let is_over = match removal.step {
        RemovalStep::Remove { .. } => still_there(spec, removal, seen) == Ok(None),
        RemovalStep::Prepare | RemovalStep::TakeBack { .. } => {
            denied_otherwise(removal, seen) == Ok(None)
        }
    };
    Some(match is_over {
        true => enter(
            Stage::Verifying {
                delivery: delivery.clone(),
            },
            Actor::Aws,
        ),
        false => wait(30),
    })
}
