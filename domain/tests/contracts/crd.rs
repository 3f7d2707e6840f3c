//! What a Kubernetes API server does with an object of a custom kind: schema, strict field validation, defaults
//! and CEL rules.

use crate::shared;
use cel::{Context, Env, Program};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// All kinds of the vendor's provider, by `apiVersion` and `kind`.
pub(crate) struct Crds(BTreeMap<(String, String), Crd>);

pub(crate) struct Crd {
    schema: Value,
    lenient: Validator,
    strict: Validator,
    env: Arc<Env>,
    rules: BTreeMap<String, Program>,
}

/// How far an object gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// By the schema.
    Schema(String),
    /// By strict field validation: an API server that prunes would drop the field silently.
    Strict(String),
    /// By a CEL rule.
    Rule(String),
}

impl Crds {
    pub(crate) fn load(contracts: &Path) -> Self {
        let mut kinds = BTreeMap::new();
        for path in shared::files(&contracts.join("crossplane"), "", ".yaml") {
            for crd in shared::documents(&shared::read(&path)) {
                let spec = &crd["spec"];
                for version in spec["versions"].as_array().unwrap() {
                    let group = spec["group"].as_str().unwrap();
                    let api = format!("{group}/{}", version["name"].as_str().unwrap());
                    let kind = spec["names"]["kind"].as_str().unwrap().to_owned();
                    kinds.insert((api, kind), Crd::new(&version["schema"]["openAPIV3Schema"]));
                }
            }
        }
        assert!(!kinds.is_empty(), "no CRD found");
        Self(kinds)
    }

    /// The verdict of an API server on an object.
    pub(crate) fn admit(&self, object: &Value) -> Result<(), Refused> {
        let word = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
        match self.0.get(&(word("apiVersion"), word("kind"))) {
            Some(crd) => crd.admit(object),
            None => Err(Refused::Schema(format!("no kind {object}"))),
        }
    }

    pub(crate) fn count_rules(&self) -> usize {
        self.0.values().map(|crd| crd.rules.len()).sum()
    }
}

impl Crd {
    fn new(schema: &Value) -> Self {
        let mut lenient = schema.clone();
        to_json_schema(&mut lenient, false);
        let mut strict = schema.clone();
        to_json_schema(&mut strict, true);
        let env = Arc::new(Env::stdlib());
        let mut rules = BTreeMap::new();
        collect_rules(schema, &env, &mut rules);
        Self {
            schema: schema.clone(),
            lenient: jsonschema::draft4::new(&lenient).unwrap(),
            strict: jsonschema::draft4::new(&strict).unwrap(),
            env,
            rules,
        }
    }

    fn admit(&self, object: &Value) -> Result<(), Refused> {
        first_error(&self.lenient, object).map_err(Refused::Schema)?;
        first_error(&self.strict, object).map_err(Refused::Strict)?;
        let mut object = object.clone();
        fill_defaults(&self.schema, &mut object);
        self.check_rules(&self.schema, &object)
            .map_err(Refused::Rule)
    }

    /// Every rule at the place of the schema where it stands, on every value there.
    fn check_rules(&self, schema: &Value, value: &Value) -> Result<(), String> {
        for rule in rules_of(schema) {
            let text = rule["rule"].as_str().unwrap();
            let program = &self.rules[text];
            let mut context = Context::with_env(self.env.clone());
            context.add_variable("self", value).unwrap();
            match program.execute(&context) {
                Ok(cel::Value::Bool(true)) => {}
                other => return Err(format!("{}: {other:?}", rule["message"])),
            }
        }
        match value {
            Value::Object(members) => members.iter().try_for_each(|(key, member)| {
                let named = &schema["properties"][key];
                let other = &schema["additionalProperties"];
                let below = if named.is_null() { other } else { named };
                self.check_rules(below, member)
            }),
            Value::Array(items) => items
                .iter()
                .try_for_each(|item| self.check_rules(&schema["items"], item)),
            _ => Ok(()),
        }
    }
}

pub(crate) fn first_error(validator: &Validator, value: &Value) -> Result<(), String> {
    match validator.iter_errors(value).next() {
        None => Ok(()),
        Some(error) => Err(format!("{}: {error}", error.instance_path())),
    }
}

/// The rules of one place. Those that compare with the object before the change don't apply to a new one.
fn rules_of(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["x-kubernetes-validations"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|rule| !rule["rule"].as_str().unwrap().contains("oldSelf"))
}

fn collect_rules(schema: &Value, env: &Env, rules: &mut BTreeMap<String, Program>) {
    for rule in rules_of(schema) {
        let text = rule["rule"].as_str().unwrap();
        let program = env
            .compile(text)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        rules.insert(text.to_owned(), program);
    }
    match schema {
        Value::Object(members) => members
            .values()
            .for_each(|member| collect_rules(member, env, rules)),
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_rules(item, env, rules)),
        _ => {}
    }
}

/// Kubernetes' dialect to plain JSON schema; `strict` refuses fields that the schema doesn't name.
fn to_json_schema(schema: &mut Value, strict: bool) {
    let Value::Object(members) = schema else {
        return;
    };
    if members.contains_key("x-kubernetes-int-or-string") {
        members.remove("type");
    }
    let open = members.contains_key("additionalProperties")
        || members.contains_key("x-kubernetes-preserve-unknown-fields");
    if strict && !open && members.contains_key("properties") {
        members.insert("additionalProperties".into(), json!(false));
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        properties
            .values_mut()
            .for_each(|property| to_json_schema(property, strict));
    }
    for key in ["items", "additionalProperties"] {
        if let Some(below) = members.get_mut(key) {
            to_json_schema(below, strict);
        }
    }
}

/// The API server fills defaults in before it looks at the rules.
fn fill_defaults(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(members) => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            for (key, property) in properties {
                match (members.get_mut(key), property.get("default")) {
                    (Some(member), _) => fill_defaults(property, member),
                    (None, Some(default)) => {
                        members.insert(key.clone(), default.clone());
                    }
                    (None, None) => {}
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| fill_defaults(&schema["items"], item)),
        _ => {}
    }
}
