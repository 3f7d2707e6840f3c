//! The pages on which people use, watch and audit a repository, and the files that they take along.

use crate::support::Bench;
use axum::http::StatusCode;

const REPOSITORY: &str = "/repositories/123456789012/us-east-1/payments/api/-/";

#[tokio::test]
async fn every_tab_is_a_page() {
    let bench = Bench::new().await;
    for tab in [
        "use",
        "use?client=buildah&branch=release",
        "access",
        "lifecycle",
        "settings",
        "monitoring?days=7",
        "history?after=1.2.3.4",
    ] {
        let answer = bench.get(&format!("{REPOSITORY}{tab}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{tab}\n{}", answer.body);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.body.contains("<h1"), "{tab}");
    }
}

#[tokio::test]
async fn files_are_taken_along_under_a_name_and_with_their_type() {
    let bench = Bench::new().await;
    for (file, kind, ending, says) in [
        ("workflow", "application/yaml", ".yml\"", "docker push"),
        (
            "iam-policy",
            "application/json",
            "-policy.json\"",
            "ecr:PutImage",
        ),
        (
            "trust-policy",
            "application/json",
            "-trust.json\"",
            "sts:AssumeRoleWithWebIdentity",
        ),
    ] {
        let answer = bench.get(&format!("{REPOSITORY}use?file={file}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(answer.header("cache-control"), "no-store");
        let name = answer.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\""), "{name}");
        assert!(name.ends_with(ending) && !name.contains('/'), "{name}");
        assert!(answer.body.contains(says), "{}", answer.body);
    }
    let page = bench.get(&format!("{REPOSITORY}use?file=other")).await;
    assert!(
        page.body.starts_with("<!DOCTYPE html>"),
        "a page for what is no file"
    );
}

#[tokio::test]
async fn alarms_are_one_file_of_several_documents_once_they_are_asked_for() {
    let bench = Bench::new().await;
    let asked = format!("{REPOSITORY}monitoring?alerts=1&failed-pushes=1&file=alerts");
    let answer = bench.get(&asked).await;
    assert_eq!(answer.header("content-type"), "application/yaml");
    assert_eq!(
        answer.body,
        "# deploy/Rule.yaml\nkind: Rule\n---\n# deploy/Target.yaml\nkind: Target\n"
    );
    let nothing = bench
        .get(&format!("{REPOSITORY}monitoring?file=alerts"))
        .await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn asking_for_alarms_leads_to_the_request_or_back_with_the_reason() {
    let bench = Bench::new().await;
    let at = format!("{REPOSITORY}monitoring");
    let sent = bench
        .post(&at, &[("alerts", "1"), ("many-pulls", "500")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(sent.header("location").starts_with("/requests/"));
    let taken = bench
        .post(&at, &[("many-pulls", "500"), ("comment", "taken")])
        .await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("REQ-7 is on its way already"));
    assert!(taken.body.contains("href=\"/requests/7\""));
    assert!(
        taken.body.contains("value=\"500\""),
        "what was chosen stays"
    );
    assert!(
        taken.body.contains("taken</textarea>"),
        "so does the reason"
    );
}

#[tokio::test]
async fn asking_for_a_workflow_leads_to_the_request() {
    let bench = Bench::new().await;
    let sent = bench
        .post(&format!("{REPOSITORY}use"), &[("branch", "main")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let elsewhere = bench.post(&format!("{REPOSITORY}history"), &[]).await;
    assert_eq!(elsewhere.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_policy_is_tried_before_it_is_asked_for() {
    let bench = Bench::new().await;
    let at = format!("{REPOSITORY}lifecycle");
    let preset = bench.get(&format!("{at}?preset=releases")).await;
    assert_eq!(preset.status, StatusCode::OK);
    assert!(preset.body.contains("tagPatternList"), "{}", preset.body);
    let good = domain::lifecycle::LifecyclePolicy::keep_last(5).pretty_json();
    let tried = bench.post(&at, &[("policy", &good)]).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.body.contains("Ask for this policy"));
    let broken = bench.post(&at, &[("policy", "{\"rules\":1}")]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!broken.body.contains("Ask for this policy"));
    assert!(
        broken.body.contains("{\"rules\":1}"),
        "what was typed stays"
    );
    let asked = bench.post(&at, &[("policy", &good), ("ask", "1")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_done_about_a_difference_leads_back_to_the_repository() {
    let bench = Bench::new().await;
    let at = REPOSITORY.trim_end_matches("/-/");
    for sent in [
        vec![("act", "look")],
        vec![("act", "revert")],
        vec![
            ("which", "git"),
            ("reason", "Moved on Friday"),
            ("until", "2030-01-01"),
        ],
    ] {
        let answer = bench.post(at, &sent).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{sent:?}");
        assert_eq!(answer.header("location"), at);
        assert!(answer.header("set-cookie").contains("berth-notice="));
    }
}
