//! Who asks, from where and how it should look: found once before a handler runs, and used again if it halts.

use super::halt::{self, Halt};
use super::notice::Notice;
use super::session::{self, Visitor};
use super::{Web, refused, theme};
use crate::caller::{Caller, acting};
use crate::store::session_handle;
use app::shell::Theme;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use domain::audit::Credential;
use domain::people::Person;
use domain::portal::PortalError;
use domain::trouble::System;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) visitor: Visitor,
    pub(super) theme: Theme,
    pub(super) notice: Option<Notice>,
    pub(super) method: Method,
    /// With the query.
    pub(super) path: String,
    /// Whom the connection comes from, as far as it is known: often a proxy.
    pub(super) from: Option<IpAddr>,
}

impl Context {
    pub(super) fn person(&self) -> Option<&Person> {
        match &self.visitor {
            Visitor::SignedIn(person) => Some(person),
            Visitor::Expired | Visitor::Nobody | Visitor::Unknown => None,
        }
    }

    /// In whose name something is done, with the session of that hash.
    fn caller(&self, session: Option<String>) -> Option<Caller> {
        let login = self.person()?.login.clone();
        let held = Credential::Session(session_handle(&session?).to_owned());
        Some(Caller { login, held })
    }

    pub(super) fn path_alone(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Asked for by scripts rather than by people: such answers are no pages.
    pub(super) fn is_for_scripts(&self) -> bool {
        let path = self.path_alone();
        path.starts_with("/choices/")
            || path == "/requests/new/check"
            || (path.starts_with("/requests/") && path.ends_with("/events"))
    }
}

pub(super) async fn layer(
    State(web): State<Arc<Web>>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let context = Context {
        visitor: session::visitor(&web, headers).await,
        theme: theme::read(headers),
        notice: Notice::read(headers),
        method: request.method().clone(),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string),
        from: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip()),
    };
    let caller = context.caller(session::current(&web, request.headers()));
    let place = refused::place(&request, caller.is_some());
    request.extensions_mut().insert(context.clone());
    let response = acting(caller.clone(), next.run(request)).await;
    let said = refused::in_page(&context, &response);
    refused::tell(&web, said, caller, place).await;
    halt::finish(&web, &context, response).await
}

/// Somebody who is signed in. A handler that takes one is for such people alone.
pub(super) struct Visit {
    pub(super) person: Person,
    pub(super) context: Context,
}

impl FromRequestParts<Arc<Web>> for Visit {
    type Rejection = Halt;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Halt> {
        let context = parts
            .extensions
            .get::<Context>()
            .cloned()
            .ok_or(Halt::SignIn)?;
        let person = match &context.visitor {
            Visitor::SignedIn(person) => person.clone(),
            Visitor::Expired | Visitor::Nobody => return Err(Halt::SignIn),
            Visitor::Unknown => return Err(PortalError::Unavailable(System::Database).into()),
        };
        web.limits
            .admit(&person.login, context.method.is_safe(), web.clock.now())?;
        Ok(Self { person, context })
    }
}

/// The context alone, for pages that are open to everybody.
impl FromRequestParts<Arc<Web>> for Context {
    type Rejection = Halt;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Halt> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Halt::Unreadable)
    }
}
