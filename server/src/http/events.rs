//! The live stream of a request: the part of its page that changes, rendered anew after each event, numbered by the request's
//! version so that a browser which comes back says what it saw last.

use super::Web;
use super::context::Visit;
use super::halt::Halt;
use super::limits::Streaming;
use crate::store::ChangeNotice;
use app::pages::request::live_fragment;
use app::render;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::people::Person;
use domain::portal::{PortalError, RequestPage};
use domain::request::RequestId;
use futures::Stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::Instant;

const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A stream ends now and then, so that the browser comes back and its session is looked at again.
const LONGEST: Duration = Duration::from_secs(30 * 60);

pub(super) async fn events(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Halt> {
    let id = RequestId::parse(&id).map_err(|_| PortalError::NotFound)?;
    let place = web.limits.stream(&visit.person.login)?;
    Ok(follow(web, (visit.person, place), id, &headers, fragment).await?)
}

/// What a listener is told of a request.
pub(super) struct Shown {
    pub(super) name: &'static str,
    pub(super) data: String,
}

/// Tells of a request whenever something has happened to it.
pub(super) async fn follow(
    web: Arc<Web>,
    (person, place): (Person, Streaming),
    id: RequestId,
    headers: &HeaderMap,
    show: fn(RequestPage) -> Shown,
) -> Result<Response, PortalError> {
    let seen = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    // First listen, then look: nothing falls between the two.
    let changes = web.store.changes();
    let page = web.portal.request(&person, &id).await?;
    if page.request.stage.name().is_final() && seen == Some(page.request.version) {
        // The one answer after which a browser does not come back.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let live = Live {
        web,
        person,
        id,
        show,
        changes,
        next: Next::Show(Box::new(page)),
        seen,
        until: Instant::now() + LONGEST,
        _place: place,
    };
    let stream = Sse::new(live.into_stream()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok((
        [(HeaderName::from_static("x-accel-buffering"), "no")],
        stream,
    )
        .into_response())
}

struct Live {
    web: Arc<Web>,
    person: Person,
    id: RequestId,
    show: fn(RequestPage) -> Shown,
    changes: Receiver<ChangeNotice>,
    next: Next,
    seen: Option<i64>,
    until: Instant,
    _place: Streaming,
}

enum Next {
    Show(Box<RequestPage>),
    Wait,
    End,
}

impl Live {
    fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures::stream::unfold(self, |mut live| async move {
            let event = live.event().await?;
            Some((Ok(event), live))
        })
    }

    /// The next fragment that the browser does not have; `None` ends the stream.
    async fn event(&mut self) -> Option<Event> {
        loop {
            match std::mem::replace(&mut self.next, Next::Wait) {
                Next::End => return None,
                Next::Show(page) => {
                    let version = page.request.version;
                    if page.request.stage.name().is_final() {
                        self.next = Next::End;
                    }
                    if self.seen != Some(version) {
                        self.seen = Some(version);
                        let shown = (self.show)(*page);
                        let event = Event::default().event(shown.name).data(shown.data);
                        return Some(event.id(version.to_string()));
                    }
                }
                Next::Wait => self.next = self.wait().await,
            }
        }
    }

    async fn wait(&mut self) -> Next {
        tokio::select! {
            () = self.web.shutdown.cancelled() => Next::End,
            () = tokio::time::sleep_until(self.until) => Next::End,
            change = self.changes.recv() => match change {
                Ok(change) if change.request != self.id => Next::Wait,
                // Whoever lags has missed something, perhaps this: look.
                Ok(_) | Err(RecvError::Lagged(_)) => self.look().await,
                Err(RecvError::Closed) => Next::End,
            }
        }
    }

    async fn look(&self) -> Next {
        match self.web.portal.request(&self.person, &self.id).await {
            Ok(page) => Next::Show(Box::new(page)),
            Err(error) => {
                // The browser comes back, and gets a page or a reason.
                tracing::warn!(request = %self.id, %error, "a live stream ends early");
                Next::End
            }
        }
    }
}

fn fragment(page: RequestPage) -> Shown {
    // A carriage return would end the line of the stream; HTML reads both alike.
    let data = render::html(move || live_fragment(&page)).replace('\r', "\n");
    Shown {
        name: "fragment",
        data,
    }
}
