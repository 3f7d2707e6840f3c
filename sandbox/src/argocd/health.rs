//! Argo CD's built-in health check for `*.upbound.io` kinds, and how single verdicts add up.
use serde_json::Value;

use crate::crossplane::{condition, is_deleting, is_paused};

const WORST_LAST: [&str; 6] = [
    "Healthy",
    "Suspended",
    "Progressing",
    "Missing",
    "Degraded",
    "Unknown",
];

/// `None` for kinds without a check, which do not count.
pub(super) fn of(doc: &Value) -> Option<(&'static str, Option<String>)> {
    if is_deleting(doc) {
        return Some(("Progressing", Some("Pending deletion".into())));
    }
    let api = doc.get("apiVersion").and_then(Value::as_str).unwrap_or("");
    if !api.contains(".upbound.io/") {
        return None;
    }
    // Nothing was looked at yet, and the check cannot tell that from nothing being wrong.
    if doc
        .pointer("/status/conditions")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        return Some(("Healthy", None));
    }
    for kind in ["LastAsyncOperation", "Synced"] {
        if let Some(c) = condition(doc, kind).filter(|c| c["status"] == "False") {
            let said = c
                .get("message")
                .and_then(Value::as_str)
                .or_else(|| c.get("reason").and_then(Value::as_str));
            return Some(("Degraded", said.map(str::to_owned)));
        }
    }
    if is_paused(doc) {
        return Some(("Degraded", Some("Resource is paused".into())));
    }
    match condition(doc, "Ready") {
        Some(c) if c["status"] == "True" => Some(("Healthy", None)),
        _ => Some(("Progressing", None)),
    }
}

pub(super) fn worst(verdicts: impl Iterator<Item = &'static str>) -> &'static str {
    let rank = |v: &str| WORST_LAST.iter().position(|w| *w == v).unwrap_or(0);
    verdicts.max_by_key(|v| rank(v)).unwrap_or("Healthy")
}
