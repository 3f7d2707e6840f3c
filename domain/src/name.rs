//! The repository's name: ECR's grammar, and which rule a wrong name breaks.
//!
//! AWS publishes two patterns that disagree about a leading digit, `__` and runs of `-`. For something new
//! only names that satisfy every published rule are accepted ([`RepositoryName::parse`]); what already exists
//! may use the wider grammar ([`RepositoryName::parse_existing`]).

use serde::{Deserialize, Serialize};
use std::fmt;

pub const MIN_LENGTH: usize = 2;
pub const MAX_LENGTH: usize = 256;

/// A name that ECR takes, for example `payments/my-app-registry`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepositoryName(String);

/// Why a name is refused; each variant is one sentence beside the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("Enter a repository name")]
    Empty,
    #[error("Use at least {MIN_LENGTH} characters")]
    TooShort,
    #[error("Use at most {MAX_LENGTH} characters; this name has {0}")]
    TooLong(usize),
    #[error("Use lowercase letters")]
    Uppercase,
    #[error("Remove “{0}”: only lowercase letters, digits and . _ - / are allowed")]
    Character(char),
    #[error("Start with a lowercase letter, not “{0}”")]
    Start(char),
    #[error("End with a letter or digit, not “{0}”")]
    End(char),
    #[error("Put a letter or digit between “{0}” and “{1}”")]
    DoubleSeparator(char, char),
}

impl RepositoryName {
    /// Parses a name for a new repository: the intersection of all published rules.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check_alphabet(text)?;
        let first = text.chars().next().unwrap_or('a');
        if !first.is_ascii_lowercase() {
            return Err(NameError::Start(first));
        }
        let mut previous = first;
        for character in text.chars().skip(1) {
            if is_separator(previous) && is_separator(character) {
                return Err(NameError::DoubleSeparator(previous, character));
            }
            previous = character;
        }
        match previous {
            last if is_separator(last) => Err(NameError::End(last)),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Parses the name of a repository that AWS already has: also a leading digit, `__` and runs of `-`.
    pub fn parse_existing(text: &str) -> Result<Self, NameError> {
        check_alphabet(text)?;
        for part in text.split('/') {
            check_existing_part(part)?;
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest valid name to what was typed, if there is one that differs.
    pub fn suggest(text: &str) -> Option<Self> {
        let mut out = String::new();
        for character in text.trim().to_lowercase().chars() {
            let mapped = match character {
                'a'..='z' | '0'..='9' => character,
                '.' | '_' | '-' | '/' => character,
                _ => '-',
            };
            if is_separator(mapped) {
                match out.chars().last() {
                    None => continue,
                    Some(last) if is_separator(last) => {
                        if mapped == '/' {
                            out.pop();
                            out.push('/');
                        }
                        continue;
                    }
                    Some(_) => {}
                }
            }
            if out.is_empty() && mapped.is_ascii_digit() {
                continue;
            }
            out.push(mapped);
        }
        out.truncate(MAX_LENGTH);
        while out.ends_with(is_separator) {
            out.pop();
        }
        Self::parse(&out).ok().filter(|name| name.0 != text)
    }
}

/// The grammar of a new name in parts that a person can tick off while typing. All hold exactly when
/// [`RepositoryName::parse`] accepts the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRule {
    Length,
    Alphabet,
    Ends,
    Separators,
}

impl NameRule {
    pub const ALL: [Self; 4] = [Self::Length, Self::Alphabet, Self::Ends, Self::Separators];

    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Length => (MIN_LENGTH..=MAX_LENGTH).contains(&text.chars().count()),
            Self::Alphabet => {
                !text.is_empty()
                    && text
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || is_separator(c))
            }
            Self::Ends => {
                text.starts_with(|c: char| c.is_ascii_lowercase())
                    && text.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            }
            Self::Separators => !text
                .chars()
                .zip(text.chars().skip(1))
                .any(|(a, b)| is_separator(a) && is_separator(b)),
        }
    }
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | '_' | '-' | '/')
}

fn check_alphabet(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' | '.' | '_' | '-' | '/' => {}
            _ if character.is_uppercase() => return Err(NameError::Uppercase),
            other => return Err(NameError::Character(other)),
        }
    }
    match text.len() {
        length if length < MIN_LENGTH => Err(NameError::TooShort),
        length if length > MAX_LENGTH => Err(NameError::TooLong(length)),
        _ => Ok(()),
    }
}

/// One path part of the wider grammar: alphanumerics joined by `.`, `_`, `__` or a run of `-`.
fn check_existing_part(part: &str) -> Result<(), NameError> {
    let Some(first) = part.chars().next() else {
        return Err(NameError::DoubleSeparator('/', '/'));
    };
    if is_separator(first) {
        return Err(NameError::Start(first));
    }
    let last = part.chars().last().unwrap_or(first);
    if is_separator(last) {
        return Err(NameError::End(last));
    }
    let mut run = String::new();
    for character in part.chars() {
        if is_separator(character) {
            run.push(character);
            continue;
        }
        let allowed = run.len() <= 1 || run == "__" || run.chars().all(|c| c == '-');
        if !allowed {
            let mut pair = run.chars();
            return Err(NameError::DoubleSeparator(
                pair.next().unwrap_or('.'),
                pair.next().unwrap_or('.'),
            ));
        }
        run.clear();
    }
    Ok(())
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RepositoryName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse_existing(&text)
    }
}

impl From<RepositoryName> for String {
    fn from(name: RepositoryName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_rules_to_tick_off_are_the_grammar(text in "[a-c0-1A._/ é-]{0,8}") {
            let all = NameRule::ALL.into_iter().all(|rule| rule.holds(&text));
            prop_assert_eq!(all, RepositoryName::parse(&text).is_ok());
        }
    }

    #[test]
    fn accepts_what_every_published_rule_accepts() {
        for name in [
            "web-frontend",
            "project-a/sample-repo",
            "core.libs/img_builder/x-y",
            "ab",
            "true",
            "null",
            "a1/2b",
        ] {
            assert_eq!(
                RepositoryName::parse(name).map(String::from),
                Ok(name.to_owned()),
                "{name}"
            );
        }
        assert!(RepositoryName::parse(&"a".repeat(256)).is_ok());
    }

    #[test]
    fn names_the_broken_rule() {
        let cases = [
            ("", NameError::Empty),
            ("a", NameError::TooShort),
            ("UPPER", NameError::Uppercase),
            ("trailing-", NameError::End('-')),
            ("x/", NameError::End('/')),
            ("has space", NameError::Character(' ')),
            ("b__", NameError::DoubleSeparator('_', '_')),
            ("q@1", NameError::Character('@')),
            ("1app", NameError::Start('1')),
            ("a//b", NameError::DoubleSeparator('/', '/')),
            ("a/-b", NameError::DoubleSeparator('/', '-')),
            ("café", NameError::Character('é')),
            ("ab\n", NameError::Character('\n')),
        ];
        for (text, error) in cases {
            assert_eq!(RepositoryName::parse(text), Err(error), "{text:?}");
        }
        assert_eq!(
            RepositoryName::parse(&"a".repeat(257)),
            Err(NameError::TooLong(257))
        );
    }

    #[test]
    fn existing_names_may_use_the_wider_grammar() {
        for name in ["1app", "9/app", "a__b", "a--b", "team__x/app", "team/a---b"] {
            assert!(RepositoryName::parse(name).is_err(), "{name}");
            assert!(RepositoryName::parse_existing(name).is_ok(), "{name}");
        }
        for name in ["a/", "/a", "a//b", "a.-b", "a___b", "-a", "UP"] {
            assert!(RepositoryName::parse_existing(name).is_err(), "{name}");
        }
    }

    #[test]
    fn suggests_a_valid_name_near_the_typed_one() {
        let suggestion = |text: &str| RepositoryName::suggest(text).map(String::from);
        assert_eq!(
            suggestion("My App Registry"),
            Some("my-app-registry".into())
        );
        assert_eq!(
            suggestion("Payments//My_App-"),
            Some("payments/my_app".into())
        );
        assert_eq!(suggestion("1app"), Some("app".into()));
        assert_eq!(suggestion("a-/b"), Some("a/b".into()));
        assert_eq!(suggestion("my-app"), None);
        assert_eq!(suggestion("!!"), None);
    }
}
