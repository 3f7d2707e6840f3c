use super::RequestRow;
use crate::aws::{AccountId, Address, Region};
use crate::handover::Snippet;
use crate::name::RepositoryName;
use crate::policy::Check;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// Identifies a repository in addresses: `/repositories/<account>/<region>/<name>`.
pub type RepositoryKey = Address;

/// How a repository fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepositoryState {
    /// In AWS and as wanted, or without anything that says otherwise.
    Ready,
    /// A request for it is on its way and AWS does not have it yet.
    Coming,
    /// A request for it failed or waits for somebody.
    Attention,
    /// In AWS without Berth, Git or Crossplane.
    Unmanaged,
    /// Managed, but AWS does not have it any more.
    Missing,
}

impl RepositoryState {
    pub const ALL: [Self; 5] = [
        Self::Ready,
        Self::Coming,
        Self::Attention,
        Self::Unmanaged,
        Self::Missing,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Coming => "coming",
            Self::Attention => "attention",
            Self::Unmanaged => "unmanaged",
            Self::Missing => "missing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryQuery {
    pub text: String,
    pub teams: Vec<String>,
    pub systems: Vec<String>,
    pub regions: Vec<String>,
    pub clusters: Vec<String>,
    pub states: Vec<RepositoryState>,
    pub sort: Sort,
    pub descending: bool,
    /// Keyset: the opaque cursor of a page link.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Name,
    Team,
    System,
    Region,
    Cluster,
    State,
    Created,
}

impl Sort {
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Team,
        Self::System,
        Self::Region,
        Self::Cluster,
        Self::State,
        Self::Created,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Team => "team",
            Self::System => "system",
            Self::Region => "region",
            Self::Cluster => "cluster",
            Self::State => "state",
            Self::Created => "created",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryRow {
    pub key: RepositoryKey,
    pub uri: String,
    pub team: Option<String>,
    pub system: Option<String>,
    pub cluster: Option<String>,
    pub state: RepositoryState,
    /// AWS's value, once seen.
    pub mutability: Option<String>,
    pub scan_on_push: Option<bool>,
    pub lifecycle: Option<String>,
    pub created: Option<Timestamp>,
    /// The newest request about it.
    pub request: Option<RequestRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryPage {
    pub query: InventoryQuery,
    pub rows: Vec<RepositoryRow>,
    /// Matching rows in all.
    pub total: u64,
    pub facets: Facets,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// Cursor of the page before; `Some("")` is the first page.
    pub previous: Option<String>,
    /// When AWS was read last, by source.
    pub as_of: Vec<CensusAge>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CensusAge {
    pub account: AccountId,
    pub region: Region,
    pub read: Option<Timestamp>,
    pub trouble: Option<String>,
}

/// Values to filter by, with how many repositories have each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub teams: Vec<(String, u64)>,
    pub systems: Vec<(String, u64)>,
    pub regions: Vec<(String, u64)>,
    pub clusters: Vec<(String, u64)>,
    pub states: Vec<(RepositoryState, u64)>,
}

/// Everything the page of one repository shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryPage {
    pub row: RepositoryRow,
    pub arn: String,
    pub description: Option<String>,
    /// The application's repository, `owner/name`.
    pub source: Option<String>,
    pub encryption: Option<String>,
    pub tags: BTreeMap<String, String>,
    /// The lifecycle policy in sentences; empty: none.
    pub lifecycle: Vec<String>,
    pub checks: Vec<Check>,
    pub handover: Vec<Snippet>,
    /// Newest first.
    pub requests: Vec<RequestRow>,
    pub links: Vec<crate::refusal::Link>,
    /// When AWS was read.
    pub as_of: Option<Timestamp>,
    pub now: Timestamp,
}

impl RepositoryRow {
    pub fn name(&self) -> &RepositoryName {
        &self.key.name
    }
}
