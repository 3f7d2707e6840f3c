//! AWS's service models as JSON Schema.

use crate::schema::Schemas;
use jsonschema::Draft;
use serde_json::{Value, json};

/// JSON carries times as numbers, XML as text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    Seconds,
    Text,
}

pub(crate) struct Model {
    pub document: Value,
    schemas: Schemas,
}

impl Model {
    pub(crate) fn new(document: Value, times: Times) -> Self {
        let shapes = document["shapes"].as_object().unwrap();
        let definitions: Value = shapes
            .iter()
            .map(|(name, shape)| (name.clone(), schema(shape, times)))
            .collect();
        Self {
            schemas: Schemas::new(&json!({ "definitions": definitions }), Draft::Draft7),
            document,
        }
    }

    pub(crate) fn complaints(&self, shape: &str, value: &Value) -> Vec<String> {
        self.schemas.complaints(shape, &reference(shape), value)
    }

    pub(crate) fn operation(&self, name: &str) -> Option<&Value> {
        self.document["operations"].get(name)
    }

    pub(crate) fn shape(&self, name: &str) -> &Value {
        &self.document["shapes"][name]
    }
}

fn reference(shape: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{shape}") })
}

fn member(shape: &Value) -> Value {
    reference(shape["shape"].as_str().unwrap())
}

fn schema(shape: &Value, times: Times) -> Value {
    let mut out = match shape["type"].as_str().unwrap() {
        "structure" => {
            let members = shape["members"].as_object().unwrap();
            let properties: Value = members
                .iter()
                .map(|(name, shape)| (name.clone(), member(shape)))
                .collect();
            let required = shape.get("required").cloned().unwrap_or(json!([]));
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        }
        "list" => json!({ "type": "array", "items": member(&shape["member"]) }),
        "map" => {
            let (key, value) = (member(&shape["key"]), member(&shape["value"]));
            json!({ "type": "object", "propertyNames": key, "additionalProperties": value })
        }
        "boolean" => json!({ "type": "boolean" }),
        "integer" | "long" => json!({ "type": "integer" }),
        "double" | "float" => json!({ "type": "number" }),
        "timestamp" if times == Times::Seconds => json!({ "type": "number" }),
        "timestamp" => json!({ "type": "string", "format": "date-time" }),
        "string" | "blob" => json!({ "type": "string" }),
        other => panic!("no such type in AWS's models: {other}"),
    };
    let (least, most) = match shape["type"].as_str() {
        Some("string") => ("minLength", "maxLength"),
        Some("list") => ("minItems", "maxItems"),
        _ => ("minimum", "maximum"),
    };
    for (word, limit) in [("min", least), ("max", most), ("enum", "enum")] {
        if let Some(value) = shape.get(word) {
            out[limit] = value.clone();
        }
    }
    // The models' expressions are meant for the whole text and carry no anchors.
    if let Some(pattern) = shape["pattern"].as_str() {
        out["pattern"] = json!(format!("^(?:{pattern})$"));
    }
    out
}
