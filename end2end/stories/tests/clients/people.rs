//! People who sign in, and webhooks.

use super::*;
use domain::github::Login;
use domain::trouble::TroubleKind;
use stories::Bench;

#[tokio::test]
async fn people_and_their_teams_are_known() {
    let bench = Bench::start().await.unwrap();
    let token = bench.sign_in("dev-a").await.unwrap().token;
    let teams = bench.github.teams_of(&token).await.unwrap();
    let names: Vec<&str> = teams.iter().map(|team| team.slug.as_str()).collect();
    assert!(
        names.contains(&"telemetry") && names.contains(&"payments"),
        "{names:?}"
    );
    let members = bench
        .github
        .team_members("spacetech", "platform-engineering")
        .await
        .unwrap();
    assert!(members.contains(&Login::new("reviewer-m")));
    let is_member = async |login| {
        bench
            .github
            .is_member("spacetech", "platform-engineering", &Login::new(login))
            .await
    };
    assert_eq!(
        (is_member("reviewer-m").await, is_member("dev-a").await),
        (Ok(true), Ok(false))
    );
    let stale = bench
        .github
        .exchange(
            "no-such-code",
            "x",
            "http://127.0.0.1:3000/auth/github/callback",
        )
        .await;
    assert_eq!(stale.unwrap_err().kind, TroubleKind::SignIn);
    assert_eq!(
        bench.github.me(&"wrong".into()).await.unwrap_err().kind,
        TroubleKind::SignIn
    );
    assert_eq!(bench.github.app_slug().await.unwrap(), "berth-bot");
}

#[tokio::test]
async fn webhooks_that_nobody_took_are_found_and_sent_again() {
    let bench = Bench::start().await.unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    bench
        .world
        .set_webhook_url(Some(format!("http://{free}/webhooks/github")));
    bench.github.ensure_pull_request(&wanted()).await.unwrap();
    bench.settle().await.unwrap();
    let missed = bench.github.hook_deliveries(100).await.unwrap();
    let opened = missed
        .iter()
        .find(|delivery| delivery.action.as_deref() == Some("opened"))
        .unwrap();
    assert!(!opened.arrived() && !opened.redelivery);
    bench.github.redeliver(opened.id).await.unwrap();
    bench.settle().await.unwrap();
    let again = bench.github.hook_deliveries(100).await.unwrap();
    assert!(
        again
            .iter()
            .any(|delivery| delivery.guid == opened.guid && delivery.redelivery)
    );
}
