//! What the receiver hears.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use reqwest::Method;
use sandbox::github::hooks::signature;
use sandbox::{Fault, FaultKind, System};
use serde_json::Value;

use super::contract::shared;
use super::support::{Bench, REPO};

type Heard = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn listen(bench: &Bench) -> Heard {
    let heard = Heard::default();
    let hook = async |State(heard): State<Heard>, headers: HeaderMap, body: Bytes| {
        heard.lock().unwrap().push((headers, body));
        StatusCode::ACCEPTED
    };
    let app = axum::Router::new()
        .route("/hook", axum::routing::post(hook))
        .with_state(Arc::clone(&heard));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    bench.world().set_webhook_url(Some(format!(
        "http://{}/hook",
        listener.local_addr().unwrap()
    )));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    heard
}

fn events(heard: &Heard) -> Vec<String> {
    heard
        .lock()
        .unwrap()
        .iter()
        .map(|(h, _)| h["x-github-event"].to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn signatures_are_the_ones_that_github_publishes() {
    let Some(dir) = shared() else { return };
    let vectors: Value = serde_json::from_str(
        &std::fs::read_to_string(dir.join("webhook-signature-vectors.json")).unwrap(),
    )
    .unwrap();
    for vector in vectors["vectors"].as_array().unwrap() {
        let made = signature(
            vector["secret"].as_str().unwrap(),
            vector["body"].as_str().unwrap().as_bytes(),
        );
        assert_eq!(
            made == vector["header"].as_str().unwrap_or_default(),
            vector["accept"] == true,
            "{vector}"
        );
    }
}

#[tokio::test]
async fn deliveries_are_signed_and_keep_their_guid() {
    let bench = Bench::start().await;
    let heard = listen(&bench).await;
    bench.pull("berth/one").await;
    bench.world().until_idle().await.unwrap();
    assert_eq!(events(&heard), ["ping", "push", "pull_request"]);
    let secret = bench.sandbox.credentials().webhook_secret;
    let (headers, body) = heard.lock().unwrap().last().unwrap().clone();
    assert_eq!(
        headers["x-hub-signature-256"].to_str().unwrap(),
        signature(secret, &body)
    );

    let list = bench
        .as_app(Method::GET, "/app/hook/deliveries")
        .send()
        .await
        .unwrap()
        .json::<Value>()
        .await
        .unwrap();
    let newest = &list[0];
    assert_eq!(
        (&newest["event"], &newest["status_code"]),
        (&"pull_request".into(), &202.into())
    );
    let again = bench
        .as_app(
            Method::POST,
            &format!("/app/hook/deliveries/{}/attempts", newest["id"]),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::ACCEPTED);
    bench.world().until_idle().await.unwrap();
    let (repeated, _) = heard.lock().unwrap().last().unwrap().clone();
    assert_eq!(repeated["x-github-delivery"], headers["x-github-delivery"]);
}

#[tokio::test]
async fn deliveries_get_lost_doubled_and_out_of_order() {
    let bench = Bench::start().await;
    let heard = listen(&bench).await;
    bench.world().until_idle().await.unwrap();
    heard.lock().unwrap().clear();
    let faults = &bench.world().faults;
    faults.add(Fault::new(System::Github, FaultKind::WebhookReordered).once());
    faults.add(
        Fault::new(System::Github, FaultKind::WebhookDoubled)
            .contains("pull_request")
            .once(),
    );
    faults.add(
        Fault::new(System::Github, FaultKind::WebhookLost)
            .contains("push")
            .once(),
    );
    bench.pull("berth/one").await;
    bench.world().until_idle().await.unwrap();
    assert_eq!(events(&heard), ["pull_request", "pull_request"]);
    bench.pull("berth/two").await;
    bench.world().until_idle().await.unwrap();
    assert_eq!(events(&heard)[2..], ["push", "pull_request"]);
}

#[tokio::test]
async fn payloads_have_the_documented_shape() {
    let bench = Bench::start().await;
    let heard = listen(&bench).await;
    let number = bench.pull("berth/one").await;
    let reviewer = bench.person("reviewer-m").await;
    let path = format!("/repos/{REPO}/pulls/{number}");
    let head = bench.get(&path).await["head"]["sha"]
        .as_str()
        .unwrap()
        .to_owned();
    let yes = serde_json::json!({ "event": "APPROVE" });
    bench
        .as_person(
            &reviewer,
            Method::POST,
            &format!("{path}/reviews"),
            &yes,
            StatusCode::OK,
        )
        .await;
    let status = serde_json::json!({ "state": "success", "context": "ci" });
    bench
        .post(
            &format!("/repos/{REPO}/statuses/{head}"),
            &status,
            StatusCode::CREATED,
        )
        .await;
    bench
        .as_person(
            &reviewer,
            Method::PUT,
            &format!("{path}/merge"),
            &serde_json::json!({}),
            StatusCode::OK,
        )
        .await;
    bench.world().until_idle().await.unwrap();

    let seen = events(&heard);
    for event in ["push", "pull_request", "pull_request_review", "status"] {
        assert!(seen.iter().any(|e| e == event), "{event} not in {seen:?}");
    }
    let Some(dir) = shared() else { return };
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(dir.join("webhook-jsonschema.trimmed.json")).unwrap(),
    )
    .unwrap();
    let mut wrong = Vec::new();
    for (headers, body) in heard.lock().unwrap().iter() {
        let event = headers["x-github-event"].to_str().unwrap();
        let Some(root) = schema["x-event-roots"][event].as_str() else {
            continue;
        };
        let payload: Value = serde_json::from_slice(body).unwrap();
        // The root lists every action; only the one that happened tells what is wrong with it.
        let exact = format!("{event}${}", payload["action"].as_str().unwrap_or("event"));
        let name = if schema["definitions"].get(&exact).is_some() {
            &exact
        } else {
            root.rsplit('/').next().unwrap()
        };
        let pointer = format!("#/definitions/{}", name.replace('$', "%24"));
        let rooted = serde_json::json!({
            "$schema": "http://json-schema.org/draft-07/schema#", "definitions": schema["definitions"], "allOf": [{ "$ref": pointer }],
        });
        let validator = jsonschema::validator_for(&rooted).unwrap();
        for error in validator.iter_errors(&payload) {
            wrong.push(format!(
                "{event} {}: {}",
                error.instance_path(),
                error.to_string().chars().take(300).collect::<String>()
            ));
        }
    }
    // GitHub began to send this member after the schema was written.
    wrong.retain(|one| !one.contains("'verified_at' was unexpected"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
