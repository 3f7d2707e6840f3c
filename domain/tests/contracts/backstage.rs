//! What the Backstage catalog does with an entity: its JSON schema, then the field formats that its backend
//! enforces beside the schema.

use crate::crd::first_error;
use crate::rules::{is_annotation_key, is_dns_label};
use crate::shared;
use jsonschema::{Registry, Validator};
use serde_json::Value;
use std::path::Path;

pub(crate) struct Backstage {
    resource: Validator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Schema(String),
    Format(String),
}

impl Backstage {
    pub(crate) fn load(contracts: &Path) -> Self {
        let folder = contracts.join("backstage");
        let mut registry = Registry::new();
        for (id, file) in [
            ("Entity", "Entity.schema.json"),
            ("EntityMeta", "EntityMeta.schema.json"),
            ("common", "shared-common.schema.json"),
        ] {
            let schema = shared::json(&folder.join(file));
            registry = registry
                .add(format!("json-schema:///{id}"), schema)
                .unwrap();
        }
        let registry = registry.prepare().unwrap();
        let schema = shared::json(&folder.join("kinds-Resource.v1alpha1.schema.json"));
        let resource = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .with_registry(&registry)
            .build(&schema)
            .unwrap();
        Self { resource }
    }

    pub(crate) fn admit(&self, entity: &Value) -> Result<(), Refused> {
        first_error(&self.resource, entity).map_err(Refused::Schema)?;
        formats(entity).map_err(Refused::Format)
    }
}

fn formats(entity: &Value) -> Result<(), String> {
    let metadata = &entity["metadata"];
    let refuse = |what: &str, value: &Value| Err(format!("{what}: {value}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if !is_name(&text(&metadata["name"])) {
        return refuse("name", &metadata["name"]);
    }
    if let Some(namespace) = metadata.get("namespace")
        && !is_dns_label(&text(namespace))
    {
        return refuse("namespace", namespace);
    }
    for (key, value) in metadata["annotations"].as_object().into_iter().flatten() {
        if !is_annotation_key(key) || !value.is_string() {
            return refuse(key, value);
        }
        if key.starts_with("backstage.io/managed-by") {
            return refuse("reserved for Backstage", value);
        }
    }
    for (key, value) in metadata["labels"].as_object().into_iter().flatten() {
        if !is_annotation_key(key) || !is_name(&text(value)) {
            return refuse(key, value);
        }
    }
    for tag in metadata["tags"].as_array().into_iter().flatten() {
        if !is_tag(&text(tag)) {
            return refuse("tag", tag);
        }
    }
    for link in metadata["links"].as_array().into_iter().flatten() {
        if !is_url(&text(&link["url"])) {
            return refuse("link", link);
        }
    }
    for (kind, key) in [("group", "owner"), ("system", "system")] {
        if let Some(reference) = entity["spec"].get(key)
            && !is_reference(&text(reference), kind)
        {
            return refuse(key, reference);
        }
    }
    no_substitution(entity)
}

/// Objects with these keys make Backstage read other files.
fn no_substitution(value: &Value) -> Result<(), String> {
    match value {
        Value::Object(members) => members.iter().try_for_each(|(key, member)| {
            if key.starts_with('$') {
                return Err(format!("substitution {key}"));
            }
            no_substitution(member)
        }),
        Value::Array(items) => items.iter().try_for_each(no_substitution),
        _ => Ok(()),
    }
}

fn is_name(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

fn is_tag(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.split('-').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":+#".contains(&byte)
                })
        })
}

fn is_url(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte))
    })
}

/// `[kind:][namespace/]name`, of the wanted kind when one is named.
fn is_reference(text: &str, wanted: &str) -> bool {
    let rest = match text.split_once(':') {
        Some((kind, rest)) if kind == wanted => rest,
        Some(_) => return false,
        None => text,
    };
    match rest.split_once('/') {
        Some((namespace, name)) => is_dns_label(namespace) && is_name(name),
        None => is_name(rest),
    }
}
