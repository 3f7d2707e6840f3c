//! The form: opened, checked while it is filled in, saved and sent.

use super::{Answered, see};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::halt::Halt;
use crate::http::kept;
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use app::pages::{address, request_new};
use app::shell::NavItem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::form::RequestForm;
use domain::portal::{ChoiceList, FormPage, PortalError};
use domain::refusal::{Problem, Refusal};
use domain::request::RequestId;
use std::sync::Arc;

/// Suggestions under a field.
const CHOICES: usize = 20;

pub(in crate::http) async fn new_form(
    State(web): State<Arc<Web>>,
    mut visit: Visit,
    headers: HeaderMap,
    query: Query,
) -> Answered {
    if let Some(sent) = kept::found(&web, &headers, &query, "/requests").await {
        visit.context.notice = Some(Notice::Kept);
        let form = address::form(&sent);
        let data = web.portal.form_again(&visit.person, form).await?;
        return Ok(show(&web, &visit, data, None, StatusCode::OK).await);
    }
    let data = web
        .portal
        .new_form(&visit.person, &address::prefill(&query.0))
        .await?;
    Ok(show(&web, &visit, data, None, StatusCode::OK).await)
}

async fn show(
    web: &Web,
    visit: &Visit,
    data: FormPage,
    refusal: Option<Refusal>,
    status: StatusCode,
) -> Response {
    let sheet = Sheet::new(request_new::title(&data))
        .under(NavItem::NewRequest)
        .status(status);
    page::show(web, &visit.context, sheet, move || {
        request_new::view(&data, refusal.as_ref())
    })
    .await
}

/// Sent or saved: to the result; refused: the same page with what was typed and the reasons beside it.
pub(in crate::http) async fn send_form(
    State(web): State<Arc<Web>>,
    mut visit: Visit,
    headers: HeaderMap,
    sent: Form,
) -> Answered {
    let form = address::form(&sent.0);
    let outcome = match sent.value("action") {
        "save" => web.portal.save_draft(&visit.person, &form).await.map(|id| {
            (
                format!("/requests/new?draft={id}"),
                Some(Notice::DraftSaved),
            )
        }),
        "discard" => return discard(&web, &visit, &form).await,
        _ => web
            .portal
            .submit(&visit.person, &form)
            .await
            .map(|id| (format!("/requests/{id}"), None)),
    };
    let (refusal, status) = match outcome {
        Ok((path, notice)) => {
            let mut response = see(&web, &path, notice);
            kept::forget(&web, &headers, &mut response).await;
            return Ok(response);
        }
        Err(PortalError::Refused(refusal)) => (refusal, StatusCode::UNPROCESSABLE_ENTITY),
        Err(PortalError::Stale(sentence)) => (
            Refusal::of(Problem::general(sentence)),
            StatusCode::CONFLICT,
        ),
        Err(error) => return Err(error.into()),
    };
    // The address of this page is not one to come back to.
    visit.context.path = "/requests/new".to_owned();
    let data = web.portal.form_again(&visit.person, form).await?;
    Ok(show(&web, &visit, data, Some(refusal), status).await)
}

async fn discard(web: &Web, visit: &Visit, form: &RequestForm) -> Answered {
    let id = RequestId::parse(&form.id).map_err(|_| PortalError::NotFound)?;
    web.portal.discard_draft(&visit.person, &id).await?;
    Ok(see(web, "/", Some(Notice::DraftDiscarded)))
}

pub(in crate::http) async fn check(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let checks = web
        .portal
        .check(&visit.person, &address::form(&query.0))
        .await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(checks)).into_response())
}

pub(in crate::http) async fn choices(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(list): Path<String>,
    query: Query,
) -> Answered {
    let list = ChoiceList::parse(&list).ok_or(Halt::Portal(PortalError::NotFound))?;
    let found = web
        .portal
        .choices(&visit.person, list, query.value("q"), CHOICES)
        .await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(found)).into_response())
}
