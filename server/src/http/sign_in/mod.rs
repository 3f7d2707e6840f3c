//! The way in and out: one address to begin for each door, one to come back to, with PKCE and a state that works once.

mod callback;

pub(super) use callback::callback;

use super::context::Context;
use super::doors::{Begun, Door};
use super::forms::Query;
use super::halt::Halt;
use super::local::local_path;
use super::page::{self, Sheet};
use super::{Web, cookies, kept, session, words};
use crate::store::{SignInState, StoreError};
use crate::tokens;
use app::pages::address::encode;
use app::pages::sign_in::{Reason, SignIn, Way, medians, sign_in};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::github::Login;
use domain::people::Provider;
use domain::portal::PortalError;
use domain::trouble::System;
use std::sync::Arc;
use std::time::Duration;

/// Time to sign in at the provider.
const OPEN: Duration = Duration::from_secs(10 * 60);
/// Ties a sign-in to the browser it began in: without it a link could sign somebody in as somebody else.
const STATE_COOKIE: &str = "berth-sign-in";
/// What ends the session at the provider, for whoever wants that after signing out here.
const LEAVING_COOKIE: &str = "berth-leaving";
const LEAVING: Duration = Duration::from_secs(5 * 60);

pub(super) async fn door(
    State(web): State<Arc<Web>>,
    context: Context,
    headers: HeaderMap,
    query: Query,
) -> Response {
    let back = local_path(query.value("return_to"));
    if context.person().is_some() {
        return Redirect::to(back).into_response();
    }
    let reason = REASONS
        .into_iter()
        .find(|(word, _)| *word == query.value("reason"))
        .map(|(_, reason)| reason);
    let ways = web
        .doors
        .iter()
        .filter(|door| door.is_open())
        .map(|door| Way {
            title: door.title().to_owned(),
            start: format!("{}?return_to={}", start_of(door.provider()), encode(back)),
        });
    let leaving = cookies::read(&headers, LEAVING_COOKIE).is_some_and(|it| !it.is_empty());
    // A door without figures is a door all the same.
    let usual = web.portal.usual().await.unwrap_or_default();
    let props = SignIn {
        reason,
        provider: Provider::parse(query.value("by"))
            .and_then(|by| web.door(by))
            .map(|door| door.title().to_owned()),
        ways: ways.collect(),
        leave: leaving.then(|| "/sign-in/leave".to_owned()),
        medians: medians(&usual),
    };
    page::show(
        &web,
        &context,
        Sheet::new(words::TITLE_SIGN_IN),
        move || sign_in(props),
    )
    .await
}

pub(super) fn start_of(provider: Provider) -> &'static str {
    match provider {
        Provider::GitHub => "/sign-in/github",
        Provider::Oidc => "/sign-in/oidc",
    }
}

const REASONS: [(&str, Reason); 8] = [
    ("expired", Reason::Expired),
    ("denied", Reason::Denied),
    ("not_member", Reason::NotMember),
    ("provider_down", Reason::ProviderDown),
    ("interrupted", Reason::Interrupted),
    ("not_believed", Reason::NotBelieved),
    ("nameless", Reason::Nameless),
    ("taken", Reason::Taken),
];

fn back_to_the_door(reason: Reason, by: Option<Provider>, return_to: &str) -> Response {
    let word = REASONS
        .into_iter()
        .find(|(_, known)| *known == reason)
        .map_or("", |(word, _)| word);
    let by = by.map_or(String::new(), |by| format!("&by={}", by.as_str()));
    Redirect::to(&format!(
        "/sign-in?reason={word}{by}&return_to={}",
        encode(return_to)
    ))
    .into_response()
}

pub(super) async fn by_github(
    State(web): State<Arc<Web>>,
    context: Context,
    query: Query,
) -> Result<Response, Halt> {
    start(&web, &context, Provider::GitHub, &query).await
}

pub(super) async fn by_oidc(
    State(web): State<Arc<Web>>,
    context: Context,
    query: Query,
) -> Result<Response, Halt> {
    start(&web, &context, Provider::Oidc, &query).await
}

async fn start(
    web: &Web,
    context: &Context,
    provider: Provider,
    query: &Query,
) -> Result<Response, Halt> {
    web.limits.admit_stranger(context.from, web.clock.now())?;
    let door = web.door(provider).ok_or(PortalError::NotFound)?;
    let links = !query.value("link").is_empty();
    let linking: Option<&Login> = match (links, context.person()) {
        (false, _) => None,
        (true, Some(person)) => Some(&person.login),
        (true, None) => return Err(Halt::SignIn),
    };
    if linking.is_none() && !door.is_open() {
        return Err(PortalError::NotFound.into());
    }
    let return_to = match links {
        true => "/settings",
        false => local_path(query.value("return_to")),
    };
    begin(web, door.as_ref(), linking, return_to).await
}

async fn begin(
    web: &Web,
    door: &dyn Door,
    linking: Option<&Login>,
    return_to: &str,
) -> Result<Response, Halt> {
    let (state, nonce, verifier) = (session::secret(), session::secret(), session::secret());
    let begun = Begun {
        state: &state,
        nonce: &nonce,
        pkce_verifier: &verifier,
    };
    let provider = door.provider();
    let address = match door.authorize_url(&begun).await {
        Ok(address) => address,
        Err(trouble) => {
            tracing::warn!(kind = ?trouble.kind, message = trouble.message, "a sign-in could not begin");
            return Ok(back_to_the_door(
                Reason::ProviderDown,
                Some(provider),
                return_to,
            ));
        }
    };
    let expires = web.clock.now().plus_seconds(OPEN.as_secs().cast_signed());
    web.store
        .save_state(&SignInState {
            hash: session::hash(&state),
            provider,
            nonce,
            linking: linking.cloned(),
            return_to: return_to.to_owned(),
            verifier,
            expires,
        })
        .await
        .map_err(away)?;
    let mut response = Redirect::to(&address).into_response();
    cookies::set(
        &mut response,
        web.is_https(),
        STATE_COOKIE,
        &state,
        Some(OPEN),
    );
    Ok(response)
}

pub(super) async fn out(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, Halt> {
    let mut response = Redirect::to("/sign-in").into_response();
    let ended = session::end(&web, &headers, &mut response).await;
    if let Some(sealed) = ended.map_err(away)?.and_then(|session| session.oidc_token) {
        cookies::set(
            &mut response,
            web.is_https(),
            LEAVING_COOKIE,
            &sealed,
            Some(LEAVING),
        );
    }
    kept::forget(&web, &headers, &mut response).await;
    Ok(response)
}

/// To the provider, whose own session is still there. A link rather than part of signing out: the CSP's `form-action` would
/// stop a form on its way there.
pub(super) async fn leave(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
) -> Result<Response, Halt> {
    let sealed = cookies::read(&headers, LEAVING_COOKIE).unwrap_or_default();
    let kept = tokens::open_oidc(&web.vault, &sealed);
    let id_token = kept.as_ref().map(|kept| &kept.id_token);
    let there = match (id_token, web.door(Provider::Oidc)) {
        (Some(token), Some(door)) => door.leave_url(Some(token)).await,
        _ => None,
    };
    let mut response = Redirect::to(there.as_deref().unwrap_or("/sign-in")).into_response();
    cookies::set(
        &mut response,
        web.is_https(),
        LEAVING_COOKIE,
        "",
        Some(Duration::ZERO),
    );
    Ok(response)
}

pub(super) fn away(error: StoreError) -> Halt {
    tracing::error!(%error, "signing in or out needs the database");
    PortalError::Unavailable(System::Database).into()
}
