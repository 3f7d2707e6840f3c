//! What the provider does in AWS for topics, rules, targets and metric alarms. Their arguments are carried through by name.
use serde_json::{Map, Value, json};

use super::{Failed, Place, Seen, tags};
use crate::aws::{self, Resource, ResourceKey, ResourceKind};
use crate::crossplane::kinds::Kind;
use crate::crossplane::model::Act;

/// Texts that AWS and Terraform compare as JSON: white space and the order of members are no change.
const JSON_TEXTS: [&str; 4] = ["archivePolicy", "deliveryPolicy", "eventPattern", "policy"];

pub(super) fn key(kind: ResourceKind, place: &Place) -> ResourceKey {
    ResourceKey {
        account: place.account.clone(),
        region: place.region.clone(),
        kind,
        name: place.name.clone(),
    }
}

/// Only a new resource could have another value of these.
fn replaced_by(kind: ResourceKind) -> &'static [&'static str] {
    match kind {
        ResourceKind::Topic => &["fifoTopic"],
        ResourceKind::TopicPolicy => &["arn"],
        ResourceKind::Rule => &["eventBusName"],
        ResourceKind::Target => &["rule", "targetId", "eventBusName"],
        ResourceKind::MetricAlarm => &[],
    }
}

/// What Terraform's schema fills in where nothing is said.
fn defaults(kind: ResourceKind) -> Map<String, Value> {
    let fields: &[(&str, Value)] = match kind {
        ResourceKind::Topic | ResourceKind::TopicPolicy => &[],
        ResourceKind::Rule => &[
            ("eventBusName", json!("default")),
            ("state", json!("ENABLED")),
        ],
        ResourceKind::Target => &[("eventBusName", json!("default"))],
        ResourceKind::MetricAlarm => &[
            ("actionsEnabled", json!(true)),
            ("treatMissingData", json!("missing")),
        ],
    };
    let owned = fields.iter().map(|(k, v)| ((*k).to_owned(), v.clone()));
    owned.collect()
}

/// The arguments in one part of a spec: all but the region, the tags and how a value was found.
fn arguments(doc: &Value, part: &str) -> Map<String, Value> {
    let is_argument = |name: &str| {
        let found_by = ["Ref", "Refs", "Selector"];
        !found_by.iter().any(|end| name.ends_with(end)) && !["region", "tags"].contains(&name)
    };
    let all = doc["spec"][part].as_object().into_iter().flatten();
    all.filter(|(name, value)| is_argument(name) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn wanted(kind: ResourceKind, doc: &Value) -> Map<String, Value> {
    let mut all = defaults(kind);
    all.extend(arguments(doc, "forProvider"));
    all
}

fn same(name: &str, a: &Value, b: &Value) -> bool {
    let parsed = |v: &Value| serde_json::from_str::<Value>(v.as_str()?).ok();
    if JSON_TEXTS.contains(&name)
        && let (Some(x), Some(y)) = (parsed(a), parsed(b))
    {
        return x == y;
    }
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) => x == y,
        _ => a == b,
    }
}

pub(super) fn observe(kind: ResourceKind, doc: &Value, found: Option<&Resource>) -> Seen {
    let Some(found) = found else {
        return Seen::Missing;
    };
    let wanted = wanted(kind, doc);
    let differs = |name: &str, value: &Value| {
        !found
            .attributes
            .get(name)
            .is_some_and(|there| same(name, there, value))
    };
    for name in replaced_by(kind) {
        if let Some(value) = wanted.get(*name).filter(|v| differs(name, v)) {
            let shown = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            let old = found.attributes.get(*name).map(shown).unwrap_or_default();
            return Seen::NeedsReplacement(snake(name), old, shown(value));
        }
    }
    let at_creation = arguments(doc, "initProvider");
    let dropped = |name: &String| !wanted.contains_key(name) && !at_creation.contains_key(name);
    let tagged = doc.pointer("/spec/forProvider/tags").is_none() || tags(doc) == found.tags;
    let same = !wanted.iter().any(|(name, value)| differs(name, value))
        && !found.attributes.keys().any(dropped)
        && tagged;
    if same { Seen::Same } else { Seen::Differs }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Creation and update are one call for each of these.
pub(super) fn put(
    kind: Kind,
    key: &ResourceKey,
    doc: &Value,
    act: Act,
    aws: &mut aws::State,
) -> Result<(), Failed> {
    let mut attributes = arguments(doc, "initProvider");
    if let Some(there) = aws.resources.get(key).filter(|_| act == Act::Update) {
        attributes.retain(|name, _| there.attributes.contains_key(name));
        for (name, value) in &mut attributes {
            value.clone_from(&there.attributes[name]);
        }
    }
    attributes.extend(wanted(key.kind, doc));
    let tags = tags(doc);
    aws.put_resource(key, Resource { attributes, tags })
        .map_err(|error| Failed::of(kind, act, error))
}

pub(super) fn delete(kind: Kind, key: &ResourceKey, aws: &mut aws::State) -> Result<(), Failed> {
    aws.delete_resource(key)
        .map_err(|error| Failed::of(kind, Act::Delete, error))
}

pub(super) fn at_provider(
    kind: Kind,
    key: &ResourceKey,
    doc: &Value,
    aws: &aws::State,
) -> Option<Value> {
    let found = aws.resources.get(key)?;
    let mut out = Value::Object(found.attributes.clone());
    out["region"] = json!(key.region);
    out["id"] = json!(key.name);
    if key.kind != ResourceKind::Target {
        out["arn"] = json!(key.arn());
    }
    if kind.is_named_by_people() {
        out["tags"] = json!(tags(doc));
        out["tagsAll"] = json!(found.tags);
    }
    if matches!(key.kind, ResourceKind::Topic | ResourceKind::TopicPolicy) {
        out["id"] = json!(key.arn());
        out["owner"] = json!(key.account);
    }
    Some(out)
}

/// What is written into empty fields of the live object once AWS's values are known.
pub(super) fn late_values(kind: ResourceKind) -> Map<String, Value> {
    defaults(kind)
}
