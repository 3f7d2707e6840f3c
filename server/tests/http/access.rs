//! The page on which another repository policy is looked at and asked for.

use crate::support::Bench;
use axum::http::StatusCode;

const AT: &str = "/repositories/123456789012/us-east-1/payments/my-app-registry/-/access";

#[tokio::test]
async fn what_lets_everybody_in_is_asked_for_twice() {
    let bench = Bench::new().await;
    let page = bench.get(AT).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Statements that people made"));
    let form = [("organization", "o-a1b2c3d4e5"), ("pull_accounts", "")];
    let looked = bench.post(AT, &form).await;
    assert_eq!(looked.status, StatusCode::OK);
    for part in [
        "Who may what then",
        "name=\"sure\"",
        "lets in more than anybody named",
    ] {
        assert!(looked.body.contains(part), "{part}");
    }
    let mut asked = form.to_vec();
    asked.push(("ask", "1"));
    let unsure = bench.post(AT, &asked).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.body.contains("Say that it is meant"));
    assert!(
        unsure.body.contains("value=\"o-a1b2c3d4e5\""),
        "what was typed stays"
    );
    asked.push(("sure", "on"));
    let sure = bench.post(AT, &asked).await;
    assert_eq!(sure.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_is_nobody_comes_back_beside_its_input() {
    let bench = Bench::new().await;
    let back = bench.post(AT, &[("pull_accounts", "1234")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("is no AWS account") && back.body.contains("value=\"1234\""));
}
