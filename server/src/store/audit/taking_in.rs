//! What was recorded before there was an audit record comes into it when a server first starts with one.
//!
//! While servers are replaced one after the other, an older one may still write histories alone. So the next starts look again,
//! until one finds nothing left.

use super::super::db::{Db, Tx, statements, values};
use super::super::rows::{request as read_request, request_columns};
use super::super::{StoreError, Stored};
use super::append::{lock, write};
use super::rows::key;
use super::says::{
    Before, Happened, of_deed, of_event, of_rollout, owner, source_of_deed, source_of_rollout,
};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::request::Request;
use domain::time::Timestamp;

statements! {
    SETTLED = "SELECT settled FROM audit_head WHERE id = 1";
    SETTLE = "UPDATE audit_head SET settled = TRUE WHERE id = 1";
    REQUESTS = concat!("SELECT ", request_columns!(), " FROM requests WHERE number > $1 ORDER BY number LIMIT 50");
    EVENTS = "SELECT e.version, e.at, e.actor_json, e.what_json, e.hash, a.number FROM events e LEFT JOIN audit a \
        ON a.source = 'event ' || e.request_id || ' ' || e.version WHERE e.request_id = $1 ORDER BY e.version";
    DEEDS = "SELECT d.account, d.region, d.name, d.version, d.at, d.actor_json, d.deed_json, d.hash \
        FROM repository_events d WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.source = \
            'deed ' || d.account || ' ' || d.region || ' ' || d.name || ' ' || d.version) \
        ORDER BY d.account, d.region, d.name, d.version LIMIT 500";
    ROLLOUTS = "SELECT r.rollout, r.version, r.at, r.by_login, r.sentence FROM rollout_events r WHERE NOT EXISTS \
        (SELECT 1 FROM audit a WHERE a.source = 'rollout ' || r.rollout || ' ' || r.version) \
        ORDER BY r.rollout, r.version LIMIT 500";
}

pub(in super::super) async fn take_in(db: &Db) -> Stored<()> {
    let row = db.optional(SETTLED, vec![]).await?;
    // Without a head nothing is appended: that is for a verification to tell.
    if row.map_or(Ok(true), |row| row.flag("settled"))? {
        return Ok(());
    }
    let (mut taken, mut newest) = (0_usize, Timestamp(0));
    let mut number = 0;
    loop {
        let mut tx = db.begin().await?;
        let end = lock(&mut tx).await?;
        let rows = tx.all(REQUESTS, values![number]).await?;
        if rows.is_empty() {
            break;
        }
        let mut entries = Vec::new();
        for row in &rows {
            let request = read_request(row)?;
            number = request.number;
            entries.extend(of_request(&mut tx, &request).await?);
        }
        taken += entries.len();
        newest = entries.iter().map(|it| it.at).fold(newest, Ord::max);
        if !entries.is_empty() {
            write(&mut tx, end, None, entries).await?;
        }
        tx.commit().await?;
    }
    loop {
        let mut tx = db.begin().await?;
        let end = lock(&mut tx).await?;
        let mut entries = deeds(&mut tx).await?;
        entries.extend(rollouts(&mut tx).await?);
        if entries.is_empty() {
            return settle(tx, taken, newest).await;
        }
        taken += entries.len();
        newest = entries.iter().map(|it| it.at).fold(newest, Ord::max);
        write(&mut tx, end, None, entries).await?;
        tx.commit().await?;
    }
}

/// With a row that says how many there were; a start that found none is the last to look.
async fn settle(mut tx: Tx, taken: usize, newest: Timestamp) -> Stored<()> {
    if taken == 0 {
        tx.execute(SETTLE, vec![]).await?;
    } else {
        tracing::info!(taken, "what was recorded before stands in the audit record now");
        let object = format!("{taken} rows");
        let action = AuditAction::AuditTakenIn;
        tx.note(AuditEntry::new(newest, Who::berth(), action, object));
    }
    tx.commit().await
}

/// What the record does not have of a request's history.
async fn of_request(tx: &mut Tx, request: &Request) -> Stored<Vec<AuditEntry>> {
    let mut before = Before::default();
    let mut entries = Vec::new();
    for row in tx.all(EVENTS, values![request.id.as_str()]).await? {
        let (actor, what) = (row.json("actor_json")?, row.json("what_json")?);
        let hash = row.text("hash")?;
        let event = Happened {
            version: row.int("version")?,
            at: row.time("at")?,
            actor: &actor,
            what: &what,
            hash: &hash,
        };
        // Also told of those that stand there: they say what the next one was before.
        let entry = of_event(request, &mut before, &event)?;
        if row.maybe_int("number")?.is_none() {
            entries.push(entry);
        }
    }
    Ok(entries)
}

async fn deeds(tx: &mut Tx) -> Stored<Vec<AuditEntry>> {
    let mut entries = Vec::new();
    for row in tx.all(DEEDS, vec![]).await? {
        let (key, at) = (key(&row)?, row.time("at")?);
        let team = owner(tx, &key).await?;
        let (actor, deed) = (row.json("actor_json")?, row.json("deed_json")?);
        let mut entry = of_deed(&key, team, at, &actor, &deed)?;
        entry.source = Some(source_of_deed(&key, row.int("version")?));
        entry.source_hash = Some(row.text("hash")?);
        entries.push(entry);
    }
    Ok(entries)
}

async fn rollouts(tx: &mut Tx) -> Stored<Vec<AuditEntry>> {
    let rows = tx.all(ROLLOUTS, vec![]).await?;
    let entry = |row: &super::super::db::Row| {
        let id = row.text("rollout")?;
        let by = row.maybe_text("by_login")?.map(|login| Login::new(&login));
        let version = row.int("version")?;
        let action = match version {
            1 => AuditAction::RolloutStarted,
            _ => AuditAction::RolloutNoted,
        };
        let sentence = row.text("sentence")?;
        let mut entry = of_rollout(&id, row.time("at")?, by.as_ref(), &sentence, action);
        entry.source = Some(source_of_rollout(&id, version));
        Ok::<_, StoreError>(entry)
    };
    rows.iter().map(entry).collect()
}
