//! Real-shaped messages of all systems, each with the failure that it is.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::diagnosis::{all, diagnose};
use domain::trouble::System;
use std::collections::BTreeSet;

const CORPUS: &str = include_str!("diagnosis/corpus.txt");

fn system(name: &str) -> System {
    match name {
        "github" => System::GitHub,
        "argocd" => System::ArgoCd,
        "crossplane" => System::Crossplane,
        "aws" => System::Aws,
        "backstage" => System::Backstage,
        "database" => System::Database,
        other => panic!("there is no system {other}"),
    }
}

fn corpus() -> impl Iterator<Item = (System, Option<&'static str>, &'static str)> {
    CORPUS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut parts = line.splitn(3, " | ");
            let (by, id, message) = (
                parts.next().unwrap(),
                parts.next().unwrap(),
                parts.next().unwrap(),
            );
            (system(by), (id != "-").then_some(id), message)
        })
}

#[test]
fn each_message_is_known_for_what_it_is() {
    for (by, id, message) in corpus() {
        let found = diagnose(by, message).map(|known| known.id);
        assert_eq!(found, id, "{message}");
    }
}

#[test]
fn every_entry_has_a_message_that_shows_it() {
    let shown: BTreeSet<_> = corpus().filter_map(|(_, id, _)| id).collect();
    let entries: Vec<_> = all().map(|known| known.id).collect();
    let distinct: BTreeSet<_> = entries.iter().copied().collect();
    assert_eq!(distinct.len(), entries.len(), "an id stands twice");
    let missing: Vec<_> = distinct.difference(&shown).collect();
    assert!(missing.is_empty(), "without a message: {missing:?}");
    assert!(entries.len() >= 40);
}

#[test]
fn what_is_said_is_whole_sentences_without_jargon_of_ours() {
    for known in all() {
        for text in [known.cause, known.fix] {
            assert!(text.ends_with('.'), "{}: {text}", known.id);
            assert!(
                text.chars().next().is_some_and(char::is_uppercase),
                "{}: {text}",
                known.id
            );
        }
        assert!(!known.guide.is_empty());
    }
}
