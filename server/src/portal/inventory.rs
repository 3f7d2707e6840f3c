//! The list of all repositories, and the page of one.

use super::{BerthPortal, drift, repository};
use async_trait::async_trait;
use domain::drift::{DriftKind, IgnoreForm, LostImage};
use domain::people::{Action, Person};
use domain::portal::{
    Answer, CensusAge, DriftAct, DriftActed, DriftIgnored, InventoryPage, InventoryPages,
    InventoryQuery, PortalError, RepositoryKey, RepositoryPage, Tombstone,
};
use domain::time::Timestamp;

const PAGE: u32 = 50;

#[async_trait]
impl InventoryPages for BerthPortal {
    async fn inventory(&self, person: &Person, query: &InventoryQuery) -> Answer<InventoryPage> {
        self.permit(person, Action::Browse)?;
        let mut page = self.services.store.inventory(query, PAGE).await?;
        self.add_unread(&mut page.as_of);
        Ok(page)
    }

    async fn repository(&self, person: &Person, key: &RepositoryKey) -> Answer<RepositoryPage> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let (known, requests, content, drifts, losses) = tokio::try_join!(
            store.repository(key),
            store.requests_about(key),
            store.content(key),
            drift::drifts(&self.services, key),
            store.losses(key),
        )?;
        let known = known.ok_or(PortalError::NotFound)?;
        let request = self.request_behind(&known, &requests).await?;
        let cluster = drift::cluster_seen(&self.services, key, request.as_ref()).await?;
        let card = self.card(&known, content.as_ref()).await?;
        let all = repository::Known {
            repository: known,
            content,
            card,
            requests,
            request,
            drifts,
            cluster,
            losses,
        };
        Ok(repository::page(&self.services, all))
    }

    async fn act_on_drift(
        &self,
        person: &Person,
        key: &RepositoryKey,
        act: DriftAct,
    ) -> Answer<DriftActed> {
        self.answer_drift(person, key, act).await
    }

    async fn ignore_drift(
        &self,
        person: &Person,
        key: &RepositoryKey,
        kind: DriftKind,
        form: &IgnoreForm,
    ) -> Answer<DriftIgnored> {
        self.let_drift_be(person, key, kind, form).await
    }

    async fn lost_images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        at: Timestamp,
    ) -> Answer<Vec<LostImage>> {
        self.permit(person, Action::Browse)?;
        let images = self.services.store.lost_images(key, at).await?;
        match images.is_empty() {
            true => Err(PortalError::NotFound),
            false => Ok(images),
        }
    }

    async fn tombstone(&self, person: &Person, key: &RepositoryKey) -> Answer<Tombstone> {
        self.permit(person, Action::Browse)?;
        let stone = self.services.store.tombstone(key).await?;
        stone.ok_or(PortalError::NotFound)
    }
}

impl BerthPortal {
    /// Places that the administrator named and nobody has read yet belong to the list too.
    fn add_unread(&self, ages: &mut Vec<CensusAge>) {
        for account in &self.services.standard.accounts {
            for region in &account.regions {
                let is_known = ages
                    .iter()
                    .any(|age| age.account == account.id && age.region == *region);
                if !is_known {
                    ages.push(CensusAge {
                        account: account.id.clone(),
                        region: *region,
                        read: None,
                        trouble: None,
                    });
                }
            }
        }
    }
}
