//! GitHub: what its REST API, its web pages and its webhooks do, for one organisation.

mod acts;
pub mod hooks;
pub mod seed;
mod state;

use std::sync::Arc;

use axum::Router;

use crate::world::World;

pub use acts::{Refusal, push_files};
pub use seed::{NewRepository, add_repository, add_team, add_user};
pub use state::*;

pub fn router() -> Router<Arc<World>> {
    Router::new()
}

/// GitHub's own background jobs: working out whether a pull request can be merged, which it does only once somebody has asked.
pub(crate) fn step(world: &World) -> usize {
    acts::settle_mergeability(world)
}
