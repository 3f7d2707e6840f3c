//! The page that asks for a removal, and the one that is left.

use crate::support::Bench;
use axum::http::StatusCode;
use domain::testing::filled_form;

const PAGE: &str = "/repositories/123456789012/us-east-1/payments/api/-/removal";

#[tokio::test]
async fn the_page_offers_every_way_and_keeps_the_one_of_the_link() {
    let bench = Bench::new().await;
    let answer = bench.get(&format!("{PAGE}?way=policy")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for word in ["delete-with-images", "delete-empty", "detach"] {
        let option = format!("value=\"{word}\"");
        assert!(answer.body.contains(&option), "{word} in {}", answer.body);
    }
    assert!(
        answer.body.contains("value=\"policy\" selected"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_wrong_name_comes_back_and_the_right_one_becomes_a_request() {
    let bench = Bench::new().await;
    let typed = [
        ("way", "detach"),
        ("typed", "payments/oops"),
        ("comment", "Unused"),
    ];
    let answer = bench.post(PAGE, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["payments/oops", "Unused", "Type the name"] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    let typed = [
        ("way", "detach"),
        ("typed", "payments/api"),
        ("comment", ""),
    ];
    let answer = bench.post(PAGE, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let request = format!("/requests/{}", filled_form().id);
    assert_eq!(answer.header("location"), request);
}

#[tokio::test]
async fn the_wish_to_deny_pulls_comes_back_with_the_rest() {
    let bench = Bench::new().await;
    let typed = [
        ("way", "delete-empty"),
        ("typed", "payments/oops"),
        ("deny_pulls", "on"),
    ];
    let answer = bench.post(PAGE, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("by-hand.yaml"), "{}", answer.body);
    let tick = answer.body.split("id=\"deny_pulls\"").nth(1).unwrap();
    let tick = tick.split('>').next().unwrap();
    assert!(tick.contains("checked"), "{tick}");
}

#[tokio::test]
async fn taking_back_leads_to_the_request_that_does_it() {
    let bench = Bench::new().await;
    let id = filled_form().id;
    let answer = bench.post(&format!("/requests/{id}/take-back"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), format!("/requests/{id}"));
    let foreign = bench.get(&format!("/requests/{id}/take-back")).await;
    assert_eq!(foreign.status, StatusCode::METHOD_NOT_ALLOWED);
}
