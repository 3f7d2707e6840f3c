//! Scripted misfortune: what the outside world does on a bad day, one rule at a time.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::journal::System;
use crate::shared::Shared;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Answer this status instead of doing anything.
    Status {
        code: u16,
        body: Option<Value>,
    },
    /// Take the request and never answer.
    Timeout,
    /// Do it, but late.
    Slow {
        ms: u64,
    },
    /// Drop the connection before doing anything.
    Dark,
    /// Do it, then drop the connection: the caller cannot know.
    AnswerLost,
    /// A proxy's HTML page in place of the API's JSON.
    #[serde(rename = "html_502")]
    Html502,
    /// Primary limit: 403 with remaining 0 and a reset time. Secondary: 403 with `retry-after`, or 429 without it.
    RateLimited {
        #[serde(default)]
        retry_after: Option<u64>,
        #[serde(default)]
        primary: bool,
    },
    WebhookLost,
    WebhookDoubled,
    /// All that is queued goes out in reverse order.
    WebhookReordered,
}

impl FaultKind {
    fn is_webhook(&self) -> bool {
        matches!(
            self,
            Self::WebhookLost | Self::WebhookDoubled | Self::WebhookReordered
        )
    }
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    #[serde(default)]
    pub id: u64,
    pub system: System,
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// Anywhere in the path or, for AWS, in `X-Amz-Target`.
    #[serde(default)]
    pub contains: Option<String>,
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Let this many matching requests through first.
    #[serde(default)]
    pub after: u32,
    /// How often it strikes; `None` is for ever.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Fault {
    pub fn new(system: System, kind: FaultKind) -> Self {
        Self {
            id: 0,
            system,
            method: None,
            path_prefix: None,
            contains: None,
            kind,
            after: 0,
            times: None,
        }
    }

    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    #[must_use]
    pub fn path_prefix(mut self, prefix: &str) -> Self {
        self.path_prefix = Some(prefix.to_owned());
        self
    }

    #[must_use]
    pub fn contains(mut self, part: &str) -> Self {
        self.contains = Some(part.to_owned());
        self
    }

    #[must_use]
    pub fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }

    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    fn matches(&self, system: System, method: &str, path: &str, operation: &str) -> bool {
        self.system == system
            && self
                .method
                .as_deref()
                .is_none_or(|m| m.eq_ignore_ascii_case(method))
            && self
                .path_prefix
                .as_deref()
                .is_none_or(|p| path.starts_with(p))
            && self
                .contains
                .as_deref()
                .is_none_or(|c| path.contains(c) || operation.contains(c))
    }
}

#[derive(Debug, Default)]
pub struct Faults {
    rules: Shared<Vec<Fault>>,
    next: AtomicU64,
}

impl Faults {
    /// Adds a rule and returns its id.
    pub fn add(&self, mut fault: Fault) -> u64 {
        fault.id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let id = fault.id;
        self.rules.lock().push(fault);
        id
    }

    pub fn list(&self) -> Vec<Fault> {
        self.rules.lock().clone()
    }

    pub fn remove(&self, id: u64) -> bool {
        let mut rules = self.rules.lock();
        let before = rules.len();
        rules.retain(|f| f.id != id);
        rules.len() < before
    }

    pub fn clear(&self) {
        self.rules.lock().clear();
    }

    /// The fault that strikes this request; counts it.
    pub(crate) fn strike(
        &self,
        system: System,
        method: &str,
        path: &str,
        operation: &str,
    ) -> Option<FaultKind> {
        self.take(|f| !f.kind.is_webhook() && f.matches(system, method, path, operation))
    }

    /// The fault that strikes this delivery; `contains` is held against the event's name.
    pub(crate) fn strike_webhook(
        &self,
        event: &str,
        wanted: fn(&FaultKind) -> bool,
    ) -> Option<FaultKind> {
        self.take(|f| {
            f.kind.is_webhook() && wanted(&f.kind) && f.matches(System::Github, "POST", event, "")
        })
    }

    fn take(&self, matches: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        let mut rules = self.rules.lock();
        let mut struck = None;
        for fault in rules.iter_mut().filter(|f| matches(f)) {
            if fault.after > 0 {
                fault.after -= 1;
                continue;
            }
            if let Some(left) = &mut fault.times {
                *left = left.saturating_sub(1);
            }
            struck = Some((fault.id, fault.kind.clone(), fault.times == Some(0)));
            break;
        }
        let (id, kind, spent) = struck?;
        if spent {
            rules.retain(|f| f.id != id);
        }
        Some(kind)
    }
}
