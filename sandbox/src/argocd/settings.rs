//! Clusters, projects, version, the caller: what a portal reads once in a while.
use axum::Json;
use axum::extract::{Path, RawQuery, State as Extract};
use serde_json::{Value, json};
use std::sync::Arc;

use super::errors::ApiError;
use super::model::{Cluster, NAMESPACE, Project, State};
use super::query::Params;
use crate::crossplane::{rfc3339, stable_uuid};
use crate::world::World;

fn cluster_json(state: &State, c: &Cluster, now: jiff::Timestamp) -> Value {
    let count = state
        .applications
        .values()
        .filter(|a| {
            state
                .cluster_of(&a.spec)
                .is_some_and(|found| found.name == c.name)
        })
        .count();
    let connection = json!({ "status": "Successful", "message": "", "attemptedAt": rfc3339(now) });
    let mut out = json!({
        "server": c.server,
        "name": c.name,
        "config": { "tlsClientConfig": { "insecure": false } },
        "connectionState": connection,
        "serverVersion": c.version,
        "info": { "connectionState": connection, "serverVersion": c.version, "cacheInfo": {}, "applicationsCount": count },
    });
    if !c.labels.is_empty() {
        out["labels"] = json!(c.labels);
    }
    out
}

pub(super) async fn clusters(
    Extract(world): Extract<Arc<World>>,
    RawQuery(query): RawQuery,
) -> Json<Value> {
    let params = Params::parse(query.as_deref());
    let now = world.clock.now();
    let state = world.argocd.lock();
    let fits = |c: &&Cluster| {
        params.get("name").is_none_or(|n| n == c.name)
            && params.get("server").is_none_or(|s| s == c.server)
    };
    let items: Vec<Value> = state
        .clusters
        .iter()
        .filter(fits)
        .map(|c| cluster_json(&state, c, now))
        .collect();
    let items = if items.is_empty() {
        Value::Null
    } else {
        Value::Array(items)
    };
    Json(json!({ "metadata": {}, "items": items }))
}

/// By server URL, or by name with `id.type=name`.
pub(super) async fn cluster(
    Extract(world): Extract<Arc<World>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let params = Params::parse(query.as_deref());
    let by_name = matches!(params.get("id.type"), Some("name" | "name_escaped"));
    let now = world.clock.now();
    let state = world.argocd.lock();
    let found = state.clusters.iter().find(|c| {
        if by_name {
            c.name == id
        } else {
            c.server == id
        }
    });
    found
        .map(|c| Json(cluster_json(&state, c, now)))
        .ok_or_else(ApiError::denied)
}

fn project_json(p: &Project) -> Value {
    json!({
        "metadata": { "name": p.name, "namespace": NAMESPACE, "uid": stable_uuid(&format!("project/{}", p.name)), "generation": 1 },
        "spec": {
            "description": p.description,
            "sourceRepos": p.source_repos,
            "destinations": p.destinations.iter().map(|(s, n)| json!({ "server": s, "namespace": n })).collect::<Vec<_>>(),
        },
        "status": {},
    })
}

pub(super) async fn projects(
    Extract(world): Extract<Arc<World>>,
    RawQuery(query): RawQuery,
) -> Json<Value> {
    let params = Params::parse(query.as_deref());
    let state = world.argocd.lock();
    let items: Vec<Value> = state
        .projects
        .iter()
        .filter(|p| params.get("name").is_none_or(|n| n == p.name))
        .map(project_json)
        .collect();
    let items = if items.is_empty() {
        Value::Null
    } else {
        Value::Array(items)
    };
    Json(json!({ "metadata": { "resourceVersion": state.version.to_string() }, "items": items }))
}

pub(super) async fn project(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let state = world.argocd.lock();
    let found = state.projects.iter().find(|p| p.name == name);
    found
        .map(|p| Json(project_json(p)))
        .ok_or_else(ApiError::denied)
}

pub(super) async fn version() -> Json<Value> {
    Json(
        json!({ "Version": "v3.5.1+sandbox", "GitTreeState": "clean", "Compiler": "gc", "Platform": "linux/amd64" }),
    )
}

pub(super) async fn userinfo() -> Json<Value> {
    Json(json!({ "loggedIn": true, "username": "berth", "iss": "argocd" }))
}
