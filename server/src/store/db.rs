//! Two real drivers behind one small face: the same text and the same values go to either engine.

use super::audit::{self, SealKey};
use super::error::Stored;
use super::{Kind, StoreError};
use domain::audit::AuditEntry;
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Decode, Executor, Postgres, Row as _, SqlSafeStr, Sqlite, Type};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone)]
pub(super) struct Db {
    pools: Pools,
    /// How many transactions of this process have changed something.
    writes: Arc<AtomicU64>,
    /// `None`: the audit record is not sealed.
    seal: Option<Arc<SealKey>>,
}

#[derive(Clone)]
pub(super) enum Pools {
    /// SQLite has one writer at a time; queueing for it here is fairer than its busy handler.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A value on its way into a statement.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Flag(Option<bool>),
}

/// Declares a file's statements, and `STATEMENTS` with all of them for the test that prepares each.
macro_rules! statements {
    ($($(#[$about:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$about])* const $name: &str = $sql;)*
        pub(super) const STATEMENTS: &[&str] = &[$($name),*];
    };
}
pub(super) use statements;

/// Values in the order of their `$n`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Value::from($value)),*] };
}
pub(super) use values;

macro_rules! bound {
    ($driver:ty, $sql:expr, $values:expr) => {{
        let mut query = sqlx::query::<$driver>($sql);
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Int(number) => query.bind(number),
                Value::Flag(flag) => query.bind(flag),
            };
        }
        query
    }};
}

impl From<Pools> for Db {
    fn from(pools: Pools) -> Self {
        Self {
            pools,
            writes: Arc::default(),
            seal: None,
        }
    }
}

impl Db {
    pub(super) fn kind(&self) -> Kind {
        match self.pools {
            Pools::Sqlite { .. } => Kind::Sqlite,
            Pools::Postgres(_) => Kind::Postgres,
        }
    }

    pub(super) fn sealed_with(self, key: Option<SealKey>) -> Self {
        Self {
            seal: key.map(Arc::new),
            ..self
        }
    }

    pub(super) fn seal(&self) -> Option<&SealKey> {
        self.seal.as_deref()
    }

    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// Reads.
    pub(super) async fn all(&self, sql: impl SqlSafeStr, values: Vec<Value>) -> Stored<Vec<Row>> {
        let sql = sql.into_sql_str();
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                Row::sqlite(bound!(Sqlite, sql, values).fetch_all(readers).await?)
            }
            Pools::Postgres(pool) => {
                Row::postgres(bound!(Postgres, sql, values).fetch_all(pool).await?)
            }
        })
    }

    pub(super) async fn optional(
        &self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<Option<Row>> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// Writes with one statement; the number of rows touched.
    pub(super) async fn execute(&self, sql: impl SqlSafeStr, values: Vec<Value>) -> Stored<u64> {
        let mut tx = self.begin().await?;
        let touched = tx.execute(sql, values).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// Writes what no page shows: what is kept of pages stays as good as it was.
    pub(super) async fn execute_aside(
        &self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<()> {
        let mut tx = self.begin().await?;
        tx.execute(sql, values).await?;
        tx.wrote = false;
        tx.commit().await
    }

    /// Writes with one statement that returns rows.
    pub(super) async fn returning(
        &self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<Vec<Row>> {
        let mut tx = self.begin().await?;
        let rows = tx.all(sql, values).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// A writing transaction. SQLite's begins IMMEDIATE: one that reads first can't be refused its write later.
    pub(super) async fn begin(&self) -> Stored<Tx> {
        let line = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Line::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Line::Postgres(pool.begin().await?),
        };
        Ok(Tx {
            line,
            wrote: false,
            writes: Arc::clone(&self.writes),
            seal: self.seal.clone(),
            notes: Vec::new(),
        })
    }

    pub(super) async fn prepare(&self, sql: impl SqlSafeStr) -> Stored<()> {
        let sql = sql.into_sql_str();
        match &self.pools {
            Pools::Sqlite { readers, .. } => readers.prepare(sql).await.map(drop)?,
            Pools::Postgres(pool) => pool.prepare(sql).await.map(drop)?,
        }
        Ok(())
    }
}

/// Rolled back when dropped before `commit`.
pub(super) struct Tx {
    line: Line,
    wrote: bool,
    writes: Arc<AtomicU64>,
    seal: Option<Arc<SealKey>>,
    /// For the audit record.
    notes: Vec<AuditEntry>,
}

enum Line {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) async fn all(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<Vec<Row>> {
        let sql = sql.into_sql_str();
        let rows = match &mut self.line {
            Line::Sqlite(tx) => {
                Row::sqlite(bound!(Sqlite, sql, values).fetch_all(&mut **tx).await?)
            }
            Line::Postgres(tx) => {
                Row::postgres(bound!(Postgres, sql, values).fetch_all(&mut **tx).await?)
            }
        };
        // It may have been a RETURNING; what was only read counts too, which costs a look too many and never one too few.
        self.wrote |= !rows.is_empty();
        Ok(rows)
    }

    pub(super) async fn optional(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<Option<Row>> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    pub(super) async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<u64> {
        Ok(self.run(sql, values).await?)
    }

    /// `None`: a unique index refused it. The transaction is of no further use then.
    pub(super) async fn execute_unless_taken(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Stored<Option<u64>> {
        match self.run(sql, values).await {
            Ok(touched) => Ok(Some(touched)),
            Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        let sql = sql.into_sql_str();
        let touched = match &mut self.line {
            Line::Sqlite(tx) => bound!(Sqlite, sql, values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Line::Postgres(tx) => bound!(Postgres, sql, values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        };
        self.wrote |= touched > 0;
        Ok(touched)
    }

    pub(super) fn kind(&self) -> Kind {
        match self.line {
            Line::Sqlite(_) => Kind::Sqlite,
            Line::Postgres(_) => Kind::Postgres,
        }
    }

    /// Writes this down in the audit record, if the transaction comes to its end.
    pub(super) fn note(&mut self, entry: AuditEntry) {
        self.notes.push(audit::with_caller(entry));
    }

    pub(super) fn seal(&self) -> Option<&SealKey> {
        self.seal.as_deref()
    }

    pub(super) async fn commit(mut self) -> Stored<()> {
        let notes = std::mem::take(&mut self.notes);
        if !notes.is_empty() {
            // No page but the record's own shows it.
            let wrote = self.wrote;
            audit::append(&mut self, notes).await?;
            self.wrote = wrote;
        }
        match self.line {
            Line::Sqlite(tx) => tx.commit().await?,
            Line::Postgres(tx) => tx.commit().await?,
        }
        if self.wrote {
            self.writes.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }
}

/// A row of either engine.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    fn sqlite(rows: Vec<SqliteRow>) -> Vec<Self> {
        rows.into_iter().map(Self::Sqlite).collect()
    }

    fn postgres(rows: Vec<PgRow>) -> Vec<Self> {
        rows.into_iter().map(Self::Postgres).collect()
    }

    fn get<T>(&self, column: &str) -> Stored<T>
    where
        T: for<'r> Decode<'r, Sqlite>
            + Type<Sqlite>
            + for<'r> Decode<'r, Postgres>
            + Type<Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(super) fn text(&self, column: &str) -> Stored<String> {
        self.get(column)
    }

    pub(super) fn maybe_text(&self, column: &str) -> Stored<Option<String>> {
        self.get(column)
    }

    pub(super) fn int(&self, column: &str) -> Stored<i64> {
        self.get(column)
    }

    pub(super) fn maybe_int(&self, column: &str) -> Stored<Option<i64>> {
        self.get(column)
    }

    /// A number that can't be negative.
    pub(super) fn count(&self, column: &str) -> Stored<u64> {
        u64::try_from(self.int(column)?).map_err(|_| unreadable(column, "it is negative"))
    }

    pub(super) fn flag(&self, column: &str) -> Stored<bool> {
        self.get(column)
    }

    pub(super) fn time(&self, column: &str) -> Stored<Timestamp> {
        self.int(column).map(Timestamp)
    }

    pub(super) fn maybe_time(&self, column: &str) -> Stored<Option<Timestamp>> {
        Ok(self.maybe_int(column)?.map(Timestamp))
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &str) -> Stored<T> {
        serde_json::from_str(&self.text(column)?).map_err(|error| unreadable(column, error))
    }

    pub(super) fn maybe_json<T: DeserializeOwned>(&self, column: &str) -> Stored<Option<T>> {
        self.maybe_text(column)?
            .map(|text| serde_json::from_str(&text).map_err(|error| unreadable(column, error)))
            .transpose()
    }

    /// A text that the domain parses.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Stored<T> {
        parse(&self.text(column)?).map_err(|error| unreadable(column, error))
    }
}

pub(super) fn unreadable(column: &str, why: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("column {column} can't be read: {why}"))
}

/// Domain types always become JSON; the error is there for the type's sake.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Stored<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(format!("no JSON: {error}")))
}

macro_rules! value_from {
    ($($from:ty => |$value:ident| $to:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self { $to }
        })*
    };
}

value_from! {
    &str => |value| Self::Text(Some(value.to_owned()));
    &String => |value| Self::Text(Some(value.clone()));
    String => |value| Self::Text(Some(value));
    Option<String> => |value| Self::Text(value);
    Option<&str> => |value| Self::Text(value.map(str::to_owned));
    i64 => |value| Self::Int(Some(value));
    u32 => |value| Self::Int(Some(i64::from(value)));
    Option<u32> => |value| Self::Int(value.map(i64::from));
    Option<i64> => |value| Self::Int(value);
    bool => |value| Self::Flag(Some(value));
    Option<bool> => |value| Self::Flag(value);
    Timestamp => |value| Self::Int(Some(value.0));
    Option<Timestamp> => |value| Self::Int(value.map(|at| at.0));
}
