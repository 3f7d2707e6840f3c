//! The format rules that the catalog backend enforces beyond its JSON schemas.
use serde_json::Value;

/// The first rule that the entity breaks, in the backend's manner.
pub(super) fn check(entity: &Value, admitted: &[String]) -> Result<(), String> {
    let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str);
    let kind = text("/kind").unwrap_or("");
    let api = text("/apiVersion").unwrap_or("");
    if kind.is_empty() || api.is_empty() {
        return Err("must have required property 'kind' and 'apiVersion'".into());
    }
    if !admitted.iter().any(|k| k.eq_ignore_ascii_case(kind)) {
        return Err(format!(
            "Entity of kind {kind} is not allowed from that location"
        ));
    }
    if !matches!(api, "backstage.io/v1alpha1" | "backstage.io/v1beta1") {
        return Err(format!(
            "No processor recognized the entity {kind}: apiVersion {api}"
        ));
    }
    let name = text("/metadata/name").unwrap_or("");
    if !is_name(name) {
        return Err(format!(
            "\"metadata.name\" is not valid; expected a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total but found \"{name}\""
        ));
    }
    if let Some(namespace) = text("/metadata/namespace")
        && !is_namespace(namespace)
    {
        return Err(format!(
            "\"metadata.namespace\" is not valid; found \"{namespace}\""
        ));
    }
    check_meta(entity)?;
    let required: &[&str] = match kind {
        "Resource" => &["type", "owner"],
        "Component" => &["type", "lifecycle", "owner"],
        "System" | "Domain" => &["owner"],
        "Group" => &["type", "children"],
        _ => &[],
    };
    for field in required {
        let found = entity.get("spec").and_then(|s| s.get(*field));
        let there =
            found.is_some_and(|v| v.is_array() || v.as_str().is_some_and(|s| !s.trim().is_empty()));
        if !there {
            return Err(format!(
                "/spec must have required property '{field}' - missingProperty: {field}"
            ));
        }
    }
    Ok(())
}

fn check_meta(entity: &Value) -> Result<(), String> {
    for tag in entity
        .pointer("/metadata/tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if !tag.as_str().is_some_and(is_tag) {
            return Err(format!(
                "\"metadata.tags\" is not valid; expected a string that is sequences of [a-z0-9+#:] separated by [-], at most 63 characters in total but found {tag}"
            ));
        }
    }
    for (part, values_are_names) in [("labels", true), ("annotations", false)] {
        for (key, value) in entity
            .pointer(&format!("/metadata/{part}"))
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let fits = value
                .as_str()
                .is_some_and(|v| !values_are_names || v.is_empty() || is_name(v));
            if !is_key(key) || !fits {
                return Err(format!(
                    "\"metadata.{part}.{key}\" is not valid; found {value}"
                ));
            }
        }
    }
    for link in entity
        .pointer("/metadata/links")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if link
            .get("url")
            .and_then(Value::as_str)
            .is_none_or(|u| url::Url::parse(u).is_err())
        {
            return Err("\"metadata.links\" is not valid; expected a valid url".into());
        }
    }
    Ok(())
}

fn separated(text: &str, most: usize, inner: fn(char) -> bool, between: fn(char) -> bool) -> bool {
    let edge = |c: Option<char>| c.is_some_and(inner);
    (1..=most).contains(&text.len())
        && edge(text.chars().next())
        && edge(text.chars().last())
        && text.chars().all(|c| inner(c) || between(c))
}

fn is_name(text: &str) -> bool {
    separated(
        text,
        63,
        |c| c.is_ascii_alphanumeric(),
        |c| matches!(c, '-' | '_' | '.'),
    )
}

fn is_namespace(text: &str) -> bool {
    separated(
        text,
        63,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
        |c| c == '-',
    )
}

fn is_tag(text: &str) -> bool {
    separated(
        text,
        63,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '#' | ':'),
        |c| c == '-',
    )
}

/// An optional DNS prefix, a slash, a name.
fn is_key(text: &str) -> bool {
    match text.split_once('/') {
        None => is_name(text),
        Some((prefix, name)) => {
            separated(
                prefix,
                253,
                |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
                |c| matches!(c, '-' | '.'),
            ) && is_name(name)
        }
    }
}
