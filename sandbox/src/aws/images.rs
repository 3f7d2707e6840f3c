//! Images of a repository, listed page by page.
use serde_json::{Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::input::{Input, with_token};
use super::model::{Aws, EcrRepo, Image, RepoKey};
use super::repositories::seconds;

/// `*` stands for any run of characters; everything else for itself; the whole text must be covered.
pub fn wildcard(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => match text.strip_prefix(head) {
            None => false,
            Some(tail) => (0..=tail.len())
                .filter(|i| tail.is_char_boundary(*i))
                .any(|i| wildcard(rest, &tail[i..])),
        },
    }
}

pub(super) fn find<'a>(repo: &'a EcrRepo, id: &Value) -> Option<&'a Image> {
    let text = |name: &str| id.get(name).and_then(Value::as_str);
    match (text("imageDigest"), text("imageTag")) {
        (Some(digest), None) => repo.images.iter().find(|i| i.digest == digest),
        (None, Some(tag)) => repo.images.iter().find(|i| i.tags.iter().any(|t| t == tag)),
        (Some(digest), Some(tag)) => repo
            .images
            .iter()
            .find(|i| i.digest == digest && i.tags.iter().any(|t| t == tag)),
        (None, None) => None,
    }
}

pub(super) fn not_found(key: &RepoKey, id: &Value) -> AwsError {
    let shown = |name: &str| {
        id.get(name)
            .and_then(Value::as_str)
            .unwrap_or("null")
            .to_owned()
    };
    AwsError::new(
        "ImageNotFoundException",
        format!(
            "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the repository with name '{}' in the registry with id '{}'",
            shown("imageDigest"),
            shown("imageTag"),
            key.name,
            key.account
        ),
    )
}

fn detail(key: &RepoKey, image: &Image) -> Value {
    let mut out = json!({
        "registryId": key.account,
        "repositoryName": key.name,
        "imageDigest": image.digest,
        "imageSizeInBytes": image.size,
        "imagePushedAt": seconds(image.pushed_at),
        "imageManifestMediaType": image.manifest_media_type,
        "imageStatus": if image.archived_at.is_some() { "ARCHIVED" } else { "ACTIVE" },
    });
    if !image.tags.is_empty() {
        out["imageTags"] = json!(image.tags);
    }
    let optional = [
        (
            "artifactMediaType",
            image.artifact_media_type.as_ref().map(|v| json!(v)),
        ),
        (
            "subjectManifestDigest",
            image.subject.as_ref().map(|v| json!(v)),
        ),
        (
            "lastRecordedPullTime",
            image.last_pull.map(|v| json!(seconds(v))),
        ),
        (
            "lastArchivedAt",
            image.archived_at.map(|v| json!(seconds(v))),
        ),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            out[name] = value;
        }
    }
    out
}

struct Filter<'a> {
    tagged: Option<&'a str>,
    status: &'a str,
}

impl<'a> Filter<'a> {
    fn of(input: Input<'a>) -> Result<Self, AwsError> {
        let text = |name: &str| {
            input
                .0
                .get("filter")
                .and_then(|f| f.get(name))
                .and_then(Value::as_str)
        };
        let (tagged, status) = (text("tagStatus"), text("imageStatus").unwrap_or("ACTIVE"));
        let known = matches!(tagged, None | Some("TAGGED" | "UNTAGGED" | "ANY"))
            && matches!(status, "ACTIVE" | "ARCHIVED" | "ACTIVATING" | "ANY");
        if !known {
            return Err(AwsError::invalid(
                "Invalid parameter at 'filter' failed to satisfy constraint: 'Member must satisfy enum value set'",
            ));
        }
        Ok(Self { tagged, status })
    }

    fn admits(&self, image: &Image) -> bool {
        let tagged = match self.tagged {
            Some("TAGGED") => !image.tags.is_empty(),
            Some("UNTAGGED") => image.tags.is_empty(),
            _ => true,
        };
        let status = match self.status {
            "ANY" => true,
            "ARCHIVED" => image.archived_at.is_some(),
            "ACTIVE" => image.archived_at.is_none(),
            _ => false,
        };
        tagged && status
    }
}

pub(super) fn describe_images(
    aws: &Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let repo = aws.repo(&key)?;
    let ids = input.objects("imageIds");
    if !ids.is_empty() {
        if input.0.get("maxResults").is_some_and(|v| !v.is_null())
            || input.text("nextToken")?.is_some()
        {
            return Err(AwsError::invalid(
                "Invalid parameter: 'maxResults' and 'nextToken' cannot be used with 'imageIds'",
            ));
        }
        let mut found: Vec<Value> = Vec::new();
        for id in ids {
            found.push(detail(
                &key,
                find(repo, id).ok_or_else(|| not_found(&key, id))?,
            ));
        }
        return Ok(json!({ "imageDetails": found }));
    }
    let filter = Filter::of(input)?;
    let all: Vec<Value> = repo
        .images
        .iter()
        .filter(|i| filter.admits(i))
        .map(|i| detail(&key, i))
        .collect();
    let (page, next) = input.page(100, 1000)?.cut(all);
    Ok(with_token(json!({ "imageDetails": page }), next))
}

pub(super) fn list_images(aws: &Aws, caller: &Caller, input: Input<'_>) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let filter = Filter::of(input)?;
    let mut all = Vec::new();
    for image in aws.repo(&key)?.images.iter().filter(|i| filter.admits(i)) {
        if image.tags.is_empty() {
            all.push(json!({ "imageDigest": image.digest }));
        }
        all.extend(
            image
                .tags
                .iter()
                .map(|t| json!({ "imageDigest": image.digest, "imageTag": t })),
        );
    }
    let (page, next) = input.page(100, 1000)?.cut(all);
    Ok(with_token(json!({ "imageIds": page }), next))
}

pub(super) fn list_referrers(
    aws: &Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let subject = input
        .0
        .pointer("/subjectId/imageDigest")
        .and_then(Value::as_str)
        .ok_or_else(|| {
            AwsError::invalid(
                "Invalid parameter at 'subjectId' failed to satisfy constraint: 'must not be null'",
            )
        })?;
    let referrers = aws
        .repo(&key)?
        .images
        .iter()
        .filter(|i| i.subject.as_deref() == Some(subject))
        .map(|i| {
            json!({
                "digest": i.digest,
                "mediaType": i.manifest_media_type,
                "artifactType": i.artifact_media_type.clone().unwrap_or_default(),
                "size": i.size,
                "artifactStatus": "ACTIVE",
            })
        });
    let (page, next) = input.page(50, 50)?.cut(referrers.collect());
    Ok(with_token(json!({ "referrers": page }), next))
}
