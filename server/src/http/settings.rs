//! A person's own account: what they may do and why not, their accounts elsewhere, and where they are signed in.

use super::context::Visit;
use super::halt::Halt;
use super::notice::Notice;
use super::page::{self, Sheet};
use super::sign_in::{away, start_of};
use super::{Web, session, words};
use crate::store::{Identity, SessionRow};
use app::pages::account::{Account, AccountRow, SessionLine, view};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::people::Provider;
use domain::portal::PortalError;
use std::sync::Arc;

/// Far more than anybody is signed in at.
const SESSIONS: u32 = 100;
const HERE: &str = "/settings";

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Halt> {
    let person = &visit.person;
    let rights = web.portal.rights(person).await?;
    let current = session::current(&web, &headers);
    let sessions = web
        .store
        .sessions_of(&person.login, SESSIONS)
        .await
        .map_err(away)?;
    let identities = web.store.identities_of(&person.login).await.map_err(away)?;
    let is_linked = |provider| identities.iter().any(|it| it.provider == provider);
    let link = web
        .door(Provider::GitHub)
        .filter(|_| is_linked(Provider::Oidc))
        .map(|_| format!("{}?link=1", start_of(Provider::GitHub)));
    let data = Account {
        login: person.login.to_string(),
        name: person.name.clone(),
        roles: person
            .roles
            .iter()
            .map(|role| role.as_str().to_owned())
            .collect(),
        teams: person.teams.iter().map(ToString::to_string).collect(),
        rights,
        accounts: identities.iter().map(|it| account(&web, it)).collect(),
        is_linked: is_linked(Provider::GitHub),
        link,
        sessions: sessions
            .iter()
            .map(|row| line(&web, row, current.as_deref()))
            .collect(),
        now: web.clock.now().0,
    };
    Ok(page::show(
        &web,
        &visit.context,
        Sheet::new(words::TITLE_SETTINGS),
        move || view(&data),
    )
    .await)
}

fn title(web: &Web, provider: Provider) -> String {
    let door = web.door(provider);
    door.map_or(provider.as_str(), |door| door.title())
        .to_owned()
}

fn account(web: &Web, identity: &Identity) -> AccountRow {
    AccountRow {
        provider: title(web, identity.provider),
        name: identity.name.to_string(),
        checked: identity.checked.0,
    }
}

fn line(web: &Web, row: &SessionRow, current: Option<&str>) -> SessionLine {
    SessionLine {
        handle: row.handle().to_owned(),
        browser: row.browser.clone(),
        provider: title(web, row.provider),
        since: row.created.0,
        seen: row.last_seen.0,
        is_current: current == Some(row.id_hash.as_str()),
    }
}

/// One that is another person's is not there.
pub(super) async fn end_one(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(handle): Path<String>,
) -> Result<Response, Halt> {
    let ended = web
        .store
        .end_session_of(&visit.person.login, &handle, web.clock.now());
    match ended.await.map_err(away)? {
        true => Ok(back(&web, Notice::SessionEnded)),
        false => Err(PortalError::NotFound.into()),
    }
}

pub(super) async fn end_others(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Halt> {
    let current = session::current(&web, &headers).unwrap_or_default();
    let ended = web
        .store
        .end_other_sessions(&visit.person.login, &current, web.clock.now());
    let ended = ended.await.map_err(away)?;
    tracing::info!(login = %visit.person.login, ended, "signed out everywhere else");
    Ok(back(&web, Notice::SessionsEnded))
}

fn back(web: &Web, notice: Notice) -> Response {
    let mut response = Redirect::to(HERE).into_response();
    notice.leave(&mut response, web.is_https());
    response
}
