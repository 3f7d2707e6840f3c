//! What the world holds when it starts.
mod catalog;
mod estate;
mod files;
mod inventory;
mod lived_in;
mod pictures;

pub use estate::{ACCOUNTS, CLUSTERS, EXTERNAL_ID, NAMESPACE, PROJECT, READER_ROLE};

use crate::world::World;

/// Plants the organisation and what its administrators set up; with `full`, the lived-in world on top.
pub fn plant(world: &World, full: bool) -> anyhow::Result<()> {
    crate::github::seed::plant(world)?;
    estate::plant(world);
    catalog::plant(world);
    if full {
        lived_in::plant(world)?;
    }
    Ok(())
}
