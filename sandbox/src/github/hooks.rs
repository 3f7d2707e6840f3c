//! Webhooks: queued when something happens, sent when the world steps, remembered for redelivery.

use crate::world::World;

#[derive(Debug, Default)]
pub struct Hooks {}

pub(crate) async fn deliver(_world: &World) -> usize {
    0
}
