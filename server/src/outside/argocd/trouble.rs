//! Argo CD's answers as trouble: the one table.

use crate::outside::clock;
use crate::outside::wire::{Answer, cut};
use domain::trouble::{System, Trouble, TroubleKind};
use http::StatusCode;
use serde::Deserialize;

/// gRPC's INVALID_ARGUMENT, also said of an object that an application does not have (yet).
pub(super) const INVALID: i64 = 3;
/// gRPC's FAILED_PRECONDITION: the application is in no state for it just now.
pub(super) const PRECONDITION: i64 = 9;
/// A sync window opens by itself.
const WINDOW_PAUSE_SECONDS: i64 = 300;
const LIMIT_PAUSE_SECONDS: i64 = 60;

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    message: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    code: i64,
}

fn body(answer: &Answer) -> Body {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

pub(super) fn new(kind: TroubleKind, message: impl Into<String>) -> Trouble {
    Trouble::new(System::ArgoCd, kind, message)
}

/// The gRPC code in the body of an error; 0 when there is none.
pub(super) fn code(answer: &Answer) -> i64 {
    body(answer).code
}

pub(super) fn words(answer: &Answer) -> String {
    let body = body(answer);
    let said = [body.message, body.error]
        .into_iter()
        .find(|text| !text.is_empty());
    let reason = || answer.status.canonical_reason().map(str::to_owned);
    cut(&said
        .or_else(|| answer.plain())
        .or_else(reason)
        .unwrap_or_default())
}

/// Refused for the time being by a sync window, which looks like a missing permission otherwise.
pub(super) fn is_window(answer: &Answer) -> bool {
    answer.status == StatusCode::FORBIDDEN && words(answer).contains("sync window")
}

/// What an answer that is not 2xx means. `what` names the call.
pub(super) fn of(answer: &Answer, what: &str) -> Trouble {
    let message = format!("{what}: {}: {}", answer.status.as_u16(), words(answer));
    match answer.status {
        StatusCode::UNAUTHORIZED => new(TroubleKind::SignIn, message),
        StatusCode::FORBIDDEN if is_window(answer) => {
            new(TroubleKind::Refused, message).at(clock::now().plus_seconds(WINDOW_PAUSE_SECONDS))
        }
        StatusCode::FORBIDDEN => new(TroubleKind::Permission, message),
        StatusCode::NOT_FOUND => new(TroubleKind::Missing, message),
        StatusCode::TOO_MANY_REQUESTS => {
            let asked = answer
                .header("retry-after")
                .and_then(|text| text.parse().ok());
            let pause: i64 = asked.unwrap_or(LIMIT_PAUSE_SECONDS);
            new(TroubleKind::RateLimited, message).at(clock::now().plus_seconds(pause.max(1)))
        }
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
            new(TroubleKind::Conflict, message)
        }
        StatusCode::BAD_REQUEST if code(answer) == PRECONDITION => {
            new(TroubleKind::Conflict, message)
        }
        status if status.is_server_error() => new(TroubleKind::Failing, message),
        status if !status.is_client_error() => new(TroubleKind::Nonsense, message),
        _ => new(TroubleKind::Refused, message),
    }
}
