//! Reviews: the queue, one request before its decision, and the decision.

use super::extract::{Parted, Sent};
use super::ok;
use super::problem::Answered;
use super::wire::IdPath;
use super::wire::request::Request;
use super::wire::review::{DecisionWish, Review, ReviewQueue};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_reviews))
        .routes(routes!(show_review))
        .routes(routes!(decide_review))
}

/// List what waits for a decision
#[utoipa::path(
    get, path = "/reviews", tag = "Reviews",
    responses((status = 200, description = "The queue", body = ReviewQueue))
)]
pub(super) async fn list_reviews(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let queue = web.portal.review_queue(&caller.person).await?;
    ok(&ReviewQueue::of(&queue))
}

/// Show a request before its decision
///
/// With its checks, its files and what they replace.
#[utoipa::path(
    get, path = "/reviews/{id}", tag = "Reviews", params(IdPath),
    responses((status = 200, description = "What to decide about", body = Review))
)]
pub(super) async fn show_review(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let data = web.portal.review(&caller.person, &parts.request()?).await?;
    ok(&Review::of(&data))
}

/// Decide on a request
///
/// Approves it, asks for changes or rejects it, as the person who holds the token: nobody decides on their own request,
/// and no service decides. On GitHub it is their review, by what they allowed Berth when they signed in last.
#[utoipa::path(
    post, path = "/reviews/{id}/decision", tag = "Reviews", params(IdPath), request_body = DecisionWish,
    security(("token" = ["review"])),
    responses((status = 200, description = "The request with the decision", body = Request))
)]
pub(super) async fn decide_review(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<DecisionWish>,
) -> Answered {
    let id = parts.request()?;
    let decision = wish.decision()?;
    web.portal.decide(&caller.person, &id, &decision).await?;
    let data = web.portal.request(&caller.person, &id).await?;
    ok(&Request::of(&data))
}
