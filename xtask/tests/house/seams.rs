//! What must stay inside its folder: SQL in the store, vendors' types in the clients of their systems.

use super::rust::Source;
use super::tree::{files, refuse};

/// Where SQL lives. The store's own tests look behind its back, and this folder holds examples.
const STORE: [&str; 4] = [
    "server/src/store/",
    "server/tests/store/",
    "server/tests/store.rs",
    "xtask/tests/house/",
];
const OUTSIDE: &str = "server/src/outside/";
/// What ships.
const PRODUCT: [&str; 4] = ["domain/src/", "app/src/", "app/client/src/", "server/src/"];

fn is_in(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

fn sources(wanted: impl Fn(&str) -> bool) -> Vec<Source> {
    let found: Vec<Source> = files(".rs")
        .iter()
        .filter(|path| wanted(path))
        .map(|path| Source::read(path))
        .collect();
    assert!(!found.is_empty());
    found
}

/// Whether a literal is shaped like a statement, alone or among others.
fn is_sql(text: &str) -> bool {
    let text = text.replace("\\\n", " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let upper = text.to_ascii_uppercase();
    // In capitals anywhere; in small letters only where the literal begins, for sentences are made of these words, too.
    let opens = |words: &str| upper.starts_with(words) || text.contains(words);
    let with = |opening: &str, then: &str| {
        let tail = upper.strip_prefix(opening);
        tail.or_else(|| Some(text.split_once(opening)?.1))
            .is_some_and(|tail| tail.to_ascii_uppercase().contains(then))
    };
    with("SELECT ", " FROM ")
        || with("UPDATE ", " SET ")
        || with("WITH ", " AS (")
        || [
            "INSERT INTO ",
            "DELETE FROM ",
            "PRAGMA ",
            "ALTER TABLE ",
            "DROP TABLE ",
            "DROP INDEX ",
        ]
        .iter()
        .any(|words| opens(words))
        || [
            "CREATE TABLE ",
            "CREATE INDEX ",
            "CREATE UNIQUE INDEX ",
            "CREATE VIRTUAL TABLE ",
        ]
        .iter()
        .any(|words| opens(words))
}

#[test]
fn a_statement_is_known_by_its_shape() {
    for sql in [
        "SELECT id, \\\n   name FROM requests",
        "select 1 from x",
        "INSERT INTO a VALUES ($1)",
        "UPDATE requests SET a = $1",
        "BEGIN; DELETE FROM a",
        "CREATE UNIQUE INDEX a ON b (c)",
        "WITH a AS (SELECT 1) SELECT 2",
        "PRAGMA foreign_keys = ON",
    ] {
        assert!(is_sql(sql), "{sql}");
    }
    for sentence in [
        "Select a cluster",
        "Update the answers",
        "Choose one from the list",
        "Delete",
        "UPDATE",
    ] {
        assert!(!is_sql(sentence), "{sentence}");
    }
}

#[test]
fn sql_stands_in_the_store_alone() {
    let mut broken = Vec::new();
    for source in sources(|path| !is_in(path, &STORE)) {
        for (line, text) in &source.texts {
            if is_sql(text) {
                broken.push(format!("{}:{line}: a statement: {text}", source.path));
            }
        }
        for (line, word) in source.words() {
            if word == "sqlx" {
                broken.push(format!("{}:{line}: sqlx", source.path));
            }
        }
    }
    for path in files(".sql") {
        if !path.starts_with("migrations/") {
            broken.push(format!("{path}:1: a file of SQL outside migrations/"));
        }
    }
    refuse("SQL belongs into server/src/store and migrations/", &broken);
}

fn is_vendor(word: &str) -> bool {
    ["aws_sdk_", "aws_smithy_"]
        .iter()
        .any(|start| word.starts_with(start))
        || [
            "octocrab",
            "aws_config",
            "aws_credential_types",
            "aws_types",
            "reqwest",
            "openidconnect",
        ]
        .contains(&word)
}

#[test]
fn vendors_crates_are_named_in_the_clients_alone() {
    let mut broken = Vec::new();
    for source in sources(|path| is_in(path, &PRODUCT) && !path.starts_with(OUTSIDE)) {
        for (line, word) in source.words() {
            if is_vendor(word) {
                broken.push(format!("{}:{line}: {word}", source.path));
            }
        }
    }
    refuse(
        "what a vendor's crate returns ends in server/src/outside",
        &broken,
    );
}

/// JSON without a type is how a vendor's answer would travel unseen.
#[test]
fn json_without_a_type_is_handled_in_the_clients_alone() {
    let mut broken = Vec::new();
    for source in sources(|path| path.starts_with("server/src/") && !path.starts_with(OUTSIDE)) {
        for (line, name) in source.names_after("serde_json::") {
            if ["Value", "Map", "Number", "json", "value", "map"].contains(&name.as_str()) {
                broken.push(format!("{}:{line}: serde_json::{name}", source.path));
            }
        }
    }
    refuse("give it a type, or read it in server/src/outside", &broken);
}

/// A type that reads a vendor's JSON can be seen by its neighbours and by nobody else.
#[test]
fn types_that_read_vendors_json_do_not_leave_their_client() {
    let mut broken = Vec::new();
    let mut read = 0;
    for source in sources(|path| path.starts_with(OUTSIDE)) {
        for (offset, _) in source.code.match_indices("derive(") {
            let rest = &source.code[offset..];
            let Some((derived, after)) = rest.split_once(')') else {
                continue;
            };
            if !derived.contains("Deserialize") {
                continue;
            }
            read += 1;
            let item = ["struct ", "enum "]
                .iter()
                .filter_map(|word| after.find(word))
                .min();
            let before = &after[..item.unwrap_or(0)];
            if before.contains("pub ") || before.contains("pub(crate)") {
                broken.push(format!("{}:{}", source.path, source.line_at(offset)));
            }
        }
    }
    refuse("make it pub(super) and map it to domain::observed", &broken);
    assert!(
        read > 20,
        "the rule has found too little to be true: {read}"
    );
}

/// Folder, and the modules of the server that it must not name.
const STRANGERS: [(&str, &[&str]); 4] = [
    (
        "server/src/store/",
        &["outside", "portal", "worker", "http"],
    ),
    (
        "server/src/outside/",
        &["store", "portal", "worker", "http"],
    ),
    // Pages ask the portal. What signs people in and hears webhooks stands beside them, in http/ itself.
    ("server/src/http/pages/", &["store", "outside", "worker"]),
    // The same for programs.
    ("server/src/http/api/", &["store", "outside", "worker"]),
];

#[test]
fn parts_of_the_server_do_not_reach_past_each_other() {
    let mut broken = Vec::new();
    for (folder, strangers) in STRANGERS {
        let file = format!("{}.rs", folder.trim_end_matches('/'));
        for source in sources(|path| path.starts_with(folder) || path == file) {
            for (line, name) in source.names_after("crate::") {
                if strangers.contains(&name.as_str()) {
                    broken.push(format!("{}:{line}: crate::{name}", source.path));
                }
            }
        }
    }
    refuse("the portal and the worker bring these together", &broken);
}

/// Times come in as arguments: the same call gives the same answer, and tests need no clock.
#[test]
fn the_rules_and_the_store_have_no_clock() {
    let timeless = ["domain/src/", "server/src/store/"];
    let mut broken = Vec::new();
    for source in sources(|path| is_in(path, &timeless)) {
        for (line, text) in (1..).zip(source.code.lines()) {
            if ["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"]
                .iter()
                .any(|clock| text.contains(clock))
            {
                broken.push(format!("{}:{line}: {}", source.path, text.trim()));
            }
        }
    }
    refuse("hand the time in", &broken);
}

/// Files, processes, the environment and the network are the server's business.
#[test]
fn the_rules_do_no_input_or_output() {
    let mut broken = Vec::new();
    let is_test = |path: &str| path.contains("/tests/") || path.ends_with("tests.rs");
    for source in sources(|path| path.starts_with("domain/src/") && !is_test(path)) {
        for (line, name) in source.names_after("std::") {
            if ["fs", "net", "process", "env", "io", "thread"].contains(&name.as_str()) {
                broken.push(format!("{}:{line}: std::{name}", source.path));
            }
        }
    }
    refuse("domain is pure", &broken);
}
