//! What the world holds when it starts.
mod catalog;
mod estate;

pub use estate::{ACCOUNTS, CLUSTERS, EXTERNAL_ID, NAMESPACE, PROJECT, READER_ROLE};

use crate::world::World;

/// Plants the organisation and what its administrators set up; with `full`, the lived-in world on top.
pub fn plant(world: &World, _full: bool) -> anyhow::Result<()> {
    crate::github::seed::plant(world)?;
    estate::plant(world);
    catalog::plant(world);
    Ok(())
}
