//! How a repository is used, who may, how it fares and what happened to it.

mod access;
mod alerts;
mod history;
mod monitoring;
mod pulls;
mod use_it;

pub(in crate::portal) use alerts::plan_of;
pub(in crate::portal) use pulls::Pulls;

use super::BerthPortal;
use crate::store::RepositoryKnown;
use async_trait::async_trait;
use domain::people::{Action, Person};
use domain::portal::{
    AccessPage, Answer, HistoryPage, HistoryQuery, MonitoringPage, MonitoringQuery, PortalError,
    RepositoryKey, RequestRow, UsagePages, UsePage, UseQuery,
};
use domain::request::Request;

#[async_trait]
impl UsagePages for BerthPortal {
    async fn use_it(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &UseQuery,
    ) -> Answer<UsePage> {
        let known = self.browsed(person, key).await?;
        self.use_page(person, known, query).await
    }

    async fn access(&self, person: &Person, key: &RepositoryKey) -> Answer<AccessPage> {
        self.access_page(self.browsed(person, key).await?).await
    }

    async fn monitoring(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &MonitoringQuery,
    ) -> Answer<MonitoringPage> {
        let known = self.browsed(person, key).await?;
        self.monitoring_page(person, known, query).await
    }

    async fn history(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &HistoryQuery,
    ) -> Answer<HistoryPage> {
        self.history_page(self.browsed(person, key).await?, query)
            .await
    }
}

impl BerthPortal {
    /// What is known about a repository, for somebody who may look around.
    pub(in crate::portal) async fn browsed(
        &self,
        person: &Person,
        key: &RepositoryKey,
    ) -> Answer<RepositoryKnown> {
        self.permit(person, Action::Browse)?;
        let known = self.services.store.repository(key).await?;
        known.ok_or(PortalError::NotFound)
    }

    /// The request that holds the name, else the newest one that led to something.
    pub(in crate::portal) async fn request_behind(
        &self,
        known: &RepositoryKnown,
        requests: &[RequestRow],
    ) -> Answer<Option<Request>> {
        let about = known.row.request.as_ref().or_else(|| {
            requests
                .iter()
                .find(|row| row.kind.holds_name() && !row.stage.is_given_up())
        });
        match about {
            Some(row) => Ok(self.services.store.request(&row.id).await?),
            None => Ok(None),
        }
    }

    pub(in crate::portal) async fn its_request(
        &self,
        known: &RepositoryKnown,
    ) -> Answer<Option<Request>> {
        let requests = self.services.store.requests_about(&known.row.key).await?;
        self.request_behind(known, &requests).await
    }
}
