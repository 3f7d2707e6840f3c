use super::{Facets, FigureFilter, Look, NameFacet, RequestRow, ScoreBand};
use crate::aws::{AccountId, Address, Region};
use crate::cost::Wasted;
use crate::drift::{AwsAlone, Drift, DriftMarks, DriftState, Loss, ObjectDrift};
use crate::github::Login;
use crate::handover::Snippet;
use crate::image::SeverityCounts;
use crate::name::RepositoryName;
use crate::request::{Applying, RequestId};
use crate::scorecard::Card;
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

    /// In Git or asked for in Berth.
    pub fn is_managed(self) -> bool {
        self != Self::Unmanaged
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryQuery {
    pub text: String,
    pub accounts: Vec<String>,
    pub regions: Vec<String>,
    /// Empty text: what is nobody's.
    pub teams: Vec<String>,
    pub systems: Vec<String>,
    pub clusters: Vec<String>,
    pub states: Vec<RepositoryState>,
    pub drifts: Vec<DriftState>,
    /// Checks of the scorecard, at least one of which the repository misses.
    pub misses: Vec<String>,
    pub scores: Vec<ScoreBand>,
    /// In Git or asked for in Berth, or only found in AWS; `None`: both.
    pub managed: Option<bool>,
    /// By what figures count.
    pub figures: FigureFilter,
    pub sort: Sort,
    pub descending: bool,
    pub look: Look,
    /// Values of a facet that somebody looks for in its menu.
    pub finding: Option<(NameFacet, String)>,
    /// Keyset: the opaque cursor of a page link.
    pub after: Option<String>,
}

/// What is not known comes first, and last when descending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    #[default]
    Name,
    Team,
    System,
    Account,
    Region,
    Cluster,
    State,
    Drift,
    Created,
    Images,
    Storage,
    Critical,
    High,
    LastPush,
    LastPull,
    Score,
}

impl Sort {
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::Team,
        Self::System,
        Self::Account,
        Self::Region,
        Self::Cluster,
        Self::State,
        Self::Drift,
        Self::Created,
        Self::Images,
        Self::Storage,
        Self::Critical,
        Self::High,
        Self::LastPush,
        Self::LastPull,
        Self::Score,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Team => "team",
            Self::System => "system",
            Self::Account => "account",
            Self::Region => "region",
            Self::Cluster => "cluster",
            Self::State => "state",
            Self::Drift => "drift",
            Self::Created => "created",
            Self::Images => "images",
            Self::Storage => "storage",
            Self::Critical => "critical",
            Self::High => "high",
            Self::LastPush => "last-push",
            Self::LastPull => "last-pull",
            Self::Score => "score",
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
    pub drift: DriftMarks,
    /// AWS's value, once seen.
    pub mutability: Option<String>,
    pub scan_on_push: Option<bool>,
    pub lifecycle: Option<String>,
    pub created: Option<Timestamp>,
    /// `None`: its images have not been read yet.
    pub figures: Option<RepositoryFigures>,
    /// 0 to 100; `None`: not judged yet.
    pub score: Option<u8>,
    /// Checks of the scorecard that it misses.
    pub misses: Vec<String>,
    /// Storage that probably nobody would miss; `None`: not judged yet.
    pub wasted: Option<Wasted>,
    /// The newest request about it.
    pub request: Option<RequestRow>,
}

/// What follows from the images of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryFigures {
    pub images: u64,
    /// Layers that images share count each time: an upper bound.
    pub bytes: u64,
    pub untagged: u64,
    pub untagged_bytes: u64,
    pub last_push: Option<Timestamp>,
    pub last_pull: Option<Timestamp>,
    /// Open findings of the newest scanned image; `None`: no scan that came to an end.
    pub critical: Option<u64>,
    pub high: Option<u64>,
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

/// How far the cluster that a repository's objects live in was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterSeen {
    pub cluster: String,
    /// Argo CD's application, and its page.
    pub application: crate::refusal::Link,
    /// `None`: not yet.
    pub at: Option<Timestamp>,
    /// Why the last look came to nothing.
    pub trouble: Option<String>,
    /// Crossplane is paused there or only observes, so that AWS stays as it is.
    pub hands_off: bool,
}

/// Who wanted a repository, and who agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub request: RequestId,
    pub label: String,
    pub by: Login,
    pub at: Timestamp,
    /// The last approval of each reviewer.
    pub approved: Vec<(Login, Timestamp)>,
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
    /// `None`: AWS does not have it.
    pub card: Option<Card>,
    /// The request that it came from; `None`: not asked for in Berth.
    pub asked: Option<Asked>,
    /// Open findings of the newest scanned image; `None`: no scan has come to an end.
    pub findings: Option<SeverityCounts>,
    /// What AWS has otherwise than what came there.
    pub drift: Option<Drift>,
    /// What the cluster has otherwise than Git.
    pub cluster_drift: Option<Drift<ObjectDrift>>,
    /// That AWS alone has it, once somebody let that be.
    pub alone: Option<Drift<AwsAlone>>,
    /// `None`: no cluster is asked about it.
    pub cluster: Option<ClusterSeen>,
    /// How the cluster gets another lifecycle policy.
    pub applying: Applying,
    /// Times that it was deleted past Git, newest first.
    pub losses: Vec<Loss>,
    /// When the images were read.
    pub images_read: Option<Timestamp>,
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

/// What a person does about a difference beside letting it be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftAct {
    /// Look at the cluster again now.
    Look,
    /// Argo CD is to make the cluster as Git says.
    Revert,
}

impl DriftAct {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Revert => "revert",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Look, Self::Revert]
            .into_iter()
            .find(|act| act.as_str() == text)
    }
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriftActed {
    /// The cluster was looked at just now.
    Looked,
    /// Argo CD is at it.
    Reverting,
    /// There is nothing that Berth could have reverted.
    Nothing,
    /// Argo CD is busy, or does not answer, in a sentence.
    NotNow(String),
}

/// What became of the wish to let a difference be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriftIgnored {
    Done,
    Refused(Vec<crate::image::ExceptionProblem>),
    /// It is another difference by now, or none.
    Stale,
}
