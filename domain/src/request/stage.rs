//! How far a request has come, and what is true there.

use super::{RequestId, Review};
use crate::github::{Login, RepoSlug, Sha};
use crate::refusal::Problem;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

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

/// What a completed request has led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// AWS holds the repository as asked for.
    Repository {
        delivery: Delivery,
        arn: String,
        uri: String,
    },
    /// The objects are in the cluster, and Crossplane is content with them.
    Applied { delivery: Delivery },
    /// The files are in Git, and nothing applies them.
    InGit { pr: PullRequest, merge: Merge },
    /// What was to go is gone.
    Removed { delivery: Delivery },
    /// A removal was called off, and Git and the cluster are as before.
    Kept { delivery: Delivery },
}

impl Outcome {
    pub fn delivery(&self) -> Option<&Delivery> {
        match self {
            Self::Repository { delivery, .. }
            | Self::Applied { delivery }
            | Self::Removed { delivery }
            | Self::Kept { delivery } => Some(delivery),
            Self::InGit { .. } => None,
        }
    }

    pub fn pull_request(&self) -> &PullRequest {
        match self {
            Self::Repository { delivery, .. }
            | Self::Applied { delivery }
            | Self::Removed { delivery }
            | Self::Kept { delivery } => &delivery.pr,
            Self::InGit { pr, .. } => pr,
        }
    }

    pub fn merge(&self) -> &Merge {
        match self {
            Self::Repository { delivery, .. }
            | Self::Applied { delivery }
            | Self::Removed { delivery }
            | Self::Kept { delivery } => &delivery.merge,
            Self::InGit { merge, .. } => merge,
        }
    }
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
    /// A deletion is ready, and waits for somebody to object before its files go.
    CoolingOff {
        /// How the first pull request came to the cluster; `None`: there was none.
        delivery: Option<Delivery>,
        until: Timestamp,
    },
    /// Everything that was asked for is there.
    Completed {
        outcome: Outcome,
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
    CoolingOff,
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
    pub const ALL: [Self; 21] = [
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
        Self::CoolingOff,
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
            Self::CoolingOff => "cooling_off",
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
            Self::CoolingOff { .. } => StageName::CoolingOff,
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
            Self::Completed { outcome } => Some(outcome.pull_request()),
            Self::CoolingOff { .. } => self.delivery().map(|delivery| &delivery.pr),
            Self::Syncing { .. }
            | Self::Provisioning { .. }
            | Self::Verifying { .. }
            | Self::SyncFailed { .. }
            | Self::ProvisionFailed { .. } => self.delivery().map(|delivery| &delivery.pr),
        }
    }

    pub fn delivery(&self) -> Option<&Delivery> {
        match self {
            Self::Syncing { delivery }
            | Self::Provisioning { delivery }
            | Self::Verifying { delivery }
            | Self::SyncFailed { delivery, .. }
            | Self::ProvisionFailed { delivery, .. } => Some(delivery),
            Self::CoolingOff { delivery, .. } => delivery.as_ref(),
            Self::Completed { outcome } => outcome.delivery(),
            _ => None,
        }
    }

    pub fn merge(&self) -> Option<&Merge> {
        match self {
            Self::Merged { merge, .. } | Self::RolledBack { merge, .. } => Some(merge),
            Self::Completed { outcome } => Some(outcome.merge()),
            _ => self.delivery().map(|delivery| &delivery.merge),
        }
    }
}
