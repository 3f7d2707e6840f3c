//! Reviews: the queue, one request before its decision, and the decision.

use super::{Answered, id, see};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::kept;
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use crate::http::words;
use app::pages::review::Returned;
use app::pages::{self, address};
use app::shell::NavItem;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::portal::{PortalError, ReviewPage};
use domain::refusal::{Problem, Refusal};
use std::sync::Arc;

pub(in crate::http) async fn reviews(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    let data = web.portal.review_queue(&visit.person).await?;
    let sheet = Sheet::new(pages::reviews::title(&data)).under(NavItem::Reviews);
    let now = web.clock.now();
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::reviews::view(&data, now)
    })
    .await)
}

pub(in crate::http) async fn review(
    State(web): State<Arc<Web>>,
    mut visit: Visit,
    Path(text): Path<String>,
    headers: HeaderMap,
    query: Query,
) -> Answered {
    let id = id(&text)?;
    let data = web.portal.review(&visit.person, &id).await?;
    let sent = kept::found(&web, &headers, &query, &format!("/reviews/{id}")).await;
    let returned = sent
        .as_deref()
        .and_then(address::decision)
        .map(|decision| Returned::after_sign_in(decision, &data));
    if returned.is_some() {
        visit.context.notice = Some(Notice::Kept);
    }
    Ok(show(&web, &visit, data, returned, StatusCode::OK).await)
}

async fn show(
    web: &Web,
    visit: &Visit,
    data: ReviewPage,
    returned: Option<Returned>,
    status: StatusCode,
) -> Response {
    let sheet = Sheet::new(pages::review::title(&data))
        .under(NavItem::Reviews)
        .status(status);
    page::show(web, &visit.context, sheet, move || {
        pages::review::view(&data, returned.as_ref())
    })
    .await
}

pub(in crate::http) async fn decide(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
    headers: HeaderMap,
    form: Form,
) -> Answered {
    let id = id(&text)?;
    let Some(decision) = address::decision(&form.0) else {
        return Err(
            PortalError::Refused(Refusal::of(Problem::general(words::CHOOSE_DECISION))).into(),
        );
    };
    let (returned, status) = match web.portal.decide(&visit.person, &id, &decision).await {
        Ok(()) => {
            let mut response = see(&web, &format!("/requests/{id}"), Some(Notice::Decided));
            kept::forget(&web, &headers, &mut response).await;
            return Ok(response);
        }
        Err(PortalError::Stale(_)) => (Returned::Stale(decision), StatusCode::CONFLICT),
        Err(PortalError::Refused(refusal)) => (
            Returned::Refused(decision, refusal),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(error) => return Err(error.into()),
    };
    let data = web.portal.review(&visit.person, &id).await?;
    Ok(show(&web, &visit, data, Some(returned), status).await)
}
