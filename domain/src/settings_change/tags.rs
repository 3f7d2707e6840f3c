//! People's own AWS tags: which they are, how they are typed, what AWS takes.

use crate::standard::Standard;
use std::collections::BTreeMap;

/// AWS takes 50 tags; the provider adds five.
const TAGS_MAX: usize = 45;
const KEY_MAX: usize = 128;
const VALUE_MAX: usize = 256;
/// Written by Berth on every repository.
const BERTHS: [&str; 4] = ["team", "system", "managed-by", "berth-request"];

/// Tells people's own tags from Berth's, the company's, Crossplane's and AWS's.
#[derive(Clone, Debug)]
pub struct OwnTags<'a> {
    company: &'a BTreeMap<String, String>,
}

impl<'a> OwnTags<'a> {
    pub fn under(standard: &'a Standard) -> Self {
        Self {
            company: &standard.tags,
        }
    }

    /// Who else sets a tag of this key; `None`: it is free for people.
    fn holder(&self, key: &str) -> Option<&'static str> {
        let is = |other: &str| key.eq_ignore_ascii_case(other);
        let lower = key.to_ascii_lowercase();
        if BERTHS.into_iter().any(is) {
            Some("Berth sets it itself")
        } else if self.company.keys().any(|other| is(other)) {
            Some("the company sets it on every repository")
        } else if lower.starts_with("crossplane-") {
            Some("Crossplane sets it")
        } else if lower.starts_with("aws:") {
            Some("AWS keeps keys that begin with aws: for itself")
        } else {
            None
        }
    }

    /// Those of a file that people may change on the page: one line can carry them.
    pub(super) fn among(&self, all: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let is_own = |(key, value): &(&String, &String)| {
            self.holder(key).is_none()
                && !key.contains('=')
                && key.trim() == key.as_str()
                && !key.is_empty()
                && value.trim() == value.as_str()
                && !value.contains(['\n', '\r'])
        };
        all.iter()
            .filter(is_own)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// One tag a line, as key=value. `others`: how many tags the file has beside these.
    ///
    /// # Errors
    /// The first thing that AWS or somebody else's right to a key would refuse, with its line.
    pub(super) fn parse(
        &self,
        text: &str,
        others: usize,
    ) -> Result<BTreeMap<String, String>, String> {
        let mut tags = BTreeMap::new();
        let lines = text.lines().map(str::trim).enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let at = |why: String| format!("Line {}: {why}", index + 1);
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| at(format!("write “{line}” as key=value")))?;
            let (key, value) = (key.trim(), value.trim());
            self.judge(key, value).map_err(at)?;
            if tags.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(at(format!("“{key}” stands there twice")));
            }
        }
        match others + tags.len() {
            all if all > TAGS_MAX => Err(format!(
                "AWS takes {TAGS_MAX} tags beside those that Crossplane adds; these and the others that the manifest has are {all}"
            )),
            _ => Ok(tags),
        }
    }

    fn judge(&self, key: &str, value: &str) -> Result<(), String> {
        let length = |text: &str| text.chars().count();
        if key.is_empty() {
            return Err("a tag needs a key before the =".to_owned());
        }
        if let Some(holder) = self.holder(key) {
            return Err(format!("“{key}” can’t be set here: {holder}"));
        }
        if length(key) > KEY_MAX {
            return Err(format!(
                "the key has {} characters; AWS takes {KEY_MAX}",
                length(key)
            ));
        }
        if length(value) > VALUE_MAX {
            return Err(format!(
                "the value of “{key}” has {} characters; AWS takes {VALUE_MAX}",
                length(value)
            ));
        }
        match key.chars().chain(value.chars()).find(|&c| !is_allowed(c)) {
            Some(character) => Err(format!(
                "AWS takes no “{character}” in tags: use letters, digits, spaces and + - = . _ : / @"
            )),
            None => Ok(()),
        }
    }
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(
            character,
            ' ' | '+' | '-' | '=' | '.' | '_' | ':' | '/' | '@'
        )
}

/// As they are typed, one a line.
pub(super) fn lines(tags: &BTreeMap<String, String>) -> String {
    let lines = tags.iter().map(|(key, value)| format!("{key}={value}"));
    lines.collect::<Vec<_>>().join("\n")
}
