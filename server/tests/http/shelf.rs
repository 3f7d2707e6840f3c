//! The tabs of a repository: files that stream, forms that come back with what is wrong, deletions that ask twice.

use crate::fake_shelf::EXPORTED;
use crate::support::Bench;
use axum::http::StatusCode;

const IMAGES: &str = "/repositories/123456789012/us-east-1/payments/api/-/images";
const FINDINGS: &str = "/repositories/123456789012/us-east-1/payments/api/-/findings";

fn digest(digit: char) -> String {
    format!("sha256:{}", digit.to_string().repeat(64))
}

#[tokio::test]
async fn the_file_of_findings_holds_every_row_and_no_formula() {
    let bench = Bench::new().await;
    let answer = bench
        .get(&format!("{FINDINGS}?format=csv&severity=HIGH"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"payments-api-findings.csv\""
    );
    let lines: Vec<&str> = answer.body.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), usize::try_from(EXPORTED).unwrap() + 1);
    assert!(lines[0].starts_with("finding,severity,"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("CVE-1,HIGH,\"zlib, small\",1.2,,7.5,2026-01-14T"),
        "{}",
        lines[1]
    );
    assert!(
        lines[5].starts_with("\"'=HYPERLINK(\"\"x\"\")\","),
        "{}",
        lines[5]
    );
}

#[tokio::test]
async fn an_exception_that_cannot_be_comes_back_with_what_was_typed() {
    let bench = Bench::new().await;
    let typed = [
        ("finding", "CVE-2026-1"),
        ("owner", "payments"),
        ("reason", "No"),
        ("until", "2020-01-01"),
    ];
    let answer = bench.post(FINDINGS, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "value=\"CVE-2026-1\"",
        "id=\"reason-error\"",
        "id=\"until-error\"",
        "href=\"#until\"",
    ] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    assert!(!answer.body.contains("id=\"owner-error\""));
    let good = [
        ("finding", "CVE-2026-1"),
        ("owner", "payments"),
        ("reason", "The code is never reached"),
        ("until", "2026-03-31"),
    ];
    let answer = bench.post(FINDINGS, &good).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), FINDINGS);
}

#[tokio::test]
async fn an_exception_is_ended_by_its_id() {
    let bench = Bench::new().await;
    let ended = bench.post(FINDINGS, &[("end", "known")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let unknown = bench.post(FINDINGS, &[("end", "other")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn images_are_deleted_only_once_the_name_is_typed() {
    let bench = Bench::new().await;
    let chosen = digest('1');
    let asked = bench.get(&format!("{IMAGES}?delete=1&d={chosen}")).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("Delete 1 image?") && asked.body.contains("name=\"confirm\""));
    let wrong = bench
        .post(IMAGES, &[("d", &chosen), ("confirm", "payments")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("confirm-error") && wrong.body.contains(&chosen));
    let right = bench
        .post(IMAGES, &[("d", &chosen), ("confirm", "payments/api")])
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(right.location(), IMAGES);
    let list = bench
        .get_as(
            &format!("{}; {}", bench.cookie, right.crumb("berth-notice")),
            "/inventory",
        )
        .await;
    assert!(
        list.body.contains("The images are deleted."),
        "{}",
        list.body
    );
}

#[tokio::test]
async fn what_aws_kept_is_said_with_its_reason() {
    let bench = Bench::new().await;
    let (gone, kept) = (digest('1'), digest('f'));
    let sent = [
        ("d", gone.as_str()),
        ("d", &kept),
        ("confirm", "payments/api"),
    ];
    let answer = bench.post(IMAGES, &sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.body.contains("1 image deleted, 1 image not"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("Delete the index first"));
}

#[tokio::test]
async fn a_tab_without_a_form_takes_none() {
    let bench = Bench::new().await;
    let history = "/repositories/123456789012/us-east-1/payments/api/-/history";
    assert_eq!(bench.post(history, &[]).await.status.as_u16(), 405);
    let one = bench.get(&format!("{IMAGES}?image={}", digest('1'))).await;
    assert!(one.body.contains("111111111111"), "{}", one.body);
}
