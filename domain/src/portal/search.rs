//! One box finds everything: what was typed, and what each kind of thing has for it.

use super::{RepositoryKey, RepositoryRow, RequestRow};
use crate::image::Digest;
use crate::request::RequestId;
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    pub text: String,
    /// Only these, and more of them.
    pub only: Option<SearchGroup>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchGroup {
    Repositories,
    Requests,
    Images,
    Teams,
    Systems,
}

impl SearchGroup {
    pub const ALL: [Self; 5] = [
        Self::Repositories,
        Self::Requests,
        Self::Images,
        Self::Teams,
        Self::Systems,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repositories => "repositories",
            Self::Requests => "requests",
            Self::Images => "images",
            Self::Teams => "teams",
            Self::Systems => "systems",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPage {
    pub query: SearchQuery,
    pub repositories: Found<RepositoryRow>,
    pub requests: Found<RequestRow>,
    pub images: Found<ImageHit>,
    pub teams: Found<(String, u64)>,
    pub systems: Found<(String, u64)>,
    /// The one thing whose full name was typed.
    pub destination: Option<Destination>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Request(RequestId),
    Repository(RepositoryKey),
}

/// The best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    pub rows: Vec<T>,
    pub total: u64,
    /// There are more than `total`: counting them all would take too long.
    pub at_least: bool,
    /// The first is just what was typed.
    pub exact: bool,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            total: 0,
            at_least: false,
            exact: false,
        }
    }
}

impl<T> Found<T> {
    /// Exactly these: what was typed names them.
    pub fn exactly(rows: Vec<T>) -> Self {
        Self {
            total: rows.len() as u64,
            exact: !rows.is_empty(),
            rows,
            at_least: false,
        }
    }
}

/// An image, in whichever repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageHit {
    pub repository: RepositoryKey,
    pub digest: Digest,
    /// The tag that was found; `None`: it was found by its digest.
    pub tag: Option<String>,
    pub pushed: Timestamp,
}

impl SearchPage {
    pub fn is_empty(&self) -> bool {
        self.repositories.rows.is_empty()
            && self.requests.rows.is_empty()
            && self.images.rows.is_empty()
            && self.teams.rows.is_empty()
            && self.systems.rows.is_empty()
    }
}
