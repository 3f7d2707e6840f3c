//! What a token says about a person, without the shape that a provider gave it.

use serde_json::Value;
use std::collections::BTreeMap;

/// How deep providers hide groups: `realm_access.roles`.
const DEPTH: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Never given to another person.
    pub subject: String,
    pub email_verified: Option<bool>,
    pub(super) not_before: Option<i64>,
    /// By name; a dot leads into an object.
    texts: BTreeMap<String, Vec<String>>,
}

impl Claims {
    /// Of somebody of whom nothing more is known.
    pub fn of(subject: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            email_verified: None,
            not_before: None,
            texts: BTreeMap::new(),
        }
    }

    pub(super) fn read(value: &Value) -> Option<Self> {
        let subject = value.get("sub")?.as_str()?;
        let mut claims = Self {
            not_before: value.get("nbf").and_then(Value::as_i64),
            ..Self::of(subject)
        };
        claims.add(value);
        Some(claims)
    }

    /// What the token itself said stays.
    pub(super) fn add(&mut self, value: &Value) {
        if let Some(verified) = value.get("email_verified").and_then(Value::as_bool) {
            self.email_verified.get_or_insert(verified);
        }
        self.flatten("", value, DEPTH);
    }

    pub(super) fn has(&self, claim: &str) -> bool {
        self.texts.contains_key(claim)
    }

    pub fn text(&self, claim: &str) -> Option<&str> {
        let only = self.texts.get(claim)?.first()?;
        Some(only.trim()).filter(|text| !text.is_empty())
    }

    pub fn list(&self, claim: &str) -> &[String] {
        self.texts.get(claim).map_or(&[], Vec::as_slice)
    }

    fn flatten(&mut self, name: &str, value: &Value, depth: usize) {
        let found = match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(all) => all
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Value::Object(inner) if depth > 0 => {
                for (key, value) in inner {
                    let path = match name {
                        "" => key.clone(),
                        name => format!("{name}.{key}"),
                    };
                    self.flatten(&path, value, depth - 1);
                }
                return;
            }
            _ => return,
        };
        self.texts.entry(name.to_owned()).or_insert(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_claims_are_too_strange(key in r"\PC{0,20}", text in r"\PC{0,40}", depth in 0..40_usize) {
            let mut value = Value::String(text);
            for _ in 0..depth {
                value = Value::Object([(key.clone(), value)].into_iter().collect());
            }
            let body = [("sub".to_owned(), Value::String("1".into())), ("x".to_owned(), value)];
            let claims = Claims::read(&Value::Object(body.into_iter().collect())).unwrap();
            prop_assert_eq!(claims.text("sub"), Some("1"));
        }
    }

    #[test]
    fn groups_are_found_wherever_a_provider_puts_them() {
        let value: Value = serde_json::from_str(
            r#"{"sub":"1","groups":["a","b"],"one":"c","realm_access":{"roles":["d"]},"n":3,"name":" "}"#,
        )
        .unwrap();
        let mut claims = Claims::read(&value).unwrap();
        assert_eq!(claims.list("groups"), ["a", "b"]);
        assert_eq!(claims.list("one"), ["c"]);
        assert_eq!(claims.list("realm_access.roles"), ["d"]);
        assert!(claims.list("n").is_empty() && claims.text("name").is_none());
        claims.add(
            &serde_json::from_str(
                r#"{"sub":"2","groups":["z"],"more":"x","email_verified":false}"#,
            )
            .unwrap(),
        );
        assert_eq!(
            claims.list("groups"),
            ["a", "b"],
            "the token counts before the user info"
        );
        assert_eq!(
            (claims.text("more"), claims.email_verified),
            (Some("x"), Some(false))
        );
        assert_eq!(claims.subject, "1");
        assert_eq!(Claims::read(&Value::Null), None);
    }
}
