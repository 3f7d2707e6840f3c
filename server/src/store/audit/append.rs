//! Appending: within the transaction that does what is written down, and as its last step, so that writers wait for each other
//! for a moment only. The head is the lock.

use super::super::db::{Tx, Value, statements, values};
use super::super::query::Query;
use super::super::{StoreError, Stored};
use super::rows::{Raw, audit_columns};
use super::seal::SealKey;
use crate::caller;
use domain::audit::AuditEntry;
use domain::github::Login;

statements! {
    /// Reads and locks in one.
    LOCK = "UPDATE audit_head SET number = number WHERE id = 1 RETURNING number, hash, broken_at, seal_key, seal";
    MOVE = "UPDATE audit_head SET number = $1, hash = $2, broken_at = $3, seal_key = $4, seal = $5 WHERE id = 1";
}

/// Bound values of one statement: 21 a row.
const ROWS_AT_ONCE: usize = 40;

/// Where the record ends, as the database says.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) number: i64,
    pub(super) hash: String,
    pub(super) broken_at: Option<i64>,
    pub(super) seal_key: Option<String>,
    pub(super) seal: Option<String>,
}

impl End {
    pub(super) fn read(row: &super::super::db::Row) -> Stored<Self> {
        Ok(Self {
            number: row.int("number")?,
            hash: row.text("hash")?,
            broken_at: row.maybe_int("broken_at")?,
            seal_key: row.maybe_text("seal_key")?,
            seal: row.maybe_text("seal")?,
        })
    }

    /// Whether this secret sealed it, or there was nothing to seal yet.
    pub(super) fn is_sealed_by(&self, key: &SealKey) -> bool {
        match &self.seal {
            None => self.number == 0 && self.broken_at.is_none(),
            Some(seal) => key.fits(seal, self.number, &self.hash, self.broken_at),
        }
    }
}

/// Until the transaction ends nobody else appends.
pub(super) async fn lock(tx: &mut Tx) -> Stored<End> {
    let Some(row) = tx.optional(LOCK, vec![]).await? else {
        return Err(StoreError::Corrupt(
            "the head of the audit record is gone".into(),
        ));
    };
    End::read(&row)
}

/// All that was noted in a transaction, in its order.
pub(in super::super) async fn append(tx: &mut Tx, entries: Vec<AuditEntry>) -> Stored<()> {
    let end = lock(tx).await?;
    let broken = match tx.seal() {
        Some(key) if !end.is_sealed_by(key) => Some(end.number + 1),
        _ => None,
    };
    write(tx, end, broken, entries).await
}

/// Behind a head that is locked. `broken`: it was found altered, which stays on record.
pub(super) async fn write(
    tx: &mut Tx,
    end: End,
    broken: Option<i64>,
    entries: Vec<AuditEntry>,
) -> Stored<()> {
    let broken_at = end.broken_at.or(broken);
    let (mut number, mut hash) = (end.number, end.hash);
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        number += 1;
        let row = Raw::following(&hash, number, entry);
        hash.clone_from(&row.hash);
        rows.push(row.values());
    }
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        insert(tx, chunk).await?;
    }
    let key = tx.seal();
    let seal = key.and_then(|key| key.seal(number, &hash, broken_at));
    let seal_key = key.map(|key| key.id().to_owned());
    tx.execute(MOVE, values![number, hash, broken_at, seal_key, seal])
        .await
        .map(drop)
}

async fn insert(tx: &mut Tx, rows: &[Vec<Value>]) -> Stored<()> {
    let mut query = Query::new(concat!(
        "INSERT INTO audit (",
        audit_columns!(),
        ") VALUES "
    ));
    let mut separator = "";
    for row in rows {
        query.push(separator).list(row.iter().cloned());
        separator = ", ";
    }
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}

/// The entry with what its caller held, if somebody called for it.
pub(in super::super) fn with_caller(mut entry: AuditEntry) -> AuditEntry {
    if entry.held.is_none() {
        entry.held = caller::now().map(|caller| caller.held);
    }
    entry
}

/// Whoever calls, or else Berth itself.
pub(in super::super) fn who_calls() -> domain::audit::Who {
    match caller::now() {
        Some(caller) => domain::audit::Who::person(&caller.login),
        None => domain::audit::Who::berth(),
    }
}

/// Whoever calls, or else the person whom it is about.
pub(in super::super) fn who_calls_or(login: &Login) -> domain::audit::Who {
    let login = caller::now().map_or_else(|| login.clone(), |caller| caller.login);
    domain::audit::Who::person(&login)
}
