//! Turns values into types, one key at a time, and remembers everything that does not fit.

use super::keys::{KeyDoc, find};
use super::problem::{Problem, Problems};
use super::source::Values;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt::Display;
use toml::{Table, Value};

pub(super) struct Reader<'a> {
    values: &'a Values,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self {
            values,
            problems: Vec::new(),
        }
    }

    pub(super) fn problem(&mut self, key: &str, what: impl Display) {
        let fix = find(key).map(KeyDoc::how).unwrap_or_default();
        self.advise(key, what, fix);
    }

    pub(super) fn advise(&mut self, key: &str, what: impl Display, fix: impl Into<String>) {
        self.problems.push(Problem {
            key: key.to_owned(),
            what: what.to_string(),
            fix: fix.into(),
        });
    }

    pub(super) fn finish<T>(self, built: Option<T>) -> Result<T, Problems> {
        match built {
            Some(built) if self.problems.is_empty() => Ok(built),
            _ => Err(Problems(self.problems)),
        }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.values.found.get(key)
    }

    /// An empty text is none: so a variable can take back what the file says.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn parsed<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let Some(text) = self.text(key) else {
            self.problem(key, "is empty");
            return None;
        };
        parse(text)
            .map_err(|error| self.problem(key, format!("“{text}” does not fit: {error}")))
            .ok()
    }

    /// `Some(None)`: not set.
    pub(super) fn optional<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.text(key) {
            None => Some(None),
            Some(_) => self.parsed(key, parse).map(Some),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(&mut self, key: &str) -> Option<T> {
        let number = self.get(key)?.as_integer()?;
        let fits = T::try_from(number).ok();
        if fits.is_none() {
            self.problem(key, format!("{number} is out of range"));
        }
        fits
    }

    pub(super) fn within<T: TryFrom<i64> + PartialOrd + Display>(
        &mut self,
        key: &str,
        least: T,
        most: T,
    ) -> Option<T> {
        let number: T = self.number(key)?;
        let fits = (&least..=&most).contains(&&number);
        if !fits {
            self.problem(key, format!("{number} is not from {least} to {most}"));
        }
        fits.then_some(number)
    }

    /// `Some(None)`: not set.
    pub(super) fn optional_number<T: TryFrom<i64>>(&mut self, key: &str) -> Option<Option<T>> {
        match self.get(key) {
            None => Some(None),
            Some(_) => self.number(key).map(Some),
        }
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        self.text(key).map(SecretString::from)
    }

    pub(super) fn required_secret(&mut self, key: &str) -> Option<SecretString> {
        let secret = self.secret(key);
        if secret.is_none() {
            self.problem(key, "is empty");
        }
        secret
    }

    pub(super) fn texts(&self, key: &str) -> Vec<&'a str> {
        self.get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    pub(super) fn list<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let texts = self.texts(key);
        let mut parsed = Vec::with_capacity(texts.len());
        for text in &texts {
            match parse(text) {
                Ok(value) => parsed.push(value),
                Err(error) => self.problem(key, format!("“{text}” does not fit: {error}")),
            }
        }
        (parsed.len() == texts.len()).then_some(parsed)
    }

    pub(super) fn table(&self, key: &str) -> BTreeMap<String, String> {
        self.get(key)
            .and_then(Value::as_table)
            .map(texts_of)
            .unwrap_or_default()
    }

    pub(super) fn tables(&self, key: &str) -> Vec<&'a Table> {
        self.get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_table)
            .collect()
    }

    /// An address of the web without its trailing slash.
    pub(super) fn url(&mut self, key: &str) -> Option<String> {
        self.parsed(key, web_address)
    }

    pub(super) fn optional_url(&mut self, key: &str) -> Option<Option<String>> {
        self.optional(key, web_address)
    }
}

pub(super) fn texts_of(table: &Table) -> BTreeMap<String, String> {
    table
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn web_address(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err("an address beginning with https:// is wanted".to_owned());
    }
    if url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err("it must have no user, query or fragment".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}
