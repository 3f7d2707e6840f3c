//! The vendors' own descriptions, where those are at hand.
#![allow(clippy::print_stdout)]
use serde_json::Value;
use std::path::PathBuf;

pub fn shared(path: &str) -> Option<String> {
    let places = std::env::var("BERTH_SHARED")
        .map(PathBuf::from)
        .into_iter()
        .chain(
            PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .ancestors()
                .map(|a| a.join("../shared"))
                .collect::<Vec<_>>(),
        );
    let found = places.map(|p| p.join(path)).find(|p| p.exists());
    if found.is_none() {
        println!("skipped: no ../shared");
    }
    found.map(|p| std::fs::read_to_string(p).unwrap())
}

pub fn shared_json(path: &str) -> Option<Value> {
    shared(path).map(|t| serde_json::from_str(&t).unwrap())
}

pub fn valid(schema: &Value, instance: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|e| format!("{e} at {}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{instance:#}");
}
