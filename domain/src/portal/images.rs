//! What the pages of a repository's images ask and show.

use super::RepositoryRow;
use crate::image::{Digest, ImageKept, ImageKind, ImageNamed, ImageRow, Impact, Scanning, Totals};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// A piece of a tag, or the beginning of a digest.
    pub text: String,
    pub only: ImagesOnly,
    /// The cursor of a page link.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImagesOnly {
    /// Those that stand for themselves.
    #[default]
    Apart,
    Tagged,
    Untagged,
    Archived,
    Kind(ImageKind),
    /// With what belongs to others.
    All,
}

impl ImagesOnly {
    /// Those that a page offers to choose from.
    pub const OFFERED: [Self; 6] = [
        Self::Apart,
        Self::Tagged,
        Self::Untagged,
        Self::Kind(ImageKind::Index),
        Self::Archived,
        Self::All,
    ];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Tagged => "tagged",
            Self::Untagged => "untagged",
            Self::Archived => "archived",
            Self::Kind(kind) => kind.as_str(),
            Self::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let kinds = ImageKind::parse(text).map(Self::Kind);
        Self::OFFERED
            .into_iter()
            .find(|only| only.as_str() == text)
            .or(kinds)
    }
}

/// The images of a repository, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryImages {
    pub row: RepositoryRow,
    pub query: ImageQuery,
    pub images: Vec<ImageRow>,
    /// Cursors of the pages beside this one; `Some("")` is the first page.
    pub next: Option<String>,
    pub previous: Option<String>,
    /// `None`: never read.
    pub totals: Option<Totals>,
    pub scanning: Option<Scanning>,
    /// When the images were read, and what went wrong since.
    pub read: Option<Timestamp>,
    pub trouble: Option<String>,
    /// Whether this person may delete images; else why not.
    pub may_delete: Result<(), String>,
    pub now: Timestamp,
}

/// One image with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryImage {
    pub row: RepositoryRow,
    pub image: ImageRow,
    /// Platforms, signatures, attestations; at most as many as a page holds.
    pub belonging: Vec<ImageRow>,
    pub read: Option<Timestamp>,
    pub now: Timestamp,
}

/// What deleting the chosen images would do, before anything is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletionPage {
    pub row: RepositoryRow,
    pub impacts: Vec<Impact>,
    /// Chosen, but not there any more.
    pub gone: Vec<Digest>,
    /// Whether there is a lifecycle policy, and whether Berth can read it; `None`: there is none.
    pub policy_is_known: Option<bool>,
    pub may_delete: Result<(), String>,
    pub read: Option<Timestamp>,
    pub now: Timestamp,
}

/// What became of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// The name was not typed as it stands. Nothing was deleted.
    Unconfirmed,
    Done {
        row: Box<RepositoryRow>,
        deleted: Vec<ImageNamed>,
        /// Those that AWS refused to delete.
        kept: Vec<ImageKept>,
    },
}
