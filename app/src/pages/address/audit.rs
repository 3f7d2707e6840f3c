//! Addresses of the audit record.

use super::{Pairs, address, value};
use domain::portal::{AuditQuery, RepositoryKey};
use domain::request::RequestId;

pub const AUDIT: &str = "/audit";

/// What is asked for, as names and values. A cursor is of one page alone.
pub fn audit_pairs(query: &AuditQuery) -> Vec<(&'static str, String)> {
    [
        ("who", &query.who),
        ("action", &query.action),
        ("object", &query.object),
        ("repository", &query.repository),
        ("team", &query.team),
        ("from", &query.from),
        ("to", &query.to),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(name, text)| (name, text.clone()))
    .collect()
}

pub fn audit(query: &AuditQuery) -> String {
    let mut pairs = audit_pairs(query);
    pairs.extend(query.after.clone().map(|after| ("after", after)));
    address(AUDIT, &pairs)
}

/// The same rows as a file, `csv` or `jsonl`.
pub fn audit_file(query: &AuditQuery, form: &str) -> String {
    address(&format!("{AUDIT}.{form}"), &audit_pairs(query))
}

pub fn audit_query(pairs: &Pairs) -> AuditQuery {
    let text = |key| value(pairs, key).unwrap_or_default().trim().to_owned();
    AuditQuery {
        who: text("who"),
        action: text("action"),
        object: text("object"),
        repository: text("repository"),
        team: text("team"),
        from: text("from"),
        to: text("to"),
        after: value(pairs, "after").map(str::to_owned),
    }
}

/// Everything about a repository.
pub fn audit_of(key: &RepositoryKey) -> String {
    audit(&AuditQuery {
        repository: format!("{}/{}/{}", key.account, key.region, key.name),
        ..AuditQuery::default()
    })
}

pub fn request(id: &RequestId) -> String {
    format!("/requests/{id}")
}
