//! What was recorded about a repository, through all requests about it, newest first, at any length.

use super::db::{Row, statements, values};
use super::{Store, Stored};
use domain::aws::Address;
use domain::request::{Event, RequestId};

statements! {
    /// Of moments that are the same, the later request and the later event come first.
    OF_REPOSITORY = "SELECT r.number, e.request_id, e.version, e.at, e.actor_json, e.what_json \
        FROM requests r JOIN events e ON e.request_id = r.id WHERE r.account = $1 AND r.region = $2 AND r.name = $3 \
        AND (e.at < $4 OR (e.at = $4 AND (r.number < $5 OR (r.number = $5 AND e.version < $6)))) \
        ORDER BY e.at DESC, r.number DESC, e.version DESC LIMIT $7";
}

/// An event and the request that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub request: RequestId,
    pub number: i64,
    pub event: Event,
}

/// A place behind an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    pub at: i64,
    pub number: i64,
    pub version: i64,
}

impl RecordPlace {
    /// Before everything.
    pub const TOP: Self = Self {
        at: i64::MAX,
        number: i64::MAX,
        version: i64::MAX,
    };
}

impl Recorded {
    pub fn place(&self) -> RecordPlace {
        RecordPlace {
            at: self.event.at.0,
            number: self.number,
            version: self.event.version,
        }
    }
}

impl Store {
    /// What comes behind a place, newest first.
    pub async fn history_of(
        &self,
        key: &Address,
        behind: RecordPlace,
        limit: u32,
    ) -> Stored<Vec<Recorded>> {
        let wanted = values![
            key.account.as_str(),
            key.region.as_str(),
            key.name.as_str(),
            behind.at,
            behind.number,
            behind.version,
            limit,
        ];
        let rows = self.db.all(OF_REPOSITORY, wanted).await?;
        rows.iter().map(recorded).collect()
    }
}

fn recorded(row: &Row) -> Stored<Recorded> {
    Ok(Recorded {
        request: row.parsed("request_id", RequestId::parse)?,
        number: row.int("number")?,
        event: Event {
            version: row.int("version")?,
            at: row.time("at")?,
            actor: row.json("actor_json")?,
            what: row.json("what_json")?,
        },
    })
}
