//! What happens to them later: edits, drift, adoption, removal.
use super::*;

#[tokio::test]
async fn changes_reach_aws_in_place() {
    let bench = planted().await;
    let mut changed = rule();
    changed.as_object_mut().unwrap().remove("description");
    let mut other = alarm();
    other["threshold"] = json!(7);
    commit(
        &bench,
        &[
            ("Rule", manifest("Rule", &changed)),
            ("MetricAlarm", manifest("MetricAlarm", &other)),
        ],
    );
    bench.idle().await;
    let rule = in_aws(&bench, "Rule").await.unwrap();
    assert!(rule["attributes"].get("description").is_none(), "{rule}");
    assert_eq!(
        in_aws(&bench, "MetricAlarm").await.unwrap()["attributes"]["threshold"],
        7
    );
    assert_eq!(
        live(&bench, "MetricAlarm").await["status"]["atProvider"]["threshold"],
        7
    );
    for kind in ["Rule", "MetricAlarm"] {
        assert_eq!(
            condition(&live(&bench, kind).await, "Synced").unwrap().0,
            "True"
        );
    }
}

#[tokio::test]
async fn what_only_a_new_target_could_have_is_refused() {
    let bench = planted().await;
    let mut other = target();
    other["targetId"] = json!("mail");
    commit(&bench, &[("Target", manifest("Target", &other))]);
    bench.idle().await;
    let object = live(&bench, "Target").await;
    assert_eq!(condition(&object, "Ready").unwrap().0, "True");
    let said = condition(&object, "Synced").unwrap().2;
    assert!(
        said.ends_with(
            "cannot change the value of the argument \"target_id\" from \"topic\" to \"mail\""
        ),
        "{said}"
    );
}

#[tokio::test]
async fn what_somebody_did_in_aws_is_put_right_at_the_next_poll() {
    let bench = planted().await;
    let at = |kind: &str, name: &str| json!({ "account": ACCOUNT, "region": "us-east-1", "kind": kind, "name": name });
    let mut edit = at("MetricAlarm", "orders-no-pulls");
    edit["attributes"] = json!({ "threshold": 99 });
    bench.control("PATCH", "aws/resources", edit).await;
    bench
        .control(
            "DELETE",
            &format!(
                "aws/resources?account={ACCOUNT}&region=us-east-1&kind=Topic&name=orders-alerts"
            ),
            json!({}),
        )
        .await;
    assert!(
        in_aws(&bench, "TopicPolicy").await.is_none(),
        "a topic takes its policy along"
    );
    bench.idle().await;
    assert!(in_aws(&bench, "Topic").await.is_none(), "not noticed yet");
    bench.poll().await;
    bench.poll().await;
    assert_eq!(
        in_aws(&bench, "MetricAlarm").await.unwrap()["attributes"]["threshold"],
        1
    );
    assert!(in_aws(&bench, "Topic").await.is_some());
    assert!(in_aws(&bench, "TopicPolicy").await.is_some());
}

#[tokio::test]
async fn an_existing_topic_is_adopted_without_a_word() {
    let bench = bench().await;
    let by_hand = json!({ "account": ACCOUNT, "region": "us-east-1", "kind": "Topic", "name": "orders-alerts", "attributes": { "displayName": "by hand" } });
    bench.control("PUT", "aws/resources", by_hand).await;
    commit(&bench, &[("Topic", manifest("Topic", &topic()))]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    assert_eq!(
        in_aws(&bench, "Topic").await.unwrap()["attributes"]["displayName"],
        "ECR shop/orders"
    );
    assert_eq!(
        condition(&live(&bench, "Topic").await, "LastAsyncOperation")
            .unwrap()
            .1,
        "Success"
    );
}

#[tokio::test]
async fn removed_files_take_all_five_out_of_aws_and_a_rule_waits_for_its_targets() {
    let bench = planted().await;
    bench.commit(&[(
        "deploy/ecr/eks-prod-use1/orders/repository.yaml",
        Some(&repository("orders", "shop/orders", "")),
    )]);
    bench.idle().await;
    bench
        .control(
            "POST",
            "troubles",
            json!({ "kind": "Target", "name": "*", "act": "delete", "code": "InternalException" }),
        )
        .await;
    let gone: Vec<String> = ALL.iter().map(|(_, kind, _)| file(kind)).collect();
    bench.commit(&gone.iter().map(|p| (p.as_str(), None)).collect::<Vec<_>>());
    bench.idle().await;
    let said = condition(&live(&bench, "Rule").await, "Synced").unwrap().2;
    assert!(
        said.starts_with("delete failed: async delete failed:")
            && said.contains("Rule can't be deleted since it has targets."),
        "{said}"
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    assert_eq!(
        bench.control("GET", "aws/resources", json!({})).await,
        json!([])
    );
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Synced");
    assert_eq!(app["status"]["resources"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_paused_alarm_is_neither_changed_nor_deleted() {
    let bench = planted().await;
    let mut other = alarm();
    other["threshold"] = json!(7);
    let paused = manifest_with("MetricAlarm", &other, &json!({ "managementPolicies": [] }));
    commit(&bench, &[("MetricAlarm", paused)]);
    bench.idle().await;
    assert_eq!(
        condition(&live(&bench, "MetricAlarm").await, "Synced")
            .unwrap()
            .1,
        "ReconcilePaused"
    );
    bench.commit(&[(&file("MetricAlarm"), None)]);
    bench.idle().await;
    assert_eq!(
        in_aws(&bench, "MetricAlarm").await.unwrap()["attributes"]["threshold"],
        1
    );
    assert!(
        live(&bench, "MetricAlarm").await["metadata"]
            .get("deletionTimestamp")
            .is_some()
    );
}

#[tokio::test]
async fn an_edit_with_kubectl_reaches_aws_and_shows_as_drift() {
    let bench = planted().await;
    let edit = json!({ "cluster": "eks-prod-use1", "group": CLOUDWATCH, "kind": "MetricAlarm", "namespace": "crossplane-system", "name": "orders-no-pulls", "patch": { "spec": { "forProvider": { "threshold": 42 } } } });
    bench.control("PATCH", "objects", edit).await;
    bench.idle().await;
    let threshold =
        async || in_aws(&bench, "MetricAlarm").await.unwrap()["attributes"]["threshold"].clone();
    assert_eq!(threshold().await, 42);
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/sync/status")
            .unwrap(),
        "OutOfSync"
    );
    bench
        .argo("POST", "/api/v1/applications/orders/sync", Some(json!({})))
        .await;
    bench.idle().await;
    assert_eq!(threshold().await, 1);
    assert_eq!(
        bench
            .app("orders")
            .await
            .pointer("/status/sync/status")
            .unwrap(),
        "Synced"
    );
}
