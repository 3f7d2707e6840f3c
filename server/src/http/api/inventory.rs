//! The inventory: every repository, and those that nobody looks after in Git.

use super::extract::Asked;
use super::ok;
use super::problem::Answered;
use super::wire::Listed;
use super::wire::inventory::{Facets, Inventory, InventoryAsked, RepositoryRow, Unmanaged};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use axum::http::HeaderValue;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Rows of one page of what nobody looks after.
const UNMANAGED: u32 = 100;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_repositories))
        .routes(routes!(list_facets))
        .routes(routes!(list_unmanaged))
}

/// List repositories
///
/// All that are known, in Git and in AWS, with the filters and sorts of the inventory.
#[utoipa::path(
    get, path = "/repositories", tag = "Repositories", params(InventoryAsked),
    responses((status = 200, description = "Some of the repositories", body = Inventory))
)]
pub(super) async fn list_repositories(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, address): Asked<InventoryAsked>,
) -> Answered {
    let data = web.portal.inventory(&caller.person, &asked.into()).await?;
    let next = data.next.as_deref().map(|cursor| address.at(cursor));
    let mut response = ok(&Inventory::of(&data, next.clone()))?;
    if let Some(next) = next
        && let Ok(link) = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))
    {
        response.headers_mut().insert(super::LINK, link);
    }
    Ok(response)
}

/// List what repositories can be filtered by
///
/// Values with how many repositories have each under the other filters. Of teams and systems those with most.
#[utoipa::path(
    get, path = "/facets", tag = "Repositories", params(InventoryAsked),
    responses((status = 200, description = "Values and counts", body = Facets))
)]
pub(super) async fn list_facets(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<InventoryAsked>,
) -> Answered {
    let data = web.portal.inventory(&caller.person, &asked.into()).await?;
    ok(&Facets::of(&data.facets))
}

/// List repositories that nobody looks after in Git
///
/// With whose each probably is.
#[utoipa::path(
    get, path = "/unmanaged", tag = "Repositories", params(InventoryAsked),
    responses((status = 200, description = "Some of them", body = Listed<Unmanaged>))
)]
pub(super) async fn list_unmanaged(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, address): Asked<InventoryAsked>,
) -> Answered {
    let data = web
        .portal
        .unmanaged(&caller.person, &asked.into(), UNMANAGED)
        .await?;
    super::page(&Listed {
        items: data.rows.iter().map(Unmanaged::of).collect(),
        total: Some(data.total),
        next: data.next.as_deref().map(|cursor| address.at(cursor)),
    })
}

/// Rows of repositories as they stand in other answers.
pub(super) fn rows(rows: &[domain::portal::RepositoryRow]) -> Vec<RepositoryRow> {
    rows.iter().map(RepositoryRow::of).collect()
}
