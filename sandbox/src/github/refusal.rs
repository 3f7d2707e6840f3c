//! GitHub's no: one status, one message and, for 422, the errors in one of the shapes it uses.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub struct Refusal {
    pub status: u16,
    pub message: String,
    pub errors: Vec<Value>,
    /// What the token would have needed; said in a header.
    pub permissions: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            errors: Vec::new(),
            permissions: None,
        }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(422, message)
    }

    /// `errors` with a resource, a field and a code.
    pub(crate) fn field(resource: &str, field: &str, code: &str) -> Self {
        let mut refusal = Self::new(422, "Validation Failed");
        refusal
            .errors
            .push(json!({ "resource": resource, "field": field, "code": code }));
        refusal
    }

    /// `errors` with a sentence of its own.
    pub(crate) fn custom(resource: &str, message: impl Into<String>) -> Self {
        let mut refusal = Self::new(422, "Validation Failed");
        refusal
            .errors
            .push(json!({ "resource": resource, "code": "custom", "message": message.into() }));
        refusal
    }

    /// `errors` as bare sentences, as the review routes have them.
    pub(crate) fn sentence(message: impl Into<String>) -> Self {
        let mut refusal = Self::new(422, "Unprocessable Entity");
        refusal.errors.push(json!(message.into()));
        refusal
    }

    pub(crate) fn no_permission(needed: impl Into<String>) -> Self {
        let mut refusal = Self::new(403, "Resource not accessible by integration");
        refusal.permissions = Some(needed.into());
        refusal
    }

    pub(crate) fn empty_repository() -> Self {
        Self::new(409, "Git Repository is empty.")
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "the sandbox itself failed");
        Self::new(500, "Server Error")
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.message)?;
        for error in &self.errors {
            let sentence = error
                .as_str()
                .or_else(|| error["message"].as_str())
                .map_or_else(|| error.to_string(), str::to_owned);
            write!(f, " {sentence}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "message": self.message,
            "documentation_url": "https://docs.github.com/rest",
            "status": self.status.to_string(),
        });
        if !self.errors.is_empty() {
            body["errors"] = Value::Array(self.errors);
        }
        let mut response = (status, Json(body)).into_response();
        if let Some(value) = self
            .permissions
            .and_then(|p| HeaderValue::from_str(&p).ok())
        {
            response
                .headers_mut()
                .insert("x-accepted-github-permissions", value);
        }
        response
    }
}
