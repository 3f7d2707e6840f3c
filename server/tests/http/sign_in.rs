//! The way in and out.

use crate::support::Bench;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::COOKIE;
use domain::github::Login;
use domain::people::{Provider, Role};
use secrecy::ExposeSecret as _;
use server::services::SessionLimits;

async fn begin(bench: &Bench, return_to: &str) -> (String, String) {
    let answer = bench
        .get_as("none=1", &format!("/sign-in/github?return_to={return_to}"))
        .await;
    assert_eq!(answer.status.as_u16(), 303);
    let state = answer
        .location()
        .split("state=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned();
    (state, answer.crumb("berth-sign-in"))
}

#[tokio::test]
async fn strangers_are_led_to_the_door_and_back() {
    let bench = Bench::new().await;
    let answer = bench.get_as("none=1", "/inventory?q=a&sort=team").await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/sign-in?return_to=%2Finventory%3Fq%3Da%26sort%3Dteam")
    );
    let door = bench.get_as("none=1", answer.location()).await;
    assert!(
        door.body
            .contains("/sign-in/github?return_to=%2Finventory%3Fq%3Da%26sort%3Dteam"),
        "{}",
        door.body
    );
    let (state, cookie) = begin(&bench, "%2Finventory%3Fq%3Da").await;
    let back = bench
        .get_as(
            &cookie,
            &format!("/sign-in/callback?code=dev-b&state={state}"),
        )
        .await;
    assert_eq!(
        (back.status.as_u16(), back.location()),
        (303, "/inventory?q=a")
    );
    assert!(
        bench
            .get_as(&back.crumb("berth"), "/")
            .await
            .body
            .contains("dev-b")
    );
}

#[tokio::test]
async fn scripts_are_told_so_instead() {
    let bench = Bench::new().await;
    for path in [
        "/requests/new/check",
        "/choices/teams",
        "/requests/0197c9d2-7c1a-7000-8000-000000000001/events",
    ] {
        assert_eq!(
            bench.get_as("none=1", path).await.status.as_u16(),
            401,
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_sign_in_leads_off_the_site() {
    let bench = Bench::new().await;
    for evil in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        let (state, cookie) = begin(&bench, evil).await;
        let back = bench
            .get_as(
                &cookie,
                &format!("/sign-in/callback?code=dev-b&state={state}"),
            )
            .await;
        assert_eq!(back.location(), "/", "{evil}");
    }
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let bench = Bench::at("https://berth.acme.example").await;
    let (state, cookie) = begin(&bench, "%2F").await;
    let back = bench
        .get_as(
            &cookie,
            &format!("/sign-in/callback?code=dev-b&state={state}"),
        )
        .await;
    let cookie = back.cookie("__Host-berth").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let secret = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(
        secret.len() >= 43 && bench.store.session(secret).await.unwrap().is_none(),
        "only the hash is kept"
    );
    let sealed = bench
        .store
        .token_of(&Login::new("dev-b"))
        .await
        .unwrap()
        .unwrap();
    assert!(!sealed.sealed.contains("gho_token"));
    let opened = bench.vault.open(&sealed.sealed).unwrap();
    assert!(opened.expose_secret().contains("gho_token"));
}

#[tokio::test]
async fn a_sign_in_counts_once_and_only_in_the_browser_it_began_in() {
    let bench = Bench::new().await;
    let (state, cookie) = begin(&bench, "%2F").await;
    let path = format!("/sign-in/callback?code=dev-b&state={state}");
    let elsewhere = bench.get_as("none=1", &path).await;
    assert!(
        elsewhere.location().contains("reason=interrupted") && elsewhere.cookie("berth").is_none()
    );
    assert!(bench.get_as(&cookie, &path).await.cookie("berth").is_some());
    assert!(
        bench
            .get_as(&cookie, &path)
            .await
            .location()
            .contains("reason=interrupted")
    );
}

#[tokio::test]
async fn whoever_is_turned_away_reads_why() {
    let bench = Bench::new().await;
    for (query, reason) in [
        ("code=down", "provider_down"),
        ("code=forged", "not_believed"),
        ("code=stranger", "not_member"),
        ("error=access_denied", "denied"),
    ] {
        let (state, cookie) = begin(&bench, "%2Finventory").await;
        let back = bench
            .get_as(&cookie, &format!("/sign-in/callback?{query}&state={state}"))
            .await;
        assert_eq!(
            back.location(),
            format!("/sign-in?reason={reason}&by=github&return_to=%2Finventory")
        );
        assert!(back.cookie("berth").is_none());
        assert_eq!(
            bench
                .get_as("none=1", back.location())
                .await
                .status
                .as_u16(),
            200
        );
    }
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_before() {
    let bench = Bench::new().await;
    let (state, cookie) = begin(&bench, "%2F").await;
    let path = format!("/sign-in/callback?code=dev-b&state={state}");
    let request = Request::get(path)
        .header(COOKIE, format!("{cookie}; {}", bench.cookie))
        .body(Body::empty())
        .unwrap();
    let back = bench.send(request).await;
    assert_ne!(back.crumb("berth"), bench.cookie);
    assert_eq!(
        bench.get("/").await.status.as_u16(),
        303,
        "the session before is over"
    );
}

#[tokio::test]
async fn sessions_end_when_they_idle_and_after_a_week_at_most() {
    let bench = Bench::new().await;
    let limits = SessionLimits::default();
    let dev = Login::new("dev-a");
    bench.clock.advance(limits.idle_ms - 1000);
    assert_eq!(bench.get("/").await.status.as_u16(), 200);
    bench.clock.advance(limits.idle_ms + 1000);
    let over = bench.get("/").await;
    assert!(
        over.location().ends_with("&reason=expired"),
        "{}",
        over.location()
    );
    let cookie = bench.session("dev-a", &[Role::Developer], "another").await;
    // Their provider says all the while that they are there.
    let there = async || {
        let now = bench.clock.now();
        let marked = bench.store.mark_checked(&dev, Provider::GitHub, now);
        marked.await.unwrap();
    };
    let visits = limits.absolute_ms / (limits.idle_ms - 1000);
    for _ in 0..visits {
        bench.clock.advance(limits.idle_ms - 1000);
        assert_eq!(bench.get_as(&cookie, "/").await.status.as_u16(), 200);
        there().await;
    }
    bench.clock.advance(limits.idle_ms - 1000);
    assert_eq!(bench.get_as(&cookie, "/").await.status.as_u16(), 303);
}

#[tokio::test]
async fn somebody_whose_provider_says_nothing_is_out_after_the_idle_time_however_busy() {
    let bench = Bench::new().await;
    let half = SessionLimits::default().idle_ms / 2;
    bench.clock.advance(half);
    assert_eq!(bench.get("/").await.status.as_u16(), 200);
    bench.clock.advance(half + 1000);
    let over = bench.get("/").await;
    assert!(over.location().ends_with("&reason=expired"));
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let bench = Bench::new().await;
    let answer = bench.post("/sign-out", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/sign-in")
    );
    assert!(answer.cookie("berth").unwrap().contains("Max-Age=0"));
    assert_eq!(bench.get("/").await.status.as_u16(), 303);
}

#[tokio::test]
async fn the_door_tells_how_long_things_take_where_that_is_known() {
    let bench = Bench::new().await;
    let door = bench.get_as("none=1", "/sign-in").await.body;
    for time in ["1 min 27 s", "2 min 54 s"] {
        assert_eq!(door.matches(time).count(), 1, "{time}: {door}");
    }
}
