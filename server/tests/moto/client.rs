//! The client, call by call.

use crate::support::*;
use aws_sdk_ecr::types::{ImageScanningConfiguration, ImageTagMutability};
use domain::aws::Region;
use domain::observed::Seen;
use domain::trouble::{System, TroubleKind};
use futures::{StreamExt as _, TryStreamExt as _};
use server::outside::Observer;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[tokio::test]
async fn a_repository_is_seen_as_it_was_made() {
    let Some(url) = moto() else { return };
    let there = address(OWN, "eu-west-1", "payments/api");
    let aws = client(&url, None);
    assert_eq!(aws.repository(&there).await, Seen::Absent);
    assert_eq!(aws.exists(&there).await, Ok(false));

    let ecr = ecr(&url, "eu-west-1", own());
    ecr.create_repository()
        .repository_name("payments/api")
        .image_tag_mutability(ImageTagMutability::Immutable)
        .image_scanning_configuration(
            ImageScanningConfiguration::builder()
                .scan_on_push(true)
                .build(),
        )
        .tags(tag("team", "payments"))
        .tags(tag("cost-centre", "42"))
        .send()
        .await
        .unwrap();
    let seen = aws.repository(&there).await;
    assert_eq!(seen.present().unwrap().lifecycle_policy, None, "none yet");

    ecr.put_lifecycle_policy()
        .repository_name("payments/api")
        .lifecycle_policy_text(POLICY)
        .send()
        .await
        .unwrap();
    let seen = aws.repository(&there).await;
    let seen = seen.present().unwrap();
    assert_eq!(seen.arn, there.arn());
    assert_eq!(seen.uri, there.uri());
    assert_eq!(seen.mutability, "IMMUTABLE");
    assert!(seen.scan_on_push);
    assert_eq!(seen.encryption, "AES256");
    assert!(seen.created.is_some());
    assert_eq!(seen.lifecycle_policy.as_deref(), Some(POLICY));
    let tags: Vec<(&str, &str)> = seen
        .tags
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(tags, [("cost-centre", "42"), ("team", "payments")]);
    assert_eq!(aws.exists(&there).await, Ok(true));
}

#[tokio::test]
async fn a_census_finds_every_repository_and_reports_every_call() {
    let Some(url) = moto() else { return };
    let ecr = ecr(&url, "eu-central-1", own());
    futures::stream::iter(0..130)
        .map(|number| {
            ecr.create_repository()
                .repository_name(format!("team/service-{number:03}"))
                .tags(tag("number", &number.to_string()))
                .send()
        })
        .buffer_unordered(8)
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let observer: Observer = Arc::new(move |system, outcome| {
        assert_eq!((system, outcome), (System::Aws, Ok(())));
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let aws = client(&url, Some(observer));
    let region = Region::parse("eu-central-1").unwrap();
    let counted = aws.census(&account(OWN), region).await.unwrap();
    assert_eq!(counted.len(), 130);
    for (number, one) in counted.iter().enumerate() {
        assert_eq!(one.name.as_str(), format!("team/service-{number:03}"));
        assert_eq!(one.seen.tags["number"], number.to_string());
    }
    let calls = calls.load(Ordering::Relaxed);
    assert!(calls > 2 * 130, "{calls}");
    let empty = Region::parse("eu-north-1").unwrap();
    assert_eq!(aws.census(&account(OWN), empty).await, Ok(vec![]));
}

#[tokio::test]
async fn another_account_is_read_in_its_role() {
    let Some(url) = moto() else { return };
    let there = address(OTHER, "us-west-2", "billing/worker");
    ecr(&url, "us-west-2", others(&url).await)
        .create_repository()
        .repository_name("billing/worker")
        .send()
        .await
        .unwrap();
    let aws = client(&url, None);
    assert_eq!(
        aws.repository(&there).await.present().unwrap().arn,
        there.arn()
    );
    assert_eq!(
        aws.repository(&address(OWN, "us-west-2", "billing/worker"))
            .await,
        Seen::Absent,
        "accounts are kept apart"
    );
    let identity = aws.identity(&account(OTHER)).await.unwrap();
    assert_eq!(identity.account, OTHER);
    let arn = format!("arn:aws:sts::{OTHER}:assumed-role/berth/berth");
    assert_eq!(identity.arn, arn);
    assert_eq!(aws.identity(&account(OWN)).await.unwrap().account, OWN);
}

#[tokio::test]
async fn an_account_that_is_not_configured_is_refused_without_a_call() {
    let Some(url) = moto() else { return };
    let trouble = client(&url, None)
        .identity(&account("999999999999"))
        .await
        .unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::SignIn);
}

/// As ECR itself would write it.
async fn pulled(url: &str, region: &str, name: &str, at: i64, times: u32) {
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/{region}/monitoring/aws4_request, SignedHeaders=host, Signature=00"
    );
    let datum = serde_json::json!({
        "MetricName": "RepositoryPullCount",
        "Dimensions": [{ "Name": "RepositoryName", "Value": name }],
        "Timestamp": at,
        "Value": times,
    });
    let written = reqwest::Client::new()
        .post(url)
        .header("content-type", "application/x-amz-json-1.0")
        .header(
            "x-amz-target",
            "GraniteServiceVersion20100801.PutMetricData",
        )
        .header("authorization", signed)
        .body(serde_json::json!({ "Namespace": "AWS/ECR", "MetricData": [datum] }).to_string())
        .send();
    assert!(written.await.unwrap().status().is_success());
}

#[tokio::test]
async fn pulls_are_summed_by_day_for_one_repository() {
    const DAY: i64 = 86_400;
    let Some(url) = moto() else { return };
    let aws = client(&url, None);
    let there = address(OWN, "us-west-1", "payments/api");
    assert_eq!(aws.pulls(&there, 20_700, 20_730).await, Ok(vec![]));
    for (name, day, times) in [
        ("payments/api", 20_710, 3),
        ("payments/api", 20_710, 4),
        ("payments/api", 20_712, 5),
        ("payments/other", 20_711, 9),
    ] {
        let at = day * DAY + i64::from(times) * 60;
        pulled(&url, "us-west-1", name, at, times).await;
    }
    let days = aws.pulls(&there, 20_700, 20_730).await;
    assert_eq!(days, Ok(vec![(20_710, 7), (20_712, 5)]));
    let later = aws.pulls(&there, 20_711, 20_730).await;
    assert_eq!(later, Ok(vec![(20_712, 5)]), "from the first day on");
}

#[tokio::test]
async fn what_an_adoption_reads_can_be_said_again_without_a_difference() {
    let Some(url) = moto() else { return };
    const ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"pull","Effect":"Allow","Principal":"*","Action":["ecr:BatchGetImage"]}]}"#;
    let there = address(OWN, "eu-west-1", "old/by-hand");
    let ecr = ecr(&url, "eu-west-1", own());
    ecr.create_repository()
        .repository_name("old/by-hand")
        .image_tag_mutability(ImageTagMutability::Immutable)
        .tags(tag("owner", "somebody"))
        .send()
        .await
        .unwrap();
    let aws = client(&url, None);
    assert_eq!(aws.policy(&there).await, Ok(None), "none yet");
    ecr.put_lifecycle_policy()
        .repository_name("old/by-hand")
        .lifecycle_policy_text(POLICY)
        .send()
        .await
        .unwrap();
    ecr.set_repository_policy()
        .repository_name("old/by-hand")
        .policy_text(ACCESS)
        .send()
        .await
        .unwrap();
    let seen = aws.repository(&there).await;
    let seen = seen.present().unwrap();
    let access = aws.policy(&there).await.unwrap();
    let (settings, found) = domain::request::adopt::read(seen, access.as_deref()).unwrap();
    assert!(found.access.is_some() && found.lifecycle.is_some());
    let all = found
        .wanted(&settings)
        .compare(seen, Some(access.as_deref()));
    assert!(all.iter().all(|one| one.same), "{all:?}");
}
