//! `/api/v1/applications`: list, read, create, change, delete.
use axum::Json;
use axum::extract::{Path, RawQuery, State as Extract};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::errors::ApiError;
use super::model::{Application, NAMESPACE, State};
use super::query::{Params, selects};
use super::{admission, controller, render};
use crate::merge_patch::merge_patch;
use crate::world::World;

pub(super) type Answer = Result<Json<Value>, ApiError>;

/// The Application, or the refusal that gives away nothing: without `project` a missing one looks forbidden.
pub(super) fn find<'a>(
    state: &'a State,
    name: &str,
    project: Option<&str>,
    namespace: Option<&str>,
) -> Result<&'a Application, ApiError> {
    let found = state
        .applications
        .get(name)
        .filter(|_| namespace.is_none_or(|n| n == NAMESPACE));
    match (found, project) {
        (Some(app), Some(project)) if app.project() != project => Err(ApiError::denied()),
        (Some(app), _) => Ok(app),
        (None, Some(_)) => Err(ApiError::not_found(name)),
        (None, None) => Err(ApiError::denied()),
    }
}

pub(super) async fn list(
    Extract(world): Extract<Arc<World>>,
    RawQuery(query): RawQuery,
) -> Json<Value> {
    let params = Params::parse(query.as_deref());
    let state = world.argocd.lock();
    let items: Vec<Value> = matching(&state, &params).map(render::application).collect();
    let items = if items.is_empty() {
        Value::Null
    } else {
        Value::Array(items)
    };
    Json(params.project(
        json!({ "metadata": { "resourceVersion": state.version.to_string() }, "items": items }),
    ))
}

pub(super) fn matching<'a>(
    state: &'a State,
    params: &'a Params,
) -> impl Iterator<Item = &'a Application> {
    let mut projects = params.all("projects");
    projects.extend(params.all("project"));
    state.applications.values().filter(move |app| {
        (projects.is_empty() || projects.contains(&app.project()))
            && params.get("name").is_none_or(|n| n == app.name)
            && params
                .get("repo")
                .is_none_or(|r| Some(r) == app.text("/source/repoURL"))
            && params.get("appNamespace").is_none_or(|n| n == NAMESPACE)
            && params
                .get("selector")
                .is_none_or(|s| selects(s, &app.labels))
    })
}

pub(super) async fn read(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    find(
        &world.argocd.lock(),
        &name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    match params.get("refresh") {
        None => {}
        Some("normal" | "hard" | "true") => {
            let world = Arc::clone(&world);
            let name = name.clone();
            let _ = tokio::task::spawn_blocking(move || controller::refresh(&world, &name)).await;
        }
        Some(other) => return Err(ApiError::invalid(format!("invalid refresh type {other}"))),
    }
    let state = world.argocd.lock();
    let app = find(
        &state,
        &name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    Ok(Json(params.project(render::application(app))))
}

pub(super) async fn create(
    Extract(world): Extract<Arc<World>>,
    RawQuery(query): RawQuery,
    Json(body): Json<Value>,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let name = body
        .pointer("/metadata/name")
        .and_then(Value::as_str)
        .filter(|n| !n.is_empty())
        .map(str::to_owned);
    let name = name.ok_or_else(|| ApiError::invalid("application name is required"))?;
    let spec = admission::normalised(body.get("spec"))?;
    let now = world.clock.now();
    {
        let mut state = world.argocd.lock();
        admission::check(
            &state,
            &world.git,
            &name,
            &spec,
            params.flag("validate", true),
        )?;
        if let Some(existing) = state.applications.get(&name) {
            let same =
                existing.spec == spec && part(&body, "labels").is_none_or(|l| l == existing.labels);
            if !same && !params.flag("upsert", false) {
                return Err(ApiError::invalid(
                    "existing application spec is different, use upsert flag to force update",
                ));
            }
            if !same {
                replace(&mut state, &name, &body, spec);
            }
        } else {
            let app = state.insert(
                &name,
                part(&body, "labels").unwrap_or_default(),
                part(&body, "annotations").unwrap_or_default(),
                spec,
                now,
            );
            app.finalizers = finalizers(&body);
        }
    }
    world.changed();
    let state = world.argocd.lock();
    Ok(Json(render::application(find(&state, &name, None, None)?)))
}

fn part(body: &Value, name: &str) -> Option<Map<String, Value>> {
    body.get("metadata")?.get(name)?.as_object().cloned()
}

fn finalizers(body: &Value) -> Vec<String> {
    let list = body
        .pointer("/metadata/finalizers")
        .and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|v| v.as_str().map(str::to_owned))
        .collect()
}

fn replace(state: &mut State, name: &str, body: &Value, spec: Value) {
    let version = state.next_version();
    if let Some(app) = state.applications.get_mut(name) {
        app.generation += u64::from(app.spec != spec);
        app.spec = spec;
        app.resource_version = version;
        if let Some(labels) = part(body, "labels") {
            app.labels = labels;
        }
        if let Some(annotations) = part(body, "annotations") {
            app.annotations = annotations;
        }
        if body.pointer("/metadata/finalizers").is_some() {
            app.finalizers = finalizers(body);
        }
    }
}

pub(super) async fn update(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    Json(body): Json<Value>,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let spec = admission::normalised(body.get("spec"))?;
    let mut state = world.argocd.lock();
    find(&state, &name, params.get("project"), None)?;
    admission::check(
        &state,
        &world.git,
        &name,
        &spec,
        params.flag("validate", true),
    )?;
    replace(&mut state, &name, &body, spec);
    let shown = render::application(find(&state, &name, None, None)?);
    drop(state);
    world.changed();
    Ok(Json(shown))
}

pub(super) async fn patch(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    Json(request): Json<Value>,
) -> Answer {
    let text = |field: &str| request.get(field).and_then(Value::as_str);
    let mut state = world.argocd.lock();
    let app = find(&state, &name, text("project"), text("appNamespace"))?;
    let patch: Value = serde_json::from_str(text("patch").unwrap_or(""))
        .map_err(|e| ApiError::invalid(format!("error unmarshaling patch: {e}")))?;
    let mut next = render::application(app);
    match text("patchType") {
        Some("merge") => merge_patch(&mut next, &patch),
        Some("json") | None => admission::json_patch(&mut next, &patch)?,
        Some(other) => {
            return Err(ApiError::invalid(format!(
                "Patch type '{other}' is not supported"
            )));
        }
    }
    let spec = admission::normalised(next.get("spec"))?;
    admission::check(&state, &world.git, &name, &spec, true)?;
    replace(&mut state, &name, &next, spec);
    let shown = render::application(find(&state, &name, None, None)?);
    drop(state);
    world.changed();
    Ok(Json(shown))
}

pub(super) async fn delete(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let policy = params.get("propagationPolicy");
    if policy.is_some_and(|p| !matches!(p, "foreground" | "background" | "orphan")) {
        return Err(ApiError::invalid(format!(
            "invalid propagation policy: {}",
            policy.unwrap_or("")
        )));
    }
    let now = world.clock.now();
    let mut state = world.argocd.lock();
    find(
        &state,
        &name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    let version = state.next_version();
    if let Some(app) = state.applications.get_mut(&name) {
        app.deleting_since.get_or_insert(now);
        app.resource_version = version;
        let own = |f: &String| !f.starts_with("resources-finalizer.argocd.argoproj.io");
        if params.flag("cascade", true) && policy != Some("orphan") {
            if app.finalizers.iter().all(own) {
                app.finalizers
                    .push("resources-finalizer.argocd.argoproj.io".into());
            }
        } else {
            app.finalizers.retain(own);
        }
    }
    drop(state);
    world.changed();
    Ok(Json(json!({})))
}
