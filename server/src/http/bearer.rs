//! Who calls by a token: looked up by its hash, with the roles that its holder has now.

use super::Web;
use super::api::problem::Fault;
use super::words;
use crate::portal::tokens::hash;
use crate::store::{Bearer, StoreError};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use domain::people::Person;
use domain::portal::PortalError;
use domain::token::{Holder, Secret, Token, TokenState};

/// How exact the time of the last call has to be.
const TOUCH_MS: i64 = 60 * 1000;

/// Whoever calls.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) person: Person,
    pub(super) token: Token,
}

/// Cookies count for nothing here, so that no other site can make a browser call.
pub(super) async fn caller(web: &Web, headers: &HeaderMap) -> Result<Caller, Fault> {
    let secret = secret(headers)?;
    let dead = Fault::NoToken(words::API_DEAD_TOKEN);
    let Some(secret) = secret else {
        return Err(dead);
    };
    let found = web.store.bearer(&hash(&secret)).await.map_err(away)?;
    let Some(Bearer { token, person }) = found else {
        return Err(dead);
    };
    let now = web.clock.now();
    if token.state(now) != TokenState::Active {
        return Err(dead);
    }
    let person = person.ok_or(Fault::NoToken(words::API_NOBODY))?;
    let person = match token.holder {
        Holder::Person(_) => web.identity.anew(person).await,
        Holder::Service(_) => person,
    };
    if person.roles.is_empty() {
        return Err(Fault::NoToken(words::API_NOBODY));
    }
    let is_long_ago = token.last_used.is_none_or(|at| now.since(at) >= TOUCH_MS);
    if is_long_ago {
        web.store.touch_token(&token.id, now).await.map_err(away)?;
    }
    Ok(Caller { person, token })
}

/// `None`: what was sent is no token of Berth.
fn secret(headers: &HeaderMap) -> Result<Option<Secret>, Fault> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return Err(Fault::NoToken(words::API_NO_TOKEN));
    };
    let text = value.to_str().unwrap_or_default();
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Fault::NoToken(words::API_NO_TOKEN));
    }
    Ok(Secret::parse(token.trim()))
}

fn away(error: StoreError) -> Fault {
    Fault::Portal(PortalError::from(error))
}
