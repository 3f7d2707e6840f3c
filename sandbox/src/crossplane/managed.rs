//! What a managed resource's spec says: identity in AWS, permitted actions, references.
use serde_json::{Value, json};

use super::model::{Act, ObjectKey, State, annotation, generation, set_annotation};

pub(super) const EXTERNAL_NAME: &str = "crossplane.io/external-name";
pub(super) const PAUSED: &str = "crossplane.io/paused";
pub(super) const PENDING: &str = "crossplane.io/external-create-pending";
pub(super) const FINALIZER: &str = "finalizer.managedresource.crossplane.io";

/// The combinations that the runtime supports, beside `*`, nothing, and all five actions.
const SUPPORTED: [&[&str]; 13] = [
    &["Observe"],
    &["Observe", "Create"],
    &["Observe", "Create", "Update"],
    &["Observe", "Create", "Delete"],
    &["Observe", "Create", "LateInitialize"],
    &["Observe", "Create", "Update", "Delete"],
    &["Observe", "Create", "Update", "LateInitialize"],
    &["Observe", "Create", "Delete", "LateInitialize"],
    &["Observe", "Update"],
    &["Observe", "Update", "LateInitialize"],
    &["Observe", "LateInitialize"],
    &["Observe", "Delete"],
    &["Observe", "Create", "Update", "Delete", "LateInitialize"],
];

pub(super) fn policies(doc: &Value) -> Vec<String> {
    match doc
        .pointer("/spec/managementPolicies")
        .and_then(Value::as_array)
    {
        None => vec!["*".into()],
        Some(list) => list
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect(),
    }
}

pub(super) fn permits(doc: &Value, action: &str) -> bool {
    policies(doc).iter().any(|p| p == "*" || p == action)
}

pub(super) fn supported(policies: &[String]) -> bool {
    let same = |set: &&[&str]| {
        set.len() == policies.len() && set.iter().all(|p| policies.iter().any(|q| q == p))
    };
    policies == ["*"] || policies.is_empty() || SUPPORTED.iter().any(same)
}

pub fn is_paused(doc: &Value) -> bool {
    annotation(doc, PAUSED) == Some("true") || policies(doc).is_empty()
}

pub(super) fn text<'a>(doc: &'a Value, field: &str) -> Option<&'a str> {
    doc.get("spec")?.get("forProvider")?.get(field)?.as_str()
}

/// The value used on creation: what `forProvider` says, otherwise `initProvider`.
pub(super) fn on_creation<'a>(doc: &'a Value, field: &str) -> Option<&'a Value> {
    let of = |part: &str| doc.get("spec")?.get(part)?.get(field);
    of("forProvider").or_else(|| of("initProvider"))
}

/// A write by the provider itself: the generation counts it like anyone's.
pub(super) fn write_spec(doc: &mut Value, field: &str, value: Value) {
    if doc["spec"]["forProvider"][field] != value {
        doc["spec"]["forProvider"][field] = value;
        doc["metadata"]["generation"] = json!(generation(doc) + 1);
    }
}

pub(super) fn add_finalizer(doc: &mut Value) {
    let has = doc
        .pointer("/metadata/finalizers")
        .and_then(Value::as_array)
        .is_some_and(|f| f.iter().any(|v| v == FINALIZER));
    if !has {
        doc["metadata"]["finalizers"] = json!([FINALIZER]);
    }
}

pub(super) fn is_held_by_others(doc: &Value) -> bool {
    let all = doc
        .pointer("/metadata/finalizers")
        .and_then(Value::as_array);
    all.is_some_and(|f| f.iter().any(|v| v != FINALIZER))
}

/// The account behind `providerConfigRef`, or the sentence that `connect` fails with.
pub(super) fn account(state: &State, key: &ObjectKey, doc: &Value) -> Result<String, String> {
    let of = |field: &str| {
        doc.pointer(&format!("/spec/providerConfigRef/{field}"))
            .and_then(Value::as_str)
            .unwrap_or("")
    };
    let (kind, name) = (of("kind"), of("name"));
    let setup = "cannot initialize the Terraform plugin SDK async external client: cannot get terraform setup";
    let namespace = match kind {
        "ClusterProviderConfig" => String::new(),
        "ProviderConfig" => key.namespace.clone(),
        other => {
            return Err(format!(
                "{setup}: referenced provider config kind \"{other}\" is invalid for namespaced resource"
            ));
        }
    };
    state
        .configs
        .get(&(kind.to_owned(), namespace, name.to_owned()))
        .cloned()
        .ok_or_else(|| format!("{setup}: cannot get referenced ProviderConfig: {kind}.aws.m.upbound.io \"{name}\" not found"))
}

/// The scripted failure that meets this object at this point, used up once.
pub(super) fn trouble(
    state: &mut State,
    key: &ObjectKey,
    doc: &Value,
    act: Act,
) -> Option<(String, Option<String>)> {
    let external = annotation(doc, EXTERNAL_NAME).or_else(|| text(doc, "repository"));
    let hit = state.troubles.iter_mut().find(|t| {
        t.act == act
            && t.times != Some(0)
            && t.kind.as_ref().is_none_or(|k| *k == key.kind)
            && (t.name == "*" || t.name == key.name || Some(t.name.as_str()) == external)
    })?;
    if let Some(left) = &mut hit.times {
        *left -= 1;
    }
    let found = (hit.code.clone(), hit.message.clone());
    state.troubles.retain(|t| t.times != Some(0));
    Some(found)
}

pub(super) fn default_external_name(doc: &mut Value, name: &str) {
    if annotation(doc, EXTERNAL_NAME).is_none_or(str::is_empty) {
        set_annotation(doc, EXTERNAL_NAME, name);
    }
}
