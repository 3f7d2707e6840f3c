//! An Application as the API shows it. Whatever is empty is left out, as Go's omitempty does.
use serde_json::{Map, Value, json};

use super::model::{Application, NAMESPACE, Operation, OperationState, ResourceStatus, SyncResult};
use crate::crossplane::rfc3339;

pub(super) fn application(app: &Application) -> Value {
    let mut metadata = json!({
        "name": app.name,
        "namespace": NAMESPACE,
        "uid": app.uid,
        "resourceVersion": app.resource_version.to_string(),
        "generation": app.generation,
        "creationTimestamp": rfc3339(app.created_at),
    });
    put(&mut metadata, "labels", json!(app.labels));
    put(&mut metadata, "annotations", json!(app.annotations));
    put(&mut metadata, "finalizers", json!(app.finalizers));
    if let Some(at) = app.deleting_since {
        metadata["deletionTimestamp"] = json!(rfc3339(at));
    }
    let mut out = json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": metadata,
        "spec": app.spec,
        "status": status(app),
    });
    if let Some(wanted) = &app.operation {
        out["operation"] = operation(wanted);
    }
    out
}

fn put(into: &mut Value, name: &str, value: Value) {
    let empty = match &value {
        Value::Null => true,
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        Value::String(s) => s.is_empty(),
        _ => false,
    };
    if !empty {
        into[name] = value;
    }
}

fn status(app: &Application) -> Value {
    let s = &app.status;
    let Some(sync) = s.sync else {
        return json!({ "sync": { "status": "" }, "health": {}, "summary": {} });
    };
    let mut out = json!({
        "sync": { "status": sync },
        "controllerNamespace": NAMESPACE,
        "resourceHealthSource": "appTree",
        "sourceType": "Directory",
        "summary": {},
    });
    put(&mut out["sync"], "comparedTo", json!(s.compared_to));
    put(&mut out["sync"], "revision", json!(s.revision));
    if let Some(health) = s.health {
        out["health"] = json!({ "status": health });
        put(
            &mut out["health"],
            "lastTransitionTime",
            json!(s.health_since.map(rfc3339)),
        );
    }
    put(
        &mut out,
        "reconciledAt",
        json!(s.reconciled_at.map(rfc3339)),
    );
    put(
        &mut out,
        "resources",
        s.resources.iter().map(resource).collect(),
    );
    put(&mut out, "history", json!(s.history));
    if let Some(state) = &s.operation {
        out["operationState"] = operation_state(state, &app.source());
    }
    let conditions: Vec<Value> =
        s.conditions.iter().map(|c| json!({ "type": c.kind, "message": c.message, "lastTransitionTime": rfc3339(c.at) })).collect();
    put(&mut out, "conditions", json!(conditions));
    out
}

fn identity(group: &str, version: &str, kind: &str, namespace: &str, name: &str) -> Value {
    let mut out = Value::Object(Map::new());
    for (field, value) in [
        ("group", group),
        ("version", version),
        ("kind", kind),
        ("namespace", namespace),
        ("name", name),
    ] {
        put(&mut out, field, json!(value));
    }
    out
}

fn resource(r: &ResourceStatus) -> Value {
    let mut out = identity(
        &r.key.group,
        &r.version,
        &r.key.kind,
        &r.key.namespace,
        &r.key.name,
    );
    out["status"] = json!(if r.synced { "Synced" } else { "OutOfSync" });
    if let Some(health) = r.health {
        out["health"] = json!({ "status": health });
        put(&mut out["health"], "message", json!(r.message));
    }
    if r.requires_pruning {
        out["requiresPruning"] = json!(true);
    }
    if r.wave != 0 {
        out["syncWave"] = json!(r.wave);
    }
    out
}

pub(super) fn operation(o: &Operation) -> Value {
    let mut sync = Value::Object(Map::new());
    put(&mut sync, "revision", json!(o.revision));
    for (name, on) in [("prune", o.prune), ("dryRun", o.dry_run)] {
        if on {
            sync[name] = json!(true);
        }
    }
    if let Some(list) = &o.resources {
        sync["resources"] = list
            .iter()
            .map(|(group, kind, name)| json!({ "group": group, "kind": kind, "name": name }))
            .collect();
    }
    let mut out = json!({ "sync": sync });
    if o.automated {
        out["initiatedBy"] = json!({ "automated": true });
    } else if let Some(user) = &o.username {
        out["initiatedBy"] = json!({ "username": user });
    }
    if o.retry_limit > 0 {
        out["retry"] = json!({ "limit": o.retry_limit });
    }
    out
}

fn operation_state(s: &OperationState, source: &Value) -> Value {
    let mut out = json!({
        "operation": operation(&s.operation),
        "phase": s.phase,
        "startedAt": rfc3339(s.started_at),
    });
    put(&mut out, "message", json!(s.message));
    put(&mut out, "finishedAt", json!(s.finished_at.map(rfc3339)));
    if s.retry_count > 0 {
        out["retryCount"] = json!(s.retry_count);
    }
    if !s.operation.revision.is_empty() {
        out["syncResult"] = json!({ "revision": s.operation.revision, "source": source });
        put(
            &mut out["syncResult"],
            "resources",
            s.results.iter().map(result).collect(),
        );
    }
    out
}

fn result(r: &SyncResult) -> Value {
    let mut out = identity(
        &r.key.group,
        &r.version,
        &r.key.kind,
        &r.key.namespace,
        &r.key.name,
    );
    out["status"] = json!(r.status);
    out["message"] = json!(r.message);
    out["hookPhase"] = json!(r.hook_phase);
    out["syncPhase"] = json!("Sync");
    out
}
