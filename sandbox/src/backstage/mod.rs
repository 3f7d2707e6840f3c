//! Filled by its own pages of routes; see `World` for how the parts meet.

use std::sync::Arc;

use axum::Router;

use crate::world::World;

#[derive(Debug, Default)]
pub struct State {}

pub fn router() -> Router<Arc<World>> {
    Router::new()
}
pub fn step(_world: &World) -> usize { 0 }
