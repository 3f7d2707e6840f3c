//! Backstage: the catalog's description, and the entity schemas for what is inside.

use crate::openapi::Description;
use crate::shared;
use crate::tally::Verdict;
use jsonschema::{Draft, Registry, Validator};
use sandbox::Exchange;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const KINDS: [&str; 8] = [
    "API",
    "Component",
    "Domain",
    "Group",
    "Location",
    "Resource",
    "System",
    "User",
];

pub(crate) struct Judge {
    whole: Description,
    /// With `fields` an answer holds the asked-for parts of entities and nothing else.
    part: Description,
    kinds: BTreeMap<&'static str, Validator>,
}

impl Judge {
    pub(crate) fn load(contracts: &Path) -> Self {
        let folder = contracts.join("backstage");
        let document = shared::json(&folder.join("catalog-openapi.json"));
        let mut projected = document.clone();
        for schema in ["Entity", "EntityMeta"] {
            projected["components"]["schemas"][schema]["required"] = json!([]);
        }
        let described = |document| Description::new(document, Draft::Draft202012, "/api/catalog");
        Self {
            whole: described(document),
            part: described(projected),
            kinds: kinds(&folder),
        }
    }

    pub(crate) fn judge(&self, exchange: &Exchange) -> Verdict {
        let is_part = url::form_urlencoded::parse(exchange.query.as_bytes())
            .any(|(name, _)| name == "fields");
        if is_part {
            return self.part.judge(exchange);
        }
        let mut verdict = self.whole.judge(exchange);
        if matches!(exchange.status, Some(200..300))
            && let Ok(body) = serde_json::from_str(&exchange.response_body)
        {
            self.entities(&body, &mut verdict.faults);
        }
        verdict
    }

    /// Every entity in an answer, wherever it stands.
    fn entities(&self, value: &Value, faults: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.entities(item, faults)),
            Value::Object(members) if members.contains_key("apiVersion") => {
                let kind = members["kind"].as_str().unwrap_or_default();
                match self.kinds.get(kind) {
                    None => faults.push(format!("no description of the kind {kind:?}")),
                    Some(validator) => faults.extend(
                        validator
                            .iter_errors(value)
                            .map(|error| format!("{kind}: {}: {error}", error.instance_path())),
                    ),
                }
            }
            Value::Object(members) => members
                .values()
                .for_each(|item| self.entities(item, faults)),
            _ => {}
        }
    }
}

fn kinds(folder: &Path) -> BTreeMap<&'static str, Validator> {
    let mut registry = Registry::new();
    for (id, file) in [
        ("Entity", "Entity"),
        ("EntityMeta", "EntityMeta"),
        ("common", "shared-common"),
    ] {
        let schema = shared::json(&folder.join(format!("{file}.schema.json")));
        registry = registry
            .add(format!("json-schema:///{id}"), schema)
            .unwrap();
    }
    let registry = registry.prepare().unwrap();
    KINDS
        .into_iter()
        .map(|kind| {
            let file = format!("kinds-{kind}.v1alpha1.schema.json");
            let validator = jsonschema::options()
                .with_draft(Draft::Draft7)
                .with_registry(&registry)
                .build(&shared::json(&folder.join(file)))
                .unwrap();
            (kind, validator)
        })
        .collect()
}
