//! Signing in: to these pages with a cookie, to an application with the web flow.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::SignedDuration;
use serde::Deserialize;

use super::html::{escape, page, refused};
use crate::credentials::CLIENT_ID;
use crate::github::Code;
use crate::github::seed::PERSONAS;
use crate::world::World;

const COOKIE: &str = "sandbox_session";

pub(super) fn signed_in(world: &World, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let key = cookies
        .split(';')
        .filter_map(|c| c.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)?
        .1;
    world.github.lock().sessions.get(key).cloned()
}

pub(super) fn secret(prefix: &str) -> String {
    format!(
        "{prefix}{}{}",
        uuid::Uuid::new_v4().simple(),
        uuid::Uuid::new_v4().simple()
    )
}

fn with_session(world: &World, login: &str, mut response: Response) -> Response {
    let key = secret("");
    world
        .github
        .lock()
        .sessions
        .insert(key.clone(), login.to_owned());
    if let Ok(value) =
        HeaderValue::from_str(&format!("{COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax"))
    {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// The personas as buttons of one form; `hidden` rides along.
fn personas(action: &str, hidden: &[(&str, &str)]) -> String {
    let kept: String = hidden
        .iter()
        .map(|(k, v)| {
            format!(
                "<input type=\"hidden\" name=\"{k}\" value=\"{}\">",
                escape(v)
            )
        })
        .collect();
    let buttons: String = PERSONAS
        .iter()
        .map(|(login, name, about)| {
            format!(
                "<li><button class=\"persona\" name=\"login\" value=\"{login}\"><strong>{}</strong> ({login})<br>{}</button></li>",
                escape(name),
                escape(about)
            )
        })
        .collect();
    format!("<form method=\"post\" action=\"{action}\">{kept}<ul>{buttons}</ul></form>")
}

#[derive(Deserialize)]
pub(super) struct Back {
    return_to: Option<String>,
}

pub(super) async fn login(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    let me = signed_in(&world, &headers);
    let back = back.return_to.unwrap_or_else(|| "/".to_owned());
    let main = format!(
        "<p>Choose who you are.</p>{}",
        personas("/login", &[("return_to", &back)])
    );
    page(StatusCode::OK, "Sign in", me.as_deref(), &main)
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    login: String,
    return_to: Option<String>,
}

pub(super) async fn sign_in(State(world): State<Arc<World>>, Form(form): Form<SignIn>) -> Response {
    if !is_persona(&form.login) {
        return refused(422, None, "There is no such persona.");
    }
    // Only paths of this host: a sign-in page that forwards anywhere is a trap, even here.
    let back = form
        .return_to
        .filter(|to| to.starts_with('/') && !to.starts_with("//"))
        .unwrap_or_else(|| "/".to_owned());
    with_session(&world, &form.login, Redirect::to(&back).into_response())
}

pub(super) async fn sign_out(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    if let Some(me) = signed_in(&world, &headers) {
        world.github.lock().sessions.retain(|_, login| *login != me);
    }
    Redirect::to("/").into_response()
}

fn is_persona(login: &str) -> bool {
    PERSONAS.iter().any(|(known, ..)| *known == login)
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Authorize {
    #[serde(default)]
    client_id: String,
    redirect_uri: Option<String>,
    state: Option<String>,
    scope: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    /// Who GitHub suggests to sign in as.
    login: Option<String>,
}

/// The App's callback is registered for this machine, whatever the port.
fn callback(redirect_uri: Option<&str>) -> Result<url::Url, String> {
    let wrong = "The redirect_uri is not associated with this application.";
    let text = redirect_uri.unwrap_or("http://127.0.0.1:3000/auth/github/callback");
    let url = url::Url::parse(text).map_err(|_| wrong.to_owned())?;
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if local && matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(wrong.to_owned())
    }
}

fn check(wanted: &Authorize) -> Result<url::Url, (u16, String)> {
    if wanted.client_id != CLIENT_ID {
        return Err((
            404,
            "There is no application with this client_id.".to_owned(),
        ));
    }
    let url = callback(wanted.redirect_uri.as_deref()).map_err(|reason| (422, reason))?;
    match (
        &wanted.code_challenge,
        wanted.code_challenge_method.as_deref(),
    ) {
        (None, None) | (Some(_), Some("S256")) => Ok(url),
        _ => Err((
            422,
            "PKCE needs code_challenge and code_challenge_method=S256.".to_owned(),
        )),
    }
}

pub(super) async fn authorize(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Query(wanted): Query<Authorize>,
) -> Response {
    let me = signed_in(&world, &headers);
    if let Err((status, reason)) = check(&wanted) {
        return refused(status, me.as_deref(), &reason);
    }
    let fields = [
        ("client_id", Some(&wanted.client_id)),
        ("redirect_uri", wanted.redirect_uri.as_ref()),
        ("state", wanted.state.as_ref()),
        ("scope", wanted.scope.as_ref()),
        ("code_challenge", wanted.code_challenge.as_ref()),
        (
            "code_challenge_method",
            wanted.code_challenge_method.as_ref(),
        ),
    ];
    let hidden: Vec<(&str, &str)> = fields
        .iter()
        .filter_map(|(k, v)| v.map(|v| (*k, v.as_str())))
        .collect();
    let main = format!(
        "<p>The application <strong>Berth</strong> wants to know who you are. Choose a persona to sign in with.</p>{}",
        personas("/login/oauth/authorize", &hidden)
    );
    page(StatusCode::OK, "Sign in to Berth", me.as_deref(), &main)
}

pub(super) async fn allow(
    State(world): State<Arc<World>>,
    Form(form): Form<Authorize>,
) -> Response {
    let mut target = match check(&form) {
        Ok(url) => url,
        Err((status, reason)) => return refused(status, None, &reason),
    };
    let Some(login) = form.login.filter(|l| is_persona(l)) else {
        return refused(422, None, "There is no such persona.");
    };
    let code = secret("")[..20].to_owned();
    let expires_at = world
        .clock
        .now()
        .saturating_add(SignedDuration::from_mins(10))
        .unwrap_or(jiff::Timestamp::MAX);
    let half_done = Code {
        login: login.clone(),
        redirect_uri: form.redirect_uri,
        challenge: form.code_challenge,
        expires_at,
    };
    world.github.lock().codes.insert(code.clone(), half_done);
    target.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = &form.state {
        target.query_pairs_mut().append_pair("state", state);
    }
    // GitHub answers 302 here.
    let mut response = StatusCode::FOUND.into_response();
    if let Ok(value) = HeaderValue::from_str(target.as_str()) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    with_session(&world, &login, response)
}
