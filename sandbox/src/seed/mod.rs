//! What the world holds when it starts.

use crate::world::World;

/// Plants the organisation and its repositories; with `full`, the lived-in world on top.
pub fn plant(world: &World, _full: bool) -> anyhow::Result<()> {
    crate::github::seed::plant(world)
}
