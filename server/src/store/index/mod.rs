//! What the inventory is searched, filtered, sorted and counted by, in memory: a view costs as much as the rows of what was
//! chosen, not as all rows. The database stays the truth; before each answer the rows that changed since the last one are read
//! again.

mod columns;
mod entry;
mod facets;
mod figures;
mod find;
mod orders;
mod rest;
mod select;
mod terms;

pub(super) use entry::UNKNOWN;
pub(super) use find::{IndexFound, NameCounts, NamesFound};
pub(super) use select::Selection;

use super::Kind;
use super::Stored;
use super::cursor::Cursor;
use super::db::{Db, statements, values};
use columns::Columns;
use domain::portal::{InventoryQuery, Sort};
use entry::{Entry, Narrow, entry_columns};
use orders::Orders;
use std::collections::HashMap;
use std::sync::Arc;
use terms::Terms;
use tokio::sync::{RwLock, RwLockReadGuard};

/// Rows read at once: the whole table as driver rows would be many times the size of the copy.
const ROWS_AT_ONCE: i64 = 2_000;

statements! {
    /// In the portable form both engines understand; each has its own way to say where its changes stand.
    CHANGED = concat!("SELECT ", entry_columns!(), " FROM repositories WHERE changed >= $1 AND id > $2 \
        ORDER BY repositories.id LIMIT $3");

    GONE = "SELECT id FROM repositories_gone WHERE changed >= $1";

    /// The last entries of two indexes, whatever a planner believes of the number of changes.
    LATEST = "SELECT (SELECT MAX(changed) FROM repositories) AS changed, \
        (SELECT MAX(changed) FROM repositories_gone) AS gone";
}

const MARK_OF_SQLITE: &str = "SELECT value + 1 AS mark FROM counters WHERE name = 'changes'";
const MARK_OF_POSTGRES: &str =
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS mark";

/// Shared by the clones of a store.
#[derive(Clone, Default)]
pub(super) struct Index {
    shelf: Arc<RwLock<Shelf>>,
}

/// The copy.
#[derive(Default)]
struct Shelf {
    /// Changes before this one are in the copy.
    mark: i64,
    /// `None`: the place of a row that is gone.
    entries: Vec<Option<Entry>>,
    /// The same rows in the same places.
    narrow: Vec<Option<Narrow>>,
    columns: Columns,
    /// Where each row of the database stands.
    places: HashMap<i64, u32>,
    free: Vec<u32>,
    terms: Terms,
    orders: Orders,
}

impl Index {
    /// The ids of one page in the order of the list, the total and the facets.
    pub(super) async fn select(
        &self,
        db: &Db,
        query: &InventoryQuery,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Stored<Selection> {
        let shelf = self.current(db, query.sort).await?;
        shelf.select(query, cursor, limit)
    }

    /// Repositories, teams and systems that the words find, the best first.
    pub(super) async fn find(&self, db: &Db, text: &str, limit: usize) -> Stored<IndexFound> {
        Ok(self.current(db, Sort::Name).await?.find(text, limit))
    }

    /// Every team, system and cluster that a repository names.
    pub(super) async fn names(&self, db: &Db) -> Stored<NameCounts> {
        Ok(self.current(db, Sort::Name).await?.names())
    }

    /// With all that the database has, and in this order.
    async fn current(&self, db: &Db, sort: Sort) -> Stored<RwLockReadGuard<'_, Shelf>> {
        {
            let shelf = self.shelf.read().await;
            if shelf.orders.has(sort) && !shelf.is_behind(db).await? {
                return Ok(shelf);
            }
        }
        let mut shelf = self.shelf.write().await;
        shelf.catch_up(db).await?;
        shelf.sort_by(sort);
        Ok(shelf.downgrade())
    }

    /// Reads everything, so that the first view need not.
    pub(super) async fn warm(&self, db: &Db) -> Stored<()> {
        self.shelf.write().await.catch_up(db).await
    }
}

impl Shelf {
    async fn is_behind(&self, db: &Db) -> Stored<bool> {
        if self.mark == 0 {
            return Ok(true);
        }
        if db.kind() == Kind::Sqlite {
            return Ok(mark(db).await? != self.mark);
        }
        let Some(latest) = db.optional(LATEST, vec![]).await? else {
            return Ok(true);
        };
        let latest = latest.maybe_int("changed")?.max(latest.maybe_int("gone")?);
        Ok(latest >= Some(self.mark))
    }

    async fn catch_up(&mut self, db: &Db) -> Stored<()> {
        // Taken before reading: what changes meanwhile is read again the next time.
        let next = mark(db).await?;
        let gone = db.all(GONE, values![self.mark]).await?;
        let gone = gone.iter().map(|row| Ok((row.int("id")?, None)));
        self.apply(gone.collect::<Stored<_>>()?);
        let mut last = -1_i64;
        loop {
            let rows = db
                .all(CHANGED, values![self.mark, last, ROWS_AT_ONCE])
                .await?;
            let Some(row) = rows.last() else { break };
            last = row.int("id")?;
            let terms = &mut self.terms;
            let changes = rows
                .iter()
                .map(|row| Ok((row.int("id")?, Entry::read(row, terms)?)));
            let changes = changes.collect::<Stored<_>>()?;
            drop(rows);
            self.apply(changes);
        }
        self.mark = next;
        Ok(())
    }

    fn apply(&mut self, changes: Vec<(i64, Option<Entry>)>) {
        let known: Vec<u32> = changes
            .iter()
            .filter_map(|(id, _)| self.places.get(id).copied())
            .collect();
        self.orders.take_out(&known);
        let mut put = Vec::new();
        for (id, entry) in changes {
            match (self.places.get(&id).copied(), entry) {
                (Some(place), Some(entry)) => {
                    self.put(place, Some(entry));
                    put.push(place);
                }
                (Some(place), None) => {
                    self.put(place, None);
                    self.places.remove(&id);
                    self.free.push(place);
                    put.retain(|other| *other != place);
                }
                (None, Some(entry)) => put.push(self.add(id, entry)),
                (None, None) => {}
            }
        }
        self.columns.rank(&self.terms);
        put.sort_unstable();
        put.dedup();
        self.orders.put_in(&put, &self.entries, &self.terms);
    }

    fn add(&mut self, id: i64, entry: Entry) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.narrow.push(None);
            u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
        });
        self.put(place, Some(entry));
        self.places.insert(id, place);
        place
    }

    fn put(&mut self, place: u32, entry: Option<Entry>) {
        let narrow = entry.as_ref().map(|entry| entry.narrow(&mut self.columns));
        let was = std::mem::replace(&mut self.narrow[place as usize], narrow);
        self.columns.change(place, was.as_ref(), narrow.as_ref());
        self.entries[place as usize] = entry;
    }

    fn sort_by(&mut self, sort: Sort) {
        self.orders.prepare(sort, &self.entries, &self.terms);
    }
}

pub(super) async fn mark(db: &Db) -> Stored<i64> {
    let sql = match db.kind() {
        Kind::Sqlite => MARK_OF_SQLITE,
        Kind::Postgres => MARK_OF_POSTGRES,
    };
    db.optional(sql, vec![])
        .await?
        .map_or(Ok(0), |row| row.int("mark"))
}
