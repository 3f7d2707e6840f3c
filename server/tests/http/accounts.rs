//! A person's accounts and sessions: linked, listed, ended.

use crate::support::{Answer, Bench};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::COOKIE;
use domain::github::Login;
use domain::people::{Aliases, Provider, Role};
use server::store::{Grants, Identity};
use sha2::{Digest as _, Sha256};

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
