//! Asking for a repository to go, and what is left of it.

use super::super::repository::{self, asking::Returned, removal, tombstone};
use super::super::samples::{self, *};
use super::document;
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::Way;

fn shown(name: &str, data: &RemovalPage, returned: Option<&Returned>) -> String {
    let title = repository::title(&data.row, Tab::Removal);
    let page = document(name, title, || removal::view(data, returned)).0;
    page.text()
}

#[test]
fn the_page_says_what_goes_and_that_nothing_goes_at_once() {
    let text = shown("repository-removal", &removal_page(), None);
    for part in [
        "Nothing is taken away at once",
        "12 images",
        "waits 72 hours",
        "for 30 days",
        "repository.yaml",
        "Alarms of Berth",
        "Only its lifecycle policy",
        HOSTILE,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let bare = RemovalPage {
        has_policy: false,
        ..removal_page()
    };
    let text = shown("repository-removal-bare", &bare, None);
    assert!(!text.contains("Only its lifecycle policy"), "{text}");
}

#[test]
fn what_was_typed_comes_back_with_the_reason() {
    let returned = Returned {
        comment: "Not needed".into(),
        refusal: Problem::general("Type the name").into(),
    };
    let form = RemovalForm {
        way: Some(Way::Detach),
        typed: "payments/oops".into(),
    };
    let data = RemovalPage {
        form,
        ..removal_page()
    };
    let title = repository::title(&data.row, Tab::Removal);
    let (page, html) = document("repository-removal-refused", title, || {
        removal::view(&data, Some(&returned))
    });
    assert!(page.text().contains("Type the name"));
    assert!(html.contains("payments/oops") && html.contains("Not needed"));
    assert_eq!(
        page.by_id("typed").unwrap().attribute("value"),
        Some("payments/oops")
    );
}

#[test]
fn an_obstacle_leaves_no_form() {
    let data = RemovalPage {
        obstacle: Some("Git has no such file".into()),
        ..removal_page()
    };
    let text = shown("repository-removal-not", &data, None);
    assert!(text.contains("Git has no such file") && !text.contains("Ask for it"));
}

#[test]
fn a_tombstone_tells_who_and_when_and_leads_to_a_new_one() {
    let stone = samples::tombstone(Way::DeleteWithImages);
    let title = tombstone::title(&stone);
    let (page, html) = document("tombstone", title, || tombstone::view(&stone));
    let text = page.text();
    for part in [
        "This repository is gone",
        "nothing brings them back",
        "dev-a",
        "reviewer-m",
        "12 images",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(html.contains("?lost=") && html.contains("/requests/new"));
    let stone = samples::tombstone(Way::Detach);
    let (page, _) = document("tombstone-detached", tombstone::title(&stone), || {
        tombstone::view(&stone)
    });
    assert!(page.text().contains("Berth let go"));
}
