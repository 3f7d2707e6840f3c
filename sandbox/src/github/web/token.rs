//! The exchange that ends a sign-in: a code, or what renews a token, for a person's token.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::oauth::secret;
use crate::credentials::{CLIENT_ID, CLIENT_SECRET};
use crate::github::{Refresh, State, Token, TokenKind};
use crate::world::World;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Exchange {
    client_id: String,
    client_secret: String,
    code: String,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    grant_type: Option<String>,
    refresh_token: String,
}

/// As an App is set up at first: its users' tokens end after eight hours, what renews them after six months.
const TOKEN_SECONDS: i64 = 8 * 3_600;
const REFRESH_SECONDS: i64 = 15_897_600;

type Refused = (&'static str, &'static str);

/// Code, or what renews the token before, for a token. Errors come with status 200, as GitHub has them.
pub(super) async fn access_token(
    Shared(world): Shared<Arc<World>>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    let is_json = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
            .is_some_and(|v| v.contains("json"))
    };
    let wanted: Exchange = if is_json(header::CONTENT_TYPE) {
        serde_json::from_slice(&body).unwrap_or_default()
    } else {
        form(&body)
    };
    let answer = exchange(&world, &wanted).unwrap_or_else(|(error, why)| {
        json!({ "error": error, "error_description": why, "error_uri": "https://docs.github.com/apps" })
    });
    if is_json(header::ACCEPT) {
        return axum::Json(answer).into_response();
    }
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in answer.as_object().into_iter().flatten() {
        let shown = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text.append_pair(key, &shown);
    }
    (
        [(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        text.finish(),
    )
        .into_response()
}

fn form(body: &[u8]) -> Exchange {
    let mut wanted = Exchange::default();
    for (key, value) in url::form_urlencoded::parse(body) {
        let value = value.into_owned();
        match key.as_ref() {
            "client_id" => wanted.client_id = value,
            "client_secret" => wanted.client_secret = value,
            "code" => wanted.code = value,
            "redirect_uri" => wanted.redirect_uri = Some(value),
            "code_verifier" => wanted.code_verifier = Some(value),
            "grant_type" => wanted.grant_type = Some(value),
            "refresh_token" => wanted.refresh_token = value,
            _ => {}
        }
    }
    wanted
}

fn exchange(world: &World, wanted: &Exchange) -> Result<Value, Refused> {
    if wanted.client_id != CLIENT_ID || wanted.client_secret != CLIENT_SECRET {
        return Err((
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
        ));
    }
    let mut state = world.github.lock();
    let now = world.clock.now();
    let login = match wanted.grant_type.as_deref() {
        Some("refresh_token") => renewed(&mut state, wanted, now)?,
        _ => came_back(&mut state, wanted, now)?,
    };
    let in_seconds = |seconds| {
        now.saturating_add(SignedDuration::from_secs(seconds))
            .unwrap_or(jiff::Timestamp::MAX)
    };
    let (token, refresh) = (secret("ghu_"), secret("ghr_"));
    let kind = TokenKind::User {
        login: login.clone(),
        scopes: Vec::new(),
        via_app: true,
    };
    let expires_at = Some(in_seconds(TOKEN_SECONDS));
    state
        .tokens
        .insert(token.clone(), Token { kind, expires_at });
    let next = Refresh {
        login,
        access_token: token.clone(),
        expires_at: in_seconds(REFRESH_SECONDS),
    };
    state.refresh_tokens.insert(refresh.clone(), next);
    // A GitHub App's users have no scopes: what they may do follows from the App's permissions and their own.
    Ok(json!({
        "access_token": token, "expires_in": TOKEN_SECONDS, "refresh_token": refresh,
        "refresh_token_expires_in": REFRESH_SECONDS, "scope": "", "token_type": "bearer",
    }))
}

/// Both tokens of the pair end when the next one is made.
fn renewed(state: &mut State, wanted: &Exchange, now: Timestamp) -> Result<String, Refused> {
    let pair = state
        .refresh_tokens
        .remove(&wanted.refresh_token)
        .filter(|pair| pair.expires_at > now)
        .ok_or((
            "bad_refresh_token",
            "The refresh token passed is incorrect or expired.",
        ))?;
    state.tokens.remove(&pair.access_token);
    Ok(pair.login)
}

fn came_back(state: &mut State, wanted: &Exchange, now: Timestamp) -> Result<String, Refused> {
    let bad = (
        "bad_verification_code",
        "The code passed is incorrect or expired.",
    );
    // A code is good once, whatever becomes of the attempt.
    let code = state
        .codes
        .remove(&wanted.code)
        .filter(|c| c.expires_at > now)
        .ok_or(bad)?;
    if wanted.redirect_uri.is_some() && wanted.redirect_uri != code.redirect_uri {
        return Err((
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
        ));
    }
    if let Some(challenge) = &code.challenge {
        let verifier = wanted.code_verifier.as_deref().unwrap_or_default();
        let digest = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .encode(Sha256::digest(verifier.as_bytes()));
        if digest != *challenge {
            return Err(bad);
        }
    }
    Ok(code.login)
}
