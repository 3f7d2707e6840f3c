//! Repositories that requests have taken away, or let go of: the last of their images, and for how long nobody gets the name.

use super::db::{Row, Tx, statements, unreadable, values};
use super::{Store, Stored};
use domain::aws::Address;
use domain::github::Login;
use domain::portal::Tombstone;
use domain::request::{Change, Outcome, Removal, Request, RequestId, Review, Stage, Verdict, Way};
use domain::time::Timestamp;

statements! {
    /// The images that are still known. A census that was quicker has kept them already.
    LIST = "INSERT INTO lost_images (account, region, name, at, digest, tags, pushed, pulled, bytes, kind) \
        SELECT r.account, r.region, r.name, CAST($4 AS BIGINT), m.digest, m.tags, m.pushed, m.pulled, m.bytes, m.kind \
        FROM repositories r JOIN images m ON m.repository = r.id \
        WHERE r.account = $1 AND r.region = $2 AND r.name = $3 ON CONFLICT (account, region, name, at, digest) DO NOTHING";

    /// `$4`: when the request was made. Lists from before it are of another time.
    LISTED = "SELECT at, COUNT(*) AS images, CAST(SUM(bytes) AS BIGINT) AS bytes FROM lost_images \
        WHERE account = $1 AND region = $2 AND name = $3 AND at >= $4 GROUP BY at ORDER BY at DESC LIMIT 1";

    LAY = "INSERT INTO tombstones (account, region, name, at, request_id, way, list, images, bytes, locked_until) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (account, region, name, at) DO NOTHING";

    /// Whoever held the name does so no longer, and does not follow the catalog any more.
    RELEASE = "UPDATE requests SET holds_name = FALSE, catalog_json = '{\"state\":\"off\"}' \
        WHERE account = $1 AND region = $2 AND name = $3 AND holds_name AND stage = 'completed'";

    /// Without a digest the next census reads the tags again. `$4`: whether AWS still has it.
    LET_GO = "UPDATE repositories SET in_aws = $4, managed = FALSE, adopted = FALSE, digest = NULL, request_id = NULL, \
        request_stage = NULL, needs_attention = FALSE, req_team = NULL, req_system = NULL, req_cluster = NULL, \
        req_description = NULL, req_source = NULL WHERE account = $1 AND region = $2 AND name = $3";

    FORGET = "DELETE FROM repositories WHERE state IS NULL";

    NEWEST = "SELECT t.at, t.request_id, t.way, t.list, t.images, t.bytes, t.locked_until, q.number, q.requester, \
        q.reviews_json FROM tombstones t JOIN requests q ON q.id = t.request_id \
        WHERE t.account = $1 AND t.region = $2 AND t.name = $3 ORDER BY t.at DESC LIMIT 1";

    /// The tags of one that was let go of still say that Berth looks after it.
    LEFT_ALONE = "UPDATE repositories SET managed = FALSE WHERE account = $1 AND region = $2 AND managed \
        AND request_id IS NULL AND EXISTS (SELECT 1 FROM tombstones t WHERE t.way = 'detach' \
        AND t.account = repositories.account AND t.region = repositories.region AND t.name = repositories.name)";
}

/// In the transaction that completes the removal.
pub(super) async fn lay(tx: &mut Tx, request: &Request) -> Stored<()> {
    let (Change::Removal { spec, removal }, Stage::Completed { outcome }) =
        (&request.change, &request.stage)
    else {
        return Ok(());
    };
    if !matches!(outcome, Outcome::Removed { .. }) || !removal.way.lets_go() {
        return Ok(());
    }
    let key = &spec.address;
    if removal.way.deletes() {
        tx.execute(LIST, place(key, request.since)).await?;
    }
    write(tx, request, key, removal).await?;
    let there = values![
        key.account.as_str(),
        key.region.as_str(),
        key.name.as_str(),
        !removal.way.deletes(),
    ];
    let name = values![key.account.as_str(), key.region.as_str(), key.name.as_str()];
    tx.execute(RELEASE, name).await?;
    tx.execute(LET_GO, there).await?;
    tx.execute(FORGET, vec![]).await.map(drop)
}

async fn write(tx: &mut Tx, request: &Request, key: &Address, removal: &Removal) -> Stored<()> {
    let listed = tx.all(LISTED, place(key, request.created)).await?;
    let listed = listed.first().filter(|_| removal.way.deletes());
    let (list, images, bytes) = match listed {
        Some(row) => (
            Some(row.time("at")?),
            row.count("images")?,
            row.count("bytes")?,
        ),
        None => (None, 0, 0),
    };
    let stone = values![
        key.account.as_str(),
        key.region.as_str(),
        key.name.as_str(),
        request.since,
        request.id.as_str(),
        removal.way.as_str(),
        list,
        i64::try_from(images).unwrap_or(i64::MAX),
        i64::try_from(bytes).unwrap_or(i64::MAX),
        request.since.plus_millis(removal.lock_ms),
    ];
    tx.execute(LAY, stone).await.map(drop)
}

/// In the census's transaction, after it has written what the tags say.
pub(super) async fn leave_alone(tx: &mut Tx, account: &str, region: &str) -> Stored<()> {
    let place = values![account, region];
    tx.execute(LEFT_ALONE, place).await.map(drop)
}

impl Store {
    /// Of the last repository of this name that a request took away or let go of.
    pub async fn tombstone(&self, key: &Address) -> Stored<Option<Tombstone>> {
        let place = values![key.account.as_str(), key.region.as_str(), key.name.as_str()];
        let row = self.db.optional(NEWEST, place).await?;
        row.map(|row| read(&row, key)).transpose()
    }
}

fn read(row: &Row, key: &Address) -> Stored<Tombstone> {
    let reviews: Vec<Review> = row.json("reviews_json")?;
    let mut approved_by: Vec<Login> = Vec::new();
    for review in reviews {
        if review.verdict == Verdict::Approve && !approved_by.contains(&review.by) {
            approved_by.push(review.by);
        }
    }
    let way = row.text("way")?;
    Ok(Tombstone {
        key: key.clone(),
        way: Way::parse(&way).ok_or_else(|| unreadable("way", format!("there is no way {way}")))?,
        at: row.time("at")?,
        request: row.parsed("request_id", RequestId::parse)?,
        label: format!("REQ-{}", row.int("number")?),
        asked_by: Login::new(&row.text("requester")?),
        approved_by,
        list: row.maybe_time("list")?,
        images: row.count("images")?,
        bytes: row.count("bytes")?,
        locked_until: row.time("locked_until")?,
    })
}

fn place(key: &Address, at: Timestamp) -> Vec<super::db::Value> {
    values![
        key.account.as_str(),
        key.region.as_str(),
        key.name.as_str(),
        at
    ]
}
