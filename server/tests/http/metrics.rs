//! Metrics are for those who have the token.

use crate::support::{Answer, Bench, METRICS_TOKEN};
use axum::body::Body;
use axum::http::header::AUTHORIZATION;

async fn metrics(bench: &Bench, authorization: &str) -> Answer {
    let request = bench
        .request("GET", "/metrics")
        .header(AUTHORIZATION, authorization);
    bench.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn whoever_has_the_token_reads_what_goes_on() {
    let bench = Bench::new().await;
    bench.get("/requests?q=secret-words").await;
    bench.get("/no/such/page").await;
    let answer = metrics(&bench, &format!("Bearer {METRICS_TOKEN}")).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    assert!(
        answer
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    for text in [
        "berth_http_request_duration_seconds_count{method=\"GET\",route=\"/requests\",status=\"200\"}",
        "route=\"none\",status=\"404\"",
        "berth_requests{stage=\"in_review\"} 0",
        "berth_queue_due 0",
        "berth_database_up 1",
    ] {
        assert!(answer.body.contains(text), "{text}:\n{}", answer.body);
    }
    assert!(!answer.body.contains("secret-words") && !answer.body.contains("/no/such"));
}

#[tokio::test]
async fn nobody_else_does() {
    let bench = Bench::new().await;
    for given in [
        "",
        "Bearer ",
        "Bearer wrong",
        METRICS_TOKEN,
        "Basic metrics-token",
    ] {
        let answer = metrics(&bench, given).await;
        assert_eq!(answer.status.as_u16(), 401, "{given}");
        assert!(!answer.body.contains("berth_"), "{given}");
    }
}
