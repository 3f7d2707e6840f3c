//! Searching, keeping and carrying away what the inventory shows.

use crate::fake::repository;
use crate::support::Bench;
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use domain::testing::filled_form;
use tower::ServiceExt as _;

#[tokio::test]
async fn a_full_name_leads_straight_to_it_and_words_to_a_page() {
    let bench = Bench::new().await;
    let answer = bench.get("/search?q=REQ-1482").await;
    let there = format!("/requests/{}", filled_form().id);
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, there.as_str())
    );
    for path in ["/search", "/search?q=pay", "/search?q=REQ-1482&in=requests"] {
        let answer = bench.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.contains("<h1"), "{path}");
    }
    let hostile = bench
        .get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!hostile.body.contains("<script>alert"), "{}", hostile.body);
}

#[tokio::test]
async fn every_page_has_the_search_box_with_its_keys() {
    let bench = Bench::new().await;
    for path in ["/", "/requests/new", "/inventory", "/nowhere"] {
        let body = bench.get(path).await.body;
        assert!(body.contains("action=\"/search\""), "{path}");
        assert!(
            body.contains("aria-keyshortcuts=\"Control+K Meta+K\""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_export_is_a_file_with_every_row_in_order() {
    let bench = Bench::new().await;
    let csv = bench.get("/inventory.csv?team=payments").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let name = csv.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"berth-inventory-") && name.ends_with(".csv\""),
        "{name}"
    );
    let lines: Vec<&str> = csv.body.trim_end().split("\r\n").collect();
    assert!(lines[0].starts_with("account,region,name,uri,team"));
    let third = |line: &&str| line.split(',').nth(2).map(str::to_owned);
    let names: Vec<_> = lines[1..].iter().filter_map(third).collect();
    assert_eq!(names, ["a/one", "b/two", "b/three"]);
    assert!(lines[1].contains(",'=team,"), "no formula: {}", lines[1]);

    let json = bench.get("/inventory.json").await;
    assert_eq!(json.header("content-type"), "application/json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json.body).unwrap();
    let names: Vec<_> = rows
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["a/one", "b/two", "b/three"]);
    assert_eq!(rows[0]["uri"], repository("a/one").uri);
    assert_eq!(rows[0]["team"], "=team");
    assert!(rows[0]["images"].is_null());
}

#[tokio::test]
async fn an_export_that_breaks_off_does_not_pass_for_a_whole_one() {
    let bench = Bench::new().await;
    for format in ["csv", "json"] {
        let path = format!("/inventory.{format}?q=breaks");
        let request = bench.request("GET", &path).body(Body::empty()).unwrap();
        let response = bench.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert!(
            to_bytes(response.into_body(), 1 << 20).await.is_err(),
            "{format}"
        );
    }
}

#[tokio::test]
async fn nobody_exports_without_signing_in() {
    let bench = Bench::new().await;
    for path in [
        "/inventory.csv",
        "/inventory.json",
        "/search?q=x",
        "/inventory/views",
    ] {
        let answer = bench.get_as("none=1", path).await;
        assert_eq!(answer.status.as_u16(), 303, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn a_view_is_kept_shown_on_every_page_changed_and_deleted() {
    let bench = Bench::new().await;
    let sent = "team=payments&after=xyz&unknown=1&sort=storage";
    let kept = bench
        .post("/inventory/views", &[("name", "Ours"), ("query", sent)])
        .await;
    let view = "/inventory?team=payments&sort=storage";
    assert_eq!((kept.status.as_u16(), kept.location()), (303, view));
    let current = format!(
        "href=\"{}\" aria-current=\"page\"",
        view.replace('&', "&amp;")
    );
    assert!(bench.get(view).await.body.contains(&current));
    let home = bench.get("/").await.body;
    assert!(home.contains("Ours") && !home.contains(&current));
    assert_eq!(bench.get("/inventory/views/new").await.location(), view);
    assert!(
        bench
            .get("/inventory/views")
            .await
            .body
            .contains("Only you see it")
    );

    let form = [("name", "Theirs"), ("shared", "1")];
    let changed = bench.post("/inventory/views/new", &form).await;
    assert_eq!(changed.location(), "/inventory/views");
    let body = bench.get("/inventory/views").await.body;
    assert!(body.contains("Theirs") && body.contains("Shared with everybody"));

    bench.post("/inventory/views/new/delete", &[]).await;
    assert!(!bench.get("/").await.body.contains("Theirs"));
    for path in ["/inventory/views/new", "/inventory/views/new/delete"] {
        assert_eq!(bench.post(path, &form).await.status.as_u16(), 404, "{path}");
    }
    let refused = bench.post("/inventory/views", &[("name", " ")]).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("Give the view a name"));
}

#[tokio::test]
async fn another_site_keeps_no_view() {
    let bench = Bench::new().await;
    let mut request = bench.form("/inventory/views", &[("name", "Ours"), ("query", "")]);
    let cross = "cross-site".parse().unwrap();
    request.headers_mut().insert("sec-fetch-site", cross);
    assert_eq!(bench.send(request).await.status, StatusCode::FORBIDDEN);
}
