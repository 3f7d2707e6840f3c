use super::*;
use crate::pages::audit;
use domain::audit::{AuditAction, AuditEntry, AuditRow, Credential, Who};
use domain::github::Login;
use domain::request::RequestId;

fn page(problems: Vec<AuditProblem>) -> AuditPage {
    let who = Who::person(&Login::new("dev-a"));
    let mut entry = AuditEntry::new(NOW, who, AuditAction::RequestReviewed, "REQ-7")
        .about(spec().address, Some("payments".into()))
        .because(HOSTILE)
        .changed(Some("\"in_review\"".into()), Some(HOSTILE.into()));
    entry.held = Some(Credential::Session("0a1b2c3d4e5f6071".into()));
    entry.request = Some(RequestId::parse("0197c9d2-7c1a-7000-8000-0000000000aa").unwrap());
    entry.pull_request = Some("https://github.example/a/b/pull/7".into());
    entry.commit = Some("beef".into());
    let strange = AuditEntry {
        pull_request: Some("javascript:alert(1)".into()),
        ..AuditEntry::new(NOW, Who::nobody(), AuditAction::RefusedToken, HOSTILE)
    };
    let row = |number, entry| AuditRow {
        number,
        entry,
        hash: "ab".repeat(32),
    };
    AuditPage {
        rows: vec![row(2, entry), row(1, strange)],
        next: Some("12.3".into()),
        sees_all: false,
        problems,
    }
}

#[test]
fn a_row_tells_who_what_and_with_what() {
    let query = AuditQuery {
        who: "dev-a".into(),
        action: "refused".into(),
        ..AuditQuery::default()
    };
    let (document, html) = document("audit", audit::TITLE.into(), || {
        audit::view(&page(vec![]), &query)
    });
    let text = document.text();
    for part in [
        "Decided on a request",
        "dev-a",
        "payments",
        "session:0a1b2c3d4e5f6071",
        "Somebody unknown",
        "You see what touches your teams",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let links = document.all("a");
    let leads = |href: &str| links.iter().any(|a| a.attribute("href") == Some(href));
    assert!(leads("/audit?who=dev-a&action=refused&after=12.3"));
    assert!(leads("/audit.csv?who=dev-a&action=refused"));
    assert!(leads("/audit.jsonl?who=dev-a&action=refused"));
    assert!(leads("/requests/0197c9d2-7c1a-7000-8000-0000000000aa"));
    assert!(leads("https://github.example/a/b/pull/7"));
    assert!(!html.contains("href=\"javascript:"));
    assert!(html.contains("value=\"refused\" selected"), "{html}");
}

#[test]
fn what_can_t_be_is_told_beside_its_field_and_nothing_is_lost() {
    let query = AuditQuery {
        from: "yesterday".into(),
        team: "payments".into(),
        ..AuditQuery::default()
    };
    let problems = query.parse().unwrap_err();
    let (document, html) = document("audit-problem", audit::TITLE.into(), || {
        audit::view(&page(problems), &query)
    });
    assert!(document.text().contains("Write a day such as"));
    assert!(html.contains("aria-describedby=\"from-error\""), "{html}");
    assert!(html.contains("value=\"payments\""));
    assert!(!html.contains("/audit.csv"));
}

#[test]
fn nothing_found_says_so() {
    let none = AuditPage {
        rows: vec![],
        next: None,
        sees_all: true,
        problems: vec![],
    };
    let query = AuditQuery::default();
    let (document, _) = document("audit-none", audit::TITLE.into(), || {
        audit::view(&none, &query)
    });
    assert!(document.text().contains("Nothing in the record fits"));
    assert!(!document.text().contains("You see what touches"));
}
