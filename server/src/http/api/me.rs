//! Who calls, and what waits for them.

use super::ok;
use super::problem::Answered;
use super::wire::me::{Home, Me};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(show_me))
        .routes(routes!(show_home))
}

/// Show who calls
///
/// With the roles and teams that count now, and the token.
#[utoipa::path(get, path = "/me", tag = "Me", responses((status = 200, description = "Whoever holds the token", body = Me)))]
pub(super) async fn show_me(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    ok(&Me::of(&caller, web.clock.now()))
}

/// Show what waits for you
#[utoipa::path(get, path = "/home", tag = "Me", responses((status = 200, description = "What waits, and what is yours", body = Home)))]
pub(super) async fn show_home(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let home = web.portal.home(&caller.person).await?;
    ok(&Home::of(&home))
}
