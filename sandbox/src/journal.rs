//! Every request and its answer, whole: what a story run leaves behind to be checked against the vendors' descriptions.

use std::collections::VecDeque;

use crate::shared::Shared;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    Github,
    Argocd,
    Aws,
    Backstage,
}

#[derive(Debug, Clone, serde::Serialize)]
pub struct Exchange {
    pub number: u64,
    pub at: jiff::Timestamp,
    pub system: System,
    pub method: String,
    pub path: String,
    pub query: String,
    pub request_headers: Vec<(String, String)>,
    pub request_body: String,
    /// `None` when the connection was dropped without an answer.
    pub status: Option<u16>,
    pub response_headers: Vec<(String, String)>,
    pub response_body: String,
    /// The fault that shaped this answer, if one did.
    pub fault: Option<String>,
    /// Nobody wrote this route: the answer was 501.
    pub unknown_route: bool,
}

const KEPT: usize = 20_000;

#[derive(Debug, Default)]
pub struct Journal(Shared<Pages>);

#[derive(Debug, Default)]
struct Pages {
    next: u64,
    exchanges: VecDeque<Exchange>,
    unknown_routes: u64,
}

impl Journal {
    /// Adds an exchange and gives it its number, which is returned.
    pub fn record(&self, mut exchange: Exchange) -> u64 {
        let mut pages = self.0.lock();
        pages.next += 1;
        exchange.number = pages.next;
        if exchange.unknown_route {
            pages.unknown_routes += 1;
        }
        if pages.exchanges.len() == KEPT {
            pages.exchanges.pop_front();
        }
        pages.exchanges.push_back(exchange);
        pages.next
    }

    /// More of an answer that is still being given.
    pub fn append(&self, number: u64, text: &str) {
        let mut pages = self.0.lock();
        let known = pages.exchanges.iter_mut().rev();
        if let Some(exchange) = known.into_iter().find(|e| e.number == number) {
            exchange.response_body.push_str(text);
        }
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().exchanges.iter().cloned().collect()
    }

    pub fn exchanges_of(&self, system: System) -> Vec<Exchange> {
        self.0
            .lock()
            .exchanges
            .iter()
            .filter(|e| e.system == system)
            .cloned()
            .collect()
    }

    /// How many are such.
    pub fn count(&self, wanted: impl Fn(&Exchange) -> bool) -> usize {
        let pages = self.0.lock();
        pages.exchanges.iter().filter(|one| wanted(one)).count()
    }

    pub fn unknown_routes(&self) -> u64 {
        self.0.lock().unknown_routes
    }

    pub fn clear(&self) {
        self.0.lock().exchanges.clear();
    }
}
