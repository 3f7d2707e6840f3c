//! Tables of figures are files, and long ones come in pieces.

use crate::support::Bench;
use axum::http::StatusCode;

#[tokio::test]
async fn every_table_is_a_file_of_its_own() {
    let bench = Bench::new().await;
    for table in app::pages::insights::TABLES {
        let answer = bench
            .get(&format!("/insights/tables/{table}.csv?last=30"))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{table}");
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        let name = answer.header("content-disposition");
        assert!(
            name.starts_with(&format!("attachment; filename=\"berth-{table}-20")),
            "{name}"
        );
        assert!(answer.body.ends_with("\r\n"), "{table}");
    }
    for path in [
        "/insights/tables/secrets.csv",
        "/insights/tables/teams",
        "/insights/days/2026-02-30",
        "/insights/days/2026-01-01",
    ] {
        assert_eq!(
            bench.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_long_file_comes_whole_page_by_page() {
    let bench = Bench::new().await;
    let answer = bench.get("/inventory/unmanaged.csv?after=1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let lines: Vec<&str> = answer.body.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4, "{}", answer.body);
    for (number, line) in lines[1..].iter().enumerate() {
        assert!(line.contains(&format!(",'=team{number},")), "{line}");
    }
}
