//! Images, scans and manifests in Berth's words.

use super::needed;
use crate::outside::aws::trouble;
use aws_sdk_ecr::operation::describe_image_scan_findings::DescribeImageScanFindingsOutput;
use aws_sdk_ecr::primitives::DateTime;
use aws_sdk_ecr::types::{
    EnhancedImageScanFinding, Image, ImageDetail, ImageScanFinding, ImageStatus, VulnerablePackage,
};
use domain::image::{Digest, FindingSeen, ImageSeen, PlatformOf, ScanSeen, ScanStatus, Severity};
use domain::time::Timestamp;
use domain::trouble::Trouble;
use serde::Deserialize;

pub(in crate::outside::aws) fn digest(text: &str) -> Result<Digest, Trouble> {
    Digest::parse(text).map_err(|error| trouble::nonsense(error.to_string()))
}

pub(in crate::outside::aws) fn image(detail: ImageDetail) -> Result<ImageSeen, Trouble> {
    let subject = detail
        .subject_manifest_digest
        .filter(|text| !text.is_empty());
    Ok(ImageSeen {
        digest: digest(needed(
            detail.image_digest.as_deref(),
            "an image without a digest",
        )?)?,
        tags: detail.image_tags.unwrap_or_default(),
        pushed: time(detail.image_pushed_at).unwrap_or_default(),
        pulled: time(detail.last_recorded_pull_time),
        bytes: detail
            .image_size_in_bytes
            .and_then(|bytes| u64::try_from(bytes).ok())
            .unwrap_or_default(),
        media_type: detail.image_manifest_media_type,
        artifact_type: detail.artifact_media_type,
        subject: subject.as_deref().map(digest).transpose()?,
        archived: detail.image_status == Some(ImageStatus::Archived),
    })
}

fn time(at: Option<DateTime>) -> Option<Timestamp> {
    at.and_then(|at| at.to_millis().ok()).map(Timestamp)
}

/// The status stands on every page, the findings a part on each.
pub(in crate::outside::aws) fn add_findings(
    scan: &mut ScanSeen,
    page: DescribeImageScanFindingsOutput,
) {
    if let Some(status) = page.image_scan_status {
        if let Some(word) = &status.status {
            scan.status = ScanStatus::parse(word.as_str());
        }
        scan.says = status.description.filter(|words| !words.is_empty());
    }
    let Some(found) = page.image_scan_findings else {
        return;
    };
    scan.scanned = time(found.image_scan_completed_at).or(scan.scanned);
    let basic = found.findings.unwrap_or_default();
    scan.findings.extend(basic.into_iter().map(basic_finding));
    for one in found.enhanced_findings.unwrap_or_default() {
        scan.scanned = scan.scanned.max(time(one.updated_at));
        add_enhanced(&mut scan.findings, one);
    }
}

fn basic_finding(found: ImageScanFinding) -> FindingSeen {
    let attributes = found.attributes.unwrap_or_default();
    let attribute = |keys: &[&str]| {
        attributes
            .iter()
            .find(|attribute| keys.contains(&attribute.key.as_str()))
            .and_then(|attribute| attribute.value.clone())
            .filter(|value| !value.is_empty())
    };
    let score = attribute(&["CVSS4_SCORE", "CVSS3_SCORE", "CVSS2_SCORE"]);
    FindingSeen {
        name: found.name.unwrap_or_default(),
        package: attribute(&["package_name"]).unwrap_or_default(),
        version: attribute(&["package_version"]).unwrap_or_default(),
        severity: severity(found.severity.as_ref().map(|word| word.as_str())),
        fixed_in: attribute(&["fixed_in_versions", "fixed_in_version"]),
        score: score.and_then(|text| text.parse().ok()).and_then(tenths),
        uri: found.uri,
        first_seen: None,
    }
}

/// One finding for each package that has it.
fn add_enhanced(findings: &mut Vec<FindingSeen>, found: EnhancedImageScanFinding) {
    let details = found.package_vulnerability_details;
    let mut packages: Vec<VulnerablePackage> = Vec::new();
    let (mut name, mut uri) = (None, None);
    if let Some(details) = details {
        (name, uri) = (details.vulnerability_id, details.source_url);
        packages = details.vulnerable_packages.unwrap_or_default();
    }
    // Findings that are no package's, such as those in code.
    if packages.is_empty() {
        packages.push(VulnerablePackage::builder().build());
    }
    let name = name.or(found.title).unwrap_or_default();
    for package in packages {
        findings.push(FindingSeen {
            name: name.clone(),
            version: version(&package),
            package: package.name.unwrap_or_default(),
            severity: severity(found.severity.as_deref()),
            fixed_in: package
                .fixed_in_version
                .filter(|version| !version.is_empty() && version != "NotAvailable"),
            score: tenths(found.score),
            uri: uri.clone(),
            first_seen: time(found.first_observed_at),
        });
    }
}

/// As a package manager writes it.
fn version(package: &VulnerablePackage) -> String {
    let mut version = package.version.clone().unwrap_or_default();
    if let Some(epoch) = package.epoch.filter(|epoch| *epoch != 0) {
        version = format!("{epoch}:{version}");
    }
    if let Some(release) = package.release.as_deref().filter(|text| !text.is_empty()) {
        version = format!("{version}-{release}");
    }
    version
}

fn severity(word: Option<&str>) -> Severity {
    word.map_or(Severity::Undefined, Severity::parse)
}

/// `None` also for 0: AWS's SDK says so where there is no score.
fn tenths(score: f64) -> Option<u32> {
    let tenths = (score * 10.0).round();
    (tenths > 0.0 && tenths <= 100.0).then_some(tenths as u32)
}

#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    manifests: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    digest: String,
    platform: Option<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    #[serde(default)]
    os: String,
    #[serde(default)]
    architecture: String,
    variant: Option<String>,
}

/// What an index names.
pub(in crate::outside::aws) fn platforms(
    image: &Image,
) -> Result<Vec<(Digest, PlatformOf)>, Trouble> {
    let id = image.image_id().and_then(|id| id.image_digest());
    let index = digest(needed(id, "a manifest without a digest")?)?;
    let text = needed(image.image_manifest(), "an index without a manifest")?;
    let read: Index = serde_json::from_str(text)
        .map_err(|error| trouble::nonsense(format!("the index {index}: {error}")))?;
    read.manifests
        .into_iter()
        .map(|entry| {
            let platform = match entry.platform {
                Some(platform) => platform.text(),
                None => "unknown".to_owned(),
            };
            let index = index.clone();
            Ok((digest(&entry.digest)?, PlatformOf { index, platform }))
        })
        .collect()
}

impl Platform {
    /// As `docker` writes it.
    fn text(&self) -> String {
        let mut text = format!("{}/{}", self.os, self.architecture);
        if let Some(variant) = &self.variant {
            text = format!("{text}/{variant}");
        }
        text
    }
}
