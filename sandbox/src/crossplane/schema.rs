//! The shape rules of the three ECR kinds, as an API server with strict field validation applies them.
use serde_json::Value;

#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text,
    Flag,
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
const ENCRYPTION: Shape = Shape::List(&Shape::Object(&[
    may("encryptionType", Shape::Text),
    may("kmsKey", Shape::Text),
    may("kmsKeyRef", REFERENCE),
    may("kmsKeySelector", SELECTOR),
]));
const SCANNING: Shape = Shape::Object(&[may("scanOnPush", Shape::Flag)]);
const FILTERS: Shape = Shape::List(&Shape::Object(&[
    may("filter", Shape::Text),
    may("filterType", Shape::Text),
]));
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

const REPOSITORY_SPEC: Shape = Shape::Object(&[
    must(
        "forProvider",
        Shape::Object(&[
            may("encryptionConfiguration", ENCRYPTION),
            may("forceDelete", Shape::Flag),
            may("imageScanningConfiguration", SCANNING),
            may("imageTagMutability", Shape::Text),
            may("imageTagMutabilityExclusionFilter", FILTERS),
            must("region", Shape::Text),
            may("tags", Shape::Labels),
        ]),
    ),
    may(
        "initProvider",
        Shape::Object(&[
            may("encryptionConfiguration", ENCRYPTION),
            may("forceDelete", Shape::Flag),
            may("imageScanningConfiguration", SCANNING),
            may("imageTagMutability", Shape::Text),
            may("imageTagMutabilityExclusionFilter", FILTERS),
            may("tags", Shape::Labels),
        ]),
    ),
    may("managementPolicies", POLICIES),
    may("providerConfigRef", CONFIG_REF),
    may("writeConnectionSecretToRef", SECRET_REF),
]);

/// LifecyclePolicy and RepositoryPolicy have one shape.
const POLICY_SPEC: Shape = Shape::Object(&[
    must(
        "forProvider",
        Shape::Object(&[
            may("policy", Shape::Text),
            must("region", Shape::Text),
            may("repository", Shape::Text),
            may("repositoryRef", REFERENCE),
            may("repositorySelector", SELECTOR),
        ]),
    ),
    may(
        "initProvider",
        Shape::Object(&[
            may("policy", Shape::Text),
            may("repository", Shape::Text),
            may("repositoryRef", REFERENCE),
            may("repositorySelector", SELECTOR),
        ]),
    ),
    may("managementPolicies", POLICIES),
    may("providerConfigRef", CONFIG_REF),
    may("writeConnectionSecretToRef", SECRET_REF),
]);

const META: Shape = Shape::Object(&[
    may("annotations", Shape::Labels),
    may("creationTimestamp", Shape::Text),
    may("deletionGracePeriodSeconds", Shape::Number),
    may("deletionTimestamp", Shape::Text),
    may("finalizers", Shape::List(&Shape::Text)),
    may("generateName", Shape::Text),
    may("generation", Shape::Number),
    may("labels", Shape::Labels),
    must("name", Shape::Text),
    may("namespace", Shape::Text),
    may("resourceVersion", Shape::Text),
    may("uid", Shape::Text),
]);

pub fn spec_shape(kind: &str) -> Option<Shape> {
    match kind {
        "Repository" => Some(REPOSITORY_SPEC),
        "LifecyclePolicy" | "RepositoryPolicy" => Some(POLICY_SPEC),
        _ => None,
    }
}

/// The message an API server would refuse the object with.
pub fn validate(kind: &str, group: &str, name: &str, doc: &Value) -> Result<(), String> {
    let Some(spec) = spec_shape(kind) else {
        return Ok(());
    };
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
    if kind != "Repository" && broken.is_empty() && lacks_policy(doc) {
        broken.push(
            "spec: Invalid value: \"object\": spec.forProvider.policy is a required parameter"
                .to_owned(),
        );
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

/// The CRD's own rule: whoever may create or update has to say the policy.
fn lacks_policy(doc: &Value) -> bool {
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
    let said = doc.pointer("/spec/forProvider/policy").is_some()
        || doc.pointer("/spec/initProvider/policy").is_some();
    writes && !said
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
        Shape::Number => "integer",
        Shape::List(_) => "array",
        Shape::Labels | Shape::Object(_) => "object",
    };
    let found = type_name(value);
    if found != wanted {
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
        _ => {}
    }
}
