//! Every answer against the vendor's own description of it.

use std::path::PathBuf;

use reqwest::{Method, StatusCode};
use sandbox::github::acts::{NewCheckRun, check_run};
use sandbox::{Exchange, System};
use serde_json::{Value, json};

use super::support::{Bench, REPO};

/// The vendor's descriptions, when they lie beside the project.
pub(crate) fn shared() -> Option<PathBuf> {
    let wanted = |dir: PathBuf| {
        dir.join("contracts/github")
            .is_dir()
            .then(|| dir.join("contracts/github"))
    };
    let named = std::env::var_os("BERTH_SHARED")
        .map(PathBuf::from)
        .and_then(wanted);
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = named.or_else(|| here.ancestors().find_map(|dir| wanted(dir.join("shared"))));
    if found.is_none() {
        eprintln!("skipped: no ../shared");
    }
    found
}

/// OpenAPI 3.0 spells "or null" as `nullable`; JSON Schema does not know the word.
fn nullable(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(nullable),
        Value::Object(members) => {
            members.remove("example");
            members.values_mut().for_each(nullable);
            if members.remove("nullable") == Some(json!(true)) {
                *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
            }
        }
        _ => {}
    }
}

/// How many literal segments a template shares with a path; `None` when it does not fit. Paths, refs and branches may span slashes.
fn fit(template: &[&str], path: &[&str]) -> Option<usize> {
    match (template, path) {
        ([], []) => Some(0),
        ([], _) | (_, []) => None,
        ([first, rest @ ..], path) if first.starts_with('{') => {
            let spans = ["{path}", "{ref}", "{branch}", "{basehead}", "{tree_sha}"].contains(first);
            (1..=if spans { path.len() } else { 1 })
                .filter_map(|taken| fit(rest, &path[taken..]))
                .max()
        }
        ([first, rest @ ..], [here, after @ ..]) if first == here => {
            fit(rest, after).map(|n| n + 1)
        }
        _ => None,
    }
}

fn complaints(spec: &Value, exchange: &Exchange) -> Option<Vec<String>> {
    let path = exchange.path.strip_prefix("/api/v3")?;
    let segments: Vec<_> = path.split('/').collect();
    let method = exchange.method.to_ascii_lowercase();
    let (template, operation) = spec["paths"]
        .as_object()?
        .iter()
        .filter(|(_, item)| item.get(&method).is_some())
        .filter_map(|(template, item)| {
            let score = fit(&template.split('/').collect::<Vec<_>>(), &segments)?;
            Some((score, template, &item[&method]))
        })
        .max_by_key(|(score, ..)| *score)
        .map(|(_, template, operation)| (template, operation))?;
    let status = exchange.status?.to_string();
    let mut response = operation["responses"].get(&status)?;
    if let Some(reference) = response["$ref"].as_str() {
        response = spec.pointer(reference.trim_start_matches('#'))?;
    }
    let schema = response.pointer("/content/application~1json/schema")?;
    let rooted = json!({ "allOf": [schema], "components": spec["components"] });
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .build(&rooted)
        .unwrap();
    let body: Value = serde_json::from_str(&exchange.response_body).unwrap();
    let short = |text: String| text.chars().take(300).collect::<String>();
    let told = validator.iter_errors(&body);
    Some(
        told.map(|e| {
            format!(
                "{method} {template} {status} {}: {}",
                e.instance_path(),
                short(e.to_string())
            )
        })
        .collect(),
    )
}

#[tokio::test]
async fn every_answer_is_as_the_vendor_describes_it() {
    let Some(dir) = shared() else { return };
    let text = std::fs::read_to_string(dir.join("openapi.rest.2022-11-28.trimmed.json")).unwrap();
    let mut spec: Value = serde_json::from_str(&text).unwrap();
    nullable(&mut spec);
    let bench = Bench::start().await;
    tour(&bench).await;
    let (mut checked, mut wrong) = (0, Vec::new());
    for exchange in bench.world().journal.exchanges_of(System::Github) {
        assert!(
            !exchange.unknown_route,
            "{} {}",
            exchange.method, exchange.path
        );
        if let Some(found) = complaints(&spec, &exchange) {
            checked += 1;
            wrong.extend(found);
        }
    }
    assert!(checked > 60, "only {checked} answers were checked");
    // The description wants an account that is a person and an enterprise at once here; the same schema elsewhere says "either".
    wrong.retain(|one| !one.starts_with("get /app/installations 200 /0/account:"));
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Once round every route, refusals included.
async fn tour(bench: &Bench) {
    let repo = format!("/repos/{REPO}");
    let number = bench.pull("berth/one").await;
    let pull = format!("{repo}/pulls/{number}");
    let sha = bench.get(&format!("{repo}/git/ref/heads/berth/one")).await["object"]["sha"]
        .as_str()
        .unwrap()
        .to_owned();
    let run = NewCheckRun {
        name: "build".to_owned(),
        head_sha: sha.clone(),
        status: "completed".to_owned(),
        conclusion: Some("success".to_owned()),
        ..NewCheckRun::default()
    };
    let run = check_run(&bench.world(), REPO, &run).unwrap();
    bench
        .world()
        .set_webhook_url(Some("http://127.0.0.1:9/nobody".to_owned()));
    bench.world().until_idle().await.unwrap();

    let reviewer = bench.person("reviewer-m").await;
    let say = async |method, path: &str, body: Value, status| {
        bench
            .as_person(&reviewer, method, path, &body, status)
            .await
    };
    say(Method::GET, "/user", json!({}), StatusCode::OK).await;
    say(Method::GET, "/user/teams", json!({}), StatusCode::OK).await;
    say(Method::GET, "/user/orgs", json!({}), StatusCode::OK).await;
    say(
        Method::GET,
        "/user/installations",
        json!({}),
        StatusCode::OK,
    )
    .await;
    let team = "/orgs/spacetech/teams/platform-engineering";
    say(
        Method::GET,
        &format!("{team}/memberships/reviewer-m"),
        json!({}),
        StatusCode::OK,
    )
    .await;
    let no = say(
        Method::POST,
        &format!("{pull}/reviews"),
        json!({ "event": "REQUEST_CHANGES", "body": "No" }),
        StatusCode::OK,
    )
    .await;
    let dismissals = format!("{pull}/reviews/{}/dismissals", no["id"]);
    say(
        Method::PUT,
        &dismissals,
        json!({ "message": "Well" }),
        StatusCode::OK,
    )
    .await;

    bench
        .post(
            &format!("{repo}/statuses/{sha}"),
            &json!({ "state": "success", "context": "ci" }),
            StatusCode::CREATED,
        )
        .await;
    bench
        .post(
            &format!("{repo}/issues/{number}/labels"),
            &json!({ "labels": ["registry"] }),
            StatusCode::OK,
        )
        .await;
    bench
        .post(
            &format!("{repo}/issues/{number}/comments"),
            &json!({ "body": "Hello" }),
            StatusCode::CREATED,
        )
        .await;
    let asked = json!({ "reviewers": ["manager-k"], "team_reviewers": ["platform-engineering"] });
    bench
        .post(
            &format!("{pull}/requested_reviewers"),
            &asked,
            StatusCode::CREATED,
        )
        .await;
    bench
        .ask(Method::DELETE, &format!("{pull}/requested_reviewers"))
        .json(&asked)
        .send()
        .await
        .unwrap();
    bench
        .post(
            &format!("{repo}/git/blobs"),
            &json!({ "content": "x" }),
            StatusCode::CREATED,
        )
        .await;
    let update = json!({ "title": "Better", "body": "Longer" });
    bench
        .ask(Method::PATCH, &pull)
        .json(&update)
        .send()
        .await
        .unwrap()
        .error_for_status()
        .unwrap();
    bench
        .ask(Method::PATCH, &format!("{repo}/git/refs/heads/berth/one"))
        .json(&json!({ "sha": sha }))
        .send()
        .await
        .unwrap();
    let file = json!({ "message": "Add", "content": "eA==", "branch": "berth/one" });
    bench
        .ask(Method::PUT, &format!("{repo}/contents/b.yaml"))
        .json(&file)
        .send()
        .await
        .unwrap()
        .error_for_status()
        .unwrap();

    let blob = bench.get(&format!("{repo}/contents/README.md")).await["sha"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [
        String::new(),
        "/branches/main".to_owned(),
        "/branches/berth/one".to_owned(),
        "/rules/branches/main".to_owned(),
        "/collaborators/reviewer-m/permission".to_owned(),
        "/commits".to_owned(),
        format!("/commits/{sha}"),
        format!("/commits/{sha}/status"),
        format!("/commits/{sha}/check-runs"),
        "/compare/main...berth/one".to_owned(),
        "/contents/deploy?ref=berth/one".to_owned(),
        "/contents/README.md?ref=main".to_owned(),
        format!("/git/blobs/{blob}"),
        "/git/trees/main?recursive=1".to_owned(),
        "/git/matching-refs/heads/berth".to_owned(),
        format!("/check-runs/{run}"),
        "/pulls".to_owned(),
        format!("/pulls/{number}"),
        format!("/pulls/{number}/files"),
        format!("/pulls/{number}/commits"),
        format!("/pulls/{number}/reviews"),
        format!("/pulls/{number}/requested_reviewers"),
        format!("/issues/{number}/comments"),
    ] {
        bench.get(&format!("{repo}{path}")).await;
    }
    bench.get("/installation/repositories").await;
    bench.get("/rate_limit").await;
    for path in [
        "/app".to_owned(),
        "/app/installations".to_owned(),
        "/app/hook/config".to_owned(),
        "/app/hook/deliveries".to_owned(),
        "/orgs/spacetech/installation".to_owned(),
        format!("{repo}/installation"),
    ] {
        bench
            .as_app(Method::GET, &path)
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
    }
    let list: Value = bench
        .as_app(Method::GET, "/app/hook/deliveries")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    bench
        .as_app(
            Method::GET,
            &format!("/app/hook/deliveries/{}", list[0]["id"]),
        )
        .send()
        .await
        .unwrap();
    refusals(bench, &repo, &pull, &sha).await;

    say(
        Method::POST,
        &format!("{pull}/reviews"),
        json!({ "event": "APPROVE" }),
        StatusCode::OK,
    )
    .await;
    say(
        Method::PUT,
        &format!("{pull}/merge"),
        json!({}),
        StatusCode::OK,
    )
    .await;
    bench.get(&pull).await;
}

async fn refusals(bench: &Bench, repo: &str, pull: &str, sha: &str) {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    bench
        .post(
            &format!("{repo}/git/refs"),
            &json!({ "ref": "refs/heads/berth/one", "sha": sha }),
            unprocessable,
        )
        .await;
    bench
        .post(
            &format!("{repo}/pulls"),
            &json!({ "title": "x", "head": "berth/one", "base": "main" }),
            unprocessable,
        )
        .await;
    bench
        .post(
            &format!("{pull}/reviews"),
            &json!({ "event": "APPROVE" }),
            unprocessable,
        )
        .await;
    for (method, path) in [
        (Method::GET, "/repos/spacetech/launch-codes".to_owned()),
        (Method::GET, format!("{repo}/contents/nowhere")),
        (Method::PUT, format!("{pull}/merge")),
        (Method::GET, format!("{pull}/merge")),
    ] {
        let answer = bench
            .ask(method, &path)
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_client_error(), "{path}");
    }
}
