//! What deleting an image would break or lose, as far as Berth knows. What runs in clusters it does not know; the last
//! pull that AWS recorded is the nearest sign.

use super::{AttachedCount, Digest, ImageKind, ImageRow};
use crate::lifecycle::{ActionKind, CountType, LifecyclePolicy, Rule, StorageClass, TagStatus};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most that AWS deletes in one call.
pub const DELETED_AT_ONCE: usize = 100;
/// Pulled since then, an image may be running somewhere.
pub const PULLED_LATELY_DAYS: i64 = 30;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A reason to think twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// AWS refuses while the index is there, which is not among the chosen.
    InIndex {
        index: Digest,
    },
    /// It is a signature, an attestation or the like of an image that stays.
    SpeaksOf {
        kind: ImageKind,
        subject: Digest,
    },
    /// Signatures, attestations or platforms that lose what they belong to.
    Carries(Vec<AttachedCount>),
    /// Without a tag, in a repository with indexes whose platforms Berth has not read.
    MaybePlatform,
    PulledLately {
        at: Timestamp,
    },
}

impl Concern {
    /// Whether AWS will refuse the deletion.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::InIndex { .. })
    }
}

/// What the lifecycle policy does to an image by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The rule that decides, in a sentence.
    pub rule: String,
    pub when: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At AWS's next evaluation, within a day.
    Soon,
    At(Timestamp),
    /// Once enough newer images have been pushed.
    Later,
    /// It depends on what Berth does not read.
    Unknown,
}

/// What stands round the images that are to be deleted.
#[derive(Clone, Debug)]
pub struct Around<'a> {
    pub chosen: &'a BTreeSet<Digest>,
    /// Whether the repository holds indexes.
    pub has_indexes: bool,
    pub policy: Option<&'a LifecyclePolicy>,
    pub now: Timestamp,
}

/// How many images of the same repository were pushed after this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newer {
    pub all: u64,
    pub untagged: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    pub image: ImageRow,
    pub concerns: Vec<Concern>,
    /// `None`: no rule is about it.
    pub fate: Option<Fate>,
}

impl Impact {
    pub fn of(image: ImageRow, newer: Newer, around: &Around<'_>) -> Self {
        Self {
            concerns: concerns(&image, around),
            fate: around
                .policy
                .and_then(|policy| fate(&image, policy, newer, around.now)),
            image,
        }
    }
}

fn concerns(image: &ImageRow, around: &Around<'_>) -> Vec<Concern> {
    let mut concerns = Vec::new();
    let subject = image
        .subject
        .as_ref()
        .filter(|subject| !around.chosen.contains(*subject));
    match subject {
        Some(index) if image.kind == ImageKind::Platform => concerns.push(Concern::InIndex {
            index: index.clone(),
        }),
        Some(subject) => concerns.push(Concern::SpeaksOf {
            kind: image.kind,
            subject: subject.clone(),
        }),
        None => {}
    }
    if !image.attached.is_empty() {
        concerns.push(Concern::Carries(image.attached.clone()));
    }
    let is_loose = image.tags.is_empty() && image.subject.is_none();
    if is_loose && around.has_indexes && image.kind == ImageKind::Image {
        concerns.push(Concern::MaybePlatform);
    }
    let lately = around.now.plus_millis(-PULLED_LATELY_DAYS * DAY_MS);
    if let Some(at) = image.pulled.filter(|at| *at >= lately) {
        concerns.push(Concern::PulledLately { at });
    }
    concerns
}

/// The first rule by priority that selects an image decides about it; later ones can't.
fn fate(image: &ImageRow, policy: &LifecyclePolicy, newer: Newer, now: Timestamp) -> Option<Fate> {
    let policy = policy.canonical();
    let rule = policy.rules.iter().find(|rule| selects(rule, image))?;
    Some(Fate {
        rule: rule.sentence(),
        when: when(rule, image, newer, now),
    })
}

fn selects(rule: &Rule, image: &ImageRow) -> bool {
    let wanted = &rule.selection;
    let is_archived = wanted.storage_class == Some(StorageClass::Archive);
    // What is archived can't be archived again.
    if is_archived != image.archived || (image.archived && rule.action.kind != ActionKind::Expire) {
        return false;
    }
    wanted.covers(&image.tags)
}

fn when(rule: &Rule, image: &ImageRow, newer: Newer, now: Timestamp) -> When {
    let number = rule.selection.count_number;
    let after = |since: Timestamp| {
        let due = since.plus_millis(i64::from(number) * DAY_MS);
        if due <= now {
            When::Soon
        } else {
            When::At(due)
        }
    };
    let beyond = |count: u64| match count >= u64::from(number) {
        true => When::Soon,
        false => When::Later,
    };
    match (rule.selection.count_type, rule.selection.tag_status) {
        (CountType::SinceImagePushed, _) => after(image.pushed),
        (CountType::SinceImagePulled, _) => after(image.pulled.unwrap_or(image.pushed)),
        (CountType::SinceImageTransitioned, _) => When::Unknown,
        (CountType::ImageCountMoreThan, TagStatus::Any) => beyond(newer.all),
        (CountType::ImageCountMoreThan, TagStatus::Untagged) => beyond(newer.untagged),
        (CountType::ImageCountMoreThan, TagStatus::Tagged) => When::Unknown,
    }
}

/// An image as the record names it, also when it is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageNamed {
    pub digest: Digest,
    pub tags: Vec<String>,
}

/// An image that AWS kept, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageKept {
    pub digest: Digest,
    /// For example `ImageReferencedByManifestList`.
    pub code: String,
    pub reason: String,
}

#[cfg(test)]
mod tests;
