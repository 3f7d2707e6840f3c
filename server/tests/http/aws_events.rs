//! EventBridge's events: a shared secret, and never believed.

use crate::support::{Bench, EVENT_SECRET};
use axum::body::Body;
use axum::http::Request;

fn event(body: &str, secret: Option<&str>) -> Request<Body> {
    let request = Request::post("/webhooks/aws").header("content-type", "application/json");
    let request = match secret {
        Some(secret) => request.header("x-berth-secret", secret),
        None => request,
    };
    request.body(body.to_owned().into()).unwrap()
}

fn push(name: &str) -> String {
    serde_json::json!({
        "source": "aws.ecr", "detail-type": "ECR Image Action", "account": "123456789012", "region": "us-east-1",
        "detail": { "result": "SUCCESS", "repository-name": name, "action-type": "PUSH" },
    })
    .to_string()
}

#[tokio::test]
async fn an_event_wakes_its_repository() {
    let bench = Bench::new().await;
    let account = domain::aws::AccountId::parse("123456789012").unwrap();
    let region = domain::aws::Region::parse("us-east-1").unwrap();
    let key = domain::aws::Address {
        account: account.clone(),
        region,
        name: domain::name::RepositoryName::parse("team-a/app").unwrap(),
    };
    let found = server::store::RepositoryFound {
        seen: domain::observed::RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: None,
            mutability: "MUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: Default::default(),
        },
        key,
        team: None,
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: false,
    };
    let now = bench.clock.now();
    let store = &bench.store;
    store.census(&account, region, &[found], now).await.unwrap();
    for name in ["team-a/app", "team-a/app", "unheard/of"] {
        let answer = bench.send(event(&push(name), Some(EVENT_SECRET))).await;
        assert_eq!(answer.status.as_u16(), 202, "{}", answer.body);
    }
    let due = store.images_due(&account, region, now, 5).await.unwrap();
    assert!(due[0].due < 0, "before everything that merely waits");
}

#[tokio::test]
async fn an_event_without_the_secret_is_refused() {
    let bench = Bench::new().await;
    let longer = format!("{EVENT_SECRET}x");
    for secret in [None, Some(""), Some("wrong"), Some(longer.as_str())] {
        let answer = bench.send(event(&push("a/b"), secret)).await;
        assert_eq!(answer.status.as_u16(), 401, "{secret:?}");
    }
    let answer = bench.send(event("[]", Some(EVENT_SECRET))).await;
    assert_eq!(answer.status.as_u16(), 400);
}
