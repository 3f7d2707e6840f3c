//! The way in and out.

use crate::support::{Answer, Bench};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::COOKIE;
use domain::github::Login;
use domain::people::{Aliases, Provider, Role};
use secrecy::ExposeSecret as _;
use server::services::SessionLimits;
use server::store::{Grants, Identity};
use sha2::{Digest as _, Sha256};

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

async fn came_by(bench: &Bench, door: &str, code: &str, cookies: &str) -> Answer {
    let start = bench.get_as(cookies, door).await;
    assert_eq!(start.status.as_u16(), 303, "{door}");
    let state = start.location().split("state=").nth(1).unwrap();
    let state = state.split('&').next().unwrap();
    let cookies = format!("{cookies}; {}", start.crumb("berth-sign-in"));
    let path = format!("/sign-in/callback?code={code}&state={state}");
    bench.get_as(&cookies, &path).await
}

#[tokio::test]
async fn one_person_comes_by_both_doors_once_the_accounts_are_linked() {
    let bench = Bench::new().await;
    let entered = came_by(&bench, "/sign-in/oidc", "ada", "none=1").await;
    let ada = entered.crumb("berth");
    let account = bench.get_as(&ada, "/settings").await.body;
    assert!(account.contains("ada@acme.example") && account.contains("/sign-in/github?link=1"));
    let linked = came_by(&bench, "/sign-in/github?link=1", "octo-ada", &ada).await;
    assert_eq!(
        (linked.status.as_u16(), linked.location()),
        (303, "/settings")
    );
    assert_eq!(linked.crumb("berth-notice"), "berth-notice=linked");
    let aliases = bench.store.aliases().await.unwrap();
    let (octo, person) = (Login::new("octo-ada"), Login::new("ada@acme.example"));
    assert_eq!(aliases.person_of(&octo), person);
    assert!(
        bench.store.token_of(&person).await.unwrap().is_some(),
        "Berth reviews in her name"
    );
    let by_github = came_by(&bench, "/sign-in/github", "octo-ada", "none=1").await;
    let home = bench.get_as(&by_github.crumb("berth"), "/").await.body;
    assert!(
        home.contains("ada@acme.example"),
        "the same person by the other door"
    );
    // Nobody else gets the account, and she gets no second one.
    let bob = came_by(&bench, "/sign-in/oidc", "bob", "none=1")
        .await
        .crumb("berth");
    let taken = came_by(&bench, "/sign-in/github?link=1", "octo-ada", &bob).await;
    assert_eq!(
        taken.crumb("berth-notice"),
        "berth-notice=linked-to-another"
    );
    let second = came_by(&bench, "/sign-in/github?link=1", "octo-other", &ada).await;
    assert_eq!(second.crumb("berth-notice"), "berth-notice=linked-already");
}

#[tokio::test]
async fn an_account_is_linked_only_to_whoever_began_it() {
    let bench = Bench::new().await;
    let ada = came_by(&bench, "/sign-in/oidc", "ada", "none=1")
        .await
        .crumb("berth");
    let bob = came_by(&bench, "/sign-in/oidc", "bob", "none=1")
        .await
        .crumb("berth");
    let start = bench.get_as(&ada, "/sign-in/github?link=1").await;
    let state = start.location().split("state=").nth(1).unwrap();
    let path = format!(
        "/sign-in/callback?code=octo&state={}",
        state.split('&').next().unwrap()
    );
    let cookies = format!("{bob}; {}", start.crumb("berth-sign-in"));
    let back = bench.get_as(&cookies, &path).await;
    assert!(
        back.location().starts_with("/sign-in?"),
        "{}",
        back.location()
    );
    assert_eq!(bench.store.aliases().await.unwrap(), Aliases::default());
    let stranger = bench.get_as("none=1", "/sign-in/github?link=1").await;
    assert!(stranger.location().starts_with("/sign-in?return_to="));
}

#[tokio::test]
async fn a_name_that_another_account_holds_lets_nobody_in() {
    let bench = Bench::new().await;
    let identity = Identity {
        provider: Provider::GitHub,
        subject: "another number".into(),
        login: Login::new("dev-b"),
        name: Login::new("dev-b"),
        grants: Grants::default(),
        checked: bench.clock.now(),
    };
    bench.store.enter(&identity).await.unwrap();
    let back = came_by(&bench, "/sign-in/github", "dev-b", "none=1").await;
    assert!(
        back.location().contains("reason=taken"),
        "{}",
        back.location()
    );
    assert!(back.cookie("berth").is_none());
}

#[tokio::test]
async fn everybody_sees_where_they_are_signed_in_and_ends_it_there() {
    let bench = Bench::new().await;
    let other = bench
        .session("dev-a", &[Role::Developer], "elsewhere")
        .await;
    let foreign = bench.session("dev-b", &[Role::Developer], "foreign").await;
    let page = bench.get("/settings").await.body;
    let handle = hex::encode(Sha256::digest("elsewhere"))[..16].to_owned();
    let end = format!("/settings/sessions/{handle}/end");
    assert!(page.contains(&end) && page.contains("This one"), "{page}");
    let not_theirs = Request::post(&end)
        .header(COOKIE, &foreign)
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty());
    assert_eq!(bench.send(not_theirs.unwrap()).await.status.as_u16(), 404);
    assert_eq!(bench.post(&end, &[]).await.location(), "/settings");
    bench.clock.advance(2_000);
    assert_eq!(bench.get_as(&other, "/").await.status.as_u16(), 303);
    let third = bench.session("dev-a", &[Role::Developer], "third").await;
    bench.post("/settings/sessions/end", &[]).await;
    bench.clock.advance(2_000);
    assert_eq!(bench.get_as(&third, "/").await.status.as_u16(), 303);
    assert_eq!(bench.get("/").await.status.as_u16(), 200, "this one stays");
    assert_eq!(bench.get_as(&foreign, "/").await.status.as_u16(), 200);
}

#[tokio::test]
async fn whoever_signs_out_can_end_the_session_at_the_provider_too() {
    let bench = Bench::new().await;
    let ada = came_by(&bench, "/sign-in/oidc", "ada", "none=1")
        .await
        .crumb("berth");
    let out = Request::post("/sign-out")
        .header(COOKIE, &ada)
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty());
    let out = bench.send(out.unwrap()).await;
    let leaving = out.crumb("berth-leaving");
    assert!(!leaving.contains("id token of ada"), "it is sealed");
    let door = bench.get_as(&leaving, "/sign-in").await.body;
    assert!(door.contains("/sign-in/leave"), "{door}");
    let there = bench.get_as(&leaving, "/sign-in/leave").await;
    assert_eq!(
        there.location(),
        "https://oidc.example/end?id_token_hint=id-token-of-ada"
    );
    assert!(there.cookie("berth-leaving").unwrap().contains("Max-Age=0"));
    let forged = bench
        .get_as("berth-leaving=made-up", "/sign-in/leave")
        .await;
    assert_eq!(forged.location(), "/sign-in");
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
