//! The page on which other settings are looked at and asked for.

use crate::support::Bench;
use axum::http::StatusCode;

const AT: &str = "/repositories/123456789012/us-east-1/payments/my-app-registry/-/settings";

fn form<'a>(team: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("description", "Images of the checkout"),
        ("team", team),
        ("system", "spacetech"),
        ("mutability", "mutable"),
        ("exceptions", ""),
        ("scan", "on"),
        ("tags", ""),
    ];
    form.extend(more);
    form
}

#[tokio::test]
async fn a_change_is_looked_at_before_it_is_asked_for() {
    let bench = Bench::new().await;
    let page = bench.get(AT).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("value=\"platform-engineering\""));
    assert!(!page.body.contains("Ask for it"));
    let looked = bench.post(AT, &form("checkout", &[])).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.body);
    for part in ["Ask for it", "has to accept", "value=\"checkout\""] {
        assert!(looked.body.contains(part), "{part}");
    }
    let asked = bench.post(AT, &form("checkout", &[("ask", "1")])).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert!(asked.header("location").starts_with("/requests/"));
}

#[tokio::test]
async fn what_cannot_be_taken_comes_back_as_it_was_typed() {
    let bench = Bench::new().await;
    let back = bench.post(AT, &form("-x-", &[])).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("value=\"-x-\""));
    assert!(back.body.contains("is not a team") && back.body.contains("href=\"#team\""));
    assert!(!back.body.contains("Ask for it"));
    let taken = form("checkout", &[("ask", "1"), ("comment", "taken")]);
    let taken = bench.post(AT, &taken).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("REQ-7 is on its way already"));
    assert!(taken.body.contains("taken</textarea>"));
}
