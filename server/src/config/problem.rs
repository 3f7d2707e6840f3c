//! What is wrong with a configuration, for the person who has to put it right.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As it is written in the file, for example `github.app_id`.
    pub key: String,
    pub what: String,
    pub fix: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}.", self.key, self.what, self.fix)
    }
}

/// At least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    pub fn one(key: impl Into<String>, what: impl fmt::Display, fix: impl Into<String>) -> Self {
        Self(vec![Problem {
            key: key.into(),
            what: what.to_string(),
            fix: fix.into(),
        }])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "The configuration has a problem:")?,
            many => writeln!(f, "The configuration has {many} problems:")?,
        }
        self.0
            .iter()
            .try_for_each(|problem| writeln!(f, "  {problem}"))
    }
}

impl std::error::Error for Problems {}
