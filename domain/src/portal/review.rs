use super::RequestRow;
use crate::github::Sha;
use crate::manifest::File;
use crate::observed::PullRequestSeen;
use crate::policy::{Approvals, Check, Risk};
use crate::request::{Request, Verdict};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewQueue {
    /// Waiting for a decision, highest risk first, then oldest.
    pub waiting: Vec<ReviewRow>,
    /// Decided lately, newest first.
    pub decided: Vec<RequestRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    pub request: RequestRow,
    pub risk: Risk,
    pub advice: u32,
    /// Why this person may not decide on it.
    pub hindrance: Option<String>,
}

/// What a person sends from the review page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    pub comment: String,
    /// The commit that was shown: a decision about another one is stale.
    pub head: Sha,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPage {
    pub request: Request,
    /// What GitHub says now, or what it said last with `seen` telling when.
    pub pull_request: Option<PullRequestSeen>,
    pub seen: Option<Timestamp>,
    pub files: Vec<FileChange>,
    /// Files that Berth did not write. `None`: there may be some, and GitHub does not list them now.
    pub others: Option<Vec<OtherFile>>,
    pub checks: Vec<Check>,
    pub risk: Risk,
    pub risk_reasons: Vec<String>,
    pub consequences: Vec<String>,
    /// Why this person may not decide; `None`: may.
    pub hindrance: Option<String>,
    /// Who may, in words.
    pub deciders: String,
    pub approvals: Approvals,
    pub previous: Option<RequestRow>,
    pub next: Option<RequestRow>,
    pub position: Option<(usize, usize)>,
    pub now: Timestamp,
}

/// A file of the pull request and what stood there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub file: File,
    /// `None`: the file is new.
    pub before: Option<String>,
    pub link: Option<String>,
}

/// A file of the pull request that somebody else put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherFile {
    pub path: String,
    pub change: OtherChange,
    /// The changed lines as a unified difference, from the first `@@` on; `None`: not text, or too much of it.
    pub patch: Option<String>,
    pub link: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherChange {
    Added,
    Changed,
    Removed,
    Moved { from: String },
}
