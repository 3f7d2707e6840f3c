//! The watch: ADDED for everything there is, then whatever changes; newline-delimited JSON or server-sent events.
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State as Extract};
use axum::response::Response;
use futures::stream::{self, StreamExt as _};
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::applications::matching;
use super::query::Params;
use super::render;
use crate::listener::Endless;
use crate::world::World;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

struct Watch {
    world: Arc<World>,
    params: Params,
    changes: tokio::sync::watch::Receiver<u64>,
    /// The projected payload last sent, by name alone, as in the real server.
    sent: BTreeMap<String, Value>,
    sse: bool,
    first: bool,
}

pub(super) async fn applications(
    Extract(world): Extract<Arc<World>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let sse = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("text/event-stream"));
    let watch = Watch {
        changes: world.changes(),
        world,
        params: Params::parse(query.as_deref()),
        sent: BTreeMap::new(),
        sse,
        first: true,
    };
    let body = stream::unfold(watch, |mut watch| async move {
        let chunk = watch.next().await;
        Some((Ok::<Bytes, Infallible>(chunk), watch))
    });
    let mut response = Response::new(Body::from_stream(body.boxed()));
    let kind = if sse {
        "text/event-stream"
    } else {
        "application/json"
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.extensions_mut().insert(Endless);
    response
}

impl Watch {
    async fn next(&mut self) -> Bytes {
        loop {
            if !self.first {
                match tokio::time::timeout(KEEP_ALIVE, self.changes.changed()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => std::future::pending::<()>().await,
                    Err(_) if self.sse => return Bytes::from_static(b":\n\n"),
                    Err(_) => continue,
                }
            }
            let greeting = self.first && self.sse;
            self.first = false;
            let text = self.news();
            if greeting {
                return Bytes::from(format!(":\n\n{text}"));
            }
            if !text.is_empty() {
                return Bytes::from(text);
            }
        }
    }

    fn news(&mut self) -> String {
        let state = self.world.argocd.lock();
        let now: BTreeMap<String, Value> = matching(&state, &self.params)
            .map(|app| (app.name.clone(), render::application(app)))
            .collect();
        drop(state);
        let mut lines = String::new();
        let gone: Vec<String> = self
            .sent
            .keys()
            .filter(|n| !now.contains_key(*n))
            .cloned()
            .collect();
        for name in gone {
            if let Some(last) = self.sent.remove(&name) {
                lines.push_str(&self.line("DELETED", last));
            }
        }
        for (name, app) in now {
            let kind = match self.sent.get(&name) {
                None => "ADDED",
                Some(last) if *last != app => "MODIFIED",
                Some(_) => continue,
            };
            lines.push_str(&self.line(kind, app.clone()));
            self.sent.insert(name, app);
        }
        lines
    }

    fn line(&self, kind: &str, application: Value) -> String {
        let event = self
            .params
            .project(json!({ "result": { "type": kind, "application": application } }));
        if self.sse {
            format!("data: {event}\n\n")
        } else {
            format!("{event}\n")
        }
    }
}
