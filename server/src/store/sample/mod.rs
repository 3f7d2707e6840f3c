//! A company of any size, for measuring: rows that follow from their numbers and a seed, made inside the database.
//! Behind a feature that only the measuring program and the stories turn on.

mod content;
mod rows;

use super::db::Db;
use super::{Store, Stored};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::ops::Range;

/// Rows that one transaction makes: few enough for a write-ahead log that stays small.
const REPOSITORIES_AT_ONCE: i64 = 5_000;

/// What is to be made. The same again makes the same rows.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// With about twenty images each.
    pub repositories: u32,
    pub seed: u32,
    /// Everything happened before this.
    pub now: Timestamp,
}

/// What a filled database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    pub repositories: u64,
    pub images: u64,
    pub findings: u64,
}

impl Store {
    /// Fills an empty database.
    ///
    /// # Errors
    /// The database is away, or holds rows of the same names.
    pub async fn fill(&self, sample: Sample) -> Stored<Filled> {
        let all = 0..i64::from(sample.repositories);
        for batch in batches(all) {
            rows::make(&self.db, sample, batch).await?;
        }
        rows::make_days(&self.db, sample).await?;
        let (first, last) = rows::ids(&self.db).await?;
        for batch in batches(first..last + 1) {
            content::make(&self.db, sample, batch).await?;
        }
        settle(&self.db).await?;
        rows::count(&self.db).await
    }

    /// Makes a database on a PostgreSQL server and returns its address.
    ///
    /// # Errors
    /// The server is away, or has a database of that name.
    pub async fn new_database(server: &str, name: &str) -> Stored<String> {
        let mut connection = PgConnection::connect(server).await?;
        sqlx::raw_sql(AssertSqlSafe(format!(
            "CREATE DATABASE {name} TEMPLATE template0"
        )))
        .execute(&mut connection)
        .await?;
        let (host, _) = server.rsplit_once('/').unwrap_or((server, ""));
        Ok(format!("{host}/{name}"))
    }

    /// Takes such a database away again, whoever is still connected to it.
    ///
    /// # Errors
    /// The server is away, or has no database of that name.
    pub async fn drop_database(server: &str, name: &str) -> Stored<()> {
        let mut connection = PgConnection::connect(server).await?;
        sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
            .execute(&mut connection)
            .await?;
        Ok(())
    }

    /// What both engines do by themselves after a while.
    ///
    /// # Errors
    /// The database is away.
    pub async fn analyze(&self) -> Stored<()> {
        settle(&self.db).await
    }

    /// Asks for the rows of a page of the inventory, and nothing else: what any answer costs at least. Returns how many came.
    ///
    /// # Errors
    /// The database is away.
    pub async fn bare_page(&self, after: &str, rows: u32) -> Stored<usize> {
        rows::bare_page(&self.db, after, rows).await
    }
}

fn batches(all: Range<i64>) -> impl Iterator<Item = Range<i64>> {
    let end = all.end;
    all.step_by(usize::try_from(REPOSITORIES_AT_ONCE).unwrap_or(1))
        .map(move |start| start..(start + REPOSITORIES_AT_ONCE).min(end))
}

/// What both engines do by themselves after a while.
async fn settle(db: &Db) -> Stored<()> {
    db.execute("ANALYZE", vec![]).await.map(drop)
}
