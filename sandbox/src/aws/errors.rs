//! ECR's errors as it sends them: HTTP 400 with the name in `__type`, 5xx only for AWS's own trouble.
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::model::RepoKey;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl AwsError {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        let status = if code == "ServerException" { 500 } else { 400 };
        Self {
            status,
            code: code.into(),
            message: message.into(),
        }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub fn no_repository(key: &RepoKey) -> Self {
        let RepoKey { account, name, .. } = key;
        Self::new(
            "RepositoryNotFoundException",
            format!(
                "The repository with name '{name}' does not exist in the registry with id '{account}'"
            ),
        )
    }

    pub fn not_empty(key: &RepoKey) -> Self {
        let RepoKey { account, name, .. } = key;
        Self::new(
            "RepositoryNotEmptyException",
            format!(
                "The repository with name '{name}' in registry with id '{account}' cannot be deleted because it still contains images"
            ),
        )
    }

    /// How the AWS SDK inside a Terraform provider words a failed call.
    pub fn in_provider(&self, service: &str, operation: &str) -> String {
        format!(
            "operation error {service}: {operation}, https response error StatusCode: {}, RequestID: {}, {}: {}",
            self.status,
            request_id(operation.len() as u64),
            self.code,
            self.message
        )
    }
}

pub(super) fn request_id(seed: u64) -> String {
    format!("{:08x}-0000-4000-8000-{:012x}", seed & 0xffff_ffff, seed)
}

impl IntoResponse for AwsError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({ "__type": self.code, "message": self.message });
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-amz-json-1.1"),
        );
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }
}
