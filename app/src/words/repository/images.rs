//! Images of one repository, and one of them.

use crate::parts::text::{count, size};
use domain::image::{AttachedCount, ImageKind, ScanState, SeverityCounts};
use domain::portal::ImagesOnly;

pub const FIND: &str = "Tag or beginning of a digest";
pub const SHOW: &str = "Show";
pub const SEARCH: &str = "Search";
pub const HEADING: &str = "Images";
pub const CAPTION: &str = "Images, newest first";
pub const TAGS: &str = "Tags";
pub const DIGEST: &str = "Digest";
pub const PLATFORMS: &str = "Platforms";
pub const SIZE: &str = "Size";
pub const PUSHED: &str = "Pushed";
pub const PULLED: &str = "Last pull";
pub const FINDINGS: &str = "Findings";
pub const UNTAGGED: &str = "untagged";
pub const ARCHIVED: &str = "Archived";
pub const NEVER_PULLED: &str = "never";
pub const NOT_READ: &str = "The images have not been read yet";
pub const NOT_READ_MORE: &str =
    "Berth reads each repository in turn. This page fills itself at the next reading.";
pub const NONE: &str = "No images";
pub const NONE_MORE: &str = "Nothing has been pushed to this repository, or nothing is left.";
pub const NO_MATCH: &str = "No image matches";
pub const CLEAR: &str = "Show all images";
pub const BEHIND: &str = "These facts are old";
pub const INDEXES: &str = "Untagged images may be platforms of an index";
pub const INDEXES_MORE: &str = "This repository holds images of several platforms. Their parts have no tags of their own. An untagged image may be needed by a tagged one.";

pub const CHOOSE: &str = "Choose";
pub const SELECTED: &str = "selected";
pub const DELETE: &str = "Delete …";
pub const CLEAR_CHOICE: &str = "Clear";

pub fn choose(name: &str) -> String {
    format!("Choose {name}")
}

pub fn may_not_delete(why: &str) -> String {
    format!("Deleting images: {why}")
}

pub const fn only(only: ImagesOnly) -> &'static str {
    match only {
        ImagesOnly::Apart => "All images",
        ImagesOnly::Tagged => "Tagged",
        ImagesOnly::Untagged => "Untagged",
        ImagesOnly::Archived => "Archived",
        ImagesOnly::All => "With platforms and signatures",
        ImagesOnly::Kind(kind) => match kind {
            ImageKind::Image => "Of one platform",
            ImageKind::Index => "Of several platforms",
            ImageKind::Platform => "Platforms",
            ImageKind::Signature => "Signatures",
            ImageKind::Attestation => "Attestations",
            ImageKind::Sbom => "Bills of materials",
            ImageKind::Chart => "Helm charts",
            ImageKind::Other => "Other artifacts",
        },
    }
}

pub const fn kind(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Image => "Image",
        ImageKind::Index => "Index of several platforms",
        ImageKind::Platform => "Platform of an index",
        ImageKind::Signature => "Signature",
        ImageKind::Attestation => "Attestation",
        ImageKind::Sbom => "Bill of materials",
        ImageKind::Chart => "Helm chart",
        ImageKind::Other => "Other artifact",
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{} {many}", count(n)),
    }
}

/// What belongs to an image: “2 platforms, 1 signature”.
pub fn attached(counts: &[AttachedCount]) -> String {
    let words: Vec<String> = counts
        .iter()
        .map(|one| {
            let (single, many) = match one.kind {
                ImageKind::Platform => ("platform", "platforms"),
                ImageKind::Signature => ("signature", "signatures"),
                ImageKind::Attestation => ("attestation", "attestations"),
                ImageKind::Sbom => ("bill of materials", "bills of materials"),
                ImageKind::Image | ImageKind::Index => ("image", "images"),
                ImageKind::Chart => ("chart", "charts"),
                ImageKind::Other => ("other artifact", "other artifacts"),
            };
            counted(one.count, single, many)
        })
        .collect();
    words.join(", ")
}

/// The worst first; what there is none of is left out.
pub fn severities(counts: &SeverityCounts) -> String {
    let parts = [
        (counts.critical, "critical"),
        (counts.high, "high"),
        (counts.medium, "medium"),
        (counts.low, "low"),
        (counts.other, "other"),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", count(n)))
        .collect();
    words.join(", ")
}

/// Never “clean” where no scan came to an end.
pub fn scan(state: &ScanState, kind: ImageKind) -> String {
    match state {
        ScanState::NotAsked if kind == ImageKind::Index => "Scanned by platform".to_owned(),
        ScanState::NotAsked if !kind.is_scannable() => "Not an image".to_owned(),
        ScanState::NotAsked => "Not asked about".to_owned(),
        ScanState::Never => "Not scanned".to_owned(),
        ScanState::Running => "Being scanned".to_owned(),
        ScanState::Clean { .. } => "None found".to_owned(),
        ScanState::Found { counts, .. } => severities(counts),
        ScanState::Unsupported { .. } => "Can’t be scanned".to_owned(),
        ScanState::Failed { .. } => "Scan failed".to_owned(),
    }
}

/// The scanner's own words, where it has some.
pub fn scanner_says(state: &ScanState) -> Option<&str> {
    match state {
        ScanState::Unsupported { says } | ScanState::Failed { says, .. } => {
            Some(says.as_str()).filter(|says| !says.is_empty())
        }
        _ => None,
    }
}

pub fn totals(images: u64, bytes: u64, untagged: u64) -> String {
    let images = counted(images, "image", "images");
    format!(
        "{images}, {} of them untagged, up to {}.",
        count(untagged),
        size(bytes)
    )
}

pub fn read(when: &str) -> String {
    format!("Read from AWS {when}.")
}

pub fn trouble(why: &str) -> String {
    format!("The last reading failed: {why}")
}

/// One image.
pub mod image {
    pub const KIND: &str = "Kind";
    pub const MEDIA_TYPE: &str = "Media type";
    pub const ARTIFACT_TYPE: &str = "Artifact type";
    pub const PART_OF: &str = "Belongs to";
    pub const PULL: &str = "Pull exactly this image";
    pub const PULL_WHAT: &str = "image by digest";
    pub const BELONGING: &str = "What belongs to it";
    pub const NOTHING: &str = "Nothing that Berth knows of.";
    pub const SCANNED: &str = "Scanned";
    pub const OPEN_FINDINGS: &str = "Its findings";
    pub const BACK: &str = "All images";

    pub fn title(short: &str) -> String {
        format!("Image {short}")
    }

    pub fn belonging_of(short: &str) -> String {
        format!("What belongs to image {short}")
    }
}
