//! Finding repositories by a piece of their text: the one place where the engines' texts differ.
//!
//! SQLite's trigram index answers MATCH; PostgreSQL's answers LIKE. Words shorter than three letters make no trigram and
//! are looked for row by row on both.

use super::Kind;
use super::query::{Query, words};

pub(super) fn and_repositories_match(query: &mut Query, kind: Kind, text: &str) {
    let (long, short): (Vec<&str>, Vec<&str>) =
        words(text).partition(|word| kind == Kind::Sqlite && word.chars().count() >= 3);
    if !long.is_empty() {
        let phrases: Vec<String> = long.iter().map(|word| phrase(word)).collect();
        query.push(
            " AND id IN (SELECT rowid FROM repositories_search WHERE repositories_search MATCH ",
        );
        query.bind(phrases.join(" ")).push(")");
    }
    for word in short {
        query.and_contains("search", word);
    }
}

/// Quoted, so that nothing in it is an operator.
fn phrase(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}
