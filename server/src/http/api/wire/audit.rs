//! The audit record.

use super::{RepositoryRef, Time};
use domain::audit::{AuditReport, AuditRow};
use serde::Serialize;
use utoipa::ToSchema;

/// What was done or refused.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AuditEntry {
    /// From 1 on, without gaps.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    number: i64,
    at: Time,
    /// `person`, `on_github`, `system` or `nobody`.
    who_kind: String,
    /// A login or a system’s name; empty for somebody unknown.
    who: String,
    /// The session or token that was used, by what finds it and does not open it.
    with: Option<String>,
    /// Such as `request.submitted`.
    action: String,
    object: String,
    repository: Option<RepositoryRef>,
    /// Whose it was at that time.
    team: Option<String>,
    /// The request’s id.
    request: Option<String>,
    reason: String,
    /// JSON.
    before: Option<String>,
    /// JSON.
    after: Option<String>,
    pull_request: Option<String>,
    commit: Option<String>,
    /// The decision that it is or follows.
    review: Option<String>,
    /// Covers the row and the hash of the row before it.
    hash: String,
}

impl AuditEntry {
    pub(in crate::http) fn of(row: &AuditRow) -> Self {
        let entry = &row.entry;
        Self {
            number: row.number,
            at: entry.at.into(),
            who_kind: entry.who.kind.as_str().to_owned(),
            who: entry.who.name.clone(),
            with: entry.held.as_ref().map(ToString::to_string),
            action: entry.action.as_str().to_owned(),
            object: entry.object.clone(),
            repository: entry.repository.as_ref().map(RepositoryRef::of),
            team: entry.team.clone(),
            request: entry.request.as_ref().map(ToString::to_string),
            reason: entry.reason.clone(),
            before: entry.before.clone(),
            after: entry.after.clone(),
            pull_request: entry.pull_request.clone(),
            commit: entry.commit.clone(),
            review: entry.review.clone(),
            hash: row.hash.clone(),
        }
    }
}

/// What a look at the record found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AuditVerified {
    /// Rows that this call read.
    #[schema(maximum = 9007199254740991_i64)]
    rows: u64,
    /// How far the record was read: keep it elsewhere, or go on from it.
    head: String,
    /// Whether that is the end of the record.
    whole: bool,
    /// Rows that tell of another secret.
    resealed: Vec<i64>,
    /// The first thing that is not as it was written; `null`: nothing.
    fault: Option<AuditFault>,
}

/// What is not as it was written.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AuditFault {
    number: i64,
    /// `altered`, `removed`, `moved`, `added`, `head`, `head_before`, `not_as_kept`, `source_altered` or `source_missing`.
    kind: String,
    detail: String,
}

impl AuditVerified {
    pub(in crate::http) fn of(report: &AuditReport) -> Self {
        Self {
            rows: report.rows,
            head: report.head.to_string(),
            whole: report.is_end,
            resealed: report.resealed.clone(),
            fault: report.fault.as_ref().map(|fault| AuditFault {
                number: fault.number,
                kind: fault.kind.as_str().to_owned(),
                detail: format!("{fault}."),
            }),
        }
    }
}
