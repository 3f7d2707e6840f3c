//! Requests: planned, made, listed, followed, withdrawn, tried again, answered anew.

use super::extract::{Address, Asked, Parted, Sent};
use super::problem::{Answered, Fault, FieldProblem};
use super::wire::plan::{Plan, RepositoryWish};
use super::wire::request::{Request, RequestRow};
use super::wire::words::{ChoiceWord, StageWord};
use super::wire::{IdPath, Listed};
use super::{done, events, made, ok, page};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::day::{Day, Days};
use domain::portal::RequestQuery;
use domain::request::RequestId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_requests, create_request))
        .routes(routes!(plan_request))
        .routes(routes!(show_request))
        .routes(routes!(withdraw_request))
        .routes(routes!(take_back_request))
        .routes(routes!(retry_request))
        .routes(routes!(answer_request))
        .routes(routes!(events::request_events))
        .routes(routes!(list_choices))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RequestsAsked {
    /// Only those of the caller.
    #[serde(default)]
    #[param(required = false)]
    mine: bool,
    stage: Option<StageWord>,
    /// A piece of the repository’s name, or a number such as REQ-12.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    team: Option<String>,
    /// Handed in on this day or later.
    #[param(format = "date")]
    created_from: Option<String>,
    #[param(format = "date")]
    created_to: Option<String>,
    /// Ready on this day or later.
    #[param(format = "date")]
    completed_from: Option<String>,
    #[param(format = "date")]
    completed_to: Option<String>,
    /// Went through this stage and left it.
    through: Option<StageWord>,
    /// A place in the list, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// List requests
///
/// Newest first.
#[utoipa::path(
    get, path = "/requests", tag = "Requests", params(RequestsAsked),
    responses((status = 200, description = "Some of the requests", body = Listed<RequestRow>))
)]
pub(super) async fn list_requests(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, address): Asked<RequestsAsked>,
) -> Answered {
    let query = query(asked)?;
    let list = web.portal.requests(&caller.person, &query).await?;
    page(&listed(&list, &address))
}

fn listed(list: &domain::portal::RequestList, address: &Address) -> Listed<RequestRow> {
    let next = list
        .next
        .map(|before| address.at(&URL_SAFE_NO_PAD.encode(before.to_string())));
    Listed {
        items: list.rows.iter().map(RequestRow::of).collect(),
        total: Some(list.total),
        next,
    }
}

fn query(asked: RequestsAsked) -> Result<RequestQuery, Fault> {
    Ok(RequestQuery {
        mine: asked.mine,
        stage: asked.stage.map(Into::into),
        text: asked.q,
        team: asked.team,
        created: days("created", asked.created_from, asked.created_to)?,
        completed: days("completed", asked.completed_from, asked.completed_to)?,
        through: asked.through.map(Into::into),
        before: asked.cursor.map(|text| before(&text)).transpose()?,
    })
}

fn before(cursor: &str) -> Result<i64, Fault> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        String::from_utf8(bytes).ok()?.parse().ok()
    };
    read().ok_or_else(bad_cursor)
}

fn bad_cursor() -> Fault {
    Fault::Refused(vec![FieldProblem {
        detail: "This is no place in the list. Take it from next as it stands there".to_owned(),
        ..FieldProblem::default()
    }])
}

/// Both ends, or none: `None` where nothing was asked.
pub(super) fn days(
    name: &str,
    from: Option<String>,
    to: Option<String>,
) -> Result<Option<Days>, Fault> {
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let day = |text: Option<String>, otherwise: Day| match text {
        None => Ok(otherwise),
        Some(text) => Day::parse(&text).ok_or_else(|| {
            let detail = format!("{name} takes days such as 2026-03-31");
            Fault::Refused(vec![FieldProblem::whole(detail)])
        }),
    };
    let from = day(from, Day::new(0))?;
    let to = day(to, Day::new(i64::MAX))?;
    if to < from {
        let detail = format!("The first day of {name} comes after its last");
        return Err(Fault::Refused(vec![FieldProblem::whole(detail)]));
    }
    Ok(Some(Days { from, to }))
}

/// Plan a new repository
///
/// Checks the values against everything that Berth knows, and shows the files of the pull request. Asks for nothing.
#[utoipa::path(
    post, path = "/requests/plan", tag = "Requests", request_body = RepositoryWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = Plan))
)]
pub(super) async fn plan_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<RepositoryWish>,
) -> Answered {
    let id = id_of(&wish)?;
    let form = wish.form(id.to_string());
    let checks = web.portal.check(&caller.person, &form).await?;
    ok(&Plan::of_form(&checks))
}

/// Ask for a new repository
///
/// Makes a request, which becomes a pull request for others to review. The same `id` twice is one request.
#[utoipa::path(
    post, path = "/requests", tag = "Requests", request_body = RepositoryWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn create_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<RepositoryWish>,
) -> Answered {
    let id = id_of(&wish)?;
    let form = wish.form(id.to_string());
    let id = web.portal.submit(&caller.person, &form).await?;
    asked(&web, &caller, &id).await
}

/// The request that was made, at its address.
pub(super) async fn asked(web: &Web, caller: &Caller, id: &RequestId) -> Answered {
    let data = web.portal.request(&caller.person, id).await?;
    made(&format!("/requests/{id}"), &Request::of(&data))
}

/// The id that somebody chose, or a new one.
pub(super) fn id_of(wish: &RepositoryWish) -> Result<RequestId, Fault> {
    let text = match &wish.id {
        Some(text) => text.clone(),
        None => uuid::Uuid::now_v7().to_string(),
    };
    RequestId::parse(&text)
        .map_err(|why| Fault::Refused(vec![FieldProblem::on("id", why.to_string())]))
}

/// Show a request
///
/// With its stations, everything that was recorded, its files, and what it waits for.
#[utoipa::path(
    get, path = "/requests/{id}", tag = "Requests", params(IdPath),
    responses((status = 200, description = "The request", body = Request))
)]
pub(super) async fn show_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let data = web
        .portal
        .request(&caller.person, &parts.request()?)
        .await?;
    ok(&Request::of(&data))
}

/// Withdraw a request
///
/// Its pull request is closed and its branch removed. Of a deletion that waits before it goes on: objects to it.
#[utoipa::path(
    post, path = "/requests/{id}/withdraw", tag = "Requests", params(IdPath), security(("token" = ["request"])),
    responses((status = 204, description = "It is being withdrawn"))
)]
pub(super) async fn withdraw_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal
        .withdraw(&caller.person, &parts.request()?)
        .await?;
    Ok(done())
}

/// Take back what a removal has left in Git
///
/// Of a removal that came to nothing after its first pull request. It is a request of its own.
#[utoipa::path(
    post, path = "/requests/{id}/take-back", tag = "Requests", params(IdPath), security(("token" = ["request"])),
    responses((status = 201, description = "The request that takes it back", body = Request))
)]
pub(super) async fn take_back_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let id = web
        .portal
        .take_back(&caller.person, &parts.request()?)
        .await?;
    asked(&web, &caller, &id).await
}

/// Try a request again
///
/// Tries the step anew that failed or stands still.
#[utoipa::path(
    post, path = "/requests/{id}/retry", tag = "Requests", params(IdPath), security(("token" = ["request"])),
    responses((status = 204, description = "It is tried again now"))
)]
pub(super) async fn retry_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal.retry(&caller.person, &parts.request()?).await?;
    Ok(done())
}

/// Answer a request anew
///
/// For a request for a new repository that needs input or whose reviewer asked for changes: its next revision.
#[utoipa::path(
    put, path = "/requests/{id}/answers", tag = "Requests", params(IdPath), request_body = RepositoryWish,
    security(("token" = ["request"])),
    responses((status = 200, description = "The request with the new answers", body = Request))
)]
pub(super) async fn answer_request(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<RepositoryWish>,
) -> Answered {
    let id = parts.request()?;
    if wish
        .id
        .as_ref()
        .is_some_and(|other| RequestId::parse(other).as_ref() != Ok(&id))
    {
        let problem = FieldProblem::on(
            "id",
            "This is the id of another request than the address has",
        );
        return Err(Fault::Refused(vec![problem]));
    }
    // Only what is there can be answered: the same form under a new id would be a new request.
    web.portal.request(&caller.person, &id).await?;
    let form = wish.form(id.to_string());
    let id = web.portal.submit(&caller.person, &form).await?;
    let data = web.portal.request(&caller.person, &id).await?;
    ok(&Request::of(&data))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChoicesAsked {
    /// What is typed.
    #[serde(default)]
    #[param(required = false)]
    q: String,
}

/// The address of a list to choose from.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct ChoicePath {
    /// Which list.
    list: ChoiceWord,
}

/// Something to choose.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Choice {
    value: String,
    /// A few words about it.
    detail: String,
    /// The caller’s own team.
    own: bool,
}

/// A list to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Choices {
    entries: Vec<Choice>,
    /// How many match in all.
    #[schema(maximum = 9007199254740991_i64)]
    total: u64,
    /// Why the list may be incomplete.
    caveat: Option<String>,
}

/// List teams, systems or clusters
///
/// Those that match what is typed, own teams first; at most a hundred.
#[utoipa::path(
    get, path = "/choices/{list}", tag = "Requests", params(ChoicePath, ChoicesAsked),
    responses((status = 200, description = "What can be chosen", body = Choices))
)]
pub(super) async fn list_choices(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<ChoicesAsked>,
) -> Answered {
    const MOST: usize = 100;
    let list = domain::portal::ChoiceList::parse(parts.get("list"));
    let list = list.ok_or(domain::portal::PortalError::NotFound)?;
    let found = web
        .portal
        .choices(&caller.person, list, &asked.q, MOST)
        .await?;
    let entries = found.entries.into_iter().map(|choice| Choice {
        value: choice.value,
        detail: choice.detail,
        own: choice.own,
    });
    ok(&Choices {
        entries: entries.collect(),
        total: found.total,
        caveat: found.caveat,
    })
}
