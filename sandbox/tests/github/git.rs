//! Real repositories: the git data API, and a real `git clone` of what it made.

use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{Bench, REPO, json_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_committed_can_be_cloned() {
    let bench = Bench::start().await;
    let sha = bench
        .branch("berth/one", "deploy/ecr/a.yaml", "kind: Repository\n")
        .await;
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("clone");
    let host = bench
        .sandbox
        .urls()
        .github_web
        .trim_start_matches("http://")
        .to_owned();
    let url = format!("http://x-access-token:{}@{host}/{REPO}.git", bench.token);
    let clone = |url: String| {
        let target = target.clone();
        tokio::task::spawn_blocking(move || {
            let mut git = Command::new("git");
            git.args([
                "-c",
                "credential.helper=",
                "clone",
                "--quiet",
                "--branch",
                "berth/one",
                &url,
            ])
            .arg(target);
            git.env("GIT_TERMINAL_PROMPT", "0")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .output()
                .unwrap()
        })
    };
    let anonymous = clone(format!("http://{host}/{REPO}.git")).await.unwrap();
    assert!(
        !anonymous.status.success(),
        "a private repository was cloned without a token"
    );
    let cloned = clone(url).await.unwrap();
    assert!(
        cloned.status.success(),
        "{}",
        String::from_utf8_lossy(&cloned.stderr)
    );
    assert_eq!(
        std::fs::read_to_string(target.join("deploy/ecr/a.yaml")).unwrap(),
        "kind: Repository\n"
    );
    let head = Command::new("git")
        .arg("-C")
        .arg(&target)
        .args(["rev-parse", "HEAD"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&head.stdout).trim(), sha);
}

#[tokio::test]
async fn refs_say_what_github_says_when_they_cannot() {
    let bench = Bench::start().await;
    let refs = format!("/repos/{REPO}/git/refs");
    let sha = bench.branch("berth/one", "a.yaml", "a\n").await;
    let again = bench
        .post(
            &refs,
            &json!({ "ref": "refs/heads/berth/one", "sha": sha }),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    assert_eq!(again["message"], "Reference already exists");

    let main = bench
        .get(&format!("/repos/{REPO}/git/ref/heads/main"))
        .await["object"]["sha"]
        .clone();
    let back = bench
        .ask(Method::PATCH, &format!("{refs}/heads/berth/one"))
        .json(&json!({ "sha": main }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        json_of(back, StatusCode::UNPROCESSABLE_ENTITY).await["message"],
        "Update is not a fast forward"
    );

    let missing = bench
        .ask(Method::PATCH, &format!("{refs}/heads/nowhere"))
        .json(&json!({ "sha": sha }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        json_of(missing, StatusCode::UNPROCESSABLE_ENTITY).await["message"],
        "Reference does not exist"
    );
    let missing = bench
        .ask(Method::DELETE, &format!("{refs}/heads/nowhere"))
        .send()
        .await
        .unwrap();
    assert_eq!(missing.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let rule = bench
        .ask(Method::PATCH, &format!("{refs}/heads/main"))
        .json(&json!({ "sha": sha }))
        .send()
        .await
        .unwrap();
    let rule = json_of(rule, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(
        rule["message"]
            .as_str()
            .unwrap()
            .contains("through a pull request")
    );
}

#[tokio::test]
async fn an_empty_repository_is_409() {
    let bench = Bench::start().await;
    let new = sandbox::github::NewRepository {
        name: "blank".to_owned(),
        app_access: true,
        ..Default::default()
    };
    sandbox::github::add_repository(&bench.world(), &new).unwrap();
    let answer = bench
        .ask(Method::GET, "/repos/spacetech/blank/git/ref/heads/main")
        .send()
        .await
        .unwrap();
    assert_eq!(
        json_of(answer, StatusCode::CONFLICT).await["message"],
        "Git Repository is empty."
    );
}

#[tokio::test]
async fn a_tree_removes_what_has_no_sha() {
    let bench = Bench::start().await;
    let main = bench
        .get(&format!("/repos/{REPO}/git/ref/heads/main"))
        .await["object"]["sha"]
        .clone();
    let tree = json!({ "base_tree": main, "tree": [{ "path": "README.md", "mode": "100644", "type": "blob", "sha": null }] });
    let tree = bench
        .post(
            &format!("/repos/{REPO}/git/trees"),
            &tree,
            StatusCode::CREATED,
        )
        .await;
    let paths: Vec<_> = tree["tree"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, [".github"]);
}

#[tokio::test]
async fn contents_need_the_sha_that_is_there() {
    let bench = Bench::start().await;
    bench.branch("berth/one", "a.yaml", "a\n").await;
    let path = format!("/repos/{REPO}/contents/a.yaml");
    let change = |sha: Option<&str>| json!({ "message": "Change", "content": "Ygo=", "branch": "berth/one", "sha": sha });
    let stale = bench
        .ask(Method::PUT, &path)
        .json(&change(Some("0000000000000000000000000000000000000000")))
        .send()
        .await
        .unwrap();
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let blind = bench
        .ask(Method::PUT, &path)
        .json(&change(None))
        .send()
        .await
        .unwrap();
    assert_eq!(blind.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let there = bench.get(&format!("{path}?ref=berth/one")).await["sha"]
        .as_str()
        .unwrap()
        .to_owned();
    let good = bench
        .ask(Method::PUT, &path)
        .json(&change(Some(&there)))
        .send()
        .await
        .unwrap();
    assert_eq!(good.status(), StatusCode::OK);
}
