//! For whoever runs the process: is it alive, and can it work?

use super::Web;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use std::sync::Arc;

/// Answers as long as the process does; outages elsewhere are no reason to restart it.
pub(super) async fn live() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// Whether to send people here: without the database no page can be shown.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> impl IntoResponse {
    let (status, text) = match web.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    };
    (status, [(CACHE_CONTROL, "no-store")], text)
}
