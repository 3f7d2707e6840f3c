//! What the page shows on which people read what happened to a repository, and who did it.

use super::RepositoryRow;
use crate::chronicle::Deed;
use crate::people::Actor;
use crate::refusal::Link;
use crate::request::{RequestId, StageName, What};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Keyset: the opaque cursor of a page link.
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage {
    pub row: RepositoryRow,
    /// The requests about it, newest first, each with how it was carried out. On the first page alone.
    pub requests: Vec<Carried>,
    /// Everything that was recorded, newest first.
    pub entries: Vec<HistoryEntry>,
    pub is_first: bool,
    pub next: Option<String>,
    /// Whether the records are as they were written.
    pub chain: ChainSaid,
    pub now: Timestamp,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    pub at: Timestamp,
    pub actor: Actor,
    pub what: Happened,
    /// Where it can be seen: the pull request, the commit, the application.
    pub link: Option<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// To a request about the repository.
    Request {
        id: RequestId,
        /// As people call it: REQ-1482.
        label: String,
        what: What,
    },
    /// To the repository itself.
    Repository(Deed),
}

/// A request from the asking to the verification, for those who audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    pub id: RequestId,
    pub label: String,
    pub asked_by: String,
    pub asked: Timestamp,
    /// In the words of who asked; may be empty.
    pub reason: String,
    /// Exactly what was asked for, as JSON.
    pub values: String,
    /// Of the pull request: each path with the SHA-256 of the file, none where it was taken away.
    pub files: Vec<(String, Option<String>)>,
    pub stage: StageName,
    pub pull_request: Option<Link>,
    pub approved_by: Vec<String>,
    pub merge: Option<Link>,
    /// Whole.
    pub merge_commit: Option<String>,
    pub synced: Option<Timestamp>,
    pub ready: Option<Timestamp>,
}

/// What looking through the chain of hashes found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainSaid {
    pub requests: u64,
    pub events: u64,
    /// The request and the record that is not as it was written.
    pub broken: Option<(i64, i64)>,
}
