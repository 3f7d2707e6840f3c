//! Figures and their tables as files, and the repositories that nobody looks after.

use super::{Answered, Web};
use crate::http::context::Visit;
use crate::http::forms::Query;
use crate::http::halt::Halt;
use crate::http::page::{self, Sheet};
use crate::kept::Moment;
use app::pages::{address, insights as pages, unmanaged as list};
use app::render;
use app::shell::NavItem;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::day::Day;
use domain::people::{Action, Person, may};
use domain::portal::{InsightsPage, InsightsQuery, InventoryQuery, PortalError};
use std::sync::Arc;

const PAGE: u32 = 50;
/// Rows of a file at once.
const SLICE: u32 = 500;

pub(in crate::http) async fn insights(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = address::insights_query(&query.0);
    let sheet = Sheet::new(pages::TITLE).under(NavItem::Insights);
    let part = kept(&web, &visit.person, &query, address::INSIGHTS, pages::view).await?;
    Ok(page::show(&web, &visit.context, sheet, move || render::made(&part)).await)
}

pub(in crate::http) async fn scorecard(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = address::insights_query(&query.0);
    let sheet = Sheet::new(pages::scorecard::TITLE).under(NavItem::Insights);
    let view = pages::scorecard::view;
    let part = kept(&web, &visit.person, &query, address::SCORECARD, view).await?;
    Ok(page::show(&web, &visit.context, sheet, move || render::made(&part)).await)
}

/// Everybody sees the same figures: they are made once for all who ask in the same moment.
async fn kept(
    web: &Web,
    person: &Person,
    query: &InsightsQuery,
    page: &str,
    view: fn(&InsightsPage) -> leptos::prelude::AnyView,
) -> Result<Arc<str>, Halt> {
    if may(person, Action::Browse).is_err() {
        // It refuses, and knows who could grant it.
        web.portal.insights(person, query).await?;
    }
    let moment = Moment::of(&web.store, web.clock.now());
    let make = || async {
        let data = web.portal.insights(person, query).await?;
        Ok(render::part(|| view(&data)).into())
    };
    let address = address::insights(page, query);
    web.lists.or_make(address, moment, make).await
}

pub(in crate::http) async fn table(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(file): Path<String>,
    query: Query,
) -> Answered {
    let name = file.strip_suffix(".csv").unwrap_or_default();
    if !pages::TABLES.contains(&name) {
        return Err(PortalError::NotFound.into());
    }
    let query = address::insights_query(&query.0);
    let data = web.portal.insights(&visit.person, &query).await?;
    let text = pages::table(name, &data).ok_or(PortalError::NotFound)?;
    let days = format!("{}-{}", data.days.from, data.days.to);
    Ok(csv(&format!("berth-{name}-{days}"), Body::from(text)))
}

pub(in crate::http) async fn day(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    let day = Day::parse(&text).ok_or(PortalError::NotFound)?;
    let data = web.portal.insights_day(&visit.person, day).await?;
    let sheet = Sheet::new(pages::day::title(&data)).under(NavItem::Insights);
    Ok(page::show(&web, &visit.context, sheet, move || pages::day::view(&data)).await)
}

pub(in crate::http) async fn unmanaged(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = address::inventory_query(&query.0);
    let data = web.portal.unmanaged(&visit.person, &query, PAGE).await?;
    let sheet = Sheet::new(list::TITLE).under(NavItem::Inventory);
    let now = web.clock.now();
    Ok(page::show(&web, &visit.context, sheet, move || list::view(&data, now)).await)
}

/// Page by page, so that a long list takes no more memory than a short one.
pub(in crate::http) async fn unmanaged_file(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = InventoryQuery {
        after: None,
        ..address::inventory_query(&query.0)
    };
    let day = Day::of(web.clock.now());
    let first = web.portal.unmanaged(&visit.person, &query, SLICE).await?;
    let begins = list::csv_head() + &list::csv_lines(&first);
    let next = |query: InventoryQuery, after: Option<String>| {
        after.map(|after| InventoryQuery {
            after: Some(after),
            ..query
        })
    };
    let rest = next(query, first.next);
    let person = Arc::new(visit.person);
    let lines = futures::stream::try_unfold((true, rest), move |(is_first, query)| {
        let (web, person, begins) = (Arc::clone(&web), Arc::clone(&person), begins.clone());
        async move {
            if is_first {
                return Ok(Some((Bytes::from(begins), (false, query))));
            }
            let Some(query) = query else { return Ok(None) };
            let page = web.portal.unmanaged(&person, &query, SLICE).await?;
            let lines = Bytes::from(list::csv_lines(&page));
            Ok::<_, PortalError>(Some((lines, (false, next(query, page.next)))))
        }
    });
    Ok(csv(
        &format!("berth-unmanaged-{day}"),
        Body::from_stream(lines),
    ))
}

/// `name` is made of letters, digits and hyphens.
fn csv(name: &str, body: Body) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}
