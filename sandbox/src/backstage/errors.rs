//! Backstage's error body: the error, the request it belongs to, the status.
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, Uri};
use serde_json::json;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CatalogError {
    status: StatusCode,
    name: &'static str,
    message: String,
    request: Option<(String, String)>,
}

impl CatalogError {
    fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            name,
            message: message.into(),
            request: None,
        }
    }

    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InputError", message)
    }

    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "ConflictError", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFoundError", message)
    }

    pub(super) fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "AuthenticationError", message)
    }

    pub(super) fn at(mut self, method: &Method, uri: &Uri) -> Self {
        self.request = Some((method.to_string(), uri.to_string()));
        self
    }
}

impl IntoResponse for CatalogError {
    fn into_response(self) -> Response {
        let mut body = json!({
            "error": { "name": self.name, "message": self.message },
            "response": { "statusCode": self.status.as_u16() },
        });
        if let Some((method, url)) = self.request {
            body["request"] = json!({ "method": method, "url": url });
        }
        (self.status, Json(body)).into_response()
    }
}
