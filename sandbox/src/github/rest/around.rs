//! What every answer of the API has in common: the caller, the limits, the ETag, the headers.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};

use super::Refusal;
use crate::github::auth::{self, Caller};
use crate::world::World;

const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];
const PER_HOUR: u64 = 5_000;

pub(super) async fn around(
    Extension(world): Extension<Arc<World>>,
    mut request: Request,
    next: Next,
) -> Response {
    let authorization = text(request.headers(), &header::AUTHORIZATION);
    let wanted_etag = text(request.headers(), &header::IF_NONE_MATCH);
    let is_get = request.method() == Method::GET;
    let counted = request.uri().path() != "/rate_limit";
    let caller = match admit(&world, request.headers(), authorization.as_deref()) {
        Ok(caller) => caller,
        Err(refusal) => return dress(refusal.into_response(), None, "2022-11-28"),
    };
    let version = text(
        request.headers(),
        &HeaderName::from_static("x-github-api-version"),
    );
    let version = VERSIONS
        .into_iter()
        .find(|v| version.as_deref() == Some(v))
        .unwrap_or("2022-11-28");
    let key = authorization.clone().unwrap_or_default();
    if let Some(refused) = exhausted(&world, &key) {
        return dress(refused, Some(budget(&world, &key)), version);
    }
    let scopes = match &caller {
        Caller::Person { scopes, .. } => HeaderValue::from_str(&scopes.join(", ")).ok(),
        _ => None,
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    if is_get && response.status() == StatusCode::OK {
        response = tagged(response, &key, wanted_etag.as_deref()).await;
    }
    if counted && response.status() != StatusCode::NOT_MODIFIED {
        spend(&world, &key);
    }
    if let Some(scopes) = scopes {
        response.headers_mut().insert("x-oauth-scopes", scopes);
    }
    dress(response, Some(budget(&world, &key)), version)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned)
}

fn admit(
    world: &World,
    headers: &HeaderMap,
    authorization: Option<&str>,
) -> Result<Caller, Refusal> {
    if headers
        .get(header::USER_AGENT)
        .is_none_or(HeaderValue::is_empty)
    {
        return Err(Refusal::new(
            403,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
        ));
    }
    if let Some(version) = headers.get("x-github-api-version")
        && !VERSIONS.iter().any(|v| version == v)
    {
        return Err(Refusal::new(
            400,
            format!("The API version {version:?} is not supported."),
        ));
    }
    let now = world.clock.now();
    auth::caller(&world.github.lock(), authorization, now)
}

/// Limit, used and the moment at which the count starts again.
struct Budget {
    limit: u64,
    used: u64,
    reset: i64,
}

fn budget(world: &World, key: &str) -> Budget {
    let hour = world.clock.now().as_second().div_euclid(3600);
    let used = world
        .github
        .lock()
        .spent
        .get(key)
        .filter(|(of, _)| *of == hour)
        .map_or(0, |(_, used)| *used);
    Budget {
        limit: if key.is_empty() { 60 } else { PER_HOUR },
        used,
        reset: (hour + 1) * 3600,
    }
}

fn spend(world: &World, key: &str) {
    let hour = world.clock.now().as_second().div_euclid(3600);
    let mut state = world.github.lock();
    let entry = state.spent.entry(key.to_owned()).or_insert((hour, 0));
    if entry.0 != hour {
        *entry = (hour, 0);
    }
    entry.1 += 1;
}

fn exhausted(world: &World, key: &str) -> Option<Response> {
    let budget = budget(world, key);
    (budget.used >= budget.limit)
        .then(|| Refusal::new(403, "API rate limit exceeded.").into_response())
}

/// Adds the ETag, or turns the answer into 304 when the caller has it already. Tags differ per token.
async fn tagged(response: Response, key: &str, wanted: Option<&str>) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let digest = Sha256::new()
        .chain_update(key)
        .chain_update(&body)
        .finalize();
    let etag = format!("W/\"{}\"", hex::encode(digest));
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let fresh = wanted.is_some_and(|list| {
        list.split(',')
            .any(|tag| tag.trim() == "*" || strong(tag) == strong(&etag))
    });
    if let Ok(value) = HeaderValue::from_str(&etag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=60, s-maxage=60"),
    );
    if fresh {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

fn dress(mut response: Response, budget: Option<Budget>, version: &'static str) -> Response {
    let headers = response.headers_mut();
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v == "application/json")
    {
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
    }
    headers.insert(
        "x-github-media-type",
        HeaderValue::from_static("github.v3; format=json"),
    );
    headers.insert(
        "x-github-api-version-selected",
        HeaderValue::from_static(version),
    );
    let id = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
    if let Ok(value) = HeaderValue::from_str(&format!("{}:{}:{}", &id[..4], &id[4..10], &id[10..]))
    {
        headers.insert("x-github-request-id", value);
    }
    if let Some(budget) = budget {
        headers.insert("x-ratelimit-limit", budget.limit.into());
        headers.insert("x-ratelimit-used", budget.used.into());
        headers.insert(
            "x-ratelimit-remaining",
            budget.limit.saturating_sub(budget.used).into(),
        );
        headers.insert("x-ratelimit-reset", budget.reset.into());
        headers.insert("x-ratelimit-resource", HeaderValue::from_static("core"));
    }
    response
}
