//! Every story on both databases: SQLite always, PostgreSQL when `BERTH_TEST_POSTGRES_URL` names a server
//! (`tools/with-postgres` runs one).

use server::store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// Runs each story on both engines, under its own name. Words in brackets before them go to `tokio::test`.
#[macro_export]
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        $crate::on_both_engines!(() $($name),*);
    };
    ($how:tt $($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test $how]
            async fn $name() {
                Box::pin(super::$name()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test $how]
            async fn $name() {
                $crate::engine::on_postgres(Box::pin(super::$name())).await.unwrap();
            })*
        }
    };
}

/// The one on which this story runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn now() -> Self {
        match POSTGRES.try_with(|_| ()) {
            Ok(()) => Self::Postgres,
            Err(_) => Self::Sqlite,
        }
    }
}

tokio::task_local! {
    /// Where the portals of a story keep what they know; SQLite outside of it.
    static POSTGRES: Postgres;
}

#[derive(Clone)]
struct Postgres {
    server: String,
    made: Arc<Mutex<Vec<String>>>,
}

impl Postgres {
    fn name(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("berth_story_{}_{number}", std::process::id());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push(name.clone());
        name
    }
}

/// Every portal of the story gets a database of its own there, which goes with the story. Says so where there is no server.
///
/// # Errors
/// A database can't be taken away.
#[allow(clippy::print_stderr)]
pub async fn on_postgres(story: impl Future<Output = ()>) -> anyhow::Result<()> {
    let Ok(server) = std::env::var("BERTH_TEST_POSTGRES_URL") else {
        eprintln!("skipped: no BERTH_TEST_POSTGRES_URL");
        return Ok(());
    };
    let postgres = Postgres {
        server: server.clone(),
        made: Arc::default(),
    };
    // Boxed: a whole story is more than a test's stack holds twice.
    POSTGRES.scope(postgres.clone(), Box::pin(story)).await;
    let made = std::mem::take(&mut *postgres.made.lock().unwrap_or_else(PoisonError::into_inner));
    for name in made {
        Store::drop_database(&server, &name).await?;
    }
    Ok(())
}

/// An empty database of the story's engine.
pub(crate) async fn store() -> anyhow::Result<Store> {
    match POSTGRES.try_with(Clone::clone) {
        Ok(postgres) => {
            let url = Store::new_database(&postgres.server, &postgres.name()).await?;
            Ok(Store::open(&url, 4).await?)
        }
        Err(_) => Ok(Store::open("sqlite::memory:", 1).await?),
    }
}
