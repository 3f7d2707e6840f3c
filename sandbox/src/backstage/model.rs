//! The catalog: registered locations, and the entities that processing made of them.
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

use crate::crossplane::stable_uuid;

#[derive(Debug, Clone)]
pub struct Location {
    pub id: String,
    pub target: String,
    /// Passes until the next look: ingestion is never immediate.
    pub wait: u32,
    pub error: Option<String>,
    /// Entities that came from here.
    pub made: Vec<EntityRef>,
}

/// kind, namespace, name, all in lower case: that is how the catalog compares them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntityRef {
    pub kind: String,
    pub namespace: String,
    pub name: String,
}

impl EntityRef {
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        Self {
            kind: kind.to_lowercase(),
            namespace: namespace.to_lowercase(),
            name: name.to_lowercase(),
        }
    }

    pub fn of(entity: &Value) -> Self {
        let text = |pointer: &str, default: &str| {
            entity
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or(default)
                .to_owned()
        };
        Self::new(
            &text("/kind", ""),
            &text("/metadata/namespace", "default"),
            &text("/metadata/name", ""),
        )
    }

    /// `group:default/payments`, or with parts left out.
    pub fn parse(text: &str, kind: &str) -> Self {
        let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
        let (namespace, name) = rest.split_once('/').unwrap_or(("default", rest));
        Self::new(kind, namespace, name)
    }

    pub fn text(&self) -> String {
        format!("{}:{}/{}", self.kind, self.namespace, self.name)
    }
}

#[derive(Debug)]
pub struct State {
    pub entities: BTreeMap<EntityRef, Value>,
    pub locations: BTreeMap<String, Location>,
    /// Kinds that `catalog.rules` admit.
    pub admitted: Vec<String>,
    /// Passes between registration and the entity being there.
    pub delay: u32,
    pub(super) registered: u64,
    pub(super) last_tick: Option<Timestamp>,
}

impl Default for State {
    fn default() -> Self {
        let admitted = [
            "Component",
            "API",
            "Location",
            "Resource",
            "System",
            "Domain",
            "Group",
            "User",
        ];
        Self {
            entities: BTreeMap::new(),
            locations: BTreeMap::new(),
            admitted: admitted.iter().map(|k| (*k).to_owned()).collect(),
            delay: 3,
            registered: 0,
            last_tick: None,
        }
    }
}

impl State {
    /// Stores an entity with what the catalog adds: uid, etag, where it is managed, relations.
    pub fn store(&mut self, mut entity: Value, managed_by: &str) -> EntityRef {
        let key = EntityRef::of(&entity);
        if entity["metadata"].get("namespace").is_none() {
            entity["metadata"]["namespace"] = json!("default");
        }
        if !entity["metadata"]["annotations"].is_object() {
            entity["metadata"]["annotations"] = json!({});
        }
        entity["metadata"]["annotations"]["backstage.io/managed-by-location"] = json!(managed_by);
        entity["metadata"]["annotations"]["backstage.io/managed-by-origin-location"] =
            json!(managed_by);
        entity["metadata"]["uid"] = json!(stable_uuid(&key.text()));
        entity["relations"] = relations(&entity);
        let etag = hex::encode(Sha256::digest(entity.to_string().as_bytes()));
        entity["metadata"]["etag"] = json!(&etag[..40]);
        self.entities.insert(key.clone(), entity);
        key
    }

    pub fn location_entity_name(target: &str) -> String {
        let hash = hex::encode(Sha256::digest(format!("url:{target}").as_bytes()));
        format!("generated-{}", &hash[..40])
    }
}

fn relations(entity: &Value) -> Value {
    let text = |field: &str| {
        entity
            .get("spec")
            .and_then(|s| s.get(field))
            .and_then(Value::as_str)
    };
    let list = |field: &str| -> Vec<String> {
        let found = entity
            .get("spec")
            .and_then(|s| s.get(field))
            .and_then(Value::as_array);
        found
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    let mut out = Vec::new();
    let mut relate = |kind: &str, target: EntityRef| {
        out.push(json!({ "type": kind, "targetRef": target.text() }))
    };
    if let Some(owner) = text("owner") {
        relate("ownedBy", EntityRef::parse(owner, "group"));
    }
    if let Some(system) = text("system") {
        relate("partOf", EntityRef::parse(system, "system"));
    }
    for target in list("dependsOn") {
        relate("dependsOn", EntityRef::parse(&target, "component"));
    }
    for target in list("dependencyOf") {
        relate("dependencyOf", EntityRef::parse(&target, "component"));
    }
    for target in list("memberOf") {
        relate("memberOf", EntityRef::parse(&target, "group"));
    }
    Value::Array(out)
}
