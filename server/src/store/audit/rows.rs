//! A row of the record as its texts: what is stored is what is hashed.

use super::super::Stored;
use super::super::db::{Row, Value, unreadable};
use domain::audit::{AuditAction, AuditEntry, AuditRow, Credential, Who, WhoKind, canonical};
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use domain::request::RequestId;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};

macro_rules! audit_columns {
    () => {
        "number, at, who_kind, who, held, action, object, account, region, name, team, request, reason, \
         before_json, after_json, pull_request, commit_sha, review, source, source_hash, hash"
    };
}
pub(super) use audit_columns;

/// Between the time and the hash, in the order in which they are hashed.
const TEXTS: [&str; 18] = [
    "who_kind",
    "who",
    "held",
    "action",
    "object",
    "account",
    "region",
    "name",
    "team",
    "request",
    "reason",
    "before_json",
    "after_json",
    "pull_request",
    "commit_sha",
    "review",
    "source",
    "source_hash",
];

/// Nothing but texts and numbers: a row that somebody altered may be no entry any more.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) number: i64,
    at: i64,
    texts: Vec<Option<String>>,
    pub(super) hash: String,
}

impl Raw {
    /// The entry as it follows a row of that hash.
    pub(super) fn following(previous: &str, number: i64, entry: AuditEntry) -> Self {
        let (account, region, name) = match &entry.repository {
            Some(key) => (
                Some(key.account.to_string()),
                Some(key.region.to_string()),
                Some(key.name.to_string()),
            ),
            None => (None, None, None),
        };
        let texts = vec![
            Some(entry.who.kind.as_str().to_owned()),
            Some(entry.who.name),
            entry.held.map(|held| held.to_string()),
            Some(entry.action.as_str().to_owned()),
            Some(entry.object),
            account,
            region,
            name,
            entry.team,
            entry.request.map(|id| id.to_string()),
            Some(entry.reason),
            entry.before,
            entry.after,
            entry.pull_request,
            entry.commit,
            entry.review,
            entry.source,
            entry.source_hash,
        ];
        // PostgreSQL keeps no NUL in a text.
        let texts = texts
            .into_iter()
            .map(|text| text.map(|text| text.replace('\0', "\u{fffd}")));
        let mut raw = Self {
            number,
            at: entry.at.0,
            texts: texts.collect(),
            hash: String::new(),
        };
        raw.hash = raw.hash_at(previous, number);
        raw
    }

    /// What its hash would be if it stood at that number, behind a row of that hash.
    pub(super) fn hash_at(&self, previous: &str, number: i64) -> String {
        let (number, at) = (number.to_string(), self.at.to_string());
        let head = [Some(previous), Some(&*number), Some(&*at)];
        let parts = head
            .into_iter()
            .chain(self.texts.iter().map(Option::as_deref));
        hex::encode(Sha256::digest(canonical(parts)))
    }

    pub(super) fn fits(&self, previous: &str, number: i64) -> bool {
        self.hash == self.hash_at(previous, number)
    }

    pub(super) fn values(self) -> Vec<Value> {
        let mut values = vec![Value::from(self.number), Value::from(self.at)];
        values.extend(self.texts.into_iter().map(Value::from));
        values.push(Value::from(self.hash));
        values
    }

    pub(super) fn read(row: &Row) -> Stored<Self> {
        let texts: Stored<Vec<_>> = TEXTS.iter().map(|column| row.maybe_text(column)).collect();
        Ok(Self {
            number: row.int("number")?,
            at: row.int("at")?,
            texts: texts?,
            hash: row.text("hash")?,
        })
    }
}

pub(super) fn read(row: &Row) -> Stored<AuditRow> {
    let kind = row.text("who_kind")?;
    let action = row.text("action")?;
    let repository = row.maybe_text("account")?.is_some();
    let request = row.maybe_text("request")?;
    let entry = AuditEntry {
        at: Timestamp(row.int("at")?),
        who: Who {
            kind: WhoKind::parse(&kind).ok_or_else(|| unreadable("who_kind", &kind))?,
            name: row.text("who")?,
        },
        held: row
            .maybe_text("held")?
            .as_deref()
            .map(|text| Credential::parse(text).ok_or_else(|| unreadable("held", text)))
            .transpose()?,
        action: AuditAction::parse(&action).ok_or_else(|| unreadable("action", &action))?,
        object: row.text("object")?,
        repository: repository.then(|| key(row)).transpose()?,
        team: row.maybe_text("team")?,
        request: request
            .map(|id| RequestId::parse(&id).map_err(|error| unreadable("request", error)))
            .transpose()?,
        reason: row.text("reason")?,
        before: row.maybe_text("before_json")?,
        after: row.maybe_text("after_json")?,
        pull_request: row.maybe_text("pull_request")?,
        commit: row.maybe_text("commit_sha")?,
        review: row.maybe_text("review")?,
        source: row.maybe_text("source")?,
        source_hash: row.maybe_text("source_hash")?,
    };
    Ok(AuditRow {
        number: row.int("number")?,
        entry,
        hash: row.text("hash")?,
    })
}

pub(super) fn key(row: &Row) -> Stored<Address> {
    Ok(Address {
        account: row.parsed("account", AccountId::parse)?,
        region: row.parsed("region", Region::parse)?,
        name: row.parsed("name", RepositoryName::parse_existing)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> AuditEntry {
        AuditEntry::new(Timestamp(5), Who::berth(), AuditAction::ViewKept, "Ours")
    }

    #[test]
    fn a_row_fits_its_place_alone() {
        let first = Raw::following("", 1, entry());
        let second = Raw::following(&first.hash, 2, entry());
        assert!(first.fits("", 1) && second.fits(&first.hash, 2));
        assert!(!second.fits("", 2) && !second.fits(&first.hash, 1));
        assert_ne!(first.hash, second.hash);
    }

    #[test]
    fn every_column_is_hashed() {
        let row = Raw::following("", 1, entry());
        for (place, column) in TEXTS.iter().enumerate() {
            let mut altered = row.clone();
            altered.texts[place] = match &row.texts[place] {
                None => Some(String::new()),
                Some(text) => Some(format!("{text} ")),
            };
            assert!(!altered.fits("", 1), "{column}");
        }
        let later = Raw { at: 6, ..row };
        assert!(!later.fits("", 1));
    }

    #[test]
    fn the_columns_are_in_the_order_of_the_statement() {
        let columns: Vec<&str> = audit_columns!().split(", ").map(str::trim).collect();
        assert_eq!(columns[..2], ["number", "at"]);
        assert_eq!(columns[2..20], TEXTS);
        assert_eq!(columns[20], "hash");
    }
}
