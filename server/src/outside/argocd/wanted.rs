//! The Application object that Berth makes, and its changes on one that is there.

use super::{Destination, WantedApplication};
use serde_json::{Value, json};

/// The whole object, to be created.
pub(super) fn object(wanted: &WantedApplication, project: &str, namespace: Option<&str>) -> Value {
    let mut metadata = json!({
        "name": wanted.name, "labels": wanted.labels, "annotations": wanted.annotations,
    });
    if let Some(namespace) = namespace {
        metadata["namespace"] = json!(namespace);
    }
    let mut spec = json!({
        "project": project,
        "source": source(wanted),
        "destination": destination(wanted),
    });
    if wanted.auto_sync {
        spec["syncPolicy"] = policy();
    }
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec,
    })
}

/// Berth's part laid over the live object; what others set besides stays, and so does its version, so that a
/// change in between is noticed.
pub(super) fn merged(mut live: Value, wanted: &WantedApplication, project: &str) -> Value {
    if let Some(object) = live.as_object_mut() {
        object.remove("status");
        object.remove("operation");
    }
    for (part, ours) in [
        ("labels", &wanted.labels),
        ("annotations", &wanted.annotations),
    ] {
        if !live["metadata"][part].is_object() {
            live["metadata"][part] = json!({});
        }
        for (key, value) in ours {
            live["metadata"][part][key] = json!(value);
        }
    }
    live["spec"]["project"] = json!(project);
    live["spec"]["source"] = source(wanted);
    live["spec"]["destination"] = destination(wanted);
    if wanted.auto_sync && live["spec"]["syncPolicy"]["automated"].is_null() {
        live["spec"]["syncPolicy"] = policy();
    }
    live
}

/// One folder per repository lies below the cluster's: all of them are read.
fn source(wanted: &WantedApplication) -> Value {
    json!({
        "repoURL": wanted.repo_url, "path": wanted.path, "targetRevision": wanted.target_revision,
        "directory": { "recurse": true },
    })
}

fn destination(wanted: &WantedApplication) -> Value {
    match &wanted.destination {
        Destination::Name(name) => json!({ "name": name, "namespace": wanted.namespace }),
        Destination::Server(server) => json!({ "server": server, "namespace": wanted.namespace }),
    }
}

/// Files that leave Git leave the cluster. An empty folder prunes nothing (`allowEmpty` is off), and AWS keeps a
/// repository that holds images.
fn policy() -> Value {
    json!({
        "automated": { "prune": true, "selfHeal": true },
        "retry": { "limit": 5, "backoff": { "duration": "5s", "factor": 2, "maxDuration": "3m" } },
    })
}
