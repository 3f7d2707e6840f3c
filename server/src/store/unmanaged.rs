//! Repositories that nobody looks after in Git, with whose they probably are.

use super::judging::guess;
use super::query::Query;
use super::{Store, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use domain::portal::{InventoryQuery, UnmanagedPage, UnmanagedRow};
use std::collections::HashMap;

impl Store {
    /// Whatever states the query names, only those that are unmanaged.
    pub async fn unmanaged(&self, query: &InventoryQuery, limit: u32) -> Stored<UnmanagedPage> {
        let query = InventoryQuery {
            states: vec![domain::portal::RepositoryState::Unmanaged],
            ..query.clone()
        };
        // The list's own paging, so that both agree on what a page is.
        let page = self.inventory(&query, limit).await?;
        let keys: Vec<Address> = page.rows.into_iter().map(|row| row.key).collect();
        Ok(UnmanagedPage {
            rows: self.unmanaged_rows(&keys).await?,
            total: page.total,
            guesses: self.index.guesses(&self.db, &query).await?,
            next: page.next,
            previous: page.previous,
            query: page.query,
        })
    }

    /// Those of these that are known, in their order.
    pub async fn unmanaged_rows(&self, keys: &[Address]) -> Stored<Vec<UnmanagedRow>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Query::new(
            "SELECT account, region, name, team, created, image_count, bytes, last_push, scored_at, guess_team, \
             guess_confidence, guess_evidence FROM repositories WHERE (account, region, name) IN (VALUES ",
        );
        for (at, key) in keys.iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            sql.list([key.account.as_str(), key.region.as_str(), key.name.as_str()]);
        }
        sql.push(")");
        let (sql, values) = sql.into_parts();
        let mut rows: HashMap<Address, UnmanagedRow> = HashMap::new();
        for row in self.db.all(sql, values).await? {
            let key = Address {
                account: row.parsed("account", AccountId::parse)?,
                region: row.parsed("region", Region::parse)?,
                name: row.parsed("name", RepositoryName::parse_existing)?,
            };
            let count = |column| -> Stored<Option<u64>> {
                Ok(row
                    .maybe_int(column)?
                    .and_then(|number| u64::try_from(number).ok()))
            };
            let found = UnmanagedRow {
                key: key.clone(),
                team: row.maybe_text("team")?,
                guess: guess(&row)?,
                is_judged: row.maybe_int("scored_at")?.is_some(),
                created: row.maybe_time("created")?,
                images: count("image_count")?,
                bytes: count("bytes")?,
                last_push: row.maybe_time("last_push")?,
            };
            rows.insert(key, found);
        }
        Ok(keys.iter().filter_map(|key| rows.remove(key)).collect())
    }
}
