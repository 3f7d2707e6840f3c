//! The audit record: one table for everything, written in the transaction that does what it tells of.
//!
//! A transaction notes what it does ([`super::db::Tx::note`]); its commit appends the notes as its last step.

mod append;
mod find;
mod rows;
mod says;
mod seal;
mod taking_in;
mod verify;

pub use find::{AuditPlace, AuditSearch, AuditSight};
pub use seal::SealKey;

pub(super) use append::{append, who_calls, who_calls_or, with_caller};
pub(super) use says::{
    Before, Happened, Subject, of_deed, of_event, of_files, of_rollout, owner, source_of_deed,
    source_of_rollout,
};
pub(super) use taking_in::take_in;

use super::db::{Db, statements};
use super::{Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::time::Timestamp;

statements! {
    SEALED = "SELECT number, hash, broken_at, seal_key, seal FROM audit_head WHERE id = 1";
}

/// Every fixed statement of the files here.
pub(super) fn statements() -> Vec<&'static str> {
    [
        STATEMENTS,
        append::STATEMENTS,
        find::STATEMENTS,
        says::STATEMENTS,
        taking_in::STATEMENTS,
        verify::STATEMENTS,
    ]
    .concat()
}

impl Store {
    /// Writes down what changed nothing in the database: something refused, or a file that was handed out.
    pub async fn audit(&self, entries: Vec<AuditEntry>) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        for entry in entries {
            tx.note(entry);
        }
        tx.commit().await
    }

    /// Another secret than before seals from now on, and that stands on record. True: it was another.
    pub async fn seal_anew(&self, at: Timestamp) -> Stored<bool> {
        let Some(key) = self.db.seal() else {
            return Ok(false);
        };
        let Some(row) = self.db.optional(SEALED, vec![]).await? else {
            return Ok(false);
        };
        let end = append::End::read(&row)?;
        let is_other = end.number > 0 && end.seal_key.as_deref() != Some(key.id());
        if !is_other {
            return Ok(false);
        }
        let mut tx = self.db.begin().await?;
        let end = append::lock(&mut tx).await?;
        let json = |id: &str| format!("\"{id}\"");
        let entry = AuditEntry::new(
            at,
            Who::berth(),
            AuditAction::AuditResealed,
            "session_secret",
        )
        .changed(end.seal_key.as_deref().map(json), Some(json(key.id())));
        append::write(&mut tx, end, None, vec![entry]).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Notes what a statement did, if it did anything.
pub(super) async fn execute(
    db: &Db,
    sql: &'static str,
    values: Vec<super::db::Value>,
    entry: AuditEntry,
) -> Stored<u64> {
    let mut tx = db.begin().await?;
    let touched = tx.execute(sql, values).await?;
    if touched > 0 {
        tx.note(entry);
    }
    tx.commit().await?;
    Ok(touched)
}
