//! Tells pages that a request has changed: within this process at once, and from other replicas through PostgreSQL.
//! A notice is a hint to look; whoever misses one looks later.

use super::db::{Db, Tx, statements, values};
use super::{ChangeNotice, Kind, Store, Stored};
use domain::request::RequestId;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::task::AbortOnDropHandle;

const CHANNEL: &str = "berth_changes";
const BACKLOG: usize = 1024;
const PAUSE: Duration = Duration::from_secs(2);

statements! {
    /// What to look at again after the line was cut: what was told meanwhile is lost.
    OPEN = "SELECT id, version FROM requests WHERE is_open";
}

pub(super) struct Notices {
    sender: broadcast::Sender<ChangeNotice>,
    /// Tells this process's own notices from those of other replicas.
    origin: String,
    _listening: Option<AbortOnDropHandle<()>>,
}

impl Notices {
    pub(super) fn start(db: &Db, listen: Option<PgConnectOptions>) -> Self {
        let (sender, _) = broadcast::channel(BACKLOG);
        let origin = uuid::Uuid::now_v7().simple().to_string();
        let listening = listen.map(|options| {
            let task = listen_for_ever(options, db.clone(), sender.clone(), origin.clone());
            AbortOnDropHandle::new(tokio::spawn(task))
        });
        Self {
            sender,
            origin,
            _listening: listening,
        }
    }

    /// Inside the transaction: PostgreSQL delivers at its commit, never before.
    pub(super) async fn announce(&self, tx: &mut Tx, notice: &ChangeNotice) -> Stored<()> {
        if tx.kind() == Kind::Postgres {
            let payload = format!("{} {} {}", self.origin, notice.request, notice.version);
            tx.all("SELECT pg_notify($1, $2)", values![CHANNEL, payload])
                .await?;
        }
        Ok(())
    }

    /// After the commit. Nobody listening is no trouble.
    pub(super) fn tell(&self, notice: ChangeNotice) {
        let _ = self.sender.send(notice);
    }
}

impl Store {
    /// Told after each commit, also of other replicas; a receiver that lags must look again.
    pub fn changes(&self) -> broadcast::Receiver<ChangeNotice> {
        self.notices.sender.subscribe()
    }
}

async fn listen_for_ever(
    options: PgConnectOptions,
    db: Db,
    sender: broadcast::Sender<ChangeNotice>,
    origin: String,
) {
    loop {
        if let Err(error) = listen(&options, &db, &sender, &origin).await {
            tracing::warn!(%error, "not hearing of other replicas’ changes; connecting again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn listen(
    options: &PgConnectOptions,
    db: &Db,
    sender: &broadcast::Sender<ChangeNotice>,
    origin: &str,
) -> Stored<()> {
    // A connection of its own: it is never given back, and must not be one of the few that requests wait for.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(CHANNEL).await?;
    for row in db.all(OPEN, vec![]).await? {
        let request = row.parsed("id", RequestId::parse)?;
        let _ = sender.send(ChangeNotice {
            request,
            version: row.int("version")?,
        });
    }
    // `None`: the line was cut.
    while let Some(message) = listener.try_recv().await? {
        if let Some(notice) = parse(message.payload(), origin) {
            let _ = sender.send(notice);
        }
    }
    Ok(())
}

/// `None` for this process's own, which has been told already.
fn parse(payload: &str, origin: &str) -> Option<ChangeNotice> {
    let mut parts = payload.split(' ');
    if parts.next()? == origin {
        return None;
    }
    Some(ChangeNotice {
        request: RequestId::parse(parts.next()?).ok()?,
        version: parts.next()?.parse().ok()?,
    })
}
