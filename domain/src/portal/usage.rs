//! What the pages ask on which people use, watch and audit a repository.

use super::{
    AccessPage, Answer, HistoryPage, HistoryQuery, MonitoringPage, MonitoringQuery, RepositoryKey,
    UsePage, UseQuery,
};
use crate::people::Person;
use async_trait::async_trait;

/// How to use a repository, who may, how it fares and what happened to it.
#[async_trait]
pub trait UsagePages: Send + Sync {
    async fn use_it(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &UseQuery,
    ) -> Answer<UsePage>;
    async fn access(&self, person: &Person, key: &RepositoryKey) -> Answer<AccessPage>;
    /// Asks CloudWatch, and answers without it where it doesn't.
    async fn monitoring(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &MonitoringQuery,
    ) -> Answer<MonitoringPage>;
    async fn history(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &HistoryQuery,
    ) -> Answer<HistoryPage>;
}
