//! Backstage's catalog over REST.

mod types;

pub use types::*;

use super::{Observer, SetupError};
use domain::observed::{CatalogSeen, Seen};
use domain::trouble::Trouble;

/// Cheap to clone.
#[derive(Clone)]
pub struct Backstage {}

#[allow(clippy::unimplemented, clippy::unused_async, unused_variables)]
impl Backstage {
    /// # Errors
    /// The address cannot be read.
    pub fn new(config: BackstageConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        unimplemented!()
    }
    /// Registers the address of a catalog file; returns the location's id, also of one that was there.
    pub async fn ensure_location(&self, target: &str) -> Result<String, Trouble> {
        unimplemented!()
    }
    pub async fn remove_location(&self, id: &str) -> Result<(), Trouble> {
        unimplemented!()
    }
    pub async fn entity(&self, entity: EntityRef<'_>) -> Seen<()> {
        unimplemented!()
    }
    /// How far a registered file has come.
    pub async fn catalog_state(&self, target: &str, entity: EntityRef<'_>) -> Seen<CatalogSeen> {
        unimplemented!()
    }
    pub async fn groups(&self) -> Result<Vec<CatalogEntry>, Trouble> {
        unimplemented!()
    }
    pub async fn systems(&self) -> Result<Vec<CatalogEntry>, Trouble> {
        unimplemented!()
    }
    /// The page of an entity.
    pub fn entity_url(&self, entity: EntityRef<'_>) -> String {
        unimplemented!()
    }
}
