//! The search box: everything at once, each kind from an index of its own; a full name leads straight to what bears it.

use super::BerthPortal;
use crate::store::{COUNTED, ImageFound, InventoryFound};
use domain::people::{Action, Person};
use domain::portal::{
    Answer, Destination, Found, ImageHit, RepositoryRow, RequestRow, SearchGroup, SearchPage,
    SearchQuery,
};
use domain::search::Named;

/// Of each kind, when all are shown.
const EACH: u32 = 5;
/// Of the one kind that is asked for. Who has more before them types more.
const ONE_KIND: u32 = 100;

impl BerthPortal {
    pub(super) async fn find(&self, person: &Person, query: &SearchQuery) -> Answer<SearchPage> {
        self.permit(person, Action::Browse)?;
        let named = Named::read(&query.text);
        let page = SearchPage {
            query: query.clone(),
            now: self.services.clock.now(),
            ..SearchPage::default()
        };
        if query.text.trim().is_empty() {
            return Ok(page);
        }
        let found = tokio::try_join!(
            self.find_listed(query, named.as_ref()),
            self.find_requests(query, named.as_ref()),
            self.find_images(query, named.as_ref()),
        );
        let (listed, requests, images) = found?;
        Ok(SearchPage {
            destination: destination(named.as_ref(), &listed.repositories, &requests),
            repositories: listed.repositories,
            teams: listed.teams,
            systems: listed.systems,
            requests,
            images,
            ..page
        })
    }

    async fn find_listed(
        &self,
        query: &SearchQuery,
        named: Option<&Named>,
    ) -> Answer<InventoryFound> {
        let store = &self.services.store;
        let most = limit(
            query,
            &[
                SearchGroup::Repositories,
                SearchGroup::Teams,
                SearchGroup::Systems,
            ],
        );
        if most == 0 {
            return Ok(InventoryFound::default());
        }
        let text = match named {
            Some(
                Named::Repository(place)
                | Named::Image {
                    repository: place, ..
                },
            ) => {
                let known = store.repository(place).await?;
                return Ok(InventoryFound {
                    repositories: Found::exactly(
                        known.into_iter().map(|known| known.row).collect(),
                    ),
                    ..InventoryFound::default()
                });
            }
            Some(Named::ImageOf { name, .. }) => name.as_str(),
            _ => &query.text,
        };
        let mut found = store
            .find_in_inventory(text, usize::try_from(most).unwrap_or(usize::MAX))
            .await?;
        let wanted = |group| query.only.is_none_or(|only| only == group);
        if !wanted(SearchGroup::Repositories) {
            found.repositories = Found::default();
        }
        if !wanted(SearchGroup::Teams) {
            found.teams = Found::default();
        }
        if !wanted(SearchGroup::Systems) {
            found.systems = Found::default();
        }
        Ok(found)
    }

    async fn find_requests(
        &self,
        query: &SearchQuery,
        named: Option<&Named>,
    ) -> Answer<Found<RequestRow>> {
        let store = &self.services.store;
        let most = limit(query, &[SearchGroup::Requests]);
        if most == 0 {
            return Ok(Found::default());
        }
        let exact = match named {
            Some(Named::Request(id)) => store.request_by_id(id).await?,
            Some(Named::RequestNumber(number)) => store.request_by_number(*number).await?,
            Some(Named::PullRequest { repo, number }) => {
                store
                    .requests_of_pull_request(Some(repo), *number, most)
                    .await?
            }
            Some(Named::Number(number)) => {
                let mut rows = store.request_by_number(*number).await?;
                rows.extend(store.requests_of_pull_request(None, *number, most).await?);
                rows
            }
            Some(
                Named::Repository(place)
                | Named::Image {
                    repository: place, ..
                },
            ) => {
                let rows = store.requests_about(place).await?;
                return Ok(cut(
                    Found {
                        exact: false,
                        ..Found::exactly(rows)
                    },
                    most,
                ));
            }
            Some(Named::ImageOf { name, .. }) => {
                return Ok(store.find_requests(name.as_str(), most).await?);
            }
            None => Vec::new(),
        };
        if named.is_some_and(Named::is_full) {
            return Ok(cut(Found::exactly(exact), most));
        }
        let others = store
            .find_requests(query.text.trim_start_matches('#'), most)
            .await?;
        Ok(cut(joined(exact, others), most))
    }

    async fn find_images(
        &self,
        query: &SearchQuery,
        named: Option<&Named>,
    ) -> Answer<Found<ImageHit>> {
        let store = &self.services.store;
        let most = limit(query, &[SearchGroup::Images]);
        if most == 0 {
            return Ok(Found::default());
        }
        let rows = match named {
            Some(Named::Image { repository, image }) => {
                let found = store.image_at(repository, image).await?;
                return Ok(Found::exactly(found.into_iter().map(hit).collect()));
            }
            Some(Named::ImageOf { name, image }) => {
                let found = store.images_called(name, image, most).await?;
                return Ok(Found::exactly(found.into_iter().map(hit).collect()));
            }
            Some(named) if named.is_full() => return Ok(Found::default()),
            _ => store.images_anywhere(&query.text, most).await?,
        };
        let counted = if rows.len() < usize::try_from(most).unwrap_or(usize::MAX) {
            rows.len() as u64
        } else {
            let all = store.count_images_anywhere(&query.text, COUNTED + 1);
            all.await?
        };
        let typed = query.text.trim();
        let is_it = |found: &ImageFound| {
            found.tag.as_deref() == Some(typed) || found.digest.as_str() == typed
        };
        Ok(Found {
            exact: rows.first().is_some_and(is_it),
            rows: rows.into_iter().map(hit).collect(),
            total: counted.min(u64::from(COUNTED)),
            at_least: counted > u64::from(COUNTED),
        })
    }
}

/// None of a kind that is not asked for.
fn limit(query: &SearchQuery, groups: &[SearchGroup]) -> u32 {
    match query.only {
        None => EACH,
        Some(only) if groups.contains(&only) => ONE_KIND,
        Some(_) => 0,
    }
}

fn cut<T>(mut found: Found<T>, most: u32) -> Found<T> {
    found
        .rows
        .truncate(usize::try_from(most).unwrap_or(usize::MAX));
    found
}

/// What bears the name first, and once.
fn joined(exact: Vec<RequestRow>, others: Found<RequestRow>) -> Found<RequestRow> {
    let mut rows: Vec<RequestRow> = Vec::new();
    let again = exact
        .iter()
        .filter(|row| others.rows.iter().any(|other| other.id == row.id))
        .count() as u64;
    let is_exact = !exact.is_empty();
    let first = exact.len() as u64;
    for row in exact.into_iter().chain(others.rows) {
        if !rows.iter().any(|known| known.id == row.id) {
            rows.push(row);
        }
    }
    Found {
        rows,
        total: (others.total + first).saturating_sub(again),
        at_least: others.at_least,
        exact: is_exact,
    }
}

/// Where a full name leads, if there is such a thing and only one.
fn destination(
    named: Option<&Named>,
    repositories: &Found<RepositoryRow>,
    requests: &Found<RequestRow>,
) -> Option<Destination> {
    match (
        named?,
        repositories.rows.as_slice(),
        requests.rows.as_slice(),
    ) {
        (Named::Request(_) | Named::RequestNumber(_) | Named::PullRequest { .. }, _, [request]) => {
            Some(Destination::Request(request.id.clone()))
        }
        (Named::Repository(_), [row], _) => Some(Destination::Repository(row.key.clone())),
        _ => None,
    }
}

fn hit(found: ImageFound) -> ImageHit {
    ImageHit {
        repository: found.repository,
        digest: found.digest,
        tag: found.tag,
        pushed: found.pushed,
    }
}
