//! The live stream of a request: all of it anew after each event.

use super::extract::Parted;
use super::problem::{Answered, Fault};
use super::wire::IdPath;
use super::wire::request::Request;
use crate::http::Web;
use crate::http::bearer::Caller;
use crate::http::events::{Shown, follow};
use axum::extract::State;
use axum::http::HeaderMap;
use domain::portal::RequestPage;
use std::sync::Arc;

/// Follow a request
///
/// Server-sent events, each the whole request after something happened to it, numbered by its version. Send
/// `Last-Event-ID` to hear only of what is newer. The stream ends with the request, and now and then by itself: come back
/// then.
#[utoipa::path(
    get, path = "/requests/{id}/events", tag = "Requests", params(IdPath),
    responses(
        (status = 200, description = "A stream of events named `request`", body = String, content_type = "text/event-stream"),
        (status = 204, description = "The request has ended, and nothing is newer")
    )
)]
pub(super) async fn request_events(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    headers: HeaderMap,
) -> Answered {
    let id = parts.request()?;
    let place = web.limits.stream(&caller.person.login);
    let place = place.map_err(|_| Fault::TooMany { wait_seconds: 60 })?;
    Ok(follow(web, (caller.person, place), id, &headers, shown).await?)
}

fn shown(page: RequestPage) -> Shown {
    Shown {
        name: "request",
        // Without line breaks, which would end the event's line.
        data: serde_json::to_string(&Request::of(&page)).unwrap_or_default(),
    }
}
