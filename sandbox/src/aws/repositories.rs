//! Repositories: what people, pipelines and the Crossplane provider do to them, and how they are described.
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::auth::Caller;
use super::errors::AwsError;
use super::input::{Input, check_name, with_token};
use super::model::{Aws, EcrRepo, Encryption, RepoKey};

const MUTABILITIES: [&str; 4] = [
    "MUTABLE",
    "IMMUTABLE",
    "MUTABLE_WITH_EXCLUSION",
    "IMMUTABLE_WITH_EXCLUSION",
];

/// Wanted settings of a new repository.
#[derive(Debug, Clone, Default)]
pub struct NewRepository {
    pub mutability: Option<String>,
    pub exclusion_filters: Vec<String>,
    pub scan_on_push: bool,
    pub encryption: Option<Encryption>,
    pub tags: BTreeMap<String, String>,
}

impl Aws {
    pub fn create_repository(
        &mut self,
        key: &RepoKey,
        wanted: NewRepository,
        now: Timestamp,
    ) -> Result<&EcrRepo, AwsError> {
        check_name(&key.name)?;
        if self.repos.contains_key(key) {
            return Err(AwsError::new(
                "RepositoryAlreadyExistsException",
                format!(
                    "The repository with name '{}' already exists in the registry with id '{}'",
                    key.name, key.account
                ),
            ));
        }
        check_tags(&wanted.tags)?;
        let mut repo = EcrRepo::new(now);
        set_mutability(
            &mut repo,
            wanted.mutability.as_deref().unwrap_or("MUTABLE"),
            wanted.exclusion_filters,
        )?;
        if let Some(encryption) = wanted.encryption {
            repo.encryption = usable_encryption(encryption, key)?;
        }
        repo.scan_on_push = wanted.scan_on_push;
        repo.tags = wanted.tags;
        Ok(self.repos.entry(key.clone()).or_insert(repo))
    }

    pub fn delete_repository(&mut self, key: &RepoKey, force: bool) -> Result<EcrRepo, AwsError> {
        let repo = self.repo(key)?;
        if !force && !repo.images.is_empty() {
            return Err(AwsError::not_empty(key));
        }
        self.repos
            .remove(key)
            .ok_or_else(|| AwsError::no_repository(key))
    }
}

pub fn set_mutability(
    repo: &mut EcrRepo,
    mutability: &str,
    filters: Vec<String>,
) -> Result<(), AwsError> {
    let wrong = |why: &str| {
        AwsError::invalid(format!(
            "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: '{why}'"
        ))
    };
    if !MUTABILITIES.contains(&mutability) {
        return Err(wrong(
            "Member must satisfy enum value set: [MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION]",
        ));
    }
    let excludes = mutability.ends_with("_WITH_EXCLUSION");
    if excludes && !(1..=5).contains(&filters.len()) {
        return Err(wrong(
            "1 to 5 exclusion filters are needed with an exclusion setting",
        ));
    }
    if !excludes && !filters.is_empty() {
        return Err(wrong("exclusion filters need an exclusion setting"));
    }
    let fits = |f: &String| {
        (1..=128).contains(&f.len())
            && f.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._*-".contains(&b))
    };
    if !filters.iter().all(fits) {
        return Err(AwsError::invalid(
            "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: 'must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}''",
        ));
    }
    repo.mutability = mutability.into();
    repo.exclusion_filters = filters;
    Ok(())
}

fn usable_encryption(mut encryption: Encryption, key: &RepoKey) -> Result<Encryption, AwsError> {
    match (encryption.kind.as_str(), &encryption.kms_key) {
        ("AES256", None) => {}
        ("AES256", Some(_)) => {
            return Err(AwsError::invalid(
                "Invalid parameter at 'encryptionConfiguration' failed to satisfy constraint: 'kmsKey must not be set for AES256'",
            ));
        }
        ("KMS" | "KMS_DSSE", None) => {
            encryption.kms_key = Some(format!(
                "arn:aws:kms:{}:{}:alias/aws/ecr",
                key.region, key.account
            ));
        }
        ("KMS" | "KMS_DSSE", Some(arn)) => {
            let elsewhere =
                arn.starts_with("arn:") && !arn.contains(&format!(":kms:{}:", key.region));
            if elsewhere {
                return Err(AwsError::new(
                    "KmsException",
                    format!(
                        "The operation failed due to a KMS exception: Key '{arn}' does not exist in this region"
                    ),
                ));
            }
        }
        (other, _) => {
            return Err(AwsError::invalid(format!(
                "Invalid parameter at 'encryptionType' failed to satisfy constraint: 'unknown value {other}'"
            )));
        }
    }
    Ok(encryption)
}

pub fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), AwsError> {
    if tags.len() > 50 {
        return Err(AwsError::new(
            "TooManyTagsException",
            "The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a repository is 50.",
        ));
    }
    let fits = |t: &str| {
        t.chars()
            .all(|c| c.is_alphanumeric() || c == ' ' || "+-=._:/@".contains(c))
    };
    for (k, v) in tags {
        let ok = (1..=128).contains(&k.chars().count())
            && v.chars().count() <= 256
            && !k.starts_with("aws:")
            && fits(k)
            && fits(v);
        if !ok {
            return Err(AwsError::new(
                "InvalidTagParameterException",
                format!(
                    "An invalid parameter has been specified. Tag key or value is not valid: '{k}'"
                ),
            ));
        }
    }
    Ok(())
}

fn tag_list(input: Input<'_>) -> BTreeMap<String, String> {
    let pair = |t: &&Value| {
        Some((
            t.get("Key")?.as_str()?.to_owned(),
            t.get("Value")
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned(),
        ))
    };
    input.objects("tags").iter().filter_map(pair).collect()
}

fn filters(input: Input<'_>) -> Vec<String> {
    input
        .objects("imageTagMutabilityExclusionFilters")
        .iter()
        .filter_map(|f| f.get("filter")?.as_str().map(str::to_owned))
        .collect()
}

fn filters_json(repo: &EcrRepo) -> Value {
    repo.exclusion_filters
        .iter()
        .map(|f| json!({ "filterType": "WILDCARD", "filter": f }))
        .collect()
}

pub(super) fn describe(key: &RepoKey, repo: &EcrRepo) -> Value {
    let mut encryption = json!({ "encryptionType": repo.encryption.kind });
    if let Some(kms) = &repo.encryption.kms_key {
        encryption["kmsKey"] = json!(kms);
    }
    let mut out = json!({
        "repositoryArn": key.arn(),
        "registryId": key.account,
        "repositoryName": key.name,
        "repositoryUri": key.uri(),
        "createdAt": seconds(repo.created_at),
        "imageTagMutability": repo.mutability,
        "imageScanningConfiguration": { "scanOnPush": repo.scan_on_push },
        "encryptionConfiguration": encryption,
    });
    if !repo.exclusion_filters.is_empty() {
        out["imageTagMutabilityExclusionFilters"] = filters_json(repo);
    }
    out
}

/// AWS JSON writes times as seconds since the epoch, with a fraction.
pub(super) fn seconds(at: Timestamp) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let millis = at.as_millisecond() as f64;
    millis / 1000.0
}

pub(super) fn describe_repositories(
    aws: &Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    input.own_registry(caller)?;
    let account = &caller.principal.account;
    if let Some(names) = input.strings("repositoryNames") {
        if input.0.get("maxResults").is_some_and(|v| !v.is_null())
            || input.text("nextToken")?.is_some()
        {
            return Err(AwsError::invalid(
                "Invalid parameter: 'maxResults' and 'nextToken' cannot be used with 'repositoryNames'",
            ));
        }
        if !(1..=100).contains(&names.len()) {
            return Err(AwsError::invalid(
                "Invalid parameter at 'repositoryNames' failed to satisfy constraint: 'Member must have length between 1 and 100'",
            ));
        }
        let mut found = Vec::new();
        for name in &names {
            let key = RepoKey::new(account, &caller.region, name);
            found.push(describe(&key, aws.repo(&key)?));
        }
        return Ok(json!({ "repositories": found }));
    }
    let all: Vec<Value> = aws
        .repos
        .iter()
        .filter(|(k, _)| k.account == *account && k.region == caller.region)
        .map(|(k, r)| describe(k, r))
        .collect();
    let (page, next) = input.page(100, 1000)?.cut(all);
    Ok(with_token(json!({ "repositories": page }), next))
}

pub(super) fn create(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let encryption = match input.0.get("encryptionConfiguration") {
        None | Some(Value::Null) => None,
        Some(v) => Some(Encryption {
            kind: Input(v).need("encryptionType")?.to_owned(),
            kms_key: Input(v).text("kmsKey")?.map(str::to_owned),
        }),
    };
    let wanted = NewRepository {
        mutability: input.text("imageTagMutability")?.map(str::to_owned),
        exclusion_filters: filters(input),
        scan_on_push: input
            .0
            .pointer("/imageScanningConfiguration/scanOnPush")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        encryption,
        tags: tag_list(input),
    };
    let repo = aws.create_repository(&key, wanted, now)?;
    Ok(json!({ "repository": describe(&key, repo) }))
}

pub(super) fn delete(aws: &mut Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let repo = aws.delete_repository(&key, input.flag("force"))?;
    Ok(json!({ "repository": describe(&key, &repo) }))
}

pub(super) fn put_tag_mutability(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let mutability = input.need("imageTagMutability")?;
    let repo = aws.repo_mut(&key)?;
    set_mutability(repo, mutability, filters(input))?;
    let mut out = json!({ "registryId": key.account, "repositoryName": key.name, "imageTagMutability": repo.mutability });
    if !repo.exclusion_filters.is_empty() {
        out["imageTagMutabilityExclusionFilters"] = filters_json(repo);
    }
    Ok(out)
}

pub(super) fn put_scanning(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let on = input
        .0
        .pointer("/imageScanningConfiguration/scanOnPush")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    aws.repo_mut(&key)?.scan_on_push = on;
    Ok(
        json!({ "registryId": key.account, "repositoryName": key.name, "imageScanningConfiguration": { "scanOnPush": on } }),
    )
}

fn by_arn(caller: &Caller, input: Input<'_>) -> Result<RepoKey, AwsError> {
    let arn = input.need("resourceArn")?;
    RepoKey::from_arn(arn)
        .filter(|k| k.account == caller.principal.account && k.region == caller.region)
        .ok_or_else(|| {
            AwsError::invalid(
                "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
            )
        })
}

pub(super) fn list_tags(aws: &Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let repo = aws.repo(&by_arn(caller, input)?)?;
    let tags: Vec<Value> = repo
        .tags
        .iter()
        .map(|(k, v)| json!({ "Key": k, "Value": v }))
        .collect();
    Ok(json!({ "tags": tags }))
}

pub(super) fn tag(aws: &mut Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let repo = aws.repo_mut(&by_arn(caller, input)?)?;
    let mut tags = repo.tags.clone();
    tags.extend(tag_list(input));
    check_tags(&tags)?;
    repo.tags = tags;
    Ok(json!({}))
}

pub(super) fn untag(aws: &mut Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let repo = aws.repo_mut(&by_arn(caller, input)?)?;
    for key in input.strings("tagKeys").unwrap_or_default() {
        repo.tags.remove(&key);
    }
    Ok(json!({}))
}
