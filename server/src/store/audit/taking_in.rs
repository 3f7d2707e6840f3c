//! What was recorded before there was an audit record comes into it when a server first starts with one.
//!
//! While servers are replaced one after the other, an older one may still write histories alone. So it is looked again at every
//! start and every hour, until a day has gone by.

use super::super::db::{Db, Row, Tx, json, statements, values};
use super::super::{Store, StoreError, Stored};
use super::append::{lock, write};
use super::rows::key;
use super::says::{
    Before, Happened, Subject, of_deed, of_event, of_rollout, owner, source_of_deed,
    source_of_event, source_of_rollout,
};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::request::{RequestId, Stage};
use domain::time::Timestamp;

statements! {
    SETTLED = "SELECT settled FROM audit_head WHERE id = 1";
    BEGUN = "UPDATE audit_head SET since = COALESCE(since, $1) WHERE id = 1 AND NOT settled RETURNING since";
    SETTLE = "UPDATE audit_head SET settled = TRUE WHERE id = 1";
    /// A database that is new has nothing to take in.
    SETTLE_NEW = "UPDATE audit_head SET settled = TRUE WHERE id = 1 AND number = 0 AND NOT settled \
        AND NOT EXISTS (SELECT 1 FROM events) AND NOT EXISTS (SELECT 1 FROM repository_events) \
        AND NOT EXISTS (SELECT 1 FROM rollout_events)";
    /// No JSON of them: what can't be read any more must not keep a server from starting.
    REQUESTS = "SELECT id, number, account, region, name, team, stage_json FROM requests \
        WHERE number > $1 ORDER BY number LIMIT 50";
    EVENTS = "SELECT e.version, e.at, e.actor_json, e.what_json, e.hash, a.number FROM events e LEFT JOIN audit a \
        ON a.source = 'event ' || e.request_id || ' ' || e.version WHERE e.request_id = $1 ORDER BY e.version";
    DEEDS = "SELECT d.account, d.region, d.name, d.version, d.at, d.actor_json, d.kind, d.deed_json, d.hash \
        FROM repository_events d WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.source = \
            'deed ' || d.account || ' ' || d.region || ' ' || d.name || ' ' || d.version) \
        ORDER BY d.account, d.region, d.name, d.version LIMIT 500";
    ROLLOUTS = "SELECT r.rollout, r.version, r.at, r.by_login, r.sentence FROM rollout_events r WHERE NOT EXISTS \
        (SELECT 1 FROM audit a WHERE a.source = 'rollout ' || r.rollout || ' ' || r.version) \
        ORDER BY r.rollout, r.version LIMIT 500";
}

/// How long servers that know of no such record may still be there.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Looks again for what an older server wrote alone, until that can't be any more.
    pub async fn settle_audit(&self, now: Timestamp) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        let row = tx.optional(BEGUN, values![now]).await?;
        tx.commit().await?;
        let Some(since) = row.map(|row| row.time("since")).transpose()? else {
            return Ok(());
        };
        take_in(&self.db).await?;
        if now.since(since) > DAY_MS {
            self.db.execute_aside(SETTLE, vec![]).await?;
        }
        Ok(())
    }
}

pub(in super::super) async fn take_in(db: &Db) -> Stored<()> {
    db.execute_aside(SETTLE_NEW, vec![]).await?;
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
            let subject = subject(row)?;
            number = subject.number;
            entries.extend(of_request(&mut tx, &subject).await?);
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
            return tell(tx, taken, newest).await;
        }
        taken += entries.len();
        newest = entries.iter().map(|it| it.at).fold(newest, Ord::max);
        write(&mut tx, end, None, entries).await?;
        tx.commit().await?;
    }
}

/// With a row that says how many there were.
async fn tell(mut tx: Tx, taken: usize, newest: Timestamp) -> Stored<()> {
    if taken > 0 {
        tracing::info!(
            taken,
            "what was recorded before stands in the audit record now"
        );
        let object = format!("{taken} rows");
        let action = AuditAction::AuditTakenIn;
        tx.note(AuditEntry::new(newest, Who::berth(), action, object));
    }
    tx.commit().await
}

fn subject(row: &Row) -> Stored<Subject> {
    let stage: Option<Stage> = row.json("stage_json").ok();
    let pull_request = stage.as_ref().and_then(Stage::pull_request);
    Ok(Subject {
        id: row.parsed("id", RequestId::parse)?,
        number: row.int("number")?,
        address: key(row)?,
        team: row.text("team")?,
        pull_request: pull_request.map(|pr| pr.url.clone()),
    })
}

/// What the record does not have of a request's history.
async fn of_request(tx: &mut Tx, subject: &Subject) -> Stored<Vec<AuditEntry>> {
    let mut before = Before::default();
    let mut entries = Vec::new();
    for row in tx.all(EVENTS, values![subject.id.as_str()]).await? {
        let (version, at, hash) = (row.int("version")?, row.time("at")?, row.text("hash")?);
        // Also told of those that stand there: they say what the next one was before.
        let entry = match (row.json("actor_json"), row.json("what_json")) {
            (Ok(actor), Ok(what)) => {
                let event = Happened {
                    version,
                    at,
                    actor: &actor,
                    what: &what,
                    hash: &hash,
                };
                of_event(subject, &mut before, &event)?
            }
            _ => {
                let mut entry = subject.entry(at, Who::berth(), AuditAction::AuditUnread);
                entry.after = Some(json(&row.text("what_json")?)?);
                entry.source = Some(source_of_event(&subject.id, version));
                entry.source_hash = Some(hash);
                entry
            }
        };
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
        let mut entry = match (row.json("actor_json"), row.json("deed_json")) {
            (Ok(actor), Ok(deed)) => of_deed(&key, team, at, &actor, &deed)?,
            _ => AuditEntry::new(
                at,
                Who::berth(),
                AuditAction::AuditUnread,
                row.text("kind")?,
            )
            .about(key.clone(), team)
            .changed(None, Some(json(&row.text("deed_json")?)?)),
        };
        entry.source = Some(source_of_deed(&key, row.int("version")?));
        entry.source_hash = Some(row.text("hash")?);
        entries.push(entry);
    }
    Ok(entries)
}

async fn rollouts(tx: &mut Tx) -> Stored<Vec<AuditEntry>> {
    let rows = tx.all(ROLLOUTS, vec![]).await?;
    let entry = |row: &Row| {
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
