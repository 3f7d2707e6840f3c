//! Views of the inventory that people keep and share.

use super::extract::{Parted, Sent};
use super::problem::Answered;
use super::wire::Listed;
use super::{done, page};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_views, keep_view))
        .routes(routes!(change_view, drop_view))
}

/// A view of the inventory.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct View {
    id: String,
    name: String,
    /// The query of its page’s address.
    query: String,
    owner: String,
    shared: bool,
    /// The caller’s own: theirs to change.
    own: bool,
}

/// List views
///
/// The caller’s own first, then what others share.
#[utoipa::path(
    get, path = "/views", tag = "Search",
    responses((status = 200, description = "The views", body = Listed<View>))
)]
pub(super) async fn list_views(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let views = web.portal.views(&caller.person).await?;
    let items = views.into_iter().map(|view| View {
        id: view.id,
        name: view.name,
        query: view.query,
        owner: view.owner.to_string(),
        shared: view.is_shared,
        own: view.is_own,
    });
    page(&Listed::whole(items.collect()))
}

/// The wish to keep a view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewWish {
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// The query of the inventory’s page, without its question mark.
    #[schema(max_length = 4000, example = "team=payments&state=ready")]
    query: String,
    /// Others see it too.
    #[serde(default)]
    shared: bool,
}

/// Keep a view
///
/// A new one, or the caller’s of that name with another query.
#[utoipa::path(
    post, path = "/views", tag = "Search", request_body = ViewWish, security(("token" = ["request"])),
    responses((status = 204, description = "It is kept"))
)]
pub(super) async fn keep_view(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<ViewWish>,
) -> Answered {
    web.portal
        .keep_view(&caller.person, &wish.name, &wish.query, wish.shared)
        .await?;
    Ok(done())
}

/// Another name for a view, and who sees it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewChange {
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    #[serde(default)]
    shared: bool,
}

/// The id of a view.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct ViewPath {
    /// As the list has it.
    #[param(max_length = 64, pattern = "^[0-9A-Za-z-]+$")]
    id: String,
}

/// Change a view
#[utoipa::path(
    put, path = "/views/{id}", tag = "Search", params(ViewPath), request_body = ViewChange,
    security(("token" = ["request"])),
    responses((status = 204, description = "It is changed"))
)]
pub(super) async fn change_view(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<ViewChange>,
) -> Answered {
    web.portal
        .change_view(&caller.person, parts.get("id"), &wish.name, wish.shared)
        .await?;
    Ok(done())
}

/// Drop a view
///
/// The repositories that it showed are untouched.
#[utoipa::path(
    delete, path = "/views/{id}", tag = "Search", params(ViewPath), security(("token" = ["request"])),
    responses((status = 204, description = "It is gone"))
)]
pub(super) async fn drop_view(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal
        .drop_view(&caller.person, parts.get("id"))
        .await?;
    Ok(done())
}
