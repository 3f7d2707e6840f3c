//! The web flow, its checks, and the pages a browser sees.

use base64::Engine as _;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::support::{Bench, REPO};

const BACK: &str = "http://127.0.0.1:3000/auth/github/callback";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-0123456789";

/// Presses a persona's button; returns the code.
async fn code(bench: &Bench, login: &str) -> String {
    let challenge =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let form = [
        ("client_id", bench.sandbox.credentials().client_id),
        ("redirect_uri", BACK),
        ("state", "kept"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("login", login),
    ];
    let url = format!("{}/login/oauth/authorize", bench.sandbox.urls().github_web);
    let answer = bench.client.post(url).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    let target = url::Url::parse(answer.headers()[header::LOCATION].to_str().unwrap()).unwrap();
    let pairs: std::collections::HashMap<_, _> = target.query_pairs().into_owned().collect();
    assert_eq!(pairs["state"], "kept");
    pairs["code"].clone()
}

async fn exchange(bench: &Bench, code: &str, verifier: &str) -> Value {
    let keys = bench.sandbox.credentials();
    let body = json!({
        "client_id": keys.client_id, "client_secret": keys.client_secret, "code": code, "redirect_uri": BACK,
        "code_verifier": verifier,
    });
    let url = format!(
        "{}/login/oauth/access_token",
        bench.sandbox.urls().github_web
    );
    let request = bench
        .client
        .post(url)
        .header(header::ACCEPT, "application/json")
        .json(&body);
    request.send().await.unwrap().json().await.unwrap()
}

pub(crate) async fn token_of(bench: &Bench, login: &str) -> String {
    let code = code(bench, login).await;
    exchange(bench, &code, VERIFIER).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_persona_signs_in_and_is_known_with_teams() {
    let bench = Bench::start().await;
    let token = token_of(&bench, "reviewer-m").await;
    let get = |path: &str| bench.client.get(bench.url(path)).bearer_auth(&token).send();
    let me: Value = get("/user").await.unwrap().json().await.unwrap();
    assert_eq!(me["login"], "reviewer-m");
    let teams: Value = get("/user/teams").await.unwrap().json().await.unwrap();
    assert!(
        teams
            .as_array()
            .unwrap()
            .iter()
            .any(|t| t["slug"] == "platform-engineering")
    );
    let membership = get("/orgs/spacetech/teams/platform-engineering/memberships/reviewer-m")
        .await
        .unwrap();
    assert_eq!(membership.status(), StatusCode::OK);
    let stranger = get("/orgs/spacetech/teams/platform-engineering/memberships/dev-a")
        .await
        .unwrap();
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_works_once_and_only_with_its_verifier() {
    let bench = Bench::start().await;
    let first = code(&bench, "dev-a").await;
    assert_eq!(
        exchange(&bench, &first, "another").await["error"],
        "bad_verification_code"
    );
    let second = code(&bench, "dev-a").await;
    assert!(exchange(&bench, &second, VERIFIER).await["access_token"].is_string());
    assert_eq!(
        exchange(&bench, &second, VERIFIER).await["error"],
        "bad_verification_code"
    );
}

#[tokio::test]
async fn a_foreign_callback_is_not_served() {
    let bench = Bench::start().await;
    let id = bench.sandbox.credentials().client_id;
    let url = format!(
        "{}/login/oauth/authorize?client_id={id}&redirect_uri=http://evil.example/",
        bench.sandbox.urls().github_web
    );
    assert_eq!(
        bench.client.get(url).send().await.unwrap().status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_pull_request_has_a_page_with_its_diff_and_buttons() {
    let bench = Bench::start().await;
    let number = bench.pull("berth/one").await;
    let web = &bench.sandbox.urls().github_web;
    let signed = bench
        .client
        .post(format!("{web}/login"))
        .form(&[("login", "reviewer-m")])
        .send()
        .await
        .unwrap();
    let cookie = signed.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let url = format!("{web}/{REPO}/pull/{number}");
    let page = bench
        .client
        .get(&url)
        .header(header::COOKIE, &cookie)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("<h1>Create a registry #1</h1>")
            && page.contains("+kind: Repository")
            && page.contains("value=\"merge\"")
    );
    for act in ["approve", "merge"] {
        let done = bench
            .client
            .post(format!("{url}/act"))
            .header(header::COOKIE, &cookie)
            .form(&[("act", act)])
            .send()
            .await
            .unwrap();
        assert_eq!(done.status(), StatusCode::SEE_OTHER, "{act}");
    }
    assert_eq!(
        bench.get(&format!("/repos/{REPO}/pulls/{number}")).await["merged"],
        true
    );
    for path in [
        "",
        "/pulls",
        "/blob/main/README.md",
        "/tree/main",
        "/commit/main",
    ] {
        let answer = bench
            .client
            .get(format!("{web}/{REPO}{path}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_persons_token_ends_and_is_renewed_once() {
    let bench = Bench::start().await;
    let keys = bench.sandbox.credentials();
    let renew = async |refresh: &Value| -> Value {
        let form = [
            ("client_id", keys.client_id),
            ("client_secret", keys.client_secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str().unwrap()),
        ];
        let url = format!(
            "{}/login/oauth/access_token",
            bench.sandbox.urls().github_web
        );
        let request = bench
            .client
            .post(url)
            .header(header::ACCEPT, "application/json")
            .form(&form);
        request.send().await.unwrap().json().await.unwrap()
    };
    let works = async |token: &Value| {
        let request = bench
            .client
            .get(bench.url("/user"))
            .bearer_auth(token.as_str().unwrap());
        request.send().await.unwrap().status() == StatusCode::OK
    };
    let first = exchange(&bench, &code(&bench, "dev-a").await, VERIFIER).await;
    assert_eq!(first["expires_in"], 28_800);
    assert!(works(&first["access_token"]).await);
    bench
        .sandbox
        .world()
        .clock
        .advance(std::time::Duration::from_secs(28_801));
    assert!(!works(&first["access_token"]).await);
    let second = renew(&first["refresh_token"]).await;
    assert!(works(&second["access_token"]).await);
    assert_eq!(
        renew(&first["refresh_token"]).await["error"],
        "bad_refresh_token"
    );
    let third = renew(&second["refresh_token"]).await;
    assert!(works(&third["access_token"]).await);
    assert!(!works(&second["access_token"]).await, "its pair has ended");
}
