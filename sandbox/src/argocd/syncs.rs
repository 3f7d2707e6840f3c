//! Asking for a sync, and calling one off.
use axum::Json;
use axum::extract::{Path, RawQuery, State as Extract};
use serde_json::{Value, json};
use std::sync::Arc;

use super::applications::{Answer, find};
use super::errors::ApiError;
use super::model::{Application, Operation, OperationState};
use super::query::Params;
use super::render;
use crate::world::World;

pub(super) async fn sync(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    Json(request): Json<Value>,
) -> Answer {
    let text = |field: &str| {
        request
            .get(field)
            .and_then(Value::as_str)
            .filter(|v| !v.is_empty())
    };
    let mut state = world.argocd.lock();
    let closed = state.window_closed;
    let app = find(&state, &name, text("project"), text("appNamespace"))?;
    if app.deleting_since.is_some() {
        return Err(ApiError::precondition("application is deleting"));
    }
    if closed {
        return Err(ApiError::denied_because(
            "cannot sync: blocked by sync window",
        ));
    }
    let tracked = app.text("/source/targetRevision").unwrap_or("").to_owned();
    let asked = text("revision").unwrap_or(&tracked).to_owned();
    let url = app.text("/source/repoURL").unwrap_or("").to_owned();
    let resolve = |revision: &str| {
        super::source::resolve(&world.git, &url, revision).map_err(ApiError::precondition)
    };
    let revision = resolve(&asked)?;
    if app.automated().is_some() && revision != resolve(&tracked)? && asked != tracked {
        return Err(ApiError::precondition(format!(
            "Cannot sync to {asked}: auto-sync currently set to {}",
            if tracked.is_empty() { "HEAD" } else { &tracked }
        )));
    }
    if app.operation.is_some()
        || app
            .status
            .operation
            .as_ref()
            .is_some_and(OperationState::is_running)
    {
        return Err(ApiError::precondition(
            "another operation is already in progress",
        ));
    }
    let operation = requested(&request, app, revision);
    let version = state.next_version();
    if let Some(app) = state.applications.get_mut(&name) {
        app.operation = Some(operation);
        app.resource_version = version;
    }
    let shown = render::application(find(&state, &name, None, None)?);
    drop(state);
    world.changed();
    Ok(Json(shown))
}

fn requested(request: &Value, app: &Application, revision: String) -> Operation {
    let options = request
        .pointer("/syncOptions/items")
        .and_then(Value::as_array);
    let asks = |option: &str| options.is_some_and(|l| l.iter().any(|v| v == option));
    Operation {
        revision,
        prune: request
            .get("prune")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        dry_run: request
            .get("dryRun")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        automated: false,
        username: Some("berth".into()),
        retry_limit: request
            .pointer("/retryStrategy/limit")
            .and_then(Value::as_i64)
            .unwrap_or(0),
        create_namespace: asks("CreateNamespace=true") || app.sync_option("CreateNamespace=true"),
        replace: asks("Replace=true") || app.sync_option("Replace=true"),
        force: ["apply", "hook"].iter().any(|how| {
            let forced = request.pointer(&format!("/strategy/{how}/force"));
            forced.and_then(Value::as_bool) == Some(true)
        }),
        only_out_of_sync: asks("ApplyOutOfSyncOnly=true")
            || app.sync_option("ApplyOutOfSyncOnly=true"),
        resources: chosen(request),
    }
}

/// The one window that the sandbox knows: when closed, nothing syncs, by hand or by itself.
pub(super) async fn windows(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let state = world.argocd.lock();
    find(
        &state,
        &name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    let mut out = json!({ "canSync": !state.window_closed });
    if state.window_closed {
        let window = json!([{ "kind": "deny", "schedule": "* * * * *", "duration": "24h", "manualSync": false }]);
        out["activeWindows"] = window.clone();
        out["assignedWindows"] = window;
    }
    Ok(Json(out))
}

fn chosen(request: &Value) -> Option<Vec<(String, String, String)>> {
    let list = request
        .get("resources")
        .and_then(Value::as_array)
        .filter(|l| !l.is_empty())?;
    let text = |v: &Value, field: &str| {
        v.get(field)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    Some(
        list.iter()
            .map(|v| (text(v, "group"), text(v, "kind"), text(v, "name")))
            .collect(),
    )
}

pub(super) async fn terminate(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let mut state = world.argocd.lock();
    find(
        &state,
        &name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    let version = state.next_version();
    let app = state
        .applications
        .get_mut(&name)
        .ok_or_else(|| ApiError::not_found(&name))?;
    app.resource_version = version;
    match app.status.operation.as_mut().filter(|o| o.is_running()) {
        Some(running) => {
            running.phase = "Terminating";
            running.message = "operation is terminating".into();
            running.terminating = true;
        }
        None if app.operation.is_some() => app.operation = None,
        None => {
            return Err(ApiError::invalid(
                "Unable to terminate operation. No operation is in progress",
            ));
        }
    }
    drop(state);
    world.changed();
    Ok(Json(json!({})))
}
