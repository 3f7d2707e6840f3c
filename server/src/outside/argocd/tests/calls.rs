//! The calls themselves against a small server.

use super::super::*;
use super::{NEW, client, example, wanted};
use crate::outside::shared_text;
use futures::StreamExt as _;
use serde_json::json;
use std::sync::Mutex;
use wiremock::matchers::{body_partial_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn answers(server: &MockServer, verb: &str, at: &str, status: u16, body: &Value) {
    let answer = match body {
        Value::String(text) => ResponseTemplate::new(status).set_body_string(text),
        other => ResponseTemplate::new(status).set_body_json(other),
    };
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(answer)
        .mount(server)
        .await;
}

#[tokio::test]
async fn an_object_that_is_not_in_the_tree_is_not_there_yet() {
    let server = MockServer::start().await;
    let argocd = client(&server.uri());
    let at = "/api/v1/applications/payments-ecr/resource";
    let object = ObjectRef {
        group: "ecr.aws.m.upbound.io",
        version: "v1beta1",
        kind: "Repository",
        name: "payments-api-3f9c21",
        namespace: "team-payments",
    };
    let absent = json!({ "error": "x", "code": 3, "message": "not found as part of application" });
    answers(&server, "GET", at, 400, &absent).await;
    assert_eq!(argocd.resource("payments-ecr", object).await, Seen::Absent);

    server.reset().await;
    let Some(live) = example("resource-live-manifest.json") else {
        return;
    };
    Mock::given(path(at))
        .and(query_param("kind", "Repository"))
        .and(query_param("group", "ecr.aws.m.upbound.io"))
        .and(query_param("project", "ecr"))
        .and(header("authorization", "Bearer the-token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(live))
        .mount(&server)
        .await;
    let seen = argocd.resource("payments-ecr", object).await;
    let live = seen.present().unwrap();
    assert_eq!(
        live.uri.as_deref(),
        Some("123456789012.dkr.ecr.eu-west-1.amazonaws.com/payments/api")
    );

    server.reset().await;
    answers(&server, "GET", at, 200, &json!("<html>Sign in</html>")).await;
    let seen = argocd.resource("payments-ecr", object).await;
    assert_eq!(seen.trouble().unwrap().kind, TroubleKind::Nonsense);
}

#[tokio::test]
async fn syncing_is_asked_once_and_refusals_are_told() {
    let server = MockServer::start().await;
    let argocd = client(&server.uri());
    let revision = Sha(NEW.into());
    let at = "/api/v1/applications/payments-ecr/sync";
    Mock::given(method("POST"))
        .and(path(at))
        .and(header("content-type", "application/json"))
        .and(body_partial_json(
            json!({ "revision": NEW, "project": "ecr", "prune": true }),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&server)
        .await;
    let started = argocd.sync("payments-ecr", &revision, true).await;
    assert_eq!(
        started,
        Ok(SyncAsked::Started {
            revision: revision.clone()
        })
    );
    for said in [
        "another operation is already in progress",
        "Cannot sync to a: auto-sync currently set to main",
    ] {
        server.reset().await;
        answers(
            &server,
            "POST",
            at,
            400,
            &json!({ "code": 9, "message": said }),
        )
        .await;
        assert_eq!(
            argocd.sync("payments-ecr", &revision, false).await,
            Ok(SyncAsked::Busy)
        );
    }
    server.reset().await;
    answers(
        &server,
        "POST",
        at,
        403,
        &json!({ "code": 7, "message": "cannot sync: blocked by sync window" }),
    )
    .await;
    let trouble = argocd
        .sync("payments-ecr", &revision, false)
        .await
        .unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Refused);
    assert!(trouble.message.contains("blocked by sync window"));
}

#[tokio::test]
async fn an_application_is_made_once_and_left_to_its_owner() {
    let server = MockServer::start().await;
    let argocd = client(&server.uri());
    let at = "/api/v1/applications/payments-ecr";
    answers(
        &server,
        "GET",
        at,
        404,
        &json!({ "code": 5, "message": "not found" }),
    )
    .await;
    answers(&server, "POST", "/api/v1/applications", 200, &json!({})).await;
    argocd.ensure_application(&wanted()).await.unwrap();
    let sent = server.received_requests().await.unwrap();
    let body: Value = sent.last().unwrap().body_json().unwrap();
    assert_eq!(body["spec"]["project"], "ecr");
    assert_eq!(body["spec"]["source"]["directory"]["recurse"], true);
    assert_eq!(body["spec"]["syncPolicy"]["automated"]["prune"], true);

    server.reset().await;
    let mut there = wanted::object(&wanted(), "ecr", None);
    answers(&server, "GET", at, 200, &there).await;
    argocd.ensure_application(&wanted()).await.unwrap();

    server.reset().await;
    there["spec"]["source"]["path"] = json!("elsewhere");
    there["metadata"]["ownerReferences"] =
        json!([{ "kind": "ApplicationSet", "name": "generated" }]);
    answers(&server, "GET", at, 200, &there).await;
    argocd.ensure_application(&wanted()).await.unwrap();
    let look = argocd.application(&wanted(), |_| async { Ok(false) }).await;
    assert!(look.present().unwrap().seen.is_as_wanted);
}

#[tokio::test]
async fn outages_and_signs_of_life_are_reported() {
    let server = MockServer::start().await;
    let noted = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&noted);
    let observer: Observer = Arc::new(move |_, outcome| {
        kept.lock()
            .unwrap()
            .push(outcome.map_err(|trouble| trouble.kind));
    });
    let config = ArgoCdConfig {
        url: server.uri(),
        ..client("http://x").inner.config.clone()
    };
    let argocd = ArgoCd::new(config.clone(), Some(Arc::clone(&observer))).unwrap();
    answers(
        &server,
        "GET",
        "/api/version",
        200,
        &json!({ "Version": "v3.5.1" }),
    )
    .await;
    assert_eq!(argocd.version().await.unwrap(), "v3.5.1");
    answers(
        &server,
        "GET",
        "/api/v1/clusters",
        502,
        &json!("<html>Bad Gateway</html>"),
    )
    .await;
    let trouble = argocd.clusters().await.unwrap_err();
    assert!(!trouble.message.contains('<'), "{}", trouble.message);
    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = ArgoCdConfig {
        url: format!("http://{free}"),
        ..config
    };
    let argocd = ArgoCd::new(config, Some(observer)).unwrap();
    assert_eq!(
        argocd.clusters().await.unwrap_err().kind,
        TroubleKind::Unreachable
    );
    let noted = noted.lock().unwrap().clone();
    assert_eq!(
        noted,
        [
            Ok(()),
            Err(TroubleKind::Failing),
            Err(TroubleKind::Unreachable)
        ]
    );
}

#[tokio::test]
async fn clusters_say_whether_they_answer() {
    let server = MockServer::start().await;
    let argocd = client(&server.uri());
    let items = json!({ "items": [
        { "name": "prod", "server": "https://a", "info": { "connectionState": { "status": "Successful" }, "serverVersion": "1.34" } },
        { "name": "", "server": "https://b", "connectionState": { "status": "Failed", "message": "no route" } },
        { "name": "new", "server": "https://c", "connectionState": { "status": "Unknown" } }] });
    answers(&server, "GET", "/api/v1/clusters", 200, &items).await;
    let found = argocd.clusters().await.unwrap();
    let short: Vec<_> = found
        .iter()
        .map(|c| (c.name.as_str(), c.connected, c.detail.as_str()))
        .collect();
    assert_eq!(
        short,
        [
            ("prod", Some(true), "Kubernetes 1.34"),
            ("https://b", Some(false), "no route"),
            ("new", None, "")
        ]
    );
    server.reset().await;
    answers(
        &server,
        "GET",
        "/api/v1/clusters",
        200,
        &json!({ "metadata": {}, "items": null }),
    )
    .await;
    assert_eq!(argocd.clusters().await, Ok(vec![]));
}

#[tokio::test]
async fn the_watch_reads_both_forms_and_ends_with_an_error_line() {
    for (file, kind) in [
        ("watch-applications.ndjson", "application/json"),
        ("watch-applications.sse.txt", "text/event-stream"),
    ] {
        let Some(text) = shared_text(&format!("contracts/argocd/examples/{file}")) else {
            return;
        };
        let end = shared_text("contracts/argocd/examples/watch-error-line.ndjson").unwrap();
        let server = MockServer::start().await;
        Mock::given(path("/api/v1/stream/applications"))
            .and(query_param("projects", "ecr"))
            .and(header("accept", "text/event-stream"))
            .respond_with(ResponseTemplate::new(200).set_body_raw(format!("{text}\n{end}"), kind))
            .mount(&server)
            .await;
        let events: Vec<_> = client(&server.uri()).watch().await.unwrap().collect().await;
        let (last, moved) = events.split_last().unwrap();
        assert!(!moved.is_empty(), "{file}");
        for event in moved {
            assert_eq!(
                event.as_ref().unwrap().application,
                "payments-ecr",
                "{file}"
            );
        }
        assert_eq!(
            last.as_ref().unwrap_err().message,
            "connection closed",
            "{file}"
        );
    }
}

#[test]
fn lines_are_whole_however_the_bytes_come() {
    let mut lines = watch::Lines::default();
    assert!(lines.feed(b"data: {\"resu").unwrap().is_empty());
    let whole = lines.feed(b"lt\":null}\n\n:\n{\"x").unwrap();
    assert_eq!(whole, ["data: {\"result\":null}", "", ":"]);
    assert!(whole.iter().all(|line| watch::event(line).is_none()));
    assert!(watch::event("{broken").unwrap().is_err());
    assert!(lines.feed(&vec![b'x'; 2 << 20]).is_err());
}
