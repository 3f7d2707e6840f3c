//! What makes an Application acceptable: a project that allows it, a known cluster, a path that exists. And patches.
use serde_json::{Map, Value, json};

use super::errors::ApiError;
use super::model::{Application, State, Status};
use super::source;
use crate::git::GitStore;

pub(super) fn normalised(spec: Option<&Value>) -> Result<Value, ApiError> {
    let mut spec = spec
        .filter(|s| s.is_object())
        .cloned()
        .ok_or_else(|| ApiError::invalid("application spec is required"))?;
    if spec
        .get("project")
        .and_then(Value::as_str)
        .is_none_or(str::is_empty)
    {
        spec["project"] = json!("default");
    }
    if !spec["destination"].is_object() {
        spec["destination"] = json!({});
    }
    Ok(spec)
}

pub(super) fn check(
    state: &State,
    git: &GitStore,
    name: &str,
    spec: &Value,
    validate: bool,
) -> Result<(), ApiError> {
    let text = |pointer: &str| {
        spec.pointer(pointer)
            .and_then(Value::as_str)
            .filter(|v| !v.is_empty())
    };
    let invalid = |why: String| {
        ApiError::invalid(format!(
            "application spec for {name} is invalid: InvalidSpecError: {why}"
        ))
    };
    let project = text("/project").unwrap_or("default");
    let project = state
        .projects
        .iter()
        .find(|p| p.name == project)
        .ok_or_else(|| {
            ApiError::invalid(format!(
                "application references project {project} which does not exist"
            ))
        })?;
    if !validate {
        return Ok(());
    }
    let url =
        text("/source/repoURL").ok_or_else(|| invalid("spec.source.repoURL is required".into()))?;
    if text("/source/path").is_none() {
        return Err(invalid(
            "spec.source.path and/or spec.source.chart is required".into(),
        ));
    }
    if text("/destination/server").is_some() && text("/destination/name").is_some() {
        return Err(invalid(
            "application destination can't have both name and server defined".into(),
        ));
    }
    let cluster = state.cluster_of(spec).ok_or_else(|| {
        let wanted = text("/destination/name").or(text("/destination/server")).unwrap_or("");
        ApiError::invalid(format!("application destination spec for {name} is invalid: unable to find destination server: there are no clusters with this name: {wanted}"))
    })?;
    let fits = |pattern: &str, value: &str| crate::argocd::glob(pattern, value);
    if !project.source_repos.iter().any(|p| fits(p, url)) {
        return Err(invalid(format!(
            "application repo {url} is not permitted in project '{}'",
            project.name
        )));
    }
    let namespace = text("/destination/namespace").unwrap_or("");
    if !project
        .destinations
        .iter()
        .any(|(s, n)| fits(s, &cluster.server) && fits(n, namespace))
    {
        return Err(invalid(format!(
            "application destination server '{}' and namespace '{namespace}' do not match any of the allowed destinations in project '{}'",
            cluster.server, project.name
        )));
    }
    let revision = text("/source/targetRevision").unwrap_or("");
    let generated = source::resolve(git, url, revision)
        .and_then(|sha| source::load(git, &probe(name, spec), &cluster.name, &sha));
    generated.map(|_| ()).map_err(|why| {
        invalid(format!(
            "Unable to generate manifests in {}: {why}",
            text("/source/path").unwrap_or("")
        ))
    })
}

/// An Application that is only read from.
fn probe(name: &str, spec: &Value) -> Application {
    Application {
        name: name.into(),
        uid: String::new(),
        labels: Map::new(),
        annotations: Map::new(),
        finalizers: Vec::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        generation: 1,
        resource_version: 0,
        deleting_since: None,
        spec: spec.clone(),
        status: Status::default(),
        operation: None,
        target: None,
        polled_at: None,
    }
}

/// RFC 6902, the operations that matter for objects.
pub(super) fn json_patch(target: &mut Value, patch: &Value) -> Result<(), ApiError> {
    let refused = |why: &str| ApiError::invalid(format!("error applying patch: {why}"));
    for step in patch
        .as_array()
        .ok_or_else(|| refused("a JSON patch is an array"))?
    {
        let path = step
            .get("path")
            .and_then(Value::as_str)
            .ok_or_else(|| refused("no path"))?;
        let (parent, leaf) = path.rsplit_once('/').ok_or_else(|| refused("bad path"))?;
        let leaf = leaf.replace("~1", "/").replace("~0", "~");
        let parent = target
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .ok_or_else(|| refused("missing path"))?;
        match step.get("op").and_then(Value::as_str) {
            Some("add" | "replace") => {
                parent.insert(leaf, step.get("value").cloned().unwrap_or(Value::Null));
            }
            Some("remove") => {
                parent
                    .remove(&leaf)
                    .ok_or_else(|| refused("nothing to remove"))?;
            }
            _ => return Err(refused("unsupported operation")),
        }
    }
    Ok(())
}
