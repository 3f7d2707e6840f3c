//! The search box: repositories by the copy in memory, requests by their numbers, pull requests and words, images by the
//! beginning of a tag or digest. Nothing here reads a table from end to end.

use super::db::{Row, statements, values};
use super::index::NamesFound;
use super::query::{Query, words};
use super::rows::{request_row, row_columns};
use super::{ImageFound, Store, Stored};
use domain::aws::Address;
use domain::github::RepoSlug;
use domain::name::RepositoryName;
use domain::portal::{ChoiceList, Found, RepositoryRow, RequestRow};
use domain::request::RequestId;

/// Counting goes no further.
pub const COUNTED: u32 = 1_000;

statements! {
    REQUEST_BY_ID = concat!("SELECT ", row_columns!(), " FROM requests WHERE id = $1");
    REQUEST_BY_NUMBER = concat!("SELECT ", row_columns!(), " FROM requests WHERE number = $1");
    /// GitHub takes upper and lower case for the same.
    BY_PULL_REQUEST = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE pr_number = $2 AND lower(pr_repo) = $1 ORDER BY number DESC LIMIT $3");
    BY_ANY_PULL_REQUEST = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE pr_number = $1 ORDER BY number DESC LIMIT $2");
}

/// What the copy in memory found.
#[derive(Clone, Debug, Default)]
pub struct InventoryFound {
    pub repositories: Found<RepositoryRow>,
    pub teams: Found<(String, u64)>,
    pub systems: Found<(String, u64)>,
}

impl Store {
    /// Repositories by any of their words, teams and systems by their names, the best first.
    pub async fn find_in_inventory(&self, text: &str, limit: usize) -> Stored<InventoryFound> {
        let found = self.index.find(&self.db, text, limit).await?;
        let typed = text.trim().to_lowercase();
        let is_it = |name: &str| name.to_lowercase() == typed;
        let rows = self.inventory_rows(&found.ids).await?;
        let names = |names: NamesFound| Found {
            exact: names.best.first().is_some_and(|(name, _)| is_it(name)),
            rows: names.best,
            total: names.total,
            at_least: false,
        };
        Ok(InventoryFound {
            repositories: Found {
                exact: rows.first().is_some_and(|row| is_it(row.key.name.as_str())),
                rows,
                total: found.total,
                at_least: false,
            },
            teams: names(found.teams),
            systems: names(found.systems),
        })
    }

    /// Every team, system or cluster that a repository names, with how many do.
    pub async fn names_in_inventory(&self, list: ChoiceList) -> Stored<Vec<(String, u64)>> {
        let names = self.index.names(&self.db).await?;
        Ok(match list {
            ChoiceList::Teams => names.teams,
            ChoiceList::Systems => names.systems,
            ChoiceList::Clusters => names.clusters,
        })
    }

    pub async fn request_by_id(&self, id: &RequestId) -> Stored<Vec<RequestRow>> {
        request_rows(&self.db.all(REQUEST_BY_ID, values![id.as_str()]).await?)
    }

    pub async fn request_by_number(&self, number: i64) -> Stored<Vec<RequestRow>> {
        request_rows(&self.db.all(REQUEST_BY_NUMBER, values![number]).await?)
    }

    /// Of one repository, or wherever a pull request has that number. Newest first.
    pub async fn requests_of_pull_request(
        &self,
        repo: Option<&RepoSlug>,
        number: i64,
        limit: u32,
    ) -> Stored<Vec<RequestRow>> {
        let rows = match repo {
            Some(repo) => {
                let key = values![repo.to_string().to_lowercase(), number, limit];
                self.db.all(BY_PULL_REQUEST, key).await?
            }
            None => {
                let key = values![number, limit];
                self.db.all(BY_ANY_PULL_REQUEST, key).await?
            }
        };
        request_rows(&rows)
    }

    /// Requests that hold all words, newest first.
    pub async fn find_requests(&self, text: &str, limit: u32) -> Stored<Found<RequestRow>> {
        let mut page = Query::new(concat!(
            "SELECT ",
            row_columns!(),
            " FROM requests WHERE TRUE"
        ));
        and_found(&mut page, text, limit);
        page.push(" ORDER BY number DESC");
        let (sql, values) = page.into_parts();
        let rows = request_rows(&self.db.all(sql, values).await?)?;
        if rows.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
            return Ok(Found {
                exact: false,
                ..Found::exactly(rows)
            });
        }
        let mut count = Query::new("SELECT COUNT(*) AS total FROM requests WHERE TRUE");
        and_found(&mut count, text, COUNTED + 1);
        let (sql, values) = count.into_parts();
        let total = self.db.optional(sql, values).await?;
        let total = total.map_or(Ok(0), |row| row.count("total"))?;
        let most = u64::from(COUNTED);
        Ok(Found {
            rows,
            total: total.min(most),
            at_least: total > most,
            exact: false,
        })
    }

    /// Images of the repositories with that name, by their tag or the whole digest.
    pub async fn images_called(
        &self,
        name: &RepositoryName,
        image: &str,
        limit: u32,
    ) -> Stored<Vec<ImageFound>> {
        let mut found = Vec::new();
        for place in self.places_of(name, limit).await? {
            found.extend(self.image_at(&place, image).await?);
        }
        Ok(found)
    }

    /// One image of one repository, by its tag or the whole digest.
    pub async fn image_at(&self, place: &Address, image: &str) -> Stored<Option<ImageFound>> {
        let Some(content) = self.content(place).await? else {
            return Ok(None);
        };
        let row = self.image(content.id, image).await?;
        Ok(row.map(|row| ImageFound {
            repository: place.clone(),
            tag: row.tags.iter().find(|tag| *tag == image).cloned(),
            digest: row.digest,
            pushed: row.pushed,
        }))
    }

    /// Accounts and regions that have a repository of that name.
    async fn places_of(&self, name: &RepositoryName, limit: u32) -> Stored<Vec<Address>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = self.index.find(&self.db, name.as_str(), limit).await?;
        let rows = self.inventory_rows(&found.ids).await?;
        let keys = rows.into_iter().map(|row| row.key);
        Ok(keys.filter(|key| key.name == *name).collect())
    }
}

/// The words are looked for among numbers and search texts alone: each engine has an index of just these.
fn and_found(query: &mut Query, text: &str, limit: u32) {
    query.push(" AND number IN (SELECT number FROM requests WHERE TRUE");
    for word in words(text) {
        query.and_contains("search", word);
    }
    query
        .push(" ORDER BY number DESC LIMIT ")
        .bind(limit)
        .push(")");
}

fn request_rows(rows: &[Row]) -> Stored<Vec<RequestRow>> {
    rows.iter().map(request_row).collect()
}
