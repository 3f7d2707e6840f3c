//! One step of a request, whole or not at all: guarded by the version it was decided on and by the worker's lease.

use super::audit::{Before, of_files};
use super::db::{Tx, Value, statements, values};
use super::rows::{changing, request as read, request_columns};
use super::{Commit, Committed, Store, Stored};
use super::{events, repositories};
use domain::request::Request;

statements! {
    /// Reads and locks in one. Without a lease anybody may write who knows the version.
    LOCK = concat!("UPDATE requests SET version = version WHERE id = $1 AND version = $2 \
        AND (CAST($3 AS TEXT) IS NULL OR (lease_by = $3 AND lease_no = $4)) RETURNING head, ", request_columns!());

    WRITE_ROW = WRITE;

    /// The worker says when to look next; a wake that came meanwhile comes first.
    WAKE_BY_WORKER = "UPDATE requests SET wake_at = CASE WHEN woken_at < $2 THEN woken_at ELSE $2 END WHERE id = $1";

    /// Somebody without a lease wakes; the worker that holds one must not sleep over it.
    WAKE_BY_OTHERS = "UPDATE requests SET \
        wake_at = CASE WHEN wake_at < $2 THEN wake_at ELSE $2 END, \
        woken_at = CASE WHEN lease_by IS NULL THEN NULL WHEN woken_at < $2 THEN woken_at ELSE $2 END WHERE id = $1";
}

pub(super) const WRITE: &str = "UPDATE requests SET version = $2, revision = $3, change_json = $4, comment = $5, \
    stage_json = $6, since = $7, reviews_json = $8, waiting_json = $9, catalog_json = $10, attempt = $11, stage = $12, \
    is_open = $13, holds_name = $14, completed = $15, account = $16, region = $17, name = $18, team = $19, \
    system = $20, cluster = $21, source = $22, head = $23, search = $24, pr_repo = $25, pr_number = $26, pr_head = $27 \
    WHERE id = $1";

impl Store {
    pub async fn commit(&self, step: Commit<'_>) -> Stored<Committed> {
        let mut tx = self.db.begin().await?;
        let written = write(&mut tx, step).await?;
        if let Committed::Yes(request) = &written {
            self.finish(tx, &[request]).await?;
        }
        Ok(written)
    }
}

/// As a part of a transaction, which is over unless it comes to a yes.
pub(super) async fn write(tx: &mut Tx, step: Commit<'_>) -> Stored<Committed> {
    let Some(row) = tx.optional(LOCK, guard(&step)).await? else {
        return Ok(Committed::Stale);
    };
    let head = row.text("head")?;
    let was = read(&row)?;
    let links = events::link(&was.id, was.version, &head, &step.events)?;
    let before = Before::of(&was)?;
    let files = step.files.clone();
    let wake = (step.wake_at, step.lease.is_some());
    let mut request = after(was, step);
    request.version = links.last().map_or(request.version, |link| link.version);
    let columns = changing(&request, events::head(&links, &head))?;
    if tx.execute_unless_taken(WRITE, columns).await?.is_none() {
        return Ok(Committed::NameTaken);
    }
    match wake {
        (None, _) => {}
        (Some(at), true) => {
            tx.execute(WAKE_BY_WORKER, values![request.id.as_str(), at])
                .await?;
        }
        (Some(at), false) => {
            tx.execute(WAKE_BY_OTHERS, values![request.id.as_str(), at])
                .await?;
        }
    }
    events::append(tx, &request, before, &links).await?;
    if !files.is_empty() {
        let entry = of_files(&request, &files, request.since)?;
        tx.note(entry);
    }
    repositories::follow(tx, &request).await?;
    Ok(Committed::Yes(request))
}

fn guard(step: &Commit<'_>) -> Vec<Value> {
    values![
        step.request.as_str(),
        step.expected_version,
        step.lease.map(|lease| lease.worker.as_str()),
        step.lease.map(|lease| lease.number),
    ]
}

fn after(mut request: Request, step: Commit<'_>) -> Request {
    if let Some((stage, since)) = step.stage {
        request.stage = stage;
        request.since = since;
    }
    if let Some(change) = step.change {
        request.change = change;
    }
    if let Some(waiting) = step.waiting {
        request.waiting = waiting;
    }
    if let Some(catalog) = step.catalog {
        request.catalog = catalog;
    }
    if let Some(attempt) = step.attempt {
        request.attempt = attempt;
    }
    request.reviews.extend(step.reviews);
    request
}
