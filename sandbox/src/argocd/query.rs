//! Query parameters, repeated ones included, and the `fields` projection.
use serde_json::{Map, Value};

#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn parse(query: Option<&str>) -> Self {
        Self(
            url::form_urlencoded::parse(query.unwrap_or("").as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }

    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(k, v)| k == name && !v.is_empty())
            .map(|(_, v)| v.as_str())
            .collect()
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, |v| v == "true")
    }

    /// `fields=a.b,c` keeps only those paths; arrays on the way are looked through.
    pub(super) fn project(&self, value: Value) -> Value {
        let Some(fields) = self.get("fields") else {
            return value;
        };
        if fields.starts_with('-') {
            return value;
        }
        let paths: Vec<Vec<&str>> = fields.split(',').map(|f| f.split('.').collect()).collect();
        let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
        keep(&value, &paths)
    }
}

fn keep(value: &Value, paths: &[&[&str]]) -> Value {
    if paths.iter().any(|p| p.is_empty()) {
        return value.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|v| keep(v, paths)).collect(),
        Value::Object(map) => {
            let mut out = Map::new();
            for (name, inner) in map {
                let deeper: Vec<&[&str]> = paths
                    .iter()
                    .filter(|p| p.first() == Some(&name.as_str()))
                    .map(|p| &p[1..])
                    .collect();
                if !deeper.is_empty() {
                    out.insert(name.clone(), keep(inner, &deeper));
                }
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}

/// Label selectors of the equality kind: `a=b`, `a!=b`, `a`.
pub(super) fn selects(selector: &str, labels: &Map<String, Value>) -> bool {
    selector
        .split(',')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .all(|term| {
            if let Some((key, value)) = term.split_once("!=") {
                return labels.get(key).and_then(Value::as_str) != Some(value);
            }
            match term.split_once('=') {
                Some((key, value)) => {
                    labels.get(key).and_then(Value::as_str) == Some(value.trim_start_matches('='))
                }
                None => labels.contains_key(term),
            }
        })
}
