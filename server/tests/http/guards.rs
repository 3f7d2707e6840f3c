//! What protects people: headers on every answer, no forms from elsewhere, no endless asking.

use crate::support::Bench;
use axum::body::Body;
use domain::testing::filled_form;

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let bench = Bench::at("https://berth.acme.example").await;
    for path in [
        "/",
        "/nowhere",
        "/sign-in",
        "/healthz",
        "/assets/nothing.css",
        "/requests/new/check",
        "/webhooks/github",
    ] {
        let answer = bench.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        for policy in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert_eq!(answer.header(policy), "same-origin", "{path}");
        }
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
        assert!(
            answer
                .header("strict-transport-security")
                .starts_with("max-age="),
            "{path}"
        );
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let local = Bench::new().await.get("/").await;
    assert_eq!(local.header("strict-transport-security"), "");
}

#[tokio::test]
async fn nothing_on_a_page_is_inline() {
    let bench = Bench::new().await;
    for path in [
        "/",
        "/requests/new",
        &format!("/requests/{}", filled_form().id),
    ] {
        let body = bench.get(path).await.body;
        assert!(
            !body.contains(" style=\"") && !body.contains("<style") && !body.contains(" onclick="),
            "{path}"
        );
        assert!(
            body.match_indices("<script").all(|(at, _)| body[at..]
                .split('>')
                .next()
                .unwrap()
                .contains(" src=")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let bench = Bench::new().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut request = bench.form(
            "/requests",
            &[("action", "save"), ("id", &filled_form().id)],
        );
        request.headers_mut().remove("sec-fetch-site");
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = bench.send(request).await;
        assert_eq!(answer.status.as_u16(), 403, "{name}");
        assert!(
            answer.body.contains("Another site sent this"),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn the_request_id_is_the_servers_own() {
    let bench = Bench::new().await;
    let request = bench
        .request("GET", "/")
        .header("x-request-id", "chosen-outside")
        .body(Body::empty())
        .unwrap();
    assert_ne!(
        bench.send(request).await.header("x-request-id"),
        "chosen-outside"
    );
}

#[tokio::test]
async fn too_many_changes_wait_with_a_page_that_says_how_long() {
    let bench = Bench::new().await;
    let path = format!("/requests/{}/withdraw", filled_form().id);
    let mut last = bench.post(&path, &[]).await;
    assert_eq!(
        (last.status.as_u16(), last.location()),
        (303, &*format!("/requests/{}", filled_form().id))
    );
    for _ in 0..70 {
        last = bench.post(&path, &[]).await;
    }
    assert_eq!(last.status.as_u16(), 429);
    assert!(last.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(bench.get("/").await.status.as_u16(), 200);
}

#[tokio::test]
async fn pages_are_compressed_and_live_streams_are_not() {
    let bench = Bench::new().await;
    let page = bench
        .request("GET", "/")
        .header("accept-encoding", "gzip")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(bench.router.clone(), page)
        .await
        .unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let path = format!("/requests/{}/events", filled_form().id);
    let stream = bench
        .request("GET", &path)
        .header("accept-encoding", "gzip")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(bench.router.clone(), stream)
        .await
        .unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    assert_eq!(response.headers()["x-accel-buffering"], "no");
}

#[tokio::test]
async fn what_no_browser_sends_is_refused_unread() {
    let bench = Bench::new().await;
    let long = format!("/search?q={}", "x".repeat(40_000));
    assert_eq!(bench.get(&long).await.status.as_u16(), 414);
    let mut request = bench.request("GET", "/");
    for n in 0..40 {
        request = request.header(format!("x-filler-{n}"), "y".repeat(1_000));
    }
    let answer = bench.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 431);
    assert!(!answer.header("content-security-policy").is_empty());
    let form = "z".repeat(70_000);
    let answer = bench.post("/requests", &[("comment", &form)]).await;
    assert_eq!(answer.status.as_u16(), 413);
}

#[tokio::test]
async fn a_crowd_is_told_to_come_back_and_health_is_still_told() {
    let bench = Bench::crowded().await;
    let busy = bench.get("/").await;
    assert_eq!(
        (busy.status.as_u16(), busy.header("retry-after")),
        (503, "1")
    );
    assert_eq!(bench.get("/healthz").await.status.as_u16(), 200);
}
