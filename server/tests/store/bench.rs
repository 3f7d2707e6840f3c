//! A fresh database for each test, on either engine.

use server::store::{Kind, Store};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::str::FromStr;
use tempfile::TempDir;

pub(super) struct Bench {
    pub(super) store: Store,
    pub(super) url: String,
    _folder: Option<TempDir>,
    admin: Option<(String, String)>,
}

/// Runs each function on both engines, under its own name.
macro_rules! promises {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let bench = $crate::store::bench::Bench::sqlite().await;
                super::$name(&bench).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(bench) = $crate::store::bench::Bench::postgres().await {
                    super::$name(&bench).await;
                    bench.remove().await;
                }
            })*
        }
    };
}
pub(super) use promises;

impl Bench {
    pub(super) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/deep/berth.db", folder.path().display());
        let store = Store::open(&url, 4).await.unwrap();
        Self {
            store,
            url,
            _folder: Some(folder),
            admin: None,
        }
    }

    /// `None`, and a line that says so, without a server.
    pub(super) async fn postgres() -> Option<Self> {
        let (admin, name) = Self::new_database().await?;
        let (server, _) = admin.rsplit_once('/').unwrap();
        let url = format!("{server}/{name}");
        let store = Store::open(&url, 6).await.unwrap();
        Some(Self {
            store,
            url,
            _folder: None,
            admin: Some((admin, name)),
        })
    }

    /// The address of the server's own database, and the name of a new one.
    pub(super) async fn new_database() -> Option<(String, String)> {
        let Ok(admin) = std::env::var("BERTH_TEST_POSTGRES_URL") else {
            eprintln!("skipped: no BERTH_TEST_POSTGRES_URL");
            return None;
        };
        let name = format!("berth_test_{}", uuid::Uuid::now_v7().simple());
        let mut connection = PgConnection::connect(&admin).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!(
            "CREATE DATABASE {name} TEMPLATE template0"
        )))
        .execute(&mut connection)
        .await
        .unwrap();
        Some((admin, name))
    }

    /// A statement of somebody else's, which the database's own triggers see.
    pub(super) async fn change(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.kind() {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
        }
    }

    /// What the database answers to somebody else's statement.
    pub(super) async fn try_change(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.kind() {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await?;
                sqlx::raw_sql(sql).execute(&mut connection).await?;
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await?;
                sqlx::raw_sql(sql).execute(&mut connection).await?;
            }
        }
        Ok(())
    }

    /// Takes away what refuses changes of the audit record, as somebody can who has the file. On PostgreSQL `tamper` goes
    /// past it anyway.
    pub(super) async fn disarm(&self) {
        if self.store.kind() == Kind::Postgres {
            return;
        }
        let triggers = self
            .texts("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
            .await;
        assert!(!triggers.is_empty());
        for trigger in triggers {
            self.tamper(&format!("DROP TRIGGER {trigger}")).await;
        }
    }

    /// Past the store, as a foreign hand would.
    pub(super) async fn tamper(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.kind() {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql("PRAGMA foreign_keys = OFF")
                    .execute(&mut connection)
                    .await
                    .unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql("SET session_replication_role = replica")
                    .execute(&mut connection)
                    .await
                    .unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
        }
    }

    /// The first column, asked past the store.
    pub(super) async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.kind() {
            Kind::Sqlite => {
                let options = SqliteConnectOptions::from_str(&self.url).unwrap();
                let options = options.collation("C", |left, right| left.cmp(right));
                let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }

    /// What a plain statement counts.
    pub(super) async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.kind() {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                let row = sqlx::query_scalar(sql).fetch_one(&mut connection);
                row.await.unwrap()
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                let row = sqlx::query_scalar(sql).fetch_one(&mut connection);
                row.await.unwrap()
            }
        }
    }

    pub(super) async fn remove(self) {
        if let Some((admin, name)) = self.admin {
            drop(self.store);
            let mut connection = PgConnection::connect(&admin).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }
}
