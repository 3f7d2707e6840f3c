//! Findings of a repository, and who answers for them.

use super::extract::{Asked, Parted, Sent};
use super::problem::{Answered, Fault};
use super::wire::RepositoryPath;
use super::wire::findings::{ExceptionWish, Findings, exception_problems};
use super::wire::words::FindingSortWord;
use super::{done, ok};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::image::{Digest, Severity};
use domain::portal::{Excepted, FindingQuery, PortalError};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_findings))
        .routes(routes!(except_finding))
        .routes(routes!(end_exception))
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SeverityWord {
    Critical,
    High,
    Medium,
    Low,
    Informational,
    Undefined,
    Untriaged,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Self {
        match word {
            SeverityWord::Critical => Self::Critical,
            SeverityWord::High => Self::High,
            SeverityWord::Medium => Self::Medium,
            SeverityWord::Low => Self::Low,
            SeverityWord::Informational => Self::Informational,
            SeverityWord::Undefined => Self::Undefined,
            SeverityWord::Untriaged => Self::Untriaged,
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct FindingsAsked {
    /// May come several times: any of them.
    #[param(required = false)]
    severity: Vec<SeverityWord>,
    /// Only those that the newest scanned image has.
    #[param(required = false)]
    open: bool,
    fixable: Option<bool>,
    /// A piece of the name or of the package’s.
    #[param(required = false)]
    q: String,
    /// Known for at least so many days.
    #[param(maximum = 4294967295_i64)]
    min_days: Option<u32>,
    /// Of one image.
    #[param(pattern = "^sha256:[0-9a-f]{64}$")]
    image: Option<String>,
    sort: Option<FindingSortWord>,
    /// A place in the list, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

fn query(asked: FindingsAsked) -> Result<FindingQuery, Fault> {
    let image = asked.image.map(|text| Digest::parse(&text)).transpose();
    let image = image.map_err(|why| Fault::Unreadable {
        detail: format!("{why}."),
        pointer: None,
    })?;
    Ok(FindingQuery {
        severities: asked.severity.into_iter().map(Into::into).collect(),
        open: asked.open,
        fixable: asked.fixable,
        text: asked.q.trim().to_owned(),
        min_days: asked.min_days,
        image,
        sort: asked.sort.map(Into::into).unwrap_or_default(),
        after: asked.cursor,
    })
}

/// List findings
///
/// The worst first, unless another order is asked for.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/findings", tag = "Findings",
    params(RepositoryPath, FindingsAsked),
    responses((status = 200, description = "Some of the findings", body = Findings))
)]
pub(super) async fn list_findings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, address): Asked<FindingsAsked>,
) -> Answered {
    let key = parts.repository()?;
    let data = web
        .portal
        .findings(&caller.person, &key, &query(asked)?)
        .await?;
    let next = data.next.as_deref().map(|cursor| address.at(cursor));
    ok(&Findings::of(&data, next))
}

/// Except a finding
///
/// Somebody answers for it until a day. For members of the team that owns the repository.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/exceptions", tag = "Findings", params(RepositoryPath),
    request_body = ExceptionWish, security(("token" = ["request"])),
    responses((status = 204, description = "It is excepted"))
)]
pub(super) async fn except_finding(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<ExceptionWish>,
) -> Answered {
    let key = parts.repository()?;
    match web
        .portal
        .except(&caller.person, &key, &wish.into())
        .await?
    {
        Excepted::Granted => Ok(done()),
        Excepted::Refused(problems) => Err(Fault::Refused(exception_problems(&problems))),
    }
}

/// The id of an exception, below its repository’s address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct ExceptionPath {
    /// As the list of findings has it.
    #[param(max_length = 64, pattern = "^[0-9A-Za-z-]+$")]
    exception: String,
}

/// End an exception
///
/// Before its day. One that is over stays so.
#[utoipa::path(
    delete, path = "/repositories/{account}/{region}/{name}/exceptions/{exception}", tag = "Findings",
    params(RepositoryPath, ExceptionPath), security(("token" = ["request"])),
    responses((status = 204, description = "It has ended"))
)]
pub(super) async fn end_exception(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let key = parts.repository()?;
    let id = parts.get("exception");
    if id.is_empty() {
        return Err(PortalError::NotFound.into());
    }
    web.portal.end_exception(&caller.person, &key, id).await?;
    Ok(done())
}
