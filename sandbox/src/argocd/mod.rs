//! Argo CD v3.5: its REST API and the application controller behind it.
mod access;
mod admission;
mod applications;
mod apply;
mod control;
mod controller;
mod errors;
mod health;
mod model;
mod operation;
mod query;
mod render;
mod settings;
mod source;
mod stream;
mod syncs;
mod views;

use axum::Router;
use axum::routing::{delete, get, post};
use std::sync::Arc;

pub use control::control_routes;
pub(crate) use controller::pass;
pub use controller::step;
pub use model::{Application, Cluster, Project, State};

use crate::world::World;

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/api/v1/applications",
            get(applications::list).post(applications::create),
        )
        .route(
            "/api/v1/applications/{name}",
            get(applications::read)
                .put(applications::update)
                .patch(applications::patch)
                .delete(applications::delete),
        )
        .route("/api/v1/applications/{name}/sync", post(syncs::sync))
        .route(
            "/api/v1/applications/{name}/operation",
            delete(syncs::terminate),
        )
        .route(
            "/api/v1/applications/{name}/syncwindows",
            get(syncs::windows),
        )
        .route("/api/v1/applications/{name}/resource", get(views::resource))
        .route(
            "/api/v1/applications/{name}/managed-resources",
            get(views::managed_resources),
        )
        .route(
            "/api/v1/applications/{name}/resource-tree",
            get(views::resource_tree),
        )
        .route("/api/v1/applications/{name}/events", get(views::events))
        .route("/api/v1/stream/applications", get(stream::applications))
        .route("/api/v1/clusters", get(settings::clusters))
        .route("/api/v1/clusters/{id}", get(settings::cluster))
        .route("/api/v1/projects", get(settings::projects))
        .route("/api/v1/projects/{name}", get(settings::project))
        .route("/api/v1/session/userinfo", get(settings::userinfo))
        .route("/api/version", get(settings::version))
        .route_layer(axum::middleware::from_fn(access::guard))
}

/// Project patterns: `*` stands for any run of characters.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    crate::aws::wildcard(pattern, text)
}
