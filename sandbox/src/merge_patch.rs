//! RFC 7396, the way in which people and controllers change a part of a JSON document.
use serde_json::{Value, json};

pub(crate) fn merge_patch(target: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Some(map) = target.as_object_mut() else {
        return;
    };
    for (name, change) in changes {
        if change.is_null() {
            map.remove(name);
        } else {
            merge_patch(map.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}
