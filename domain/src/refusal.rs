//! What a person can put right: one sentence per field.

use crate::spec::Field;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `None`: about the whole.
    pub field: Option<Field>,
    pub message: String,
    /// A value that would be accepted.
    pub suggestion: Option<String>,
    /// Where to look, for example the request that already asks for the name.
    pub link: Option<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub text: String,
    pub href: String,
}

impl Problem {
    pub fn on(field: Field, message: impl ToString) -> Self {
        Self {
            field: Some(field),
            message: message.to_string(),
            suggestion: None,
            link: None,
        }
    }

    pub fn general(message: impl ToString) -> Self {
        Self {
            field: None,
            message: message.to_string(),
            suggestion: None,
            link: None,
        }
    }

    #[must_use]
    pub fn suggesting(mut self, value: Option<String>) -> Self {
        self.suggestion = value;
        self
    }

    #[must_use]
    pub fn linking(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some(Link {
            text: text.into(),
            href: href.into(),
        });
        self
    }
}

impl Refusal {
    pub fn of(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }

    pub fn on(&self, field: Field) -> Option<&Problem> {
        self.problems
            .iter()
            .find(|problem| problem.field == Some(field))
    }

    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::of(problem)
    }
}
