//! Every documented state and error, and the calls themselves against a small server.

mod calls;

use super::*;
use crate::outside::shared_json;
use domain::observed::{OperationPhase, SyncStatus};
use domain::trouble::Retry;
use serde_json::json;
use std::collections::BTreeMap;

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
