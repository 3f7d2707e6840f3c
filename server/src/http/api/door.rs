//! What every call passes: the token, its scope and its limit, the key of a call that must not happen twice; and on the
//! way out the form of what was refused, marks of what is unchanged, and how much is left of the limit.

use super::problem::{Fault, PROBLEM};
use crate::caller::{Caller as Acts, acting};
use crate::http::Web;
use crate::http::bearer::{self, Caller};
use crate::http::halt::bug;
use crate::http::keyed;
use crate::http::limits::Left;
use crate::http::refused;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::audit::Credential;
use domain::portal::PortalError;
use domain::token::{Scope, may_use};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

pub(in crate::http) const BODY_LIMIT: usize = 64 * 1024;
/// Far above any list.
const ANSWER_LIMIT: usize = 16 * 1024 * 1024;
const JSON: &str = "application/json";
pub(super) const EVENTS: &str = "text/event-stream";

/// What the document says of an operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) scope: Scope,
    /// What it answers with.
    pub(super) form: &'static str,
    pub(super) changes: bool,
}

/// By the path as it is routed.
pub(super) type Rules = HashMap<String, Vec<(Method, Rule)>>;

#[derive(Clone)]
pub(super) struct Door {
    pub(super) web: Arc<Web>,
    pub(super) rules: Arc<Rules>,
}

impl Door {
    /// `None`: there is no such operation, which is for the router to say.
    fn rule(&self, request: &Request) -> Option<Rule> {
        let path = request.extensions().get::<MatchedPath>()?;
        let method = match *request.method() {
            Method::HEAD => &Method::GET,
            ref other => other,
        };
        let rules = self.rules.get(path.as_str())?;
        let found = rules.iter().find(|(known, _)| known == method)?;
        Some(found.1)
    }
}

pub(super) async fn layer(State(door): State<Door>, request: Request, next: Next) -> Response {
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let is_safe = request.method().is_safe();
    let response = match door.rule(&request) {
        None => next.run(request).await,
        Some(rule) => admit(&door.web, rule, request, next).await,
    };
    let response = dressed(response);
    match is_safe {
        true => marked(response, known.as_ref()).await,
        false => unkept(response),
    }
}

async fn admit(web: &Web, rule: Rule, mut request: Request, next: Next) -> Response {
    let caller = match bearer::caller(web, request.headers()).await {
        Ok(caller) => caller,
        Err(fault) => {
            let place = refused::place(&request, false);
            let response = fault.into_response();
            let said = refused::in_call(&response);
            refused::tell(web, said, None, place).await;
            return response;
        }
    };
    let acts = Acts {
        login: caller.person.login.clone(),
        held: Credential::Token(caller.token.id.clone()),
    };
    let place = refused::place(&request, true);
    let now = web.clock.now();
    let (rate, left) = web.limits.call(&caller.token.id, rule.changes, now);
    let policy = if rule.changes { "changes" } else { "reads" };
    let response = if left.wait_ms > 0 {
        let wait_seconds = seconds(left.wait_ms);
        Fault::TooMany { wait_seconds }.into_response()
    } else {
        let outcome = match judge(rule, &caller, request.headers()) {
            Ok(()) => {
                request.extensions_mut().insert(caller.clone());
                let passed = pass(web, rule, &caller, request, next);
                acting(Some(acts.clone()), passed).await
            }
            Err(fault) => Err(fault),
        };
        outcome.unwrap_or_else(Fault::into_response)
    };
    let said = refused::in_call(&response);
    refused::tell(web, said, Some(acts), place).await;
    with_limits(response, policy, rate, left)
}

fn judge(rule: Rule, caller: &Caller, headers: &HeaderMap) -> Result<(), Fault> {
    may_use(&caller.token.scopes, rule.scope).map_err(Fault::Scope)?;
    match accepts(headers, rule.form) {
        true => Ok(()),
        false => Err(Fault::NotAcceptable(rule.form)),
    }
}

/// Reads the body of a change whole, so that a key can stand for it.
async fn pass(
    web: &Web,
    rule: Rule,
    caller: &Caller,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    if !rule.changes {
        return Ok(next.run(request).await);
    }
    let key = keyed::key(&request)?;
    let (parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| Fault::TooLarge)?;
    let request = Request::from_parts(parts, Body::from(body.clone()));
    match key {
        None => Ok(next.run(request).await),
        Some(key) => keyed::once(web, &caller.token.id, &key, &body, request, next).await,
    }
}

/// Whether a form is among those that are asked for. One that is asked for with weight 0 is not.
fn accepts(headers: &HeaderMap, form: &str) -> bool {
    let asked: Vec<&str> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .collect();
    let group = form.split('/').next().unwrap_or_default();
    asked.is_empty()
        || asked.iter().any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
            let is_wanted = parts
                .filter_map(|part| part.strip_prefix("q="))
                .all(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0));
            let fits = kind == "*/*" || kind == form || kind.strip_suffix("/*") == Some(group);
            fits && is_wanted
        })
}

/// What the router and the layers below refused in their own form.
fn dressed(response: Response) -> Response {
    let status = response.status();
    let is_dressed = !status.is_client_error() && !status.is_server_error()
        || response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == PROBLEM);
    if is_dressed {
        return response;
    }
    let fault = match status {
        StatusCode::METHOD_NOT_ALLOWED => Fault::WrongMethod,
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::GATEWAY_TIMEOUT => Fault::TooSlow,
        StatusCode::NOT_FOUND => PortalError::NotFound.into(),
        _ => bug(&format!("an answer of the API without a reason: {status}")).into(),
    };
    let mut answer = fault.into_response();
    if let Some(allow) = response.headers().get(ALLOW) {
        answer.headers_mut().insert(ALLOW, allow.clone());
    }
    answer
}

fn unkept(mut response: Response) -> Response {
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, never);
    response
}

/// Marks a list or a thing with its hash, and leaves it out where the caller has it already.
async fn marked(mut response: Response, known: Option<&HeaderValue>) -> Response {
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == JSON);
    if response.status() != StatusCode::OK || !is_json {
        return unkept(response);
    }
    let own = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(CACHE_CONTROL, own);
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, ANSWER_LIMIT).await else {
        return dressed(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let mark = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let is_known = known
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| {
            text.split(',').any(|one| {
                let one = one.trim();
                one == "*" || one.trim_start_matches("W/") == mark
            })
        });
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        parts.headers.insert(ETAG, mark);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(CONTENT_TYPE);
        parts.headers.remove(CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

fn seconds(millis: i64) -> u64 {
    millis.div_euclid(1000).unsigned_abs() + 1
}

/// How much is left, as draft-ietf-httpapi-ratelimit-headers writes it.
fn with_limits(mut response: Response, policy: &str, rate: i64, left: Left) -> Response {
    let headers = response.headers_mut();
    let told = [
        ("ratelimit-policy", format!("\"{policy}\";q={rate};w=60")),
        (
            "ratelimit",
            format!(
                "\"{policy}\";r={};t={}",
                left.calls,
                left.full_in_ms.div_euclid(1000)
            ),
        ),
    ];
    for (name, text) in told {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_given_to_those_who_take_it() {
        let asks = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, text.parse().unwrap());
            accepts(&headers, JSON)
        };
        for text in [
            "*/*",
            "application/json",
            "text/html, application/*;q=0.8",
            "application/JSON; q=0.1",
            "",
        ] {
            assert!(asks(text), "{text}");
        }
        for text in [
            "text/html",
            "application/xml",
            "application/json;q=0",
            "text/*",
        ] {
            assert!(!asks(text), "{text}");
        }
        assert!(accepts(&HeaderMap::new(), JSON));
    }
}
