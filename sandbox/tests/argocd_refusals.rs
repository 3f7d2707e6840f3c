//! Argo CD's refusals, its watch, and what it does not do by itself.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use futures::StreamExt as _;
use serde_json::{Value, json};
use support::*;

const FILE: &str = "deploy/ecr/eks-prod-use1/orders/repository.yaml";

#[tokio::test]
async fn callers_without_token_or_json_are_sent_away() {
    let bench = bench().await;
    let url = format!("{}/api/v1/applications", bench.sandbox.urls().argocd);
    let (status, body) = answer(bench.http.get(&url)).await;
    assert_eq!((status, body["code"].clone()), (401, json!(16)));
    assert_eq!(
        answer(bench.http.get(&url).bearer_auth("other")).await.0,
        401
    );
    let form = bench
        .http
        .post(&url)
        .bearer_auth("sandbox-argocd-token")
        .body("x");
    assert_eq!(
        answer(form).await,
        (415, Value::String("Invalid content type".into()))
    );
    let (status, list) = bench.argo("GET", "/api/v1/applications", None).await;
    assert_eq!(
        (status, list["items"].clone()),
        (200, Value::Null),
        "an empty list is null"
    );
}

#[tokio::test]
async fn a_missing_application_looks_forbidden_unless_its_project_is_named() {
    let bench = bench().await;
    assert_eq!(
        bench.argo("GET", "/api/v1/applications/nope", None).await.0,
        403
    );
    let (status, body) = bench
        .argo("GET", "/api/v1/applications/nope?project=ecr", None)
        .await;
    assert_eq!((status, body["code"].clone()), (404, json!(5)));
    bench.application("orders", json!({})).await;
    assert_eq!(
        bench
            .argo("GET", "/api/v1/applications/orders?project=default", None)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn creation_is_validated_and_repeated_only_on_request() {
    let bench = bench().await;
    let spec = |path: &str, cluster: &str| {
        json!({ "metadata": { "name": "orders" }, "spec": {
            "project": "ecr",
            "source": { "repoURL": format!("{}/{REPO}.git", bench.sandbox.urls().github_web), "path": path, "targetRevision": "main" },
            "destination": { "name": cluster, "namespace": "crossplane-system" },
        } })
    };
    let post = async |query: &str, body: Value| {
        bench
            .argo("POST", &format!("/api/v1/applications{query}"), Some(body))
            .await
    };
    let (status, body) = post("", spec("deploy/nothing", "eks-prod-use1")).await;
    assert_eq!((status, body["code"].clone()), (400, json!(3)));
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("app path does not exist"),
        "{body}"
    );
    let (_, body) = post("", spec("deploy/nothing", "mars")).await;
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("there are no clusters with this name: mars"),
        "{body}"
    );
    assert_eq!(
        post("?validate=false", spec("deploy/nothing", "eks-prod-use1"))
            .await
            .0,
        200
    );
    assert_eq!(
        post("?validate=false", spec("deploy/nothing", "eks-prod-use1"))
            .await
            .0,
        200,
        "the same again"
    );
    let (status, body) = post("?validate=false", spec("deploy/other", "eks-prod-use1")).await;
    assert_eq!((status, body["code"].clone()), (400, json!(3)));
    assert_eq!(
        post(
            "?validate=false&upsert=true",
            spec("deploy/other", "eks-prod-use1")
        )
        .await
        .0,
        200
    );
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Unknown");
    assert_eq!(
        app.pointer("/status/conditions/0/type").unwrap(),
        "ComparisonError"
    );
}

#[tokio::test]
async fn syncs_are_refused_while_one_runs_by_windows_and_off_the_tracked_revision() {
    let bench = bench().await;
    let old = bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", "")))]);
    bench.commit(&[("README.md", Some("later\n"))]);
    bench.application("orders", json!({})).await;
    bench.application("tracked", automated()).await;
    let sync = async |name: &str, body: Value| {
        bench
            .argo(
                "POST",
                &format!("/api/v1/applications/{name}/sync"),
                Some(body),
            )
            .await
    };

    bench
        .control("PUT", "sync-window", json!({ "closed": true }))
        .await;
    let (status, body) = sync("orders", json!({})).await;
    assert_eq!(
        (status, body["message"].as_str().unwrap()),
        (403, "cannot sync: blocked by sync window")
    );
    bench
        .control("PUT", "sync-window", json!({ "closed": false }))
        .await;

    let (status, body) = sync("tracked", json!({ "revision": old })).await;
    assert_eq!((status, body["code"].clone()), (400, json!(9)), "{body}");

    assert_eq!(
        sync("orders", json!({ "revision": old })).await.0,
        200,
        "by hand any revision will do"
    );
    let (status, body) = sync("orders", json!({})).await;
    assert_eq!(
        (status, body["message"].as_str().unwrap()),
        (400, "another operation is already in progress")
    );
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/syncResult/revision")
            .unwrap(),
        &json!(old)
    );
    let (status, body) = bench
        .argo("DELETE", "/api/v1/applications/orders/operation", None)
        .await;
    assert_eq!((status, body["code"].clone()), (400, json!(3)));
}

#[tokio::test]
async fn two_applications_over_one_object_are_warned_about() {
    let bench = bench().await;
    bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", "")))]);
    bench.application("one", automated()).await;
    bench.idle().await;
    bench.application("two", json!({})).await;
    bench.idle().await;
    let app = bench.app("two").await;
    assert_eq!(
        app.pointer("/status/conditions/0/type").unwrap(),
        "SharedResourceWarning",
        "{app}"
    );
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "OutOfSync");
}

#[tokio::test]
async fn without_prune_a_removed_object_only_asks_to_be_pruned() {
    let bench = bench().await;
    let other = "deploy/ecr/eks-prod-use1/other/repository.yaml";
    bench.commit(&[
        (FILE, Some(&repository("orders", "shop/orders", ""))),
        (other, Some(&repository("other", "shop/other", ""))),
    ]);
    bench
        .application("orders", json!({ "automated": {} }))
        .await;
    bench.idle().await;
    bench.commit(&[(other, None)]);
    bench.idle().await;
    let app = bench.app("orders").await;
    let row = app["status"]["resources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["name"] == "other")
        .unwrap();
    assert_eq!(
        (row["requiresPruning"].clone(), row["status"].clone()),
        (json!(true), json!("OutOfSync"))
    );
    assert!(bench.live("orders", "Repository", "other").await.is_some());
}

#[tokio::test]
async fn the_views_of_an_object_agree_and_a_refresh_does_not_wait_for_the_poll() {
    let bench = bench().await;
    bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", "")))]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    let (_, tree) = bench
        .argo("GET", "/api/v1/applications/orders/resource-tree", None)
        .await;
    assert_eq!(tree["nodes"][0]["name"], "orders");
    let (_, managed) = bench
        .argo("GET", "/api/v1/applications/orders/managed-resources", None)
        .await;
    assert!(
        managed["items"][0]["liveState"]
            .as_str()
            .unwrap()
            .contains("\"kind\":\"Repository\"")
    );
    let uid = tree["nodes"][0]["uid"].as_str().unwrap();
    let events = format!(
        "/api/v1/applications/orders/events?resourceNamespace=crossplane-system&resourceName=orders&resourceUID={uid}"
    );
    assert_eq!(
        bench.argo("GET", &events, None).await.1["items"][0]["reason"],
        "CreatedExternalResource"
    );
    let (status, body) = bench.argo("GET", &format!("/api/v1/applications/orders/resource?resourceName=no&namespace=crossplane-system&kind=Repository&group={GROUP}&version=v1beta1"), None).await;
    assert_eq!((status, body["code"].clone()), (400, json!(3)));

    bench
        .control("PUT", "git-poll", json!({ "seconds": 180 }))
        .await;
    let sha = bench.commit(&[("README.md", Some("again\n"))]);
    bench.idle().await;
    assert_ne!(
        bench
            .app("orders")
            .await
            .pointer("/status/sync/revision")
            .unwrap(),
        &json!(sha),
        "the next poll is minutes away"
    );
    let (_, app) = bench
        .argo("GET", "/api/v1/applications/orders?refresh=normal", None)
        .await;
    assert_eq!(app.pointer("/status/sync/revision").unwrap(), &json!(sha));
}

#[tokio::test]
async fn the_watch_begins_with_what_is_there_and_goes_on_with_changes() {
    let bench = bench().await;
    bench.application("orders", automated()).await;
    let url = format!(
        "{}/api/v1/stream/applications?name=orders",
        bench.sandbox.urls().argocd
    );
    let response = bench
        .http
        .get(&url)
        .bearer_auth("sandbox-argocd-token")
        .send()
        .await
        .unwrap();
    let mut stream = response.bytes_stream();
    let mut seen = String::new();
    let mut until = async |wanted: &str| {
        while !seen.contains(wanted) {
            let chunk = tokio::time::timeout(std::time::Duration::from_secs(20), stream.next())
                .await
                .expect("news in time")
                .unwrap()
                .unwrap();
            seen.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        seen.clone()
    };
    let first = until("\"ADDED\"").await;
    assert_eq!(
        serde_json::from_str::<Value>(first.lines().next().unwrap()).unwrap()["result"]["application"]
            ["metadata"]["name"],
        "orders"
    );
    bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", "")))]);
    bench.step().await;
    until("\"MODIFIED\"").await;
    bench
        .argo("DELETE", "/api/v1/applications/orders?cascade=false", None)
        .await;
    bench.idle().await;
    until("\"DELETED\"").await;
}
