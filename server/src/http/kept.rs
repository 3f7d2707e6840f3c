//! A form that is sent after the session has ended is not lost: it waits in the database until its author is back from
//! signing in, and the page they return to shows what they had entered. Nothing is done with it before they send it again.
//!
//! Only the browser that sent it can have it back, by the secret in a cookie. What anybody may send is bounded: the forms
//! of two pages, of ordinary size, a few hundred at a time, for an hour.

use super::context::Context;
use super::forms::{Form, Pairs, Query};
use super::halt::{self, Halt};
use super::session::{self, Visitor};
use super::{Web, cookies};
use crate::store::KeptForm;
use app::pages::address::ADOPT;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::time::Duration;

const AGE: Duration = Duration::from_secs(60 * 60);
/// Beside the one that comes.
const OTHERS: u32 = 499;
/// Far above what the fields take.
const SIZE: usize = 32 * 1024;
const COOKIE: &str = "berth-kept";
/// In the address of the page to return to: a fresh form stays a fresh form, and a reload shows the same again.
const MARK: &str = "kept";

pub(super) async fn layer(
    State(web): State<Arc<Web>>,
    context: Context,
    request: Request,
    next: Next,
) -> Response {
    let is_out = matches!(context.visitor, Visitor::Expired | Visitor::Nobody);
    match page_of(&context).filter(|_| is_out) {
        None => next.run(request).await,
        Some(page) => keep(&web, &context, request, &page)
            .await
            .unwrap_or_else(|halt| halt.into_response()),
    }
}

/// The page whose form is sent to this address.
fn page_of(context: &Context) -> Option<String> {
    if context.method != Method::POST {
        return None;
    }
    match context.path_alone() {
        "/requests" => Some("/requests/new".to_owned()),
        path if path == ADOPT => Some(path.to_owned()),
        path if path.starts_with("/reviews/") => Some(path.to_owned()),
        _ => None,
    }
}

async fn keep(
    web: &Web,
    context: &Context,
    request: Request,
    page: &str,
) -> Result<Response, Halt> {
    let Form(fields) = Form::from_request(request, &()).await?;
    let size: usize = fields
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > SIZE {
        return Err(Halt::TooLarge);
    }
    let secret = session::secret();
    let now = web.clock.now();
    let form = KeptForm {
        hash: session::hash(&secret),
        path: context.path_alone().to_owned(),
        fields,
        expires: now.plus_seconds(AGE.as_secs().cast_signed()),
    };
    if let Err(error) = web.store.keep_form(&form, OTHERS, now).await {
        tracing::error!(%error, "a form could not be kept over the sign-in");
        return Err(
            domain::portal::PortalError::Unavailable(domain::trouble::System::Database).into(),
        );
    }
    let mut response = halt::to_the_door(context, &format!("{page}?{MARK}=1"));
    cookies::set(&mut response, web.is_https(), COOKIE, &secret, Some(AGE));
    Ok(response)
}

/// What this browser sent to `path` before it signed in, when its address asks for it.
pub(super) async fn found(
    web: &Web,
    headers: &HeaderMap,
    query: &Query,
    path: &str,
) -> Option<Pairs> {
    if query.value(MARK).is_empty() {
        return None;
    }
    let hash = session::hash(&cookies::read(headers, COOKIE)?);
    match web.store.kept_form(&hash, web.clock.now()).await {
        Ok(kept) => kept
            .filter(|kept| kept.path == path)
            .map(|kept| kept.fields),
        Err(error) => {
            tracing::error!(%error, "a kept form could not be looked up");
            None
        }
    }
}

/// It has been sent, or somebody signs out: another person at this browser must not find it.
pub(super) async fn forget(web: &Web, headers: &HeaderMap, response: &mut Response) {
    let Some(secret) = cookies::read(headers, COOKIE) else {
        return;
    };
    if let Err(error) = web.store.drop_kept_form(&session::hash(&secret)).await {
        tracing::warn!(%error, "a kept form stays until it expires");
    }
    cookies::set(response, web.is_https(), COOKIE, "", Some(Duration::ZERO));
}
