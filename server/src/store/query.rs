//! Builds statements whose shape depends on the question: text is put together from literals, values are always bound.

use super::db::Value;
use sqlx::AssertSqlSafe;

#[derive(Default)]
pub(super) struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds the value and its `$n`.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// `column IN (…)`; nothing to choose from means no condition.
    pub(super) fn and_in<'a>(
        &mut self,
        column: &'static str,
        choices: impl IntoIterator<Item = &'a str>,
    ) -> &mut Self {
        let mut choices = choices.into_iter().peekable();
        if choices.peek().is_some() {
            self.push(" AND ").push(column).push(" IN ").list(choices);
        }
        self
    }

    /// `($1, $2, …)`
    pub(super) fn list<V: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut separator = "(";
        for value in values {
            self.push(separator).bind(value);
            separator = ", ";
        }
        self.push(")")
    }

    /// A condition that the text holds this piece, whatever the case (the column is in lower case).
    pub(super) fn and_contains(&mut self, column: &'static str, piece: &str) -> &mut Self {
        self.push(" AND ").push(column).push(" LIKE ");
        self.bind(format!("%{}%", escaped(piece)))
            .push(" ESCAPE '!'")
    }

    pub(super) fn into_parts(self) -> (AssertSqlSafe<String>, Vec<Value>) {
        (AssertSqlSafe(self.text), self.values)
    }
}

/// A text that LIKE takes literally.
pub(super) fn escaped(text: &str) -> String {
    text.to_lowercase()
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

/// Words of a search: all must be found, in any order.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 8;
    text.split_whitespace().take(MOST)
}
