//! Argo CD's and Crossplane's words as Berth's: pure, so that every documented state is a test.

use super::json::{Application, ClusterItem, Managed, OperationState, Source};
use super::{ApplicationLook, Cluster, Destination, WantedApplication};
use crate::outside::clock;
use domain::github::Sha;
use domain::observed::{
    ApplicationSeen, Condition, LiveObject, OperationPhase, OperationSeen, SyncStatus,
};
use std::collections::{BTreeMap, BTreeSet};

/// Only this value pauses.
const PAUSED: &str = "crossplane.io/paused";

/// The commits that a look is about: compared last, and of the last operation.
pub(super) fn revisions(found: &Application) -> BTreeSet<String> {
    let compared = found.status.sync.revision.clone();
    let operated = operation(found).and_then(|(_, _, revision, _)| revision);
    [Some(compared), operated]
        .into_iter()
        .flatten()
        .filter(|revision| !revision.is_empty())
        .collect()
}

/// `containing` holds the commits that include the merge.
pub(super) fn look(
    found: &Application,
    wanted: &WantedApplication,
    project: &str,
    url: String,
    containing: &BTreeSet<String>,
) -> ApplicationLook {
    let sync = &found.status.sync;
    let revision = (!sync.revision.is_empty()).then(|| Sha(sync.revision.clone()));
    let results = found.status.operation_state.as_ref();
    let results = results.and_then(|state| state.sync_result.as_ref());
    let failures = results
        .into_iter()
        .flat_map(|result| &result.resources)
        .filter(|result| {
            result.status == "SyncFailed"
                || matches!(result.hook_phase.as_str(), "Failed" | "Error")
        })
        .map(|result| {
            (
                (result.kind.clone(), result.name.clone()),
                result.message.clone(),
            )
        })
        .collect();
    let requires_pruning: BTreeMap<_, _> = found
        .status
        .resources
        .iter()
        .map(|resource| {
            let key = (resource.kind.clone(), resource.name.clone());
            (key, resource.requires_pruning)
        })
        .collect();
    let seen = ApplicationSeen {
        name: found.metadata.name.clone(),
        url,
        sync: match sync.status.as_str() {
            "Synced" => SyncStatus::Synced,
            "OutOfSync" => SyncStatus::OutOfSync,
            _ => SyncStatus::Unknown,
        },
        health: found.status.health.status.clone(),
        contains_merge: revision
            .as_ref()
            .is_some_and(|sha| containing.contains(&sha.0)),
        revision,
        operation: operation(found).map(|(phase, message, revision, finished)| OperationSeen {
            phase,
            message,
            contains_merge: revision
                .as_ref()
                .is_some_and(|sha| containing.contains(sha)),
            revision: revision.map(Sha),
            finished: finished.as_deref().and_then(clock::parse),
        }),
        errors: errors(found),
        auto_sync: is_automated(found),
        is_as_wanted: is_owned(found) || is_as_wanted(found, wanted, project),
    };
    ApplicationLook {
        seen,
        failures,
        requires_pruning,
    }
}

type Operated = (OperationPhase, String, Option<String>, Option<String>);

/// The operation that runs or ran last. One that was asked for and not yet taken up counts as running.
fn operation(found: &Application) -> Option<Operated> {
    let state = found.status.operation_state.as_ref();
    let ended = state.is_none_or(|state| state.finished_at.is_some());
    if let (Some(asked), true) = (&found.operation, ended) {
        let revision = asked.sync.as_ref().map(|sync| sync.revision.clone());
        let revision = revision.filter(|revision| !revision.is_empty());
        return Some((OperationPhase::Running, String::new(), revision, None));
    }
    let state = state?;
    let phase = match state.phase.as_str() {
        "Succeeded" => OperationPhase::Succeeded,
        "Failed" => OperationPhase::Failed,
        "Error" => OperationPhase::Error,
        "Terminating" => OperationPhase::Terminating,
        _ => OperationPhase::Running,
    };
    Some((
        phase,
        state.message.clone(),
        operated_revision(state),
        state.finished_at.clone(),
    ))
}

fn operated_revision(state: &OperationState) -> Option<String> {
    let done = state
        .sync_result
        .as_ref()
        .map(|result| result.revision.clone());
    let asked = state
        .operation
        .as_ref()
        .and_then(|operation| operation.sync.as_ref());
    done.filter(|revision| !revision.is_empty())
        .or_else(|| asked.map(|sync| sync.revision.clone()))
        .filter(|revision| !revision.is_empty())
}

/// Conditions that are errors. `SyncError` only repeats the last operation, which may be about an older commit.
fn errors(found: &Application) -> Vec<String> {
    found
        .status
        .conditions
        .iter()
        .filter(|condition| condition.kind.ends_with("Error") && condition.kind != "SyncError")
        .map(|condition| format!("{}: {}", condition.kind, condition.message))
        .collect()
}

fn is_automated(found: &Application) -> bool {
    let policy = found.spec.sync_policy.as_ref();
    policy
        .and_then(|policy| policy.automated.as_ref())
        .is_some_and(|automated| automated.enabled != Some(false))
}

/// An ApplicationSet takes back what others change on its applications.
pub(super) fn is_owned(found: &Application) -> bool {
    let owners = &found.metadata.owner_references;
    owners.iter().any(|owner| owner.kind == "ApplicationSet")
}

pub(super) fn is_as_wanted(found: &Application, wanted: &WantedApplication, project: &str) -> bool {
    let destination = &found.spec.destination;
    let cluster = match &wanted.destination {
        Destination::Name(name) => destination.name == *name,
        Destination::Server(server) => {
            destination.server.trim_end_matches('/') == server.trim_end_matches('/')
        }
    };
    cluster
        && destination.namespace == wanted.namespace
        && found.spec.project == project
        && found
            .spec
            .source
            .as_ref()
            .is_some_and(|source| is_source(source, wanted))
}

fn is_source(source: &Source, wanted: &WantedApplication) -> bool {
    let plain = |url: &str| {
        let url = url.trim_end_matches('/');
        url.strip_suffix(".git").unwrap_or(url).to_ascii_lowercase()
    };
    plain(&source.repo_url) == plain(&wanted.repo_url)
        && source.path.trim_matches('/') == wanted.path.trim_matches('/')
        && source.target_revision == wanted.target_revision
        && source
            .directory
            .as_ref()
            .is_some_and(|directory| directory.recurse)
}

pub(super) fn live(found: Managed) -> LiveObject {
    let by_annotation = found
        .metadata
        .annotations
        .get(PAUSED)
        .is_some_and(|value| value == "true");
    let by_policy = found
        .spec
        .management_policies
        .as_ref()
        .is_some_and(|policies| policies.is_empty());
    let conditions = found
        .status
        .conditions
        .into_iter()
        .map(|condition| Condition {
            r#type: condition.kind,
            status: condition.status,
            reason: condition.reason,
            message: condition.message,
            observed_generation: condition.observed_generation,
            since: condition
                .last_transition_time
                .as_deref()
                .and_then(clock::parse),
        });
    LiveObject {
        generation: found.metadata.generation,
        conditions: conditions.collect(),
        deleting: found.metadata.deletion_timestamp.is_some(),
        paused: by_annotation || by_policy,
        arn: found.status.at_provider.arn.filter(|arn| !arn.is_empty()),
        uri: found
            .status
            .at_provider
            .repository_url
            .filter(|url| !url.is_empty()),
        force_delete: found.status.at_provider.force_delete,
        management_policies: found.spec.management_policies,
    }
}

pub(super) fn cluster(item: ClusterItem) -> Cluster {
    let (known, version) = match item.info {
        Some(info) => (info.connection_state, info.server_version),
        None => (None, String::new()),
    };
    let connection = known.or(item.connection_state);
    let version = if version.is_empty() {
        item.server_version
    } else {
        version
    };
    let (connected, message) = match connection {
        Some(state) if state.status == "Successful" => (Some(true), String::new()),
        Some(state) if state.status == "Failed" => (Some(false), state.message),
        Some(state) => (None, state.message),
        None => (None, String::new()),
    };
    let detail = match (message.is_empty(), version.is_empty()) {
        (false, _) => message,
        (true, false) => format!("Kubernetes {version}"),
        (true, true) => String::new(),
    };
    // A cluster without a name goes by its server.
    let name = if item.name.is_empty() {
        item.server.clone()
    } else {
        item.name
    };
    Cluster {
        name,
        server: item.server,
        connected,
        detail,
    }
}
