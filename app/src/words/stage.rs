//! What the stages and stations of a request are called.

use domain::portal::{StepName, StepState};
use domain::request::StageName;

pub const fn stage(stage: StageName) -> &'static str {
    match stage {
        StageName::Draft => "Draft",
        StageName::Checking => "Checking answers",
        StageName::NeedsInput => "Answers needed",
        StageName::Publishing => "Opening pull request",
        StageName::InReview => "Waiting for review",
        StageName::ChangesRequested => "Changes requested",
        StageName::Approved => "Approved, merging",
        StageName::Merged => "Merged",
        StageName::Syncing => "Argo CD syncing",
        StageName::Provisioning => "Crossplane creating",
        StageName::Verifying => "Verifying in AWS",
        StageName::CoolingOff => "Cooling off",
        StageName::Completed => "Ready",
        StageName::Rejected => "Rejected",
        StageName::Cancelled => "Withdrawn",
        StageName::ClosedExternally => "Closed on GitHub",
        StageName::Superseded => "Replaced",
        StageName::RolledBack => "Rolled back",
        StageName::PublishFailed => "Pull request failed",
        StageName::SyncFailed => "Argo CD failed",
        StageName::ProvisionFailed => "Crossplane failed",
    }
}

/// The station's heading, by what became of it.
pub const fn step(name: StepName, state: StepState) -> &'static str {
    use StepState::{Attention, Done, Failed, Now};
    match (name, state) {
        (StepName::Submitted, Now) => "Checking answers",
        (StepName::Submitted, Attention | Failed) => "Answers needed",
        (StepName::Submitted, _) => "Submitted",
        (StepName::PullRequest, Now) => "Opening pull request",
        (StepName::PullRequest, Failed) => "Pull request failed",
        (StepName::PullRequest, _) => "Pull request",
        (StepName::Approved, Done) => "Approved",
        (StepName::Approved, Now) => "Waiting for review",
        (StepName::Approved, Attention) => "Changes requested",
        (StepName::Approved, Failed) => "Rejected",
        (StepName::Approved, _) => "Approval",
        (StepName::Merged, Done) => "Merged",
        (StepName::Merged, Now) => "Merging",
        (StepName::Merged, Failed) => "Not merged",
        (StepName::Merged, _) => "Merge",
        (StepName::Synced, Done) => "Argo CD synced",
        (StepName::Synced, Failed) => "Argo CD failed",
        (StepName::Synced, Now) => "Argo CD syncing",
        (StepName::Synced, _) => "Argo CD sync",
        (StepName::Ready, Failed) => "Crossplane failed",
        (StepName::Ready, Now) => "Crossplane creating",
        (StepName::Ready, _) => "Crossplane ready",
        (StepName::Verified, Done) => "Verified in AWS",
        (StepName::Verified, Now) => "Verifying in AWS",
        (StepName::Verified, Failed) => "AWS differs",
        (StepName::Verified, _) => "Check in AWS",
    }
}

/// A short name for where time went.
pub const fn span(name: StepName) -> &'static str {
    match name {
        StepName::Submitted => "Checks",
        StepName::PullRequest => "Pull request",
        StepName::Approved => "Approval",
        StepName::Merged => "Merge",
        StepName::Synced => "Argo CD",
        StepName::Ready => "Crossplane",
        StepName::Verified => "AWS",
    }
}

/// The stage bar read aloud.
pub fn progress(done: usize, all: usize, stage: &str) -> String {
    if done == all {
        format!("All {all} stages done")
    } else {
        format!("{done} of {all} stages done, now: {stage}")
    }
}
