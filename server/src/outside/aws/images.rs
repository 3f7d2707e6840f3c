//! What a repository holds, page by page. No manifest is read unless the configuration says so: it may count as a pull
//! and keep an image from being archived.

use super::{Aws, Held, PAGE, following, map, trouble};
use aws_sdk_ecr::types::{
    DescribeImagesFilter, ImageIdentifier, ImageStatusFilter, SubjectIdentifier,
};
use domain::aws::{AccountId, Address, Region};
use domain::image::{Digest, ImageSeen, PlatformOf, ScanSeen, ScanStatus, Scanning};
use domain::name::RepositoryName;
use domain::trouble::Trouble;
use std::collections::HashMap;
use tokio::sync::OwnedSemaphorePermit;

/// A repository with more images than this waits until no other such one is held in memory.
const LARGE: usize = 5_000;
/// The most that AWS takes of these at once.
const CONFIGURATIONS: usize = 25;
const REFERRERS: i32 = 50;
const MANIFESTS: usize = 100;
/// Of registries that hold lists in either way.
const INDEX_TYPES: [&str; 2] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

/// All images of a repository, in no order.
#[derive(Debug)]
pub struct ImagesListed {
    pub images: Vec<ImageSeen>,
    /// To be held as long as the images are.
    pub room: Option<OwnedSemaphorePermit>,
}

/// Something that says it belongs to an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referrer {
    pub digest: Digest,
    pub artifact_type: Option<String>,
}

impl Aws {
    /// `None`: there is no such repository. Archived images are among them.
    pub async fn images(&self, address: &Address) -> Result<Option<ImagesListed>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let (mut images, mut room) = (Vec::new(), None);
        let mut token: Option<String> = None;
        loop {
            let any = DescribeImagesFilter::builder().image_status(ImageStatusFilter::Any);
            let call = clients
                .patient
                .describe_images()
                .registry_id(address.account.as_str())
                .repository_name(address.name.as_str())
                .filter(any.build())
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send();
            let Held::Here(page) = self.call(&clients, "DescribeImages", call).await? else {
                return Ok(None);
            };
            for detail in page.image_details.unwrap_or_default() {
                images.push(map::image(detail)?);
            }
            token = following("DescribeImages", token, page.next_token)?;
            if token.is_none() {
                return Ok(Some(ImagesListed { images, room }));
            }
            if room.is_none() && images.len() > LARGE {
                room = self.inner.large.clone().acquire_owned().await.ok();
            }
        }
    }

    /// The repository's policy as JSON; `None`: it has none, or is not there.
    pub async fn policy(&self, address: &Address) -> Result<Option<String>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let call = clients
            .patient
            .get_repository_policy()
            .registry_id(address.account.as_str())
            .repository_name(address.name.as_str())
            .send();
        Ok(
            match self.call(&clients, "GetRepositoryPolicy", call).await? {
                Held::Here(answer) => answer.policy_text,
                Held::Nothing | Held::NoRepository => None,
            },
        )
    }

    /// The scanning in force for each of these that is there.
    pub async fn scanning_of(
        &self,
        account: &AccountId,
        region: Region,
        names: &[RepositoryName],
    ) -> Result<HashMap<RepositoryName, Scanning>, Trouble> {
        let clients = self.clients(account, region).await?;
        let mut found = HashMap::new();
        for some in names.chunks(CONFIGURATIONS) {
            let call = clients
                .patient
                .batch_get_repository_scanning_configuration()
                .set_repository_names(Some(some.iter().map(ToString::to_string).collect()))
                .send();
            let operation = "BatchGetRepositoryScanningConfiguration";
            let Held::Here(answer) = self.call(&clients, operation, call).await? else {
                continue;
            };
            for one in answer.scanning_configurations() {
                let name = one
                    .repository_name()
                    .and_then(|name| RepositoryName::parse_existing(name).ok());
                if let (Some(name), Some(frequency)) = (name, one.scan_frequency()) {
                    found.insert(name, Scanning::parse(frequency.as_str()));
                }
            }
        }
        Ok(found)
    }

    /// All findings of one image, by whichever scanner. `None`: the image is gone.
    pub async fn scan(
        &self,
        address: &Address,
        digest: &Digest,
    ) -> Result<Option<ScanSeen>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let mut scan = ScanSeen {
            status: ScanStatus::Never,
            says: None,
            scanned: None,
            findings: Vec::new(),
        };
        let mut token: Option<String> = None;
        loop {
            let id = ImageIdentifier::builder().image_digest(digest.as_str());
            let call = clients
                .patient
                .describe_image_scan_findings()
                .registry_id(address.account.as_str())
                .repository_name(address.name.as_str())
                .image_id(id.build())
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send();
            let operation = "DescribeImageScanFindings";
            let page = match self.call(&clients, operation, call).await? {
                Held::Here(page) => page,
                // Never scanned.
                Held::Nothing => return Ok(Some(scan)),
                Held::NoRepository => return Ok(None),
            };
            let next = page.next_token.clone();
            map::add_findings(&mut scan, page);
            token = following(operation, token, next)?;
            if token.is_none() {
                return Ok(Some(scan));
            }
        }
    }

    /// What refers to an image, with the types that its description leaves open.
    pub async fn referrers(
        &self,
        address: &Address,
        subject: &Digest,
    ) -> Result<Vec<Referrer>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let id = SubjectIdentifier::builder()
                .image_digest(subject.as_str())
                .build()
                .map_err(|error| trouble::nonsense(error.to_string()))?;
            let call = clients
                .patient
                .list_image_referrers()
                .registry_id(address.account.as_str())
                .repository_name(address.name.as_str())
                .subject_id(id)
                .max_results(REFERRERS)
                .set_next_token(token.clone())
                .send();
            let operation = "ListImageReferrers";
            let Held::Here(page) = self.call(&clients, operation, call).await? else {
                return Ok(found);
            };
            for one in page.referrers.unwrap_or_default() {
                found.push(Referrer {
                    digest: map::digest(&one.digest)?,
                    artifact_type: one.artifact_type.filter(|kind| !kind.is_empty()),
                });
            }
            token = following(operation, token, page.next_token)?;
            if token.is_none() {
                return Ok(found);
            }
        }
    }

    /// Which images these indexes name, by the named image's digest. Reads manifests.
    pub async fn platforms(
        &self,
        address: &Address,
        indexes: &[Digest],
    ) -> Result<HashMap<Digest, PlatformOf>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let mut found = HashMap::new();
        for some in indexes.chunks(MANIFESTS) {
            let ids = some.iter().map(|digest| {
                ImageIdentifier::builder()
                    .image_digest(digest.as_str())
                    .build()
            });
            let call = clients
                .patient
                .batch_get_image()
                .registry_id(address.account.as_str())
                .repository_name(address.name.as_str())
                .set_image_ids(Some(ids.collect()))
                .set_accepted_media_types(Some(INDEX_TYPES.map(str::to_owned).to_vec()))
                .send();
            let Held::Here(answer) = self.call(&clients, "BatchGetImage", call).await? else {
                continue;
            };
            // An index that is gone meanwhile stands among the failures; the next reading knows.
            for image in answer.images.unwrap_or_default() {
                found.extend(map::platforms(&image)?);
            }
        }
        Ok(found)
    }
}
