//! Scans: how one stands, when to ask again, and which images are worth asking about.

use super::{Digest, FindingSeen, Image, ImageKind, SeverityCounts};
use crate::time::Timestamp;
use std::collections::HashSet;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// A platform's image is pushed so shortly before its index.
const BEFORE_INDEX_MS: i64 = 5 * MINUTE_MS;
const PLATFORMS_OF_INDEX: usize = 4;

/// The scanning that is in force for a repository: the registry's rules decide, not the repository's own switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanning {
    OnPush,
    Continuous,
    Manual,
    Other(String),
}

impl Scanning {
    pub fn parse(text: &str) -> Self {
        match text {
            "SCAN_ON_PUSH" => Self::OnPush,
            "CONTINUOUS_SCAN" => Self::Continuous,
            "MANUAL" => Self::Manual,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's value.
    pub fn as_str(&self) -> &str {
        match self {
            Self::OnPush => "SCAN_ON_PUSH",
            Self::Continuous => "CONTINUOUS_SCAN",
            Self::Manual => "MANUAL",
            Self::Other(other) => other,
        }
    }

    pub fn is_effective(&self) -> bool {
        !matches!(self, Self::Manual)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanStatus {
    /// Nobody has scanned it.
    Never,
    InProgress,
    Pending,
    Complete,
    /// Watched continuously: what is known now.
    Active,
    Failed,
    Unsupported,
    Expired,
    Unavailable,
    LimitExceeded,
    Archived,
    TooBig,
    Other(String),
}

impl ScanStatus {
    pub fn parse(text: &str) -> Self {
        match text {
            "NEVER" => Self::Never,
            "IN_PROGRESS" => Self::InProgress,
            "PENDING" => Self::Pending,
            "COMPLETE" => Self::Complete,
            "ACTIVE" => Self::Active,
            "FAILED" => Self::Failed,
            "UNSUPPORTED_IMAGE" => Self::Unsupported,
            "SCAN_ELIGIBILITY_EXPIRED" => Self::Expired,
            "FINDINGS_UNAVAILABLE" => Self::Unavailable,
            "LIMIT_EXCEEDED" => Self::LimitExceeded,
            "IMAGE_ARCHIVED" => Self::Archived,
            "IMAGE_SIZE_EXCEEDED" => Self::TooBig,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's value, or `NEVER`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Never => "NEVER",
            Self::InProgress => "IN_PROGRESS",
            Self::Pending => "PENDING",
            Self::Complete => "COMPLETE",
            Self::Active => "ACTIVE",
            Self::Failed => "FAILED",
            Self::Unsupported => "UNSUPPORTED_IMAGE",
            Self::Expired => "SCAN_ELIGIBILITY_EXPIRED",
            Self::Unavailable => "FINDINGS_UNAVAILABLE",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Archived => "IMAGE_ARCHIVED",
            Self::TooBig => "IMAGE_SIZE_EXCEEDED",
            Self::Other(other) => other,
        }
    }

    /// Whether its findings are all there are: only then does "none" mean clean.
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Complete | Self::Active)
    }
}

/// A scan with all its findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanSeen {
    pub status: ScanStatus,
    /// The scanner's own words.
    pub says: Option<String>,
    pub scanned: Option<Timestamp>,
    pub findings: Vec<FindingSeen>,
}

/// How an image stands with its scan, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanState {
    /// Not one of the images that Berth asks about, or not yet.
    NotAsked,
    Never,
    Running,
    Clean {
        at: Option<Timestamp>,
    },
    Found {
        counts: SeverityCounts,
        at: Option<Timestamp>,
    },
    /// The scanner can't look into it.
    Unsupported {
        says: String,
    },
    /// There should be findings and there are none to be had; in the scanner's words.
    Failed {
        status: ScanStatus,
        says: String,
    },
}

impl ScanState {
    pub fn of(
        status: Option<ScanStatus>,
        says: Option<String>,
        counts: SeverityCounts,
        at: Option<Timestamp>,
    ) -> Self {
        let says = says.unwrap_or_default();
        match status {
            None => Self::NotAsked,
            Some(ScanStatus::Never) => Self::Never,
            Some(ScanStatus::InProgress | ScanStatus::Pending) => Self::Running,
            Some(ScanStatus::Complete | ScanStatus::Active) if counts.total() == 0 => {
                Self::Clean { at }
            }
            Some(ScanStatus::Complete | ScanStatus::Active) => Self::Found { counts, at },
            Some(ScanStatus::Unsupported | ScanStatus::TooBig | ScanStatus::Archived) => {
                Self::Unsupported { says }
            }
            Some(status) => Self::Failed { status, says },
        }
    }
}

/// When to ask for an image's findings again. Events wake earlier; this is the net below them.
pub fn next_scan_look(
    status: &ScanStatus,
    scanning: Option<&Scanning>,
    pushed: Timestamp,
    now: Timestamp,
) -> Timestamp {
    let is_fresh = now.since(pushed) < DAY_MS;
    let pause = match status {
        ScanStatus::InProgress | ScanStatus::Pending => 10 * MINUTE_MS,
        // A scan on push should come within minutes.
        ScanStatus::Never if is_fresh && scanning.is_some_and(Scanning::is_effective) => {
            15 * MINUTE_MS
        }
        // Scanned once: the same digest gives the same answer until somebody scans it again.
        ScanStatus::Complete if scanning != Some(&Scanning::Continuous) => 7 * DAY_MS,
        // Nothing scans it by itself.
        ScanStatus::Never if scanning == Some(&Scanning::Manual) => 7 * DAY_MS,
        ScanStatus::Unsupported | ScanStatus::TooBig => 7 * DAY_MS,
        _ => DAY_MS,
    };
    now.plus_millis(pause)
}

/// Images worth asking about: the newest `most` that have a tag, as many that were pulled since, and what belongs to
/// them. Scanning looks into platforms, not into an index; where its manifest is not read, the untagged images pushed
/// right before it are asked about too.
pub fn worth_scanning(images: &[Image], most: usize, pulled_since: Timestamp) -> Vec<&Image> {
    let mut newest: Vec<&Image> = images
        .iter()
        .filter(|image| is_candidate(image) && image.is_tagged() && image.is_apart())
        .collect();
    newest.sort_by(|left, right| order(right).cmp(&order(left)));
    newest.truncate(most);
    let mut pulled: Vec<&Image> = images
        .iter()
        .filter(|image| is_candidate(image) && image.kind.is_scannable())
        .filter(|image| image.seen.pulled.is_some_and(|at| at >= pulled_since))
        .collect();
    pulled.sort_by(|left, right| {
        (right.seen.pulled, order(right)).cmp(&(left.seen.pulled, order(left)))
    });
    pulled.truncate(most);
    let platforms: Vec<&Image> = newest
        .iter()
        .filter(|image| image.kind == ImageKind::Index)
        .flat_map(|index| platforms(images, index))
        .collect();
    let mut taken = HashSet::new();
    newest
        .into_iter()
        .filter(|image| image.kind.is_scannable())
        .chain(platforms)
        .chain(pulled)
        .filter(|image| taken.insert(&image.seen.digest))
        .collect()
}

/// The image that a repository's figures speak of: the newest whose scan came to an end, or the scan of one of its
/// platforms.
pub fn figures_of(images: &[Image], is_finished: impl Fn(&Digest) -> bool) -> Option<&Digest> {
    let scanned = images
        .iter()
        .filter(|image| image.kind.is_scannable() && is_finished(&image.seen.digest));
    let newest = scanned.max_by_key(|image| {
        let index = image
            .subject
            .as_ref()
            .and_then(|subject| at(images, subject));
        let pushed = index.unwrap_or(image).seen.pushed;
        (pushed, image.is_tagged(), &image.seen.digest)
    })?;
    Some(newest.subject.as_ref().unwrap_or(&newest.seen.digest))
}

/// Images are in the order of their digests.
fn at<'a>(images: &'a [Image], digest: &Digest) -> Option<&'a Image> {
    let place = images.binary_search_by(|image| image.seen.digest.cmp(digest));
    images.get(place.ok()?)
}

fn is_candidate(image: &Image) -> bool {
    let kind = matches!(
        image.kind,
        ImageKind::Image | ImageKind::Index | ImageKind::Platform
    );
    kind && !image.seen.archived
}

fn order(image: &Image) -> (Timestamp, &str) {
    (image.seen.pushed, image.seen.digest.as_str())
}

fn platforms<'a>(images: &'a [Image], index: &Image) -> Vec<&'a Image> {
    let known: Vec<&Image> = images
        .iter()
        .filter(|image| {
            image.kind == ImageKind::Platform && image.subject.as_ref() == Some(&index.seen.digest)
        })
        .collect();
    if !known.is_empty() {
        return known;
    }
    let since = index.seen.pushed.plus_millis(-BEFORE_INDEX_MS);
    let mut near: Vec<&Image> = images
        .iter()
        .filter(|image| image.kind == ImageKind::Image && !image.is_tagged() && image.is_apart())
        .filter(|image| image.seen.pushed >= since && image.seen.pushed <= index.seen.pushed)
        .collect();
    near.sort_by(|left, right| order(right).cmp(&order(left)));
    near.truncate(PLATFORMS_OF_INDEX);
    near
}

#[cfg(test)]
mod tests;
