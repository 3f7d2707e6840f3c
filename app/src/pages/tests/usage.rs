//! The pages on which people use, watch and audit a repository.

use super::super::repository::{self, access, history, lifecycle, monitoring, use_it};
use super::super::samples::*;
use super::document;
use crate::testing::Element;
use domain::alerts::AlertForm;
use domain::handover::Tool;
use domain::lifecycle::LifecyclePolicy;
use domain::portal::*;

fn links(page: &Element) -> Vec<String> {
    page.all("a")
        .into_iter()
        .filter_map(|a| a.attribute("href").map(str::to_owned))
        .collect()
}

fn used(name: &str, data: &UsePage) -> (Element, String) {
    let title = repository::title(&data.row, Tab::Use);
    document(name, title, || use_it::view(data, None))
}

#[test]
fn every_client_has_its_commands_with_the_repositorys_values() {
    for client in Tool::ALL {
        let data = use_page(client);
        let (page, _) = used(&format!("repository-use-{}", client.command()), &data);
        let text = page.text();
        let uri = &data.row.uri;
        for command in [
            format!("{} login --username AWS", client.command()),
            format!("{} push {uri}:1.0.0", client.command()),
            format!("{} pull {uri}:1.0.0", client.command()),
        ] {
            assert!(text.contains(&command), "{command} in {text}");
        }
        let other = Tool::ALL.into_iter().find(|tool| *tool != client).unwrap();
        assert!(!text.contains(&format!("{} login", other.command())));
    }
}

#[test]
fn the_workflow_and_its_policies_can_be_taken_along() {
    let data = use_page(Tool::Podman);
    let (page, _) = used("repository-use", &data);
    let links = links(&page);
    for file in ["workflow", "iam-policy", "trust-policy"] {
        let wanted = format!("/-/use?client=podman&file={file}");
        assert!(links.iter().any(|href| href.ends_with(&wanted)), "{wanted}");
    }
    let text = page.text();
    for part in [
        "repo:spacetech/my-app:ref:refs/heads/main",
        "repo:spacetech@11/my-app@42:ref:refs/heads/main",
        "oidc-provider/token.actions.githubusercontent.com",
        "ecr:PutImage",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn what_is_missing_for_a_workflow_is_said() {
    let nobody = UsePage {
        pipeline: None,
        is_there: false,
        care: vec![],
        ..use_page(Tool::Docker)
    };
    let (page, _) = used("repository-use-unknown", &nobody);
    assert!(
        page.text()
            .contains("Nobody told Berth which GitHub repository")
    );
    assert!(page.text().contains("nothing can be pushed yet"));
    let mut other = use_page(Tool::Docker);
    other.query.branch = HOSTILE.into();
    other.pipeline.as_mut().unwrap().is_other_branch = true;
    let (page, _) = used("repository-use-branch", &other);
    let typed = page.by_id("branch").unwrap();
    assert_eq!(typed.attribute("value"), Some(HOSTILE));
    assert_eq!(typed.attribute("aria-invalid"), Some("true"));
}

fn who_may(name: &str, data: &AccessPage) -> String {
    let title = repository::title(&data.row, Tab::Access);
    let (page, _) = document(name, title, || {
        access::view(data, &access_draft(None), None)
    });
    page.text()
}

#[test]
fn a_policy_that_lets_strangers_in_is_marked() {
    let text = who_may("repository-access", &access_page(Some(POLICY)));
    for part in [
        "Open to everyone with an AWS account",
        "Grants actions by a pattern",
        "Can’t be read with certainty",
        "Everyone with an AWS account may pull",
        "Account 210987654321 may push",
        "The last reading failed: AWS asked Berth to wait",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn no_policy_and_no_reading_are_two_things() {
    let none = access_page(None);
    let text = who_may("repository-access-none", &none);
    assert!(text.contains("No other account can pull or push"), "{text}");
    let unread = AccessPage {
        policy: PolicySeen::NotRead,
        read: None,
        trouble: None,
        ..none
    };
    let text = who_may("repository-access-unread", &unread);
    assert!(text.contains("has not been read yet"), "{text}");
}

#[test]
fn a_lifecycle_policy_is_read_in_sentences_and_its_absence_has_a_price() {
    let said = |name: &str, data: LifecyclePage| {
        let title = repository::title(&data.row, Tab::Lifecycle);
        document(name, title, || {
            lifecycle::view(&data, &policy_draft(None), &lifecycle::Editing::Json, None)
        })
        .0
        .text()
    };
    let kept = LifecyclePolicy::keep_last(10);
    let text = said("repository-lifecycle", lifecycle_page(Some(&kept)));
    assert!(
        text.contains("Expire images beyond the newest 10"),
        "{text}"
    );
    assert!(text.contains("In force as asked for"), "{text}");
    let text = said("repository-lifecycle-none", lifecycle_page(None));
    assert!(
        text.contains("13 untagged images hold up to 640 MB"),
        "{text}"
    );
    assert!(text.contains("AWS holds something else"), "{text}");
    let odd = LifecyclePage {
        policy: LifecycleSeen::Read {
            rules: vec![],
            text: HOSTILE.into(),
        },
        asked: None,
        ..lifecycle_page(None)
    };
    assert!(said("repository-lifecycle-odd", odd).contains("no words for"));
}

fn watched(name: &str, data: &MonitoringPage) -> (Element, String) {
    let title = repository::title(&data.row, Tab::Monitoring);
    document(name, title, || monitoring::view(data, None))
}

#[test]
fn every_span_is_drawn_and_told_as_tables() {
    for span in Span::ALL {
        let name = format!("repository-monitoring-{}", span.days());
        let data = monitoring_page(span, None);
        let (page, _) = watched(&name, &data);
        assert_eq!(page.all("figure").len(), 5);
        // A head and a row a day in each of the five.
        let rows = page.all("tr").len();
        assert_eq!(rows, 5 * (usize::from(span.days()) + 1));
        let text = page.text();
        assert!(text.contains("AWS does not answer. What is shown was counted 3 min ago."));
    }
}

#[test]
fn without_cloudwatch_and_without_a_reading_the_page_says_so() {
    let mut data = monitoring_page(Span::Week, None);
    data.pulls = PullsSeen::Unknown("Berth lacks a permission on AWS".into());
    for day in &mut data.days {
        *day = DayKnown {
            day: day.day,
            ..DayKnown::default()
        };
    }
    data.alerts = AlertsOffer::NotHere;
    let (page, _) = watched("repository-monitoring-none", &data);
    let text = page.text();
    assert!(text.contains("Berth lacks a permission on AWS."), "{text}");
    assert!(
        text.contains("has not read this repository’s images yet"),
        "{text}"
    );
    assert!(text.contains("there is no place for them"), "{text}");
}

#[test]
fn alarms_are_shown_as_the_manifests_they_would_be() {
    let form = AlertForm {
        failed_pushes: true,
        findings: "high".into(),
        many_pulls: "500".into(),
        no_pulls: "2".into(),
        ..AlertForm::default()
    };
    let (page, _) = watched(
        "repository-alarms",
        &monitoring_page(Span::Week, Some(form)),
    );
    let text = page.text();
    for part in [
        "/alert-failed-pushes-rule.yaml",
        "/alert-no-pulls.yaml",
        "RepositoryPullCount",
        "events:PutRule",
        "Pushes refused at sign-in never reach the repository",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let file = "/-/monitoring?days=7&alerts=1&failed-pushes=1&findings=high&many-pulls=500&no-pulls=2&file=alerts";
    assert!(links(&page).iter().any(|href| href.ends_with(file)));
}

#[test]
fn answers_that_cannot_be_used_are_kept_with_their_reasons() {
    let form = AlertForm {
        many_pulls: HOSTILE.into(),
        ..AlertForm::default()
    };
    let (page, _) = watched(
        "repository-alarms-wrong",
        &monitoring_page(Span::Month, Some(form)),
    );
    let field = page.by_id("many-pulls").unwrap();
    assert_eq!(field.attribute("value"), Some(HOSTILE));
    assert!(page.text().contains("Write a whole number above 0"));
    assert!(links(&page).contains(&"#many-pulls".to_owned()));
}

#[test]
fn the_history_says_who_did_what_when_and_leads_there() {
    let data = history_page();
    let title = repository::title(&data.row, Tab::History);
    let (page, text) = document("repository-history", title, || history::view(&data));
    assert!(!text.contains("javascript:"));
    let said = page.text();
    for part in [
        "lead-k, on GitHub",
        "2026-01-14",
        "UTC",
        "The 24 records of one request on this page are as they were written",
        "exact values",
        "platform-engineering answers for CVE-2026-1 until 2026-01-15",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let links = links(&page);
    assert!(
        links
            .iter()
            .any(|href| href.ends_with("/-/history?after=1.2.3.4"))
    );
    assert!(links.iter().any(|href| href.starts_with("/requests/")));
}

#[test]
fn a_record_that_was_altered_is_told_loudly() {
    let mut data = history_page();
    data.chain.broken = Some((1482, 7));
    let title = || repository::title(&data.row, Tab::History);
    let (page, _) = document("repository-history-broken", title(), || {
        history::view(&data)
    });
    assert!(page.text().contains("Record 7 of REQ-1482 was altered"));
    let empty = HistoryPage {
        entries: vec![],
        requests: vec![],
        next: None,
        ..history_page()
    };
    let (page, _) = document("repository-history-empty", title(), || {
        history::view(&empty)
    });
    assert!(page.text().contains("Nothing is recorded"));
}

#[test]
fn what_is_refused_comes_back_with_its_reason_and_what_was_typed() {
    let form = AlertForm {
        failed_pushes: true,
        ..AlertForm::default()
    };
    let data = monitoring_page(Span::default(), Some(form));
    let problem = domain::refusal::Problem::general("REQ-7 is on its way already");
    let returned = crate::pages::repository::asking::Returned {
        comment: HOSTILE.into(),
        refusal: problem.linking("REQ-7", "/requests/7").into(),
    };
    let (page, _) = document("refused-alarms", "refused".into(), || {
        monitoring::view(&data, Some(&returned))
    });
    assert!(page.text().contains("REQ-7 is on its way already"));
    assert!(page.text().contains(HOSTILE));
    assert!(links(&page).contains(&"/requests/7".to_owned()));
}

#[test]
fn a_policy_that_is_tried_shows_what_it_does_and_one_that_aws_refuses_shows_why() {
    let data = lifecycle_page(Some(&LifecyclePolicy::keep_last(8)));
    let shown = |name: &str, text: &str| {
        let draft = policy_draft(Some(text));
        let (page, _) = document(name, "lifecycle".into(), || {
            lifecycle::view(&data, &draft, &lifecycle::Editing::of(text), None)
        });
        page.text()
    };
    let good = LifecyclePolicy::keep_last(3).pretty_json();
    let text = shown("lifecycle-tried", &good);
    assert!(text.contains("6 of 9 images would go."), "{text}");
    assert!(text.contains("Against the policy in force 5 more go and 0 more stay."));
    assert!(text.contains("6 of them were pulled within the last 30 days."));
    assert!(text.contains("at most $0.42 a month"));
    let nowhere = PolicyDraft {
        nowhere: true,
        ..policy_draft(Some(&good))
    };
    let (page, _) = document("lifecycle-nowhere", "lifecycle".into(), || {
        lifecycle::view(&data, &nowhere, &lifecycle::Editing::Json, None)
    });
    assert!(page.text().contains("6 of 9 images would go."));
    assert!(
        page.text()
            .contains("Berth has no place for another policy")
    );
    assert!(!page.text().contains("Ask for this policy"));
    let text = shown("lifecycle-refused", r#"{"rules":[{"rulePriority":0}]}"#);
    assert!(text.contains("AWS would refuse this policy"));
    assert!(!text.contains("What it would do"));
}

#[test]
fn a_repository_without_images_tries_a_policy_on_made_up_pushes() {
    use domain::lifecycle::simulate::{PushPattern, TagScheme};
    let data = lifecycle_page(Some(&LifecyclePolicy::keep_last(8)));
    let good = LifecyclePolicy::keep_last(3).pretty_json();
    let draft = PolicyDraft {
        preview: None,
        pushes: PushPattern {
            per_week: 2,
            scheme: TagScheme::Releases,
        },
        ..policy_draft(Some(&good))
    };
    let (page, _) = document("lifecycle-made-up", "lifecycle".into(), || {
        lifecycle::view(&data, &draft, &lifecycle::Editing::of(&good), None)
    });
    let text = page.text();
    assert!(text.contains("49 of 52 images would go."), "{text}");
    assert!(text.contains("Nothing of it is real."));
    assert!(!text.contains("They may be running somewhere"), "{text}");
    assert!(text.contains("Ask for this policy"));
}

#[test]
fn what_aws_says_of_a_policy_stands_beside_what_berth_says() {
    use domain::lifecycle::Act;
    use domain::lifecycle::second_opinion::{Agreement, Difference};
    use domain::portal::AwsSays;
    let data = lifecycle_page(Some(&LifecyclePolicy::keep_last(8)));
    let good = LifecyclePolicy::keep_last(3).pretty_json();
    let shown = |name: &str, aws: Option<AwsSays>| {
        let draft = PolicyDraft {
            aws,
            ..policy_draft(Some(&good))
        };
        let (page, _) = document(name, "lifecycle".into(), || {
            lifecycle::view(&data, &draft, &lifecycle::Editing::Json, None)
        });
        page.text()
    };
    assert!(shown("lifecycle-aws-unasked", None).contains("Ask AWS, too"));
    let same = Agreement {
        images: 9,
        ..Agreement::default()
    };
    let text = shown("lifecycle-aws-same", Some(AwsSays::Compared(same.clone())));
    assert!(text.contains("Of all 9 images that both know."), "{text}");
    let differs = Agreement {
        differences: vec![Difference {
            digest: domain::image::Digest::parse(&format!("sha256:{:064x}", 7)).unwrap(),
            tags: vec![HOSTILE.into()],
            berth: Act::Keep,
            aws: Act::Expire,
        }],
        unread: 2,
        ..same
    };
    let text = shown("lifecycle-aws-differs", Some(AwsSays::Compared(differs)));
    assert!(text.contains("AWS says something else"));
    assert!(text.contains("AWS speaks of 2 images that Berth has not read yet."));
    assert!(text.contains(HOSTILE));
    let failed = shown(
        "lifecycle-aws-failed",
        Some(AwsSays::Failed("EXPIRED".into())),
    );
    assert!(failed.contains("It ended with EXPIRED."));
    assert!(shown("lifecycle-aws-busy", Some(AwsSays::Busy)).contains("Ask again in a minute"));
    assert!(shown("lifecycle-aws-silent", Some(AwsSays::Silent)).contains("It can’t be asked now"));
}
