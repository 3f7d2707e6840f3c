//! Backstage's answers as trouble: the one table.

use crate::outside::wire::{Answer, cut};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
struct Body {
    error: Said,
}

#[derive(Deserialize)]
struct Said {
    name: String,
    #[serde(default)]
    message: String,
}

/// What an answer other than the hoped-for means. `what` names the call, for example `GET /locations`.
pub(super) fn of(answer: &Answer, what: &str, now: Timestamp) -> Trouble {
    let said = said(answer);
    let words = match &said {
        Some(said) if said.message.is_empty() => said.name.clone(),
        Some(said) => format!("{}: {}", said.name, said.message),
        None => answer.plain().unwrap_or_else(|| {
            let reason = answer.status.canonical_reason();
            reason.unwrap_or("without words").to_owned()
        }),
    };
    let message = cut(&format!("{what}: {}: {words}", answer.status.as_u16()));
    let kind = match answer.status {
        StatusCode::UNAUTHORIZED => TroubleKind::SignIn,
        StatusCode::FORBIDDEN => TroubleKind::Permission,
        StatusCode::TOO_MANY_REQUESTS => TroubleKind::RateLimited,
        StatusCode::REQUEST_TIMEOUT => TroubleKind::Unreachable,
        status if status.is_server_error() => TroubleKind::Failing,
        // Not Backstage's own words: another server at this address, or a redirect to a page for people.
        status if !status.is_client_error() || said.is_none() => TroubleKind::Nonsense,
        StatusCode::NOT_FOUND => TroubleKind::Missing,
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => TroubleKind::Conflict,
        _ => TroubleKind::Refused,
    };
    let trouble = Trouble::new(System::Backstage, kind, message);
    match (kind, pause(answer)) {
        (TroubleKind::RateLimited | TroubleKind::Failing, Some(seconds)) => {
            trouble.at(now.plus_seconds(seconds.max(1)))
        }
        _ => trouble,
    }
}

/// Backstage itself says that there is no such thing, rather than a proxy that there is no such page.
pub(super) fn is_not_found(answer: &Answer) -> bool {
    answer.status == StatusCode::NOT_FOUND && said(answer).is_some()
}

fn said(answer: &Answer) -> Option<Said> {
    serde_json::from_slice::<Body>(&answer.body)
        .ok()
        .map(|body| body.error)
}

fn pause(answer: &Answer) -> Option<i64> {
    answer.header("retry-after")?.parse().ok()
}
