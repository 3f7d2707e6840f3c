//! What the provider does in AWS for each of the three kinds. It goes through the same rules as the API.
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::managed::{on_creation, text};
use crate::aws::{self, AwsError, EcrRepo, Encryption, NewRepository, RepoKey};

/// What an observation of AWS came to.
#[derive(Debug, PartialEq)]
pub(super) enum Seen {
    Missing,
    Same,
    Differs,
    /// Only a new resource could have this value: argument, old, new.
    NeedsReplacement(String, String, String),
}

/// A failed operation: Terraform's summary and AWS's own error under the operation's name.
#[derive(Debug)]
pub(super) struct Failed {
    pub summary: String,
    pub operation: &'static str,
    pub error: AwsError,
}

pub(super) fn tags(doc: &Value) -> BTreeMap<String, String> {
    let map = doc
        .pointer("/spec/forProvider/tags")
        .and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned())))
        .collect()
}

fn filters(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter()
        .filter_map(|f| f.get("filter")?.as_str().map(str::to_owned))
        .collect()
}

fn encryption(value: Option<&Value>) -> Option<Encryption> {
    let one = value?.as_array()?.first()?;
    let field = |name: &str| {
        one.get(name)
            .and_then(Value::as_str)
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
    };
    Some(Encryption {
        kind: field("encryptionType").unwrap_or_else(|| "AES256".into()),
        kms_key: field("kmsKey"),
    })
}

pub(super) mod repository {
    use super::*;

    pub(crate) fn observe(doc: &Value, repo: Option<&EcrRepo>) -> Seen {
        let Some(repo) = repo else {
            return Seen::Missing;
        };
        let wanted = |field: &str| doc["spec"]["forProvider"].get(field);
        if let Some(wanted) = encryption(wanted("encryptionConfiguration")) {
            let argument = |leaf: &str| format!("encryption_configuration.0.{leaf}");
            if wanted.kind != repo.encryption.kind {
                return Seen::NeedsReplacement(
                    argument("encryption_type"),
                    repo.encryption.kind.clone(),
                    wanted.kind,
                );
            }
            if let Some(key) = wanted
                .kms_key
                .filter(|k| Some(k) != repo.encryption.kms_key.as_ref())
            {
                return Seen::NeedsReplacement(
                    argument("kms_key"),
                    repo.encryption.kms_key.clone().unwrap_or_default(),
                    key,
                );
            }
        }
        let mutability = wanted("imageTagMutability")
            .and_then(Value::as_str)
            .is_none_or(|m| m == repo.mutability);
        let excluded = wanted("imageTagMutabilityExclusionFilter")
            .is_none_or(|f| filters(Some(f)) == repo.exclusion_filters);
        let scanning = doc
            .pointer("/spec/forProvider/imageScanningConfiguration/scanOnPush")
            .and_then(Value::as_bool)
            .is_none_or(|s| s == repo.scan_on_push);
        let tagged = wanted("tags").is_none() || tags(doc) == repo.tags;
        if mutability && excluded && scanning && tagged {
            Seen::Same
        } else {
            Seen::Differs
        }
    }

    pub(crate) fn create(
        doc: &Value,
        key: &RepoKey,
        aws: &mut aws::State,
        now: Timestamp,
    ) -> Result<(), Failed> {
        let wanted = NewRepository {
            mutability: on_creation(doc, "imageTagMutability")
                .and_then(Value::as_str)
                .map(str::to_owned),
            exclusion_filters: filters(on_creation(doc, "imageTagMutabilityExclusionFilter")),
            scan_on_push: on_creation(doc, "imageScanningConfiguration")
                .and_then(|s| s.get("scanOnPush")?.as_bool())
                .unwrap_or(false),
            encryption: encryption(on_creation(doc, "encryptionConfiguration")),
            tags: tags(doc),
        };
        let failed = |error| Failed {
            summary: format!("creating ECR Repository ({})", key.name),
            operation: "CreateRepository",
            error,
        };
        aws.create_repository(key, wanted, now)
            .map(|_| ())
            .map_err(failed)
    }

    pub(crate) fn update(doc: &Value, key: &RepoKey, aws: &mut aws::State) -> Result<(), Failed> {
        let failed = |operation: &'static str| {
            let summary = format!("updating ECR Repository ({})", key.name);
            move |error| Failed {
                summary,
                operation,
                error,
            }
        };
        let wanted = |field: &str| doc["spec"]["forProvider"].get(field);
        let repo = aws.repo_mut(key).map_err(failed("DescribeRepositories"))?;
        let mutability = wanted("imageTagMutability")
            .and_then(Value::as_str)
            .unwrap_or(&repo.mutability)
            .to_owned();
        let excluded = filters(wanted("imageTagMutabilityExclusionFilter"));
        aws::set_mutability(repo, &mutability, excluded)
            .map_err(failed("PutImageTagMutability"))?;
        if let Some(on) = doc
            .pointer("/spec/forProvider/imageScanningConfiguration/scanOnPush")
            .and_then(Value::as_bool)
        {
            repo.scan_on_push = on;
        }
        if wanted("tags").is_some() {
            let tags = tags(doc);
            aws::check_tags(&tags).map_err(failed("TagResource"))?;
            repo.tags = tags;
        }
        Ok(())
    }

    pub(crate) fn delete(key: &RepoKey, force: bool, aws: &mut aws::State) -> Result<(), Failed> {
        match aws.delete_repository(key, force) {
            Ok(_) => Ok(()),
            Err(e) if e.code == "RepositoryNotFoundException" => Ok(()),
            Err(error) => {
                let summary = format!(
                    "ECR Repository ({}) not empty, consider using force_delete",
                    key.name
                );
                Err(Failed {
                    summary,
                    operation: "DeleteRepository",
                    error,
                })
            }
        }
    }

    pub(crate) fn at_provider(doc: &Value, key: &RepoKey, repo: &EcrRepo, force: bool) -> Value {
        let mut out = json!({
            "arn": key.arn(),
            "id": key.name,
            "registryId": key.account,
            "region": key.region,
            "repositoryUrl": key.uri(),
            "imageTagMutability": repo.mutability,
            "imageScanningConfiguration": { "scanOnPush": repo.scan_on_push },
            "encryptionConfiguration": [{ "encryptionType": repo.encryption.kind, "kmsKey": repo.encryption.kms_key.clone().unwrap_or_default() }],
            "forceDelete": force,
            "tags": tags(doc),
            "tagsAll": repo.tags,
        });
        if !repo.exclusion_filters.is_empty() {
            out["imageTagMutabilityExclusionFilter"] = filter_objects(repo);
        }
        out
    }

    /// What the provider writes into empty fields of the live object once it has seen AWS's values.
    pub(crate) fn late_values(repo: &EcrRepo) -> Map<String, Value> {
        let mut encryption = json!({ "encryptionType": repo.encryption.kind });
        if let Some(key) = &repo.encryption.kms_key {
            encryption["kmsKey"] = json!(key);
        }
        let mut out = Map::new();
        out.insert("encryptionConfiguration".into(), json!([encryption]));
        out.insert(
            "imageScanningConfiguration".into(),
            json!({ "scanOnPush": repo.scan_on_push }),
        );
        out.insert("imageTagMutability".into(), json!(repo.mutability));
        out
    }

    fn filter_objects(repo: &EcrRepo) -> Value {
        repo.exclusion_filters
            .iter()
            .map(|f| json!({ "filter": f, "filterType": "WILDCARD" }))
            .collect()
    }
}

pub(super) mod policy {
    use super::*;

    /// Compared as values: white space and the order of members are no change.
    fn same(a: &str, b: &str) -> bool {
        let parse = |t: &str| serde_json::from_str::<Value>(t).ok();
        a == b
            || matches!((parse(a), parse(b)), (Some(x), Some(y)) if canonical(&x) == canonical(&y))
    }

    fn canonical(policy: &Value) -> Value {
        let mut out = policy.clone();
        if let Some(rules) = out.get_mut("rules").and_then(Value::as_array_mut) {
            rules.sort_by_key(|r| r.get("rulePriority").and_then(Value::as_i64));
        }
        out
    }

    pub(crate) fn observe(kind: &str, doc: &Value, repo: Option<&EcrRepo>) -> Seen {
        let stored = repo.and_then(|r| {
            if kind == "LifecyclePolicy" {
                r.lifecycle.as_ref().map(|l| &l.text)
            } else {
                r.policy.as_ref()
            }
        });
        let Some(stored) = stored else {
            return Seen::Missing;
        };
        match text(doc, "policy") {
            Some(wanted) if !same(wanted, stored) && kind == "LifecyclePolicy" => {
                Seen::NeedsReplacement("policy".into(), stored.clone(), wanted.to_owned())
            }
            Some(wanted) if !same(wanted, stored) => Seen::Differs,
            _ => Seen::Same,
        }
    }

    pub(crate) fn put(
        kind: &str,
        doc: &Value,
        key: &RepoKey,
        aws: &mut aws::State,
    ) -> Result<(), Failed> {
        let wanted = on_creation(doc, "policy")
            .and_then(Value::as_str)
            .unwrap_or("");
        if kind == "LifecyclePolicy" {
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
    pub(crate) fn delete(kind: &str, key: &RepoKey, aws: &mut aws::State) {
        if let Ok(repo) = aws.repo_mut(key) {
            if kind == "LifecyclePolicy" {
                repo.lifecycle = None;
            } else {
                repo.policy = None;
            }
        }
    }

    pub(crate) fn at_provider(kind: &str, key: &RepoKey, repo: &EcrRepo) -> Value {
        let stored = if kind == "LifecyclePolicy" {
            repo.lifecycle.as_ref().map(|l| l.text.clone())
        } else {
            repo.policy.clone()
        };
        json!({ "id": key.name, "policy": stored.unwrap_or_default(), "region": key.region, "registryId": key.account, "repository": key.name })
    }
}
