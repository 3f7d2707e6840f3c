//! EventBridge's matching, as far as our patterns use it. Source: EventBridge user guide, event patterns.

use serde_json::{Map, Value};

/// Whether an event rings a rule.
pub(crate) fn rings(pattern: &Value, event: &Value) -> bool {
    let fields = pattern.as_object().expect("a pattern is an object");
    matches_all(fields, event)
}

fn matches_all(fields: &Map<String, Value>, event: &Value) -> bool {
    fields.iter().all(|(key, wanted)| match wanted {
        Value::Array(choices) if key == "$or" => choices.iter().any(|choice| rings(choice, event)),
        Value::Object(below) => members(event, key)
            .iter()
            .any(|member| matches_all(below, member)),
        Value::Array(tests) => members(event, key).iter().any(|member| {
            let values: Vec<&Value> = match member {
                Value::Array(items) => items.iter().collect(),
                one => vec![*one],
            };
            values
                .iter()
                .any(|value| tests.iter().any(|test| fits(test, value)))
        }),
        other => panic!("{key}: {other} is no test"),
    })
}

/// A list of objects is looked through as if each stood there alone.
fn members<'a>(event: &'a Value, key: &str) -> Vec<&'a Value> {
    let objects: Vec<&Value> = match event {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    objects
        .into_iter()
        .filter_map(|object| object.get(key))
        .collect()
}

fn fits(test: &Value, value: &Value) -> bool {
    let Value::Object(kind) = test else {
        return test == value;
    };
    let (kind, by) = kind.iter().next().expect("a test");
    match kind.as_str() {
        "anything-but" => !by.as_array().unwrap().contains(value),
        "numeric" => {
            assert_eq!(by[0], ">");
            value
                .as_f64()
                .is_some_and(|number| number > by[1].as_f64().unwrap())
        }
        "wildcard" => value.as_str().is_some_and(|text| {
            let pattern = by.as_str().unwrap();
            let (before, after) = pattern.split_once('*').unwrap();
            match after.strip_suffix('*') {
                Some(inside) => text.starts_with(before) && text.contains(inside),
                None => text.starts_with(before) && text.ends_with(after),
            }
        }),
        other => panic!("{other} isn't understood"),
    }
}
