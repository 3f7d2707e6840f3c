//! Signing in by GitHub's web flow with PKCE, and out again.

use super::context::Context;
use super::forms::Query;
use super::halt::Halt;
use super::local::local_path;
use super::page::{self, Sheet};
use super::{Web, cookies, kept, session, words};
use crate::store::{SignInState, StoreError};
use crate::tokens;
use app::pages::address::encode;
use app::pages::sign_in::{Reason, SignIn, medians, sign_in};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::portal::PortalError;
use domain::trouble::System;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Time to sign in at GitHub.
const OPEN: Duration = Duration::from_secs(10 * 60);
/// Ties a sign-in to the browser it began in: without it a link could sign somebody in as somebody else.
const STATE_COOKIE: &str = "berth-sign-in";

pub(super) async fn door(State(web): State<Arc<Web>>, context: Context, query: Query) -> Response {
    let back = local_path(query.value("return_to"));
    if context.person().is_some() {
        return Redirect::to(back).into_response();
    }
    let reason = REASONS
        .into_iter()
        .find(|(word, _)| *word == query.value("reason"))
        .map(|(_, reason)| reason);
    // A door without figures is a door all the same.
    let usual = web.portal.usual().await.unwrap_or_default();
    let props = SignIn {
        reason,
        start: format!("/sign-in/github?return_to={}", encode(back)),
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

const REASONS: [(&str, Reason); 5] = [
    ("expired", Reason::Expired),
    ("denied", Reason::Denied),
    ("not_member", Reason::NotMember),
    ("provider_down", Reason::ProviderDown),
    ("interrupted", Reason::Interrupted),
];

fn back_to_the_door(reason: Reason, return_to: &str) -> Response {
    let word = REASONS
        .into_iter()
        .find(|(_, known)| *known == reason)
        .map_or("", |(word, _)| word);
    Redirect::to(&format!(
        "/sign-in?reason={word}&return_to={}",
        encode(return_to)
    ))
    .into_response()
}

pub(super) async fn start(State(web): State<Arc<Web>>, query: Query) -> Result<Response, Halt> {
    let (state, verifier) = (session::secret(), session::secret());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let return_to = local_path(query.value("return_to")).to_owned();
    let Some(address) = web.identity.authorize_url(&state, &challenge) else {
        return Ok(back_to_the_door(Reason::ProviderDown, &return_to));
    };
    let expires = web.clock.now().plus_seconds(OPEN.as_secs().cast_signed());
    web.store
        .save_state(&SignInState {
            hash: session::hash(&state),
            return_to,
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

pub(super) async fn callback(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Halt> {
    let mut response = finish(&web, &headers, &query).await?;
    cookies::set(
        &mut response,
        web.is_https(),
        STATE_COOKIE,
        "",
        Some(Duration::ZERO),
    );
    Ok(response)
}

async fn finish(web: &Web, headers: &HeaderMap, query: &Query) -> Result<Response, Halt> {
    let state = query.value("state");
    if state.is_empty() || cookies::read(headers, STATE_COOKIE).as_deref() != Some(state) {
        return Ok(back_to_the_door(Reason::Interrupted, "/"));
    }
    let Some(begun) = web
        .store
        .take_state(&session::hash(state), web.clock.now())
        .await
        .map_err(away)?
    else {
        return Ok(back_to_the_door(Reason::Interrupted, "/"));
    };
    let code = query.value("code");
    if code.is_empty() {
        return Ok(back_to_the_door(Reason::Denied, &begun.return_to));
    }
    let identified = match web.identity.identify(code, &begun.verifier).await {
        Ok(identified) => identified,
        Err(trouble) => {
            tracing::warn!(kind = ?trouble.kind, message = trouble.message, "a sign-in failed");
            return Ok(back_to_the_door(Reason::ProviderDown, &begun.return_to));
        }
    };
    let person = identified.person;
    if person.roles.is_empty() {
        tracing::info!(login = %person.login, "somebody without a role was turned away");
        return Ok(back_to_the_door(Reason::NotMember, &begun.return_to));
    }
    web.store
        .upsert_person(&person, web.clock.now())
        .await
        .map_err(away)?;
    let sealed = tokens::seal(&web.vault, &identified.token);
    let mut response = Redirect::to(local_path(&begun.return_to)).into_response();
    session::begin(web, headers, &person.login, sealed, &mut response)
        .await
        .map_err(away)?;
    let now = web.clock.now();
    if let Err(error) = web.store.wake_approved_by(&person.login, now).await {
        tracing::warn!(%error, "what waits for this person is looked at later");
    }
    tracing::info!(login = %person.login, "signed in");
    Ok(response)
}

pub(super) async fn out(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, Halt> {
    let mut response = Redirect::to("/sign-in").into_response();
    session::end(&web, &headers, &mut response)
        .await
        .map_err(away)?;
    kept::forget(&web, &headers, &mut response).await;
    Ok(response)
}

fn away(error: StoreError) -> Halt {
    tracing::error!(%error, "signing in or out needs the database");
    PortalError::Unavailable(System::Database).into()
}
