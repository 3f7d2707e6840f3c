//! What Argo CD takes away, what it leaves, and what it waits for.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const FILE: &str = "deploy/ecr/eks-prod-use1/orders/repository.yaml";
const OTHER: &str = "deploy/ecr/eks-prod-use1/other/repository.yaml";
const README: &str = "deploy/ecr/eks-prod-use1/README.md";

fn with_options(manifest: &str, options: &str) -> String {
    let mark = format!("  annotations:\n    argocd.argoproj.io/sync-options: {options}\n");
    manifest.replacen("  annotations:\n", &mark, 1)
}

async fn planted(policy: Value, options: &str) -> Bench {
    let bench = bench().await;
    let orders = repository("orders", "shop/orders", "");
    let orders = if options.is_empty() {
        orders
    } else {
        with_options(&orders, options)
    };
    bench.commit(&[
        (README, Some("registries\n")),
        (FILE, Some(&orders)),
        (OTHER, Some(&repository("other", "shop/other", ""))),
    ]);
    bench.application("orders", policy).await;
    sync(&bench, json!({})).await;
    bench
}

/// By hand, for policies that do nothing by themselves.
async fn sync(bench: &Bench, body: Value) {
    bench.idle().await;
    bench
        .argo("POST", "/api/v1/applications/orders/sync", Some(body))
        .await;
    bench.idle().await;
}

async fn there(bench: &Bench, name: &str) -> bool {
    bench.live("orders", "Repository", name).await.is_some()
}

async fn approve(bench: &Bench) {
    let at = bench
        .sandbox
        .world()
        .clock
        .now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let patch =
        json!({ "metadata": { "annotations": { "argocd.argoproj.io/deletion-approved": at } } });
    let body = json!({ "name": "orders", "project": "ecr", "patchType": "merge", "patch": patch.to_string() });
    let (status, answer) = bench
        .argo("PATCH", "/api/v1/applications/orders", Some(body))
        .await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn the_last_file_goes_only_where_an_empty_application_is_allowed() {
    for (policy, left) in [
        (json!({ "automated": { "prune": true } }), true),
        (
            json!({ "automated": { "prune": true, "allowEmpty": true } }),
            false,
        ),
    ] {
        let bench = planted(policy, "").await;
        bench.commit(&[(FILE, None), (OTHER, None)]);
        bench.idle().await;
        assert_eq!(there(&bench, "orders").await, left);
        let app = bench.app("orders").await;
        let said = app
            .pointer("/status/conditions/0/message")
            .and_then(Value::as_str)
            .unwrap_or("");
        assert_eq!(
            said.contains("auto-sync will wipe out all resources"),
            left,
            "{said}"
        );
        let synced = app.pointer("/status/sync/status").unwrap() == "Synced";
        assert_eq!(synced, !left);
    }
}

#[tokio::test]
async fn a_folder_that_is_gone_altogether_is_a_comparison_error_and_takes_nothing() {
    let bench = planted(
        json!({ "automated": { "prune": true, "allowEmpty": true } }),
        "",
    )
    .await;
    bench.commit(&[(FILE, None), (OTHER, None), (README, None)]);
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Unknown");
    assert_eq!(
        app.pointer("/status/conditions/0/type").unwrap(),
        "ComparisonError"
    );
    let (_, all) = bench.ecr("DescribeRepositories", json!({})).await;
    assert_eq!(all["repositories"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn without_prune_a_removed_file_takes_nothing_and_a_sync_with_prune_does() {
    let bench = planted(json!({ "automated": {} }), "").await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "OutOfSync");
    let rows = app["status"]["resources"].as_array().unwrap();
    assert!(
        rows.iter()
            .any(|r| r["name"] == "orders" && r["requiresPruning"] == true)
    );
    sync(&bench, json!({})).await;
    let app = bench.app("orders").await;
    let rows = app
        .pointer("/status/operationState/syncResult/resources")
        .unwrap();
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["name"] == "orders")
        .unwrap();
    assert_eq!(
        (&row["status"], &row["message"]),
        (&json!("PruneSkipped"), &json!("ignored (requires pruning)"))
    );
    assert!(there(&bench, "orders").await);
    sync(&bench, json!({ "prune": true })).await;
    assert!(!there(&bench, "orders").await);
}

#[tokio::test]
async fn pruning_with_confirmation_holds_up_the_whole_sync() {
    let bench = planted(automated(), "Prune=confirm").await;
    bench.commit(&[
        (FILE, None),
        (
            OTHER,
            Some(&repository(
                "other",
                "shop/other",
                "    imageTagMutability: IMMUTABLE\n",
            )),
        ),
    ]);
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Running"
    );
    assert_eq!(
        app.pointer("/status/operationState/message").unwrap(),
        "waiting for pruning confirmation of ecr.aws.m.upbound.io/Repository/orders"
    );
    let mutability = async || {
        bench.live("orders", "Repository", "other").await.unwrap()["spec"]["forProvider"]["imageTagMutability"].clone()
    };
    assert_eq!(
        mutability().await,
        "MUTABLE",
        "nothing else is applied meanwhile"
    );
    approve(&bench).await;
    bench.idle().await;
    assert!(!there(&bench, "orders").await);
    assert_eq!(mutability().await, "IMMUTABLE");
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/operationState/phase")
            .unwrap(),
        "Succeeded"
    );
}

#[tokio::test]
async fn an_approval_from_before_the_operation_does_not_count() {
    let bench = planted(automated(), "Prune=confirm").await;
    approve(&bench).await;
    bench
        .sandbox
        .world()
        .clock
        .advance(std::time::Duration::from_secs(5));
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    assert!(there(&bench, "orders").await);
}

#[tokio::test]
async fn an_object_that_must_not_be_pruned_stays_and_is_told_of() {
    let bench = planted(automated(), "Prune=false").await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    assert!(there(&bench, "orders").await);
    let app = bench.app("orders").await;
    let rows = app
        .pointer("/status/operationState/syncResult/resources")
        .unwrap();
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .any(|r| r["message"] == "ignored (no prune)")
    );
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "OutOfSync");
}

#[tokio::test]
async fn deleting_an_application_waits_for_the_confirmation_of_one_object_with_all_of_them() {
    let bench = planted(automated(), "Delete=confirm").await;
    bench
        .argo("DELETE", "/api/v1/applications/orders?cascade=true", None)
        .await;
    bench.idle().await;
    let app = bench.app("orders").await;
    assert!(app.pointer("/metadata/deletionTimestamp").is_some());
    assert_eq!(
        app.pointer("/metadata/finalizers/0").unwrap(),
        "resources-finalizer.argocd.argoproj.io"
    );
    let other = bench.live("orders", "Repository", "other").await.unwrap();
    assert!(
        other.pointer("/metadata/deletionTimestamp").is_none(),
        "nothing is touched"
    );
    approve(&bench).await;
    bench.idle().await;
    let (status, _) = bench
        .argo("GET", "/api/v1/applications/orders?project=ecr", None)
        .await;
    assert_eq!(status, 404);
    assert_eq!(
        bench.ecr("DescribeRepositories", json!({})).await.1["repositories"],
        json!([])
    );
}

#[tokio::test]
async fn an_object_that_must_not_be_deleted_outlives_its_application() {
    let bench = planted(automated(), "Delete=false").await;
    bench
        .argo("DELETE", "/api/v1/applications/orders?cascade=true", None)
        .await;
    bench.idle().await;
    let (status, _) = bench
        .argo("GET", "/api/v1/applications/orders?project=ecr", None)
        .await;
    assert_eq!(status, 404);
    let (_, all) = bench.ecr("DescribeRepositories", json!({})).await;
    assert_eq!(all["repositories"].as_array().unwrap().len(), 1);
    assert_eq!(all["repositories"][0]["repositoryName"], "shop/orders");
}

#[tokio::test]
async fn an_application_hangs_on_an_object_that_cannot_go() {
    let bench = planted(automated(), "").await;
    let trouble =
        json!({ "name": "shop/orders", "act": "delete", "code": "AccessDeniedException" });
    bench.control("POST", "troubles", trouble).await;
    bench
        .argo("DELETE", "/api/v1/applications/orders?cascade=true", None)
        .await;
    bench.idle().await;
    let app = bench.app("orders").await;
    assert!(app.pointer("/metadata/deletionTimestamp").is_some());
    let rows = app["status"]["resources"].as_array().unwrap();
    let stuck = rows.iter().find(|r| r["name"] == "orders").unwrap();
    assert_eq!(
        stuck["health"],
        json!({ "status": "Progressing", "message": "Pending deletion" })
    );
    let (status, refused) = bench
        .argo("POST", "/api/v1/applications/orders/sync", Some(json!({})))
        .await;
    assert_eq!(
        (status, refused["message"].as_str().unwrap()),
        (400, "application is deleting")
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    let (status, _) = bench
        .argo("GET", "/api/v1/applications/orders?project=ecr", None)
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn behind_a_closed_window_a_commit_waits() {
    let bench = planted(automated(), "").await;
    bench
        .control("PUT", "sync-window", json!({ "closed": true }))
        .await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    imageTagMutability: IMMUTABLE\n",
        )),
    )]);
    bench.idle().await;
    let windows = async || {
        bench
            .argo(
                "GET",
                "/api/v1/applications/orders/syncwindows?project=ecr",
                None,
            )
            .await
            .1
    };
    let shown = windows().await;
    assert_eq!(
        (&shown["canSync"], &shown["activeWindows"][0]["kind"]),
        (&json!(false), &json!("deny"))
    );
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/sync/status")
            .unwrap(),
        "OutOfSync"
    );
    bench
        .control("PUT", "sync-window", json!({ "closed": false }))
        .await;
    bench.idle().await;
    assert_eq!(windows().await["canSync"], true);
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/sync/status")
            .unwrap(),
        "Synced"
    );
}

#[tokio::test]
async fn an_object_deleted_with_kubectl_comes_back_with_self_heal_only() {
    let key = "cluster=eks-prod-use1&group=ecr.aws.m.upbound.io&kind=Repository&namespace=crossplane-system&name=orders";
    for heals in [false, true] {
        let bench = planted(
            json!({ "automated": { "prune": true, "selfHeal": heals } }),
            "",
        )
        .await;
        bench
            .control("DELETE", &format!("objects?{key}"), json!({}))
            .await;
        bench.idle().await;
        assert_eq!(there(&bench, "orders").await, heals);
    }
}
