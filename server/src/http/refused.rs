//! Whoever was told no stands in the audit record: what they may not do, sessions and tokens that open nothing, forms of other
//! sites, webhooks without a signature.

use super::Web;
use super::api::problem::Fault;
use super::context::Context;
use super::halt::Halt;
use super::session::Visitor;
use crate::caller::Caller;
use axum::extract::{MatchedPath, OriginalUri, Request};
use axum::response::Response;
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::portal::PortalError;

/// The method with the address: whole for people who are known. What others made up is not written down, only which address
/// it came to.
pub(super) fn place(request: &Request, is_known: bool) -> String {
    let routed = request.extensions().get::<MatchedPath>();
    // The API's own router sees the rest of the path alone.
    let original = request.extensions().get::<OriginalUri>();
    let path = match (is_known, routed) {
        (true, _) => original.map_or_else(|| request.uri().path(), |uri| uri.path()),
        (false, Some(routed)) => routed.as_str(),
        (false, None) => "elsewhere",
    };
    format!("{} {path}", request.method())
}

/// What was refused, and why, in somebody's words.
pub(super) type Said = (AuditAction, String);

/// In an answer of the pages, before it is drawn.
pub(super) fn in_page(context: &Context, response: &Response) -> Option<Said> {
    let halt = response.extensions().get::<Halt>().cloned();
    of_halt(context, halt.or_else(|| Halt::of(response))?)
}

fn of_halt(context: &Context, halt: Halt) -> Option<Said> {
    Some(match halt {
        Halt::Portal(PortalError::Denied(denial)) => {
            (AuditAction::RefusedPermission, denial.sentence)
        }
        // Somebody who is not signed in is shown the door; a session that is over is another thing.
        Halt::SignIn if matches!(context.visitor, Visitor::Expired) => {
            (AuditAction::RefusedSession, from(context))
        }
        Halt::SignIn if !context.method.is_safe() => (AuditAction::RefusedSession, from(context)),
        Halt::CrossSite => (AuditAction::RefusedCrossSite, from(context)),
        Halt::TooMany { .. } => (AuditAction::RefusedTooMany, from(context)),
        _ => return None,
    })
}

/// Whom the connection comes from: often a proxy.
fn from(context: &Context) -> String {
    context
        .from
        .map_or_else(String::new, |address| format!("From {address}"))
}

/// In an answer of the API.
pub(super) fn in_call(response: &Response) -> Option<Said> {
    Some(match response.extensions().get::<Fault>()? {
        Fault::NoToken(why) => (AuditAction::RefusedToken, (*why).to_owned()),
        Fault::Scope(why) => (AuditAction::RefusedScope, why.clone()),
        Fault::Portal(PortalError::Denied(denial)) => {
            (AuditAction::RefusedPermission, denial.sentence.clone())
        }
        Fault::TooMany { .. } => (AuditAction::RefusedTooMany, String::new()),
        _ => return None,
    })
}

/// Another machine, whose secret does not fit.
pub(super) async fn machine(web: &Web, action: AuditAction, place: &str) {
    tell(web, Some((action, String::new())), None, place.to_owned()).await;
}

/// Somebody who came back from a provider and could not come in.
pub(super) async fn sign_in(web: &Web, context: &Context, why: &str) {
    let reason = format!("{why} {}", from(context));
    let place = "GET /sign-in/callback".to_owned();
    tell(web, Some((AuditAction::RefusedSignIn, reason)), None, place).await;
}

/// Writes it down, if anything was refused.
pub(super) async fn tell(web: &Web, said: Option<Said>, caller: Option<Caller>, place: String) {
    let Some((action, reason)) = said else {
        return;
    };
    let who = caller
        .as_ref()
        .map_or_else(Who::nobody, |caller| Who::person(&caller.login));
    let mut entry = AuditEntry::new(web.clock.now(), who, action, place);
    entry.held = caller.map(|caller| caller.held);
    entry.reason = reason.trim().to_owned();
    web.refusals.tell(entry).await;
}
