//! What one AWS organisation holds for ECR: accounts, repositories, images, scans. No HTTP here, so that Crossplane's
//! provider and the API answer from the same facts.
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

use super::alarms::{Resource, ResourceKey};
use super::auth::Credentials;
use super::errors::AwsError;

pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A repository is found by account, region and name, in that order of width.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
pub struct RepoKey {
    pub account: String,
    pub region: String,
    pub name: String,
}

impl RepoKey {
    pub fn new(account: &str, region: &str, name: &str) -> Self {
        Self {
            account: account.into(),
            region: region.into(),
            name: name.into(),
        }
    }

    pub fn arn(&self) -> String {
        format!(
            "arn:{}:ecr:{}:{}:repository/{}",
            partition(&self.region),
            self.region,
            self.account,
            self.name
        )
    }

    pub fn from_arn(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':');
        let (_arn, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let name = resource.strip_prefix("repository/")?;
        (service == "ecr").then(|| Self::new(account, region, name))
    }

    pub fn uri(&self) -> String {
        let suffix = if self.region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        };
        format!(
            "{}.dkr.ecr.{}.{suffix}/{}",
            self.account, self.region, self.name
        )
    }
}

pub fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

#[derive(Debug, Clone)]
pub struct EcrRepo {
    pub created_at: Timestamp,
    pub mutability: String,
    pub exclusion_filters: Vec<String>,
    pub scan_on_push: bool,
    pub encryption: Encryption,
    pub tags: BTreeMap<String, String>,
    pub images: Vec<Image>,
    pub lifecycle: Option<LifecycleText>,
    pub policy: Option<String>,
    pub preview: Option<Preview>,
}

impl EcrRepo {
    pub fn new(created_at: Timestamp) -> Self {
        Self {
            created_at,
            mutability: "MUTABLE".into(),
            exclusion_filters: Vec::new(),
            scan_on_push: false,
            encryption: Encryption {
                kind: "AES256".into(),
                kms_key: None,
            },
            tags: BTreeMap::new(),
            images: Vec::new(),
            lifecycle: None,
            policy: None,
            preview: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    pub kind: String,
    pub kms_key: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LifecycleText {
    pub text: String,
    pub last_evaluated_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct Preview {
    pub text: String,
    pub status: PreviewStatus,
    pub results: Vec<PreviewResult>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PreviewStatus {
    InProgress,
    Complete,
    Expired,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewResult {
    pub digest: String,
    pub tags: Vec<String>,
    pub pushed_at: Timestamp,
    pub action: &'static str,
    pub priority: i64,
}

#[derive(Debug, Clone)]
pub struct Image {
    pub digest: String,
    pub tags: Vec<String>,
    pub size: u64,
    pub pushed_at: Timestamp,
    pub manifest_media_type: String,
    pub artifact_media_type: Option<String>,
    pub last_pull: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    /// For a signature or SBOM: the image it speaks about.
    pub subject: Option<String>,
    /// For an index: its platform images.
    pub children: Vec<String>,
    pub scan: Option<Scan>,
}

impl Image {
    /// A plain image without a tag.
    pub fn new(digest: String, pushed_at: Timestamp) -> Self {
        Self {
            digest,
            tags: Vec::new(),
            size: 0,
            pushed_at,
            manifest_media_type: MANIFEST.to_owned(),
            artifact_media_type: None,
            last_pull: None,
            archived_at: None,
            subject: None,
            children: Vec::new(),
            scan: None,
        }
    }

    pub fn is_index(&self) -> bool {
        self.manifest_media_type.contains("image.index")
            || self.manifest_media_type.contains("manifest.list")
    }
}

#[derive(Debug, Clone)]
pub struct Scan {
    pub status: ScanStatus,
    pub started_at: Timestamp,
    pub completed_at: Option<Timestamp>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanStatus {
    InProgress,
    Complete,
    Unsupported,
    Failed,
    /// Enhanced scanning keeps watching an image.
    Active,
}

impl ScanStatus {
    pub fn wire(self) -> (&'static str, &'static str) {
        match self {
            Self::InProgress => ("IN_PROGRESS", "The scan is in progress."),
            Self::Complete => ("COMPLETE", "The scan was completed successfully."),
            Self::Unsupported => (
                "UNSUPPORTED_IMAGE",
                "The operating system and/or package manager are not supported.",
            ),
            Self::Failed => ("FAILED", "The scan failed."),
            Self::Active => ("ACTIVE", "Continuous scan is selected for image."),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub name: String,
    pub severity: String,
    pub description: String,
    pub package: String,
    pub version: String,
    pub fixed_in: Option<String>,
}

/// Registry-wide scanning: what wins over the per-repository switch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistryScanning {
    pub enhanced: bool,
    /// (frequency, wildcard filter)
    pub rules: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Aws {
    pub credentials: Credentials,
    pub accounts: BTreeSet<String>,
    pub repos: BTreeMap<RepoKey, EcrRepo>,
    pub scanning: BTreeMap<(String, String), RegistryScanning>,
    /// Topics, rules, targets and alarms.
    pub resources: BTreeMap<ResourceKey, Resource>,
    /// Findings that the next scan of a digest will report; a digest without an entry is clean.
    pub vulnerable: BTreeMap<String, Vec<Finding>>,
    pub requests: u64,
}

impl Aws {
    pub fn repo(&self, key: &RepoKey) -> Result<&EcrRepo, AwsError> {
        self.repos
            .get(key)
            .ok_or_else(|| AwsError::no_repository(key))
    }

    pub fn repo_mut(&mut self, key: &RepoKey) -> Result<&mut EcrRepo, AwsError> {
        self.repos
            .get_mut(key)
            .ok_or_else(|| AwsError::no_repository(key))
    }

    pub fn scanning_of(&self, account: &str, region: &str) -> RegistryScanning {
        self.scanning
            .get(&(account.to_owned(), region.to_owned()))
            .cloned()
            .unwrap_or_default()
    }

    /// Work that AWS does by itself: scans and previews that were running come to an end. Returns how many did.
    pub fn step(&mut self, now: Timestamp) -> usize {
        let vulnerable = &self.vulnerable;
        let mut ended = 0;
        for repo in self.repos.values_mut() {
            for image in &mut repo.images {
                let Some(scan) = image
                    .scan
                    .as_mut()
                    .filter(|s| s.status == ScanStatus::InProgress)
                else {
                    continue;
                };
                scan.status = ScanStatus::Complete;
                scan.completed_at = Some(now);
                scan.findings = vulnerable.get(&image.digest).cloned().unwrap_or_default();
                ended += 1;
            }
            let running = |p: &&mut Preview| p.status == PreviewStatus::InProgress;
            if let Some(preview) = repo.preview.as_mut().filter(running) {
                preview.status = PreviewStatus::Complete;
                ended += 1;
            }
        }
        ended
    }
}
