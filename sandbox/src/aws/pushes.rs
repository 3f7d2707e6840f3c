//! Images come and go: pushed by pipelines, deleted by digest or by tag.
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::auth::Caller;
use super::errors::AwsError;
use super::images::{find, wildcard};
use super::input::Input;
use super::model::{Aws, EcrRepo, Image, MANIFEST, RepoKey, Scan, ScanStatus};

impl Aws {
    /// A push: tags move when the repository lets them, and scanning starts when it is switched on.
    pub fn push(&mut self, key: &RepoKey, image: Image, now: Timestamp) -> Result<(), AwsError> {
        let scanned = self.scans_on_push(key)?;
        let repo = self.repo_mut(key)?;
        for tag in &image.tags {
            let holder = repo
                .images
                .iter()
                .find(|i| i.tags.contains(tag))
                .map(|i| i.digest.clone());
            match holder {
                Some(digest) if digest == image.digest => {
                    return Err(AwsError::new(
                        "ImageAlreadyExistsException",
                        format!(
                            "Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{}'",
                            key.name
                        ),
                    ));
                }
                Some(_) if is_immutable(repo, tag) => {
                    return Err(AwsError::new(
                        "ImageTagAlreadyExistsException",
                        format!(
                            "The image tag '{tag}' already exists in the '{}' repository and cannot be overwritten because the tag is immutable.",
                            key.name
                        ),
                    ));
                }
                Some(_) => repo
                    .images
                    .iter_mut()
                    .for_each(|i| i.tags.retain(|t| t != tag)),
                None => {}
            }
        }
        if let Some(known) = repo.images.iter_mut().find(|i| i.digest == image.digest) {
            known.tags.extend(image.tags);
            return Ok(());
        }
        let scannable = scanned && !image.is_index() && image.subject.is_none();
        let scan = scannable.then(|| Scan {
            status: ScanStatus::InProgress,
            started_at: now,
            completed_at: None,
            findings: Vec::new(),
        });
        let scan = image.scan.clone().or(scan);
        repo.images.push(Image { scan, ..image });
        Ok(())
    }

    fn scans_on_push(&self, key: &RepoKey) -> Result<bool, AwsError> {
        let repo = self.repo(key)?;
        let registry = self.scanning_of(&key.account, &key.region);
        let by_rule = registry
            .rules
            .iter()
            .any(|(frequency, filter)| frequency != "MANUAL" && wildcard(filter, &key.name));
        Ok(by_rule || (!registry.enhanced && repo.scan_on_push))
    }
}

fn is_immutable(repo: &EcrRepo, tag: &str) -> bool {
    let excluded = repo.exclusion_filters.iter().any(|f| wildcard(f, tag));
    match repo.mutability.as_str() {
        "IMMUTABLE" => true,
        "IMMUTABLE_WITH_EXCLUSION" => !excluded,
        "MUTABLE_WITH_EXCLUSION" => excluded,
        _ => false,
    }
}

pub(super) fn put_image(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let manifest = input.need("imageManifest")?;
    let parsed: Value = serde_json::from_str(manifest)
        .map_err(|_| AwsError::invalid("Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"))?;
    let digest = format!(
        "sha256:{}",
        hex::encode(Sha256::digest(manifest.as_bytes()))
    );
    if input.text("imageDigest")?.is_some_and(|d| d != digest) {
        return Err(AwsError::new(
            "ImageDigestDoesNotMatchException",
            "The specified image digest does not match the digest that Amazon ECR calculated for the image",
        ));
    }
    let text = |pointer: &str| {
        parsed
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let list = |name: &str| {
        parsed
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let media_type = input
        .text("imageManifestMediaType")?
        .map(str::to_owned)
        .or_else(|| text("/mediaType"))
        .unwrap_or_else(|| MANIFEST.into());
    let children: Vec<String> = list("manifests")
        .iter()
        .filter_map(|m| m.get("digest")?.as_str().map(str::to_owned))
        .collect();
    let repo = aws.repo(&key)?;
    if let Some(lost) = children
        .iter()
        .find(|c| !repo.images.iter().any(|i| i.digest == **c))
    {
        return Err(AwsError::new(
            "ReferencedImagesNotFoundException",
            format!("The manifest list references an image that does not exist: {lost}"),
        ));
    }
    let size = list("layers")
        .iter()
        .chain(parsed.get("config"))
        .filter_map(|l| l.get("size")?.as_u64())
        .sum();
    let tag = input.text("imageTag")?.map(str::to_owned);
    let image = Image {
        tags: tag.iter().cloned().collect(),
        size,
        manifest_media_type: media_type.clone(),
        artifact_media_type: text("/artifactType").or_else(|| text("/config/mediaType")),
        subject: text("/subject/digest"),
        children,
        ..Image::new(digest.clone(), now)
    };
    aws.push(&key, image, now)?;
    let mut id = json!({ "imageDigest": digest });
    if let Some(tag) = tag {
        id["imageTag"] = json!(tag);
    }
    Ok(json!({ "image": {
        "registryId": key.account, "repositoryName": key.name, "imageId": id, "imageManifest": manifest, "imageManifestMediaType": media_type,
    } }))
}

pub(super) fn batch_delete(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let ids = input.objects("imageIds");
    if !(1..=100).contains(&ids.len()) {
        return Err(AwsError::invalid(
            "Invalid parameter at 'imageIds' failed to satisfy constraint: 'Member must have length between 1 and 100'",
        ));
    }
    let repo = aws.repo_mut(&key)?;
    let (mut deleted, mut failures) = (Vec::new(), Vec::new());
    for id in ids {
        match delete_one(repo, id) {
            Ok(gone) => deleted.extend(gone),
            Err((code, reason)) => failures
                .push(json!({ "imageId": id, "failureCode": code, "failureReason": reason })),
        }
    }
    Ok(json!({ "imageIds": deleted, "failures": failures }))
}

fn delete_one(repo: &mut EcrRepo, id: &Value) -> Result<Vec<Value>, (&'static str, &'static str)> {
    let missing = ("ImageNotFound", "Requested image not found");
    if id.get("imageDigest").is_none() && id.get("imageTag").is_none() {
        return Err((
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null",
        ));
    }
    let (digest, tags) = find(repo, id)
        .map(|i| (i.digest.clone(), i.tags.clone()))
        .ok_or(missing)?;
    if let (Some(tag), None) = (
        id.get("imageTag").and_then(Value::as_str),
        id.get("imageDigest"),
    ) && tags.len() > 1
    {
        repo.images
            .iter_mut()
            .filter(|i| i.digest == digest)
            .for_each(|i| i.tags.retain(|t| t != tag));
        return Ok(vec![json!({ "imageDigest": digest, "imageTag": tag })]);
    }
    if repo.images.iter().any(|i| i.children.contains(&digest)) {
        return Err((
            "ImageReferencedByManifestList",
            "Requested image referenced by manifest list",
        ));
    }
    repo.images
        .retain(|i| i.digest != digest && i.subject.as_deref() != Some(digest.as_str()));
    if tags.is_empty() {
        return Ok(vec![json!({ "imageDigest": digest })]);
    }
    Ok(tags
        .iter()
        .map(|t| json!({ "imageDigest": digest, "imageTag": t }))
        .collect())
}
