//! What an Application's page shows of the cluster: live manifests, the tree, the comparison, events.
use axum::Json;
use axum::extract::{Path, RawQuery, State as Extract};
use serde_json::{Value, json};
use std::sync::Arc;

use super::applications::find;
use super::errors::ApiError;
use super::query::Params;
use super::{health, source};
use crate::crossplane::{Live, ObjectKey, rfc3339};
use crate::world::World;

type Answer = Result<Json<Value>, ApiError>;

/// One of the Application's objects: what git says of it, and what is in the cluster.
struct Row {
    key: ObjectKey,
    manifest: Option<Value>,
    live: Option<Live>,
    synced: bool,
}

/// The Application's objects of which the question speaks.
fn managed(world: &World, name: &str, params: &Params) -> Result<Vec<Row>, ApiError> {
    let state = world.argocd.lock();
    let app = find(
        &state,
        name,
        params.get("project"),
        params.get("appNamespace"),
    )?;
    let kube = world.crossplane.lock();
    let asked_for = |key: &ObjectKey| {
        [
            ("namespace", &key.namespace),
            ("group", &key.group),
            ("kind", &key.kind),
            ("resourceName", &key.name),
            ("name", &key.name),
        ]
        .iter()
        .all(|(name, value)| {
            params
                .get(name)
                .is_none_or(|wanted| wanted == value.as_str())
        })
    };
    let manifest = |key: &ObjectKey| {
        let mut all = app.target.iter().flat_map(|target| &target.manifests);
        all.find(|(known, _)| known == key)
            .map(|(_, manifest)| manifest.clone())
    };
    let resources = app.status.resources.iter();
    Ok(resources
        .filter(|resource| asked_for(&resource.key))
        .map(|resource| Row {
            manifest: manifest(&resource.key),
            live: kube.objects.get(&resource.key).cloned(),
            synced: resource.synced,
            key: resource.key.clone(),
        })
        .collect())
}

pub(super) async fn resource(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let wanted = params.get("resourceName").unwrap_or("");
    let live = managed(&world, &name, &params)?
        .into_iter()
        .find(|row| row.key.name == wanted)
        .and_then(|row| row.live);
    let live = live.ok_or_else(|| {
        let of = |name: &str| params.get(name).unwrap_or("").to_owned();
        ApiError::invalid(format!(
            "{} {} {wanted} not found as part of application {name}",
            of("kind"),
            of("group"),
        ))
    })?;
    Ok(Json(json!({ "manifest": masked(live.doc).to_string() })))
}

/// Secrets never leave the control plane readable.
fn masked(mut doc: Value) -> Value {
    if doc["kind"] == "Secret" {
        for part in ["data", "stringData"] {
            for value in doc
                .get_mut(part)
                .and_then(Value::as_object_mut)
                .into_iter()
                .flat_map(|m| m.values_mut())
            {
                *value = json!("++++++++");
            }
        }
    }
    doc
}

pub(super) async fn managed_resources(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let rows = managed(&world, &name, &params)?;
    let shown =
        |doc: Option<Value>| doc.map_or_else(|| "null".to_owned(), |d| masked(d).to_string());
    let items: Vec<Value> = rows
        .into_iter()
        .map(
            |Row {
                 key,
                 manifest,
                 live,
                 synced,
             }| {
                let mut row = json!({
                    "kind": key.kind,
                    "namespace": key.namespace,
                    "name": key.name,
                    "targetState": shown(manifest),
                    "liveState": shown(live.as_ref().map(|l| l.doc.clone())),
                });
                if !key.group.is_empty() {
                    row["group"] = json!(key.group);
                }
                if let Some(live) = live {
                    row["resourceVersion"] = live.doc["metadata"]["resourceVersion"].clone();
                    row["normalizedLiveState"] = json!(masked(live.doc).to_string());
                }
                if !synced {
                    row["modified"] = json!(true);
                }
                row
            },
        )
        .collect();
    Ok(Json(if items.is_empty() {
        json!({})
    } else {
        json!({ "items": items })
    }))
}

pub(super) async fn resource_tree(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let nodes: Vec<Value> = managed(&world, &name, &params)?
        .into_iter()
        .filter_map(|row| Some(node(&row.key, &row.live?.doc)))
        .collect();
    Ok(Json(if nodes.is_empty() {
        json!({})
    } else {
        json!({ "nodes": nodes })
    }))
}

fn node(key: &ObjectKey, doc: &Value) -> Value {
    let mut out = json!({
        "version": source::api_version(doc),
        "kind": key.kind,
        "namespace": key.namespace,
        "name": key.name,
        "uid": doc["metadata"]["uid"],
        "resourceVersion": doc["metadata"]["resourceVersion"],
        "createdAt": doc["metadata"]["creationTimestamp"],
    });
    if !key.group.is_empty() {
        out["group"] = json!(key.group);
    }
    if let Some((status, message)) = health::of(doc) {
        out["health"] = json!({ "status": status });
        if let Some(message) = message {
            out["health"]["message"] = json!(message);
        }
    }
    out
}

pub(super) async fn events(
    Extract(world): Extract<Arc<World>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let params = Params::parse(query.as_deref());
    let rows = managed(&world, &name, &params)?;
    let about = |live: &Live| {
        let field = |name: &str| live.doc["metadata"][name].as_str().map(str::to_owned);
        params.get("resourceName") == field("name").as_deref()
            && params.get("resourceNamespace") == field("namespace").as_deref()
            && params.get("resourceUID") == field("uid").as_deref()
    };
    let live = rows
        .into_iter()
        .filter_map(|row| Some((row.key, row.live?)))
        .find(|(_, live)| about(live));
    let items: Vec<Value> = live.iter().flat_map(|(key, live)| live.events.iter().enumerate().map(move |(i, e)| (key, live, i, e))).map(|(key, live, i, e)| {
        json!({
            "metadata": {
                "name": format!("{}.{:016x}", key.name, e.first.as_nanosecond() as i64),
                "namespace": key.namespace,
                "creationTimestamp": rfc3339(e.first),
                "uid": crate::crossplane::stable_uuid(&format!("{}{i}", live.doc["metadata"]["uid"])),
            },
            "involvedObject": {
                "apiVersion": live.doc["apiVersion"],
                "kind": key.kind,
                "namespace": key.namespace,
                "name": key.name,
                "uid": live.doc["metadata"]["uid"],
            },
            "reason": e.reason,
            "message": e.message,
            "type": if e.warning { "Warning" } else { "Normal" },
            "firstTimestamp": rfc3339(e.first),
            "lastTimestamp": rfc3339(e.last),
            "count": e.count,
            "source": { "component": format!("managed/{}/v1beta1, kind={}", key.group, key.kind.to_lowercase()) },
            "eventTime": null,
            "reportingComponent": "",
            "reportingInstance": "",
        })
    }).collect();
    let items = if items.is_empty() {
        Value::Null
    } else {
        Value::Array(items)
    };
    Ok(Json(
        json!({ "metadata": { "resourceVersion": "9000" }, "items": items }),
    ))
}
