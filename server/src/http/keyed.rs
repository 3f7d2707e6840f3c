//! Calls that carry an Idempotency-Key: made once, and answered alike as often as they are sent within a day.

use super::Web;
use super::api::problem::Fault;
use super::words;
use crate::store::{Begun, KeptAnswer, KeyTimes, KeyedCall};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::portal::PortalError;
use domain::time::Timestamp;
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

pub(super) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KEY_MAX: usize = 255;
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;
/// Longer than any call may take.
const GIVEN_UP_MS: i64 = 2 * 60 * 1000;
/// Answers to changes are small; a larger one is not kept.
const ANSWER_MAX: usize = 1024 * 1024;

/// The key of a call, where it has one.
pub(super) fn key(request: &Request) -> Result<Option<String>, Fault> {
    let mut all = request.headers().get_all(KEY).iter();
    let Some(value) = all.next() else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let fits = (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if !fits || all.next().is_some() {
        return Err(Fault::Unreadable {
            detail: words::API_KEY_SHAPE.to_owned(),
            pointer: None,
        });
    }
    Ok(Some(text.to_owned()))
}

/// Runs the call, unless it was made before. `token`: the id of the one it is made with.
pub(super) async fn once(
    web: &Web,
    token: &str,
    key: &str,
    body: &Bytes,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let hash = call_hash(&request, body);
    let call = KeyedCall {
        token,
        key,
        call_hash: &hash,
    };
    let now = web.clock.now();
    let times = KeyTimes {
        kept_since: now.plus_millis(-KEPT_MS),
        given_up_since: now.plus_millis(-GIVEN_UP_MS),
    };
    let begun = web.store.begin_keyed(call, times, now).await;
    match begun.map_err(PortalError::from)? {
        Begun::First => {}
        Begun::OnItsWay => return Err(Fault::KeyInFlight),
        Begun::Other => return Err(Fault::KeyReused),
        Begun::Answered(kept) => {
            if let Some(response) = again(web, kept) {
                return Ok(response);
            }
            return Err(Fault::KeyReused);
        }
    }
    keep(web, call, now, next.run(request).await).await
}

/// Not of the headers: clients and proxies send them otherwise each time.
fn call_hash(request: &Request, body: &Bytes) -> String {
    let address = request
        .uri()
        .path_and_query()
        .map_or("", |all| all.as_str());
    let hash = Sha256::new()
        .chain_update(request.method().as_str())
        .chain_update([0])
        .chain_update(address)
        .chain_update([0])
        .chain_update(body)
        .finalize();
    hex::encode(hash)
}

/// Keeps the answer for the next time. What failed by no fault of the call is forgotten, so that it can be tried again.
async fn keep(
    web: &Web,
    call: KeyedCall<'_>,
    began: Timestamp,
    response: Response,
) -> Result<Response, Fault> {
    let (parts, body) = response.into_parts();
    let status = parts.status;
    let body = to_bytes(body, ANSWER_MAX).await.unwrap_or_default();
    let kept = answer(web, status, parts.headers.get(LOCATION), &body);
    let written = match kept {
        Some(kept) => web.store.end_keyed(call, began, &kept).await,
        None => web.store.forget_keyed(call, began).await,
    };
    if let Err(error) = written {
        tracing::error!(%error, "what became of a call with a key was not kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn answer(
    web: &Web,
    status: StatusCode,
    location: Option<&HeaderValue>,
    body: &Bytes,
) -> Option<KeptAnswer> {
    let passes = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
    let text = String::from_utf8(body.to_vec()).ok().filter(|_| !passes)?;
    Some(KeptAnswer {
        status: status.as_u16(),
        location: location
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: web.vault.seal(&text.into())?,
    })
}

/// `None`: it was sealed under another secret.
fn again(web: &Web, kept: KeptAnswer) -> Option<Response> {
    let body = web.vault.open(&kept.body)?;
    let status = StatusCode::from_u16(kept.status).ok()?;
    let kind = match status.is_success() {
        true => "application/json",
        false => super::api::problem::PROBLEM,
    };
    let text = body.expose_secret().to_owned();
    let is_empty = text.is_empty();
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    if is_empty {
        headers.remove(CONTENT_TYPE);
    } else {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    if let Some(location) = kept
        .location
        .and_then(|text| HeaderValue::from_str(&text).ok())
    {
        headers.insert(LOCATION, location);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Some(response)
}
