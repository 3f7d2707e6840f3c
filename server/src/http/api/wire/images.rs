//! Images of a repository, and what deleting some would do.

use super::inventory::RepositoryRow;
use super::words::ImageKindWord;
use super::{Time, time};
use app::words::repository::deletion as words;
use app::words::request::exact;
use domain::image::{ImageRow, Impact};
use domain::portal::{self, DeletionPage, RepositoryImage, RepositoryImages};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An image.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Image {
    digest: String,
    tags: Vec<String>,
    kind: ImageKindWord,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    pushed: Time,
    pulled: Option<Time>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    /// The image that it belongs to.
    subject: Option<String>,
    platform: Option<String>,
    archived: bool,
    /// What belongs to it.
    attached: Vec<Attached>,
}

/// How many of a kind belong to an image.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Attached {
    kind: ImageKindWord,
    #[schema(maximum = 9007199254740991_i64)]
    count: u64,
}

impl Image {
    pub(in crate::http) fn of(image: &ImageRow) -> Self {
        let attached = image.attached.iter().map(|one| Attached {
            kind: one.kind.into(),
            count: one.count,
        });
        Self {
            digest: image.digest.to_string(),
            tags: image.tags.clone(),
            kind: image.kind.into(),
            bytes: image.bytes,
            pushed: image.pushed.into(),
            pulled: time(image.pulled),
            media_type: image.media_type.clone(),
            artifact_type: image.artifact_type.clone(),
            subject: image.subject.as_ref().map(ToString::to_string),
            platform: image.platform.clone(),
            archived: image.archived,
            attached: attached.collect(),
        }
    }

    fn all(images: &[ImageRow]) -> Vec<Self> {
        images.iter().map(Self::of).collect()
    }
}

/// Images of a repository, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Images {
    items: Vec<Image>,
    /// Where the next page is, as a path on this host; `null`: this is the last.
    pub(in crate::http) next: Option<String>,
    /// When the images were read; `null`: never.
    read: Option<Time>,
    /// What went wrong since.
    trouble: Option<String>,
    /// Why the caller may not delete any; `null`: may.
    hindrance: Option<String>,
}

impl Images {
    pub(in crate::http) fn of(data: &RepositoryImages, next: Option<String>) -> Self {
        Self {
            items: Image::all(&data.images),
            next,
            read: time(data.read),
            trouble: data.trouble.clone(),
            hindrance: data.may_delete.clone().err(),
        }
    }
}

/// An image with what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ImageShown {
    image: Image,
    belonging: Vec<Image>,
    read: Option<Time>,
}

impl ImageShown {
    pub(in crate::http) fn of(data: &RepositoryImage) -> Self {
        Self {
            image: Image::of(&data.image),
            belonging: Image::all(&data.belonging),
            read: time(data.read),
        }
    }
}

/// Images that are to be deleted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DeletionWish {
    /// Digests, as `sha256:…`.
    #[schema(min_items = 1, max_items = 100)]
    pub(in crate::http) digests: Vec<String>,
    /// The repository’s name, to be sure. A plan does without.
    #[serde(default)]
    #[schema(max_length = 256)]
    pub(in crate::http) confirm: String,
}

/// What deleting images would do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct DeletionPlan {
    images: Vec<ImageImpact>,
    /// Chosen, but not there any more.
    gone: Vec<String>,
    /// Why the caller may not delete them; `null`: may.
    hindrance: Option<String>,
    read: Option<Time>,
}

/// What deleting one image would do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ImageImpact {
    image: Image,
    /// Reasons to think twice, a sentence each.
    concerns: Vec<String>,
    /// AWS will refuse.
    refused: bool,
    /// What the lifecycle policy does to it by itself; `null`: no rule is about it.
    by_policy: Option<String>,
}

impl ImageImpact {
    fn of(impact: &Impact) -> Self {
        let concerns = impact.concerns.iter();
        let fate = impact.fate.as_ref();
        Self {
            image: Image::of(&impact.image),
            concerns: concerns
                .clone()
                .map(|one| words::concern(one, exact))
                .collect(),
            refused: impact
                .concerns
                .iter()
                .any(domain::image::Concern::is_refused),
            by_policy: fate.map(|fate| words::fate(&fate.rule, fate.when, exact)),
        }
    }
}

impl DeletionPlan {
    pub(in crate::http) fn of(data: &DeletionPage) -> Self {
        Self {
            images: data.impacts.iter().map(ImageImpact::of).collect(),
            gone: data.gone.iter().map(ToString::to_string).collect(),
            hindrance: data.may_delete.clone().err(),
            read: time(data.read),
        }
    }
}

/// What became of a deletion.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Deleted {
    repository: RepositoryRow,
    deleted: Vec<String>,
    kept: Vec<KeptImage>,
}

/// An image that AWS kept.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct KeptImage {
    digest: String,
    /// AWS’s code.
    code: String,
    reason: String,
}

impl Deleted {
    /// `None`: the name was not typed as it stands.
    pub(in crate::http) fn of(deletion: &portal::Deletion) -> Option<Self> {
        let portal::Deletion::Done { row, deleted, kept } = deletion else {
            return None;
        };
        let kept = kept.iter().map(|one| KeptImage {
            digest: one.digest.to_string(),
            code: one.code.clone(),
            reason: words::refusal(&one.code, &one.reason).to_owned(),
        });
        Some(Self {
            repository: RepositoryRow::of(row),
            deleted: deleted.iter().map(|one| one.digest.to_string()).collect(),
            kept: kept.collect(),
        })
    }
}
