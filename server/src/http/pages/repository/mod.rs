//! The pages of one repository: one file a tab, found by what stands behind `/-/` in the address.

mod access;
mod drift;
mod findings;
mod images;
mod lifecycle;
mod removal;
mod settings;
mod usage;

use super::Answered;
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::halt::Halt;
use crate::http::page::{self, Sheet};
use app::pages::address;
use app::shell::NavItem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::portal::{PortalError, RepositoryKey, Tab};
use leptos::prelude::AnyView;
use std::sync::Arc;

type Place = Path<(String, String, String)>;

fn place(Path((account, region, rest)): Place) -> Result<(RepositoryKey, Tab), Halt> {
    address::place(&account, &region, &rest).ok_or_else(|| PortalError::NotFound.into())
}

pub(in crate::http) async fn show(
    State(web): State<Arc<Web>>,
    visit: Visit,
    path: Place,
    query: Query,
) -> Answered {
    let (key, tab) = place(path)?;
    match tab {
        Tab::Overview => drift::overview(&web, &visit, &key, &query).await,
        Tab::Images => images::show(&web, &visit, &key, &query).await,
        Tab::Findings => findings::show(&web, &visit, &key, &query).await,
        Tab::Use => usage::use_it(&web, &visit, &key, &query).await,
        Tab::Access => access::show(&web, &visit, &key, &query).await,
        Tab::Lifecycle => lifecycle::show(&web, &visit, &key, &query).await,
        Tab::Settings => settings::show(&web, &visit, &key, &query).await,
        Tab::Monitoring => usage::monitoring(&web, &visit, &key, &query).await,
        Tab::History => usage::history(&web, &visit, &key, &query).await,
        Tab::Removal => removal::show(&web, &visit, &key, address::removal_asked(&query.0)).await,
    }
}

/// What the forms of a tab send.
pub(in crate::http) async fn act(
    State(web): State<Arc<Web>>,
    visit: Visit,
    path: Place,
    sent: Form,
) -> Answered {
    let (key, tab) = place(path)?;
    match tab {
        Tab::Images => images::act(&web, &visit, &key, &sent).await,
        Tab::Findings => findings::act(&web, &visit, &key, &sent).await,
        Tab::Use => usage::ask_for_workflow(&web, &visit, &key, &sent).await,
        Tab::Monitoring => usage::ask_for_alarms(&web, &visit, &key, &sent).await,
        Tab::Lifecycle => lifecycle::change(&web, &visit, &key, &sent).await,
        Tab::Settings => settings::act(&web, &visit, &key, &sent).await,
        Tab::Access => access::act(&web, &visit, &key, &sent).await,
        Tab::Overview => drift::act(&web, &visit, &key, &sent).await,
        Tab::Removal => removal::act(&web, &visit, &key, &sent).await,
        Tab::History => Err(Halt::WrongMethod),
    }
}

/// A tab as a page.
async fn sheet(
    web: &Web,
    visit: &Visit,
    title: String,
    view: impl FnOnce() -> AnyView + Send + 'static,
) -> Response {
    sheet_with(web, visit, title, StatusCode::OK, view).await
}

async fn sheet_with(
    web: &Web,
    visit: &Visit,
    title: String,
    status: StatusCode,
    view: impl FnOnce() -> AnyView + Send + 'static,
) -> Response {
    let sheet = Sheet::new(title).under(NavItem::Inventory).status(status);
    page::show(web, &visit.context, sheet, view).await
}
