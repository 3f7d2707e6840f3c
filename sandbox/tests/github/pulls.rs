//! The life of a pull request.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{Bench, REPO, json_of};

#[tokio::test]
async fn mergeable_is_null_until_the_background_job_has_looked() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let path = format!("/repos/{REPO}/pulls/{number}");
    assert!(bench.get(&path).await["mergeable"].is_null());
    bench.world().until_idle().await.unwrap();
    let pull = bench.get(&path).await;
    assert_eq!(pull["mergeable"], true);
    assert_eq!(pull["mergeable_state"], "blocked");
}

#[tokio::test]
async fn opening_twice_or_for_nothing_is_422() {
    let bench = Bench::start().await;
    bench.pull("berth/one").await;
    let pulls = format!("/repos/{REPO}/pulls");
    let new = |head: &str| json!({ "title": "Again", "head": head, "base": "main" });
    let twice = bench
        .post(
            &pulls,
            &new("spacetech:berth/one"),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    assert_eq!(
        twice["errors"][0]["message"],
        "A pull request already exists for spacetech:berth/one."
    );
    let missing = bench
        .post(&pulls, &new("nowhere"), StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert_eq!(missing["errors"][0]["field"], "head");
    let main = bench
        .get(&format!("/repos/{REPO}/git/ref/heads/main"))
        .await["object"]["sha"]
        .clone();
    bench
        .post(
            &format!("/repos/{REPO}/git/refs"),
            &json!({ "ref": "refs/heads/same", "sha": main }),
            StatusCode::CREATED,
        )
        .await;
    let nothing = bench
        .post(&pulls, &new("same"), StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert_eq!(
        nothing["errors"][0]["message"],
        "No commits between main and same"
    );

    let found = bench
        .get(&format!("{pulls}?head=spacetech:berth/one&state=all"))
        .await;
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_merge_waits_for_a_review_and_guards_the_head() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let path = format!("/repos/{REPO}/pulls/{number}");
    let reviewer = bench.person("reviewer-m").await;

    let early = bench
        .ask(Method::PUT, &format!("{path}/merge"))
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    let early = json_of(early, StatusCode::METHOD_NOT_ALLOWED).await;
    assert!(
        early["message"]
            .as_str()
            .unwrap()
            .contains("At least 1 approving review is required")
    );

    let own = bench
        .post(
            &format!("{path}/reviews"),
            &json!({ "event": "APPROVE" }),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    assert_eq!(own["errors"][0], "Can not approve your own pull request");
    let review = json!({ "event": "APPROVE", "body": "Good" });
    let review = bench
        .as_person(
            &reviewer,
            Method::POST,
            &format!("{path}/reviews"),
            &review,
            StatusCode::OK,
        )
        .await;
    assert_eq!(review["state"], "APPROVED");

    let stale = json!({ "sha": "0000000000000000000000000000000000000000" });
    let stale = bench
        .ask(Method::PUT, &format!("{path}/merge"))
        .json(&stale)
        .send()
        .await
        .unwrap();
    assert_eq!(stale.status(), StatusCode::CONFLICT);

    let head = bench.get(&path).await["head"]["sha"].clone();
    let wanted = json!({ "sha": head, "merge_method": "squash" });
    let merged = bench
        .ask(Method::PUT, &format!("{path}/merge"))
        .json(&wanted)
        .send()
        .await
        .unwrap();
    let merged = json_of(merged, StatusCode::OK).await;
    let main = bench
        .get(&format!("/repos/{REPO}/git/ref/heads/main"))
        .await;
    assert_eq!(main["object"]["sha"], merged["sha"]);
    let pull = bench.get(&path).await;
    assert_eq!(
        (&pull["merged"], &pull["state"]),
        (&json!(true), &json!("closed"))
    );
    assert_eq!(
        bench.get(&format!("{path}/files")).await[0]["status"],
        "added"
    );
    let again = bench
        .ask(Method::PUT, &format!("{path}/merge"))
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn requested_changes_block_until_they_are_dismissed() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let path = format!("/repos/{REPO}/pulls/{number}");
    let reviewer = bench.person("reviewer-m").await;
    let no = json!({ "event": "REQUEST_CHANGES", "body": "Not like this" });
    let no = bench
        .as_person(
            &reviewer,
            Method::POST,
            &format!("{path}/reviews"),
            &no,
            StatusCode::OK,
        )
        .await;
    let blocked = bench
        .ask(Method::PUT, &format!("{path}/merge"))
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(blocked.status(), StatusCode::METHOD_NOT_ALLOWED);
    let dismissed = bench
        .as_person(
            &reviewer,
            Method::PUT,
            &format!("{path}/reviews/{}/dismissals", no["id"]),
            &json!({ "message": "Fixed" }),
            StatusCode::OK,
        )
        .await;
    assert_eq!(dismissed["state"], "DISMISSED");
}

#[tokio::test]
async fn a_conflicting_push_makes_it_unmergeable() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let world = bench.world();
    let change = [(
        "deploy/berth/one.yaml".to_owned(),
        Some(b"kind: Other\n".to_vec()),
    )];
    sandbox::github::push_files(
        &world,
        REPO,
        "main",
        &change,
        "Push past everybody",
        "dev-b",
    )
    .unwrap();
    let path = format!("/repos/{REPO}/pulls/{number}");
    bench.get(&path).await;
    world.until_idle().await.unwrap();
    let pull = bench.get(&path).await;
    assert_eq!(
        (&pull["mergeable"], &pull["mergeable_state"]),
        (&json!(false), &json!("dirty"))
    );
}

#[tokio::test]
async fn deleting_the_head_closes_the_request() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let gone = bench
        .ask(
            Method::DELETE,
            &format!("/repos/{REPO}/git/refs/heads/berth/one"),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        bench.get(&format!("/repos/{REPO}/pulls/{number}")).await["state"],
        "closed"
    );
}
