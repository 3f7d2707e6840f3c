//! Somebody comes back from a provider: to sign in, or to link an account to theirs.

use super::{STATE_COOKIE, away, back_to_the_door};
use crate::http::context::Context;
use crate::http::doors::{Begun, Identified, Unknown};
use crate::http::forms::Query;
use crate::http::halt::Halt;
use crate::http::local::local_path;
use crate::http::notice::Notice;
use crate::http::{Web, cookies, refused, session};
use crate::people::{self, Vouched};
use crate::store::{Linked, SignInState};
use crate::tokens::{self, OidcKept};
use app::pages::sign_in::Reason;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::github::Login;
use domain::trouble::TroubleKind;
use std::sync::Arc;
use std::time::Duration;

pub(in crate::http) async fn callback(
    State(web): State<Arc<Web>>,
    context: Context,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Halt> {
    web.limits.admit_stranger(context.from, web.clock.now())?;
    let mut response = finish(&web, &context, &headers, &query).await?;
    cookies::set(
        &mut response,
        web.is_https(),
        STATE_COOKIE,
        "",
        Some(Duration::ZERO),
    );
    Ok(response)
}

async fn finish(
    web: &Web,
    context: &Context,
    headers: &HeaderMap,
    query: &Query,
) -> Result<Response, Halt> {
    let state = query.value("state");
    if state.is_empty() || cookies::read(headers, STATE_COOKIE).as_deref() != Some(state) {
        tracing::warn!("a sign-in came back to a browser that it did not begin in");
        refused::sign_in(web, context, "It did not begin in this browser.").await;
        return Ok(back_to_the_door(Reason::Interrupted, None, "/"));
    }
    let hash = session::hash(state);
    let taken = web.store.take_state(&hash, web.clock.now());
    let Some(begun) = taken.await.map_err(away)? else {
        tracing::warn!("a sign-in came back twice or too late");
        refused::sign_in(web, context, "It came back twice or too late.").await;
        return Ok(back_to_the_door(Reason::Interrupted, None, "/"));
    };
    let turned_away = |reason| {
        Ok(back_to_the_door(
            reason,
            Some(begun.provider),
            &begun.return_to,
        ))
    };
    let Some(door) = web.door(begun.provider) else {
        return turned_away(Reason::Interrupted);
    };
    let code = query.value("code");
    if code.is_empty() {
        return turned_away(Reason::Denied);
    }
    let with = Begun {
        state,
        nonce: &begun.nonce,
        pkce_verifier: &begun.verifier,
    };
    let identified = match door.identify(code, &with).await {
        Ok(identified) => identified,
        Err(unknown) => {
            let reason = reason(&unknown);
            if !matches!(reason, Reason::ProviderDown) {
                refused::sign_in(web, context, "The provider did not vouch for anybody.").await;
            }
            return turned_away(reason);
        }
    };
    match &begun.linking {
        Some(person) => link(web, context, headers, person, &begun, identified).await,
        None => enter(web, context, headers, &begun, identified).await,
    }
}

/// No detail that would help whoever tries things out; the log has it.
fn reason(unknown: &Unknown) -> Reason {
    match unknown {
        Unknown::Trouble(trouble) => {
            tracing::warn!(kind = ?trouble.kind, message = trouble.message, "a sign-in failed");
            match trouble.kind {
                TroubleKind::SignIn => Reason::NotBelieved,
                _ => Reason::ProviderDown,
            }
        }
        Unknown::Nameless(why) => {
            tracing::warn!(%why, "somebody could not be named");
            Reason::Nameless
        }
    }
}

async fn enter(
    web: &Web,
    context: &Context,
    headers: &HeaderMap,
    begun: &SignInState,
    identified: Identified,
) -> Result<Response, Halt> {
    let vouched = &identified.vouched;
    let turned_away = |reason| {
        Ok(back_to_the_door(
            reason,
            Some(begun.provider),
            &begun.return_to,
        ))
    };
    if vouched.grants.roles.is_empty() {
        tracing::info!(login = %vouched.login, "somebody without a role was turned away");
        let why = format!("{} has no role.", vouched.login);
        refused::sign_in(web, context, &why).await;
        return turned_away(Reason::NotMember);
    }
    let now = web.clock.now();
    let entered = people::enter(&web.store, vouched, now, web.sessions.idle_ms);
    let Some(person) = entered.await.map_err(away)? else {
        tracing::warn!(login = %vouched.login, "another account holds this name");
        let why = format!("Another account holds the name {}.", vouched.login);
        refused::sign_in(web, context, &why).await;
        return turned_away(Reason::Taken);
    };
    let mut response = Redirect::to(local_path(&begun.return_to)).into_response();
    let fresh = session::Fresh {
        login: &person.login,
        provider: begun.provider,
        github_token: sealed_github(web, &identified),
        oidc_token: identified
            .oidc
            .as_ref()
            .and_then(|tokens| tokens::seal_oidc(&web.vault, &OidcKept::from(tokens))),
    };
    session::begin(web, headers, fresh, &mut response)
        .await
        .map_err(away)?;
    may_go_on(web, &person.login).await;
    tracing::info!(login = %person.login, provider = begun.provider.as_str(), "signed in");
    Ok(response)
}

async fn link(
    web: &Web,
    context: &Context,
    headers: &HeaderMap,
    person: &Login,
    begun: &SignInState,
    identified: Identified,
) -> Result<Response, Halt> {
    // The session may have ended meanwhile, or be another person's.
    let known = context.person().filter(|known| known.login == *person);
    let known = known.ok_or(Halt::SignIn)?;
    let now = web.clock.now();
    let identity = identified.vouched.identity(person, now);
    let linked = web.store.link(&identity).await.map_err(away)?;
    let mut response = Redirect::to(local_path(&begun.return_to)).into_response();
    let notice = match linked {
        Linked::Done => {
            // What GitHub's teams give counts from now on.
            let vouched = Vouched {
                full_name: known.name.clone(),
                ..identified.vouched.clone()
            };
            let entered = people::enter(&web.store, &vouched, now, web.sessions.idle_ms);
            entered.await.map_err(away)?;
            if let Some(sealed) = sealed_github(web, &identified)
                && let Some(hash) = session::current(web, headers)
            {
                let kept = web.store.keep_github_token(&hash, &sealed);
                kept.await.map_err(away)?;
            }
            may_go_on(web, person).await;
            tracing::info!(login = %person, account = %identity.name, "an account was linked");
            Notice::Linked
        }
        Linked::OfAnother => Notice::LinkedToAnother,
        Linked::HasAnother(_) => Notice::LinkedAlready,
        Linked::Busy(requests) => {
            tracing::info!(account = %identity.name, ?requests, "an account takes part by itself");
            Notice::LinkBusy
        }
    };
    notice.leave(&mut response, web.is_https());
    Ok(response)
}

fn sealed_github(web: &Web, identified: &Identified) -> Option<String> {
    let token = identified.github_token.as_ref()?;
    tokens::seal(&web.vault, token)
}

/// What waits until Berth can act in this person's name.
async fn may_go_on(web: &Web, login: &Login) {
    if let Err(error) = web.store.wake_approved_by(login, web.clock.now()).await {
        tracing::warn!(%error, "what waits for this person is looked at later");
    }
}
