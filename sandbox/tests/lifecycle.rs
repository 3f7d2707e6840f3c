//! Lifecycle policies and their previews as ECR itself has them.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use sandbox::aws::parse_lifecycle_policy;
use serde_json::{Value, json};
use support::contracts::shared_json;
use support::*;

fn rule(priority: i64, selection: Value) -> Value {
    json!({ "rulePriority": priority, "description": "A rule that is long enough to be measured by ECR", "selection": selection, "action": { "type": "expire" } })
}

fn count(more: Value) -> Value {
    with(
        json!({ "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10 }),
        more,
    )
}

fn with(mut base: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

fn policy(rules: &[Value]) -> Value {
    json!({ "rules": rules })
}

fn one(more: Value) -> Value {
    policy(&[rule(1, count(more))])
}

fn acts(action: Value, selection: Value) -> Value {
    policy(&[with(rule(1, count(selection)), json!({ "action": action }))])
}

/// For each reason to refuse a policy one that breaks it.
fn broken() -> Vec<(&'static str, Value)> {
    let tagged = |lists: Value| one(with(json!({ "tagStatus": "tagged" }), lists));
    let many: Vec<Value> = (1..=51)
        .map(|n| {
            rule(
                n,
                count(json!({ "tagStatus": "tagged", "tagPrefixList": [format!("v{n}")] })),
            )
        })
        .collect();
    let two = |a: Value, b: Value| policy(&[rule(1, count(a)), rule(2, count(b))]);
    let prefixed = json!({ "tagStatus": "tagged", "tagPrefixList": ["a", "b"] });
    let turned = json!({ "tagStatus": "tagged", "tagPrefixList": ["b", "a"] });
    let archived = json!({ "countType": "sinceImageTransitioned", "countUnit": "days", "storageClass": "archive" });
    vec![
        ("LCV-01", json!({ "rules": [] , "description": "x" })),
        ("LCV-01", json!({ "rules": {} })),
        ("LCV-02", policy(&many)),
        ("LCV-04", policy(&[rule(0, count(json!({})))])),
        (
            "LCV-04",
            policy(&[with(
                rule(1, count(json!({}))),
                json!({ "rulePriority": "1" }),
            )]),
        ),
        (
            "LCV-05",
            policy(&[rule(1, count(prefixed.clone())), rule(1, count(json!({})))]),
        ),
        ("LCV-06", one(json!({ "tagStatus": "some" }))),
        ("LCV-07", tagged(json!({}))),
        ("LCV-07", tagged(json!({ "tagPrefixList": [] }))),
        (
            "LCV-08",
            tagged(json!({ "tagPrefixList": ["a"], "tagPatternList": ["b*"] })),
        ),
        ("LCV-09", one(json!({ "tagPrefixList": ["a"] }))),
        (
            "LCV-10",
            tagged(json!({ "tagPatternList": ["a*b*c*d*e*"] })),
        ),
        ("LCV-11", one(json!({ "countType": "sinceImageBuilt" }))),
        ("LCV-12", one(json!({ "countUnit": "days" }))),
        ("LCV-13", one(json!({ "countType": "sinceImagePushed" }))),
        (
            "LCV-13",
            one(json!({ "countType": "sinceImagePushed", "countUnit": "hours" })),
        ),
        ("LCV-14", one(json!({ "countNumber": 0 }))),
        ("LCV-14", one(json!({ "countNumber": "10" }))),
        (
            "LCV-15",
            one(with(archived.clone(), json!({ "countNumber": 30 }))),
        ),
        (
            "LCV-16",
            one(with(
                archived.clone(),
                json!({ "countNumber": 90, "storageClass": "standard" }),
            )),
        ),
        ("LCV-16", one(json!({ "storageClass": "archive" }))),
        (
            "LCV-17",
            one(json!({ "countType": "sinceImagePulled", "countUnit": "days" })),
        ),
        ("LCV-18", one(json!({ "countUnit": null }))),
        ("LCV-19", acts(json!({ "type": "transition" }), json!({}))),
        ("LCV-20", acts(json!({ "type": "delete" }), json!({}))),
        ("LCV-21", two(json!({}), json!({ "tagStatus": "untagged" }))),
        ("LCV-21", two(json!({}), json!({}))),
        (
            "LCV-22",
            two(
                json!({ "tagStatus": "untagged" }),
                json!({ "tagStatus": "untagged" }),
            ),
        ),
        ("LCV-23", two(prefixed, turned)),
        ("strict", one(json!({ "countUnits": "days" }))),
        ("strict", one(json!({ "storageClass": "cold" }))),
    ]
}

#[test]
fn every_reason_to_refuse_a_policy_is_one_here() {
    for (id, policy) in broken() {
        assert!(
            parse_lifecycle_policy(&policy.to_string()).is_err(),
            "{id}: {policy}"
        );
    }
    // The length is that of the text as sent.
    let short = r#"{"rules":[]}"#;
    assert!(parse_lifecycle_policy(short).is_err());
    let good = one(json!({})).to_string();
    assert!(parse_lifecycle_policy(&good).is_ok());
    assert!(parse_lifecycle_policy(&format!("{good:30721}")).is_err());
    let classes = policy(&[
        with(
            rule(1, count(json!({}))),
            json!({ "action": { "type": "transition", "targetStorageClass": "archive" } }),
        ),
        rule(
            2,
            count(
                json!({ "countType": "sinceImageTransitioned", "countUnit": "days", "storageClass": "archive", "countNumber": 90 }),
            ),
        ),
    ]);
    assert!(
        parse_lifecycle_policy(&classes.to_string()).is_ok(),
        "one rule for all images in each class"
    );
    let Some(known) = shared_json("contracts/ecr-lifecycle/constraints.json") else {
        return;
    };
    let tried: Vec<&str> = broken().iter().map(|(id, _)| *id).collect();
    for constraint in known["constraints"].as_array().unwrap() {
        let id = constraint["id"].as_str().unwrap();
        assert!(tried.contains(&id) || id == "LCV-03", "{id} is not tried");
    }
}

async fn planted() -> Bench {
    let bench = bench().await;
    bench
        .ecr(
            "CreateRepository",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    bench.push_image().await;
    bench
}

async fn start(bench: &Bench, text: Option<&str>) -> (u16, Value) {
    let mut body = json!({ "repositoryName": "shop/orders" });
    if let Some(text) = text {
        body["lifecyclePolicyText"] = json!(text);
    }
    bench.ecr("StartLifecyclePolicyPreview", body).await
}

async fn preview(bench: &Bench) -> Value {
    bench
        .ecr(
            "GetLifecyclePolicyPreview",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await
        .1
}

#[tokio::test]
async fn a_preview_takes_the_given_text_or_the_one_in_force() {
    let bench = planted().await;
    let (_, none) = start(&bench, None).await;
    assert_eq!(none["__type"], "LifecyclePolicyNotFoundException");
    let body = json!({ "repositoryName": "shop/orders", "lifecyclePolicyText": RULES });
    bench.ecr("PutLifecyclePolicy", body).await;
    assert_eq!(start(&bench, None).await.1["lifecyclePolicyText"], RULES);
    bench.idle().await;
    assert_eq!(preview(&bench).await["status"], "COMPLETE");
    let (status, refused) =
        start(&bench, Some(&one(json!({ "countNumber": 0 })).to_string())).await;
    assert_eq!(
        (status, &refused["__type"]),
        (400, &json!("InvalidParameterException"))
    );
    let (_, missing) = bench
        .ecr(
            "StartLifecyclePolicyPreview",
            json!({ "repositoryName": "shop/new", "lifecyclePolicyText": RULES }),
        )
        .await;
    assert_eq!(missing["__type"], "RepositoryNotFoundException");
}

#[tokio::test]
async fn there_is_one_preview_a_repository_and_the_last_one_wins() {
    let bench = planted().await;
    start(&bench, Some(RULES)).await;
    let (_, busy) = start(&bench, Some(OTHER_RULES)).await;
    assert_eq!(busy["__type"], "LifecyclePolicyPreviewInProgressException");
    bench.idle().await;
    start(&bench, Some(OTHER_RULES)).await;
    let seen = preview(&bench).await;
    assert_eq!(
        (&seen["status"], &seen["lifecyclePolicyText"]),
        (&json!("IN_PROGRESS"), &json!(OTHER_RULES))
    );
    assert!(seen.get("previewResults").is_none());
}

#[tokio::test]
async fn previews_can_fail_and_expire() {
    let bench = planted().await;
    start(&bench, Some(RULES)).await;
    for status in ["FAILED", "EXPIRED"] {
        let patch = json!({ "account": ACCOUNT, "region": "us-east-1", "name": "shop/orders", "preview": status });
        bench.control("PATCH", "aws/repositories", patch).await;
        bench.idle().await;
        let seen = preview(&bench).await;
        assert_eq!(seen["status"], status);
        assert!(seen.get("previewResults").is_none());
    }
    let (status, _) = start(&bench, Some(RULES)).await;
    assert_eq!(status, 200, "and be started again");
}

#[tokio::test]
async fn a_preview_changes_no_image_and_no_policy() {
    let bench = planted().await;
    let all = r#"{"rules":[{"rulePriority":1,"description":"nothing older than a day, whatever it is called","selection":{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":1},"action":{"type":"expire"}}]}"#;
    bench
        .sandbox
        .world()
        .clock
        .advance(std::time::Duration::from_secs(2 * 86_400));
    start(&bench, Some(all)).await;
    bench.idle().await;
    let seen = preview(&bench).await;
    assert_eq!(seen["summary"]["expiringImageTotalCount"], 1);
    let row = &seen["previewResults"][0];
    assert_eq!(
        (
            &row["action"]["type"],
            &row["appliedRulePriority"],
            &row["imageTags"]
        ),
        (&json!("EXPIRE"), &json!(1), &json!(["v1"]))
    );
    let (_, images) = bench
        .ecr("DescribeImages", json!({ "repositoryName": "shop/orders" }))
        .await;
    assert_eq!(images["imageDetails"].as_array().unwrap().len(), 1);
    let (_, text) = bench
        .ecr(
            "GetLifecyclePolicy",
            json!({ "repositoryName": "shop/orders" }),
        )
        .await;
    assert_eq!(text["__type"], "LifecyclePolicyNotFoundException");
}
