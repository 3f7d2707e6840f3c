//! Every address with everybody: who is let in, who is refused, and whether the refusal says what is missing.
//!
//! A new address fails [`every_address_is_in_the_table`] until it has a row in [`table`].

mod api;
mod audit;
mod table;
mod world;

use server::http::{MACHINES, PAGES};
use std::collections::BTreeSet;
use table::{Row, Whom, table};
use world::{Refusal, Who, World};

/// Secrets of their own guard these, or they tell nothing: tests of each say which.
const OF_MACHINES: [(&str, &str); 5] = [
    ("post", "/webhooks/github"),
    ("post", "/webhooks/aws"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
];

#[test]
fn every_address_is_in_the_table() {
    let walked: BTreeSet<_> = table().iter().map(|row| (row.method, row.route)).collect();
    let there: BTreeSet<_> = PAGES.iter().copied().collect();
    assert_eq!(walked, there);
    assert_eq!(MACHINES, OF_MACHINES);
    // No address is made past the lists.
    let source = include_str!("../../../src/http/router.rs");
    let made = source.matches(".route(").count() + source.matches(".nest").count();
    assert_eq!(made, 1, "addresses belong into the lists of router.rs");
}

#[tokio::test]
async fn everybody_is_let_in_or_refused_as_the_table_says() {
    let mut wrong = Vec::new();
    for row in table() {
        let world = World::new().await;
        // An act changes what there is to refuse, so those who are refused come first.
        let (allowed, refused): (Vec<Who>, Vec<Who>) =
            Who::ALL.into_iter().partition(|who| row.whom.lets_in(*who));
        for who in refused.into_iter().chain(allowed) {
            wrong.extend(problem(&world, &row, who).await);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not as the table has it.
async fn problem(world: &World, row: &Row, who: Who) -> Option<String> {
    let url = world.fill(row.url);
    let answer = world.ask(row, &url, who).await;
    let found = Refusal::of(&answer);
    let wanted = match (row.whom.lets_in(who), who) {
        (true, _) => None,
        (false, Who::Nobody) => Some(Refusal::SignIn),
        (false, _) => Some(Refusal::Denied),
    };
    let status = answer.status;
    let told = |what: &str| {
        Some(format!(
            "{} {url} as {who:?}: {what} ({status})",
            row.method
        ))
    };
    if found != wanted {
        return told(&format!("{found:?}, not {wanted:?}"));
    }
    if status.is_server_error() {
        return told("it fails");
    }
    // Streams and the like answer scripts, which read no sentences.
    let is_page = answer.body.contains("<html");
    let says = |text: &str| answer.body.contains(text);
    let is_explained = (says("You need the role")
        || says("Only ")
        || says("so only those")
        || says("somebody else"))
        && says("You are signed in as");
    let is_told_whom =
        says("; ask ") || says("somebody else decides") || says("can change the answers");
    if found == Some(Refusal::Denied) && is_page && !(is_explained && is_told_whom) {
        return told("the page doesn’t say what is missing and who grants it");
    }
    None
}

#[test]
fn nobody_is_let_in_who_has_no_role() {
    let is_open = |row: &Row| matches!(row.whom, Whom::Everybody | Whom::SignedIn);
    for row in table().iter().filter(|row| !is_open(row)) {
        assert!(!row.whom.lets_in(Who::Nobody), "{}", row.route);
        assert!(!row.whom.lets_in(Who::Left), "{}", row.route);
    }
}
