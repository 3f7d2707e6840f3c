//! Handles on Argo CD's surroundings for people and tests: windows, polling, manual edits of live objects.
use axum::extract::State;
use axum::routing::{get, put};
use axum::{Json, Router};
use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::world::World;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new()
        .route("/_sandbox/world/applications", get(applications))
        .route("/_sandbox/world/sync-window", put(window))
        .route("/_sandbox/world/git-poll", put(poll))
}

async fn applications(State(world): State<Arc<World>>) -> Json<Vec<Value>> {
    let state = world.argocd.lock();
    Json(state.applications.values().map(|a| json!({ "name": a.name, "sync": a.status.sync, "health": a.status.health, "revision": a.status.revision })).collect())
}

#[derive(Deserialize)]
struct Window {
    closed: bool,
}

async fn window(State(world): State<Arc<World>>, Json(wanted): Json<Window>) -> StatusCode {
    world.argocd.lock().window_closed = wanted.closed;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Poll {
    seconds: i64,
}

async fn poll(State(world): State<Arc<World>>, Json(wanted): Json<Poll>) -> StatusCode {
    world.argocd.lock().git_poll = SignedDuration::from_secs(wanted.seconds);
    StatusCode::NO_CONTENT
}
