//! Every documented state and error, and the calls themselves against a small server.

use super::*;
use crate::outside::{shared_json, shared_text};
use domain::observed::{OperationPhase, SyncStatus};
use domain::trouble::Retry;
use futures::StreamExt as _;
use std::collections::BTreeMap;
use std::sync::Mutex;
use wiremock::matchers::{body_partial_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const NEW: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn wanted() -> WantedApplication {
    WantedApplication {
        name: "payments-ecr".into(),
        repo_url: "https://github.com/example-org/infra-live".into(),
        path: "ecr/team-payments".into(),
        target_revision: "main".into(),
        destination: Destination::Server("https://kubernetes.default.svc".into()),
        namespace: "team-payments".into(),
        auto_sync: true,
        labels: BTreeMap::from([("made-by".to_owned(), "berth".to_owned())]),
        annotations: BTreeMap::new(),
    }
}

fn client(url: &str) -> ArgoCd {
    let config = ArgoCdConfig {
        url: url.to_owned(),
        web_url: None,
        token: "the-token".into(),
        project: "ecr".into(),
        app_namespace: None,
    };
    ArgoCd::new(config, None).unwrap()
}

fn example(name: &str) -> Option<Value> {
    shared_json(&format!("contracts/argocd/examples/{name}"))
}

/// The example as seen by somebody whose merge is `NEW`.
fn seen(name: &str) -> Option<ApplicationLook> {
    let found: json::Application = serde_json::from_value(example(name)?).unwrap();
    let containing = map::revisions(&found)
        .into_iter()
        .filter(|sha| sha == NEW)
        .collect();
    Some(map::look(
        &found,
        &wanted(),
        "ecr",
        "the-url".into(),
        &containing,
    ))
}

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

#[test]
fn synced_counts_only_for_a_commit_with_the_merge() {
    let Some(healthy) = seen("application-get-synced-healthy.json") else {
        return;
    };
    assert_eq!(healthy.seen.sync, SyncStatus::Synced);
    assert!(healthy.seen.contains_merge && healthy.seen.auto_sync);
    let operation = healthy.seen.operation.unwrap();
    assert_eq!(operation.phase, OperationPhase::Succeeded);
    assert!(operation.contains_merge && operation.finished.is_some());
    let older = seen("application-get-synced-at-older-revision.json")
        .unwrap()
        .seen;
    assert_eq!(older.sync, SyncStatus::Synced);
    assert!(!older.contains_merge && !older.operation.unwrap().contains_merge);
}

#[test]
fn errors_keep_argo_cds_words() {
    let Some(look) = seen("application-get-comparison-error.json") else {
        return;
    };
    assert_eq!(
        (look.seen.sync, look.seen.revision.clone()),
        (SyncStatus::Unknown, None)
    );
    assert_eq!(look.seen.health, "Healthy");
    assert!(look.seen.errors[0].starts_with("ComparisonError: Failed to load target state"));
    let failed = seen("application-get-syncfailed-crd-missing.json").unwrap();
    assert_eq!(
        failed.seen.operation.as_ref().unwrap().phase,
        OperationPhase::Failed
    );
    assert!(
        failed.seen.errors.is_empty(),
        "the operation says it already"
    );
    let resource = failed.resource("Repository", "payments-api-3f9c21", None);
    assert!(resource.sync_error.unwrap().contains("CRD"));
    assert_eq!(
        failed.resource("Repository", "another", None).sync_error,
        None
    );
}

#[test]
fn every_example_can_be_read() {
    for (name, sync, health, phase) in [
        (
            "application-get-nohealth-in-resources.json",
            SyncStatus::Synced,
            "Healthy",
            Some(OperationPhase::Succeeded),
        ),
        (
            "application-get-operation-running.json",
            SyncStatus::OutOfSync,
            "Missing",
            Some(OperationPhase::Running),
        ),
        (
            "application-get-outofsync-missing.json",
            SyncStatus::OutOfSync,
            "Missing",
            None,
        ),
        (
            "application-get-pending-deletion.json",
            SyncStatus::Synced,
            "Progressing",
            None,
        ),
        (
            "application-get-requires-pruning.json",
            SyncStatus::OutOfSync,
            "Healthy",
            None,
        ),
        (
            "application-get-synced-degraded.json",
            SyncStatus::Synced,
            "Degraded",
            Some(OperationPhase::Succeeded),
        ),
        (
            "application-get-synced-progressing.json",
            SyncStatus::Synced,
            "Progressing",
            Some(OperationPhase::Succeeded),
        ),
    ] {
        let Some(look) = seen(name) else { return };
        let found = look.seen.operation.map(|operation| operation.phase);
        assert_eq!(
            (look.seen.sync, look.seen.health.as_str(), found),
            (sync, health, phase),
            "{name}"
        );
    }
    let pruning = seen("application-get-requires-pruning.json").unwrap();
    assert!(pruning.requires_pruning.values().any(|waits| *waits));
}

#[test]
fn what_was_asked_for_runs_before_the_controller_took_it_up() {
    let found: json::Application = serde_json::from_value(json!({
        "metadata": {"name": "x"}, "operation": {"sync": {"revision": NEW}},
        "status": {"conditions": null, "resources": null, "operationState":
            {"phase": "Failed", "finishedAt": "2026-01-10T09:02:14Z", "syncResult": {"revision": "old", "resources": null}}},
    }))
    .unwrap();
    let look = map::look(
        &found,
        &wanted(),
        "ecr",
        String::new(),
        &BTreeSet::from([NEW.to_owned()]),
    );
    let operation = look.seen.operation.unwrap();
    assert_eq!(operation.phase, OperationPhase::Running);
    assert!(operation.contains_merge && look.failures.is_empty());
}

#[test]
fn applications_are_compared_by_what_berth_decides() {
    let Some(example) = example("application-get-synced-healthy.json") else {
        return;
    };
    let as_wanted = |value: &Value| {
        let found: json::Application = serde_json::from_value(value.clone()).unwrap();
        map::is_as_wanted(&found, &wanted(), "ecr")
    };
    assert!(!as_wanted(&example), "folders below the path are not read");
    let mut live = example.clone();
    live["spec"]["source"]["directory"] = json!({ "recurse": true });
    assert!(as_wanted(&live), "an address with .git is the same");
    for (pointer, value) in [
        ("/spec/project", "default"),
        ("/spec/source/path", "ecr"),
        ("/spec/source/targetRevision", "HEAD"),
        ("/spec/destination/namespace", "other"),
        ("/spec/destination/server", "https://other"),
        (
            "/spec/source/repoURL",
            "https://github.com/example-org/other.git",
        ),
    ] {
        let mut other = live.clone();
        *other.pointer_mut(pointer).unwrap() = json!(value);
        assert!(!as_wanted(&other), "{pointer}");
        assert!(
            as_wanted(&wanted::merged(other, &wanted(), "ecr")),
            "{pointer}"
        );
    }
    let merged = wanted::merged(example, &wanted(), "ecr");
    assert_eq!(merged["metadata"]["labels"]["example.org/team"], "payments");
    assert_eq!(merged["metadata"]["labels"]["made-by"], "berth");
    assert_eq!(merged["metadata"]["resourceVersion"], "5001");
    assert_eq!(
        merged["spec"]["syncPolicy"]["syncOptions"][0],
        "CreateNamespace=false"
    );
    assert!(merged.get("status").is_none());
}

#[test]
fn every_live_state_of_crossplane_is_carried_over() {
    let Some(states) = shared_json("contracts/crossplane/examples/live-status/states.json") else {
        return;
    };
    for state in states["states"].as_array().unwrap() {
        let object = &state["object"];
        let live = map::live(serde_json::from_value(object.clone()).unwrap());
        let id = state["id"].as_str().unwrap();
        assert_eq!(
            live.generation,
            object["metadata"]["generation"].as_i64().unwrap(),
            "{id}"
        );
        assert_eq!(
            live.deleting,
            object["metadata"].get("deletionTimestamp").is_some(),
            "{id}"
        );
        let conditions = object
            .pointer("/status/conditions")
            .and_then(Value::as_array);
        assert_eq!(
            live.conditions.len(),
            conditions.map_or(0, Vec::len),
            "{id}"
        );
        for (seen, given) in live.conditions.iter().zip(conditions.into_iter().flatten()) {
            assert_eq!(seen.r#type, given["type"], "{id}");
            assert_eq!(seen.status, given["status"], "{id}");
            assert_eq!(seen.reason, given["reason"], "{id}");
            assert_eq!(
                seen.message,
                given["message"].as_str().unwrap_or_default(),
                "{id}"
            );
            assert_eq!(
                seen.observed_generation,
                given["observedGeneration"].as_i64(),
                "{id}"
            );
            assert!(seen.since.is_some(), "{id}");
        }
        assert_eq!(live.paused, state["expectedUserState"] == "paused", "{id}");
        let at = |field: &str| {
            object
                .pointer(&format!("/status/atProvider/{field}"))
                .and_then(Value::as_str)
        };
        assert_eq!(live.arn.as_deref(), at("arn"), "{id}");
        assert_eq!(live.uri.as_deref(), at("repositoryUrl"), "{id}");
    }
}

#[test]
fn only_true_pauses_and_no_policies_pause_too() {
    let paused = |object: Value| map::live(serde_json::from_value(object).unwrap()).paused;
    assert!(!paused(
        json!({ "metadata": { "annotations": { "crossplane.io/paused": "yes" } } })
    ));
    assert!(paused(json!({ "spec": { "managementPolicies": [] } })));
    assert!(!paused(
        json!({ "metadata": { "annotations": null }, "status": null })
    ));
}

#[tokio::test]
async fn every_documented_error_has_its_place_in_the_table() {
    let Some(errors) = example("errors.json") else {
        return;
    };
    for error in errors["errors"].as_array().unwrap() {
        let case = error["case"].as_str().unwrap();
        let status = u16::try_from(error["httpStatus"].as_u64().unwrap()).unwrap();
        let body = match &error["body"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: http::HeaderMap::new(),
            body: body.into(),
        };
        let trouble = trouble::of(&answer, "call");
        let kind = match case {
            "unauthenticated" => TroubleKind::SignIn,
            "permission-denied-or-missing-app-without-project" => TroubleKind::Permission,
            "missing-app-with-project" => TroubleKind::Missing,
            "sync-while-another-operation-runs" => TroubleKind::Conflict,
            _ => TroubleKind::Refused,
        };
        assert_eq!(trouble.kind, kind, "{case}");
        let waits = matches!(trouble.retry, Retry::At(_));
        assert_eq!(waits, case == "sync-blocked-by-window", "{case}");
    }
}

#[tokio::test]
async fn an_object_that_is_not_in_the_tree_is_not_there_yet() {
    let server = MockServer::start().await;
    let argocd = client(&server.uri());
    let at = "/api/v1/applications/payments-ecr/resource";
    let object = ObjectRef::ecr("Repository", "payments-api-3f9c21", "team-payments");
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
            json!({ "revision": NEW, "project": "ecr" }),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&server)
        .await;
    let started = argocd.sync("payments-ecr", &revision).await;
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
            argocd.sync("payments-ecr", &revision).await,
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
    let trouble = argocd.sync("payments-ecr", &revision).await.unwrap_err();
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
