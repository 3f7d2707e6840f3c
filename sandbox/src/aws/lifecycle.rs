//! The lifecycle operations of the API: the policy in force, and previews of one that may come.
use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::input::{Input, with_token};
use super::model::{Aws, LifecycleText, Preview, PreviewStatus, RepoKey};
use super::repositories::seconds;
use super::rules;

fn refused(why: &str) -> AwsError {
    AwsError::invalid(format!(
        "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: {why}'"
    ))
}

fn none(key: &RepoKey) -> AwsError {
    AwsError::new(
        "LifecyclePolicyNotFoundException",
        format!(
            "Lifecycle policy does not exist for the repository with name '{}' in the registry with id '{}'",
            key.name, key.account
        ),
    )
}

impl Aws {
    pub fn put_lifecycle_policy(&mut self, key: &RepoKey, text: &str) -> Result<(), AwsError> {
        let repo = self.repo_mut(key)?;
        rules::parse(text).map_err(|why| refused(&why))?;
        repo.lifecycle = Some(LifecycleText {
            text: text.to_owned(),
            last_evaluated_at: None,
        });
        Ok(())
    }

    pub fn delete_lifecycle_policy(&mut self, key: &RepoKey) -> Result<LifecycleText, AwsError> {
        self.repo_mut(key)?
            .lifecycle
            .take()
            .ok_or_else(|| none(key))
    }
}

fn shown(key: &RepoKey, policy: &LifecycleText) -> Value {
    let mut out = json!({ "registryId": key.account, "repositoryName": key.name, "lifecyclePolicyText": policy.text });
    if let Some(at) = policy.last_evaluated_at {
        out["lastEvaluatedAt"] = json!(seconds(at));
    }
    out
}

pub(super) fn get(aws: &Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let policy = aws
        .repo(&key)?
        .lifecycle
        .as_ref()
        .ok_or_else(|| none(&key))?;
    Ok(shown(&key, policy))
}

pub(super) fn put(aws: &mut Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let text = input.need("lifecyclePolicyText")?;
    aws.put_lifecycle_policy(&key, text)?;
    Ok(
        json!({ "registryId": key.account, "repositoryName": key.name, "lifecyclePolicyText": text }),
    )
}

pub(super) fn delete(aws: &mut Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let gone = aws.delete_lifecycle_policy(&key)?;
    Ok(shown(&key, &gone))
}

pub(super) fn start_preview(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let given = input.text("lifecyclePolicyText")?.map(str::to_owned);
    let repo = aws.repo_mut(&key)?;
    if repo
        .preview
        .as_ref()
        .is_some_and(|p| p.status == PreviewStatus::InProgress)
    {
        return Err(AwsError::new(
            "LifecyclePolicyPreviewInProgressException",
            format!(
                "The preview is in progress for the repository with name '{}' in the registry with id '{}'",
                key.name, key.account
            ),
        ));
    }
    let text = given
        .or_else(|| repo.lifecycle.as_ref().map(|l| l.text.clone()))
        .ok_or_else(|| none(&key))?;
    let parsed = rules::parse(&text).map_err(|why| refused(&why))?;
    let results = rules::evaluate(&parsed, &repo.images, now);
    repo.preview = Some(Preview {
        text: text.clone(),
        status: PreviewStatus::InProgress,
        results,
    });
    Ok(
        json!({ "registryId": key.account, "repositoryName": key.name, "lifecyclePolicyText": text, "status": "IN_PROGRESS" }),
    )
}

pub(super) fn get_preview(aws: &Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let preview = aws.repo(&key)?.preview.as_ref().ok_or_else(|| {
        AwsError::new(
            "LifecyclePolicyPreviewNotFoundException",
            format!("There is no dry run for the repository with name '{}' in the registry with id '{}'", key.name, key.account),
        )
    })?;
    let out = json!({ "registryId": key.account, "repositoryName": key.name, "lifecyclePolicyText": preview.text, "status": preview.status });
    if preview.status != PreviewStatus::Complete {
        return Ok(out);
    }
    let count = |action: &str| {
        preview
            .results
            .iter()
            .filter(|r| r.action == action)
            .count()
    };
    let all: Vec<Value> = preview
        .results
        .iter()
        .map(|r| {
            let mut row = json!({
                "imageDigest": r.digest,
                "imagePushedAt": seconds(r.pushed_at),
                "action": { "type": r.action },
                "appliedRulePriority": r.priority,
            });
            if !r.tags.is_empty() {
                row["imageTags"] = json!(r.tags);
            }
            if r.action == "TRANSITION" {
                row["action"]["targetStorageClass"] = json!("ARCHIVE");
            }
            row
        })
        .collect();
    let (page, next) = input.page(100, 100)?.cut(all);
    let mut out = out;
    out["previewResults"] = json!(page);
    out["summary"] = json!({ "expiringImageTotalCount": count("EXPIRE") });
    if count("TRANSITION") > 0 {
        out["summary"]["transitioningImageTotalCounts"] =
            json!([{ "targetStorageClass": "ARCHIVE", "imageTotalCount": count("TRANSITION") }]);
    }
    Ok(with_token(out, next))
}
