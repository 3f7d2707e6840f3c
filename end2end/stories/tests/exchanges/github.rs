//! GitHub: its REST description, and beside it the little that Berth uses and the description leaves out.

use crate::openapi::{Description, header_of};
use crate::schema::plain_json_schema;
use crate::tally::Verdict;
use crate::{shared, supplement};
use jsonschema::Draft;
use sandbox::Exchange;
use serde_json::{Value, json};
use std::path::Path;

const BASE: &str = "/api/v3";
/// Git allows slashes in what these name.
const WIDE: &[&str] = &["path", "ref", "branch", "basehead", "tree_sha"];

pub(crate) struct Judge {
    rest: Description,
    beside: Description,
    web: Description,
}

impl Judge {
    pub(crate) fn load(contracts: &Path) -> Self {
        let folder = contracts.join("github");
        let mut document = shared::json(&folder.join("openapi.rest.2022-11-28.trimmed.json"));
        plain_json_schema(&mut document);
        let common = errors(&shared::json(&folder.join("rest-errors.json")));
        let mut trimmed_away = document.clone();
        trimmed_away["paths"] = supplement::rest();
        let described = |document, base| {
            let mut description = Description::new(document, Draft::Draft7, base);
            description.wide = WIDE;
            description
        };
        let mut judge = Self {
            rest: described(document, BASE),
            beside: described(trimmed_away, BASE),
            web: described(json!({ "paths": supplement::web() }), ""),
        };
        judge.rest.common = common.clone();
        judge.beside.common = common;
        judge
    }

    pub(crate) fn judge(&self, exchange: &Exchange) -> (&'static str, Verdict) {
        if !exchange.path.starts_with(BASE) {
            return ("GitHub beside its description", self.web.judge(exchange));
        }
        let (system, mut verdict) = match self.rest.find(exchange) {
            Some(_) => ("GitHub", self.rest.judge(exchange)),
            None => ("GitHub beside its description", self.beside.judge(exchange)),
        };
        verdict.faults.extend(headers(exchange));
        (system, verdict)
    }
}

/// GitHub refuses calls without a user agent, and answers in another version's shape to calls that name none.
fn headers(exchange: &Exchange) -> Vec<String> {
    let sent = |name| header_of(&exchange.request_headers, name).unwrap_or_default();
    let wanted = [
        ("x-github-api-version", "2022-11-28"),
        ("user-agent", ""),
        ("authorization", "Bearer "),
        ("accept", "application/"),
    ];
    wanted
        .into_iter()
        .filter(|(name, start)| sent(name).is_empty() || !sent(name).starts_with(start))
        .map(|(name, _)| format!("the request header {name} is {:?}", sent(name)))
        .collect()
}

/// Refusals that GitHub may give to any call and lists at few.
fn errors(cases: &Value) -> Value {
    let body = json!({ "application/json": {
        "schema": { "$ref": "#/components/schemas/basic-error" }
    }});
    let mut common = json!({});
    for case in cases["errors"].as_array().unwrap() {
        let status = case["status"].to_string();
        common[status] = match case["body"] {
            Value::Null => json!({}),
            _ => json!({ "content": body }),
        };
    }
    common
}
