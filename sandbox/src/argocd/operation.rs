//! A sync operation: applied wave by wave, then pruned; it runs over several turns, so that a watcher sees it run.
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::controller::Turn;
use super::model::{Application, OperationState, SyncResult, Target};
use super::{apply, health, source};
use crate::crossplane::{ObjectKey, rfc3339};

/// Takes the operation one step further: accepted, applied, waiting, over.
pub(super) fn advance(app: &mut Application, turn: &mut Turn<'_>) {
    let running = app
        .status
        .operation
        .as_ref()
        .is_some_and(OperationState::is_running);
    if !running {
        let Some(wanted) = app.operation.clone() else {
            return;
        };
        app.status.operation = Some(OperationState {
            operation: wanted,
            phase: "Running",
            message: "waiting to start".into(),
            started_at: turn.now,
            finished_at: None,
            retry_count: 0,
            results: Vec::new(),
            taken_away: BTreeSet::new(),
            terminating: false,
        });
        return;
    }
    let Some(mut state) = app.status.operation.clone() else {
        return;
    };
    if state.terminating {
        finish(app, state, "Failed", "Operation terminated".into(), turn);
        return;
    }
    let Some(cluster) = turn.cluster.clone() else {
        finish(
            app,
            state,
            "Error",
            "unable to find destination server".into(),
            turn,
        );
        return;
    };
    let revision = state.operation.revision.clone();
    let target = match app
        .target
        .clone()
        .filter(|t| t.revision == revision && t.source == app.source())
    {
        Some(target) => Ok(target),
        None => source::load(turn.git, app, &cluster, &revision).map(Arc::new),
    };
    match target {
        Err(why) => finish(app, state, "Error", why, turn),
        Ok(target) => match sync(app, &mut state, &target, &cluster, turn) {
            Progress::Waiting(message) => {
                state.message = message;
                app.status.operation = Some(state);
            }
            Progress::Failed(message) => fail_or_retry(app, state, message, turn),
            Progress::Done => {
                let word = if state.operation.dry_run {
                    "successfully synced (dry run)"
                } else {
                    "successfully synced (all tasks run)"
                };
                finish(app, state, "Succeeded", word.into(), turn);
            }
        },
    }
}

enum Progress {
    Waiting(String),
    Failed(String),
    Done,
}

fn sync(
    app: &Application,
    state: &mut OperationState,
    target: &Target,
    cluster: &str,
    turn: &mut Turn<'_>,
) -> Progress {
    let chosen = state.operation.resources.clone();
    let wanted = |key: &ObjectKey| {
        chosen.as_ref().is_none_or(|list| {
            list.iter()
                .any(|(g, k, n)| *g == key.group && *k == key.kind && *n == key.name)
        })
    };
    if state.operation.create_namespace && !state.operation.dry_run {
        let namespace = app
            .text("/destination/namespace")
            .unwrap_or("default")
            .to_owned();
        turn.kube.namespaces.insert((cluster.to_owned(), namespace));
    }
    if let Some(message) = unconfirmed(app, state, target, cluster, turn) {
        return Progress::Waiting(message);
    }
    let mut last_wave = None;
    for (key, manifest) in target.manifests.iter().filter(|(k, _)| wanted(k)) {
        let wave = source::wave(manifest);
        if last_wave.is_some_and(|w| w != wave)
            && let Some(message) = unhealthy_before(target, wave, turn)
        {
            return Progress::Waiting(message);
        }
        last_wave = Some(wave);
        if let Some(message) = apply::one(app, state, key, manifest, turn) {
            return Progress::Waiting(message);
        }
    }
    if state.results.iter().any(|r| r.status == "SyncFailed") {
        let why: Vec<&str> = state
            .results
            .iter()
            .filter(|r| r.status == "SyncFailed")
            .map(|r| r.message.as_str())
            .collect();
        return Progress::Failed(format!(
            "one or more objects failed to apply, reason: {}",
            why.join(",")
        ));
    }
    prune(app, state, target, cluster, turn, &wanted)
}

/// What may only be pruned once somebody has said so: until then the operation does nothing at all.
fn unconfirmed(
    app: &Application,
    state: &OperationState,
    target: &Target,
    cluster: &str,
    turn: &Turn<'_>,
) -> Option<String> {
    if app.deletion_approved(state.started_at) || state.operation.dry_run {
        return None;
    }
    let surplus = turn.surplus(target, cluster, &app.name);
    let mut guarded = surplus
        .iter()
        .filter(|(_, live)| source::has_option(live, "Prune=confirm"));
    let (first, _) = guarded.next()?;
    let more = match guarded.count() {
        0 => String::new(),
        n => format!(" and {n} more resources"),
    };
    Some(format!(
        "waiting for pruning confirmation of {}/{}/{}{more}",
        first.group, first.kind, first.name
    ))
}

/// The first object of an earlier wave that is not healthy yet.
fn unhealthy_before(target: &Target, wave: i64, turn: &Turn<'_>) -> Option<String> {
    let earlier = target
        .manifests
        .iter()
        .filter(|(_, m)| source::wave(m) < wave);
    let mut waiting = earlier.filter(|(k, _)| {
        let live = turn.kube.objects.get(k).map(|l| &l.doc);
        // An object that nobody has looked at yet passes the check, but only after the pause between two waves.
        live.is_none_or(|l| {
            l.get("status").is_none() || health::of(l).is_some_and(|h| h.0 != "Healthy")
        })
    });
    waiting.next().map(|(k, _)| {
        format!(
            "waiting for healthy state of {}/{}/{}",
            k.group, k.kind, k.name
        )
    })
}

fn prune(
    app: &Application,
    state: &mut OperationState,
    target: &Target,
    cluster: &str,
    turn: &mut Turn<'_>,
    wanted: &dyn Fn(&ObjectKey) -> bool,
) -> Progress {
    let mut waiting = None;
    for (key, live) in turn.surplus(target, cluster, &app.name) {
        if !wanted(&key) {
            continue;
        }
        let kept = source::has_option(&live, "Prune=false");
        let (status, message) = match (state.operation.prune, kept) {
            (false, _) => ("PruneSkipped", "ignored (requires pruning)"),
            (true, true) => ("PruneSkipped", "ignored (no prune)"),
            (true, false) => ("Pruned", "pruned"),
        };
        if status == "Pruned" && !state.operation.dry_run {
            turn.kube.delete(&key, turn.now);
            if turn.kube.objects.contains_key(&key) {
                waiting = Some(format!(
                    "waiting for deletion of {}/{}/{}",
                    key.group, key.kind, key.name
                ));
            }
        }
        state.results.retain(|r| r.key != key);
        let version = source::api_version(&live);
        state.results.push(SyncResult {
            key,
            version,
            status,
            hook_phase: "Succeeded",
            message: message.into(),
        });
    }
    waiting.map_or(Progress::Done, Progress::Waiting)
}

fn fail_or_retry(
    app: &mut Application,
    mut state: OperationState,
    message: String,
    turn: &Turn<'_>,
) {
    if state.retry_count < state.operation.retry_limit {
        state.retry_count += 1;
        let at = turn.now.strftime("%-I:%M%p");
        state.message = format!(
            "{message}. Retrying attempt #{} at {at}.",
            state.retry_count
        );
        app.status.operation = Some(state);
        return;
    }
    let tried = if state.retry_count > 0 {
        format!(" (retried {} times).", state.retry_count)
    } else {
        String::new()
    };
    finish(app, state, "Failed", format!("{message}{tried}"), turn);
}

fn finish(
    app: &mut Application,
    mut state: OperationState,
    phase: &'static str,
    message: String,
    turn: &Turn<'_>,
) {
    state.phase = phase;
    state.message = message;
    state.finished_at = Some(turn.now);
    app.operation = None;
    if phase == "Succeeded" {
        app.set_condition("SyncError", None, turn.now);
        if !state.operation.dry_run {
            let id = app
                .status
                .history
                .last()
                .and_then(|h| h.get("id")?.as_i64())
                .map_or(0, |id| id + 1);
            app.status.history.push(json!({
                "id": id,
                "revision": state.operation.revision,
                "deployStartedAt": rfc3339(state.started_at),
                "deployedAt": rfc3339(turn.now),
                "source": app.source(),
            }));
            let surplus = app.status.history.len().saturating_sub(10);
            app.status.history.drain(..surplus);
        }
    }
    app.status.operation = Some(state);
}
