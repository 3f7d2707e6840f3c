//! Argo CD's errors: a gRPC code, and the HTTP status that the gateway maps it to.
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ApiError {
    pub code: u8,
    pub message: String,
}

impl ApiError {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(3, message)
    }

    pub(super) fn not_found(name: &str) -> Self {
        Self::new(5, format!("applications.argoproj.io \"{name}\" not found"))
    }

    pub(super) fn denied() -> Self {
        Self::new(7, "permission denied")
    }

    pub(super) fn denied_because(message: impl Into<String>) -> Self {
        Self::new(7, message)
    }

    pub(super) fn precondition(message: impl Into<String>) -> Self {
        Self::new(9, message)
    }

    pub(super) fn unauthenticated(message: &str) -> Self {
        Self::new(16, message)
    }

    fn status(&self) -> StatusCode {
        match self.code {
            3 | 9 => StatusCode::BAD_REQUEST,
            5 => StatusCode::NOT_FOUND,
            7 => StatusCode::FORBIDDEN,
            16 => StatusCode::UNAUTHORIZED,
            14 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.message, "code": self.code, "message": self.message });
        (self.status(), Json(body)).into_response()
    }
}
