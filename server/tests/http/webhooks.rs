//! GitHub's webhooks: signed, remembered, and never believed.

use crate::support::{Bench, WEBHOOK_SECRET};
use axum::body::Body;
use axum::http::Request;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

fn delivery(event: &str, id: &str, body: &str, secret: &str) -> Request<Body> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    Request::post("/webhooks/github")
        .header(
            "x-hub-signature-256",
            format!("sha256={}", hex::encode(mac.finalize().into_bytes())),
        )
        .header("x-github-event", event)
        .header("x-github-delivery", id)
        .header("content-type", "application/json")
        // As a browser would say of a form on another site: the signature is what counts.
        .header("origin", "https://github.example")
        .body(body.to_owned().into())
        .unwrap()
}

const PUSH: &str =
    r#"{"ref":"refs/heads/main","repository":{"id":1,"full_name":"spacetech/my-app"}}"#;

#[tokio::test]
async fn a_signed_delivery_is_accepted_and_remembered() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        let answer = bench
            .send(delivery("push", "d-1", PUSH, WEBHOOK_SECRET))
            .await;
        assert_eq!(answer.status.as_u16(), 202, "{}", answer.body);
    }
    assert!(
        !bench
            .store
            .remember_delivery("d-1", "push", bench.clock.now())
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn what_nobody_signed_is_refused() {
    let bench = Bench::new().await;
    assert_eq!(
        bench
            .send(delivery("push", "d-1", PUSH, "wrong"))
            .await
            .status
            .as_u16(),
        401
    );
    let mut bare = delivery("push", "d-1", PUSH, WEBHOOK_SECRET);
    bare.headers_mut().remove("x-hub-signature-256");
    assert_eq!(bench.send(bare).await.status.as_u16(), 401);
    let mut altered = delivery("push", "d-1", PUSH, WEBHOOK_SECRET);
    *altered.body_mut() = Body::from(PUSH.replace("main", "evil"));
    assert_eq!(bench.send(altered).await.status.as_u16(), 401);
    assert!(
        bench
            .store
            .remember_delivery("d-1", "push", bench.clock.now())
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn events_that_mean_nothing_to_berth_are_thanked_for() {
    let bench = Bench::new().await;
    assert_eq!(
        bench
            .send(delivery("sponsorship", "d-2", "{}", WEBHOOK_SECRET))
            .await
            .status
            .as_u16(),
        202
    );
    assert_eq!(
        bench
            .send(delivery("push", "d-3", "not json", WEBHOOK_SECRET))
            .await
            .status
            .as_u16(),
        202
    );
}

#[tokio::test]
async fn a_delivery_may_be_larger_than_a_form_but_not_endless() {
    let bench = Bench::new().await;
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(200_000));
    assert_eq!(
        bench
            .send(delivery("ping", "d-4", &large, WEBHOOK_SECRET))
            .await
            .status
            .as_u16(),
        202
    );
    let endless = "x".repeat(6 << 20);
    assert_eq!(
        bench
            .send(delivery("ping", "d-5", &endless, WEBHOOK_SECRET))
            .await
            .status
            .as_u16(),
        413
    );
}
