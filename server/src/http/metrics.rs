//! Metrics for whoever runs Berth. They tell how much goes on and where, so only those who have the token may read them.

use super::{Web, refused, session};
use crate::metrics;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::audit::AuditAction;
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use std::time::Instant;

pub(super) async fn count(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    metrics::answered(&method, route, response.status(), started.elapsed());
    response
}

/// Not there at all without a token in the configuration.
pub(super) async fn show(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    let Some(wanted) = &web.metrics_token else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    // Hashes are compared: how long that takes says nothing about the token.
    let is_right =
        given.is_some_and(|given| session::hash(given) == session::hash(wanted.expose_secret()));
    if !is_right {
        refused::machine(&web, AuditAction::RefusedToken, "GET /metrics").await;
        let challenge = [(WWW_AUTHENTICATE, "Bearer realm=\"metrics\"")];
        return (StatusCode::UNAUTHORIZED, challenge, "a token is wanted\n").into_response();
    }
    let now = web.clock.now();
    let figures = web.store.figures(now).await;
    if let Err(error) = &figures {
        tracing::warn!(%error, "metrics without the database");
    }
    match metrics::page(figures.as_ref().ok(), now) {
        Ok(page) => {
            let headers = [
                (CONTENT_TYPE, metrics::CONTENT_TYPE),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, page).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
