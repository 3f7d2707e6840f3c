//! Every page, rendered from made-up data and held to the promises of documents. With `BERTH_PAGES` naming a folder, the
//! pages are also written there, for the eye.

mod adopt;
mod audit;
mod form;
mod insights;
mod lists;
mod removal;
mod repository;
mod rollouts;
mod settings;
mod stages;
mod tokens;
mod usage;

use super::samples::*;
use super::*;
use crate::shell::{Assets, Frame, NavItem, PersonBadge, Theme, render};
use crate::testing::{Element, check_document, html};
use domain::portal::*;
use domain::refusal::{Problem, Refusal};
use domain::spec::Field;
use domain::testing::{NOW, filled_form, standard};

fn document(name: &str, title: String, view: impl FnOnce() -> AnyView) -> (Element, String) {
    let frame = Frame {
        title: title.clone(),
        person: Some(PersonBadge {
            name: "dev-a".into(),
            roles: vec!["developer".into()],
        }),
        current: Some(NavItem::Home),
        theme: Theme::parse(&std::env::var("BERTH_THEME").unwrap_or_default()),
        assets: Assets {
            stylesheet: "berth.css".into(),
            ..Assets::default()
        },
        now: NOW.0,
        ..Frame::default()
    };
    let text = html(move || render(frame, view()));
    if let Ok(folder) = std::env::var("BERTH_PAGES") {
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.html")),
            &text,
        )
        .unwrap();
    }
    assert!(!title.is_empty());
    (check_document(&text), text)
}

#[test]
fn home_names_everything_that_waits_for_the_person() {
    let data = home();
    let (page, _) = document("home", home::title(&data), || home::view(&data, NOW));
    let text = page.text();
    for part in [
        "REQ-1471",
        "Please use immutable tags",
        "All 14",
        "payments/half",
        "Without a name yet",
        "6 min 8 s",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_first_visit_leads_to_the_form() {
    let data = Home {
        team_repositories_total: 38,
        ..Home::default()
    };
    let (page, _) = document("home-first", home::title(&data), || home::view(&data, NOW));
    assert!(
        page.all("a")
            .iter()
            .any(|a| a.attribute("href") == Some("/requests/new"))
    );
    assert!(page.text().contains("38 repositories"));
}

#[test]
fn the_list_of_requests_can_be_narrowed() {
    let query = RequestQuery {
        text: "pay".into(),
        ..RequestQuery::default()
    };
    let data = RequestList {
        rows: rows(),
        total: 120,
        next: Some(1450),
    };
    let (page, _) = document("requests", requests::title(&query), || {
        requests::view(&data, &query, NOW)
    });
    assert!(
        page.all("a")
            .iter()
            .any(|a| a.attribute("href") == Some("/requests?q=pay&before=1450"))
    );
    let none = RequestList::default();
    document("requests-none", requests::title(&query), || {
        requests::view(&none, &query, NOW)
    });
}

#[test]
fn reviewers_see_what_they_may_decide() {
    let data = review_queue();
    let (page, _) = document("reviews", reviews::title(&data), || {
        reviews::view(&data, NOW)
    });
    assert!(page.text().contains("Someone else decides"));
    let none = ReviewQueue::default();
    document("reviews-none", reviews::title(&none), || {
        reviews::view(&none, NOW)
    });
}

#[test]
fn a_review_is_tied_to_the_commit_that_is_shown() {
    let data = review_page();
    let (page, _) = document("review", review::title(&data), || review::view(&data, None));
    let head = page
        .all("input")
        .into_iter()
        .find(|input| input.attribute("name") == Some("head"))
        .unwrap();
    assert_eq!(head.attribute("value"), Some("9f3c2e1d0b"));
    assert!(page.text().contains("Somebody else pushed"));
}

#[test]
fn where_one_approval_is_not_enough_the_pages_say_why_and_how_many_there_are() {
    let approvals = domain::policy::Approvals {
        given: vec![domain::github::Login::new("reviewer-m")],
        needed: 2,
        why: vec!["Two images <b>may</b> be running.".into()],
        owners: None,
    };
    let data = ReviewPage {
        approvals: approvals.clone(),
        ..review_page()
    };
    let (page, _) = document("review-two", review::title(&data), || {
        review::view(&data, None)
    });
    let mut asked = request_page(domain::request::Stage::InReview { pr: pull_request() });
    asked.approvals = Some(approvals);
    let (other, _) = document("request-two", request::title(&asked), || {
        request::view(&asked)
    });
    for page in [page, other] {
        for part in [
            "1 of 2 approvals",
            "reviewer-m has approved it",
            "Two images <b>may</b> be running.",
        ] {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
    }
    let (plain, _) = document("review-one", "one".into(), || {
        review::view(&review_page(), None)
    });
    assert!(!plain.text().contains("of 1 approvals"));
}

#[test]
fn a_lost_repository_stands_first_among_what_needs_somebody() {
    let home = Home {
        needs_you: vec![Task::Lost {
            key: repository_page().row.key,
            loss: domain::drift::Loss {
                at: NOW,
                read: Some(NOW),
                images: 2,
                bytes: 20,
            },
        }],
        ..Home::default()
    };
    let (page, _) = document("home-lost", home::title(&home), || home::view(&home, NOW));
    let text = page.text();
    assert!(text.contains("was deleted in AWS past Git"), "{text}");
    assert!(text.contains("It held 2 images"), "{text}");
}

#[test]
fn files_that_somebody_else_put_there_are_shown_and_marked() {
    let data = review_page();
    let (page, _) = document("review-others", review::title(&data), || {
        review::view(&data, None)
    });
    for text in [
        ".github/workflows/ci.yml",
        "Not written by Berth: changed",
        "+ run: curl | sh",
        "logo.png",
        "Not written by Berth: moved from old/logo.png",
    ] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    let silent = ReviewPage {
        others: None,
        ..review_page()
    };
    let (page, _) = document("review-unlisted", review::title(&silent), || {
        review::view(&silent, None)
    });
    assert!(page.text().contains("There may be more files"));
}

#[test]
fn who_may_not_decide_learns_why_and_gets_no_form() {
    let data = ReviewPage {
        hindrance: Some("You asked for it yourself.".into()),
        ..review_page()
    };
    let (page, _) = document("review-hindered", review::title(&data), || {
        review::view(&data, None)
    });
    assert!(page.text().contains("You asked for it yourself."));
    assert!(
        !page
            .all("input")
            .iter()
            .any(|input| input.attribute("name") == Some("verdict"))
    );
}

#[test]
fn a_stale_decision_keeps_the_comment_and_has_to_be_given_anew() {
    let decision = Decision {
        verdict: domain::request::Verdict::Approve,
        comment: HOSTILE.into(),
        head: domain::github::Sha("old".into()),
    };
    let data = review_page();
    let returned = review::Returned::Stale(decision.clone());
    let (page, _) = document("review-stale", review::title(&data), || {
        review::view(&data, Some(&returned))
    });
    assert!(page.by_id("comment").unwrap().text().contains("alert('x')"));
    assert!(
        !page
            .all("input")
            .iter()
            .any(|input| input.attribute("name") == Some("verdict")
                && input.attribute("checked").is_some())
    );
    let refusal = Refusal::of(Problem::on(Field::Comment, "Say what has to change"));
    let returned = review::Returned::Refused(decision, refusal);
    let (page, _) = document("review-refused", review::title(&data), || {
        review::view(&data, Some(&returned))
    });
    assert_eq!(
        page.by_id("comment").unwrap().attribute("aria-invalid"),
        Some("true")
    );
}

#[test]
fn the_inventory_says_what_is_filtered_and_undoes_it() {
    let data = inventory();
    let (page, _) = document("inventory", inventory::TITLE.to_owned(), || {
        inventory::view(&data, NOW)
    });
    let undo = page
        .all("a")
        .into_iter()
        .find(|a| a.attribute("aria-label") == Some("Remove the filter Team: gone"))
        .unwrap();
    assert_eq!(
        undo.attribute("href"),
        Some("/inventory?q=pay&team=platform-engineering&state=ready&sort=region")
    );
    assert!(
        page.text()
            .contains("eu-west-1 of account 123456789012: AWS asked Berth to wait")
    );
    let none = InventoryPage {
        rows: vec![],
        ..data
    };
    document("inventory-none", inventory::TITLE.to_owned(), || {
        inventory::view(&none, NOW)
    });
    document("inventory-empty", inventory::TITLE.to_owned(), || {
        inventory::view(&InventoryPage::default(), NOW)
    });
}
