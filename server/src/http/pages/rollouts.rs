//! Rollouts: planned, started, followed, steered; and the teams that stay out.

use super::{Answered, Web, see};
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::halt::Halt;
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use app::pages::address;
use app::pages::rollouts::{self as pages, Returned, new, one};
use app::shell::NavItem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::portal::{Approved, PlanPage, PortalError, Started};
use domain::rollout::{RolloutForm, RolloutId, Steer};
use std::sync::Arc;

fn id(text: &str) -> Result<RolloutId, Halt> {
    RolloutId::parse(text).map_err(|_| PortalError::NotFound.into())
}

fn sheet(title: impl Into<String>) -> Sheet {
    Sheet::new(title).under(NavItem::Rollouts)
}

pub(in crate::http) async fn rollouts(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    list(&web, &visit, None).await
}

async fn list(web: &Web, visit: &Visit, returned: Option<Returned>) -> Answered {
    let data = web.portal.rollouts(&visit.person).await?;
    let sheet = sheet(pages::TITLE).status(status(returned.is_some()));
    Ok(page::show(web, &visit.context, sheet, move || {
        pages::view(&data, returned.as_ref())
    })
    .await)
}

fn status(refused: bool) -> StatusCode {
    match refused {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    }
}

pub(in crate::http) async fn new_rollout(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let form = address::rollout_form(&query.0);
    let chosen = address::inventory_query(&query.0);
    let data = web
        .portal
        .plan_rollout(&visit.person, &form, &chosen)
        .await?;
    let refused = !data.problems.is_empty();
    Ok(plan(&web, &visit, data, status(refused)).await)
}

async fn plan(web: &Web, visit: &Visit, data: PlanPage, status: StatusCode) -> Response {
    let sheet = sheet(new::TITLE).status(status);
    page::show(web, &visit.context, sheet, move || new::view(&data)).await
}

/// To the rollout; refused: the plan again with what was typed and the reasons beside it.
pub(in crate::http) async fn start_rollout(
    State(web): State<Arc<Web>>,
    visit: Visit,
    sent: Form,
) -> Answered {
    let form: RolloutForm = address::rollout_form(&sent.0);
    let chosen = address::inventory_query(&sent.0);
    let portal = &web.portal;
    let problems = match portal.start_rollout(&visit.person, &form, &chosen).await? {
        Started::Yes(id) => {
            let path = address::rollout(&id);
            return Ok(see(&web, &path, Some(Notice::RolloutStarted)));
        }
        Started::Refused(problems) => problems,
    };
    let data = portal.plan_rollout(&visit.person, &form, &chosen).await?;
    let data = PlanPage { problems, ..data };
    Ok(plan(&web, &visit, data, status(true)).await)
}

pub(in crate::http) async fn rollout(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
    query: Query,
) -> Answered {
    show(&web, &visit, &id(&text)?, &query, None, None).await
}

async fn show(
    web: &Web,
    visit: &Visit,
    id: &RolloutId,
    query: &Query,
    approved: Option<Approved>,
    returned: Option<Returned>,
) -> Answered {
    let only = address::standing(&query.0);
    let data = web.portal.rollout(&visit.person, id, only).await?;
    // What was just said would be gone with a reload.
    let stays = approved.is_some() || returned.is_some();
    let refresh = one::refresh_seconds(&data).filter(|_| !stays);
    let sheet = sheet(one::title(&data))
        .status(status(returned.is_some()))
        .refresh(refresh);
    Ok(page::show(web, &visit.context, sheet, move || {
        one::view(&data, approved.as_ref(), returned.as_ref())
    })
    .await)
}

pub(in crate::http) async fn act_on_rollout(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
    query: Query,
    sent: Form,
) -> Answered {
    let (id, person) = (id(&text)?, &visit.person);
    let path = address::rollout(&id);
    match sent.value("act") {
        "undo" => {
            let other = web.portal.undo_rollout(person, &id).await?;
            let path = address::rollout(&other);
            Ok(see(&web, &path, Some(Notice::RolloutStarted)))
        }
        "approve" => {
            let chosen = address::chosen(&sent.0);
            let approved = web.portal.approve_rolled(person, &id, &chosen).await?;
            match approved.left.is_empty() {
                true => Ok(see(&web, &path, Some(Notice::Decided))),
                false => show(&web, &visit, &id, &query, Some(approved), None).await,
            }
        }
        word => {
            let steer = Steer::parse(word).ok_or(PortalError::NotFound)?;
            web.portal.steer_rollout(person, &id, steer).await?;
            Ok(see(&web, &path, Some(Notice::RolloutSteered)))
        }
    }
}

pub(in crate::http) async fn opt_out(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
    sent: Form,
) -> Answered {
    let form = address::opt_out_form(&sent.0);
    let problems = web.portal.opt_out(&visit.person, &form).await?;
    let rollout = form.rollout.clone();
    if problems.is_empty() {
        let path = rollout.map_or(address::ROLLOUTS.to_owned(), |id| address::rollout(&id));
        return Ok(see(&web, &path, Some(Notice::OptedOut)));
    }
    let returned = Some(Returned { form, problems });
    match rollout {
        None => list(&web, &visit, returned).await,
        Some(id) => show(&web, &visit, &id, &query, None, returned).await,
    }
}

pub(in crate::http) async fn end_opt_out(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answered {
    web.portal.end_opt_out(&visit.person, &id).await?;
    Ok(see(&web, address::ROLLOUTS, Some(Notice::OptOutEnded)))
}
