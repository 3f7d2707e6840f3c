//! ECR and STS over HTTP: who may call, pages, refusals, scans and previews.
#![allow(clippy::unwrap_used, clippy::expect_used)]
mod support;

use serde_json::{Value, json};
use support::*;

#[tokio::test]
async fn pages_hold_every_repository_once() {
    let bench = bench().await;
    for n in 0..7 {
        bench
            .ecr(
                "CreateRepository",
                json!({ "repositoryName": format!("team/app-{n}") }),
            )
            .await;
    }
    let (mut names, mut token) = (Vec::new(), Value::Null);
    loop {
        let (status, page) = bench
            .ecr(
                "DescribeRepositories",
                json!({ "maxResults": 3, "nextToken": token }),
            )
            .await;
        assert_eq!(status, 200, "{page}");
        names.extend(
            page["repositories"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| r["repositoryName"].as_str().unwrap().to_owned()),
        );
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(names.len(), 7);
    names.dedup();
    assert_eq!(names.len(), 7);

    let (status, body) = bench
        .ecr(
            "DescribeRepositories",
            json!({ "repositoryNames": ["team/app-1"], "maxResults": 3 }),
        )
        .await;
    assert_eq!(
        (status, body["__type"].as_str().unwrap()),
        (400, "InvalidParameterException")
    );
    let (status, body) = bench
        .ecr(
            "DescribeRepositories",
            json!({ "repositoryNames": ["team/app-1", "team/none"] }),
        )
        .await;
    assert_eq!(
        (status, body["__type"].as_str().unwrap()),
        (400, "RepositoryNotFoundException"),
        "one missing name fails them all"
    );
    assert_eq!(
        bench
            .ecr_in("eu-west-1", "DescribeRepositories", json!({}))
            .await
            .1["repositories"],
        json!([]),
        "another region"
    );
    assert_eq!(
        bench
            .ecr("DescribeRepositories", json!({ "nextToken": "made-up" }))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn unknown_keys_wrong_services_and_missing_signatures_are_refused() {
    let bench = bench().await;
    let (status, body) = bench
        .ecr_as(
            "AKIAUNKNOWN",
            None,
            "us-east-1",
            "DescribeRepositories",
            json!({}),
        )
        .await;
    assert_eq!(
        (status, body["__type"].as_str().unwrap()),
        (400, "UnrecognizedClientException")
    );
    let request = bench
        .http
        .post(&bench.sandbox.urls().aws)
        .header(
            "x-amz-target",
            "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
        )
        .body("{}");
    assert_eq!(
        answer(request).await.1["__type"],
        "MissingAuthenticationTokenException"
    );
    let request = bench
        .http
        .post(&bench.sandbox.urls().aws)
        .header(
            "x-amz-target",
            "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
        )
        .header("authorization", signature(KEY, "us-east-1", "s3"))
        .body("{}");
    assert_eq!(
        answer(request).await.1["__type"],
        "InvalidSignatureException"
    );
}

async fn sts(bench: &Bench, form: &[(&str, &str)]) -> (u16, String) {
    let request = bench
        .http
        .post(&bench.sandbox.urls().aws)
        .header("authorization", signature(KEY, "us-east-1", "sts"))
        .form(form);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn tag<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).expect(name);
    rest.split_once(&format!("</{name}>")).expect(name).0
}

#[tokio::test]
async fn a_role_leads_to_its_account_and_reads_only() {
    let bench = bench().await;
    let (_, me) = sts(
        &bench,
        &[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")],
    )
    .await;
    assert_eq!(tag(&me, "Account"), ACCOUNT);
    let assume = |external: &'static str| {
        vec![
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", "arn:aws:iam::210987654321:role/berth-reader"),
            ("RoleSessionName", "berth"),
            ("ExternalId", external),
        ]
    };
    assert_eq!(sts(&bench, &assume("guess")).await.0, 403);
    let (status, xml) = sts(&bench, &assume("berth-sandbox")).await;
    assert_eq!(status, 200, "{xml}");
    let (key, token) = (tag(&xml, "AccessKeyId"), tag(&xml, "SessionToken"));
    assert_eq!(
        bench
            .ecr_as(
                key,
                Some(token),
                "us-east-1",
                "DescribeRepositories",
                json!({})
            )
            .await
            .0,
        200
    );
    assert_eq!(
        bench
            .ecr_as(key, None, "us-east-1", "DescribeRepositories", json!({}))
            .await
            .0,
        400
    );
    // Git is where a portal changes things.
    for operation in [
        "CreateRepository",
        "DeleteRepository",
        "PutImageTagMutability",
        "PutLifecyclePolicy",
        "DeleteLifecyclePolicy",
        "SetRepositoryPolicy",
        "DeleteRepositoryPolicy",
    ] {
        let (_, body) = bench
            .ecr_as(
                key,
                Some(token),
                "us-east-1",
                operation,
                json!({ "repositoryName": "a/b" }),
            )
            .await;
        assert_eq!(body["__type"], "AccessDeniedException", "{operation}");
    }
    bench.control("DELETE", "aws/sessions", json!({})).await;
    let (_, body) = bench
        .ecr_as(
            key,
            Some(token),
            "us-east-1",
            "DescribeRepositories",
            json!({}),
        )
        .await;
    assert_eq!(body["__type"], "ExpiredTokenException");
}

async fn push(bench: &Bench, tag: &str, salt: u32) -> (u16, Value) {
    let manifest = json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": { "size": salt }, "layers": [] });
    bench.ecr("PutImage", json!({ "repositoryName": "team/app", "imageManifest": manifest.to_string(), "imageTag": tag })).await
}

#[tokio::test]
async fn pushes_scans_and_deletions_follow_the_settings() {
    let bench = bench().await;
    bench.ecr("CreateRepository", json!({ "repositoryName": "team/app", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": { "scanOnPush": true } })).await;
    assert_eq!(push(&bench, "v1", 1).await.0, 200);
    assert_eq!(
        push(&bench, "v1", 2).await.1["__type"],
        "ImageTagAlreadyExistsException"
    );
    let id = json!({ "repositoryName": "team/app", "imageId": { "imageTag": "v1" } });
    let (_, findings) = bench.ecr("DescribeImageScanFindings", id.clone()).await;
    assert_eq!(findings["imageScanStatus"]["status"], "IN_PROGRESS");
    bench.idle().await;
    let (_, findings) = bench.ecr("DescribeImageScanFindings", id.clone()).await;
    assert_eq!(
        findings["imageScanFindings"]["findingSeverityCounts"],
        json!({})
    );
    assert_eq!(
        bench.ecr("StartImageScan", id).await.1["__type"],
        "LimitExceededException",
        "once a day"
    );
    let (status, body) = bench.ecr("BatchDeleteImage", json!({ "repositoryName": "team/app", "imageIds": [{ "imageTag": "v1" }, { "imageTag": "none" }] })).await;
    assert_eq!(status, 200);
    assert_eq!(body["imageIds"].as_array().unwrap().len(), 1);
    assert_eq!(body["failures"][0]["failureCode"], "ImageNotFound");
}

#[tokio::test]
async fn a_preview_ends_some_time_after_it_began() {
    let bench = bench().await;
    bench
        .ecr("CreateRepository", json!({ "repositoryName": "team/app" }))
        .await;
    for n in 0..12 {
        push(&bench, &format!("v{n}"), n).await;
    }
    let name = json!({ "repositoryName": "team/app" });
    assert_eq!(
        bench.ecr("GetLifecyclePolicyPreview", name.clone()).await.1["__type"],
        "LifecyclePolicyPreviewNotFoundException"
    );
    let (status, body) = bench
        .ecr(
            "StartLifecyclePolicyPreview",
            json!({ "repositoryName": "team/app", "lifecyclePolicyText": RULES }),
        )
        .await;
    assert_eq!(
        (status, body["status"].as_str().unwrap()),
        (200, "IN_PROGRESS")
    );
    assert_eq!(
        bench
            .ecr("StartLifecyclePolicyPreview", name.clone())
            .await
            .1["__type"],
        "LifecyclePolicyPreviewInProgressException"
    );
    bench.idle().await;
    let (_, body) = bench.ecr("GetLifecyclePolicyPreview", name).await;
    assert_eq!(
        (
            body["status"].as_str().unwrap(),
            body["summary"]["expiringImageTotalCount"].clone()
        ),
        ("COMPLETE", json!(2))
    );
    let (_, body) = bench.ecr("PutLifecyclePolicy", json!({ "repositoryName": "team/app", "lifecyclePolicyText": RULES.replace("\"any\"", "\"some\"") })).await;
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("Lifecycle policy validation failure"),
        "{body}"
    );
}
