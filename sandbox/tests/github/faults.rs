//! Bad days, on demand.

use reqwest::{Method, StatusCode};
use sandbox::{Fault, FaultKind, System};
use serde_json::{Value, json};

use super::support::{Bench, REPO};

#[tokio::test]
async fn a_lost_answer_leaves_the_change_behind() {
    let bench = Bench::start().await;
    let world = bench.world();
    let main = world.git.head(REPO, "main").unwrap().unwrap();
    world.faults.add(
        Fault::new(System::Github, FaultKind::AnswerLost)
            .method("POST")
            .contains("/git/refs")
            .once(),
    );
    let new = json!({ "ref": "refs/heads/berth/one", "sha": main });
    let path = format!("/repos/{REPO}/git/refs");
    assert!(
        bench
            .ask(Method::POST, &path)
            .json(&new)
            .send()
            .await
            .is_err()
    );
    assert_eq!(world.git.head(REPO, "berth/one").unwrap(), Some(main));
    let again = bench
        .post(&path, &new, StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert_eq!(again["message"], "Reference already exists");
}

#[tokio::test]
async fn faults_are_scripted_over_http_and_run_out() {
    let bench = Bench::start().await;
    let control = format!("{}/_sandbox/faults", bench.sandbox.urls().github_web);
    let add = async |fault: Value| {
        bench
            .client
            .post(&control)
            .json(&fault)
            .send()
            .await
            .unwrap()
            .status()
    };
    let status = async || {
        bench
            .ask(Method::GET, &format!("/repos/{REPO}"))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };

    assert_eq!(
        add(json!({ "system": "github", "kind": "html_502", "after": 1, "times": 1 })).await,
        StatusCode::CREATED
    );
    assert_eq!(
        [status().await, status().await, status().await],
        [200, 502, 200]
    );

    add(json!({ "system": "github", "kind": "rate_limited", "retry_after": 7, "times": 1 })).await;
    let limited = bench.ask(Method::GET, "/rate_limit").send().await.unwrap();
    assert_eq!(
        (
            limited.status(),
            limited.headers()["retry-after"].to_str().unwrap()
        ),
        (StatusCode::FORBIDDEN, "7")
    );

    add(json!({ "system": "github", "kind": "dark" })).await;
    assert!(
        bench
            .ask(Method::GET, &format!("/repos/{REPO}"))
            .send()
            .await
            .is_err()
    );
    let listed: Value = bench
        .client
        .get(&control)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    bench.client.delete(&control).send().await.unwrap();
    assert_eq!(status().await, 200);
}

#[tokio::test]
async fn an_unknown_route_is_loud() {
    let bench = Bench::start().await;
    let answer = bench
        .ask(Method::GET, "/repos/spacetech/my-app/vulnerability-alerts")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    assert_eq!(bench.world().journal.unknown_routes(), 1);
    let last = bench.world().journal.exchanges().pop().unwrap();
    assert!(last.unknown_route);
}
