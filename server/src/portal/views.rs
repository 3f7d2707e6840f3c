//! What people carry away from the inventory: views that they keep or share, and exports.

use super::{BerthPortal, refused};
use crate::store::{SavedView, Store};
use async_trait::async_trait;
use domain::people::{Action, Person};
use domain::portal::{
    Answer, ExportRows, InventoryQuery, PortalError, RepositoryRow, SearchPage, SearchPages,
    SearchQuery, ViewName, ViewRow,
};
use domain::refusal::Problem;

/// Far more than anybody finds their way in.
const VIEWS: u32 = 200;
const OWN_VIEWS: usize = 50;
/// Above every address that the inventory writes.
const QUERY: usize = 4_000;
/// Rows of an export that are read, and held, at once.
const ROWS: usize = 500;

#[async_trait]
impl SearchPages for BerthPortal {
    async fn search(&self, person: &Person, query: &SearchQuery) -> Answer<SearchPage> {
        self.find(person, query).await
    }

    async fn export(&self, person: &Person, query: &InventoryQuery) -> Answer<Box<dyn ExportRows>> {
        self.permit(person, Action::Browse)?;
        let store = self.services.store.clone();
        let ids = store.inventory_ids(query).await?;
        Ok(Box::new(Export { store, ids, at: 0 }))
    }

    async fn views(&self, person: &Person) -> Answer<Vec<ViewRow>> {
        self.permit(person, Action::Browse)?;
        self.views_for(person, VIEWS).await
    }

    async fn keep_view(
        &self,
        person: &Person,
        name: &str,
        query: &str,
        shared: bool,
    ) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        let name = view_name(name)?;
        if query.len() > QUERY {
            return Err(problem("This view has too many filters to keep"));
        }
        let known = self.views_for(person, VIEWS).await?;
        let own = known.iter().filter(|view| view.is_own);
        let is_new = own.clone().all(|view| view.name != name.as_str());
        if is_new && own.count() >= OWN_VIEWS {
            return Err(problem(
                "You have 50 views. Delete one before you keep another",
            ));
        }
        let view = SavedView {
            id: uuid::Uuid::now_v7().to_string(),
            owner: person.login.clone(),
            name: name.as_str().to_owned(),
            query: query.to_owned(),
            is_shared: shared,
            created: self.services.clock.now(),
        };
        Ok(self.services.store.save_view(&view).await?)
    }

    async fn change_view(&self, person: &Person, id: &str, name: &str, shared: bool) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        let name = view_name(name)?;
        let views = self.views_for(person, VIEWS).await?;
        let own = || views.iter().filter(|view| view.is_own);
        if !own().any(|view| view.id == id) {
            return Err(PortalError::NotFound);
        }
        if own().any(|view| view.id != id && view.name == name.as_str()) {
            return Err(problem("You have another view of that name"));
        }
        let store = &self.services.store;
        match store
            .change_view(
                &person.login,
                id,
                name.as_str(),
                shared,
                self.services.clock.now(),
            )
            .await?
        {
            true => Ok(()),
            false => Err(PortalError::NotFound),
        }
    }

    async fn drop_view(&self, person: &Person, id: &str) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        match self
            .services
            .store
            .drop_view(&person.login, id, self.services.clock.now())
            .await?
        {
            true => Ok(()),
            false => Err(PortalError::NotFound),
        }
    }
}

impl BerthPortal {
    pub(super) async fn views_for(&self, person: &Person, most: u32) -> Answer<Vec<ViewRow>> {
        let views = self.services.store.views_for(&person.login, most).await?;
        Ok(views
            .into_iter()
            .map(|view| ViewRow {
                is_own: view.owner == person.login,
                id: view.id,
                name: view.name,
                query: view.query,
                owner: view.owner,
                is_shared: view.is_shared,
            })
            .collect())
    }
}

fn view_name(text: &str) -> Answer<ViewName> {
    ViewName::parse(text).map_err(|error| problem(&error.to_string()))
}

fn problem(sentence: &str) -> PortalError {
    refused(Problem::general(sentence))
}

/// The ids as the list stood, the rows as they are when they are read: who reads slowly holds nothing up.
struct Export {
    store: Store,
    ids: Vec<i64>,
    at: usize,
}

#[async_trait]
impl ExportRows for Export {
    async fn next(&mut self) -> Answer<Option<Vec<RepositoryRow>>> {
        let rest = self.ids.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let some = &rest[..rest.len().min(ROWS)];
        self.at += some.len();
        Ok(Some(self.store.inventory_rows(some).await?))
    }
}
