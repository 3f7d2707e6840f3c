//! The chain that shows whether the history is what was written.
//!
//! Each event's hash covers its content and the hash before it; the request keeps the last one, and numbers have no
//! gaps. So an altered, removed, added or moved row is found, and so is a request that is gone. Somebody who may write to the
//! database and recomputes everything from the change to the end is not: keep copies of `verify`'s answers elsewhere
//! where that matters.

use super::db::{Row, statements, values};
use super::{ChainFault, ChainFaultKind, ChainReport, Store, Stored};
use domain::request::RequestId;
use sha2::{Digest, Sha256};

statements! {
    HEAD = "SELECT id, number, version, head FROM requests WHERE id = $1";
    HEADS = "SELECT id, number, version, head FROM requests WHERE number > $1 ORDER BY number LIMIT 200";
    ROWS = "SELECT version, at, actor_json, what_json, hash FROM events WHERE request_id = $1 ORDER BY version";
    COUNTED = "SELECT value FROM counters WHERE name = 'request'";
}

/// Each part is preceded by its length, so that no two contents are the same text.
pub(super) fn hash(
    previous: &str,
    id: &str,
    version: i64,
    at: i64,
    actor: &str,
    what: &str,
) -> String {
    let mut digest = Sha256::new();
    for part in [
        previous,
        id,
        &version.to_string(),
        &at.to_string(),
        actor,
        what,
    ] {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

impl Store {
    /// One request's history; the first fault, if any.
    pub async fn verify_chain(&self, id: &RequestId) -> Stored<ChainReport> {
        let mut report = ChainReport::default();
        if let Some(head) = self.db.optional(HEAD, values![id.as_str()]).await? {
            self.verify_one(&head, &mut report).await?;
        }
        Ok(report)
    }

    /// Every request's history, in the order of their numbers, up to the first fault.
    pub async fn verify_all(&self) -> Stored<ChainReport> {
        let mut report = ChainReport::default();
        let mut last = 0;
        loop {
            let heads = self.db.all(HEADS, values![last]).await?;
            if heads.is_empty() {
                break;
            }
            for head in heads {
                let number = head.int("number")?;
                if number != last + 1 {
                    report.fault = Some(gone(last + 1));
                } else {
                    self.verify_one(&head, &mut report).await?;
                }
                if report.fault.is_some() {
                    return Ok(report);
                }
                last = number;
            }
        }
        let counted = self.db.optional(COUNTED, vec![]).await?;
        if counted
            .map(|row| row.int("value"))
            .transpose()?
            .is_some_and(|counted| counted > last)
        {
            report.fault = Some(gone(last + 1));
        }
        Ok(report)
    }

    async fn verify_one(&self, head: &Row, report: &mut ChainReport) -> Stored<()> {
        let id = head.parsed("id", RequestId::parse)?;
        let rows = self.db.all(ROWS, values![id.as_str()]).await?;
        report.requests += 1;
        report.events += rows.len() as u64;
        let fault = first_fault(&id, &rows, head.int("version")?, &head.text("head")?)?;
        if let Some((version, kind)) = fault {
            report.fault = Some(ChainFault {
                request: Some(id),
                number: head.int("number")?,
                version,
                kind,
            });
        }
        Ok(())
    }
}

fn first_fault(
    id: &RequestId,
    rows: &[Row],
    versions: i64,
    head: &str,
) -> Stored<Option<(i64, ChainFaultKind)>> {
    let mut previous = String::new();
    let mut expected = 0;
    for row in rows {
        expected += 1;
        let version = row.int("version")?;
        if version > expected && expected <= versions {
            return Ok(Some((expected, ChainFaultKind::Removed)));
        }
        if version != expected || version > versions {
            return Ok(Some((version, ChainFaultKind::Added)));
        }
        let (actor, what) = (row.text("actor_json")?, row.text("what_json")?);
        let computed = hash(
            &previous,
            id.as_str(),
            version,
            row.int("at")?,
            &actor,
            &what,
        );
        if computed != row.text("hash")? {
            return Ok(Some((version, ChainFaultKind::Altered)));
        }
        previous = computed;
    }
    Ok(match expected {
        last if last < versions => Some((last + 1, ChainFaultKind::Removed)),
        last if previous != head => Some((last, ChainFaultKind::Altered)),
        _ => None,
    })
}

fn gone(number: i64) -> ChainFault {
    ChainFault {
        request: None,
        number,
        version: 1,
        kind: ChainFaultKind::Removed,
    }
}
