//! What was known of repositories that were deleted past Git: kept before a census forgets their images.

use super::db::{Row, Tx, statements, values};
use super::drifts::key;
use super::query::Query;
use super::{Store, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::drift::{Loss, LostImage};
use domain::time::Timestamp;

/// More than any page shows.
const MOST: u32 = 20;

macro_rules! looked_after {
    () => {
        "r.account = $1 AND r.region = $2 AND (r.managed OR r.request_id IS NOT NULL)"
    };
}

statements! {
    /// Those that are gone and whose images nobody has forgotten yet.
    /// What a request takes away is no loss to tell of; its images are kept all the same.
    GONE = concat!("INSERT INTO losses (account, region, name, at, read, images, bytes, told) \
        SELECT r.account, r.region, r.name, CAST($3 AS BIGINT), i.read, COALESCE(r.image_count, 0), COALESCE(r.bytes, 0), \
        EXISTS (SELECT 1 FROM requests q WHERE q.account = r.account AND q.region = r.region AND q.name = r.name \
        AND q.kind = 'removal' AND q.is_open AND q.stage IN ('in_review', 'approved', 'merged', 'syncing', \
        'provisioning', 'verifying', 'sync_failed', 'provision_failed')) \
        FROM repositories r JOIN image_reads i ON i.repository = r.id WHERE ", looked_after!(), " AND r.in_aws = FALSE \
        ON CONFLICT (account, region, name, at) DO NOTHING");
    GONE_IMAGES = concat!("INSERT INTO lost_images (account, region, name, at, digest, tags, pushed, pulled, bytes, kind) \
        SELECT r.account, r.region, r.name, CAST($3 AS BIGINT), m.digest, m.tags, m.pushed, m.pulled, m.bytes, m.kind \
        FROM repositories r JOIN image_reads i ON i.repository = r.id JOIN images m ON m.repository = r.id WHERE ",
        looked_after!(), " AND r.in_aws = FALSE ON CONFLICT (account, region, name, at, digest) DO NOTHING");

    UNTOLD = "SELECT account, region, name, at, read, images, bytes FROM losses WHERE told = FALSE ORDER BY at LIMIT 200";
    TOLD = "UPDATE losses SET told = TRUE WHERE account = $1 AND region = $2 AND name = $3 AND at = $4";
    OF = "SELECT account, region, name, at, read, images, bytes FROM losses \
        WHERE account = $1 AND region = $2 AND name = $3 ORDER BY at DESC LIMIT $4";
    /// Newest first. Those of the last days are few.
    LATELY = "SELECT l.account, l.region, l.name, l.at, l.read, l.images, l.bytes, r.team FROM losses l \
        JOIN repositories r ON r.account = l.account AND r.region = l.region AND r.name = l.name \
        WHERE l.past = FALSE AND l.at > $1 ORDER BY l.at DESC LIMIT 200";
    IMAGES = "SELECT digest, tags, pushed, pulled, bytes, kind FROM lost_images \
        WHERE account = $1 AND region = $2 AND name = $3 AND at = $4 ORDER BY pushed DESC, digest";
}

/// In the census's transaction, after it has marked what is gone and before it forgets their images.
pub(super) async fn keep_gone(
    tx: &mut Tx,
    account: &AccountId,
    region: Region,
    at: Timestamp,
) -> Stored<()> {
    for sql in [GONE, GONE_IMAGES] {
        let place = values![account.as_str(), region.as_str(), at];
        tx.execute(sql, place).await?;
    }
    Ok(())
}

/// Those that are another repository under the same name: deleted and made anew between two censuses.
pub(super) async fn keep_made_anew(
    tx: &mut Tx,
    account: &AccountId,
    region: Region,
    names: &[&str],
    at: Timestamp,
) -> Stored<()> {
    if names.is_empty() {
        return Ok(());
    }
    let head = "INSERT INTO losses (account, region, name, at, read, images, bytes) \
        SELECT r.account, r.region, r.name, CAST(";
    let from = " AS BIGINT), i.read, COALESCE(r.image_count, 0), COALESCE(r.bytes, 0) FROM repositories r \
        JOIN image_reads i ON i.repository = r.id WHERE (r.managed OR r.request_id IS NOT NULL) AND r.account = ";
    let (sql, values) = named(head, from, account, region, names, at);
    tx.execute(sql, values).await?;
    let head = "INSERT INTO lost_images (account, region, name, at, digest, tags, pushed, pulled, bytes, kind) \
        SELECT r.account, r.region, r.name, CAST(";
    let from = " AS BIGINT), m.digest, m.tags, m.pushed, m.pulled, m.bytes, m.kind FROM repositories r \
        JOIN images m ON m.repository = r.id WHERE (r.managed OR r.request_id IS NOT NULL) AND r.account = ";
    let (sql, values) = named(head, from, account, region, names, at);
    tx.execute(sql, values).await.map(drop)
}

fn named(
    head: &'static str,
    from: &'static str,
    account: &AccountId,
    region: Region,
    names: &[&str],
    at: Timestamp,
) -> (sqlx::AssertSqlSafe<String>, Vec<super::db::Value>) {
    let mut query = Query::new(head);
    query.bind(at).push(from).bind(account.as_str());
    query
        .push(" AND r.region = ")
        .bind(region.as_str())
        .push(" AND r.name IN ");
    query.list(names.iter().copied());
    query.push(" ON CONFLICT DO NOTHING");
    query.into_parts()
}

impl Store {
    /// Those that no record tells of yet, oldest first.
    pub async fn untold_losses(&self) -> Stored<Vec<(Address, Loss)>> {
        let rows = self.db.all(UNTOLD, vec![]).await?;
        rows.iter().map(|row| Ok((key(row)?, loss(row)?))).collect()
    }

    pub async fn loss_told(&self, key: &Address, at: Timestamp) -> Stored<()> {
        self.db.execute(TOLD, about(key, at)).await.map(drop)
    }

    /// Newest first.
    pub async fn losses(&self, key: &Address) -> Stored<Vec<Loss>> {
        let place = values![
            key.account.as_str(),
            key.region.as_str(),
            key.name.as_str(),
            MOST
        ];
        let rows = self.db.all(OF, place).await?;
        rows.iter().map(loss).collect()
    }

    /// Repositories lost since, newest first, with the team that each is of.
    pub async fn lost_since(
        &self,
        since: Timestamp,
    ) -> Stored<Vec<(Address, Loss, Option<String>)>> {
        let rows = self.db.all(LATELY, values![since]).await?;
        rows.iter()
            .map(|row| Ok((key(row)?, loss(row)?, row.maybe_text("team")?)))
            .collect()
    }

    /// Newest first.
    pub async fn lost_images(&self, key: &Address, at: Timestamp) -> Stored<Vec<LostImage>> {
        let rows = self.db.all(IMAGES, about(key, at)).await?;
        rows.iter()
            .map(|row| {
                Ok(LostImage {
                    digest: row.text("digest")?,
                    tags: row
                        .text("tags")?
                        .split_whitespace()
                        .map(str::to_owned)
                        .collect(),
                    pushed: row.time("pushed")?,
                    pulled: row.maybe_time("pulled")?,
                    bytes: row.count("bytes")?,
                    kind: row.text("kind")?,
                })
            })
            .collect()
    }
}

fn about(key: &Address, at: Timestamp) -> Vec<super::db::Value> {
    values![
        key.account.as_str(),
        key.region.as_str(),
        key.name.as_str(),
        at
    ]
}

fn loss(row: &Row) -> Stored<Loss> {
    Ok(Loss {
        at: row.time("at")?,
        read: row.maybe_time("read")?,
        images: row.count("images")?,
        bytes: row.count("bytes")?,
    })
}
