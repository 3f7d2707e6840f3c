//! Repository policies: who else may pull or push.
use serde_json::{Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::input::Input;
use super::model::{Aws, RepoKey};

pub(super) fn get_policy(aws: &Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let text = aws
        .repo(&key)?
        .policy
        .as_ref()
        .ok_or_else(|| no_policy(&key))?;
    Ok(json!({ "registryId": key.account, "repositoryName": key.name, "policyText": text }))
}

pub(super) fn no_policy(key: &RepoKey) -> AwsError {
    AwsError::new(
        "RepositoryPolicyNotFoundException",
        format!(
            "Repository policy does not exist for the repository with name '{}' in the registry with id '{}'",
            key.name, key.account
        ),
    )
}

pub fn check_repository_policy(text: &str) -> Result<(), AwsError> {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    let shaped = parsed
        .as_ref()
        .and_then(|v| v.get("Statement"))
        .is_some_and(|s| s.is_array() || s.is_object());
    if text.chars().count() > 10_240 || !shaped {
        return Err(AwsError::invalid(
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        ));
    }
    Ok(())
}

pub(super) fn set_policy(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let text = input.need("policyText")?;
    check_repository_policy(text)?;
    aws.repo_mut(&key)?.policy = Some(text.to_owned());
    Ok(json!({ "registryId": key.account, "repositoryName": key.name, "policyText": text }))
}

pub(super) fn delete_policy(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let text = aws
        .repo_mut(&key)?
        .policy
        .take()
        .ok_or_else(|| no_policy(&key))?;
    Ok(json!({ "registryId": key.account, "repositoryName": key.name, "policyText": text }))
}
