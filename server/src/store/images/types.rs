//! What goes in and comes out, where the domain has no word for it.

use domain::aws::{AccountId, Address, Region};
use domain::github::Login;
use domain::image::{Digest, Finding, Image, ImageRow, ScanSeen, Scanning};
use domain::image::{SeverityCounts, Totals};
use domain::name::RepositoryName;
use domain::time::Timestamp;

pub use domain::image::FindingException;
pub use domain::portal::{FindingQuery, FindingSort, ImageQuery, ImagesOnly};

/// A repository whose images are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRepository {
    pub id: i64,
    pub name: RepositoryName,
    /// As it stood: a wake that comes during the reading is told by it, and not lost.
    pub due: i64,
    /// Of what was read last.
    pub digest: Option<String>,
}

/// Everything that one reading of a repository brought.
#[derive(Clone, Debug)]
pub struct RepositoryRead<'a> {
    pub repository: i64,
    pub due: i64,
    /// When the reading began.
    pub at: Timestamp,
    pub next: Timestamp,
    /// [`super::digest_of`] all this.
    pub digest: &'a str,
    /// In the order of their digests.
    pub images: &'a [Image],
    pub policy: Option<&'a str>,
    pub scanning: Option<&'a Scanning>,
    /// Images whose findings are kept; those of all others are forgotten.
    pub worth: Vec<&'a Digest>,
    pub scans: &'a [ScanRead],
}

/// The findings of one image.
#[derive(Clone, Debug)]
pub struct ScanRead {
    pub digest: Digest,
    pub seen: ScanSeen,
    /// When to ask again.
    pub next: Timestamp,
}

/// Rows that a reading wrote and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImageChanges {
    pub written: u64,
    pub removed: u64,
}

/// A reading that brought nothing new.
#[derive(Clone, Copy, Debug)]
pub struct Unchanged {
    pub repository: i64,
    pub due: i64,
    pub next: Timestamp,
}

/// How far an account and region have been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImagesAge {
    pub account: AccountId,
    pub region: Region,
    /// When it last answered about images.
    pub answer: Option<Timestamp>,
    pub trouble: Option<String>,
    pub repositories: u64,
    pub unread: u64,
    /// When the one was read that was not read for longest.
    pub oldest: Option<Timestamp>,
}

/// What is known about a repository's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentKnown {
    pub id: i64,
    /// `None`: never read.
    pub totals: Option<Totals>,
    /// The image that `findings` are of; `None`: no scan has come to an end.
    pub findings_of: Option<Digest>,
    pub findings: SeverityCounts,
    pub policy: Option<String>,
    pub scanning: Option<Scanning>,
    pub read: Option<Timestamp>,
    pub findings_read: Option<Timestamp>,
    pub trouble: Option<String>,
}

/// Newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImagesPage {
    pub rows: Vec<ImageRow>,
    pub next: Option<String>,
    /// `Some("")` is the first page.
    pub previous: Option<String>,
}

/// An image found by a search through all repositories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFound {
    pub repository: Address,
    pub digest: Digest,
    /// The tag that was found; `None`: it was found by its digest.
    pub tag: Option<String>,
    pub pushed: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingsPage {
    pub rows: Vec<Finding>,
    pub total: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryDay {
    /// Days since the epoch, UTC.
    pub day: i64,
    pub image_count: u64,
    pub bytes: u64,
    pub untagged_bytes: u64,
    /// `None`: nothing was scanned.
    pub critical: Option<u64>,
    pub high: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDay {
    /// Empty: nobody's.
    pub team: String,
    pub day: i64,
    pub repositories: u64,
    pub image_count: u64,
    pub bytes: u64,
    pub untagged_bytes: u64,
    pub critical: u64,
    pub high: u64,
    pub score_sum: u64,
    pub scored: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub id: String,
    pub owner: Login,
    pub name: String,
    /// As it stands in the address.
    pub query: String,
    pub is_shared: bool,
    pub created: Timestamp,
}
