//! Short texts and identifiers that people choose: description, team, system, cluster.

use serde::{Deserialize, Serialize};
use std::fmt;

pub const DESCRIPTION_MAX: usize = 256;
/// Backstage's limit for the name of an entity.
pub const ENTITY_MAX: usize = 63;

/// What the images contain, in the requester's words: 1 to 256 characters of any text without control characters
/// (line breaks are kept as `\n`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Description(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    #[error("Say in a sentence what the images contain")]
    Empty,
    #[error("Use at most {DESCRIPTION_MAX} characters; this text has {0}")]
    TooLong(usize),
    #[error("Remove the control character U+{0:04X}")]
    Control(u32),
}

impl Description {
    pub fn parse(text: &str) -> Result<Self, DescriptionError> {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            return Err(DescriptionError::Empty);
        }
        if let Some(character) = text.chars().find(|&c| is_unprintable(c)) {
            return Err(DescriptionError::Control(character as u32));
        }
        match text.chars().count() {
            length if length > DESCRIPTION_MAX => Err(DescriptionError::TooLong(length)),
            _ => Ok(Self(text)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and those that turn or hide text where a reviewer reads it.
fn is_unprintable(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Description {
    type Error = DescriptionError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Description> for String {
    fn from(text: Description) -> Self {
        text.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    #[error("Choose a {0}")]
    Empty(&'static str),
    #[error(
        "“{1}” is not a {0}: use letters, digits and . _ - with a letter or digit at both ends, at most {ENTITY_MAX}"
    )]
    Grammar(&'static str, String),
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, NameProblem> {
                let text = text.trim();
                if text.is_empty() {
                    Err(NameProblem::Empty($what))
                } else if $check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NameProblem::Grammar($what, text.to_owned()))
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameProblem;
            fn try_from(text: String) -> Result<Self, NameProblem> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

identifier!(
    /// The team that owns the repository: the name of a Backstage group.
    TeamName, "team", is_entity_name
);
identifier!(
    /// The system or project it belongs to: the name of a Backstage system.
    SystemName, "system", is_entity_name
);
identifier!(
    /// A Kubernetes cluster as Argo CD names it. It becomes a folder, so the alphabet is that of Kubernetes names.
    ClusterName, "cluster", is_cluster_name
);

fn is_entity_name(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= ENTITY_MAX
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn is_cluster_name(text: &str) -> bool {
    is_entity_name(text)
        && !text.contains("..")
        && text
            .bytes()
            .all(|byte| !byte.is_ascii_uppercase() && byte != b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_keep_any_printable_text() {
        for text in [
            "a",
            "- not: yaml",
            "<b>&amp;{{ x }}</b>",
            "第一",
            "two\nlines",
            "../../etc/passwd",
            "#1 @all `x`",
        ] {
            assert_eq!(
                Description::parse(text).map(String::from),
                Ok(text.to_owned())
            );
        }
        assert_eq!(Description::parse("  "), Err(DescriptionError::Empty));
        assert_eq!(
            Description::parse("a\u{7}b"),
            Err(DescriptionError::Control(7))
        );
        assert_eq!(
            Description::parse("a\u{202E}b"),
            Err(DescriptionError::Control(0x202E))
        );
        assert_eq!(
            Description::parse(&"é".repeat(257)),
            Err(DescriptionError::TooLong(257))
        );
    }

    #[test]
    fn identifiers_follow_their_alphabets() {
        assert!(TeamName::parse("Platform_engineering.eu").is_ok());
        assert!(TeamName::parse("-x").is_err());
        assert!(TeamName::parse(&"a".repeat(64)).is_err());
        assert!(ClusterName::parse("eks-prod-use1").is_ok());
        for wrong in ["EKS", "a_b", "a/b", "..", "a..b", ""] {
            assert!(ClusterName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
