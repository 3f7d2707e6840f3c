//! Argo CD over its REST API.

mod types;

pub use types::*;

use super::{Observer, SetupError};
use domain::github::Sha;
use domain::observed::{LiveObject, Seen};
use domain::trouble::Trouble;
use futures::stream::BoxStream;
use std::future::Future;

/// Cheap to clone.
#[derive(Clone)]
pub struct ArgoCd {}

#[allow(clippy::unimplemented, clippy::unused_async, unused_variables)]
impl ArgoCd {
    /// # Errors
    /// The address cannot be read.
    pub fn new(config: ArgoCdConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        unimplemented!()
    }
    /// `contains` says whether the merge commit is the given revision or lies before it (asked of GitHub);
    /// `wanted` decides `is_as_wanted`.
    pub async fn application<F, Answer>(
        &self,
        wanted: &WantedApplication,
        contains: F,
    ) -> Seen<ApplicationLook>
    where
        F: Fn(Sha) -> Answer + Send + Sync,
        Answer: Future<Output = Result<bool, Trouble>> + Send,
    {
        unimplemented!()
    }
    /// Creates the application or brings it up to date; one that an ApplicationSet owns is left alone.
    pub async fn ensure_application(&self, wanted: &WantedApplication) -> Result<(), Trouble> {
        unimplemented!()
    }
    /// Asks Argo CD to look at Git now.
    pub async fn refresh(&self, name: &str) -> Result<(), Trouble> {
        unimplemented!()
    }
    pub async fn sync(&self, name: &str, revision: &Sha) -> Result<SyncAsked, Trouble> {
        unimplemented!()
    }
    /// A live object of the application; `Absent` while it is not in the cluster.
    pub async fn resource(&self, application: &str, object: ObjectRef<'_>) -> Seen<LiveObject> {
        unimplemented!()
    }
    pub async fn clusters(&self) -> Result<Vec<Cluster>, Trouble> {
        unimplemented!()
    }
    pub async fn version(&self) -> Result<String, Trouble> {
        unimplemented!()
    }
    pub fn application_url(&self, name: &str) -> String {
        unimplemented!()
    }
    /// Says which of Berth's applications moved, until the connection ends; reconnecting is the caller's.
    pub async fn watch(&self) -> Result<BoxStream<'static, Result<Moved, Trouble>>, Trouble> {
        unimplemented!()
    }
}
