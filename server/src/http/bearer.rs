//! Who calls by a token: looked up by its hash, with the roles that its holder has now.

use super::Web;
use super::api::problem::Fault;
use super::words;
use crate::portal::tokens::hash;
use crate::store::{Bearer, Grants, Identity, StoreError};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use domain::people::{Person, Provider};
use domain::portal::PortalError;
use domain::time::Timestamp;
use domain::token::{Holder, Secret, Token, TokenState};
use std::collections::BTreeSet;

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
        Holder::Person(_) => anew(web, person, now).await.map_err(away)?,
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

/// With the roles that each provider gives the person now. One that can't be asked without them is believed for as long as
/// a session lasts.
async fn anew(web: &Web, person: Person, now: Timestamp) -> Result<Person, StoreError> {
    let mut identities = web.store.identities_of(&person.login).await?;
    if identities.is_empty() {
        // Came last when accounts were not kept yet.
        identities.push(Identity {
            provider: Provider::GitHub,
            subject: String::new(),
            login: person.login.clone(),
            name: person.login.clone(),
            grants: Grants {
                roles: person.roles.clone(),
                teams: person.teams.clone(),
            },
            checked: now,
        });
    }
    let mut roles = BTreeSet::new();
    for identity in identities {
        let Some(door) = web.door(identity.provider) else {
            continue;
        };
        let there = Person {
            login: identity.name,
            roles: identity.grants.roles.clone(),
            ..person.clone()
        };
        let is_fresh = now.since(identity.checked) <= web.sessions.absolute_ms;
        match door.roles_now(&there).await {
            Some(now) => roles.extend(now),
            None if is_fresh => roles.extend(identity.grants.roles),
            None => {}
        }
    }
    let roles = roles.into_iter().collect();
    Ok(Person { roles, ..person })
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
