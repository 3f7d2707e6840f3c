//! Opening: which engine, with what settings, and bringing its schema up to date.

use super::audit::{SealKey, take_in};
use super::db::{Db, Pools};
use super::index::Index;
use super::notices::Notices;
use super::{Store, StoreError, Stored};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// How long a statement waits for a connection or for SQLite's lock.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// `sqlite:///path/berth.db`, `sqlite::memory:` or `postgres://…`; makes the file and its folder, and migrates.
    pub async fn open(url: &str, max_connections: u32) -> Stored<Self> {
        Self::open_sealed(url, max_connections, None).await
    }

    /// With a key that seals the end of the audit record.
    pub async fn open_sealed(
        url: &str,
        max_connections: u32,
        seal: Option<SealKey>,
    ) -> Stored<Self> {
        let (db, listen) = if url.starts_with("sqlite:") {
            (open_sqlite(url, max_connections).await?, None)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.application_name("berth");
            (
                open_postgres(options.clone(), max_connections).await?,
                Some(options),
            )
        } else {
            return Err(StoreError::Unavailable(
                "its address must begin with sqlite: or postgres:".into(),
            ));
        };
        let db = db.sealed_with(seal);
        take_in(&db).await?;
        let notices = Arc::new(Notices::start(&db, listen));
        Ok(Self {
            db,
            notices,
            index: Index::default(),
        })
    }
}

async fn open_sqlite(url: &str, max_connections: u32) -> Stored<Db> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // PostgreSQL's name for the order of bytes: `ORDER BY … COLLATE "C"` is one text for both.
        .collation("C", |left, right| left.cmp(right));
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let _turn = if in_memory {
        None
    } else {
        Some(turn_to_open(options.get_filename()).await?)
    };
    let pool = |connections: u32| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            // There is no line that could be cut, and asking first doubles the cost of a short statement.
            .test_before_acquire(false)
            // A database in memory lives as long as its connection.
            .min_connections(u32::from(in_memory))
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let writer = pool(1).connect_with(options.clone()).await?;
    migrate_sqlite(&writer).await?;
    let readers = if in_memory {
        writer.clone()
    } else {
        pool(readers(max_connections))
            .connect_with(options.read_only(false))
            .await?
    };
    Ok(Pools::Sqlite { writer, readers }.into())
}

/// Reading a file is work for a processor, not waiting for one: more lines than processors can serve cost memory alone.
fn readers(max_connections: u32) -> u32 {
    const EACH: usize = 2;
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let useful = u32::try_from(processors * EACH).unwrap_or(u32::MAX);
    max_connections.clamp(1, useful.max(4))
}

/// Makes the folder, and waits until no other process is opening the same file: SQLite answers "database is locked" at once,
/// without its patience, to one of two that turn on the write-ahead log together. Given back when the lock is dropped.
async fn turn_to_open(database: &Path) -> Stored<File> {
    let mut lock = database.as_os_str().to_owned();
    lock.push(".opening");
    let (folder, lock) = (
        database.parent().map(Path::to_path_buf),
        PathBuf::from(lock),
    );
    let opened = tokio::task::spawn_blocking(move || {
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::create(&lock)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .map_err(std::io::Error::other)
    .and_then(|opened| opened);
    opened.map_err(|error: std::io::Error| {
        StoreError::Unavailable(format!(
            "can't make {} or a file beside it: {error}",
            database.display()
        ))
    })
}

/// Everything in one immediate transaction: a second process that starts meanwhile waits, then finds nothing to do.
async fn migrate_sqlite(pool: &sqlx::SqlitePool) -> Stored<()> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    for migrator in [portable(), search_sqlite()] {
        migrator.run_direct(None, &mut *tx, false).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn open_postgres(options: PgConnectOptions, max_connections: u32) -> Stored<Db> {
    let pool = PgPoolOptions::new()
        .max_connections(max_connections.max(2))
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    // The migrator holds an advisory lock while it works, and gives it back after each set.
    let mut connection = pool.acquire().await?;
    for migrator in [portable(), search_postgres()] {
        migrator.run_direct(None, &mut *connection, false).await?;
    }
    drop(connection);
    Ok(Pools::Postgres(pool).into())
}

fn portable() -> Migrator {
    sqlx::migrate!("../migrations")
}

fn search_sqlite() -> Migrator {
    apart(sqlx::migrate!("../migrations/sqlite"))
}

fn search_postgres() -> Migrator {
    apart(sqlx::migrate!("../migrations/postgres"))
}

/// Numbered apart from the portable set, in a table of their own.
fn apart(mut migrator: Migrator) -> Migrator {
    migrator.dangerous_set_table_name("_sqlx_migrations_search");
    migrator
}
