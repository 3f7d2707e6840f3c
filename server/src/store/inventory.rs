//! The list of repositories: searched, filtered, sorted and counted by the index, its rows read from the database.

use super::cursor::Cursor;
use super::query::Query;
use super::repositories::{repository_columns, with_requests};
use super::{Store, Stored};
use domain::portal::{InventoryPage, InventoryQuery, RepositoryRow};
use std::collections::HashMap;

impl Store {
    /// Rows, total, facets, both cursors and how old each source is.
    pub async fn inventory(&self, query: &InventoryQuery, limit: u32) -> Stored<InventoryPage> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX - 1);
        let mut cursor = Cursor::read(query);
        let (index, db) = (&self.index, &self.db);
        let mut found = index.select(db, query, cursor.as_ref(), limit).await?;
        if !found.more && cursor.as_ref().is_some_and(|cursor| cursor.backward) {
            // Back at the beginning, where the page before may be a short one: show the first page whole.
            cursor = None;
            found = index.select(db, query, None, limit).await?;
        }
        let backward = cursor.as_ref().is_some_and(|cursor| cursor.backward);
        if backward {
            found.ids.reverse();
        }
        let rows = self.inventory_rows(&found.ids).await?;
        let has_next = found.more || backward;
        let has_previous = cursor.is_some();
        let at = |row: &RepositoryRow, backward| Cursor::at(row, query, backward).write();
        Ok(InventoryPage {
            next: rows.last().filter(|_| has_next).map(|row| at(row, false)),
            previous: has_previous
                .then(|| rows.first().map_or_else(String::new, |row| at(row, true))),
            query: query.clone(),
            rows,
            total: found.total,
            facets: found.facets,
            as_of: self.census_ages().await?,
        })
    }

    /// Every row of the query, on whatever page: its id, in the order of the list.
    pub async fn inventory_ids(&self, query: &InventoryQuery) -> Stored<Vec<i64>> {
        let all = self.index.select(&self.db, query, None, usize::MAX - 1);
        Ok(all.await?.ids)
    }

    /// Brings the copy in memory up to date before somebody waits for it.
    pub async fn warm(&self) -> Stored<()> {
        self.index.warm(&self.db).await
    }

    /// In the order of the ids; without those that are gone meanwhile.
    pub async fn inventory_rows(&self, ids: &[i64]) -> Stored<Vec<RepositoryRow>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Query::new(concat!(
            "SELECT CAST(id AS BIGINT) AS id, ",
            repository_columns!(),
            " FROM repositories WHERE state IS NOT NULL AND id IN "
        ));
        sql.list(ids.iter().copied());
        // Of no index, so that SQLite has all of them before the first: they cross to this thread in one go, not one by one.
        sql.push(" ORDER BY +id");
        let (sql, values) = sql.into_parts();
        let mut rows = self.db.all(sql, values).await?;
        let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
        rows.sort_by_key(|row| row.int("id").ok().and_then(|id| places.get(&id).copied()));
        with_requests(&self.db, &rows).await
    }
}
