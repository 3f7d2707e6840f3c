//! The pages: each asks the portal one question and shows the answer.

mod adopt;
pub(super) mod audit;
mod export;
mod form;
mod insights;
mod reader;
pub(super) mod repository;
mod review;
mod rollouts;
mod search;
mod tokens;

pub(super) use adopt::{adopt, adoption};
pub(super) use export::{inventory_csv, inventory_json};
pub(super) use form::{check, choices, new_form, send_form};
pub(super) use insights::{day, insights, scorecard, table, unmanaged, unmanaged_file};
pub(super) use reader::reader;
pub(super) use review::{decide, review, reviews};
pub(super) use rollouts::{
    act_on_rollout, end_opt_out, new_rollout, opt_out, rollout, rollouts, start_rollout,
};
pub(super) use search::{change_view, drop_view, keep_view, open_view, search, views};
pub(super) use tokens::{
    end_service, make_service, make_service_token, make_token, revoke_token, tokens,
};

use super::Web;
use super::context::Visit;
use super::forms::Query;
use super::halt::Halt;
use super::notice::Notice;
use super::page::{self, Sheet};
use crate::kept::Moment;
use app::pages::address;
use app::shell::NavItem;
use app::{pages, render};
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::people::{Action, Person, may};
use domain::portal::{InventoryQuery, PortalError};
use domain::request::RequestId;
use std::sync::Arc;

type Answered = Result<Response, Halt>;

/// What cannot be an id belongs to no request.
fn id(text: &str) -> Result<RequestId, Halt> {
    RequestId::parse(text).map_err(|_| PortalError::NotFound.into())
}

fn see(web: &Web, path: &str, notice: Option<Notice>) -> Response {
    let mut response = Redirect::to(path).into_response();
    if let Some(notice) = notice {
        notice.leave(&mut response, web.is_https());
    }
    response
}

pub(super) async fn home(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    let data = web.portal.home(&visit.person).await?;
    let sheet = Sheet::new(pages::home::title(&data)).under(NavItem::Home);
    let now = web.clock.now();
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::home::view(&data, now)
    })
    .await)
}

pub(super) async fn requests(State(web): State<Arc<Web>>, visit: Visit, query: Query) -> Answered {
    let query = address::requests_query(&query.0);
    let data = web.portal.requests(&visit.person, &query).await?;
    let sheet = Sheet::new(pages::requests::title(&query)).under(NavItem::Home);
    let now = web.clock.now();
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::requests::view(&data, &query, now)
    })
    .await)
}

pub(super) async fn request(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let data = web.portal.request(&visit.person, &id(&text)?).await?;
    let sheet = Sheet::new(pages::request::title(&data))
        .under(NavItem::Home)
        .refresh(pages::request::refresh_seconds(&data));
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::request::view(&data)
    })
    .await)
}

pub(super) async fn withdraw(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let id = id(&text)?;
    web.portal.withdraw(&visit.person, &id).await?;
    Ok(see(
        &web,
        &format!("/requests/{id}"),
        Some(Notice::Withdrawn),
    ))
}

pub(super) async fn retry(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let id = id(&text)?;
    web.portal.retry(&visit.person, &id).await?;
    Ok(see(
        &web,
        &format!("/requests/{id}"),
        Some(Notice::Retrying),
    ))
}

/// To the request that takes back.
pub(super) async fn take_back(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let other = web.portal.take_back(&visit.person, &id(&text)?).await?;
    Ok(see(&web, &format!("/requests/{other}"), None))
}

pub(super) async fn inventory(State(web): State<Arc<Web>>, visit: Visit, query: Query) -> Answered {
    let query = address::inventory_query(&query.0);
    let sheet = Sheet::new(pages::inventory::TITLE)
        .under(NavItem::Inventory)
        .at(address::inventory(&address::view_of(&query)));
    let list = inventory_list(&web, &visit.person, &query).await?;
    Ok(page::show(&web, &visit.context, sheet, move || render::made(&list)).await)
}

/// The page that people look at most and that costs most to make is made once for all who ask in the same moment.
async fn inventory_list(
    web: &Web,
    person: &Person,
    query: &InventoryQuery,
) -> Result<Arc<str>, Halt> {
    if may(person, Action::Browse).is_err() {
        // It refuses, and knows who could grant it.
        web.portal.inventory(person, query).await?;
    }
    let now = web.clock.now();
    let moment = Moment::of(&web.store, now);
    let make = || async {
        let data = web.portal.inventory(person, query).await?;
        Ok(render::part(|| pages::inventory::view(&data, now)).into())
    };
    let address = address::inventory(query);
    web.lists.or_make(address, moment, make).await
}
