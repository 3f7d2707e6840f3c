//! A request: what somebody wants for a repository, and how far it has come.

use crate::github::{Login, RepoSlug, Sha};
use crate::people::Actor;
use crate::refusal::Problem;
use crate::spec::RepositorySpec;
use crate::time::Timestamp;
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A UUID (version 7) in text form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the id of a request")]
pub struct IdError(String);

impl RequestId {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        match uuid::Uuid::try_parse(text) {
            Ok(id) if text.len() == 36 => Ok(Self(id.hyphenated().to_string())),
            _ => Err(IdError(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The branch of its pull request: made by the server alone, no free text in it.
    pub fn branch(&self) -> String {
        format!("berth/{}", self.0)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RequestId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<RequestId> for String {
    fn from(id: RequestId) -> Self {
        id.0
    }
}

/// What is wanted. Further kinds (settings, lifecycle policy, access, adopt, detach, delete) become variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    Create { spec: RepositorySpec },
}

impl Change {
    pub fn spec(&self) -> &RepositorySpec {
        match self {
            Self::Create { spec } => spec,
        }
    }

    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Create { .. } => ChangeKind::Create,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Create,
}

/// A submitted request. Drafts are forms ([`crate::form::RequestForm`]), kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: RequestId,
    /// Counts from 1; people say REQ-1482.
    pub number: i64,
    pub change: Change,
    /// Why it is wanted, in the requester's words; may be empty.
    pub comment: String,
    /// Counts resubmissions, from 1. Files are rendered from the current revision.
    pub revision: u32,
    pub requester: Login,
    pub created: Timestamp,
    pub stage: Stage,
    /// When the stage was entered.
    pub since: Timestamp,
    /// Number of the last event; every write is guarded by it.
    pub version: i64,
    /// Decisions made in Berth, oldest first. Those made on GitHub are observed there.
    pub reviews: Vec<Review>,
    /// Why nothing moves, while something outside is in the way.
    pub waiting: Option<Waiting>,
    /// The catalog entry is beside the main flow: its failure never fails the request.
    pub catalog: Catalog,
    /// Tries of the current step that met trouble, for growing pauses.
    pub attempt: u32,
}

impl Request {
    pub fn spec(&self) -> &RepositorySpec {
        self.change.spec()
    }

    pub fn label(&self) -> String {
        format!("REQ-{}", self.number)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub trouble: Trouble,
    pub since: Timestamp,
    /// `None`: until somebody acts (Retry).
    pub next_try: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Catalog {
    #[default]
    NotYet,
    /// The location is registered; Backstage reads it in its own time.
    Registered {
        location: String,
    },
    /// Backstage shows the entity.
    Listed {
        entity: String,
    },
    /// Not wanted by configuration.
    Off,
    Failing {
        trouble: Trouble,
    },
}

/// A decision of a reviewer, tied to the commit that was looked at: a newer commit makes it void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub by: Login,
    pub verdict: Verdict,
    pub comment: String,
    pub head: Sha,
    pub at: Timestamp,
    pub via: Via,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approve,
    RequestChanges,
    Reject,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Berth,
    GitHub,
}

/// The pull request of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    pub repo: RepoSlug,
    pub number: u64,
    pub url: String,
    pub head: Sha,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    pub commit: Sha,
    /// Branch that was merged into.
    pub base: String,
    pub by: Option<Login>,
    pub at: Timestamp,
}

/// A merged pull request on its way through Argo CD and Crossplane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub pr: PullRequest,
    pub merge: Merge,
    /// Name of the Argo CD application.
    pub application: String,
}

/// How far a request has come. Each variant owns exactly what is true in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Kept, not submitted.
    Draft,
    /// Submitted; Berth asks whether the name is free, the repository reachable, the cluster there.
    Checking,
    /// Something about the answers must change before a pull request can be opened.
    NeedsInput {
        problems: Vec<Problem>,
    },
    /// The branch, the commit and the pull request are being made (or brought up to the new revision).
    Publishing {
        pr: Option<PullRequest>,
    },
    InReview {
        pr: PullRequest,
    },
    ChangesRequested {
        pr: PullRequest,
        review: Review,
    },
    /// Approved at the pull request's head; Berth merges as soon as GitHub lets it.
    Approved {
        pr: PullRequest,
        review: Review,
    },
    /// Merged; the Argo CD application is being ensured.
    Merged {
        pr: PullRequest,
        merge: Merge,
    },
    /// Argo CD applies the merge commit.
    Syncing {
        delivery: Delivery,
    },
    /// Crossplane creates what the manifests say.
    Provisioning {
        delivery: Delivery,
    },
    /// AWS is asked whether the repository is as wanted.
    Verifying {
        delivery: Delivery,
    },
    Completed {
        delivery: Delivery,
        arn: String,
        uri: String,
    },

    Rejected {
        pr: PullRequest,
        review: Review,
    },
    /// Withdrawn by the requester.
    Cancelled {
        pr: Option<PullRequest>,
        by: Login,
    },
    /// The pull request was closed on GitHub without a decision in Berth.
    ClosedExternally {
        pr: PullRequest,
        by: Option<Login>,
    },
    /// Another request took its place.
    Superseded {
        pr: Option<PullRequest>,
        by: RequestId,
    },
    /// The merge was reverted.
    RolledBack {
        pr: PullRequest,
        merge: Merge,
        revert: Sha,
    },
    /// The pull request can't be made until somebody acts; Retry goes back to Publishing.
    PublishFailed {
        pr: Option<PullRequest>,
        reason: String,
    },
    /// Argo CD could not apply the commit; Retry asks it to sync again.
    SyncFailed {
        delivery: Delivery,
        reason: String,
    },
    /// Crossplane or AWS refuses; Retry looks again.
    ProvisionFailed {
        delivery: Delivery,
        reason: String,
    },
}

/// The stage without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    Draft,
    Checking,
    NeedsInput,
    Publishing,
    InReview,
    ChangesRequested,
    Approved,
    Merged,
    Syncing,
    Provisioning,
    Verifying,
    Completed,
    Rejected,
    Cancelled,
    ClosedExternally,
    Superseded,
    RolledBack,
    PublishFailed,
    SyncFailed,
    ProvisionFailed,
}

impl StageName {
    pub const ALL: [Self; 20] = [
        Self::Draft,
        Self::Checking,
        Self::NeedsInput,
        Self::Publishing,
        Self::InReview,
        Self::ChangesRequested,
        Self::Approved,
        Self::Merged,
        Self::Syncing,
        Self::Provisioning,
        Self::Verifying,
        Self::Completed,
        Self::Rejected,
        Self::Cancelled,
        Self::ClosedExternally,
        Self::Superseded,
        Self::RolledBack,
        Self::PublishFailed,
        Self::SyncFailed,
        Self::ProvisionFailed,
    ];

    /// As stored and in addresses, for example `in_review`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::NeedsInput => "needs_input",
            Self::Publishing => "publishing",
            Self::InReview => "in_review",
            Self::ChangesRequested => "changes_requested",
            Self::Approved => "approved",
            Self::Merged => "merged",
            Self::Syncing => "syncing",
            Self::Provisioning => "provisioning",
            Self::Verifying => "verifying",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::ClosedExternally => "closed_externally",
            Self::Superseded => "superseded",
            Self::RolledBack => "rolled_back",
            Self::PublishFailed => "publish_failed",
            Self::SyncFailed => "sync_failed",
            Self::ProvisionFailed => "provision_failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed) || self.is_given_up()
    }

    /// Ended without a repository: its name is free again.
    pub fn is_given_up(self) -> bool {
        matches!(
            self,
            Self::Rejected
                | Self::Cancelled
                | Self::ClosedExternally
                | Self::Superseded
                | Self::RolledBack
        )
    }
}

impl Stage {
    pub fn name(&self) -> StageName {
        match self {
            Self::Draft => StageName::Draft,
            Self::Checking => StageName::Checking,
            Self::NeedsInput { .. } => StageName::NeedsInput,
            Self::Publishing { .. } => StageName::Publishing,
            Self::InReview { .. } => StageName::InReview,
            Self::ChangesRequested { .. } => StageName::ChangesRequested,
            Self::Approved { .. } => StageName::Approved,
            Self::Merged { .. } => StageName::Merged,
            Self::Syncing { .. } => StageName::Syncing,
            Self::Provisioning { .. } => StageName::Provisioning,
            Self::Verifying { .. } => StageName::Verifying,
            Self::Completed { .. } => StageName::Completed,
            Self::Rejected { .. } => StageName::Rejected,
            Self::Cancelled { .. } => StageName::Cancelled,
            Self::ClosedExternally { .. } => StageName::ClosedExternally,
            Self::Superseded { .. } => StageName::Superseded,
            Self::RolledBack { .. } => StageName::RolledBack,
            Self::PublishFailed { .. } => StageName::PublishFailed,
            Self::SyncFailed { .. } => StageName::SyncFailed,
            Self::ProvisionFailed { .. } => StageName::ProvisionFailed,
        }
    }

    pub fn pull_request(&self) -> Option<&PullRequest> {
        match self {
            Self::Draft | Self::Checking | Self::NeedsInput { .. } => None,
            Self::Publishing { pr }
            | Self::Cancelled { pr, .. }
            | Self::Superseded { pr, .. }
            | Self::PublishFailed { pr, .. } => pr.as_ref(),
            Self::InReview { pr }
            | Self::ChangesRequested { pr, .. }
            | Self::Approved { pr, .. }
            | Self::Merged { pr, .. }
            | Self::Rejected { pr, .. }
            | Self::ClosedExternally { pr, .. }
            | Self::RolledBack { pr, .. } => Some(pr),
            Self::Syncing { .. }
            | Self::Provisioning { .. }
            | Self::Verifying { .. }
            | Self::Completed { .. }
            | Self::SyncFailed { .. }
            | Self::ProvisionFailed { .. } => self.delivery().map(|delivery| &delivery.pr),
        }
    }

    pub fn delivery(&self) -> Option<&Delivery> {
        match self {
            Self::Syncing { delivery }
            | Self::Provisioning { delivery }
            | Self::Verifying { delivery }
            | Self::Completed { delivery, .. }
            | Self::SyncFailed { delivery, .. }
            | Self::ProvisionFailed { delivery, .. } => Some(delivery),
            _ => None,
        }
    }

    pub fn merge(&self) -> Option<&Merge> {
        match self {
            Self::Merged { merge, .. } | Self::RolledBack { merge, .. } => Some(merge),
            _ => self.delivery().map(|delivery| &delivery.merge),
        }
    }
}

/// One line of a request's history. Numbered from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub version: i64,
    pub at: Timestamp,
    pub actor: Actor,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// With the values asked for.
    Submitted {
        revision: u32,
        change: Change,
        comment: String,
    },
    /// The stage that was entered, with its data.
    Entered {
        stage: Stage,
    },
    Reviewed {
        review: Review,
    },
    /// Something outside is in the way; told once, not at every try.
    Stuck {
        waiting: Waiting,
    },
    /// It is out of the way again.
    Recovered,
    RetryAsked,
    CatalogChanged {
        catalog: Catalog,
    },
}
