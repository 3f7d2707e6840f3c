//! Handles on GitHub for people and tests: what the App was granted.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use crate::world::World;

type Permissions = BTreeMap<String, String>;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new().route(
        "/_sandbox/world/github/app-permissions",
        get(permissions).patch(change),
    )
}

async fn permissions(State(world): State<Arc<World>>) -> Json<Permissions> {
    Json(world.github.lock().app_permissions.clone())
}

/// An owner accepts a permission or takes it away (`null`); tokens that are out already follow at once.
async fn change(
    State(world): State<Arc<World>>,
    Json(wanted): Json<BTreeMap<String, Option<String>>>,
) -> Json<Permissions> {
    let mut state = world.github.lock();
    for (area, level) in wanted {
        match level {
            Some(level) => state.app_permissions.insert(area, level),
            None => state.app_permissions.remove(&area),
        };
    }
    Json(state.app_permissions.clone())
}
