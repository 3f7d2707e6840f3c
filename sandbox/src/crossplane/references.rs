//! Fields that are filled from other objects: the provider resolves them and writes them back into the live object.
use serde_json::{Value, json};

use super::kinds::{Extract, Kind, Reference};
use super::managed::{EXTERNAL_NAME, write_spec};
use super::model::{ObjectKey, State, annotation};

/// Resolves the kind's reference, or says why that is not possible yet.
pub(super) fn resolve(
    state: &State,
    key: &ObjectKey,
    reference: Reference,
    doc: &mut Value,
) -> Result<(), String> {
    let failed = |why: String| {
        let field = reference.go_field;
        format!("cannot resolve references: mg.Spec.ForProvider.{field}: {why}")
    };
    let for_provider = doc["spec"]["forProvider"].clone();
    if for_provider.get(reference.field).is_some() {
        return Ok(());
    }
    let in_namespace = |of: &Value| {
        of.get("namespace")
            .and_then(Value::as_str)
            .unwrap_or(&key.namespace)
            .to_owned()
    };
    let named = &for_provider[reference.by_name];
    let target = if let Some(name) = named.get("name").and_then(Value::as_str) {
        let wanted = ObjectKey {
            cluster: key.cluster.clone(),
            group: reference.to.group().into(),
            kind: reference.to.name().into(),
            namespace: in_namespace(named),
            name: name.into(),
        };
        let found = state.objects.get(&wanted).map(|l| &l.doc);
        found.ok_or_else(|| {
            failed(format!(
                "cannot get referenced resource: {} \"{name}\" not found",
                wanted.group_kind()
            ))
        })?
    } else if let Some(selector) = for_provider.get(reference.by_labels) {
        let namespace = in_namespace(selector);
        let (name, found) = labelled(state, &key.cluster, &namespace, reference.to, selector)
            .ok_or_else(|| failed("no resources matched selector".into()))?;
        write_spec(doc, reference.by_name, json!({ "name": name }));
        found
    } else {
        return Ok(());
    };
    let value = match reference.extract {
        Extract::ExternalName => annotation(target, EXTERNAL_NAME),
        Extract::Arn => target
            .pointer("/status/atProvider/arn")
            .and_then(Value::as_str),
    };
    let value = value.filter(|v| !v.is_empty()).ok_or_else(|| {
        failed("referenced field was empty (referenced resource may not yet be ready)".into())
    })?;
    let value = json!(value);
    write_spec(doc, reference.field, value);
    Ok(())
}

fn labelled<'a>(
    state: &'a State,
    cluster: &str,
    namespace: &str,
    kind: Kind,
    selector: &Value,
) -> Option<(String, &'a Value)> {
    let wanted = selector
        .get("matchLabels")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let here = |k: &ObjectKey| {
        k.cluster == cluster && k.namespace == namespace && k.managed_kind() == Some(kind)
    };
    let fits = |doc: &Value| {
        wanted
            .iter()
            .all(|(k, v)| doc["metadata"]["labels"].get(k) == Some(v))
    };
    state
        .objects
        .iter()
        .find(|(k, l)| here(k) && fits(&l.doc))
        .map(|(k, l)| (k.name.clone(), &l.doc))
}
