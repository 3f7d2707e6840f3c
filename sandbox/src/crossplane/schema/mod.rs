//! The shape rules of the provider's kinds, as an API server with strict field validation applies them.
mod alarms;
mod ecr;

use serde_json::Value;

use super::kinds::Kind;

#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text,
    Flag,
    Whole,
    /// With or without a fraction.
    Number,
    /// String to string.
    Labels,
    OneOf(&'static [&'static str]),
    List(&'static Shape),
    Object(&'static [Field]),
}

#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
    }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: true,
    }
}

const RESOLUTION: Shape = Shape::Object(&[
    may("resolution", Shape::OneOf(&["Required", "Optional"])),
    may("resolve", Shape::OneOf(&["Always", "IfNotPresent"])),
]);
const REFERENCE: Shape = Shape::Object(&[
    must("name", Shape::Text),
    may("namespace", Shape::Text),
    may("policy", RESOLUTION),
]);
const SELECTOR: Shape = Shape::Object(&[
    may("matchControllerRef", Shape::Flag),
    may("matchLabels", Shape::Labels),
    may("namespace", Shape::Text),
    may("policy", RESOLUTION),
]);
const POLICIES: Shape = Shape::List(&Shape::OneOf(&[
    "Observe",
    "Create",
    "Update",
    "Delete",
    "LateInitialize",
    "*",
]));
const CONFIG_REF: Shape = Shape::Object(&[must("kind", Shape::Text), must("name", Shape::Text)]);
const SECRET_REF: Shape = Shape::Object(&[must("name", Shape::Text)]);

/// Every kind's spec from its parameters: `initProvider` has the same ones without the region.
macro_rules! spec {
    ($($field:expr),* $(,)?) => {
        Shape::Object(&[
            must("forProvider", Shape::Object(&[must("region", Shape::Text), $($field),*])),
            may("initProvider", Shape::Object(&[$($field),*])),
            may("managementPolicies", POLICIES),
            may("providerConfigRef", CONFIG_REF),
            may("writeConnectionSecretToRef", SECRET_REF),
        ])
    };
}
use spec;

const META: Shape = Shape::Object(&[
    may("annotations", Shape::Labels),
    may("creationTimestamp", Shape::Text),
    may("deletionGracePeriodSeconds", Shape::Whole),
    may("deletionTimestamp", Shape::Text),
    may("finalizers", Shape::List(&Shape::Text)),
    may("generateName", Shape::Text),
    may("generation", Shape::Whole),
    may("labels", Shape::Labels),
    must("name", Shape::Text),
    may("namespace", Shape::Text),
    may("resourceVersion", Shape::Text),
    may("uid", Shape::Text),
]);

pub fn spec_shape(kind: Kind) -> Shape {
    match kind {
        Kind::Repository => ecr::REPOSITORY,
        Kind::LifecyclePolicy | Kind::RepositoryPolicy => ecr::POLICY,
        Kind::Topic => alarms::TOPIC,
        Kind::TopicPolicy => alarms::TOPIC_POLICY,
        Kind::Rule => alarms::RULE,
        Kind::Target => alarms::TARGET,
        Kind::MetricAlarm => alarms::METRIC_ALARM,
    }
}

/// The message an API server would refuse the object with.
pub fn validate(kind: &str, group: &str, name: &str, doc: &Value) -> Result<(), String> {
    let Some(known) = Kind::of(group, kind) else {
        return Ok(());
    };
    let spec = spec_shape(known);
    let mut unknown = Vec::new();
    let mut broken = Vec::new();
    let top = ["apiVersion", "kind", "metadata", "spec", "status"];
    for key in doc.as_object().map(|m| m.keys()).into_iter().flatten() {
        if !top.contains(&key.as_str()) {
            unknown.push(key.clone());
        }
    }
    check(
        &META,
        &doc["metadata"],
        "metadata",
        &mut unknown,
        &mut broken,
    );
    match doc.get("spec") {
        None | Some(Value::Null) => broken.push("spec: Required value".to_owned()),
        Some(value) => check(&spec, value, "spec", &mut unknown, &mut broken),
    }
    if !unknown.is_empty() {
        let list: Vec<String> = unknown
            .iter()
            .map(|f| format!("unknown field \"{f}\""))
            .collect();
        return Err(format!(
            "{kind} in version \"v1beta1\" cannot be handled as a {kind}: strict decoding error: {}",
            list.join(", ")
        ));
    }
    if let Some(field) = known.needed_to_write()
        && broken.is_empty()
        && lacks(doc, field)
    {
        broken.push(format!(
            "spec: Invalid value: \"object\": spec.forProvider.{field} is a required parameter"
        ));
    }
    if broken.is_empty() {
        return Ok(());
    }
    let list = if let [one] = &broken[..] {
        one.clone()
    } else {
        format!("[{}]", broken.join(", "))
    };
    Err(format!("{kind}.{group} \"{name}\" is invalid: {list}"))
}

/// The CRD's own rule: whoever may create or update has to say this field.
fn lacks(doc: &Value, field: &str) -> bool {
    let writes = match doc
        .pointer("/spec/managementPolicies")
        .and_then(Value::as_array)
    {
        None => true,
        Some(list) => list
            .iter()
            .filter_map(Value::as_str)
            .any(|p| matches!(p, "*" | "Create" | "Update")),
    };
    let said = |part: &str| doc["spec"][part].get(field).is_some();
    writes && !said("forProvider") && !said("initProvider")
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn check(
    shape: &Shape,
    value: &Value,
    path: &str,
    unknown: &mut Vec<String>,
    broken: &mut Vec<String>,
) {
    let wanted = match shape {
        Shape::Text | Shape::OneOf(_) => "string",
        Shape::Flag => "boolean",
        Shape::Whole => "integer",
        Shape::Number => "number",
        Shape::List(_) => "array",
        Shape::Labels | Shape::Object(_) => "object",
    };
    let found = type_name(value);
    let fits = found == wanted || (wanted == "number" && found == "integer");
    if !fits {
        broken.push(format!("{path}: Invalid value: \"{found}\": {path} in body must be of type {wanted}: \"{found}\""));
        return;
    }
    match (shape, value) {
        (Shape::OneOf(known), Value::String(s)) if !known.contains(&s.as_str()) => {
            let list: Vec<String> = known.iter().map(|k| format!("\"{k}\"")).collect();
            broken.push(format!(
                "{path}: Unsupported value: \"{s}\": supported values: {}",
                list.join(", ")
            ));
        }
        (Shape::List(inner), Value::Array(items)) => {
            for (i, item) in items.iter().enumerate() {
                check(inner, item, &format!("{path}[{i}]"), unknown, broken);
            }
        }
        (Shape::Labels, Value::Object(map)) => {
            for (key, item) in map.iter().filter(|(_, v)| !v.is_string()) {
                let found = type_name(item);
                broken.push(format!("{path}.{key}: Invalid value: \"{found}\": {path}.{key} in body must be of type string: \"{found}\""));
            }
        }
        (Shape::Object(fields), Value::Object(map)) => {
            check_fields(fields, map, path, unknown, broken);
        }
        _ => {}
    }
}

fn check_fields(
    fields: &[Field],
    map: &serde_json::Map<String, Value>,
    path: &str,
    unknown: &mut Vec<String>,
    broken: &mut Vec<String>,
) {
    for (key, item) in map {
        match fields.iter().find(|f| f.name == key) {
            Some(field) => check(
                &field.shape,
                item,
                &format!("{path}.{key}"),
                unknown,
                broken,
            ),
            None => unknown.push(format!("{path}.{key}")),
        }
    }
    let missing = fields
        .iter()
        .filter(|f| f.required && !map.contains_key(f.name));
    broken.extend(missing.map(|f| format!("{path}.{}: Required value", f.name)));
}
