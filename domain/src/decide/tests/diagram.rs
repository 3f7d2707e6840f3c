//! The stages in ARCHITECTURE.md are drawn by hand and held to the code: every arrow there is a move that somebody
//! can make, and every move is an arrow there or a row of the table below the picture.

use super::*;
use crate::standing::{answered, can_be_withdrawn, resumed, takes_answers};
use crate::testing::request;
use std::collections::BTreeSet;
use std::path::Path;

type Move = (StageName, StageName);

/// Berth's own moves as `decide` makes them, and people's by the rules of `standing`.
fn moves() -> BTreeSet<Move> {
    let edited = ChangeKind::ALL
        .into_iter()
        .filter(|kind| kind.edits_files())
        .flat_map(|kind| cases_of(kind, StageName::Publishing));
    let mut all: BTreeSet<Move> = all_cases()
        .into_iter()
        .chain(edited)
        .filter_map(|case| Some((case.from(), entered(&case.next)?.name())))
        .collect();
    let removed = StageName::ALL
        .into_iter()
        .flat_map(|from| cases_of(ChangeKind::Removal, from));
    all.extend(removed.filter_map(|case| Some((case.from(), entered(&case.next)?.name()))));
    all.extend(adoption::own_moves());
    all.extend(removal::own_moves());
    for from in StageName::ALL {
        let stage = world::stage(from);
        if can_be_withdrawn(from) {
            all.insert((from, StageName::Cancelled));
            // Waiting for answers, it gives way to an adoption alone.
            if !takes_answers(from) || from == StageName::NeedsInput {
                all.insert((from, StageName::Superseded));
            }
        }
        if takes_answers(from) {
            all.insert((from, answered(&stage, true).name()));
            all.insert((from, answered(&stage, false).name()));
        }
        all.extend(resumed(&stage).map(|to| (from, to.name())));
    }
    all
}

fn named(word: &str) -> StageName {
    StageName::ALL
        .into_iter()
        .find(|stage| format!("{stage:?}") == word)
        .unwrap_or_else(|| panic!("ARCHITECTURE.md names a stage that is none: {word}"))
}

/// `A --> B: label` of the diagram; `[*]` is no stage.
fn drawn(text: &str) -> BTreeSet<Move> {
    text.lines()
        .filter_map(|line| {
            let (from, rest) = line.trim().split_once(" --> ")?;
            let to = rest.split(':').next()?.trim();
            (from != "[*]" && to != "[*]").then(|| (named(from), named(to)))
        })
        .collect()
}

/// `| B | A, C | when |` of the table.
fn listed(text: &str) -> BTreeSet<Move> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .filter(|(to, _)| *to != "leads to")
        .flat_map(|(to, rest)| {
            let from = rest.split(" | ").next().unwrap_or_default();
            from.split(", ")
                .map(|from| (named(from), named(to)))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_picture_of_the_stages_shows_the_moves_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, section) = page.split_once("\n## Stages\n").expect("a section Stages");
    let section = section.split("\n## ").next().unwrap_or(section);
    let (drawn, listed) = (drawn(section), listed(section));
    let said: BTreeSet<Move> = drawn.union(&listed).copied().collect();
    let made = moves();
    let arrows = |moves: Vec<&Move>| {
        moves
            .iter()
            .map(|(from, to)| format!("  {from:?} --> {to:?}\n"))
            .collect::<String>()
    };
    let missing = arrows(made.difference(&said).collect());
    let invented = arrows(said.difference(&made).collect());
    assert!(
        missing.is_empty() && invented.is_empty(),
        "ARCHITECTURE.md, section Stages\nmoves that it does not show:\n{missing}moves that it shows and nobody makes:\n{invented}"
    );
    let twice = arrows(drawn.intersection(&listed).collect());
    assert!(twice.is_empty(), "drawn and listed:\n{twice}");
}

#[test]
fn every_failed_stage_can_be_tried_again() {
    for stage in StageName::ALL {
        let failed = request(world::stage(stage));
        assert_eq!(
            resumed(&failed.stage).is_some(),
            crate::standing::can_be_retried(&failed),
            "{stage:?}"
        );
    }
}
