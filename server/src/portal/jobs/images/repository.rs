//! Reads one repository: images, policy, and the findings of the images worth asking about.

use super::{Halt, is_ill};
use crate::outside::aws::ImagesListed;
use crate::services::Services;
use crate::store::{DueRepository, RepositoryRead, ScanRead, Store, Unchanged};
use domain::aws::{AccountId, Address, Region};
use domain::image::{
    Digest, Image, ImageSeen, PlatformOf, ScanSeen, ScanStatus, Scanning, Totals, group,
    next_scan_look, worth_scanning,
};
use domain::name::RepositoryName;
use domain::time::Timestamp;
use domain::trouble::Trouble;
use std::collections::{BTreeSet, HashMap};

const MINUTE_MS: i64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Pushed to since then: read more often.
const ACTIVE_MS: i64 = 7 * DAY_MS;
/// Pulled since then: somebody may run it.
const PULLED_MS: i64 = 30 * DAY_MS;
/// Manifests and referrers are asked for the newest alone; what is older stays as it was read.
const DETAILED: usize = 100;

/// Where a repository is read, and what was learnt about its neighbours at once.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) services: &'a Services,
    pub(super) account: &'a AccountId,
    pub(super) region: Region,
    pub(super) scanning: &'a HashMap<RepositoryName, Scanning>,
}

pub(super) enum Outcome {
    Unchanged(Unchanged),
    TakenIn,
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Self::Place(trouble)
    }
}

pub(super) async fn read(place: Place<'_>, one: DueRepository) -> Result<Outcome, Halt> {
    let services = place.services;
    let (aws, reading) = (&services.aws, services.settings.images);
    let at = services.clock.now();
    let scanning = place.scanning.get(&one.name);
    let address = Address {
        account: place.account.clone(),
        region: place.region,
        name: one.name,
    };
    let (listed, policy) = futures::try_join!(aws.images(&address), aws.policy(&address))?;
    let Some(ImagesListed { images, room }) = listed else {
        // The next census says that it is gone.
        return Ok(Outcome::Unchanged(Unchanged {
            repository: one.id,
            due: one.due,
            next: at.plus_millis(reading.active_every_ms),
        }));
    };
    let images = placed(services, &address, one.id, images).await?;
    let digest = Store::digest_of(&images, policy.as_deref(), scanning);
    let worth = worth_scanning(&images, reading.findings_of, at.plus_millis(-PULLED_MS));
    let asked = services.store.image_scans(one.id).await?;
    let is_worth = |digest: &Digest| worth.iter().any(|image| image.seen.digest == *digest);
    let forgets = asked.keys().any(|digest| !is_worth(digest));
    let scans = scans(services, &address, &worth, &asked, scanning, at).await?;
    let mut next = next_read(services, &images, at);
    for image in &worth {
        let digest = &image.seen.digest;
        let scan = scans.iter().find(|scan| scan.digest == *digest);
        let due = scan.map(|scan| scan.next).or(asked.get(digest).copied());
        next = next.min(due.unwrap_or(next));
    }
    let next = next.max(at.plus_millis(MINUTE_MS));
    if one.digest.as_deref() == Some(&digest) && scans.is_empty() && !forgets {
        return Ok(Outcome::Unchanged(Unchanged {
            repository: one.id,
            due: one.due,
            next,
        }));
    }
    let read = RepositoryRead {
        repository: one.id,
        due: one.due,
        at,
        next,
        digest: &digest,
        images: &images,
        policy: policy.as_deref(),
        scanning,
        worth: worth.iter().map(|image| &image.seen.digest).collect(),
        scans: &scans,
    };
    let changes = services.store.take_in_images(&read).await?;
    tracing::debug!(repository = %address.name, images = images.len(), changes.written, changes.removed, scans = scans.len(), "read the images");
    drop(room);
    Ok(Outcome::TakenIn)
}

fn next_read(services: &Services, images: &[Image], at: Timestamp) -> Timestamp {
    let reading = services.settings.images;
    let pushed = Totals::of(images).last_push;
    let is_active = pushed.is_some_and(|pushed| at.since(pushed) < ACTIVE_MS);
    at.plus_millis(if is_active {
        reading.active_every_ms
    } else {
        reading.every_ms
    })
}

/// In their places, with what their descriptions leave open asked for once.
async fn placed(
    services: &Services,
    address: &Address,
    repository: i64,
    mut images: Vec<ImageSeen>,
) -> Result<Vec<Image>, Halt> {
    let is_open = |image: &ImageSeen| image.subject.is_some() && !is_telling(image);
    let is_index = |image: &ImageSeen| {
        let media_type = image.media_type.as_deref().unwrap_or_default();
        media_type.contains("image.index") || media_type.contains("manifest.list")
    };
    let opens = images.iter().any(is_open);
    let indexes = services.settings.images.read_manifests && images.iter().any(is_index);
    if !opens && !indexes {
        return Ok(group(images, &HashMap::new()));
    }
    let known = services.store.image_memory(repository).await?;
    if opens {
        for image in images.iter_mut().filter(|image| is_open(image)) {
            image.artifact_type = known.artifact_types.get(&image.digest).cloned();
        }
        let subjects = newest(
            &images,
            |image| is_open(image),
            |image| image.subject.clone(),
        );
        for subject in subjects {
            let found = services.aws.referrers(address, &subject).await?;
            let types: HashMap<Digest, Option<String>> = found
                .into_iter()
                .map(|one| (one.digest, one.artifact_type))
                .collect();
            for image in images.iter_mut().filter(|image| is_open(image)) {
                if let Some(Some(kind)) = types.get(&image.digest) {
                    image.artifact_type = Some(kind.clone());
                }
            }
        }
    }
    let mut platforms: HashMap<Digest, PlatformOf> = HashMap::new();
    if indexes {
        platforms = known.platforms;
        let unread = |image: &ImageSeen| is_index(image) && !known.indexes.contains(&image.digest);
        let unread = newest(&images, unread, |image| Some(image.digest.clone()));
        platforms.extend(services.aws.platforms(address, &unread).await?);
    }
    Ok(group(images, &platforms))
}

/// Whether its type says what it is.
fn is_telling(image: &ImageSeen) -> bool {
    !matches!(
        image.artifact_type.as_deref(),
        None | Some("" | "application/vnd.oci.empty.v1+json")
    )
}

fn newest(
    images: &[ImageSeen],
    which: impl Fn(&ImageSeen) -> bool,
    what: impl Fn(&ImageSeen) -> Option<Digest>,
) -> Vec<Digest> {
    let mut found: Vec<&ImageSeen> = images.iter().filter(|image| which(image)).collect();
    found.sort_by_key(|image| std::cmp::Reverse(image.pushed));
    let found: BTreeSet<Digest> = found.into_iter().take(DETAILED).filter_map(what).collect();
    found.into_iter().collect()
}

/// The findings that are due. What can't be had for one image is said of it, and the others are asked for.
async fn scans(
    services: &Services,
    address: &Address,
    worth: &[&Image],
    asked: &HashMap<Digest, Timestamp>,
    scanning: Option<&Scanning>,
    at: Timestamp,
) -> Result<Vec<ScanRead>, Halt> {
    let mut scans = Vec::new();
    for image in worth {
        let digest = &image.seen.digest;
        if asked.get(digest).is_some_and(|due| *due > at) {
            continue;
        }
        let seen = match services.aws.scan(address, digest).await {
            Ok(Some(seen)) => seen,
            // Gone since it was listed.
            Ok(None) => continue,
            Err(trouble) if is_ill(&trouble) => return Err(Halt::Place(trouble)),
            Err(trouble) => ScanSeen {
                status: ScanStatus::Unavailable,
                says: Some(trouble.message),
                scanned: None,
                findings: Vec::new(),
            },
        };
        scans.push(ScanRead {
            next: next_scan_look(&seen.status, scanning, image.seen.pushed, at),
            digest: digest.clone(),
            seen,
        });
    }
    Ok(scans)
}
