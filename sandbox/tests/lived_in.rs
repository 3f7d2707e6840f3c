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
