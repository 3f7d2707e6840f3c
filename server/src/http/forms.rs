//! Queries and form bodies as decoded pairs, the way `app::pages::address` reads them.

use super::halt::Halt;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::IntoResponse as _;
use std::convert::Infallible;

pub(super) type Pairs = Vec<(String, String)>;

fn decode(text: &[u8]) -> Pairs {
    url::form_urlencoded::parse(text).into_owned().collect()
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(found, _)| found == name)
        .map_or("", |(_, value)| value)
}

/// What stands behind the question mark; never a reason to refuse.
pub(super) struct Query(pub(super) Pairs);

impl Query {
    pub(super) fn value(&self, name: &str) -> &str {
        value(&self.0, name)
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(decode(
            parts.uri.query().unwrap_or_default().as_bytes(),
        )))
    }
}

/// A form that a page of Berth sent.
pub(super) struct Form(pub(super) Pairs);

impl Form {
    pub(super) fn value(&self, name: &str) -> &str {
        value(&self.0, name)
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Halt;

    async fn from_request(request: Request, state: &S) -> Result<Self, Halt> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        if !kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Err(Halt::NotAForm);
        }
        let body =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Halt::TooLarge,
                    _ => Halt::Unreadable,
                })?;
        Ok(Self(decode(&body)))
    }
}
