//! Asking for a repository to go, and what is left of it.

use super::super::repository::{self, asking::Returned, removal, tombstone};
use super::super::samples::{self, *};
use super::super::{request, review};
use super::document;
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::{Change, Removal, Stage, StageName, Way};
use domain::testing::NOW;

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
        deny_pulls: true,
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
        obstacle: Some(Problem::general("Git has no such file")),
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
    assert!(html.contains("?lost="));
    let again = format!(
        "/requests/new?like_request={}&amp;name={}",
        stone.request,
        stone.key.name.as_str().replace('/', "%2F")
    );
    assert!(html.contains(&again), "{again} in {html}");
    assert!(text.contains("images, its access, its alarms and its workflow do not come back"));
    let stone = samples::tombstone(Way::Detach);
    let (page, _) = document("tombstone-detached", tombstone::title(&stone), || {
        tombstone::view(&stone)
    });
    assert!(page.text().contains("Berth let go"));
}

#[test]
fn files_that_berth_does_not_know_are_shown_before_anything_is_asked() {
    let data = RemovalPage {
        unknown: vec!["deploy/ecr/eks-prod-use1/x/by-hand.yaml".into()],
        ..removal_page()
    };
    let text = shown("repository-removal-others", &data, None);
    assert!(text.contains("by-hand.yaml") && text.contains("Argo CD goes on applying"));
    let text = shown("repository-removal-alone", &removal_page(), None);
    assert!(text.contains("nothing else in its folder"), "{text}");
    assert!(text.contains("Deny pulls while a deletion waits"));
}

#[test]
fn another_request_is_named_with_a_link_before_a_removal_is_asked_for() {
    let problem = Problem::general("REQ-3 by dev-a is on its way for this repository");
    let data = RemovalPage {
        obstacle: Some(problem.linking("REQ-3", "/requests/3")),
        ..removal_page()
    };
    let title = repository::title(&data.row, Tab::Removal);
    let (page, html) = document("repository-removal-waits", title, || {
        removal::view(&data, None)
    });
    assert!(page.text().contains("REQ-3 by dev-a") && html.contains("href=\"/requests/3\""));
    assert!(!page.text().contains("Ask for it"));
    // Refused for it, the page keeps what was typed.
    let returned = Returned {
        comment: "Not needed".into(),
        refusal: Problem::general("REQ-3 by dev-a came first").into(),
    };
    let title = repository::title(&data.row, Tab::Removal);
    let (page, html) = document("repository-removal-late", title, || {
        removal::view(&data, Some(&returned))
    });
    assert!(page.text().contains("came first") && html.contains("Not needed"));
}

#[test]
fn a_removal_takes_the_place_of_every_other_form() {
    let mut data = samples::settings_page(Some(&[("team", "checkout")]));
    data.requests.removal = Some(row(9, "payments/api", StageName::CoolingOff));
    let title = repository::title(&data.row, Tab::Settings);
    let (page, html) = document("settings-removal", title, || {
        repository::settings::view(&data, None)
    });
    let text = page.text();
    assert!(text.contains("A removal is on its way") && text.contains("withdraw it first"));
    assert!(html.contains("/requests/"), "{html}");
    assert!(page.by_id("comment").is_none(), "nothing can be sent");
}

fn going(stage: Stage, step: fn(&Removal) -> Removal) -> RequestPage {
    let mut page = request_page(stage);
    let spec = page.request.spec().clone();
    let change = domain::testing::removal_denying_pulls(spec, Way::DeleteWithImages);
    let Change::Removal { spec, removal } = change else {
        panic!()
    };
    page.request.change = Change::Removal {
        spec,
        removal: Box::new(step(&removal)),
    };
    page
}

#[test]
fn while_it_cools_off_the_page_says_that_pulls_are_denied() {
    let stage = Stage::CoolingOff {
        delivery: None,
        until: NOW,
    };
    let data = going(stage, Removal::clone);
    let (page, _) = document("request-cooling-denied", request::title(&data), || {
        request::view(&data)
    });
    for part in [
        "Pulls are denied since",
        "Berth does not see these",
        "CloudTrail",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
}

#[test]
fn what_a_rejected_removal_has_left_is_said_and_can_be_taken_back() {
    let pr = pull_request();
    let by = Some(domain::github::Login::new("reviewer-m"));
    let closed = || Stage::ClosedExternally {
        pr: pr.clone(),
        by: by.clone(),
    };
    let mut data = going(closed(), |removal| removal.removing(None));
    data.leftover = Some(Leftover {
        may_take_back: true,
        later: None,
    });
    let shown = |name: &str, data: &RequestPage| {
        document(name, request::title(data), || request::view(data))
    };
    let (page, html) = shown("request-leftover", &data);
    for part in [
        "forceDelete: true",
        "Pulls are still denied",
        "Take it back",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    assert!(html.contains("/take-back\""), "{html}");
    data.leftover = Some(Leftover {
        may_take_back: true,
        later: Some(row(9, "payments/api", StageName::InReview)),
    });
    let (page, html) = shown("request-leftover-later", &data);
    assert!(!html.contains("/take-back\"") && page.text().contains("since then"));
}

#[test]
fn the_pages_say_whose_word_a_removal_waits_for() {
    use domain::policy::{Approvals, OwnersWord};
    let team = domain::text::TeamName::parse("payments").unwrap();
    let approvals = |owners, given| Approvals {
        given,
        needed: 1,
        why: vec![],
        owners: Some(owners),
    };
    let by = || domain::github::Login::new("reviewer-m");
    let second = |second| OwnersWord::Missing {
        team: team.clone(),
        second,
    };
    let cases = [
        (
            approvals(second(true), vec![by()]),
            "another member of payments",
            "reviewer-m has approved",
        ),
        (
            approvals(second(false), vec![]),
            "is not of payments",
            "a reviewer has to approve",
        ),
        (
            approvals(OwnersWord::Asked { team: team.clone() }, vec![]),
            "review.asking_counts_for_owner",
            "a reviewer has to approve",
        ),
    ];
    for (approvals, owner, platform) in cases {
        let data = ReviewPage {
            approvals,
            ..review_page()
        };
        let (page, _) = document("review-both", review::title(&data), || {
            review::view(&data, None)
        });
        for part in ["The owning team and the platform", owner, platform] {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
    }
}
