//! The App's key, its tokens, and what they open.

use reqwest::{Method, StatusCode, header};
use serde_json::json;

use super::support::{Bench, REPO, json_of, jwt};

#[tokio::test]
async fn an_expired_or_foreign_jwt_is_refused() {
    let bench = Bench::start().await;
    let now = bench.world().clock.now().as_second();
    for token in [
        jwt(&bench.sandbox, now - 700, now - 10),
        jwt(&bench.sandbox, now, now + 3_600),
        jwt(&bench.sandbox, now + 900, now + 1_000),
        "a.b.c".to_owned(),
    ] {
        let answer = bench
            .client
            .get(bench.url("/app"))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        bench
            .as_app(Method::GET, "/app")
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn installation_tokens_are_long_narrow_and_mortal() {
    let bench = Bench::start().await;
    assert!(bench.token.len() > 255);
    let id = bench.sandbox.credentials().installation_id;
    let narrow = json!({ "repositories": ["my-app"], "permissions": { "contents": "read" } });
    let request = bench
        .as_app(
            Method::POST,
            &format!("/app/installations/{id}/access_tokens"),
        )
        .json(&narrow);
    let answer = json_of(request.send().await.unwrap(), StatusCode::CREATED).await;
    let token = answer["token"].as_str().unwrap();

    let hidden = bench
        .client
        .get(bench.url(&format!("/repos/{REPO}")))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
    let write = bench
        .client
        .post(bench.url("/repos/spacetech/my-app/git/blobs"))
        .bearer_auth(token)
        .json(&json!({ "content": "x" }));
    let write = write.send().await.unwrap();
    assert_eq!(write.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        write.headers()["x-accepted-github-permissions"],
        "contents=write"
    );

    bench
        .world()
        .clock
        .advance(std::time::Duration::from_secs(3_601));
    let late = bench
        .client
        .get(bench.url("/repos/spacetech/my-app"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    let body = json_of(late, StatusCode::UNAUTHORIZED).await;
    assert_eq!(body["message"], "Bad credentials");
}

#[tokio::test]
async fn what_the_app_is_not_installed_on_does_not_exist_for_it() {
    let bench = Bench::start().await;
    let answer = bench
        .ask(Method::GET, "/repos/spacetech/launch-codes")
        .send()
        .await
        .unwrap();
    assert_eq!(
        json_of(answer, StatusCode::NOT_FOUND).await["message"],
        "Not Found"
    );
    let answer = bench
        .as_app(Method::GET, "/repos/spacetech/launch-codes/installation")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let all = bench.get("/installation/repositories").await;
    assert_eq!(all["total_count"], 5);
}

#[tokio::test]
async fn an_unchanged_answer_is_304_and_free() {
    let bench = Bench::start().await;
    let first = bench
        .ask(Method::GET, &format!("/repos/{REPO}"))
        .send()
        .await
        .unwrap();
    let etag = first.headers()[header::ETAG].clone();
    let used = first.headers()["x-ratelimit-used"].clone();
    let again = bench
        .ask(Method::GET, &format!("/repos/{REPO}"))
        .header(header::IF_NONE_MATCH, etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()["x-ratelimit-used"], used);
    assert!(again.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn lists_come_in_pages_with_links() {
    let bench = Bench::start().await;
    let first = bench
        .ask(Method::GET, "/orgs/spacetech/teams?per_page=2")
        .send()
        .await
        .unwrap();
    let link = first.headers()[header::LINK].to_str().unwrap().to_owned();
    assert!(
        link.contains("rel=\"next\"") && link.contains("rel=\"last\""),
        "{link}"
    );
    let next = link.split('>').next().unwrap().trim_start_matches('<');
    assert!(next.starts_with(&bench.sandbox.urls().github_api), "{next}");
    let second = bench
        .client
        .get(next)
        .bearer_auth(&bench.token)
        .send()
        .await
        .unwrap();
    assert!(
        second.headers()[header::LINK]
            .to_str()
            .unwrap()
            .contains("rel=\"prev\"")
    );
}

#[tokio::test]
async fn a_request_without_a_user_agent_is_forbidden() {
    let bench = Bench::start().await;
    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = bare.get(bench.url("/rate_limit")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
