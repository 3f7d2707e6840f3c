//! Brings file, environment and secret files together into one flat set of values that fit [`KEYS`] in name and kind.

use super::keys::{KEYS, KeyDoc, Kind, Need, find};
use super::problem::{Problem, Problems};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// Variables by name. Handed in, so that tests need not change the process.
pub type Environment = BTreeMap<String, String>;

const PREFIX: &str = "BERTH_";

#[derive(Clone, Debug, Default)]
pub struct Values {
    pub(super) found: BTreeMap<&'static str, Value>,
}

impl Values {
    /// # Errors
    /// The file cannot be read, or names or kinds of values are wrong.
    pub fn read(file: Option<&Path>, environment: &Environment) -> Result<Self, Problems> {
        let text = match file {
            None => String::new(),
            Some(path) => fs::read_to_string(path).map_err(|error| {
                Problems::one(
                    path.display().to_string(),
                    format!("cannot be read: {error}"),
                    "Name a readable file by --config or BERTH_CONFIG",
                )
            })?,
        };
        let name = file.map_or_else(
            || "the configuration".to_owned(),
            |path| path.display().to_string(),
        );
        Self::parse(&name, &text, environment)
    }

    /// # Errors
    /// See [`Values::read`].
    pub fn parse(name: &str, text: &str, environment: &Environment) -> Result<Self, Problems> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            Problems::one(
                name,
                format!("is not TOML: {}", error.message()),
                place(text, &error),
            )
        })?;
        let mut gathering = Gathering {
            overridden: environment
                .keys()
                .filter_map(|variable| Some(meant(&key_of(variable)?)?.0.key))
                .collect(),
            ..Gathering::default()
        };
        gathering.table("", &table);
        gathering.environment(environment);
        gathering.finish()
    }
}

fn place(text: &str, error: &toml::de::Error) -> String {
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("Look at line {}", before.matches('\n').count() + 1),
        None => "Look at its syntax".to_owned(),
    }
}

#[derive(Default)]
struct Gathering {
    /// Keys that the environment gives: files that the configuration names for them need not be there.
    overridden: BTreeSet<&'static str>,
    values: Values,
    problems: Vec<Problem>,
}

impl Gathering {
    fn problem(&mut self, key: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Problem {
            key: key.to_owned(),
            what: what.into(),
            fix: fix.into(),
        });
    }

    fn table(&mut self, prefix: &str, table: &Table) {
        for (name, value) in table {
            let key = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            match (find(&key), value) {
                (Some(doc), _) => self.put(doc, value.clone()),
                (None, Value::Table(inner))
                    if KEYS
                        .iter()
                        .any(|doc| doc.key.starts_with(&format!("{key}."))) =>
                {
                    self.table(&key, inner)
                }
                (None, _) => match secret_of(&key) {
                    Some(doc) if self.overridden.contains(doc.key) => {}
                    Some(doc) => self.secret_file(doc, &key, value.as_str()),
                    None => self.unknown(&key),
                },
            }
        }
    }

    fn unknown(&mut self, key: &str) {
        let fix = match nearest(key) {
            Some(near) => format!("Did you mean {near}? `berth config-reference` lists every key"),
            None => "Remove it; `berth config-reference` lists every key".to_owned(),
        };
        self.problem(key, "there is no such key", fix);
    }

    fn put(&mut self, doc: &'static KeyDoc, value: Value) {
        match fitting(doc.kind, value) {
            Ok(value) => _ = self.values.found.insert(doc.key, value),
            Err(found) => self.problem(
                doc.key,
                format!("is {found} where a {} belongs", doc.kind.says()),
                doc.how(),
            ),
        }
    }

    fn secret_file(&mut self, doc: &'static KeyDoc, key: &str, path: Option<&str>) {
        let Some(path) = path else {
            return self.problem(key, "is not a path", "Name a file that holds the secret");
        };
        match fs::read_to_string(path) {
            Ok(text) => {
                let value = match doc.kind {
                    Kind::Secrets => Value::Array(
                        text.split_whitespace()
                            .map(|line| Value::String(line.to_owned()))
                            .collect(),
                    ),
                    _ => Value::String(text.trim_end().to_owned()),
                };
                self.values.found.insert(doc.key, value);
            }
            Err(error) => self.problem(
                key,
                format!("{path} cannot be read: {error}"),
                "Name a file that Berth may read; a relative path begins at the working directory",
            ),
        }
    }

    fn environment(&mut self, environment: &Environment) {
        for (variable, text) in environment {
            let Some(key) = key_of(variable) else {
                continue;
            };
            match meant(&key) {
                Some((doc, Given::Itself)) => self.variable(doc, variable, text),
                Some((doc, Given::InFile)) => self.secret_file(doc, variable, Some(text)),
                // Without the two underscores it may be a variable of a tool that is none of the server's business.
                None if key.contains('.') => self.unknown(variable),
                None => {}
            }
        }
    }

    fn variable(&mut self, doc: &'static KeyDoc, variable: &str, text: &str) {
        let value = match doc.kind {
            Kind::Text | Kind::Secret => Some(Value::String(text.to_owned())),
            Kind::List | Kind::Secrets if !text.trim_start().starts_with('[') => {
                Some(Value::Array(
                    text.split(',')
                        .map(str::trim)
                        .filter(|part| !part.is_empty())
                        .map(|part| Value::String(part.to_owned()))
                        .collect(),
                ))
            }
            _ => toml_value(text),
        };
        match value {
            Some(value) => self.put(doc, value),
            None => self.problem(
                variable,
                format!("is not a {}", doc.kind.says()),
                format!("Write it like {}", doc.example),
            ),
        }
    }

    fn finish(mut self) -> Result<Values, Problems> {
        for doc in KEYS.iter().filter(|doc| !doc.key.contains("[]")) {
            if self.values.found.contains_key(doc.key) {
                continue;
            }
            match doc.need {
                Need::Default(text) => {
                    _ = toml_value(text).map(|value| self.values.found.insert(doc.key, value))
                }
                // A value of the wrong kind has been complained about already.
                Need::Required
                    if self.problems.iter().all(|problem| {
                        problem.key != doc.key && !is_file_of(&problem.key, doc)
                    }) =>
                {
                    self.problem(doc.key, "is missing", doc.how());
                }
                Need::Required | Need::Optional => {}
            }
        }
        if self.problems.is_empty() {
            Ok(self.values)
        } else {
            Err(Problems(self.problems))
        }
    }
}

fn is_file_of(key: &str, doc: &KeyDoc) -> bool {
    let variable = doc.variable().map(|variable| format!("{variable}_FILE"));
    key == format!("{}_file", doc.key) || Some(key) == variable.as_deref()
}

/// The key that a variable stands for, if it is for Berth at all.
fn key_of(variable: &str) -> Option<String> {
    let rest = variable.strip_prefix(PREFIX)?;
    Some(rest.to_lowercase().replace("__", "."))
}

/// Whether a name holds the value or says which file does.
enum Given {
    Itself,
    InFile,
}

fn meant(key: &str) -> Option<(&'static KeyDoc, Given)> {
    let itself = find(key).map(|doc| (doc, Given::Itself));
    itself.or_else(|| secret_of(key).map(|doc| (doc, Given::InFile)))
}

fn secret_of(key: &str) -> Option<&'static KeyDoc> {
    find(key.strip_suffix("_file")?).filter(|doc| doc.kind.is_secret())
}

pub(super) fn toml_value(text: &str) -> Option<Value> {
    format!("value = {text}")
        .parse::<Table>()
        .ok()?
        .remove("value")
}

/// The value itself, one secret as a list of one; or what it is instead.
pub(super) fn fitting(kind: Kind, value: Value) -> Result<Value, &'static str> {
    let texts = |values: &[Value]| values.iter().all(Value::is_str);
    match (kind, &value) {
        (Kind::Text | Kind::Secret, Value::String(_))
        | (Kind::Number, Value::Integer(_))
        | (Kind::Flag, Value::Boolean(_)) => Ok(value),
        (Kind::List | Kind::Secrets, Value::Array(values)) if texts(values) => Ok(value),
        (Kind::Secrets, Value::String(_)) => Ok(Value::Array(vec![value])),
        (Kind::Table, Value::Table(table)) if table.values().all(Value::is_str) => Ok(value),
        (Kind::Tables, Value::Array(values)) if values.iter().all(Value::is_table) => Ok(value),
        _ => Err(match value {
            Value::String(_) => "a text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Datetime(_) => "a date",
            Value::Array(_) => "another list",
            Value::Table(_) => "another table",
        }),
    }
}

/// The key that differs in the fewest letters, if it is few.
fn nearest(key: &str) -> Option<&'static str> {
    let key = key_of(key).unwrap_or_else(|| key.to_owned());
    let (distance, near) = KEYS
        .iter()
        .map(|doc| (distance(&key, doc.key), doc.key))
        .min()?;
    (distance <= 3).then_some(near)
}

fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, b) in other.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(a != *b))
                .min(above + 1)
                .min(row[j] + 1);
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or_default()
}
