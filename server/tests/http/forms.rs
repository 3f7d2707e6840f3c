//! Forms work without scripts: 303 to the result, or the same page with what was typed and why it was refused.

use crate::support::{Answer, Bench};
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use domain::form::RequestForm;
use domain::portal::{Choices, FormChecks, PortalError};
use domain::spec::Field;
use domain::testing::filled_form;

fn fields(form: &RequestForm, action: &'static str) -> Vec<(&'static str, String)> {
    let answers = Field::ALL
        .into_iter()
        .map(|field| (field.as_str(), form.value(field).to_owned()));
    [("id", form.id.clone()), ("action", action.to_owned())]
        .into_iter()
        .chain(answers)
        .collect()
}

async fn send(bench: &Bench, form: &RequestForm, action: &'static str) -> Answer {
    let fields = fields(form, action);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    bench.post("/requests", &fields).await
}

#[tokio::test]
async fn a_sent_form_leads_to_its_request_however_often_it_is_sent() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        let answer = send(&bench, &filled_form(), "submit").await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, &*format!("/requests/{}", filled_form().id)),
            "{}",
            answer.body
        );
    }
    assert_eq!(bench.portal.submitted.lock().unwrap()[0], filled_form());
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_why() {
    let bench = Bench::new().await;
    let form = RequestForm {
        name: "My App".into(),
        description: "<b>Mine</b>".into(),
        ..filled_form()
    };
    let answer = send(&bench, &form, "submit").await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(
        answer.body.contains("value=\"My App\"") && answer.body.contains("&lt;b&gt;Mine"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("aria-invalid"), "{}", answer.body);
    assert!(bench.portal.submitted.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_saved_draft_is_said_once() {
    let bench = Bench::new().await;
    let answer = send(&bench, &filled_form(), "save").await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, &*format!("/requests/new?draft={}", filled_form().id))
    );
    let cookie = format!("{}; {}", bench.cookie, answer.crumb("berth-notice"));
    let next = bench.get_as(&cookie, answer.location()).await;
    assert!(next.body.contains("The draft is saved"));
    assert!(next.cookie("berth-notice").unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn links_fill_the_form_in() {
    let bench = Bench::new().await;
    let body = bench
        .get("/requests/new?name=payments%2Fapi&admin=1")
        .await
        .body;
    assert!(body.contains("value=\"payments/api\""), "{body}");
}

#[tokio::test]
async fn what_is_too_large_or_no_form_is_refused_with_a_page() {
    let bench = Bench::new().await;
    let large = bench
        .post("/requests", &[("comment", &"x".repeat(70_000))])
        .await;
    assert_eq!(large.status.as_u16(), 413);
    assert!(large.body.contains("Nothing was saved"), "{}", large.body);
    let json = bench
        .request("POST", "/requests")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(bench.send(json).await.status.as_u16(), 415);
}

#[tokio::test]
async fn scripts_get_checks_and_choices_as_json() {
    let bench = Bench::new().await;
    let checks: FormChecks =
        serde_json::from_str(&bench.get("/requests/new/check?name=My%20App").await.body).unwrap();
    assert_eq!(checks.problems[0].field, Some(Field::Name));
    let choices: Choices =
        serde_json::from_str(&bench.get("/choices/teams?q=pay").await.body).unwrap();
    assert_eq!(choices.entries[0].value, "pay-team");
    let unknown = bench.get("/choices/secrets?q=").await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.body.as_str()),
        (404, "Not Found\n")
    );
}

#[tokio::test]
async fn a_decision_leads_to_the_request_or_comes_back_with_the_reason() {
    let bench = Bench::new().await;
    let path = format!("/reviews/{}", filled_form().id);
    let decision = |comment: &'static str| {
        [
            ("verdict", "approve"),
            ("head", "9f3c2e1"),
            ("comment", comment),
        ]
    };
    let done = bench.post(&path, &decision("")).await;
    assert_eq!(
        (done.status.as_u16(), done.location()),
        (303, &*format!("/requests/{}", filled_form().id))
    );
    assert_eq!(
        bench.post(&path, &decision("bad")).await.status.as_u16(),
        422
    );
    *bench.portal.decide.lock().unwrap() = Err(PortalError::Stale("newer".into()));
    assert_eq!(
        bench.post(&path, &decision("fine")).await.status.as_u16(),
        409
    );
    assert_eq!(
        bench
            .post(&path, &[("comment", "no verdict")])
            .await
            .status
            .as_u16(),
        422
    );
}
