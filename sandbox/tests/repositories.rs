//! A repository after its first day: deletion, import, pauses, and what others do to it in AWS.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const FILE: &str = "deploy/ecr/eks-prod-use1/orders/repository.yaml";
const POLICY: &str = "deploy/ecr/eks-prod-use1/orders/policy.yaml";
const OTHER: &str = "deploy/ecr/eks-prod-use1/other/repository.yaml";
const AT: &str = "account=123456789012&region=us-east-1&name=shop/orders";

/// A second repository stays, so that removing the first does not empty the application.
async fn planted(more: &str) -> Bench {
    let bench = bench().await;
    bench.commit(&[
        (FILE, Some(&repository("orders", "shop/orders", more))),
        (OTHER, Some(&repository("other", "shop/other", ""))),
    ]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench
}

async fn live(bench: &Bench) -> Option<Value> {
    bench.live("orders", "Repository", "orders").await
}

async fn in_aws(bench: &Bench) -> Option<Value> {
    let (_, all) = bench.ecr("DescribeRepositories", json!({})).await;
    let mut all = all["repositories"].as_array().unwrap().iter();
    all.find(|r| r["repositoryName"] == "shop/orders").cloned()
}

async fn edit(bench: &Bench, patch: Value) {
    let body = json!({ "cluster": "eks-prod-use1", "group": GROUP, "kind": "Repository", "namespace": "crossplane-system", "name": "orders", "patch": patch });
    bench.control("PATCH", "objects", body).await;
}

fn by_hand(more: Value) -> Value {
    let mut body = json!({ "account": ACCOUNT, "region": "us-east-1", "name": "shop/orders" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn hanging(more: &str) -> Bench {
    let bench = planted(more).await;
    bench.push_image().await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    bench
}

#[tokio::test]
async fn a_repository_with_images_refuses_to_go_again_and_again() {
    let bench = hanging("").await;
    for _ in 0..3 {
        bench.poll().await;
        let object = live(&bench).await.unwrap();
        assert!(object.pointer("/metadata/deletionTimestamp").is_some());
        assert_eq!(
            object.pointer("/metadata/finalizers/0").unwrap(),
            "finalizer.managedresource.crossplane.io"
        );
        assert_eq!(condition(&object, "Ready").unwrap().1, "Deleting");
        let said = condition(&object, "Synced").unwrap().2;
        assert!(
            said.starts_with("delete failed: async delete failed: failed to delete the resource:")
                && said.contains("RepositoryNotEmptyException"),
            "{said}"
        );
    }
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Running"
    );
    assert_eq!(app.pointer("/status/health/status").unwrap(), "Progressing");
}

#[tokio::test]
async fn force_delete_that_nobody_reconciled_before_the_deletion_is_lost() {
    let bench = planted("").await;
    bench.push_image().await;
    bench
        .control("PUT", "provider", json!({ "down": true }))
        .await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    forceDelete: true\n",
        )),
    )]);
    bench.idle().await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    bench
        .control("PUT", "provider", json!({ "down": false }))
        .await;
    bench.idle().await;
    assert!(
        condition(&live(&bench).await.unwrap(), "Synced")
            .unwrap()
            .2
            .contains("RepositoryNotEmptyException")
    );
    assert!(in_aws(&bench).await.is_some());
}

#[tokio::test]
async fn an_edit_of_a_hanging_object_lets_it_finish() {
    let bench = hanging("").await;
    edit(
        &bench,
        json!({ "spec": { "forProvider": { "forceDelete": true } } }),
    )
    .await;
    bench.idle().await;
    assert!(live(&bench).await.is_none());
    assert!(in_aws(&bench).await.is_none());
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Succeeded"
    );
}

#[tokio::test]
async fn force_delete_that_was_reconciled_takes_the_images_along() {
    let bench = hanging("    forceDelete: true\n").await;
    assert!(live(&bench).await.is_none());
    assert!(in_aws(&bench).await.is_none());
}

#[tokio::test]
async fn without_delete_the_object_goes_and_the_repository_stays() {
    let keep = "  managementPolicies: [Observe, Create, Update, LateInitialize]\n";
    let bench = hanging(keep).await;
    assert!(live(&bench).await.is_none());
    assert!(in_aws(&bench).await.is_some());
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
async fn an_import_looks_and_changes_nothing() {
    let bench = bench().await;
    bench
        .control("POST", "aws/repositories", by_hand(json!({})))
        .await;
    bench.control("PATCH", "aws/repositories", by_hand(json!({ "image_tag_mutability": "IMMUTABLE", "scan_on_push": true, "tags": { "by": "hand" } }))).await;
    let before = in_aws(&bench).await;
    let observed = "    imageTagMutability: MUTABLE\n  managementPolicies: [Observe]\n";
    bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", observed)))]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    assert_eq!(in_aws(&bench).await, before);
    let object = live(&bench).await.unwrap();
    assert_eq!(condition(&object, "Ready").unwrap().1, "Available");
    assert_eq!(condition(&object, "Synced").unwrap().1, "ReconcileSuccess");
    let seen = &object["status"]["atProvider"];
    assert_eq!(seen["imageTagMutability"], "IMMUTABLE");
    assert_eq!(seen["tagsAll"], json!({ "by": "hand" }));
    assert_eq!(
        object["spec"]["forProvider"],
        json!({ "region": "us-east-1", "imageTagMutability": "MUTABLE" }),
        "nothing is filled in"
    );
    let (_, tags) = bench
        .ecr("ListTagsForResource", json!({ "resourceArn": seen["arn"] }))
        .await;
    assert_eq!(tags["tags"].as_array().unwrap().len(), 1);

    bench
        .control("DELETE", &format!("aws/repositories?{AT}"), json!({}))
        .await;
    bench.poll().await;
    let object = live(&bench).await.unwrap();
    assert_eq!(
        condition(&object, "Synced").unwrap().2,
        "observe failed: external resource does not exist"
    );
    assert!(in_aws(&bench).await.is_none(), "an import creates nothing");
    assert_eq!(
        object["status"]["atProvider"]["id"], "shop/orders",
        "what was seen once stays there"
    );
}

#[tokio::test]
async fn an_import_becomes_a_managed_repository() {
    let bench = bench().await;
    bench
        .control("POST", "aws/repositories", by_hand(json!({})))
        .await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "  managementPolicies: [Observe]\n",
        )),
    )]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    imageTagMutability: IMMUTABLE\n",
        )),
    )]);
    bench.idle().await;
    assert_eq!(
        in_aws(&bench).await.unwrap()["imageTagMutability"],
        "IMMUTABLE"
    );
    assert_eq!(
        live(&bench).await.unwrap()["spec"]["forProvider"]["tags"]["crossplane-name"],
        "orders"
    );
}

#[tokio::test]
async fn a_paused_object_neither_changes_nor_goes() {
    let bench = planted("").await;
    let paused = repository(
        "orders",
        "shop/orders",
        "    imageTagMutability: IMMUTABLE\n",
    )
    .replace(
        "  annotations:\n",
        "  annotations:\n    crossplane.io/paused: \"true\"\n",
    );
    bench.commit(&[(FILE, Some(&paused))]);
    bench.idle().await;
    let object = live(&bench).await.unwrap();
    let (status, reason, message) = condition(&object, "Synced").unwrap();
    assert_eq!(
        (status.as_str(), reason.as_str(), message.as_str()),
        ("False", "ReconcilePaused", "")
    );
    assert_eq!(
        in_aws(&bench).await.unwrap()["imageTagMutability"],
        "MUTABLE"
    );
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    assert!(
        live(&bench)
            .await
            .unwrap()
            .pointer("/metadata/deletionTimestamp")
            .is_some()
    );
    assert!(in_aws(&bench).await.is_some());
    edit(
        &bench,
        json!({ "metadata": { "annotations": { "crossplane.io/paused": null } } }),
    )
    .await;
    bench.idle().await;
    assert!(live(&bench).await.is_none() && in_aws(&bench).await.is_none());
}

#[tokio::test]
async fn a_finalizer_of_somebody_else_keeps_an_object_after_aws_let_go() {
    let bench = planted("").await;
    edit(&bench, json!({ "metadata": { "finalizers": ["finalizer.managedresource.crossplane.io", "example.org/backup"] } })).await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    let object = live(&bench).await.unwrap();
    assert!(
        in_aws(&bench).await.is_some(),
        "AWS is asked once only the provider's own is left"
    );
    assert_eq!(
        object.pointer("/metadata/finalizers/1").unwrap(),
        "example.org/backup"
    );
    edit(
        &bench,
        json!({ "metadata": { "finalizers": ["finalizer.managedresource.crossplane.io"] } }),
    )
    .await;
    bench.idle().await;
    assert!(live(&bench).await.is_none() && in_aws(&bench).await.is_none());
}

#[tokio::test]
async fn what_was_done_by_hand_shows_after_the_poll() {
    let bench =
        planted("    imageTagMutability: IMMUTABLE\n    tags:\n      team: payments\n").await;
    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", RULES)))]);
    bench.idle().await;
    bench
        .control(
            "PATCH",
            "aws/repositories",
            by_hand(
                json!({ "image_tag_mutability": "MUTABLE", "tags": {}, "lifecycle_policy": "" }),
            ),
        )
        .await;
    bench.idle().await;
    assert_eq!(
        in_aws(&bench).await.unwrap()["imageTagMutability"],
        "MUTABLE",
        "not noticed yet"
    );
    bench.poll().await;
    assert_eq!(
        in_aws(&bench).await.unwrap()["imageTagMutability"],
        "IMMUTABLE"
    );
    let policy = async || {
        bench
            .ecr(
                "GetLifecyclePolicy",
                json!({ "repositoryName": "shop/orders" }),
            )
            .await
            .1["lifecyclePolicyText"]
            .clone()
    };
    assert_eq!(policy().await, RULES);

    bench
        .control(
            "PATCH",
            "aws/repositories",
            by_hand(json!({ "lifecycle_policy": OTHER_RULES })),
        )
        .await;
    bench.poll().await;
    let object = bench
        .live("orders", "LifecyclePolicy", "orders-lp")
        .await
        .unwrap();
    assert!(
        condition(&object, "Synced")
            .unwrap()
            .2
            .contains("cannot change the value of the argument \"policy\"")
    );
    assert_eq!(
        policy().await,
        OTHER_RULES,
        "what somebody put by hand cannot be put back either"
    );
}

#[tokio::test]
async fn a_repository_deleted_by_hand_comes_back_empty_at_the_next_poll() {
    let bench = planted("").await;
    bench.push_image().await;
    let (status, refusal) = bench
        .try_control("DELETE", &format!("aws/repositories?{AT}"), json!({}))
        .await;
    assert_eq!(
        (status, refusal["__type"].as_str().unwrap()),
        (400, "RepositoryNotEmptyException")
    );
    let (status, body) = bench
        .ecr(
            "DeleteRepository",
            json!({ "repositoryName": "shop/orders", "force": true }),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    bench.idle().await;
    assert!(in_aws(&bench).await.is_none(), "not noticed yet");
    assert_eq!(
        condition(&live(&bench).await.unwrap(), "Ready").unwrap().0,
        "True",
        "the object still claims the old state"
    );
    bench.poll().await;
    assert!(in_aws(&bench).await.is_some());
    let (_, images) = bench
        .ecr("DescribeImages", json!({ "repositoryName": "shop/orders" }))
        .await;
    assert_eq!(images["imageDetails"], json!([]));
}
