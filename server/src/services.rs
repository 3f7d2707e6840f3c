//! Everything a use-case or the worker needs, made once at start-up and cheap to clone.

use crate::clock::Clock;
use crate::outside::argocd::{ArgoCd, Destination};
use crate::outside::aws::Aws;
use crate::outside::backstage::Backstage;
use crate::outside::github::{GitHub, Reviewer};
use crate::outside::oidc::Oidc;
use crate::people::{ClaimRules, Directory};
use crate::store::Store;
use crate::vault::Vault;
use domain::cost::{Prices, WasteRules};
use domain::request::{Applying, Change};
use domain::scorecard::Limits;
use domain::standard::Standard;
use domain::text::ClusterName;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone)]
pub struct Services {
    pub store: Store,
    pub github: GitHub,
    pub argocd: ArgoCd,
    pub aws: Aws,
    /// `None`: Berth works without a catalog.
    pub backstage: Option<Backstage>,
    pub directory: Directory,
    /// `None`: people sign in with GitHub alone.
    pub oidc: Option<OidcDoor>,
    pub standard: Arc<Standard>,
    pub settings: Arc<Settings>,
    pub clock: Clock,
    pub vault: Vault,
}

/// How this installation works, without secrets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Berth's own address without a trailing slash; links in pull requests begin with it.
    pub public_url: String,
    pub labels: Vec<String>,
    /// Asked for a review on each pull request.
    pub ask_review_from: Vec<Reviewer>,
    /// `None`: each repository's default branch.
    pub base_branch: Option<String>,
    /// Whether the Argo CD applications that Berth makes sync by themselves.
    pub auto_sync: bool,
    /// So many people more than one approve what can't be brought back or lets everybody in.
    pub extra_approvals: u32,
    /// Whether a member of the owning team who asks for a removal has given the team's word by that.
    pub asking_counts: bool,
    /// Clusters that Argo CD knows under another name than people do.
    pub destinations: BTreeMap<ClusterName, Destination>,
    /// How clusters get another lifecycle policy, where it is not the usual way.
    pub applying: BTreeMap<ClusterName, Applying>,
    pub catalog: CatalogMode,
    /// To choose from without Backstage, or before it was read.
    pub fallback_teams: Vec<String>,
    pub fallback_systems: Vec<String>,
    pub images: ImageReading,
    pub judging: Judging,
    pub removal: RemovalTimes,
    pub sessions: SessionLimits,
}

/// How long somebody stays signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a visit, and without their provider saying that they are there still.
    pub idle_ms: i64,
    /// Whatever happens.
    pub absolute_ms: i64,
    /// How often the provider is asked.
    pub check_ms: i64,
}

impl Default for SessionLimits {
    fn default() -> Self {
        const MINUTE_MS: i64 = 60 * 1000;
        Self {
            idle_ms: 12 * 60 * MINUTE_MS,
            absolute_ms: 7 * 24 * 60 * MINUTE_MS,
            check_ms: 30 * MINUTE_MS,
        }
    }
}

/// The company's identity provider, and what its claims mean here.
#[derive(Clone)]
pub struct OidcDoor {
    pub client: Oidc,
    pub rules: Arc<ClaimRules>,
}

/// How long a deletion waits, and how long nobody gets the name afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemovalTimes {
    pub cooling_ms: i64,
    pub lock_ms: i64,
}

impl Default for RemovalTimes {
    fn default() -> Self {
        const HOUR_MS: i64 = 60 * 60 * 1000;
        Self {
            cooling_ms: 72 * HOUR_MS,
            lock_ms: 30 * 24 * HOUR_MS,
        }
    }
}

/// What repositories are held against, and what they cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judging {
    pub limits: Limits,
    pub waste: WasteRules,
    pub prices: Prices,
}

/// How eagerly images and findings are read: AWS's allowance is the pipelines' too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageReading {
    /// A repository that nobody pushed to for a week.
    pub every_ms: i64,
    /// One that somebody did.
    pub active_every_ms: i64,
    /// Repositories of one account and region at the same time.
    pub at_once: usize,
    /// So many of the newest tagged images of a repository are asked about for findings.
    pub findings_of: usize,
    /// Reading an index tells its platforms, and may count as a pull of it.
    pub read_manifests: bool,
}

impl Default for ImageReading {
    fn default() -> Self {
        const MINUTE_MS: i64 = 60 * 1000;
        Self {
            every_ms: 6 * 60 * MINUTE_MS,
            active_every_ms: 30 * MINUTE_MS,
            at_once: 4,
            findings_of: 10,
            read_manifests: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogMode {
    Off,
    /// Berth registers each file after the merge.
    Register,
    /// Backstage finds the files by itself; Berth only looks for the entity.
    Discover,
}

impl Settings {
    pub fn destination(&self, cluster: &ClusterName) -> Destination {
        self.destinations
            .get(cluster)
            .cloned()
            .unwrap_or_else(|| Destination::Name(cluster.to_string()))
    }

    pub fn applying(&self, cluster: &ClusterName) -> Applying {
        self.applying.get(cluster).copied().unwrap_or_default()
    }

    /// How many different people have to approve a change.
    pub fn approvals_needed(&self, change: &Change) -> u32 {
        domain::policy::approvals_needed(change, self.extra_approvals)
    }

    /// The page of a request.
    pub fn request_url(&self, id: &domain::request::RequestId) -> String {
        format!("{}/requests/{id}", self.public_url)
    }
}
