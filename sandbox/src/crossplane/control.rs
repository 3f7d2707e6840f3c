//! Handles on Crossplane and AWS for people and tests: `/_sandbox/world/...`.
use axum::extract::{Path, Query, State};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

use super::model::{ObjectKey, Trouble};
use crate::world::World;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/_sandbox/world/objects",
            get(objects).patch(edit_object).delete(delete_object),
        )
        .route(
            "/_sandbox/world/troubles",
            get(troubles).post(add_trouble).delete(clear_troubles),
        )
        .route("/_sandbox/world/troubles/{id}", delete(remove_trouble))
        .route("/_sandbox/world/provider", put(provider))
        .route("/_sandbox/world/provider/poll", post(poll))
        .route(
            "/_sandbox/world/crds/{kind}",
            delete(remove_crd).put(install_crd),
        )
        .route("/_sandbox/world/provider-configs", post(add_config))
        .route("/_sandbox/world/aws/sessions", delete(expire_sessions))
}

async fn objects(State(world): State<Arc<World>>) -> Json<Vec<Value>> {
    let state = world.crossplane.lock();
    Json(
        state
            .objects
            .iter()
            .map(|(k, l)| json!({ "cluster": k.cluster, "object": l.doc }))
            .collect(),
    )
}

#[derive(Deserialize)]
struct Edit {
    #[serde(flatten)]
    key: ObjectKey,
    /// RFC 7396; `null` takes away.
    patch: Value,
}

/// `kubectl patch`, past git and Argo CD.
async fn edit_object(State(world): State<Arc<World>>, Json(edit): Json<Edit>) -> StatusCode {
    let found = world.crossplane.lock().edit(&edit.key, &edit.patch);
    changed(&world, found)
}

/// `kubectl delete`: at once, or when the provider lets go.
async fn delete_object(
    State(world): State<Arc<World>>,
    Query(key): Query<ObjectKey>,
) -> StatusCode {
    let now = world.clock.now();
    let found = world.crossplane.lock().delete(&key, now);
    changed(&world, found)
}

fn changed(world: &World, found: bool) -> StatusCode {
    if found {
        world.changed();
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

async fn troubles(State(world): State<Arc<World>>) -> Json<Vec<Trouble>> {
    Json(world.crossplane.lock().troubles.clone())
}

async fn add_trouble(
    State(world): State<Arc<World>>,
    Json(trouble): Json<Trouble>,
) -> (StatusCode, Json<Value>) {
    let id = world.crossplane.lock().add_trouble(trouble);
    (StatusCode::CREATED, Json(json!({ "id": id })))
}

async fn clear_troubles(State(world): State<Arc<World>>) -> StatusCode {
    world.crossplane.lock().troubles.clear();
    StatusCode::NO_CONTENT
}

async fn remove_trouble(State(world): State<Arc<World>>, Path(id): Path<u64>) -> StatusCode {
    world.crossplane.lock().troubles.retain(|t| t.id != id);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Provider {
    down: Option<bool>,
    updates_lifecycle_policies: Option<bool>,
}

async fn provider(State(world): State<Arc<World>>, Json(wanted): Json<Provider>) -> StatusCode {
    let mut state = world.crossplane.lock();
    state.provider_down = wanted.down.unwrap_or(state.provider_down);
    if let Some(can) = wanted.updates_lifecycle_policies {
        state.updates_lifecycle_policies = can;
    }
    StatusCode::NO_CONTENT
}

/// The next pass looks at every object, as each is looked at about every ten minutes anyway.
async fn poll(State(world): State<Arc<World>>) -> StatusCode {
    for live in world.crossplane.lock().objects.values_mut() {
        live.memory.last_pass = None;
    }
    StatusCode::NO_CONTENT
}

/// `kind` is `Repository.ecr.aws.m.upbound.io`.
async fn remove_crd(State(world): State<Arc<World>>, Path(kind): Path<String>) -> StatusCode {
    world.crossplane.lock().missing_crds.insert(kind);
    StatusCode::NO_CONTENT
}

async fn install_crd(State(world): State<Arc<World>>, Path(kind): Path<String>) -> StatusCode {
    world.crossplane.lock().missing_crds.remove(&kind);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Config {
    kind: String,
    #[serde(default)]
    namespace: String,
    name: String,
    account: String,
}

async fn add_config(State(world): State<Arc<World>>, Json(c): Json<Config>) -> StatusCode {
    world
        .crossplane
        .lock()
        .configs
        .insert((c.kind, c.namespace, c.name), c.account);
    StatusCode::CREATED
}

async fn expire_sessions(State(world): State<Arc<World>>) -> StatusCode {
    let now = world.clock.now();
    world.aws.lock().credentials.expire_sessions(now);
    StatusCode::NO_CONTENT
}
