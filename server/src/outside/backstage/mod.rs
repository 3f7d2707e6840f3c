//! Backstage's catalog over REST.

mod json;
#[cfg(test)]
mod tests;
mod trouble;
mod types;

pub use types::*;

use super::report::Reporter;
use super::wire::{Answer, Service, segment};
use super::{Observer, SetupError, clock};
use domain::observed::{CatalogSeen, Seen};
use domain::trouble::{System, Trouble};
use http::{Method, StatusCode};
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;

/// Entities asked for at once.
const PAGE: usize = 500;
/// Of an entity that may be hundreds of lines.
const FIELDS: &str =
    "metadata.name,metadata.namespace,metadata.title,spec.type,spec.profile.displayName";
const BY_QUERY: &str = "/entities/by-query";
const ENTITIES: &str = "/entities";
const LOCATIONS: &str = "/locations";

/// Cheap to clone.
#[derive(Clone)]
pub struct Backstage {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    token: Option<SecretString>,
    reporter: Reporter,
}

impl Backstage {
    /// # Errors
    /// The address cannot be read.
    pub fn new(config: BackstageConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        let inner = Inner {
            service: Service::new(System::Backstage, &config.url)?,
            token: config.token,
            reporter: Reporter::new(System::Backstage, observer),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Registers the address of a catalog file; returns the location's id, also of one that was there.
    pub async fn ensure_location(&self, target: &str) -> Result<String, Trouble> {
        let body = serde_json::json!({"type": "url", "target": target});
        let request = self.request(Method::POST, LOCATIONS).json(&body);
        let what = "POST /locations";
        let made = self
            .call(what, request, |answer| match answer.status {
                StatusCode::CREATED => {
                    let made: json::Registered = answer.json(System::Backstage)?;
                    Ok(Ok(made.location.id))
                }
                StatusCode::CONFLICT => Ok(Err(refused(&answer, what))),
                _ => Err(refused(&answer, what)),
            })
            .await?;
        match made {
            Ok(id) => Ok(id),
            // Registered before. When the list does not hold it either, the conflict is about something else.
            Err(conflict) => self.location(target).await?.ok_or(conflict),
        }
    }

    /// The target is read no more; also well when nobody knows it.
    pub async fn forget_target(&self, target: &str) -> Result<(), Trouble> {
        match self.location(target).await? {
            Some(id) => self.remove_location(&id).await,
            None => Ok(()),
        }
    }

    /// Also well when the location is gone already.
    pub async fn remove_location(&self, id: &str) -> Result<(), Trouble> {
        let request = self.request(Method::DELETE, &format!("{LOCATIONS}/{}", segment(id)));
        let what = "DELETE /locations/{id}";
        self.call(what, request, |answer| {
            if answer.status.is_success() || trouble::is_not_found(&answer) {
                Ok(())
            } else {
                Err(refused(&answer, what))
            }
        })
        .await
    }

    pub async fn entity(&self, entity: EntityRef<'_>) -> Seen<()> {
        match self.has(entity).await {
            Ok(true) => Seen::Present(()),
            Ok(false) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    /// How far a registered file has come.
    pub async fn catalog_state(&self, target: &str, entity: EntityRef<'_>) -> Seen<CatalogSeen> {
        match self.has(entity).await {
            Ok(true) => {
                return Seen::Present(CatalogSeen::Listed {
                    entity: entity.to_string(),
                });
            }
            Ok(false) => {}
            Err(trouble) => return Seen::Unavailable(trouble),
        }
        match self.location(target).await {
            Ok(Some(location)) => Seen::Present(CatalogSeen::Registered { location }),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    pub async fn groups(&self) -> Result<Vec<CatalogEntry>, Trouble> {
        self.entries("group").await
    }

    pub async fn systems(&self) -> Result<Vec<CatalogEntry>, Trouble> {
        self.entries("system").await
    }

    /// The page of an entity.
    pub fn entity_url(&self, entity: EntityRef<'_>) -> String {
        format!(
            "{}/catalog/{}/{}/{}",
            self.inner.service.base(),
            segment(&entity.namespace.to_lowercase()),
            segment(&entity.kind.to_lowercase()),
            segment(entity.name),
        )
    }

    async fn has(&self, entity: EntityRef<'_>) -> Result<bool, Trouble> {
        let path = format!(
            "{ENTITIES}/by-name/{}/{}/{}",
            segment(&entity.kind.to_lowercase()),
            segment(entity.namespace),
            segment(entity.name),
        );
        let what = "GET /entities/by-name";
        self.call(what, self.request(Method::GET, &path), |answer| {
            if trouble::is_not_found(&answer) {
                return Ok(false);
            }
            let _: json::Entity = read(&answer, what)?;
            Ok(true)
        })
        .await
    }

    /// The id under which a target is registered.
    async fn location(&self, target: &str) -> Result<Option<String>, Trouble> {
        let what = "GET /locations";
        let request = self.request(Method::GET, LOCATIONS);
        let all: Vec<json::Listed> = self
            .call(what, request, |answer| read(&answer, what))
            .await?;
        let found = all.into_iter().map(|listed| listed.data);
        Ok(found
            .filter(|location| location.r#type == "url")
            .find(|location| location.target == target)
            .map(|location| location.id))
    }

    /// All entities of a kind, by title.
    async fn entries(&self, kind: &str) -> Result<Vec<CatalogEntry>, Trouble> {
        let found = match self.by_cursor(kind).await? {
            Some(found) => found,
            None => self.by_offset(kind).await?,
        };
        let mut entries: Vec<CatalogEntry> = found.into_iter().collect();
        entries.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.name.clone()));
        Ok(entries)
    }

    /// `None`: this Backstage is older than the call.
    async fn by_cursor(&self, kind: &str) -> Result<Option<BTreeSet<CatalogEntry>>, Trouble> {
        let what = "GET /entities/by-query";
        let mut found = BTreeSet::new();
        // The cursor stands for the filter in all pages but the first.
        let mut at = ("filter", format!("kind={kind}"));
        loop {
            let request = self
                .request(Method::GET, BY_QUERY)
                .query(&[(at.0, at.1.as_str()), ("fields", FIELDS)])
                .query(&[("limit", PAGE)]);
            let page = self
                .call(what, request, |answer| match answer.status {
                    StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED => Ok(None),
                    _ => read::<json::Page>(&answer, what).map(Some),
                })
                .await?;
            let Some(page) = page else {
                return Ok(None);
            };
            let is_new = add(&mut found, page.items);
            match page.page_info.next_cursor {
                Some(next) if is_new => at = ("cursor", next),
                _ => return Ok(Some(found)),
            }
        }
    }

    async fn by_offset(&self, kind: &str) -> Result<BTreeSet<CatalogEntry>, Trouble> {
        let what = "GET /entities";
        let mut found = BTreeSet::new();
        let mut offset = 0;
        loop {
            let request = self
                .request(Method::GET, ENTITIES)
                .query(&[
                    ("filter", format!("kind={kind}").as_str()),
                    ("fields", FIELDS),
                ])
                .query(&[("limit", PAGE), ("offset", offset)]);
            let page: Vec<json::Entity> = self
                .call(what, request, |answer| read(&answer, what))
                .await?;
            offset += page.len();
            let is_full = page.len() >= PAGE;
            if !add(&mut found, page) || !is_full {
                return Ok(found);
            }
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let path = format!("/api/catalog{path}");
        let request = self.inner.service.request(method, &path);
        match &self.inner.token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        }
    }

    /// One call with its span and a word to the observer.
    async fn call<T>(
        &self,
        what: &'static str,
        request: RequestBuilder,
        read: impl FnOnce(Answer) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let span = tracing::debug_span!("backstage", call = what);
        let started = Instant::now();
        let answer = self.inner.service.send(request).instrument(span).await;
        self.inner.reporter.note(started, answer.and_then(read))
    }
}

/// Whether the page held anything new: a server that ignores where a page begins gives the first one for ever.
fn add(found: &mut BTreeSet<CatalogEntry>, page: Vec<json::Entity>) -> bool {
    let before = found.len();
    found.extend(page.into_iter().map(CatalogEntry::from));
    found.len() > before
}

fn refused(answer: &Answer, what: &str) -> Trouble {
    trouble::of(answer, what, clock::now())
}

fn read<T: serde::de::DeserializeOwned>(answer: &Answer, what: &str) -> Result<T, Trouble> {
    if answer.status == StatusCode::OK {
        answer.json(System::Backstage)
    } else {
        Err(refused(answer, what))
    }
}
