//! What reviewers look at, and what they decide.

use super::plan::{Check, diff};
use super::request::{Approvals, PullRequest, RequestRow};
use super::words::{RiskWord, VerdictWord};
use super::{Time, time};
use crate::http::api::extract::commit;
use crate::http::api::problem::Fault;
use domain::portal::{self, FileChange, OtherChange, OtherFile, ReviewPage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Requests that wait for a decision, and those that were decided lately.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ReviewQueue {
    /// Highest risk first, then oldest.
    waiting: Vec<ReviewRow>,
    /// Newest first.
    decided: Vec<RequestRow>,
}

impl ReviewQueue {
    pub(in crate::http) fn of(queue: &portal::ReviewQueue) -> Self {
        Self {
            waiting: queue.waiting.iter().map(ReviewRow::of).collect(),
            decided: queue.decided.iter().map(RequestRow::of).collect(),
        }
    }
}

/// A request that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ReviewRow {
    request: RequestRow,
    risk: RiskWord,
    /// Checks of good practice that advise against something.
    #[schema(maximum = 4294967295_i64)]
    advice: u32,
    /// Why the caller may not decide on it; `null`: may.
    hindrance: Option<String>,
}

impl ReviewRow {
    fn of(row: &portal::ReviewRow) -> Self {
        Self {
            request: RequestRow::of(&row.request),
            risk: row.risk.into(),
            advice: row.advice,
            hindrance: row.hindrance.clone(),
        }
    }
}

/// A request before its decision.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Review {
    request: RequestRow,
    /// Why it is wanted.
    comment: String,
    pull_request: Option<PullRequest>,
    /// The commit to decide about.
    commit: Option<String>,
    /// When GitHub was asked.
    seen: Option<Time>,
    files: Vec<ReviewedFile>,
    /// Files that somebody else put there; `null`: there may be some, and GitHub does not list them now.
    other_files: Option<Vec<OtherFileShown>>,
    checks: Vec<Check>,
    risk: RiskWord,
    risk_reasons: Vec<String>,
    consequences: Vec<String>,
    approvals: Approvals,
    /// Why the caller may not decide; `null`: may.
    hindrance: Option<String>,
    /// Who may, in words.
    deciders: String,
    /// Its page, as a path on this host.
    page: String,
}

impl Review {
    pub(in crate::http) fn of(page: &ReviewPage) -> Self {
        let request = &page.request;
        let pr = request.stage.pull_request();
        let head = page.pull_request.as_ref().map(|seen| &seen.head);
        let others = page.others.as_ref();
        Self {
            request: RequestRow::of(&portal::RequestRow::of(request)),
            comment: request.comment.clone(),
            pull_request: pr.map(PullRequest::of),
            commit: head.or(pr.map(|pr| &pr.head)).map(|sha| sha.0.clone()),
            seen: time(page.seen),
            files: page.files.iter().map(ReviewedFile::of).collect(),
            other_files: others.map(|files| files.iter().map(OtherFileShown::of).collect()),
            checks: page.checks.iter().map(Check::of).collect(),
            risk: page.risk.into(),
            risk_reasons: page.risk_reasons.clone(),
            consequences: page.consequences.clone(),
            approvals: Approvals::of(&page.approvals),
            hindrance: page.hindrance.clone(),
            deciders: page.deciders.clone(),
            page: format!("/reviews/{}", request.id),
        }
    }
}

/// A file of the pull request, and what stood there before.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ReviewedFile {
    path: String,
    /// `null`: the file is new.
    before: Option<String>,
    after: String,
    /// The difference in the unified form.
    diff: String,
    link: Option<String>,
}

impl ReviewedFile {
    fn of(change: &FileChange) -> Self {
        let (path, before) = (&change.file.path, change.before.as_deref());
        Self {
            path: path.clone(),
            before: change.before.clone(),
            after: change.file.text.clone(),
            diff: diff(path, before, Some(&change.file.text)),
            link: change.link.clone(),
        }
    }
}

/// A file of the pull request that Berth did not write.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct OtherFileShown {
    path: String,
    /// `added`, `changed`, `removed` or `moved`.
    change: String,
    moved_from: Option<String>,
    /// The changed lines; `null`: not text, or too much of it.
    patch: Option<String>,
    link: Option<String>,
}

impl OtherFileShown {
    fn of(file: &OtherFile) -> Self {
        let (change, moved_from) = match &file.change {
            OtherChange::Added => ("added", None),
            OtherChange::Changed => ("changed", None),
            OtherChange::Removed => ("removed", None),
            OtherChange::Moved { from } => ("moved", Some(from.clone())),
        };
        Self {
            path: file.path.clone(),
            change: change.to_owned(),
            moved_from,
            patch: file.patch.clone(),
            link: file.link.clone(),
        }
    }
}

/// A reviewer’s decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DecisionWish {
    verdict: VerdictWord,
    /// Why. Asking for changes and rejecting take a comment.
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
    /// The commit that was looked at: a decision about another one does not count.
    #[schema(min_length = 40, max_length = 64, pattern = "^[0-9a-f]{40,64}$")]
    commit: String,
}

impl DecisionWish {
    pub(in crate::http) fn decision(self) -> Result<portal::Decision, Fault> {
        Ok(portal::Decision {
            verdict: self.verdict.into(),
            head: commit(&self.commit, "commit")?,
            comment: self.comment,
        })
    }
}
