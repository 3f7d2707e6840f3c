//! `/_sandbox`: the world's own handles, on every listener, never struck by faults and never recorded.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::journal::{Exchange, System};
use crate::world::World;

pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/_sandbox", get(overview))
        .route("/_sandbox/step", post(step))
        .route("/_sandbox/until-idle", post(until_idle))
        .route("/_sandbox/clock", post(advance))
        .route("/_sandbox/webhook", put(webhook))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/_sandbox/faults/{id}", delete(remove_fault))
        .route(
            "/_sandbox/exchanges",
            get(exchanges).delete(clear_exchanges),
        )
        .route("/_sandbox/git/{owner}/{repo}/commits", post(commit))
        .merge(crate::argocd::control_routes())
        .merge(crate::aws::control_routes())
        .merge(crate::github::control_routes())
        .merge(crate::crossplane::control_routes())
}

async fn overview(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({
        "urls": world.urls,
        "pace": world.pace,
        "now": world.clock.now(),
        "webhook_url": world.webhook_url(),
        "faults": world.faults.list(),
        "unknown_routes": world.journal.unknown_routes(),
    }))
}

async fn step(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "moved": world.step().await }))
}

async fn until_idle(State(world): State<Arc<World>>) -> Response {
    match world.until_idle().await {
        Ok(steps) => Json(json!({ "steps": steps })).into_response(),
        Err(error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(json!({ "message": error.to_string() })),
        )
            .into_response(),
    }
}

#[derive(Deserialize)]
struct Advance {
    seconds: u64,
}

async fn advance(State(world): State<Arc<World>>, Json(by): Json<Advance>) -> Json<Value> {
    world
        .clock
        .advance(std::time::Duration::from_secs(by.seconds));
    Json(json!({ "now": world.clock.now() }))
}

#[derive(Deserialize)]
struct Webhook {
    url: Option<String>,
}

async fn webhook(State(world): State<Arc<World>>, Json(to): Json<Webhook>) -> StatusCode {
    world.set_webhook_url(to.url);
    StatusCode::NO_CONTENT
}

async fn faults(State(world): State<Arc<World>>) -> Json<Vec<Fault>> {
    Json(world.faults.list())
}

async fn add_fault(
    State(world): State<Arc<World>>,
    Json(fault): Json<Fault>,
) -> (StatusCode, Json<Value>) {
    (
        StatusCode::CREATED,
        Json(json!({ "id": world.faults.add(fault) })),
    )
}

async fn clear_faults(State(world): State<Arc<World>>) -> StatusCode {
    world.faults.clear();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(world): State<Arc<World>>, Path(id): Path<u64>) -> StatusCode {
    if world.faults.remove(id) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

#[derive(Deserialize)]
struct Wanted {
    system: Option<System>,
    /// Only exchanges with a higher number.
    after: Option<u64>,
}

async fn exchanges(
    State(world): State<Arc<World>>,
    Query(wanted): Query<Wanted>,
) -> Json<Vec<Exchange>> {
    let mut found = world.journal.exchanges();
    found.retain(|e| {
        wanted.system.is_none_or(|s| s == e.system) && wanted.after.is_none_or(|n| e.number > n)
    });
    Json(found)
}

async fn clear_exchanges(State(world): State<Arc<World>>) -> StatusCode {
    world.journal.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Commit {
    branch: String,
    message: String,
    /// Path to content; `null` deletes.
    files: std::collections::BTreeMap<String, Option<String>>,
    /// A persona's login.
    author: String,
}

/// Somebody pushes from a terminal, past every portal: the commit lands and the webhook goes out.
async fn commit(
    State(world): State<Arc<World>>,
    Path((owner, repo)): Path<(String, String)>,
    Json(wanted): Json<Commit>,
) -> Response {
    let files: Vec<_> = wanted
        .files
        .into_iter()
        .map(|(path, content)| (path, content.map(String::into_bytes)))
        .collect();
    let pushed = crate::github::push_files(
        &world,
        &format!("{owner}/{repo}"),
        &wanted.branch,
        &files,
        &wanted.message,
        &wanted.author,
    );
    match pushed {
        Ok(sha) => (StatusCode::CREATED, Json(json!({ "sha": sha }))).into_response(),
        Err(error) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Json(json!({ "message": format!("{error:#}") })),
        )
            .into_response(),
    }
}
