//! Webhooks: queued when something happens, sent when the world steps, remembered for redelivery.

mod deliver;
mod payload;

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::Value;

pub use deliver::signature;
pub(crate) use deliver::{deliver, redeliver};
pub(crate) use payload::{ping, pull_request, push, review, status};

use super::State;

#[derive(Debug, Default)]
pub struct Hooks {
    pub queue: VecDeque<Queued>,
    /// Every attempt that was made, oldest first.
    pub deliveries: Vec<Delivery>,
    /// A receiver hears of the App's existence once.
    pub(crate) pinged: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Queued {
    /// The same again when it is sent again.
    pub guid: String,
    pub event: String,
    pub action: Option<String>,
    pub repository: Option<u64>,
    pub body: String,
    pub redelivery: bool,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub id: u64,
    pub sent: Queued,
    pub at: Timestamp,
    pub url: String,
    pub request_headers: Vec<(String, String)>,
    pub duration: f64,
    /// `None` when nobody answered.
    pub status: Option<u16>,
    pub response_body: String,
}

pub(super) fn enqueue(
    state: &mut State,
    event: &str,
    action: Option<&str>,
    repository: Option<u64>,
    payload: &Value,
) {
    state.hooks.queue.push_back(Queued {
        guid: uuid::Uuid::new_v4().to_string(),
        event: event.to_owned(),
        action: action.map(str::to_owned),
        repository,
        body: payload.to_string(),
        redelivery: false,
    });
}
