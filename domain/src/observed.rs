//! What the outside world says, in Berth's words. Vendors' JSON ends in `server::outside`, which maps it to these.

use crate::drift::{InCluster, ObjectDrift};
use crate::github::{Login, RepoSlug, Sha};
use crate::refusal::Problem;
use crate::request::Verdict;
use crate::time::Timestamp;
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The result of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seen<T> {
    /// Not asked this time.
    #[default]
    NotAsked,
    /// Asked, no answer that can be used.
    Unavailable(Trouble),
    /// Asked, and it is not there.
    Absent,
    Present(T),
}

impl<T> Seen<T> {
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            _ => None,
        }
    }

    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Unavailable(trouble) => Some(trouble),
            _ => None,
        }
    }
}

/// Everything a decision may look at. A stage asks only for its own part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Checks before a pull request is opened; empty means nothing is in the way.
    pub obstacles: Seen<Vec<Problem>>,
    pub pull_request: Seen<PullRequestSeen>,
    /// The commit on the base branch that takes the merge back, when there is one.
    pub revert: Seen<Sha>,
    pub application: Seen<ApplicationSeen>,
    /// Our own objects in the cluster, in the order of the files.
    pub resources: Seen<Vec<ResourceSeen>>,
    pub repository: Seen<RepositorySeen>,
    /// The repository's policy in AWS, as JSON.
    pub policy: Seen<String>,
    pub catalog: Seen<CatalogSeen>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequestSeen {
    pub repo: RepoSlug,
    pub number: u64,
    pub url: String,
    pub head: Sha,
    pub base: String,
    /// Whether the head holds exactly the files of the current revision.
    pub is_current: bool,
    /// Somebody else pushed to the branch.
    pub foreign_commits: Vec<Login>,
    pub state: PullRequestState,
    pub reviews: Vec<ReviewSeen>,
    pub mergeable: Mergeable,
    /// Whether branch, labels, reviewers and the `berth/approval` status are as wanted.
    pub is_dressed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PullRequestState {
    Open,
    Closed {
        by: Option<Login>,
    },
    Merged {
        commit: Sha,
        by: Option<Login>,
        at: Timestamp,
    },
}

/// The newest decisive review of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewSeen {
    pub by: Login,
    pub verdict: Verdict,
    pub comment: String,
    /// The commit that was reviewed.
    pub head: Sha,
    pub at: Timestamp,
    /// Whether this person may decide in Berth: a reviewer, and neither requester nor author of a commit.
    pub counts: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mergeable {
    Yes,
    /// GitHub is still computing.
    Unknown,
    /// Not before it has reviews that count there, as far as can be seen; in its words.
    Unreviewed {
        reason: String,
    },
    /// In GitHub's words: reviews missing, checks failing, conflict …
    No {
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationSeen {
    pub name: String,
    pub url: String,
    pub sync: SyncStatus,
    pub health: String,
    /// The commit that was compared last.
    pub revision: Option<Sha>,
    /// Whether that commit is the merge commit or a descendant of it.
    pub contains_merge: bool,
    pub operation: Option<OperationSeen>,
    /// Error conditions, in Argo CD's words.
    pub errors: Vec<String>,
    pub auto_sync: bool,
    /// Whether source, destination and project are as Berth would make them.
    pub is_as_wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncStatus {
    Synced,
    OutOfSync,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationSeen {
    pub phase: OperationPhase,
    pub message: String,
    pub revision: Option<Sha>,
    /// Whether the operation's commit is the merge commit or a descendant of it.
    pub contains_merge: bool,
    pub finished: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperationPhase {
    Running,
    Terminating,
    Succeeded,
    Failed,
    Error,
}

/// One of our Crossplane objects as Argo CD shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceSeen {
    pub kind: String,
    pub name: String,
    /// Argo CD's words about this object in the last sync, when it failed.
    pub sync_error: Option<String>,
    /// `None`: not in the cluster (yet).
    pub live: Option<LiveObject>,
    /// Its file was taken away: it is to go.
    #[serde(default)]
    pub removed: bool,
}

/// An object of an application, with Git and the cluster held against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedSeen {
    pub name: String,
    /// `metadata.name` of the Repository object that it refers to, or its own, when it is one.
    pub about: Option<String>,
    /// `None`: the cluster has it as Git says.
    pub drift: Option<ObjectDrift>,
    /// What it wants of AWS; `None`: it is not in the cluster.
    pub says: Option<InCluster>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveObject {
    pub generation: i64,
    pub conditions: Vec<Condition>,
    pub deleting: bool,
    pub paused: bool,
    /// From `status.atProvider`, for a Repository.
    pub arn: Option<String>,
    pub uri: Option<String>,
    /// As the provider took it in last; `None`: it does not say.
    #[serde(default)]
    pub force_delete: Option<bool>,
    /// What Crossplane may do with the object; `None`: everything.
    #[serde(default)]
    pub management_policies: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub r#type: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    pub reason: String,
    pub message: String,
    pub observed_generation: Option<i64>,
    pub since: Option<Timestamp>,
}

/// A repository as AWS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySeen {
    pub arn: String,
    pub uri: String,
    pub created: Option<Timestamp>,
    /// AWS's value, for example `MUTABLE`.
    pub mutability: String,
    pub exclusion_filters: Vec<String>,
    pub scan_on_push: bool,
    /// AWS's value, for example `AES256`.
    pub encryption: String,
    pub kms_key: Option<String>,
    /// JSON text; `None`: no policy.
    pub lifecycle_policy: Option<String>,
    pub tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogSeen {
    /// Backstage knows the location; the entity has not appeared yet.
    Registered {
        location: String,
    },
    Listed {
        entity: String,
    },
}
