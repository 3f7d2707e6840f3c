//! Topics, rules, targets and metric alarms beside a repository: from a commit to AWS, and what can go wrong on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

const SNS: &str = "sns.aws.m.upbound.io";
const EVENTS: &str = "cloudwatchevents.aws.m.upbound.io";
const CLOUDWATCH: &str = "cloudwatch.aws.m.upbound.io";
const TOPIC_ARN: &str = "arn:aws:sns:us-east-1:123456789012:orders-alerts";
const ALL: [(&str, &str, &str); 5] = [
    (SNS, "Topic", "orders-alerts"),
    (SNS, "TopicPolicy", "orders-alerts-policy"),
    (EVENTS, "Rule", "orders-scan"),
    (EVENTS, "Target", "orders-scan-topic"),
    (CLOUDWATCH, "MetricAlarm", "orders-no-pulls"),
];

fn file(kind: &str) -> String {
    format!("deploy/ecr/eks-prod-use1/orders/{kind}.yaml")
}

fn manifest(kind: &str, parameters: &Value) -> String {
    manifest_with(kind, parameters, &json!({}))
}

fn manifest_with(kind: &str, parameters: &Value, more: &Value) -> String {
    let (group, _, name) = ALL.iter().find(|(_, k, _)| *k == kind).unwrap();
    let mut spec = json!({ "forProvider": parameters });
    for (key, value) in more.as_object().unwrap() {
        spec[key] = value.clone();
    }
    // JSON is YAML.
    json!({
        "apiVersion": format!("{group}/v1beta1"),
        "kind": kind,
        "metadata": { "name": name, "namespace": "crossplane-system" },
        "spec": spec,
    })
    .to_string()
}

fn topic() -> Value {
    json!({ "region": "us-east-1", "displayName": "ECR shop/orders" })
}

fn topic_policy() -> Value {
    let statement = json!({ "Statement": [{ "Effect": "Allow", "Action": "sns:Publish" }] });
    json!({ "region": "us-east-1", "arnRef": { "name": "orders-alerts" }, "policy": statement.to_string() })
}

fn rule() -> Value {
    let pattern =
        json!({ "source": ["aws.ecr"], "detail": { "repository-name": ["shop/orders"] } });
    json!({ "region": "us-east-1", "description": "findings", "eventPattern": pattern.to_string(), "state": "ENABLED" })
}

fn target() -> Value {
    json!({
        "region": "us-east-1",
        "ruleRef": { "name": "orders-scan" },
        "targetId": "topic",
        "arn": TOPIC_ARN,
        "inputTransformer": { "inputPaths": { "tags": "$.detail.image-tags" }, "inputTemplate": "\"<tags>\"" },
    })
}

fn alarm() -> Value {
    json!({
        "region": "us-east-1",
        "alarmDescription": "no pull for a day",
        "namespace": "AWS/ECR",
        "metricName": "RepositoryPullCount",
        "dimensions": { "RepositoryName": "shop/orders" },
        "statistic": "Sum",
        "period": 86400,
        "threshold": 1,
        "comparisonOperator": "LessThanThreshold",
        "evaluationPeriods": 1,
        "treatMissingData": "breaching",
        "alarmActions": [TOPIC_ARN],
    })
}

fn commit(bench: &Bench, manifests: &[(&str, String)]) {
    let files: Vec<(String, &str)> = manifests
        .iter()
        .map(|(kind, text)| (file(kind), text.as_str()))
        .collect();
    let files: Vec<_> = files.iter().map(|(p, t)| (p.as_str(), Some(*t))).collect();
    bench.commit(&files);
}

fn everything() -> [(&'static str, String); 5] {
    [
        ("Topic", manifest("Topic", &topic())),
        ("TopicPolicy", manifest("TopicPolicy", &topic_policy())),
        ("Rule", manifest("Rule", &rule())),
        ("Target", manifest("Target", &target())),
        ("MetricAlarm", manifest("MetricAlarm", &alarm())),
    ]
}

/// All five of them, settled.
async fn planted() -> Bench {
    let bench = bench().await;
    commit(&bench, &everything());
    bench.application("orders", automated()).await;
    bench.idle().await;
    bench
}

async fn live(bench: &Bench, kind: &str) -> Value {
    let (group, _, name) = ALL.iter().find(|(_, k, _)| *k == kind).unwrap();
    let found = bench.live_of("orders", group, kind, name).await;
    found.unwrap_or_else(|| panic!("no {kind}"))
}

/// What AWS holds of a kind.
async fn in_aws(bench: &Bench, kind: &str) -> Option<Value> {
    let all = bench.control("GET", "aws/resources", json!({})).await;
    let found = all.as_array().unwrap().iter().find(|r| r["kind"] == kind);
    found.cloned()
}

#[tokio::test]
async fn all_five_come_to_life_and_say_where_they_are() {
    let bench = planted().await;
    for (_, kind, _) in ALL {
        let object = live(&bench, kind).await;
        assert_eq!(
            condition(&object, "Ready").unwrap().1,
            "Available",
            "{object:#}"
        );
        assert_eq!(condition(&object, "Synced").unwrap().1, "ReconcileSuccess");
        assert_eq!(
            condition(&object, "LastAsyncOperation").unwrap().1,
            "Success"
        );
        assert_eq!(
            object.pointer("/metadata/finalizers/0").unwrap(),
            "finalizer.managedresource.crossplane.io"
        );
    }
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Synced");
    assert_eq!(app.pointer("/status/health/status").unwrap(), "Healthy");
    for (kind, at, value) in [
        ("Topic", "arn", TOPIC_ARN),
        ("Topic", "id", TOPIC_ARN),
        ("TopicPolicy", "id", TOPIC_ARN),
        (
            "Rule",
            "arn",
            "arn:aws:events:us-east-1:123456789012:rule/orders-scan",
        ),
        ("Rule", "id", "orders-scan"),
        ("Target", "id", "orders-scan-topic"),
        ("Target", "rule", "orders-scan"),
        (
            "MetricAlarm",
            "arn",
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-no-pulls",
        ),
    ] {
        let object = live(&bench, kind).await;
        assert_eq!(object["status"]["atProvider"][at], value, "{kind}.{at}");
    }
    let name = |o: &Value| o["metadata"]["annotations"]["crossplane.io/external-name"].clone();
    assert_eq!(name(&live(&bench, "Topic").await), "orders-alerts");
    assert_eq!(name(&live(&bench, "TopicPolicy").await), TOPIC_ARN);
    assert_eq!(
        in_aws(&bench, "Rule").await.unwrap()["tags"]["crossplane-kind"],
        "rule.cloudwatchevents.aws.m.upbound.io"
    );
}

#[tokio::test]
async fn a_topic_policy_waits_for_its_topics_arn() {
    let bench = bench().await;
    commit(
        &bench,
        &[("TopicPolicy", manifest("TopicPolicy", &topic_policy()))],
    );
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = async || {
        condition(&live(&bench, "TopicPolicy").await, "Synced")
            .unwrap()
            .2
    };
    assert_eq!(
        said().await,
        "cannot resolve references: mg.Spec.ForProvider.Arn: cannot get referenced resource: Topic.sns.aws.m.upbound.io \"orders-alerts\" not found"
    );
    bench
        .control(
            "POST",
            "troubles",
            json!({ "kind": "Topic", "name": "*", "act": "create", "code": "hang" }),
        )
        .await;
    commit(&bench, &[("Topic", manifest("Topic", &topic()))]);
    bench.idle().await;
    assert_eq!(
        said().await,
        "cannot resolve references: mg.Spec.ForProvider.Arn: referenced field was empty (referenced resource may not yet be ready)"
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    let policy = live(&bench, "TopicPolicy").await;
    assert_eq!(condition(&policy, "Ready").unwrap().1, "Available");
    assert_eq!(policy["spec"]["forProvider"]["arn"], TOPIC_ARN);
}

#[tokio::test]
async fn a_target_waits_for_its_rule() {
    let bench = bench().await;
    commit(&bench, &[("Target", manifest("Target", &target()))]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = condition(&live(&bench, "Target").await, "Synced")
        .unwrap()
        .2;
    assert!(said.ends_with("mg.Spec.ForProvider.Rule: cannot get referenced resource: Rule.cloudwatchevents.aws.m.upbound.io \"orders-scan\" not found"), "{said}");
    bench
        .control("POST", "troubles", json!({ "kind": "Rule", "name": "*", "act": "create", "code": "AccessDeniedException" }))
        .await;
    commit(&bench, &[("Rule", manifest("Rule", &rule()))]);
    bench.idle().await;
    let said = condition(&live(&bench, "Target").await, "Synced")
        .unwrap()
        .2;
    assert!(
        said.contains("operation error EventBridge: PutTargets")
            && said.contains("ResourceNotFoundException: Rule orders-scan does not exist"),
        "the rule has a name and is not there yet: {said}"
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    assert_eq!(
        condition(&live(&bench, "Target").await, "Ready").unwrap().1,
        "Available"
    );
}

#[tokio::test]
async fn a_refused_creation_is_told_and_heals_for_every_kind() {
    for (kind, call) in [
        ("Topic", "SNS: CreateTopic"),
        ("TopicPolicy", "SNS: SetTopicAttributes"),
        ("Rule", "EventBridge: PutRule"),
        ("Target", "EventBridge: PutTargets"),
        ("MetricAlarm", "CloudWatch: PutMetricAlarm"),
    ] {
        let bench = bench().await;
        let trouble = json!({ "kind": kind, "name": "*", "act": "create", "code": "AccessDenied" });
        bench.control("POST", "troubles", trouble).await;
        commit(&bench, &everything());
        bench.application("orders", automated()).await;
        bench.idle().await;
        let object = live(&bench, kind).await;
        let (status, reason, message) = condition(&object, "Synced").unwrap();
        assert_eq!(
            (status.as_str(), reason.as_str()),
            ("False", "ReconcileError")
        );
        assert!(
            message.starts_with(
                "create failed: async create failed: failed to create the resource: [{0 creating "
            ) && message.contains(&format!("operation error {call}"))
                && message.contains("AccessDenied: User:"),
            "{message}"
        );
        assert_eq!(
            condition(&object, "LastAsyncOperation").unwrap().1,
            "AsyncCreateFailure"
        );
        assert_eq!(condition(&object, "Ready").unwrap().1, "Creating");
        let app = bench.app("orders").await;
        assert_eq!(app.pointer("/status/health/status").unwrap(), "Degraded");

        bench.control("DELETE", "troubles", json!({})).await;
        bench.idle().await;
        assert_eq!(
            condition(&live(&bench, kind).await, "Ready").unwrap().1,
            "Available"
        );
    }
}

#[tokio::test]
async fn what_a_crd_does_not_have_is_refused() {
    let mut wrong_type = alarm();
    wrong_type["period"] = json!("86400");
    let mut fraction = alarm();
    fraction["threshold"] = json!(0.5);
    let mut unknown = topic();
    unknown["name"] = json!("orders");
    let mut no_arn = target();
    no_arn.as_object_mut().unwrap().remove("arn");
    for (kind, parameters, said) in [
        (
            "Topic",
            unknown,
            "strict decoding error: unknown field \"spec.forProvider.name\"",
        ),
        (
            "Rule",
            json!({ "eventPattern": "{}" }),
            "spec.forProvider.region: Required value",
        ),
        (
            "Target",
            no_arn,
            "spec.forProvider.arn is a required parameter",
        ),
        (
            "TopicPolicy",
            json!({ "region": "us-east-1" }),
            "spec.forProvider.policy is a required parameter",
        ),
        (
            "MetricAlarm",
            wrong_type,
            "spec.forProvider.period in body must be of type number: \"string\"",
        ),
        ("MetricAlarm", fraction, ""),
    ] {
        let bench = bench().await;
        commit(&bench, &[(kind, manifest(kind, &parameters))]);
        bench.application("orders", automated()).await;
        bench.idle().await;
        let app = bench.app("orders").await;
        let result = app
            .pointer("/status/operationState/syncResult/resources/0")
            .unwrap();
        let refused = result["status"] == "SyncFailed";
        assert_eq!(refused, !said.is_empty(), "{kind}: {result}");
        assert!(
            result["message"].as_str().unwrap().contains(said),
            "{kind}: {result}"
        );
    }
}

#[tokio::test]
async fn what_aws_would_not_take_fails_in_the_provider() {
    let mut long = alarm();
    long["evaluationPeriods"] = json!(8);
    let mut pattern = rule();
    pattern["eventPattern"] = json!("{\"source\":\"aws.ecr\"}");
    for (kind, parameters, code) in [
        (
            "MetricAlarm",
            long,
            "ValidationError: Metrics cannot be checked across more than 604800",
        ),
        ("Rule", pattern, "InvalidEventPatternException"),
    ] {
        let bench = bench().await;
        commit(&bench, &[(kind, manifest(kind, &parameters))]);
        bench.application("orders", automated()).await;
        bench.idle().await;
        let said = condition(&live(&bench, kind).await, "Synced").unwrap().2;
        assert!(said.contains(code), "{said}");
    }
}

#[tokio::test]
async fn an_unknown_provider_config_stops_each_of_them_at_connect() {
    let bench = bench().await;
    let config =
        json!({ "providerConfigRef": { "kind": "ClusterProviderConfig", "name": "nowhere" } });
    commit(
        &bench,
        &[("Topic", manifest_with("Topic", &topic(), &config))],
    );
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = condition(&live(&bench, "Topic").await, "Synced").unwrap().2;
    assert!(
        said.starts_with("connect failed:") && said.contains("\"nowhere\" not found"),
        "{said}"
    );
}

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
