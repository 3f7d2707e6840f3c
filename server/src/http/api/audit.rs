//! The audit record: listed, exported, verified.

use super::extract::Asked;
use super::problem::{Answered, Fault, FieldProblem};
use super::wire::Listed;
use super::wire::audit::{AuditEntry, AuditVerified};
use super::{ok, page};
use crate::http::Web;
use crate::http::bearer::Caller;
use crate::http::pages::audit::{Form, file};
use axum::extract::State;
use domain::audit::Head;
use domain::portal::{AuditQuery, PortalError};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_audit))
        .routes(routes!(export_audit_csv))
        .routes(routes!(export_audit_lines))
        .routes(routes!(verify_audit))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditFilters {
    /// A login, or `berth`, `github`, `argo_cd`, `crossplane` or `aws`.
    #[param(required = false)]
    who: String,
    /// An action such as `request.submitted`, or all of a kind, such as `refused`.
    #[param(required = false)]
    action: String,
    /// What it was done to: `REQ-12`, a token’s id.
    #[param(required = false)]
    object: String,
    /// A repository’s whole name, or account/region/name.
    #[param(required = false)]
    repository: String,
    #[param(required = false)]
    team: String,
    /// The first day, such as 2026-03-31, UTC.
    #[param(required = false)]
    from: String,
    /// The last day.
    #[param(required = false)]
    to: String,
}

impl AuditFilters {
    fn query(self) -> AuditQuery {
        AuditQuery {
            who: self.who,
            action: self.action,
            object: self.object,
            repository: self.repository,
            team: self.team,
            from: self.from,
            to: self.to,
            after: None,
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditAsked {
    /// A login, or `berth`, `github`, `argo_cd`, `crossplane` or `aws`.
    #[param(required = false)]
    who: String,
    /// An action such as `request.submitted`, or all of a kind, such as `refused`.
    #[param(required = false)]
    action: String,
    /// What it was done to: `REQ-12`, a token’s id.
    #[param(required = false)]
    object: String,
    /// A repository’s whole name, or account/region/name.
    #[param(required = false)]
    repository: String,
    #[param(required = false)]
    team: String,
    /// The first day, such as 2026-03-31, UTC.
    #[param(required = false)]
    from: String,
    /// The last day.
    #[param(required = false)]
    to: String,
    /// A place in the list, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// List the audit record
///
/// What was done or refused, by whom and with which session or token, newest first. Reviewers, managers and admins see
/// everything, others what touches their teams and what they did themselves.
#[utoipa::path(
    get, path = "/audit", tag = "Audit", params(AuditAsked),
    responses((status = 200, description = "Some of the record", body = Listed<AuditEntry>))
)]
pub(super) async fn list_audit(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, address): Asked<AuditAsked>,
) -> Answered {
    let query = AuditQuery {
        who: asked.who,
        action: asked.action,
        object: asked.object,
        repository: asked.repository,
        team: asked.team,
        from: asked.from,
        to: asked.to,
        after: asked.cursor,
    };
    let data = web.portal.audit(&caller.person, &query).await?;
    if !data.problems.is_empty() {
        let problems = data.problems.into_iter();
        let problems = problems
            .map(|it| FieldProblem::whole(format!("{}: {}", it.field.as_str(), it.message)));
        return Err(Fault::Refused(problems.collect()));
    }
    page(&Listed {
        items: data.rows.iter().map(AuditEntry::of).collect(),
        total: None,
        next: data.next.map(|cursor| address.at(&cursor)),
    })
}

/// Export the audit record as CSV
///
/// Every row that fits, newest first, written while it is read. No cell begins like a formula. The export itself is recorded.
#[utoipa::path(
    get, path = "/audit.csv", tag = "Audit", params(AuditFilters),
    responses((status = 200, description = "The rows", body = String, content_type = "text/csv"))
)]
pub(super) async fn export_audit_csv(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<AuditFilters>,
) -> Answered {
    let rows = web
        .portal
        .audit_rows(&caller.person, &asked.query())
        .await?;
    Ok(file(rows, Form::Csv, web.clock.now()))
}

/// Export the audit record as JSON Lines
///
/// Every row that fits, newest first, one JSON object a line, written while it is read. The export itself is recorded.
#[utoipa::path(
    get, path = "/audit.jsonl", tag = "Audit", params(AuditFilters),
    responses((status = 200, description = "The rows", body = String, content_type = "application/x-ndjson"))
)]
pub(super) async fn export_audit_lines(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<AuditFilters>,
) -> Answered {
    let rows = web
        .portal
        .audit_rows(&caller.person, &asked.query())
        .await?;
    Ok(file(rows, Form::JsonLines, web.clock.now()))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct VerifyAsked {
    /// The head that the call before gave: the number of a row, a colon and its hash. Without it from the first row on.
    #[param(pattern = "^[0-9]+:[0-9a-fA-F]{64}$")]
    after: Option<String>,
    /// Heads that were kept elsewhere; may come several times. A row that is not as they say is a fault.
    #[param(required = false)]
    kept: Vec<String>,
}

/// Verify the audit record
///
/// Holds rows against the chain of their hashes and names the first that is not what was written. One call reads a part of
/// a long record: go on with `after` until `whole` is true.
#[utoipa::path(
    get, path = "/audit/verify", tag = "Audit", params(VerifyAsked),
    responses((status = 200, description = "What was found", body = AuditVerified))
)]
pub(super) async fn verify_audit(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<VerifyAsked>,
) -> Answered {
    let head = |text: &String| {
        let wrong = |why| Fault::Refused(vec![FieldProblem::whole(format!("{why}"))]);
        Head::parse(text).map_err(|why: domain::audit::HeadError| wrong(why))
    };
    let from = asked.after.as_ref().map(head).transpose()?;
    let kept: Result<Vec<Head>, Fault> = asked.kept.iter().map(head).collect();
    let from = from.unwrap_or_default();
    let report = web
        .portal
        .verify_audit(&caller.person, &from, &kept?)
        .await
        .map_err(|error: PortalError| Fault::from(error))?;
    ok(&AuditVerified::of(&report))
}
