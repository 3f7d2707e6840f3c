//! Sessions: a random secret in a cookie, of which the store keeps the hash alone.

use super::{Web, cookies};
use crate::kept::Moment;
use crate::store::{SessionRow, StoreError};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// A session ends after so long without a visit …
pub const IDLE_MS: i64 = 12 * 60 * 60 * 1000;
/// … and so long after signing in, whatever happens.
pub const ABSOLUTE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
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
    if now.since(session.last_seen) > IDLE_MS || now.since(session.created) > ABSOLUTE_MS {
        web.store.end_session(id_hash).await?;
        return Ok(None);
    }
    if now.since(session.last_seen) >= TOUCH_MS {
        web.store.touch_session(id_hash, now).await?;
    }
    Ok(person)
}

/// Begins a session with a secret of its own, never one that the browser brought, and ends the one it had.
pub(super) async fn begin(
    web: &Web,
    headers: &HeaderMap,
    login: &Login,
    sealed_token: Option<String>,
    response: &mut Response,
) -> Result<(), StoreError> {
    if let Some(old) = cookies::read(headers, cookie_name(web)) {
        web.store.end_session(&hash(&old)).await?;
    }
    let secret = secret();
    let now: Timestamp = web.clock.now();
    let session = SessionRow {
        id_hash: hash(&secret),
        login: login.clone(),
        created: now,
        last_seen: now,
        csrf: String::new(),
        github_token: sealed_token,
    };
    web.store.create_session(&session).await?;
    let age = Duration::from_millis(ABSOLUTE_MS.unsigned_abs());
    cookies::set(
        response,
        web.is_https(),
        cookie_name(web),
        &secret,
        Some(age),
    );
    Ok(())
}

pub(super) async fn end(
    web: &Web,
    headers: &HeaderMap,
    response: &mut Response,
) -> Result<(), StoreError> {
    if let Some(secret) = cookies::read(headers, cookie_name(web)) {
        web.store.end_session(&hash(&secret)).await?;
    }
    cookies::set(
        response,
        web.is_https(),
        cookie_name(web),
        "",
        Some(Duration::ZERO),
    );
    Ok(())
}
