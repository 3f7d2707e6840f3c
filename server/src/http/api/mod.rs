//! The API for programs: everything that the pages do, by the same use-cases, in JSON.
//!
//! Each operation is a handler with its own description; the document at `/api/v1/openapi.json` is made of those, and the
//! door reads from it which scope an operation takes. What travels has types of its own in `wire`.

mod audit;
mod changes;
pub(super) mod document;
mod door;
mod drafts;
mod events;
mod extract;
mod findings;
mod images;
mod insights;
mod inventory;
mod me;
pub(super) mod problem;
pub(super) mod read;
mod repositories;
mod requests;
mod reviews;
mod rollouts;
mod search;
mod services;
mod tokens;
mod views;
pub(super) mod wire;

use super::Web;
use super::halt::bug;
use super::router::timeout;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::portal::PortalError;
use door::Door;
use problem::{Answered, Fault};
use serde::Serialize;
use std::sync::{Arc, LazyLock};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub(super) const BASE: &str = "/api/v1";
const LINK: HeaderName = HeaderName::from_static("link");

/// Every operation, each with its description.
fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::with_openapi(document::frame())
        .merge(me::operations())
        .merge(requests::operations())
        .merge(drafts::operations())
        .merge(reviews::operations())
        .merge(repositories::operations())
        .merge(changes::operations())
        .merge(images::operations())
        .merge(findings::operations())
        .merge(inventory::operations())
        .merge(views::operations())
        .merge(search::operations())
        .merge(insights::operations())
        .merge(rollouts::operations())
        .merge(tokens::operations())
        .merge(services::operations())
        .merge(audit::operations())
}

/// The document with all that is true of every operation. Made when it is first asked for: a start needs none of it.
fn whole() -> &'static OpenApi {
    static WHOLE: LazyLock<OpenApi> = LazyLock::new(|| {
        let (_, bare) = operations().split_for_parts();
        document::finish(bare)
    });
    &WHOLE
}

/// The document as it is served.
///
/// # Errors
/// It can't be written, which its own test would have told.
pub fn document() -> Result<String, serde_json::Error> {
    whole().to_pretty_json()
}

/// Every operation as its method and path, for the table of what pages do.
pub fn listed() -> Vec<(String, String)> {
    let (_, bare) = operations().split_for_parts();
    document::listed(&bare)
}

pub(super) fn routes(web: &Arc<Web>) -> Router<Arc<Web>> {
    let (router, bare) = operations().split_for_parts();
    let door = Door {
        web: Arc::clone(web),
        rules: Arc::new(document::rules(&bare)),
    };
    let api = router
        .route("/openapi.json", get(served))
        .fallback(|| async { Fault::from(PortalError::NotFound) })
        .layer(CatchPanicLayer::new())
        .layer(timeout())
        .layer(DefaultBodyLimit::max(door::BODY_LIMIT))
        .layer(from_fn_with_state(door, door::layer));
    Router::new().nest(BASE, api)
}

async fn served() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().unwrap_or_default());
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], TEXT.as_str()).into_response()
}

/// An answer with a body.
fn told<T: Serialize>(status: StatusCode, body: &T) -> Answered {
    let text = serde_json::to_string(body).map_err(|error| {
        Fault::from(bug(&format!(
            "an answer of the API could not be written: {error}"
        )))
    })?;
    let kind = HeaderValue::from_static("application/json");
    Ok((status, [(CONTENT_TYPE, kind)], text).into_response())
}

fn ok<T: Serialize>(body: &T) -> Answered {
    told(StatusCode::OK, body)
}

/// One page of a list.
fn page<T: Serialize>(list: &wire::Listed<T>) -> Answered {
    let mut response = ok(list)?;
    if let Some(next) = &list.next
        && let Ok(link) = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))
    {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// Something new, with its address below the base.
fn made<T: Serialize>(path: &str, body: &T) -> Answered {
    let mut response = told(StatusCode::CREATED, body)?;
    if let Ok(place) = HeaderValue::from_str(&format!("{BASE}{path}")) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
