//! Argo CD’s part: from the merge until a sync that contains it has succeeded.

use super::rolled_back;
use crate::decide::{Ensure, Next, blocked, blocked_for, enter, removal, wait};
use crate::observed::{ApplicationSeen, Observed, OperationPhase, ResourceSeen, Seen, SyncStatus};
use crate::people::Actor;
use crate::request::{Delivery, Request, Stage};
use crate::time::Timestamp;
use crate::trouble::{System, Trouble, TroubleKind};

pub(in crate::decide) fn syncing(request: &Request, delivery: &Delivery, seen: &Observed) -> Next {
    if let Some(next) = rolled_back(&delivery.pr, &delivery.merge, seen) {
        return next;
    }
    let found = match &seen.application {
        Seen::NotAsked => return wait(1),
        Seen::Unavailable(trouble) => return blocked(trouble),
        Seen::Absent => return Next::Do(Ensure::Application),
        // Somebody changed it. What it would apply, and has applied, is not what was asked for.
        Seen::Present(found) if !found.is_as_wanted => return Next::Do(Ensure::Application),
        Seen::Present(found) => found,
    };
    if is_applied(found) || (found.contains_merge && removal::is_pruned(request, seen)) {
        return enter(
            Stage::Provisioning {
                delivery: delivery.clone(),
            },
            Actor::ArgoCd,
        );
    }
    if let Some(reason) = failed_operation(found, seen.resources.present(), request.since) {
        return enter(
            Stage::SyncFailed {
                delivery: delivery.clone(),
                reason,
            },
            Actor::ArgoCd,
        );
    }
    if is_running(found) {
        let said = found.operation.as_ref().map(|it| it.message.as_str());
        return match removal::confirmation(request, said.unwrap_or_default()) {
            Some(why) => blocked_for(15, Trouble::new(System::ArgoCd, TroubleKind::Refused, why)),
            None => wait(2),
        };
    }
    if !found.errors.is_empty() {
        let trouble = Trouble::new(
            System::ArgoCd,
            TroubleKind::Refused,
            found.errors.join("\n"),
        );
        return blocked_for(15, trouble);
    }
    Next::Do(Ensure::Sync)
}

pub(in crate::decide) fn sync_failed(delivery: &Delivery, seen: &Observed) -> Next {
    if let Some(next) = rolled_back(&delivery.pr, &delivery.merge, seen) {
        return next;
    }
    match &seen.application {
        Seen::Present(found) if is_applied(found) => enter(
            Stage::Provisioning {
                delivery: delivery.clone(),
            },
            Actor::ArgoCd,
        ),
        Seen::Present(found) if is_running(found) => wait(5),
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::Present(_) | Seen::Absent | Seen::NotAsked => wait(60),
    }
}

fn is_applied(found: &ApplicationSeen) -> bool {
    let by_operation = found.operation.as_ref().is_some_and(|operation| {
        operation.contains_merge && operation.phase == OperationPhase::Succeeded
    });
    by_operation || (found.sync == SyncStatus::Synced && found.contains_merge)
}

fn is_running(found: &ApplicationSeen) -> bool {
    found.operation.as_ref().is_some_and(|operation| {
        matches!(
            operation.phase,
            OperationPhase::Running | OperationPhase::Terminating
        )
    })
}

/// Argo CD does not try a failed commit again by itself, so its failure is final until somebody retries. One from
/// before `since` is what was retried, and says nothing about the new try.
fn failed_operation(
    found: &ApplicationSeen,
    resources: Option<&Vec<ResourceSeen>>,
    since: Timestamp,
) -> Option<String> {
    let operation = found.operation.as_ref()?;
    if operation
        .finished
        .is_some_and(|finished| finished.plus_seconds(1) < since)
    {
        return None;
    }
    let failed = matches!(
        operation.phase,
        OperationPhase::Failed | OperationPhase::Error
    );
    if !failed || !operation.contains_merge {
        return None;
    }
    let ours = resources.into_iter().flatten().filter_map(|resource| {
        resource
            .sync_error
            .as_ref()
            .map(|error| format!("{} {}: {error}", resource.kind, resource.name))
    });
    let lines: Vec<String> = std::iter::once(operation.message.clone())
        .chain(ours)
        .collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::Sha;
    use crate::observed::OperationSeen;
    use crate::request::Merge;
    use crate::testing::{NOW, pull_request, request};

    fn failed(finished: Timestamp) -> Observed {
        let operation = OperationSeen {
            phase: OperationPhase::Failed,
            message: "one or more objects failed to apply".into(),
            revision: None,
            contains_merge: true,
            finished: Some(finished),
        };
        let application = ApplicationSeen {
            name: "ecr".into(),
            url: String::new(),
            sync: SyncStatus::OutOfSync,
            health: "Missing".into(),
            revision: None,
            contains_merge: true,
            operation: Some(operation),
            errors: vec![],
            auto_sync: true,
            is_as_wanted: true,
        };
        Observed {
            application: Seen::Present(application),
            ..Observed::default()
        }
    }

    #[test]
    fn a_retried_sync_is_judged_by_its_own_outcome() {
        let merge = Merge {
            commit: Sha("51be07a".into()),
            base: "main".into(),
            by: None,
            at: NOW,
        };
        let delivery = Delivery {
            pr: pull_request(),
            merge,
            application: "ecr".into(),
        };
        let retried = request(Stage::Syncing {
            delivery: delivery.clone(),
        });
        let before = syncing(&retried, &delivery, &failed(retried.since.plus_seconds(-5)));
        assert_eq!(before, Next::Do(Ensure::Sync));
        let after = syncing(&retried, &delivery, &failed(retried.since.plus_seconds(5)));
        assert!(matches!(
            after,
            Next::Enter {
                stage: Stage::SyncFailed { .. },
                ..
            }
        ));
    }
}
