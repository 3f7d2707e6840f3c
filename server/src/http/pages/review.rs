//! Reviews: the queue, one request before its decision, and the decision.

use super::{Answered, id, see};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Form;
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use crate::http::words;
use app::pages::review::Returned;
use app::pages::{self, address};
use app::shell::NavItem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
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
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let data = web.portal.review(&visit.person, &id(&text)?).await?;
    Ok(show(&web, &visit, data, None, StatusCode::OK).await)
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
    form: Form,
) -> Answered {
    let id = id(&text)?;
    let Some(decision) = address::decision(&form.0) else {
        return Err(
            PortalError::Refused(Refusal::of(Problem::general(words::CHOOSE_DECISION))).into(),
        );
    };
    let (returned, status) = match web.portal.decide(&visit.person, &id, &decision).await {
        Ok(()) => return Ok(see(&web, &format!("/requests/{id}"), Some(Notice::Decided))),
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
