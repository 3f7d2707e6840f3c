//! Every page, rendered from made-up data and held to the promises of documents. With `BERTH_PAGES` naming a folder, the
//! pages are also written there, for the eye.

use super::samples::*;
use super::*;
use crate::shell::{Assets, Frame, NavItem, PersonBadge, Theme, render};
use crate::testing::{Element, check_document, html};
use domain::form::RequestForm;
use domain::portal::*;
use domain::refusal::{Problem, Refusal};
use domain::request::Stage;
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

fn fragment(view: impl FnOnce() -> AnyView) -> String {
    html(view)
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
fn the_form_shows_the_files_that_git_gets() {
    let data = form_page();
    let (page, _) = document("request-new", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    for file in &data.checks.files {
        let shown = page
            .all("pre")
            .into_iter()
            .find(|pre| pre.attribute("aria-label") == Some(&file.path))
            .unwrap();
        let lines: Vec<String> = shown.all("span").iter().map(|line| line.text()).collect();
        let written: Vec<String> = file
            .text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(lines.len(), written.len());
        for (line, written) in lines.iter().zip(&written) {
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(
                squeezed(line).len(),
                squeezed(written).len(),
                "{line} / {written}"
            );
        }
    }
    assert!(page.text().contains("Draft saved at"));
}

#[test]
fn a_fresh_form_scolds_nobody() {
    let form = RequestForm::blank(id(1).as_str(), &standard());
    let problems = form.parse(&standard()).unwrap_err().problems;
    let data = FormPage {
        form,
        saved: None,
        checks: FormChecks {
            problems,
            ..FormChecks::default()
        },
        ..form_page()
    };
    let (page, text) = document("request-new-blank", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert!(!text.contains("aria-invalid"));
    assert!(page.text().contains("are examples until they are answered"));
}

#[test]
fn a_refused_form_keeps_every_value_and_says_why_at_its_field() {
    let form = RequestForm {
        name: "My-App".into(),
        description: format!("\n{HOSTILE}</textarea>"),
        team: HOSTILE.into(),
        system: "\"><img src=x>".into(),
        source: "nowhere".into(),
        cluster: "cluster-that-is-gone".into(),
        comment: HOSTILE.into(),
        keep: "0".into(),
        ..filled_form()
    };
    let mut refusal = form.parse(&standard()).unwrap_err();
    refusal
        .problems
        .push(Problem::general("Something about the whole").linking("REQ-12", "/requests/12"));
    let data = FormPage {
        form: form.clone(),
        ..form_page()
    };
    let (page, text) = document("request-new-errors", request_new::title(&data), || {
        request_new::view(&data, Some(&refusal))
    });
    let value = |id: &str| {
        page.by_id(id)
            .unwrap()
            .attribute("value")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (value("name"), value("team"), value("system")),
        ("My-App".into(), form.team.clone(), form.system.clone())
    );
    assert_eq!(
        (value("source"), value("cluster"), value("keep")),
        ("nowhere".into(), form.cluster.clone(), "0".into())
    );
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        page.by_id("description").unwrap().text(),
        squeezed(&form.description)
    );
    assert_eq!(page.by_id("comment").unwrap().text(), squeezed(HOSTILE));
    assert!(!text.contains("<script>alert"));
    for field in [
        Field::Name,
        Field::Team,
        Field::System,
        Field::Source,
        Field::Keep,
    ] {
        let input = page.by_id(field.as_str()).unwrap();
        assert_eq!(input.attribute("aria-invalid"), Some("true"), "{field:?}");
        let error = format!("{}-error", field.as_str());
        assert!(
            input
                .attribute("aria-describedby")
                .unwrap()
                .contains(&error),
            "{field:?}"
        );
        assert!(page.by_id(&error).is_some(), "{field:?}");
    }
    assert!(page.text().contains("my-app would do"));
}

#[test]
fn an_answer_to_a_reviewer_shows_what_they_said() {
    let answering = Answering {
        label: "REQ-1475".into(),
        comment: Some(HOSTILE.into()),
        by: Some("reviewer-m".into()),
    };
    let data = FormPage {
        answering: Some(answering),
        ..form_page()
    };
    let (page, _) = document("request-answer", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert!(page.text().contains("Submit again"));
    assert!(!page.text().contains("Save draft"));
}

#[test]
fn many_clusters_become_a_field_with_suggestions() {
    let names: Vec<String> = (0..9).map(|n| format!("cluster-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let data = FormPage {
        clusters: choices(&names),
        ..form_page()
    };
    let (page, _) = document("request-new-clusters", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert_eq!(
        page.by_id("cluster").unwrap().attribute("list"),
        Some("clusters-list")
    );
}

#[test]
fn a_request_in_every_stage_is_a_page() {
    for stage in stages() {
        let data = request_page(stage);
        let name = data.request.stage.name();
        let (page, _) = document(
            &format!("request-{}", name.as_str()),
            request::title(&data),
            || request::view(&data),
        );
        let live = page
            .all("span")
            .into_iter()
            .find(|span| span.attribute("data-stage").is_some())
            .unwrap();
        assert_eq!(
            live.attribute("data-final").is_some(),
            name.is_final(),
            "{name:?}"
        );
        assert!(
            !name.is_final() || request::refresh_seconds(&data).is_none(),
            "{name:?}"
        );
        let buttons = |path: &str| {
            page.all("form").iter().any(|form| {
                form.attribute("action")
                    .is_some_and(|action| action.ends_with(path))
            })
        };
        assert_eq!(buttons("/withdraw"), data.may_withdraw);
        assert_eq!(buttons("/retry"), data.may_retry);
    }
}

#[test]
fn the_stream_sends_what_the_page_shows() {
    let data = request_page(Stage::InReview { pr: pull_request() });
    let sent = fragment(|| request::live_fragment(&data));
    let (_, page) = document("request-live", request::title(&data), || {
        request::view(&data)
    });
    assert!(page.contains(&sent));
}

#[test]
fn a_request_that_waits_says_until_when() {
    let data = waiting_page();
    let (page, _) = document("request-waiting", request::title(&data), || {
        request::view(&data)
    });
    assert!(
        page.text().contains("Waiting for GitHub until 10:24 UTC"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("403 secondary rate limit"));
}

#[test]
fn a_failure_shows_the_systems_own_words_as_text() {
    let stage = stages()
        .into_iter()
        .find(|stage| stage.name() == domain::request::StageName::ProvisionFailed)
        .unwrap();
    let data = request_page(stage);
    let (page, text) = document("request-failed", request::title(&data), || {
        request::view(&data)
    });
    assert!(page.text().contains("not authorized"));
    assert!(text.contains("&lt;b&gt;no&lt;/b&gt;") && !text.contains("<b>no</b>"));
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
    let (page, _) = document("inventory", inventory::title(&data), || {
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
    document("inventory-none", inventory::title(&none), || {
        inventory::view(&none, NOW)
    });
    document("inventory-empty", inventory::title(&none), || {
        inventory::view(&InventoryPage::default(), NOW)
    });
}

#[test]
fn a_repository_in_every_state_is_a_page() {
    for state in RepositoryState::ALL {
        let mut data = repository_page();
        data.row.state = state;
        data.tags.insert("note".into(), HOSTILE.into());
        data.links.push(domain::refusal::Link {
            text: "trap".into(),
            href: "javascript:alert(1)".into(),
        });
        let (_, text) = document(
            &format!("repository-{}", state.as_str()),
            repository::title(&data),
            || repository::view(&data),
        );
        assert!(!text.contains("javascript:"));
    }
}
