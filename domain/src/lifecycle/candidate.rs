//! An image as far as a lifecycle policy is concerned with it.

use super::StorageClass;
use crate::image::{Digest, Image, ImageKind, ImageRow};
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub digest: Digest,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    /// About when it was pulled last, where the registry says so.
    pub pulled: Option<Timestamp>,
    /// When it was moved to the archive last, where that is known.
    pub archived: Option<Timestamp>,
    /// When it was taken out of the archive last.
    pub restored: Option<Timestamp>,
    pub class: StorageClass,
    pub bytes: u64,
    pub role: Role,
}

/// How an image stands to others of its repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Image,
    /// Names images of several platforms.
    Index,
    /// One or more indexes name it; it may be an index itself.
    PartOf(Vec<Digest>),
    /// A signature, a bill of materials or the like with a subject of its own word.
    Refers(Digest),
}

impl Candidate {
    /// A plain image in the standard class.
    pub fn new(digest: Digest, tags: Vec<String>, pushed: Timestamp) -> Self {
        Self {
            digest,
            tags,
            pushed,
            pulled: None,
            archived: None,
            restored: None,
            class: StorageClass::Standard,
            bytes: 0,
            role: Role::Image,
        }
    }

    /// What AWS orders images by: a restored image counts as pushed when it was restored.
    pub fn youth(&self) -> Timestamp {
        self.restored.unwrap_or(self.pushed)
    }
}

impl From<&Image> for Candidate {
    fn from(image: &Image) -> Self {
        let seen = &image.seen;
        Self {
            pulled: seen.pulled,
            class: class(seen.archived),
            bytes: seen.bytes,
            role: match &seen.subject {
                Some(subject) => Role::Refers(subject.clone()),
                None => role(image.kind, image.subject.as_ref(), &seen.tags),
            },
            ..Self::new(seen.digest.clone(), seen.tags.clone(), seen.pushed)
        }
    }
}

impl From<&ImageRow> for Candidate {
    fn from(row: &ImageRow) -> Self {
        let has_own_type = row.artifact_type.as_deref().is_some_and(|kind| {
            !kind.contains("image.config") && !kind.contains("container.image")
        });
        let role = match &row.subject {
            Some(subject) if has_own_type && !is_named_by_tag(&row.tags) => {
                Role::Refers(subject.clone())
            }
            subject => role(row.kind, subject.as_ref(), &row.tags),
        };
        Self {
            pulled: row.pulled,
            class: class(row.archived),
            bytes: row.bytes,
            role,
            ..Self::new(row.digest.clone(), row.tags.clone(), row.pushed)
        }
    }
}

fn class(archived: bool) -> StorageClass {
    match archived {
        true => StorageClass::Archive,
        false => StorageClass::Standard,
    }
}

fn role(kind: ImageKind, subject: Option<&Digest>, tags: &[String]) -> Role {
    match (kind, subject) {
        (ImageKind::Index, _) => Role::Index,
        // Builders put attestations into the index beside the images. What names its image in a tag is to AWS an image
        // like any other.
        (ImageKind::Platform | ImageKind::Attestation, Some(index)) if !is_named_by_tag(tags) => {
            Role::PartOf(vec![index.clone()])
        }
        _ => Role::Image,
    }
}

fn is_named_by_tag(tags: &[String]) -> bool {
    tags.iter().any(|tag| tag.starts_with("sha256-"))
}

/// The repository as it was at an earlier moment, as far as what it holds now still tells. Images that are gone by now
/// are missing, tags are today's, and of pulls only the last is known: one that came later leaves nothing before it.
pub fn as_of(images: &[Candidate], then: Timestamp) -> Vec<Candidate> {
    images
        .iter()
        .filter(|image| image.pushed <= then)
        .map(|image| wound_back(image, then))
        .collect()
}

fn wound_back(image: &Candidate, then: Timestamp) -> Candidate {
    let by_then = |moment: Option<Timestamp>| moment.filter(|at| *at <= then);
    let (archived, restored) = (by_then(image.archived), by_then(image.restored));
    let class = if archived == image.archived && restored == image.restored {
        image.class
    } else if archived.is_some() && archived > restored {
        StorageClass::Archive
    } else {
        StorageClass::Standard
    };
    Candidate {
        pulled: by_then(image.pulled),
        archived,
        restored,
        class,
        ..image.clone()
    }
}
