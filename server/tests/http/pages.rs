//! Pages come whole, under their addresses, with the right status.

use crate::support::Bench;
use axum::http::StatusCode;
use domain::people::Role;
use domain::portal::PortalError;
use domain::request::Stage;
use domain::testing::filled_form;
use domain::trouble::System;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn every_page_is_a_whole_document_that_nobody_keeps() {
    let bench = Bench::new().await;
    let request = format!("/requests/{}", filled_form().id);
    let review = format!("/reviews/{}", filled_form().id);
    for path in [
        "/",
        "/requests",
        "/requests/new",
        &request,
        &review,
        "/inventory?q=pay&state=ready",
        "/inventory/unmanaged",
        "/insights?last=30",
        "/insights/scorecard",
        "/sign-in",
    ] {
        let cookie = if path == "/sign-in" {
            "none=1"
        } else {
            &bench.cookie
        };
        let answer = bench.get_as(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}\n{}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(
            answer.body.starts_with("<!DOCTYPE html>") && answer.body.ends_with("</html>"),
            "{path}"
        );
        assert!(answer.body.contains("<h1"), "{path}");
    }
}

#[tokio::test]
async fn the_frame_shows_who_is_there_and_what_waits() {
    let bench = Bench::new().await;
    let body = bench.get("/").await.body;
    assert!(body.contains("dev-a") && body.contains(">7<"), "{body}");
}

#[tokio::test]
async fn a_page_survives_the_loss_of_its_surroundings() {
    let bench = Bench::new().await;
    *bench.portal.surroundings.lock().unwrap() = Err(PortalError::Bug("x".into()));
    assert_eq!(bench.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whatever_the_portal_says_has_a_status_and_a_page() {
    let bench = Bench::new().await;
    let retry = format!("/requests/{}/retry", filled_form().id);
    let cases = [
        (bench.get("/nowhere").await, 404),
        (bench.get("/requests/not-an-id").await, 404),
        (
            bench
                .get("/requests/0197c9d2-7c1a-7000-8000-00000000ffff")
                .await,
            404,
        ),
        (bench.get("/repositories/1/2/3").await, 404),
        (
            bench.get("/repositories/123456789012/us-east-1/a/b").await,
            503,
        ),
        (
            bench
                .get("/repositories/123456789012/us-east-1/a/b/-/images")
                .await,
            503,
        ),
        (
            bench
                .get("/repositories/123456789012/us-east-1/a/b/-/nothing")
                .await,
            404,
        ),
        (bench.get("/reviews").await, 403),
        (bench.post(&retry, &[]).await, 409),
        (bench.get("/requests?q=panic").await, 500),
        (
            bench
                .send(
                    bench
                        .request("DELETE", "/inventory")
                        .body(axum::body::Body::empty())
                        .unwrap(),
                )
                .await,
            405,
        ),
    ];
    for (answer, status) in cases {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        assert!(
            answer.body.starts_with("<!DOCTYPE html>"),
            "{status} is no page"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_refused_method_names_those_that_work_and_an_outage_when_to_come_back() {
    let bench = Bench::new().await;
    let answer = bench.post("/inventory", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET,HEAD")
    );
    *bench.portal.home.lock().unwrap() = Err(PortalError::Unavailable(System::Database));
    let answer = bench.get("/").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "10")
    );
}

#[tokio::test]
async fn who_lacks_a_role_reads_who_can_give_it() {
    let bench = Bench::new().await;
    let body = bench.get("/reviews").await.body;
    assert!(
        body.contains("You need the role reviewer to decide; ask acme/platform."),
        "{body}"
    );
}

#[tokio::test]
async fn a_bug_shows_a_number_and_nothing_else() {
    let bench = Bench::new().await;
    let body = bench.get("/requests?q=panic").await.body;
    assert!(
        body.contains("Give this number") && !body.contains("planted"),
        "{body}"
    );
}

#[tokio::test]
async fn a_moving_request_reloads_itself_without_scripts() {
    let bench = Bench::new().await;
    let path = format!("/requests/{}", filled_form().id);
    assert!(bench.get(&path).await.body.contains("http-equiv"));
    *bench.portal.request.lock().unwrap() =
        crate::fake::request(Stage::NeedsInput { problems: vec![] }, 4);
    assert!(!bench.get(&path).await.body.contains("http-equiv"));
}

#[tokio::test]
async fn the_database_away_is_a_page_and_not_ready() {
    let bench = Bench::new().await;
    assert_eq!(
        (
            bench.get("/healthz").await.status,
            bench.get("/readyz").await.status
        ),
        (StatusCode::OK, StatusCode::OK)
    );
    assert_eq!(bench.get("/healthz").await.body, "ok\n");
}

#[tokio::test]
async fn the_theme_is_kept_and_leads_back_to_the_page() {
    let bench = Bench::new().await;
    let answer = bench
        .post(
            "/settings/theme",
            &[("theme", "dark"), ("next", "/inventory?q=x")],
        )
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/inventory?q=x")
    );
    let cookie = format!("{}; {}", bench.cookie, answer.crumb("berth-theme"));
    assert!(
        bench
            .get_as(&cookie, "/")
            .await
            .body
            .contains("data-theme=\"dark\"")
    );
}

#[tokio::test]
async fn the_inventory_is_made_once_for_all_who_ask_and_anew_after_a_change() {
    let bench = Bench::new().await;
    let other = bench.session("dev-b", &[Role::Developer], "another").await;
    let asked = || bench.portal.inventories.load(Ordering::Relaxed);
    let mine = bench.get("/inventory?team=payments").await.body;
    let same = bench.get("/inventory?team=payments").await.body;
    let theirs = bench.get_as(&other, "/inventory?team=payments").await.body;
    assert_eq!(asked(), 1);
    assert_eq!(mine, same);
    assert!(
        theirs.contains("dev-b") && !theirs.contains("dev-a"),
        "{theirs}"
    );
    assert!(theirs.contains("<leptos-island") && theirs.contains("</leptos-island>"));
    bench.get("/inventory?team=ledger").await;
    assert_eq!(asked(), 2);
    bench.session("dev-c", &[], "a third").await;
    assert_eq!(
        bench.get("/inventory?team=payments").await.status,
        StatusCode::OK
    );
    assert_eq!(asked(), 3);
    bench.clock.advance(1_000);
    bench.get("/inventory?team=payments").await;
    assert_eq!(asked(), 4);
}
