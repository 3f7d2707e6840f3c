//! One object of a sync: applied, replaced, or taken away and created anew.
use serde_json::{Value, json};

use super::controller::Turn;
use super::model::{Application, OperationState, SyncResult};
use super::source;
use crate::crossplane::{Applied, ObjectKey, TRACKING, set_annotation};

/// Brings one object to what its manifest says; a sentence when the operation has to wait for it.
pub(super) fn one(
    app: &Application,
    state: &mut OperationState,
    key: &ObjectKey,
    manifest: &Value,
    turn: &mut Turn<'_>,
) -> Option<String> {
    let mut done = state.results.iter().filter(|r| r.status == "Synced");
    let in_step = app
        .status
        .resources
        .iter()
        .any(|r| r.key == *key && r.synced);
    let skipped = state.operation.dry_run || (state.operation.only_out_of_sync && in_step);
    if skipped || done.any(|r| r.key == *key) {
        return None;
    }
    let there = turn.kube.objects.contains_key(key);
    let replaces = state.operation.replace || source::has_option(manifest, "Replace=true");
    let forces = state.operation.force || source::has_option(manifest, "Force=true");
    if replaces && forces && there {
        if state.taken_away.insert(key.clone()) {
            turn.kube.delete(key, turn.now);
        }
        if turn.kube.objects.contains_key(key) {
            return Some(format!(
                "waiting for deletion of {}/{}/{}",
                key.group, key.kind, key.name
            ));
        }
    }
    let marked = marked(app, key, manifest);
    let outcome = if replaces && there && !forces {
        turn.kube
            .replace(key, &marked, turn.now)
            .map(|()| "replaced")
    } else {
        let applied = turn.kube.apply(key, &marked, turn.now);
        let anew = state.taken_away.contains(key);
        applied.map(|a| if anew { "replaced" } else { Applied::word(a) })
    };
    note(state, key, manifest, outcome);
    None
}

fn note(
    state: &mut OperationState,
    key: &ObjectKey,
    manifest: &Value,
    outcome: Result<&'static str, String>,
) {
    let (status, hook_phase, message) = match outcome {
        Ok(word) => {
            let kind = key.kind.to_lowercase();
            let said = format!("{kind}.{}/{} {word}", key.group, key.name);
            ("Synced", "Running", said)
        }
        Err(why) => ("SyncFailed", "Failed", why),
    };
    state.results.retain(|r| r.key != *key);
    state.results.push(SyncResult {
        key: key.clone(),
        version: source::api_version(manifest),
        status,
        hook_phase,
        message,
    });
}

/// With the mark by which Argo CD knows its own.
fn marked(app: &Application, key: &ObjectKey, manifest: &Value) -> Value {
    let mut marked = manifest.clone();
    if !marked["metadata"]["annotations"].is_object() {
        marked["metadata"]["annotations"] = json!({});
    }
    let tracking = format!(
        "{}:{}/{}:{}/{}",
        app.name, key.group, key.kind, key.namespace, key.name
    );
    set_annotation(&mut marked, TRACKING, &tracking);
    marked
}
