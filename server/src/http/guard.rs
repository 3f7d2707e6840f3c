//! Refused before anything is read: what no honest browser sends, and more at once than this process can serve well.

use super::Web;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// The longest honest address is a form that is checked while somebody types, with a long comment in it.
const ADDRESS: usize = 32 * 1024;
const HEADERS: usize = 32 * 1024;

pub(super) async fn sizes(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|it| it.as_str().len() > ADDRESS) {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    let headers = request.headers().iter();
    let size: usize = headers
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > HEADERS {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    next.run(request).await
}

/// Who has to wait hears so at once, rather than after everybody before them.
pub(super) async fn crowd(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let Some(_place) = web.limits.enter() else {
        tracing::warn!("more requests at once than are served");
        let wait = [(RETRY_AFTER, "1")];
        return (StatusCode::SERVICE_UNAVAILABLE, wait, "busy, try again\n").into_response();
    };
    next.run(request).await
}
