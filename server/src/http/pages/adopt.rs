//! Adopting repositories that are in AWS alone.

use super::{Answered, Web, see};
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use app::pages::{address, adopt as pages};
use app::shell::NavItem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::portal::{Adopted, AdoptionPage};
use domain::refusal::Problem;
use std::sync::Arc;

pub(in crate::http) async fn adoption(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let form = address::adopt_form(&query.0);
    let data = web.portal.adoption(&visit.person, &form).await?;
    Ok(show(&web, &visit, data, Vec::new(), StatusCode::OK).await)
}

/// To the request, or to the list of several; refused: the same page with what was typed and the reasons beside it.
pub(in crate::http) async fn adopt(
    State(web): State<Arc<Web>>,
    mut visit: Visit,
    sent: Form,
) -> Answered {
    let form = address::adopt_form(&sent.0);
    let problems = match web.portal.adopt(&visit.person, &form).await? {
        Adopted::Asked(ids) => {
            let path = match ids.as_slice() {
                [only] => format!("/requests/{only}"),
                _ => "/requests?mine=1".to_owned(),
            };
            return Ok(see(&web, &path, Some(Notice::AdoptionAsked)));
        }
        Adopted::Refused(problems) => problems,
    };
    visit.context.path = address::adopt_again(&form);
    let data = web.portal.adoption(&visit.person, &form).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(show(&web, &visit, data, problems, status).await)
}

async fn show(
    web: &Web,
    visit: &Visit,
    data: AdoptionPage,
    problems: Vec<(Option<usize>, Problem)>,
    status: StatusCode,
) -> Response {
    let sheet = Sheet::new(pages::title(&data))
        .under(NavItem::Inventory)
        .status(status);
    page::show(web, &visit.context, sheet, move || {
        pages::view(&data, &problems)
    })
    .await
}
