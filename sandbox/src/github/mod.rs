//! GitHub: what its REST API, its web pages and its webhooks do, for one organisation.

pub mod acts;
mod auth;
mod control;
pub mod hooks;
mod refusal;
mod rest;
pub mod seed;
mod shape;
mod state;
mod web;

use std::sync::Arc;

use axum::Router;

use crate::world::World;

pub use acts::push_files;
pub use control::control_routes;
pub use refusal::Refusal;
pub use seed::{NewRepository, add_repository, add_team, add_user};
pub use state::*;

pub fn router() -> Router<Arc<World>> {
    rest::router().merge(web::router())
}

/// One tick of GitHub's background jobs.
pub(crate) fn step(world: &World) -> usize {
    acts::background(world)
}
