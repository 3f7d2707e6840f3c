//! Workflow files: who may write them, and what GitHub says to an App that may not.

use base64::Engine as _;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::support::{Bench, REPO, json_of};

const FILE: &str = ".github/workflows/push.yml";
const NEEDED: &str = "contents=write; contents=write,workflows=write";

async fn grant(bench: &Bench, level: Value) -> Value {
    let url = format!(
        "{}/_sandbox/world/github/app-permissions",
        bench.sandbox.urls().github_web
    );
    let request = bench.client.patch(url).json(&json!({ "workflows": level }));
    json_of(request.send().await.unwrap(), StatusCode::OK).await
}

fn entry(path: &str, content: &str) -> Value {
    json!({ "path": path, "mode": "100644", "type": "blob", "content": content })
}

async fn main_tree(bench: &Bench) -> (String, Value) {
    let head = bench
        .get(&format!("/repos/{REPO}/git/ref/heads/main"))
        .await;
    let sha = head["object"]["sha"].as_str().unwrap().to_owned();
    let commit = bench.get(&format!("/repos/{REPO}/git/commits/{sha}")).await;
    (sha, commit["tree"]["sha"].clone())
}

async fn tree(bench: &Bench, entries: &[Value]) -> Response {
    let (_, base) = main_tree(bench).await;
    let body = json!({ "base_tree": base, "tree": entries });
    let request = bench.ask(Method::POST, &format!("/repos/{REPO}/git/trees"));
    request.json(&body).send().await.unwrap()
}

async fn refused(answer: Response) {
    let needed = answer.headers()["x-accepted-github-permissions"].clone();
    assert_eq!(needed, NEEDED);
    let body = json_of(answer, StatusCode::FORBIDDEN).await;
    assert_eq!(body["message"], "Resource not accessible by integration");
}

#[tokio::test]
async fn the_app_may_write_workflows_until_that_is_taken_away() {
    let bench = Bench::start().await;
    bench.branch("berth/allowed", FILE, "on: push\n").await;
    let left = grant(&bench, Value::Null).await;
    assert!(
        left.get("workflows").is_none() && left["contents"] == "write",
        "{left}"
    );

    refused(tree(&bench, &[entry("a.txt", "a"), entry(FILE, "on: [push]\n")]).await).await;
    let gone = json!({ "path": FILE, "mode": "100644", "type": "blob", "sha": null });
    refused(tree(&bench, &[gone]).await).await;
    let content = base64::engine::general_purpose::STANDARD.encode("on: [push]\n");
    let put = json!({ "message": "m", "content": content, "branch": "berth/allowed" });
    let path = format!("/repos/{REPO}/contents/.github/workflows/other.yml");
    refused(
        bench
            .ask(Method::PUT, &path)
            .json(&put)
            .send()
            .await
            .unwrap(),
    )
    .await;

    let other = tree(&bench, &[entry("a.txt", "a")]).await;
    assert_eq!(
        other.status(),
        StatusCode::CREATED,
        "other files are none of its business"
    );
    let app = bench.as_app(Method::GET, "/app").send().await.unwrap();
    let app = json_of(app, StatusCode::OK).await;
    assert!(app["permissions"].get("workflows").is_none());
    assert_eq!(grant(&bench, json!("write")).await["workflows"], "write");
    let again = tree(&bench, &[entry(FILE, "on: [push]\n")]).await;
    assert_eq!(again.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_file_that_stands_on_another_branch_may_be_carried_over() {
    let bench = Bench::start().await;
    bench.branch("berth/allowed", FILE, "on: push\n").await;
    grant(&bench, Value::Null).await;
    let same = tree(&bench, &[entry(FILE, "on: push\n")]).await;
    assert_eq!(same.status(), StatusCode::CREATED);
    let sha = bench.branch("berth/same", FILE, "on: push\n").await;
    assert_eq!(sha.len(), 40);
}

#[tokio::test]
async fn a_branch_cannot_be_pointed_at_a_commit_with_a_new_workflow() {
    let bench = Bench::start().await;
    let (base, _) = main_tree(&bench).await;
    let made = json_of(
        tree(&bench, &[entry(FILE, "on: push\n")]).await,
        StatusCode::CREATED,
    )
    .await;
    let commit = json!({ "message": "m", "tree": made["sha"], "parents": [base] });
    let commit = bench
        .post(
            &format!("/repos/{REPO}/git/commits"),
            &commit,
            StatusCode::CREATED,
        )
        .await;
    let other = bench.branch("berth/plain", "a.txt", "a").await;
    assert_ne!(commit["sha"], other);
    grant(&bench, Value::Null).await;
    let create = json!({ "ref": "refs/heads/berth/new", "sha": commit["sha"] });
    let path = format!("/repos/{REPO}/git/refs");
    refused(
        bench
            .ask(Method::POST, &path)
            .json(&create)
            .send()
            .await
            .unwrap(),
    )
    .await;
    let update = json!({ "sha": commit["sha"], "force": true });
    let path = format!("/repos/{REPO}/git/refs/heads/berth/plain");
    refused(
        bench
            .ask(Method::PATCH, &path)
            .json(&update)
            .send()
            .await
            .unwrap(),
    )
    .await;
}

#[tokio::test]
async fn somebody_who_came_through_the_app_is_held_up_as_the_app_is() {
    let bench = Bench::start().await;
    bench.branch("berth/plain", "a.txt", "a").await;
    let token = bench.person("dev-a").await;
    let content = base64::engine::general_purpose::STANDARD.encode("on: push\n");
    let put = json!({ "message": "m", "content": content, "branch": "berth/plain" });
    let path = format!("/repos/{REPO}/contents/{FILE}");
    grant(&bench, Value::Null).await;
    let said = bench
        .as_person(&token, Method::PUT, &path, &put, StatusCode::FORBIDDEN)
        .await;
    assert_eq!(said["message"], "Resource not accessible by integration");
    grant(&bench, json!("write")).await;
    bench
        .as_person(&token, Method::PUT, &path, &put, StatusCode::CREATED)
        .await;
}
