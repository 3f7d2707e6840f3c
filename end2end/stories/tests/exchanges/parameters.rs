//! Texts of paths and queries as the values that their schemas speak of.

use serde_json::{Value, json};

/// The parameter's value among what was given; `None` when it was not.
pub(crate) fn value(parameter: &Value, given: &[(String, String)]) -> Option<Value> {
    let texts: Vec<&str> = given
        .iter()
        .filter(|(name, _)| parameter["name"] == **name)
        .map(|(_, text)| text.as_str())
        .collect();
    let schema = &parameter["schema"];
    match &texts[..] {
        [] => None,
        all if schema["type"] == "array" => Some(list(parameter, schema, all)),
        [one] => Some(typed(schema, one)),
        // Said twice where one is meant: no schema of a single value takes a list.
        many => Some(json!(many)),
    }
}

fn list(parameter: &Value, schema: &Value, texts: &[&str]) -> Value {
    let items = &schema["items"];
    let apart = parameter["explode"] == false;
    texts
        .iter()
        .flat_map(|text| match apart {
            true => text.split(',').collect(),
            false => vec![*text],
        })
        .map(|text| typed(items, text))
        .collect()
}

fn typed(schema: &Value, text: &str) -> Value {
    let parsed = match schema["type"].as_str() {
        Some("integer" | "number") => text.parse::<i64>().ok().map(Value::from),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| json!(text))
}

/// A path's text without its escapes.
pub(crate) fn decoded(text: &str) -> String {
    // In a path a plus is a plus.
    let text = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
