//! Who may in: a bearer token on every call, JSON on every call that writes.
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};

use super::errors::ApiError;
use crate::credentials::ARGOCD_TOKEN;

pub(super) async fn guard(request: Request, next: Next) -> Response {
    let refused = refusal(&request);
    match refused {
        Some(response) => response,
        None => next.run(request).await,
    }
}

fn refusal(request: &Request) -> Option<Response> {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("")
    };
    let writes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let content_type = text(header::CONTENT_TYPE)
        .split(';')
        .next()
        .unwrap_or("")
        .trim();
    if writes && content_type != "application/json" {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "Invalid content type").into_response());
    }
    if request.uri().path() == "/api/version" {
        return None;
    }
    match text(header::AUTHORIZATION).strip_prefix("Bearer ") {
        None => Some(ApiError::unauthenticated("no session information").into_response()),
        Some(token) if token != ARGOCD_TOKEN => {
            let message =
                "invalid session: token is malformed: token contains an invalid number of segments";
            Some(ApiError::unauthenticated(message).into_response())
        }
        Some(_) => None,
    }
}
