//! The effective configuration, to look at: secrets are said to be there, and no more.

use super::keys::{KEYS, Kind};
use super::source::Values;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(Vec<(&'static str, String)>);

impl Shown {
    pub(super) fn of(values: &Values) -> Self {
        let line = |key: &'static str, kind: Kind| {
            let value = values.found.get(key)?;
            let text = if kind.is_secret() {
                "(hidden)".to_owned()
            } else {
                value.to_string()
            };
            Some((key, text))
        };
        Self(
            KEYS.iter()
                .filter_map(|doc| line(doc.key, doc.kind))
                .collect(),
        )
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|(key, value)| writeln!(f, "{key} = {value}"))
    }
}
