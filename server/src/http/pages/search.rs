//! The search box, and the views that people keep.

use super::{Answered, see};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use app::pages;
use app::pages::address;
use app::shell::NavItem;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use domain::portal::{Destination, PortalError};
use std::sync::Arc;

pub(in crate::http) async fn search(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = address::search_query(&query.0);
    let data = web.portal.search(&visit.person, &query).await?;
    // A full name is no question: it leads straight to what bears it.
    if let Some(there) = data.destination.as_ref().filter(|_| query.only.is_none()) {
        let there = match there {
            Destination::Request(id) => format!("/requests/{id}"),
            Destination::Repository(key) => address::repository(key),
        };
        return Ok(Redirect::to(&there).into_response());
    }
    let sheet = Sheet::new(pages::search::title(&query));
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::search::view(&data)
    })
    .await)
}

pub(in crate::http) async fn views(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    let data = web.portal.views(&visit.person).await?;
    let sheet = Sheet::new(pages::inventory::views::TITLE).under(NavItem::Inventory);
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::inventory::views::view(&data)
    })
    .await)
}

pub(in crate::http) async fn keep_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    form: Form,
) -> Answered {
    // Read and written again: what is kept is an address of the inventory and nothing else.
    let sent: Vec<(String, String)> = url::form_urlencoded::parse(form.value("query").as_bytes())
        .into_owned()
        .collect();
    let query = address::inventory_query(&sent);
    let kept = address::view_query(&query);
    let shared = !form.value("shared").is_empty();
    web.portal
        .keep_view(&visit.person, form.value("name"), &kept, shared)
        .await?;
    let back = address::inventory(&address::view_of(&query));
    Ok(see(&web, &back, Some(Notice::ViewKept)))
}

/// A view's own address: it leads to the view as its owner has it today.
pub(in crate::http) async fn open_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answered {
    let views = web.portal.views(&visit.person).await?;
    let view = views.iter().find(|view| view.id == id);
    let there = view.map(address::view).ok_or(PortalError::NotFound)?;
    Ok(Redirect::to(&there).into_response())
}

pub(in crate::http) async fn change_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    form: Form,
) -> Answered {
    let shared = !form.value("shared").is_empty();
    web.portal
        .change_view(&visit.person, &id, form.value("name"), shared)
        .await?;
    Ok(see(&web, "/inventory/views", Some(Notice::ViewKept)))
}

pub(in crate::http) async fn drop_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answered {
    web.portal.drop_view(&visit.person, &id).await?;
    Ok(see(&web, "/inventory/views", Some(Notice::ViewDropped)))
}
