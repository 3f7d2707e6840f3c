//! JSON Schema over a vendor's document: compiled once a place, with the document's own definitions at hand.

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;

pub(crate) struct Schemas {
    /// `components` and `definitions`, which references lead into.
    roots: Vec<(String, Value)>,
    draft: Draft,
    compiled: RefCell<HashMap<String, Validator>>,
}

impl Schemas {
    pub(crate) fn new(document: &Value, draft: Draft) -> Self {
        let roots = ["components", "definitions"].into_iter();
        Self {
            roots: roots
                .filter_map(|name| Some((name.to_owned(), document.get(name)?.clone())))
                .collect(),
            draft,
            compiled: RefCell::default(),
        }
    }

    /// What `schema` has to say against `value`. `place` names the schema.
    pub(crate) fn complaints(&self, place: &str, schema: &Value, value: &Value) -> Vec<String> {
        let mut compiled = self.compiled.borrow_mut();
        let validator = compiled
            .entry(place.to_owned())
            .or_insert_with(|| self.compile(place, schema));
        validator
            .iter_errors(value)
            .map(|error| {
                let text: String = error.to_string().chars().take(240).collect();
                // Positions in lists differ from run to run and say nothing.
                let at: Vec<String> = error
                    .instance_path()
                    .to_string()
                    .split('/')
                    .map(|step| {
                        if step.parse::<usize>().is_ok() {
                            "*".to_owned()
                        } else {
                            step.to_owned()
                        }
                    })
                    .collect();
                format!("{place}: {}: {text}", at.join("/"))
            })
            .collect()
    }

    fn compile(&self, place: &str, schema: &Value) -> Validator {
        let mut rooted = json!({ "allOf": [schema] });
        for (name, root) in &self.roots {
            rooted[name] = root.clone();
        }
        jsonschema::options()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .build(&rooted)
            .unwrap_or_else(|error| panic!("{place}: {error}"))
    }
}

/// A description says which members there are, and servers drop the rest without a word: for a request that is a fault. Objects
/// behind references stay open, for those are shared with answers.
pub(crate) fn closed(schema: &Value) -> Value {
    let mut schema = schema.clone();
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    let Value::Object(members) = schema else {
        return;
    };
    for name in ["allOf", "anyOf", "oneOf"] {
        // Branches beside `properties` narrow the same object.
        if let Some(Value::Array(branches)) = members.get_mut(name) {
            branches
                .iter_mut()
                .filter(|branch| branch.get("required").is_none())
                .for_each(close);
        }
    }
    if let Some(items) = members.get_mut("items") {
        close(items);
    }
    let Some(Value::Object(properties)) = members.get_mut("properties") else {
        return;
    };
    properties.values_mut().for_each(close);
    let is_open = members.contains_key("additionalProperties")
        || members.contains_key("x-kubernetes-preserve-unknown-fields");
    if !is_open {
        members.insert("additionalProperties".into(), json!(false));
    }
}

/// OpenAPI 3.0 says "or null" by `nullable`, which JSON Schema does not know; examples are no schemas.
pub(crate) fn plain_json_schema(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(plain_json_schema),
        Value::Object(members) => {
            members.remove("example");
            members.values_mut().for_each(plain_json_schema);
            if members.remove("nullable") == Some(json!(true)) {
                *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
            }
        }
        _ => {}
    }
}
