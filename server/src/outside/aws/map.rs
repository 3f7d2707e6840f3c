//! ECR's answers in Berth's words.

mod images;

pub(super) use images::{add_findings, digest, image, platforms};

use super::{Details, EffectiveScanning, Identity, trouble};
use aws_sdk_ecr::operation::list_tags_for_resource::ListTagsForResourceOutput;
use aws_sdk_ecr::types::{Repository, RepositoryScanningConfiguration};
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;
use domain::observed::RepositorySeen;
use domain::time::Timestamp;
use domain::trouble::Trouble;
use std::collections::BTreeMap;

pub(super) fn name(repository: &Repository) -> Result<&str, Trouble> {
    needed(repository.repository_name(), "a repository without a name")
}

pub(super) fn arn(repository: &Repository) -> Result<&str, Trouble> {
    needed(repository.repository_arn(), "a repository without an ARN")
}

pub(super) fn repository(
    repository: &Repository,
    details: Details,
) -> Result<RepositorySeen, Trouble> {
    let uri = needed(repository.repository_uri(), "a repository without a URI")?;
    let created = repository.created_at();
    // AWS leaves out what is at its default.
    let mutability = repository
        .image_tag_mutability()
        .map_or("MUTABLE", |value| value.as_str());
    let encryption = repository.encryption_configuration();
    Ok(RepositorySeen {
        arn: arn(repository)?.to_owned(),
        uri: uri.to_owned(),
        created: created.and_then(|time| time.to_millis().ok().map(Timestamp)),
        mutability: mutability.to_owned(),
        exclusion_filters: repository
            .image_tag_mutability_exclusion_filters()
            .iter()
            .map(|filter| filter.filter().to_owned())
            .collect(),
        scan_on_push: repository
            .image_scanning_configuration()
            .is_some_and(|scanning| scanning.scan_on_push()),
        encryption: encryption
            .map_or("AES256", |value| value.encryption_type().as_str())
            .to_owned(),
        kms_key: encryption.and_then(|value| value.kms_key().map(str::to_owned)),
        lifecycle_policy: details.policy,
        tags: details.tags,
    })
}

pub(super) fn tags(answer: ListTagsForResourceOutput) -> BTreeMap<String, String> {
    let tags = answer.tags.unwrap_or_default();
    tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

pub(super) fn scanning(
    found: &RepositoryScanningConfiguration,
) -> Result<EffectiveScanning, Trouble> {
    let frequency = found.scan_frequency().map(|value| value.as_str());
    Ok(EffectiveScanning {
        frequency: needed(frequency, "a scanning configuration without a frequency")?.to_owned(),
        scan_on_push: found.scan_on_push(),
    })
}

pub(super) fn identity(answer: GetCallerIdentityOutput) -> Result<Identity, Trouble> {
    match (answer.account, answer.arn) {
        (Some(account), Some(arn)) => Ok(Identity { account, arn }),
        _ => Err(trouble::nonsense("an identity without account or ARN")),
    }
}

fn needed<'a>(value: Option<&'a str>, what: &str) -> Result<&'a str, Trouble> {
    value.ok_or_else(|| trouble::nonsense(what))
}
