//! Backstage's catalog over HTTP: registration at once, entities later, refusals in its own words.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const ENTITY: &str = "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: orders\n  tags: [ecr]\n  annotations:\n    aws.amazon.com/amazon-ecr-arn: arn:aws:ecr:us-east-1:123456789012:repository/shop/orders\nspec:\n  type: ecr-repository\n  owner: group:default/payments\n  system: checkout\n";
const FILE: &str = "catalog/ecr/orders.yaml";

async fn call(bench: &Bench, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}/api/catalog{path}", bench.sandbox.urls().backstage);
    let request = bench
        .http
        .request(method.parse().unwrap(), url)
        .bearer_auth("sandbox-backstage-token");
    answer(if let Some(body) = body {
        request.json(&body)
    } else {
        request
    })
    .await
}

fn target(bench: &Bench) -> Value {
    json!({ "type": "url", "target": format!("{}/{REPO}/blob/main/{FILE}", bench.sandbox.urls().github_web) })
}

#[tokio::test]
async fn an_entity_appears_some_passes_after_its_location() {
    let bench = bench().await;
    bench.commit(&[(FILE, Some(ENTITY))]);
    let (status, created) = call(&bench, "POST", "/locations", Some(target(&bench))).await;
    assert_eq!(status, 201, "{created}");
    let by_name = "/entities/by-name/resource/default/orders";
    let (status, missing) = call(&bench, "GET", by_name, None).await;
    assert_eq!(
        (status, missing["error"]["name"].as_str().unwrap()),
        (404, "NotFoundError")
    );
    bench.step().await;
    assert_eq!(
        call(&bench, "GET", by_name, None).await.0,
        404,
        "not at once"
    );
    bench.idle().await;
    let (status, entity) = call(&bench, "GET", by_name, None).await;
    assert_eq!(status, 200);
    assert!(
        entity["relations"]
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "ownedBy", "targetRef": "group:default/payments" }))
    );

    let (status, again) = call(&bench, "POST", "/locations", Some(target(&bench))).await;
    assert_eq!(
        (status, again["error"]["name"].as_str().unwrap()),
        (409, "ConflictError")
    );
    assert_eq!(again["response"]["statusCode"], 409);

    let id = created["location"]["id"].as_str().unwrap();
    assert_eq!(
        call(&bench, "DELETE", &format!("/locations/{id}"), None)
            .await
            .0,
        204
    );
    assert_eq!(call(&bench, "GET", by_name, None).await.0, 404);
}

#[tokio::test]
async fn a_dry_run_stores_nothing_and_says_what_is_wrong() {
    let bench = bench().await;
    let (status, body) = call(
        &bench,
        "POST",
        "/locations?dryRun=true",
        Some(target(&bench)),
    )
    .await;
    assert_eq!(
        (status, body["error"]["name"].as_str().unwrap()),
        (400, "InputError"),
        "the file is not there"
    );
    bench.commit(&[(
        FILE,
        Some(&ENTITY.replace("name: orders", "name: shop/orders")),
    )]);
    let (status, body) = call(
        &bench,
        "POST",
        "/locations?dryRun=true",
        Some(target(&bench)),
    )
    .await;
    assert_eq!(status, 400);
    assert!(
        body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("metadata.name"),
        "{body}"
    );
    bench.commit(&[(FILE, Some(ENTITY))]);
    let (status, body) = call(
        &bench,
        "POST",
        "/locations?dryRun=true",
        Some(target(&bench)),
    )
    .await;
    assert_eq!((status, body["exists"].clone()), (201, json!(false)));
    assert_eq!(call(&bench, "GET", "/locations", None).await.1, json!([]));
}

#[tokio::test]
async fn a_vanished_file_takes_its_entity_along() {
    let bench = bench().await;
    bench.commit(&[(FILE, Some(ENTITY))]);
    call(&bench, "POST", "/locations", Some(target(&bench))).await;
    bench.idle().await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    assert_eq!(
        call(
            &bench,
            "GET",
            "/entities/by-name/resource/default/orders",
            None
        )
        .await
        .0,
        404
    );
}

#[tokio::test]
async fn teams_and_systems_are_found_by_filter_and_page() {
    let bench = bench().await;
    let (_, groups) = call(
        &bench,
        "GET",
        "/entities?filter=kind=group&fields=metadata.name",
        None,
    )
    .await;
    assert!(
        groups
            .as_array()
            .unwrap()
            .contains(&json!({ "metadata": { "name": "payments" } })),
        "{groups}"
    );
    let mut seen = Vec::new();
    let mut path = "/entities/by-query?filter=kind=group,spec.type=team&limit=2".to_owned();
    loop {
        let (status, page) = call(&bench, "GET", &path, None).await;
        assert_eq!(status, 200, "{page}");
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["metadata"]["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["pageInfo"]["nextCursor"].as_str() else {
            break;
        };
        let cursor: String = url_encode(next);
        path = format!("/entities/by-query?limit=2&cursor={cursor}");
    }
    assert!(
        seen.len() >= 6 && seen.contains(&"launch".to_owned()),
        "{seen:?}"
    );
}

fn url_encode(text: &str) -> String {
    text.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

#[tokio::test]
async fn without_the_right_token_nothing_is_answered() {
    let bench = bench().await;
    let url = format!("{}/api/catalog/entities", bench.sandbox.urls().backstage);
    let (status, body) = answer(bench.http.get(&url).bearer_auth("wrong")).await;
    assert_eq!(
        (status, body["error"]["message"].as_str().unwrap()),
        (401, "Illegal token")
    );
    assert_eq!(answer(bench.http.get(&url)).await.0, 401);
}
