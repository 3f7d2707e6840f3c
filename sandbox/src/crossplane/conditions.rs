//! Conditions as crossplane-runtime and upjet set them, and the events that go with them.
use jiff::Timestamp;
use serde_json::{Value, json};

use super::model::{Event, Live, generation, rfc3339};

pub(super) fn set(
    doc: &mut Value,
    kind: &str,
    status: bool,
    reason: &str,
    message: Option<&str>,
    now: Timestamp,
) {
    let generation = generation(doc);
    let status = if status { "True" } else { "False" };
    let mut next = json!({ "type": kind, "status": status, "reason": reason, "lastTransitionTime": rfc3339(now) });
    // upjet reports the last asynchronous operation outside the reconciler, which knows of no generation.
    if kind != "LastAsyncOperation" {
        next["observedGeneration"] = json!(generation);
    }
    if let Some(message) = message {
        next["message"] = json!(message);
    }
    if !doc["status"]["conditions"].is_array() {
        doc["status"]["conditions"] = json!([]);
    }
    let Some(list) = doc["status"]["conditions"].as_array_mut() else {
        return;
    };
    match list.iter_mut().find(|c| c["type"] == kind) {
        Some(there) => {
            if there["status"] == next["status"]
                && there["reason"] == next["reason"]
                && there["message"] == next["message"]
            {
                next["lastTransitionTime"] = there["lastTransitionTime"].clone();
            }
            *there = next;
        }
        None => list.push(next),
    }
}

pub(super) fn synced(doc: &mut Value, now: Timestamp) {
    set(doc, "Synced", true, "ReconcileSuccess", None, now);
}

pub(super) fn failed(live: &mut Live, event: &str, message: &str, now: Timestamp) {
    set(
        &mut live.doc,
        "Synced",
        false,
        "ReconcileError",
        Some(message),
        now,
    );
    record(live, event, message, true, now);
}

pub(super) fn ready(doc: &mut Value, reason: &str, now: Timestamp) {
    set(doc, "Ready", reason == "Available", reason, None, now);
}

pub(super) fn operation(doc: &mut Value, reason: &str, message: Option<&str>, now: Timestamp) {
    set(
        doc,
        "LastAsyncOperation",
        message.is_none(),
        reason,
        message,
        now,
    );
}

pub fn condition<'a>(doc: &'a Value, kind: &str) -> Option<&'a Value> {
    doc.pointer("/status/conditions")?
        .as_array()?
        .iter()
        .find(|c| c["type"] == kind)
}

pub(super) fn is(doc: &Value, kind: &str, status: &str) -> bool {
    condition(doc, kind).is_some_and(|c| c["status"] == status)
}

/// Kubernetes counts repeated events instead of listing them.
pub(super) fn record(live: &mut Live, reason: &str, message: &str, warning: bool, now: Timestamp) {
    match live
        .events
        .iter_mut()
        .find(|e| e.reason == reason && e.message == message)
    {
        Some(event) => {
            event.count += 1;
            event.last = now;
        }
        None => {
            live.events.push(Event {
                reason: reason.into(),
                message: message.into(),
                warning,
                first: now,
                last: now,
                count: 1,
            });
        }
    }
}
