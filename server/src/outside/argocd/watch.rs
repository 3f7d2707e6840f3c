//! The watch: one line an event, as plain JSON lines or as server-sent events.

use super::json::{Line, StreamError};
use super::{Moved, trouble};
use crate::outside::wire::{Service, cut};
use domain::trouble::{Trouble, TroubleKind};
use futures::stream::{self, BoxStream, StreamExt as _};
use std::collections::VecDeque;
use std::time::Duration;

/// Argo CD sends something every 15 s when it speaks server-sent events; longer silence is a dead line.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// With the few fields that are asked for a line has some hundred bytes.
const LINE_MAX: usize = 1 << 20;

struct Watch {
    service: Service,
    response: reqwest::Response,
    lines: Lines,
    ready: VecDeque<Result<Moved, Trouble>>,
    keeps_alive: bool,
    over: bool,
}

pub(super) fn events(
    service: Service,
    response: reqwest::Response,
) -> BoxStream<'static, Result<Moved, Trouble>> {
    let kind = response.headers().get("content-type");
    let keeps_alive = kind
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/event-stream"));
    let watch = Watch {
        service,
        response,
        lines: Lines::default(),
        ready: VecDeque::new(),
        keeps_alive,
        over: false,
    };
    stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((event, watch))
    })
    .boxed()
}

impl Watch {
    async fn next(&mut self) -> Option<Result<Moved, Trouble>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.over |= event.is_err();
                return Some(event);
            }
            if self.over {
                return None;
            }
            match self.chunk().await {
                Ok(Some(chunk)) => match self.lines.feed(&chunk) {
                    Ok(lines) => self
                        .ready
                        .extend(lines.iter().filter_map(|line| event(line))),
                    Err(trouble) => self.ready.push_back(Err(trouble)),
                },
                Ok(None) => self.over = true,
                Err(trouble) => self.ready.push_back(Err(trouble)),
            }
        }
    }

    async fn chunk(&mut self) -> Result<Option<bytes::Bytes>, Trouble> {
        let read = self.response.chunk();
        let read = if self.keeps_alive {
            tokio::time::timeout(SILENCE_MAX, read)
                .await
                .map_err(|_| trouble::new(TroubleKind::Unreachable, "the watch went silent"))?
        } else {
            read.await
        };
        read.map_err(|error| self.service.unreachable(error))
    }
}

/// Bytes into whole lines.
#[derive(Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    pub(super) fn feed(&mut self, chunk: &[u8]) -> Result<Vec<String>, Trouble> {
        self.rest.extend_from_slice(chunk);
        let mut lines = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            lines.push(String::from_utf8_lossy(&line).trim().to_owned());
        }
        if self.rest.len() > LINE_MAX {
            return Err(trouble::new(
                TroubleKind::Nonsense,
                "a line of the watch does not end",
            ));
        }
        Ok(lines)
    }
}

/// What a line says; keep-alives and types of event that are no news say nothing.
pub(super) fn event(line: &str) -> Option<Result<Moved, Trouble>> {
    let text = line.strip_prefix("data:").unwrap_or(line).trim();
    if !text.starts_with('{') {
        return None;
    }
    let Ok(line) = serde_json::from_str::<Line>(text) else {
        let what = format!("a line of the watch cannot be read: {}", cut(text));
        return Some(Err(trouble::new(TroubleKind::Nonsense, what)));
    };
    if let Some(StreamError { message }) = line.error {
        return Some(Err(trouble::new(TroubleKind::Failing, cut(&message))));
    }
    let event = line.result?;
    Some(Ok(Moved {
        application: event.application?.metadata.name,
        deleted: event.kind == "DELETED",
    }))
}
