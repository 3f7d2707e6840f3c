//! The shape rules and the live objects of every kind held against the vendors' CRDs, where those are at hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use sandbox::crossplane::kinds::Kind;
use sandbox::crossplane::schema::{Shape, spec_shape};
use serde_json::{Value, json};
use support::contracts::{shared, valid};
use support::*;

fn crd(kind: Kind) -> Option<Value> {
    let name = kind.name().to_lowercase();
    let plural = name
        .strip_suffix('y')
        .map_or_else(|| format!("{name}s"), |stem| format!("{stem}ies"));
    let text = shared(&format!(
        "contracts/crossplane/{}_{plural}.yaml",
        kind.group()
    ))?;
    let crd: Value = serde_saphyr::from_str(&text).unwrap();
    let schema = crd.pointer("/spec/versions/0/schema/openAPIV3Schema");
    schema.cloned()
}

#[test]
fn the_rules_in_code_are_those_of_the_crds() {
    for kind in Kind::ALL {
        let Some(schema) = crd(kind) else {
            return;
        };
        let spec = &schema["properties"]["spec"];
        same(&spec_shape(kind), spec, &format!("{}.spec", kind.name()));
    }
}

fn same(ours: &Shape, theirs: &Value, path: &str) {
    match ours {
        Shape::Text => assert_eq!(theirs["type"], "string", "{path}"),
        Shape::Flag => assert_eq!(theirs["type"], "boolean", "{path}"),
        Shape::Whole => assert_eq!(theirs["type"], "integer", "{path}"),
        Shape::Number => assert_eq!(theirs["type"], "number", "{path}"),
        Shape::Labels => assert_eq!(theirs["additionalProperties"]["type"], "string", "{path}"),
        Shape::OneOf(known) => assert_eq!(theirs["enum"], json!(known), "{path}"),
        Shape::List(inner) => same(inner, &theirs["items"], &format!("{path}[]")),
        Shape::Object(fields) => {
            let mut names: Vec<&str> = fields.iter().map(|f| f.name).collect();
            names.sort_unstable();
            let mut wanted: Vec<&str> = theirs["properties"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            wanted.sort_unstable();
            assert_eq!(names, wanted, "{path}");
            let required: Vec<&str> = theirs["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            for field in *fields {
                assert_eq!(
                    field.required,
                    required.contains(&field.name),
                    "{path}.{} required",
                    field.name
                );
                same(
                    &field.shape,
                    &theirs["properties"][field.name],
                    &format!("{path}.{}", field.name),
                );
            }
        }
    }
}

#[tokio::test]
async fn live_objects_fit_their_crds() {
    let bench = bench_with(true).await;
    let at = |what: &str| format!("deploy/ecr/eks-prod-use1/kinds/{what}.yaml");
    for (kind, spec) in [
        ("sns/Topic", json!({ "displayName": "alerts" })),
        (
            "sns/TopicPolicy",
            json!({ "arnRef": { "name": "crd-topic" }, "policy": "{\"Statement\":[]}" }),
        ),
        (
            "cloudwatchevents/Rule",
            json!({ "eventPattern": "{\"source\":[\"aws.ecr\"]}" }),
        ),
        (
            "cloudwatchevents/Target",
            json!({ "ruleRef": { "name": "crd-rule" }, "targetId": "t", "arn": "arn:aws:sns:us-east-1:123456789012:crd-topic" }),
        ),
        (
            "cloudwatch/MetricAlarm",
            json!({ "metricName": "RepositoryPullCount", "namespace": "AWS/ECR", "period": 60, "evaluationPeriods": 1, "comparisonOperator": "LessThanThreshold", "threshold": 0.5 }),
        ),
    ] {
        let (group, kind) = kind.split_once('/').unwrap();
        let mut object = json!({
            "apiVersion": format!("{group}.aws.m.upbound.io/v1beta1"),
            "kind": kind,
            "metadata": { "name": format!("crd-{}", kind.to_lowercase()), "namespace": "crossplane-system" },
            "spec": { "forProvider": spec },
        });
        object["spec"]["forProvider"]["region"] = json!("us-east-1");
        bench.commit(&[(&at(kind), Some(&object.to_string()))]);
    }
    bench.application("kinds", automated()).await;
    bench.idle().await;
    let world = bench.sandbox.world();
    for kind in Kind::ALL {
        let Some(schema) = crd(kind) else {
            return;
        };
        let state = world.crossplane.lock();
        let here = state
            .objects
            .iter()
            .filter(|(k, _)| k.kind == kind.name() && k.group == kind.group());
        let mut seen = 0;
        for (_, live) in here {
            valid(&schema, &live.doc, kind.name());
            seen += usize::from(condition(&live.doc, "Ready").is_some_and(|c| c.0 == "True"));
        }
        assert!(
            seen > 0 || kind == Kind::RepositoryPolicy,
            "no {} is ready",
            kind.name()
        );
    }
}
