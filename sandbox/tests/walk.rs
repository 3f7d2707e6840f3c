//! From a commit to a repository that AWS lists, hop by hop; and what can go wrong on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const FILE: &str = "deploy/ecr/eks-prod-use1/orders/repository.yaml";
const POLICY: &str = "deploy/ecr/eks-prod-use1/orders/lifecycle-policy.yaml";

async fn planted(more: &str) -> Bench {
    let bench = bench().await;
    bench.commit(&[(FILE, Some(&repository("orders", "shop/orders", more)))]);
    bench.application("orders", automated()).await;
    bench
}

#[tokio::test]
async fn every_hop_from_commit_to_ready_can_be_seen() {
    let bench = bench().await;
    let sha = bench.commit(&[
        (
            FILE,
            Some(&repository(
                "orders",
                "shop/orders",
                "    imageTagMutability: IMMUTABLE\n    tags:\n      team: payments\n",
            )),
        ),
        (POLICY, Some(&lifecycle("orders-lp", "orders", RULES))),
    ]);
    bench.application("orders", automated()).await;

    bench.step().await;
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "OutOfSync");
    assert_eq!(app.pointer("/status/sync/revision").unwrap(), &json!(sha));
    assert!(
        bench.live("orders", "Repository", "orders").await.is_none(),
        "not in the cluster yet"
    );

    bench.step().await;
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/operationState/phase")
            .unwrap(),
        "Running"
    );

    bench.step().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Succeeded",
        "{app}"
    );
    assert_eq!(
        app.pointer("/status/operationState/syncResult/revision")
            .unwrap(),
        &json!(sha)
    );
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Synced");
    assert_eq!(
        app.pointer("/status/health/status").unwrap(),
        "Healthy",
        "an object without status passes the check"
    );
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert!(live.get("status").is_none());

    bench.step().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(condition(&live, "Ready").unwrap().1, "Creating");
    assert_eq!(
        bench
            .ecr(
                "DescribeRepositories",
                json!({ "repositoryNames": ["shop/orders"] })
            )
            .await
            .1["__type"],
        "RepositoryNotFoundException"
    );

    bench.step().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(condition(&live, "Ready").unwrap().1, "Available");
    assert_eq!(
        live.pointer("/status/atProvider/arn").unwrap(),
        "arn:aws:ecr:us-east-1:123456789012:repository/shop/orders"
    );
    let policy = bench
        .live("orders", "LifecyclePolicy", "orders-lp")
        .await
        .unwrap();
    assert!(
        condition(&policy, "Synced")
            .unwrap()
            .2
            .contains("RepositoryNotFoundException"),
        "it came too early: {policy}"
    );

    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/health/status").unwrap(), "Healthy");
    assert_eq!(
        app.pointer("/status/sync/status").unwrap(),
        "Synced",
        "late initialisation is no drift"
    );
    let (_, found) = bench
        .ecr(
            "DescribeRepositories",
            json!({ "repositoryNames": ["shop/orders"] }),
        )
        .await;
    assert_eq!(found["repositories"][0]["imageTagMutability"], "IMMUTABLE");
    let (_, text) = bench
        .ecr(
            "GetLifecyclePolicy",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    assert_eq!(text["lifecyclePolicyText"], RULES);
    let (_, tags) = bench
        .ecr(
            "ListTagsForResource",
            json!({ "resourceArn": "arn:aws:ecr:us-east-1:123456789012:repository/shop/orders" }),
        )
        .await;
    assert!(
        tags["tags"]
            .as_array()
            .unwrap()
            .contains(&json!({ "Key": "crossplane-name", "Value": "orders" }))
    );
    assert!(
        tags["tags"]
            .as_array()
            .unwrap()
            .contains(&json!({ "Key": "team", "Value": "payments" }))
    );
}

#[tokio::test]
async fn a_refused_creation_shows_aws_words_and_heals_when_the_cause_goes() {
    for code in [
        "AccessDeniedException",
        "LimitExceededException",
        "ThrottlingException",
        "KmsException",
    ] {
        let bench = planted("").await;
        bench
            .control(
                "POST",
                "troubles",
                json!({ "name": "shop/orders", "act": "create", "code": code }),
            )
            .await;
        bench.idle().await;
        let live = bench.live("orders", "Repository", "orders").await.unwrap();
        let (status, reason, message) = condition(&live, "Synced").unwrap();
        assert_eq!(
            (status.as_str(), reason.as_str()),
            ("False", "ReconcileError")
        );
        assert!(message.starts_with("create failed: async create failed: failed to create the resource: [{0 creating ECR Repository (shop/orders): operation error ECR: CreateRepository") && message.contains(code), "{message}");
        assert_eq!(
            condition(&live, "LastAsyncOperation").unwrap().1,
            "AsyncCreateFailure"
        );
        assert_eq!(
            bench
                .app("orders")
                .await
                .pointer("/status/health/status")
                .unwrap(),
            "Degraded"
        );

        bench.control("DELETE", "troubles", json!({})).await;
        bench.idle().await;
        let live = bench.live("orders", "Repository", "orders").await.unwrap();
        assert_eq!(condition(&live, "Ready").unwrap().1, "Available");
        assert_eq!(condition(&live, "Synced").unwrap().0, "True");
    }
}

#[tokio::test]
async fn an_unknown_provider_config_stops_at_connect() {
    let bench =
        planted("  providerConfigRef:\n    kind: ClusterProviderConfig\n    name: nowhere\n").await;
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    let message = condition(&live, "Synced").unwrap().2;
    assert!(message.starts_with("connect failed:") && message.contains("cannot get referenced ProviderConfig: ClusterProviderConfig.aws.m.upbound.io \"nowhere\" not found"), "{message}");
}

#[tokio::test]
async fn a_missing_crd_fails_the_sync_and_names_it() {
    let bench = planted("").await;
    bench
        .control("DELETE", "crds/Repository.ecr.aws.m.upbound.io", json!({}))
        .await;
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Failed"
    );
    let said = app
        .pointer("/status/operationState/syncResult/resources/0/message")
        .unwrap()
        .as_str()
        .unwrap();
    assert!(
        said.contains("Make sure the \"Repository\" CRD is installed"),
        "{said}"
    );
    assert_eq!(app.pointer("/status/health/status").unwrap(), "Missing");
}

#[tokio::test]
async fn with_the_provider_down_an_object_stays_without_status_and_looks_healthy() {
    let bench = planted("").await;
    bench
        .control("PUT", "provider", json!({ "down": true }))
        .await;
    bench.idle().await;
    assert!(
        bench
            .live("orders", "Repository", "orders")
            .await
            .unwrap()
            .get("status")
            .is_none()
    );
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/health/status")
            .unwrap(),
        "Healthy"
    );
}

#[tokio::test]
async fn an_existing_repository_is_adopted_without_a_word() {
    let bench = bench().await;
    bench.ecr("CreateRepository", json!({ "repositoryName": "shop/orders", "imageTagMutability": "MUTABLE", "tags": [{ "Key": "by", "Value": "hand" }] })).await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    imageTagMutability: IMMUTABLE\n",
        )),
    )]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(condition(&live, "Ready").unwrap().1, "Available");
    let (_, found) = bench
        .ecr(
            "DescribeRepositories",
            json!({ "repositoryNames": ["shop/orders"] }),
        )
        .await;
    assert_eq!(found["repositories"][0]["imageTagMutability"], "IMMUTABLE");
}

#[tokio::test]
async fn a_changed_lifecycle_policy_is_refused_and_the_old_one_stays_in_force() {
    let bench = bench().await;
    bench.commit(&[
        (FILE, Some(&repository("orders", "shop/orders", ""))),
        (POLICY, Some(&lifecycle("orders-lp", "orders", RULES))),
    ]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", OTHER_RULES)))]);
    bench.idle().await;
    let live = bench
        .live("orders", "LifecyclePolicy", "orders-lp")
        .await
        .unwrap();
    assert_eq!(condition(&live, "Ready").unwrap().0, "True");
    let message = condition(&live, "Synced").unwrap().2;
    assert!(message.contains("refuse to update the external resource because the following update requires replacing it: cannot change the value of the argument \"policy\""), "{message}");
    let (_, text) = bench
        .ecr(
            "GetLifecyclePolicy",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    assert_eq!(text["lifecyclePolicyText"], RULES);
}

#[tokio::test]
async fn a_policy_of_another_name_takes_over_and_its_predecessor_leaves_quietly() {
    let keep = "  managementPolicies: [Observe, Create, Update, LateInitialize]\n";
    let bench = bench().await;
    bench.commit(&[
        (FILE, Some(&repository("orders", "shop/orders", ""))),
        (
            POLICY,
            Some(&format!(
                "{}{keep}",
                lifecycle("orders-lp-1", "orders", RULES)
            )),
        ),
    ]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench.commit(&[(
        POLICY,
        Some(&format!(
            "{}{keep}",
            lifecycle("orders-lp-2", "orders", OTHER_RULES)
        )),
    )]);
    bench.idle().await;
    assert!(
        bench
            .live("orders", "LifecyclePolicy", "orders-lp-1")
            .await
            .is_none()
    );
    assert_eq!(
        condition(
            &bench
                .live("orders", "LifecyclePolicy", "orders-lp-2")
                .await
                .unwrap(),
            "Synced"
        )
        .unwrap()
        .0,
        "True"
    );
    let (_, text) = bench
        .ecr(
            "GetLifecyclePolicy",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    assert_eq!(text["lifecyclePolicyText"], OTHER_RULES);
}

#[tokio::test]
async fn encryption_cannot_be_changed_in_place() {
    let bench = planted("    encryptionConfiguration:\n      - encryptionType: AES256\n").await;
    bench.idle().await;
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    encryptionConfiguration:\n      - encryptionType: KMS\n",
        )),
    )]);
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(condition(&live, "Ready").unwrap().0, "True");
    assert!(
        condition(&live, "Synced")
            .unwrap()
            .2
            .contains("\"encryption_configuration.0.encryption_type\" from \"AES256\" to \"KMS\"")
    );
}

#[tokio::test]
async fn deleting_a_repository_with_images_hangs_until_it_is_empty() {
    let bench = planted("").await;
    bench.commit(&[("deploy/ecr/eks-prod-use1/README.md", Some("registries\n"))]);
    bench.idle().await;
    bench.push_image().await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/sync/status").unwrap(),
        "OutOfSync",
        "the last object is not pruned without allowEmpty: {app}"
    );
    bench
        .argo(
            "POST",
            "/api/v1/applications/orders/sync",
            Some(json!({ "prune": true })),
        )
        .await;
    bench.idle().await;
    let app = bench.app("orders").await;
    assert_eq!(
        app.pointer("/status/operationState/phase").unwrap(),
        "Running"
    );
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert!(live.pointer("/metadata/deletionTimestamp").is_some());
    assert_eq!(condition(&live, "Ready").unwrap().1, "Deleting");
    assert!(
        condition(&live, "Synced")
            .unwrap()
            .2
            .contains("RepositoryNotEmptyException")
    );
    assert_eq!(
        app.pointer("/status/resources/0/health/message").unwrap(),
        "Pending deletion"
    );

    bench
        .ecr(
            "BatchDeleteImage",
            json!({ "repositoryName": "shop/orders", "imageIds": [{ "imageTag": "v1" }] }),
        )
        .await;
    bench.idle().await;
    assert!(bench.live("orders", "Repository", "orders").await.is_none());
    assert_eq!(
        bench.ecr("DescribeRepositories", json!({})).await.1["repositories"],
        json!([])
    );
}

#[tokio::test]
async fn force_delete_counts_only_when_it_was_reconciled_before() {
    let bench = planted("    forceDelete: true\n").await;
    bench.commit(&[("deploy/ecr/eks-prod-use1/README.md", Some("registries\n"))]);
    bench.idle().await;
    bench.push_image().await;
    bench.commit(&[(FILE, None)]);
    bench.idle().await;
    bench
        .argo(
            "POST",
            "/api/v1/applications/orders/sync",
            Some(json!({ "prune": true })),
        )
        .await;
    bench.idle().await;
    assert_eq!(
        bench.ecr("DescribeRepositories", json!({})).await.1["repositories"],
        json!([])
    );
}

#[tokio::test]
async fn pause_observe_only_and_bad_sets_of_management_policies() {
    let bench = planted("  managementPolicies: [Observe]\n").await;
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(
        condition(&live, "Synced").unwrap().2,
        "observe failed: external resource does not exist"
    );

    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "  managementPolicies: [Create, Delete]\n",
        )),
    )]);
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert!(
        condition(&live, "Synced")
            .unwrap()
            .2
            .contains("which is not supported")
    );

    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "  managementPolicies: []\n",
        )),
    )]);
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert_eq!(condition(&live, "Synced").unwrap().1, "ReconcilePaused");
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/health/status")
            .unwrap(),
        "Degraded"
    );
}

#[tokio::test]
async fn an_unknown_creation_result_waits_for_an_operator() {
    let bench = planted("").await;
    bench.control("POST", "troubles", json!({ "name": "orders", "act": "create", "code": "create_result_unknown", "times": 1 })).await;
    bench.idle().await;
    let live = bench.live("orders", "Repository", "orders").await.unwrap();
    assert!(
        condition(&live, "Synced")
            .unwrap()
            .2
            .starts_with("cannot determine creation result"),
        "{live}"
    );
}

#[tokio::test]
async fn strict_validation_refuses_a_field_the_crd_does_not_have() {
    let bench = planted("  deletionPolicy: Orphan\n").await;
    bench.idle().await;
    let app = bench.app("orders").await;
    let said: &Value = app
        .pointer("/status/operationState/syncResult/resources/0/message")
        .unwrap();
    assert!(
        said.as_str()
            .unwrap()
            .contains("strict decoding error: unknown field \"spec.deletionPolicy\""),
        "{said}"
    );
    assert!(
        app.pointer("/status/conditions/0/message")
            .unwrap()
            .as_str()
            .unwrap()
            .starts_with("Failed last sync attempt")
    );
}

#[tokio::test]
async fn what_somebody_changed_in_aws_is_put_right_at_the_next_poll() {
    let bench = planted("    imageTagMutability: IMMUTABLE\n").await;
    bench.idle().await;
    bench
        .ecr(
            "PutImageTagMutability",
            json!({ "repositoryName": "shop/orders", "imageTagMutability": "MUTABLE" }),
        )
        .await;
    bench.idle().await;
    let mutability = async || {
        bench.ecr("DescribeRepositories", json!({})).await.1["repositories"][0]["imageTagMutability"].clone()
    };
    assert_eq!(mutability().await, "MUTABLE", "not noticed yet");
    bench
        .sandbox
        .world()
        .clock
        .advance(std::time::Duration::from_secs(601));
    bench.idle().await;
    assert_eq!(mutability().await, "IMMUTABLE");
}
