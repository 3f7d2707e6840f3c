//! What the provider does in AWS for a repository's lifecycle policy and its access policy.
use serde_json::{Value, json};

use super::{Failed, Seen};
use crate::aws::{self, EcrRepo, RepoKey};
use crate::crossplane::kinds::Kind;
use crate::crossplane::managed::{on_creation, text};

/// Compared as values: white space and the order of members are no change.
fn same(a: &str, b: &str) -> bool {
    let parse = |t: &str| serde_json::from_str::<Value>(t).ok();
    a == b || matches!((parse(a), parse(b)), (Some(x), Some(y)) if canonical(&x) == canonical(&y))
}

fn canonical(policy: &Value) -> Value {
    let mut out = policy.clone();
    if let Some(rules) = out.get_mut("rules").and_then(Value::as_array_mut) {
        rules.sort_by_key(|r| r.get("rulePriority").and_then(Value::as_i64));
    }
    out
}

pub(super) fn observe(kind: Kind, doc: &Value, in_place: bool, repo: Option<&EcrRepo>) -> Seen {
    let stored = repo.and_then(|r| {
        if kind == Kind::LifecyclePolicy {
            r.lifecycle.as_ref().map(|l| &l.text)
        } else {
            r.policy.as_ref()
        }
    });
    let Some(stored) = stored else {
        return Seen::Missing;
    };
    match text(doc, "policy") {
        Some(wanted) if !same(wanted, stored) && kind == Kind::LifecyclePolicy && !in_place => {
            Seen::NeedsReplacement("policy".into(), stored.clone(), wanted.to_owned())
        }
        Some(wanted) if !same(wanted, stored) => Seen::Differs,
        _ => Seen::Same,
    }
}

pub(super) fn put(
    kind: Kind,
    doc: &Value,
    key: &RepoKey,
    aws: &mut aws::State,
) -> Result<(), Failed> {
    let wanted = on_creation(doc, "policy")
        .and_then(Value::as_str)
        .unwrap_or("");
    if kind == Kind::LifecyclePolicy {
        let failed = |error| Failed {
            summary: format!("creating ECR Lifecycle Policy ({})", key.name),
            operation: "PutLifecyclePolicy",
            error,
        };
        return aws.put_lifecycle_policy(key, wanted).map_err(failed);
    }
    let failed = |error| Failed {
        summary: format!("putting ECR Repository Policy ({})", key.name),
        operation: "SetRepositoryPolicy",
        error,
    };
    aws::check_repository_policy(wanted).map_err(failed)?;
    aws.repo_mut(key).map_err(failed)?.policy = Some(wanted.to_owned());
    Ok(())
}

/// A repository or policy that is gone already is a success.
pub(super) fn delete(kind: Kind, key: &RepoKey, aws: &mut aws::State) {
    if let Ok(repo) = aws.repo_mut(key) {
        if kind == Kind::LifecyclePolicy {
            repo.lifecycle = None;
        } else {
            repo.policy = None;
        }
    }
}

pub(super) fn at_provider(kind: Kind, key: &RepoKey, repo: &EcrRepo) -> Value {
    let stored = if kind == Kind::LifecyclePolicy {
        repo.lifecycle.as_ref().map(|l| l.text.clone())
    } else {
        repo.policy.clone()
    };
    json!({ "id": key.name, "policy": stored.unwrap_or_default(), "region": key.region, "registryId": key.account, "repository": key.name })
}
