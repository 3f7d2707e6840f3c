//! Manifests from git: a directory at a revision, every YAML document in it.
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::model::{Application, Target};
use crate::crossplane::ObjectKey;
use crate::git::{GitStore, NoYaml};

/// `owner/name` of a clone URL, whatever its host.
pub(super) fn slug(repo_url: &str) -> Option<String> {
    let path = repo_url.trim_end_matches('/').trim_end_matches(".git");
    let mut parts = path.rsplit(['/', ':']);
    let (name, owner) = (parts.next()?, parts.next()?);
    (!name.is_empty() && !owner.is_empty()).then(|| format!("{owner}/{name}"))
}

fn unknown(why: &str) -> String {
    format!(
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = {why}"
    )
}

/// The commit that `targetRevision` stands for now.
pub(super) fn resolve(git: &GitStore, repo_url: &str, revision: &str) -> Result<String, String> {
    let slug = slug(repo_url).filter(|s| git.exists(s)).ok_or_else(|| {
        unknown("failed to list refs: repository not found: authentication required")
    })?;
    let name = if revision.is_empty() || revision == "HEAD" {
        "main"
    } else {
        revision
    };
    let found = git
        .resolve(&slug, name)
        .map_err(|e| unknown(&e.to_string()))?;
    found.ok_or_else(|| unknown(&format!("unable to resolve '{revision}' to a commit SHA")))
}

pub(super) fn load(
    git: &GitStore,
    app: &Application,
    cluster: &str,
    revision: &str,
) -> Result<Target, String> {
    let slug = slug(app.text("/source/repoURL").unwrap_or(""))
        .ok_or_else(|| unknown("repository not found"))?;
    let path = app
        .text("/source/path")
        .unwrap_or(".")
        .trim_matches('/')
        .trim_start_matches("./")
        .to_owned();
    let path = if path == "." { String::new() } else { path };
    let files = git
        .blobs(&slug, revision, &path)
        .map_err(|e| unknown(&e.to_string()))?;
    if files.is_empty() {
        return Err(unknown(&format!("{path}: app path does not exist")));
    }
    let recurse = app
        .spec
        .pointer("/source/directory/recurse")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let mut manifests: Vec<(ObjectKey, Value)> = Vec::new();
    let (mut keys, mut repeated) = (BTreeSet::new(), Vec::new());
    for (name, blob) in files {
        let inside = name
            .strip_prefix(&path)
            .unwrap_or(&name)
            .trim_start_matches('/');
        let wanted = [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| inside.ends_with(end));
        if !wanted || (!recurse && inside.contains('/')) {
            continue;
        }
        let documents = git
            .documents(&slug, &blob)
            .map_err(|e| unknown(&e.to_string()))?;
        let documents = documents
            .as_ref()
            .as_ref()
            .map_err(|why| unknown(&malformed(&name, why)))?;
        for document in documents {
            let manifest = placed(document.clone(), app);
            let key = ObjectKey::of(cluster, &manifest).ok_or_else(|| {
                unknown(&format!(
                    "failed to unmarshal manifest {name}: Object 'Kind' is missing"
                ))
            })?;
            if !keys.insert(key.clone()) {
                manifests.retain(|(known, _)| *known != key);
                repeated.push(key.clone());
            }
            manifests.push((key, manifest));
        }
    }
    manifests.sort_by_key(|(_, m)| wave(m));
    Ok(Target {
        revision: revision.to_owned(),
        source: app.source(),
        manifests,
        keys,
        repeated,
    })
}

fn malformed(name: &str, why: &NoYaml) -> String {
    match why {
        NoYaml::NotText => format!("failed to unmarshal manifest {name}: invalid UTF-8"),
        NoYaml::Malformed(e) => {
            format!("failed to unmarshal manifest {name}: error converting YAML to JSON: {e}")
        }
    }
}

/// A manifest as it will be applied: in the destination's namespace when it names none.
fn placed(mut manifest: Value, app: &Application) -> Value {
    let named = manifest
        .pointer("/metadata/namespace")
        .and_then(Value::as_str)
        .is_some_and(|n| !n.is_empty());
    if !named && manifest.get("metadata").is_some_and(Value::is_object) {
        manifest["metadata"]["namespace"] =
            json!(app.text("/destination/namespace").unwrap_or("default"));
    }
    manifest
}

pub(super) fn wave(manifest: &Value) -> i64 {
    crate::crossplane::annotation(manifest, "argocd.argoproj.io/sync-wave")
        .and_then(|w| w.parse().ok())
        .unwrap_or(0)
}

pub(super) fn api_version(manifest: &Value) -> String {
    let api = manifest
        .get("apiVersion")
        .and_then(Value::as_str)
        .unwrap_or("");
    api.rsplit('/').next().unwrap_or("").to_owned()
}

/// A resource's own sync option, written as an annotation.
pub(super) fn has_option(manifest: &Value, option: &str) -> bool {
    let all =
        crate::crossplane::annotation(manifest, "argocd.argoproj.io/sync-options").unwrap_or("");
    all.split(',').any(|o| o.trim() == option)
}
