//! What the provider does in AWS for a Repository. It goes through the same rules as the API.
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Failed, Seen, tags};
use crate::aws::{self, EcrRepo, Encryption, NewRepository, RepoKey};
use crate::crossplane::managed::on_creation;

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

pub(super) fn observe(doc: &Value, repo: Option<&EcrRepo>) -> Seen {
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

pub(super) fn create(
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

pub(super) fn update(doc: &Value, key: &RepoKey, aws: &mut aws::State) -> Result<(), Failed> {
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
    aws::set_mutability(repo, &mutability, excluded).map_err(failed("PutImageTagMutability"))?;
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

pub(super) fn delete(key: &RepoKey, force: bool, aws: &mut aws::State) -> Result<(), Failed> {
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

pub(super) fn at_provider(doc: &Value, key: &RepoKey, repo: &EcrRepo, force: bool) -> Value {
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
pub(super) fn late_values(repo: &EcrRepo) -> Map<String, Value> {
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
