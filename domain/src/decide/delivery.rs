//! From the merge to a verified repository in AWS.

mod sync;

pub(super) use sync::{sync_failed, syncing};

use super::{
    Context, Ensure, Next, Readiness, adoption, blocked, differences_of, enter, readiness, removal,
    wait,
};
use crate::observed::{Observed, RepositorySeen, ResourceSeen, Seen};
use crate::people::Actor;
use crate::request::{Change, Delivery, Merge, Outcome, PullRequest, Request, Stage};
use crate::time::Timestamp;
use crate::trouble::Trouble;

/// A failing object is believed after this long: a policy may fail for a while until its repository is there,
/// and the provider retries with pauses of up to a minute.
const PROVISION_PATIENCE_MS: i64 = 5 * 60 * 1000;
/// AWS may lag behind the provider's Ready.
const VERIFY_PATIENCE_MS: i64 = 10 * 60 * 1000;

pub(super) fn merged(
    request: &Request,
    pr: &PullRequest,
    merge: &Merge,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    if let Some(next) = rolled_back(pr, merge, seen) {
        return next;
    }
    if !request.change.kind().reaches_cluster() {
        let outcome = Outcome::InGit {
            pr: pr.clone(),
            merge: merge.clone(),
        };
        return enter(Stage::Completed { outcome }, Actor::Berth);
    }
    match &seen.application {
        Seen::NotAsked => wait(1),
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::Absent => Next::Do(Ensure::Application),
        Seen::Present(found) if !found.is_as_wanted => Next::Do(Ensure::Application),
        Seen::Present(_) => {
            let delivery = Delivery {
                pr: pr.clone(),
                merge: merge.clone(),
                application: context.application.to_owned(),
            };
            enter(Stage::Syncing { delivery }, Actor::Berth)
        }
    }
}

pub(super) fn provisioning(
    request: &Request,
    delivery: &Delivery,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    if let Some(next) = rolled_back(&delivery.pr, &delivery.merge, seen) {
        return next;
    }
    let resources = match &seen.resources {
        Seen::NotAsked => return wait(1),
        Seen::Unavailable(trouble) => return blocked(trouble),
        Seen::Absent => return wait(3),
        Seen::Present(resources) => resources,
    };
    let age = context.now.since(request.since);
    match judged(request, resources) {
        Readiness::Ready => enter(beyond_crossplane(request, delivery), Actor::Crossplane),
        Readiness::Failing { message, lasting } if lasting || age > PROVISION_PATIENCE_MS => enter(
            Stage::ProvisionFailed {
                delivery: delivery.clone(),
                reason: removal::explained(request, resources, &message),
            },
            Actor::Crossplane,
        ),
        Readiness::Waiting { what } if age > removal::patience_ms(request) => enter(
            Stage::ProvisionFailed {
                delivery: delivery.clone(),
                reason: removal::explained(request, resources, &what),
            },
            Actor::Crossplane,
        ),
        Readiness::Failing { .. } | Readiness::Waiting { .. } => {
            wait(if age < 120_000 { 2 } else { 15 })
        }
    }
}

pub(super) fn provision_failed(
    request: &Request,
    delivery: &Delivery,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    if let Some(next) = rolled_back(&delivery.pr, &delivery.merge, seen) {
        return next;
    }
    if let Some(next) = adoption::provision_failed(request, delivery, seen) {
        return next;
    }
    let resources = match &seen.resources {
        Seen::Unavailable(trouble) => return blocked(trouble),
        Seen::NotAsked | Seen::Absent => return wait(60),
        Seen::Present(resources) => resources,
    };
    match judged(request, resources) {
        Readiness::Ready if removes(request) => {
            removal::provision_failed(request, delivery, seen).unwrap_or_else(|| wait(30))
        }
        Readiness::Ready if !request.change.kind().is_verified() => {
            enter(beyond_crossplane(request, delivery), Actor::Crossplane)
        }
        // Crossplane was content when the verification failed, too: only AWS can say that it is over.
        Readiness::Ready => match &seen.repository {
            Seen::Unavailable(trouble) => blocked(trouble),
            Seen::Present(found) => match compared(request, seen, context, found) {
                Err(trouble) => blocked(trouble),
                Ok(differences) if differences.is_empty() => enter(
                    Stage::Verifying {
                        delivery: delivery.clone(),
                    },
                    Actor::Aws,
                ),
                Ok(_) => wait(30),
            },
            Seen::NotAsked | Seen::Absent => wait(30),
        },
        Readiness::Failing { .. } | Readiness::Waiting { .. } => wait(30),
    }
}

pub(super) fn verifying(
    request: &Request,
    delivery: &Delivery,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    if let Some(next) = rolled_back(&delivery.pr, &delivery.merge, seen) {
        return next;
    }
    if let Change::Adopt { spec, adoption } = &request.change {
        return adoption::verifying(request, spec, adoption, delivery, seen, context);
    }
    if let Change::Removal { spec, removal } = &request.change {
        return removal::verifying(request, spec, removal, delivery, seen, context);
    }
    let missing = |what: String| not_yet(request, delivery, context, what);
    match &seen.repository {
        Seen::NotAsked => wait(1),
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::Absent => {
            missing("AWS does not have the repository, though Crossplane says Ready".to_owned())
        }
        Seen::Present(found) => {
            let differences = match compared(request, seen, context, found) {
                Ok(differences) => differences,
                Err(trouble) => return blocked(trouble),
            };
            if differences.is_empty() {
                let (arn, uri) = (found.arn.clone(), found.uri.clone());
                let outcome = Outcome::Repository {
                    delivery: delivery.clone(),
                    arn,
                    uri,
                };
                enter(Stage::Completed { outcome }, Actor::Aws)
            } else {
                missing(format!(
                    "AWS holds other values: {}",
                    differences.join("; ")
                ))
            }
        }
    }
}

/// Where AWS differs from what was asked for. The policy of a repository is a thing of its own there.
fn compared<'a>(
    request: &Request,
    seen: &'a Observed,
    context: Context<'_>,
    found: &RepositorySeen,
) -> Result<Vec<String>, &'a Trouble> {
    let Change::Access { change, .. } = &request.change else {
        return Ok(differences_of(&request.change, context.tags, found));
    };
    match &seen.policy {
        Seen::Unavailable(trouble) => Err(trouble),
        Seen::Present(policy) => Ok(change.differences(Some(policy))),
        Seen::Absent => Ok(change.differences(None)),
        Seen::NotAsked => Ok(vec!["the repository policy was not looked at".to_owned()]),
    }
}

/// AWS has something else than what was wanted: it may lag behind for a while.
pub(super) fn not_yet(
    request: &Request,
    delivery: &Delivery,
    context: Context<'_>,
    what: String,
) -> Next {
    let age = context.now.since(request.since);
    if age > VERIFY_PATIENCE_MS {
        let delivery = delivery.clone();
        let stage = Stage::ProvisionFailed {
            delivery,
            reason: what,
        };
        return enter(stage, Actor::Aws);
    }
    wait(if age < 60_000 { 2 } else { 15 })
}

/// Where a request goes whose objects are ready.
fn beyond_crossplane(request: &Request, delivery: &Delivery) -> Stage {
    let delivery = delivery.clone();
    if request.change.kind().is_verified() {
        Stage::Verifying { delivery }
    } else {
        let outcome = Outcome::Applied { delivery };
        Stage::Completed { outcome }
    }
}

pub(super) fn cooling_off(
    request: &Request,
    delivery: Option<&Delivery>,
    until: Timestamp,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    let reverted = delivery.and_then(|it| rolled_back(&it.pr, &it.merge, seen));
    reverted.unwrap_or_else(|| removal::cooling_off(request, delivery, until, context.now))
}

fn removes(request: &Request) -> bool {
    matches!(request.change, Change::Removal { .. })
}

/// What the objects say, and whether they have what the change wants of them beside that.
fn judged(request: &Request, resources: &[ResourceSeen]) -> Readiness {
    match (overall(resources), removal::lacking(request, resources)) {
        (Readiness::Ready, Some(what)) => Readiness::Waiting { what },
        (judged, _) => judged,
    }
}

fn rolled_back(pr: &PullRequest, merge: &Merge, seen: &Observed) -> Option<Next> {
    let revert = seen.revert.present()?.clone();
    Some(enter(
        Stage::RolledBack {
            pr: pr.clone(),
            merge: merge.clone(),
            revert,
        },
        Actor::GitHub,
    ))
}

/// All of our objects taken together: the worst speaks.
fn overall(resources: &[ResourceSeen]) -> Readiness {
    let mut waiting = None;
    for resource in resources {
        match readiness(resource) {
            Readiness::Ready => {}
            Readiness::Failing { message, lasting } => {
                return Readiness::Failing {
                    message: format!("{}: {message}", resource.kind),
                    lasting,
                };
            }
            Readiness::Waiting { what } => {
                waiting.get_or_insert(Readiness::Waiting {
                    what: format!("{}: {what}", resource.kind),
                });
            }
        }
    }
    match (waiting, resources.is_empty()) {
        (Some(waiting), _) => waiting,
        (None, true) => Readiness::Waiting {
            what: "Nothing is in the cluster yet".to_owned(),
        },
        (None, false) => Readiness::Ready,
    }
}
