//! What a newcomer finds in a full world.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::*;

#[tokio::test]
async fn a_newcomer_finds_registries_in_every_state() {
    let bench = bench_with(true).await;
    let (_, apps) = bench.argo("GET", "/api/v1/applications", None).await;
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for app in apps["items"].as_array().unwrap() {
        *count
            .entry(
                app["status"]["health"]["status"]
                    .as_str()
                    .unwrap_or("")
                    .to_owned(),
            )
            .or_default() += 1;
    }
    assert!(
        count["Healthy"] >= 8 && count["Degraded"] >= 2 && count["Progressing"] >= 1,
        "{count:?}"
    );

    let world = bench.sandbox.world();
    let reasons: Vec<String> = {
        let kube = world.crossplane.lock();
        kube.objects
            .values()
            .flat_map(|l| ["Ready", "Synced"].map(|c| condition(&l.doc, c)))
            .flatten()
            .map(|(_, reason, message)| format!("{reason} {message}"))
            .collect()
    };
    for wanted in [
        "Creating",
        "Deleting",
        "ReconcilePaused",
        "requires replacing it",
        "AccessDeniedException",
        "RepositoryNotEmptyException",
        "Available",
    ] {
        assert!(
            reasons.iter().any(|r| r.contains(wanted)),
            "nobody is {wanted}"
        );
    }
    assert!(world.aws.lock().repos.len() >= 38);
    assert!(world.backstage.lock().entities.len() > 40);

    let mut images = 0;
    let mut token = Value::Null;
    loop {
        let (status, page) = bench
            .ecr(
                "DescribeImages",
                json!({ "repositoryName": "ci/build-cache", "nextToken": token }),
            )
            .await;
        assert_eq!(status, 200, "{page}");
        images += page["imageDetails"].as_array().unwrap().len();
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert!(images > 100, "{images}");
}

#[tokio::test]
async fn two_worlds_are_the_same() {
    let one = bench_with(true).await;
    let two = bench_with(true).await;
    let picture = |b: &Bench| -> Vec<String> {
        let world = b.sandbox.world();
        let aws = world.aws.lock();
        aws.repos
            .iter()
            .map(|(k, r)| {
                format!(
                    "{} {:?}",
                    k.arn(),
                    r.images
                        .iter()
                        .map(|i| (&i.digest, &i.tags))
                        .collect::<Vec<_>>()
                )
            })
            .collect()
    };
    assert_eq!(picture(&one), picture(&two));
}

/// The values of one question to CloudWatch, or what it refused.
async fn pulls(bench: &Bench, name: &str, (start, end): (i64, i64), period: i64) -> (u16, Value) {
    let question = json!({
        "MetricDataQueries": [{ "Id": "pulls", "MetricStat": {
            "Metric": { "Namespace": "AWS/ECR", "MetricName": "RepositoryPullCount",
                "Dimensions": [{ "Name": "RepositoryName", "Value": name }] },
            "Period": period, "Stat": "Sum",
        } }],
        "StartTime": start, "EndTime": end,
    });
    let request = bench
        .http
        .post(&bench.sandbox.urls().aws)
        .header(
            "x-amz-target",
            "GraniteServiceVersion20100801.GetMetricData",
        )
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", signature(KEY, "us-east-1", "monitoring"))
        .body(question.to_string());
    let (status, body) = answer(request).await;
    match status {
        200 => (status, body["MetricDataResults"][0].clone()),
        _ => (status, body["__type"].clone()),
    }
}

fn sum(series: &Value) -> u64 {
    let values = series["Values"].as_array().unwrap();
    values.iter().map(|value| value.as_u64().unwrap()).sum()
}

#[tokio::test]
async fn cloudwatch_counts_pulls_of_what_is_pulled_and_of_nothing_else() {
    const DAY: i64 = 86_400;
    let bench = bench_with(true).await;
    let world = bench.sandbox.world();
    let now = world.clock.now().as_second();
    let of = |pulled: bool| {
        let aws = world.aws.lock();
        let mut found = aws.repos.iter().filter(|(key, repo)| {
            key.account == "123456789012"
                && key.region == "us-east-1"
                && repo.images.iter().any(|image| image.last_pull.is_some()) == pulled
        });
        found.next().map(|(key, _)| key.name.clone())
    };
    let week = (
        now.div_euclid(DAY) * DAY - 6 * DAY,
        (now.div_euclid(DAY) + 1) * DAY,
    );
    let name = of(true).expect("somebody pulls");
    let (status, by_day) = pulls(&bench, &name, week, DAY).await;
    assert_eq!((status, &by_day["StatusCode"]), (200, &json!("Complete")));
    assert!(sum(&by_day) > 0, "{by_day}");
    let times = by_day["Timestamps"].as_array().unwrap();
    assert!(
        times.is_sorted_by(|a, b| a.as_i64() > b.as_i64()),
        "newest first"
    );
    let (_, by_hour) = pulls(&bench, &name, week, 3600).await;
    assert_eq!(sum(&by_hour), sum(&by_day), "whatever the period");
    if let Some(name) = of(false) {
        assert_eq!(sum(&pulls(&bench, &name, week, DAY).await.1), 0);
    }
    let refused = (400, json!("ValidationError"));
    assert_eq!(pulls(&bench, &name, week, 61).await, refused);
    assert_eq!(pulls(&bench, &name, (week.1, week.0), DAY).await, refused);
}
