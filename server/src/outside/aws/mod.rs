//! AWS: ECR read by an assumed role per account. Nothing is written here: Git is the source.

mod types;

pub use types::*;

use super::{Observer, SetupError};
use domain::aws::{AccountId, Address, Region};
use domain::observed::{RepositorySeen, Seen};
use domain::trouble::Trouble;

/// Cheap to clone.
#[derive(Clone)]
pub struct Aws {}

#[allow(clippy::unimplemented, clippy::unused_async, unused_variables)]
impl Aws {
    /// # Errors
    /// The TLS roots cannot be read.
    pub fn new(config: AwsConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        unimplemented!()
    }
    pub async fn repository(&self, address: &Address) -> Seen<RepositorySeen> {
        unimplemented!()
    }
    pub async fn exists(&self, address: &Address) -> Result<bool, Trouble> {
        unimplemented!()
    }
    /// Every repository of an account in a region.
    pub async fn census(
        &self,
        account: &AccountId,
        region: Region,
    ) -> Result<Vec<Counted>, Trouble> {
        unimplemented!()
    }
    pub async fn effective_scanning(&self, address: &Address) -> Seen<EffectiveScanning> {
        unimplemented!()
    }
    /// Asks STS who Berth is in this account.
    pub async fn identity(&self, account: &AccountId) -> Result<Identity, Trouble> {
        unimplemented!()
    }
}
