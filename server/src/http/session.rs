//! Sessions: a random secret in a cookie, of which the store keeps the hash alone.

use super::{Web, browser, cookies};
use crate::kept::Moment;
use crate::services::SessionLimits;
use crate::store::{SessionRow, StoreError};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::github::Login;
use domain::people::{Person, Provider};
use domain::time::Timestamp;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// How exact the time of the last visit has to be.
const TOUCH_MS: i64 = 60 * 1000;

#[derive(Clone, Debug)]
pub(super) enum Visitor {
    SignedIn(Person),
    /// Came with a session that is over.
    Expired,
    Nobody,
    /// The database did not answer.
    Unknown,
}

/// 256 bits that nobody can guess, as text for addresses and cookies.
pub(super) fn secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// `__Host-` binds the cookie to this very host over https; browsers refuse the prefix without it.
pub(super) fn cookie_name(web: &Web) -> &'static str {
    if web.is_https() {
        "__Host-berth"
    } else {
        "berth"
    }
}

pub(super) async fn visitor(web: &Web, headers: &HeaderMap) -> Visitor {
    let Some(secret) = cookies::read(headers, cookie_name(web)).filter(|secret| !secret.is_empty())
    else {
        return Visitor::Nobody;
    };
    match look_up(web, &hash(&secret)).await {
        Ok(Some(person)) => Visitor::SignedIn(person),
        Ok(None) => Visitor::Expired,
        Err(error) => {
            tracing::error!(%error, "a session could not be looked up");
            Visitor::Unknown
        }
    }
}

/// Whose session it is, if it is anybody's.
async fn look_up(web: &Web, id_hash: &str) -> Result<Option<Person>, StoreError> {
    let now = web.clock.now();
    let moment = Moment::of(&web.store, now);
    web.visitors
        .or_make(id_hash.to_owned(), moment, || read(web, id_hash, now))
        .await
}

async fn read(web: &Web, id_hash: &str, now: Timestamp) -> Result<Option<Person>, StoreError> {
    let Some((session, person)) = web.store.visitor(id_hash).await? else {
        return Ok(None);
    };
    if is_over(&session, &web.sessions, now) {
        web.store.end_session(id_hash, now).await?;
        return Ok(None);
    }
    if now.since(session.last_seen) >= TOUCH_MS {
        web.store.touch_session(id_hash, now).await?;
    }
    Ok(person)
}

/// Nobody came for long, nobody has said for long that the person is there still, or it is old.
fn is_over(session: &SessionRow, limits: &SessionLimits, now: Timestamp) -> bool {
    now.since(session.last_seen) > limits.idle_ms
        || now.since(session.checked) > limits.idle_ms
        || now.since(session.created) > limits.absolute_ms
}

/// The hash of the session that the browser came with.
pub(super) fn current(web: &Web, headers: &HeaderMap) -> Option<String> {
    let secret = cookies::read(headers, cookie_name(web))?;
    (!secret.is_empty()).then(|| hash(&secret))
}

/// What a session begins with.
pub(super) struct Fresh<'a> {
    pub(super) login: &'a Login,
    pub(super) provider: Provider,
    pub(super) github_token: Option<String>,
    pub(super) oidc_token: Option<String>,
}

/// Begins a session with a secret of its own, never one that the browser brought, and ends the one it had.
pub(super) async fn begin(
    web: &Web,
    headers: &HeaderMap,
    fresh: Fresh<'_>,
    response: &mut Response,
) -> Result<(), StoreError> {
    if let Some(old) = current(web, headers) {
        web.store.end_session(&old, web.clock.now()).await?;
    }
    let secret = secret();
    let now: Timestamp = web.clock.now();
    let session = SessionRow {
        provider: fresh.provider,
        browser: browser::words(headers),
        github_token: fresh.github_token,
        oidc_token: fresh.oidc_token,
        ..SessionRow::begun(hash(&secret), fresh.login.clone(), now)
    };
    web.store.create_session(&session).await?;
    let age = Duration::from_millis(web.sessions.absolute_ms.unsigned_abs());
    cookies::set(
        response,
        web.is_https(),
        cookie_name(web),
        &secret,
        Some(age),
    );
    Ok(())
}

/// The session that has ended.
pub(super) async fn end(
    web: &Web,
    headers: &HeaderMap,
    response: &mut Response,
) -> Result<Option<SessionRow>, StoreError> {
    let mut ended = None;
    if let Some(id_hash) = current(web, headers) {
        ended = web.store.session(&id_hash).await?;
        web.store.end_session(&id_hash, web.clock.now()).await?;
    }
    cookies::set(
        response,
        web.is_https(),
        cookie_name(web),
        "",
        Some(Duration::ZERO),
    );
    Ok(ended)
}
