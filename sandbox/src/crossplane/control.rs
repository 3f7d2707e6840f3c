//! Handles on Crossplane and AWS for people and tests: `/_sandbox/world/...`.
use axum::extract::{Path, State};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

use super::model::Trouble;
use crate::world::World;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new()
        .route("/_sandbox/world/objects", get(objects))
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
    down: bool,
}

async fn provider(State(world): State<Arc<World>>, Json(wanted): Json<Provider>) -> StatusCode {
    world.crossplane.lock().provider_down = wanted.down;
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
