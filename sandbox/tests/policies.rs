//! Policies of a repository after their first day: changed, replaced, taken away.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const FILE: &str = "deploy/ecr/eks-prod-use1/orders/repository.yaml";
const POLICY: &str = "deploy/ecr/eks-prod-use1/orders/policy.yaml";
const REFUSED: &str = "update failed: async update failed: refuse to update the external resource because the following update requires replacing it: cannot change the value of the argument \"policy\" from ";

async fn planted(policy: &str) -> Bench {
    let bench = bench().await;
    bench.commit(&[
        (FILE, Some(&repository("orders", "shop/orders", ""))),
        (POLICY, Some(policy)),
    ]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench
}

async fn rules_in_force(bench: &Bench) -> Value {
    let body = json!({ "repositoryName": "shop/orders" });
    let (_, answer) = bench.ecr("GetLifecyclePolicy", body).await;
    answer
        .get("lifecyclePolicyText")
        .unwrap_or(&answer["__type"])
        .clone()
}

async fn policy(bench: &Bench) -> Value {
    let found = bench.live("orders", "LifecyclePolicy", "orders-lp").await;
    found.expect("the policy's object")
}

fn with_options(manifest: &str, options: &str) -> String {
    let mark =
        format!("metadata:\n  annotations:\n    argocd.argoproj.io/sync-options: {options}\n");
    manifest.replacen("metadata:\n", &mark, 1)
}

#[tokio::test]
async fn an_edit_in_place_is_refused_in_these_words_until_it_is_taken_back() {
    let bench = planted(&lifecycle("orders-lp", "orders", RULES)).await;
    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", OTHER_RULES)))]);
    bench.idle().await;
    let object = policy(&bench).await;
    let (status, reason, message) = condition(&object, "Synced").unwrap();
    assert_eq!(
        (status.as_str(), reason.as_str()),
        ("False", "ReconcileError")
    );
    assert_eq!(
        message,
        format!("{REFUSED}\"{RULES}\" to \"{OTHER_RULES}\"")
    );
    assert_eq!(
        condition(&object, "LastAsyncOperation").unwrap().1,
        "AsyncUpdateFailure"
    );
    assert_eq!(condition(&object, "Ready").unwrap().0, "True");
    assert_eq!(rules_in_force(&bench).await, RULES);
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/health/status")
            .unwrap(),
        "Degraded"
    );

    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", RULES)))]);
    bench.idle().await;
    assert_eq!(
        condition(&policy(&bench).await, "Synced").unwrap().0,
        "True"
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
async fn white_space_and_order_are_no_change() {
    let bench = planted(&lifecycle("orders-lp", "orders", RULES)).await;
    let spaced = RULES.replace(',', ", ").replace(':', ": ");
    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", &spaced)))]);
    bench.idle().await;
    assert_eq!(
        condition(&policy(&bench).await, "Synced").unwrap().0,
        "True"
    );
    assert_eq!(rules_in_force(&bench).await, RULES, "nothing was put");
}

#[tokio::test]
async fn a_provider_that_can_changes_the_policy_in_place() {
    let bench = planted(&lifecycle("orders-lp", "orders", RULES)).await;
    bench.commit(&[(POLICY, Some(&lifecycle("orders-lp", "orders", OTHER_RULES)))]);
    bench.idle().await;
    assert_eq!(
        condition(&policy(&bench).await, "Synced").unwrap().0,
        "False"
    );
    bench
        .control(
            "PUT",
            "provider",
            json!({ "updates_lifecycle_policies": true }),
        )
        .await;
    bench.idle().await;
    assert_eq!(
        condition(&policy(&bench).await, "Synced").unwrap().0,
        "True"
    );
    assert_eq!(rules_in_force(&bench).await, OTHER_RULES);
}

#[tokio::test]
async fn force_and_replace_take_the_object_away_and_create_it_anew() {
    let options = "Force=true,Replace=true";
    let first = with_options(&lifecycle("orders-lp", "orders", RULES), options);
    let bench = planted(&first).await;
    let before = policy(&bench).await["metadata"]["uid"].clone();
    let second = with_options(&lifecycle("orders-lp", "orders", OTHER_RULES), options);
    bench.commit(&[(POLICY, Some(&second))]);
    let mut without = false;
    while bench.step().await > 0 {
        without |= rules_in_force(&bench).await == "LifecyclePolicyNotFoundException";
    }
    assert!(without, "for a moment there was no policy at all");
    assert_eq!(rules_in_force(&bench).await, OTHER_RULES);
    let object = policy(&bench).await;
    assert_ne!(object["metadata"]["uid"], before);
    assert_eq!(condition(&object, "Synced").unwrap().0, "True");
    let app = bench.app("orders").await;
    let results = app
        .pointer("/status/operationState/syncResult/resources")
        .unwrap();
    let said = |kind: &str| {
        let all = results.as_array().unwrap().iter();
        let mut of_kind = all.filter(|r| r["kind"] == kind);
        of_kind.next().unwrap()["message"].clone()
    };
    assert_eq!(
        said("LifecyclePolicy"),
        "lifecyclepolicy.ecr.aws.m.upbound.io/orders-lp replaced"
    );
    assert_eq!(
        said("Repository"),
        "repository.ecr.aws.m.upbound.io/orders unchanged"
    );
}

#[tokio::test]
async fn replace_alone_keeps_the_object_and_drops_what_the_manifest_does_not_say() {
    let first = with_options(&lifecycle("orders-lp", "orders", RULES), "Replace=true");
    let bench = planted(&first).await;
    let before = policy(&bench).await["metadata"]["uid"].clone();
    let key = json!({ "cluster": "eks-prod-use1", "group": GROUP, "kind": "LifecyclePolicy", "namespace": "crossplane-system", "name": "orders-lp" });
    let mut edit = key.clone();
    edit["patch"] = json!({ "metadata": { "labels": { "by": "hand" } } });
    bench.control("PATCH", "objects", edit).await;
    assert_eq!(policy(&bench).await["metadata"]["labels"]["by"], "hand");
    bench.commit(&[(
        FILE,
        Some(&repository(
            "orders",
            "shop/orders",
            "    forceDelete: true\n",
        )),
    )]);
    bench.idle().await;
    let object = policy(&bench).await;
    assert_eq!(object["metadata"]["uid"], before);
    assert!(object["metadata"].get("labels").is_none(), "{object}");
    assert_eq!(rules_in_force(&bench).await, RULES);
}

#[tokio::test]
async fn a_pruned_policy_without_delete_leaves_its_rules_and_one_with_delete_takes_them() {
    let keep = "  managementPolicies: [Observe, Create, Update, LateInitialize]\n";
    let text = lifecycle("orders-lp", "orders", RULES);
    for (manifest, left) in [
        (format!("{text}{keep}"), RULES),
        (text, "LifecyclePolicyNotFoundException"),
    ] {
        let bench = planted(&manifest).await;
        bench.commit(&[(POLICY, None)]);
        bench.idle().await;
        assert!(
            bench
                .live("orders", "LifecyclePolicy", "orders-lp")
                .await
                .is_none()
        );
        assert_eq!(rules_in_force(&bench).await, left);
    }
}

#[tokio::test]
async fn a_repository_policy_is_created_changed_and_deleted_in_place() {
    let manifest = |principal: &str| {
        let text = json!({ "Version": "2012-10-17", "Statement": [{ "Sid": "pull", "Effect": "Allow", "Principal": { "AWS": principal }, "Action": ["ecr:BatchGetImage"] }] });
        lifecycle("orders-rp", "orders", &text.to_string())
            .replace("LifecyclePolicy", "RepositoryPolicy")
    };
    let bench = planted(&manifest("111111111111")).await;
    let text = async || {
        let (status, body) = bench
            .ecr(
                "GetRepositoryPolicy",
                json!({ "repositoryName": "shop/orders" }),
            )
            .await;
        let said = body.get("policyText").unwrap_or(&body["__type"]);
        (status, said.as_str().unwrap().to_owned())
    };
    assert!(text().await.1.contains("111111111111"));
    bench.commit(&[(POLICY, Some(&manifest("222222222222")))]);
    bench.idle().await;
    let object = bench
        .live("orders", "RepositoryPolicy", "orders-rp")
        .await
        .unwrap();
    assert_eq!(condition(&object, "Synced").unwrap().0, "True");
    assert_eq!(
        object["metadata"]["annotations"]["crossplane.io/external-name"],
        "shop/orders"
    );
    assert!(text().await.1.contains("222222222222"));
    assert!(
        object["status"]["atProvider"]["policy"]
            .as_str()
            .unwrap()
            .contains("222222222222")
    );
    bench.commit(&[(POLICY, None)]);
    bench.idle().await;
    assert_eq!(
        text().await,
        (400, "RepositoryPolicyNotFoundException".to_owned())
    );
}

#[tokio::test]
async fn a_policy_that_aws_would_not_take_says_so_and_the_old_one_stays() {
    let good = json!({ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" }] });
    let manifest = |text: &str| {
        lifecycle("orders-rp", "orders", text).replace("LifecyclePolicy", "RepositoryPolicy")
    };
    let bench = planted(&manifest(&good.to_string())).await;
    bench.commit(&[(POLICY, Some(&manifest("{}")))]);
    bench.idle().await;
    let object = bench
        .live("orders", "RepositoryPolicy", "orders-rp")
        .await
        .unwrap();
    let said = condition(&object, "Synced").unwrap().2;
    assert!(
        said.contains("operation error ECR: SetRepositoryPolicy")
            && said.contains("InvalidParameterException"),
        "{said}"
    );
    let (_, text) = bench
        .ecr(
            "GetRepositoryPolicy",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    assert_eq!(text["policyText"], good.to_string());
}
