//! What is sent when the session has ended is there again after signing in.

use crate::support::{Answer, Bench};
use axum::http::header::COOKIE;
use domain::request::Stage;
use domain::testing::filled_form;
use server::services::SessionLimits;

const TYPED: [(&str, &str); 5] = [
    ("id", "0197c9d2-7c1a-7000-8000-000000000001"),
    ("action", "submit"),
    ("name", "payments/My App"),
    ("description", "<b>mine</b> & {{yours}}\r\nnext line"),
    ("comment", "for the launch"),
];

/// As sent by this browser: the bench's own session is replaced by these cookies.
async fn post_as(bench: &Bench, cookie: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    let mut request = bench.form(path, form);
    request
        .headers_mut()
        .insert(COOKIE, cookie.parse().unwrap());
    bench.send(request).await
}

/// Follows the way through the door; what the browser holds afterwards, and where it stands.
async fn sign_in(bench: &Bench, refused: &Answer) -> (String, String) {
    assert_eq!(refused.status.as_u16(), 303, "{}", refused.body);
    let back = refused
        .location()
        .split("return_to=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let start = bench
        .get_as("none=1", &format!("/sign-in/github?return_to={back}"))
        .await;
    let state = start.location().split("state=").nth(1).unwrap();
    let state = state.split('&').next().unwrap();
    let home = bench
        .get_as(
            &start.crumb("berth-sign-in"),
            &format!("/sign-in/callback?code=dev-b&state={state}"),
        )
        .await;
    let cookies = format!("{}; {}", home.crumb("berth"), refused.crumb("berth-kept"));
    (cookies, home.location().to_owned())
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_back_after_signing_in() {
    let bench = Bench::new().await;
    bench.clock.advance(SessionLimits::default().idle_ms + 1);
    let refused = post_as(&bench, &bench.cookie, "/requests", &TYPED).await;
    assert!(
        refused.location().ends_with("&reason=expired"),
        "{}",
        refused.location()
    );
    let cookie = refused.cookie("berth-kept").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let (cookies, path) = sign_in(&bench, &refused).await;
    for _ in 0..2 {
        let page = bench.get_as(&cookies, &path).await;
        assert_eq!(page.status.as_u16(), 200);
        for text in [
            "value=\"payments/My App\"",
            "value=\"0197c9d2-7c1a-7000-8000-000000000001\"",
            "&lt;b&gt;mine&lt;/b&gt; &amp; {{yours}}",
            "for the launch",
            "Your session had ended",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
    }
    assert!(
        bench.portal.submitted.lock().unwrap().is_empty(),
        "nothing is sent before its author says so again"
    );
    let fresh = bench.get_as(&cookies, "/requests/new").await;
    assert!(!fresh.body.contains("My App"), "a new form is a new form");
    let sent = filled_form();
    let again = [("id", &*sent.id), ("action", "save")];
    let saved = post_as(&bench, &cookies, "/requests", &again).await;
    assert!(saved.cookie("berth-kept").unwrap().contains("Max-Age=0"));
    let page = bench.get_as(&cookies, &path).await;
    assert!(!page.body.contains("My App"), "sent: no longer kept");
}

#[tokio::test]
async fn a_decision_sent_after_the_session_ended_keeps_its_words_but_not_for_other_files() {
    let bench = Bench::new().await;
    let pr = domain::request::PullRequest {
        repo: domain::github::RepoSlug::parse("spacetech/my-app").unwrap(),
        number: 7,
        url: "https://github.com/spacetech/my-app/pull/7".into(),
        head: domain::github::Sha("9f3c2e1".into()),
    };
    bench.portal.request.lock().unwrap().stage = Stage::InReview { pr };
    let path = format!("/reviews/{}", filled_form().id);
    for (head, changed) in [("9f3c2e1", false), ("0000000", true)] {
        let form = [
            ("verdict", "request_changes"),
            ("head", head),
            ("comment", "keep 30 images"),
        ];
        let refused = post_as(&bench, "none=1", &path, &form).await;
        let (cookies, path) = sign_in(&bench, &refused).await;
        let page = bench.get_as(&cookies, &path).await;
        assert!(page.body.contains("keep 30 images"), "{}", page.body);
        assert_eq!(page.body.contains("changed since you opened"), changed);
    }
}

#[tokio::test]
async fn only_the_browser_that_sent_it_gets_it_and_not_for_ever() {
    let bench = Bench::new().await;
    let refused = post_as(&bench, "none=1", "/requests", &TYPED).await;
    let stranger = bench.get("/requests/new?kept=1").await;
    assert!(!stranger.body.contains("My App"));
    let guessed = format!("{}; berth-kept=guess", bench.cookie);
    let guessed = bench.get_as(&guessed, "/requests/new?kept=1").await;
    assert!(!guessed.body.contains("My App"));
    bench.clock.advance(60 * 60 * 1000 + 1);
    let (cookies, path) = sign_in(&bench, &refused).await;
    let late = bench.get_as(&cookies, &path).await;
    assert_eq!(late.status.as_u16(), 200);
    assert!(!late.body.contains("My App"));
}

#[tokio::test]
async fn strangers_keep_little_and_nothing_from_other_sites() {
    let bench = Bench::new().await;
    let large = [("comment", &*"x".repeat(40_000))];
    assert_eq!(
        post_as(&bench, "none=1", "/requests", &large)
            .await
            .status
            .as_u16(),
        413
    );
    let mut foreign = bench.form("/requests", &TYPED);
    foreign
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    foreign
        .headers_mut()
        .insert(COOKIE, "none=1".parse().unwrap());
    let answer = bench.send(foreign).await;
    assert_eq!(answer.status.as_u16(), 403);
    assert!(answer.cookie("berth-kept").is_none());
    let sign_out = post_as(&bench, "none=1", "/sign-out", &[]).await;
    assert!(sign_out.cookie("berth-kept").is_none());
}
