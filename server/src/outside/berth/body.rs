//! A body in the making: a file of YAML or JSON, with values laid over it.

use super::Answer;
use serde_json::{Map, Value};

/// An object whose shape Berth judges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(Map<String, Value>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    #[error("It is neither YAML nor JSON: {0}")]
    Text(String),
    #[error("It holds no fields: write name: value, one a line")]
    NoFields,
}

impl Body {
    /// # Errors
    /// It can't be read, or is no object.
    pub fn read(text: &str) -> Result<Self, BodyError> {
        // JSON is YAML, but YAML has its own words for what is wrong with it.
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) if text.trim_start().starts_with('{') => {
                return Err(BodyError::Text(error.to_string()));
            }
            Err(_) => {
                serde_saphyr::from_str(text).map_err(|error| BodyError::Text(error.to_string()))?
            }
        };
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(BodyError::NoFields),
        }
    }

    /// An object inside of an answer; `None`: there is none.
    pub fn part(answer: &Answer, name: &str) -> Option<Self> {
        let mut whole: Map<String, Value> = serde_json::from_str(&answer.text).ok()?;
        match whole.remove(name)? {
            Value::Object(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    /// These fields, with the others laid over them.
    #[must_use]
    pub fn over(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn text(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), Value::String(value.into()));
    }

    pub fn flag(&mut self, name: &str, value: bool) {
        self.0.insert(name.to_owned(), Value::Bool(value));
    }

    pub fn number(&mut self, name: &str, value: u32) {
        self.0.insert(name.to_owned(), Value::from(value));
    }

    pub fn list(&mut self, name: &str, values: &[String]) {
        let values = values.iter().cloned().map(Value::String);
        self.0
            .insert(name.to_owned(), Value::Array(values.collect()));
    }

    pub fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_json_are_read_alike_and_values_are_laid_over() {
        let mut yaml = Body::read("name: a/b\nkeep: 30\nscan: false\nexceptions: [v*]\n").unwrap();
        let json = Body::read(r#"{"name":"a/b","keep":30,"scan":false,"exceptions":["v*"]}"#);
        assert_eq!(Ok(yaml.clone()), json);
        yaml.text("name", "c/d");
        yaml.number("keep", 5);
        yaml.flag("scan", true);
        yaml.list("exceptions", &[]);
        assert_eq!(
            yaml.json(),
            r#"{"exceptions":[],"keep":5,"name":"c/d","scan":true}"#
        );
        for wrong in ["- a\n- b", "5", "", "null"] {
            assert_eq!(Body::read(wrong), Err(BodyError::NoFields), "{wrong}");
        }
        assert!(matches!(Body::read("{\"a\":"), Err(BodyError::Text(_))));
        assert!(matches!(Body::read("a: [1"), Err(BodyError::Text(_))));
    }
}
