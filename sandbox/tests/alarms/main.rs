//! Topics, rules, targets and metric alarms beside a repository: from a commit to AWS, and what can go wrong on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#[path = "../support/mod.rs"]
mod support;

mod changes;
mod creation;

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
