//! Taking a repository away, letting go of it, and what is left.

use crate::parts::text::{count, size};
use crate::parts::time::absolute;
use domain::request::{RemovalStep, Way};

pub const TITLE: &str = "Take it away";
pub const LEAD: &str = "Nothing is taken away at once. Berth opens a first pull request that only makes ready, waits until the cluster has it, and opens a second one that removes the files. Each needs an approval of its own, and until the second is merged nothing is lost.";
pub const CANT: &str = "It can’t be asked for now";
pub const IMPACT: &str = "What this touches";
pub const HELD: &str = "Images";
pub const LAST_PUSH: &str = "Last push";
pub const LAST_PULL: &str = "Last pull";
pub const WHO: &str = "Who may use it by its policy";
pub const WHO_UNKNOWN: &str = "AWS does not say now. Look at it there before you ask.";
pub const NOBODY: &str = "Nobody beside its own account";
pub const DEPENDANTS: &str = "What depends on it";
pub const RUNNING: &str = "Where images run";
pub const RUNNING_MORE: &str =
    "Berth does not see into clusters. The last pull is the nearest that it knows.";
pub const ALARMS: &str = "Alarms of Berth; they go too";
pub const WORKFLOW: &str =
    "A GitHub Actions workflow that pushes here; it stays, and fails from then on";
pub const CATALOG: &str = "Its entry in the catalog";
pub const OPEN: &str = "Open requests";
pub const FILES: &str = "Files in Git that go";
pub const NO_OTHERS: &str = "There is nothing else in its folder.";
pub const OTHERS: &str = "Files in its folder that stay";
pub const OTHERS_MORE: &str = "Berth does not know the files that stay, so it leaves them alone. Argo CD goes on applying those of them that are manifests: look at them before you ask.";
pub const DENY: &str = "Deny pulls while a deletion waits";
pub const DENY_MORE: &str = "The first pull request then also puts a statement into the repository policy that denies every pull, also those of its own account. Whoever still needs an image gets an error at once, while everything is still there. Called off, the statement goes again, and what stood beside it stays byte for byte. Berth does not see failed pulls: CloudTrail does.";
pub const WAY: &str = "What is to go";
pub const WAY_HINT: &str =
    "AWS deletes a repository that holds images only if that was allowed before.";
pub const STEP: &str = "Step";
pub const TYPED: &str = "The repository’s name";
pub const TYPED_HINT: &str = "To be sure that this one is meant.";
pub const ASK: &str = "Ask for it";
pub const COOLING_MORE: &str = "Nothing is taken away yet. The requester, reviewers and administrators can call it off with Withdraw; where images were allowed to be deleted, Berth then opens a pull request that takes that back.";
pub const LINK: &str = "Take the policy away for good";
pub const LINK_MORE: &str =
    "Without a policy AWS keeps every image until somebody deletes it, and bills for it.";

pub const GONE: &str = "This repository is gone";
pub const LET_GO: &str = "Berth let go of this repository";
pub const GONE_MORE: &str = "Its images are deleted, and nothing brings them back. To use the name again, ask for a new repository, which begins empty.";
pub const LET_GO_MORE: &str =
    "AWS had it still, with its images, and nobody looks after it in Git.";
pub const ASKED_BY: &str = "Asked for by";
pub const APPROVED_BY: &str = "Approved in Berth by";
pub const ON_GITHUB: &str = "Nobody; it was decided on GitHub";
pub const WHEN: &str = "Gone since";
pub const NAME_FREE: &str = "Name free from";
pub const LAST_IMAGES: &str = "Images that it held last";
pub const CSV: &str = "Download their list";
pub const NO_LIST: &str = "None that Berth knew";
pub const REQUEST: &str = "Request";
pub const NEW: &str = "Ask for a new repository";
pub const NEW_MORE: &str = "The form is filled in with what this one was at last: name, place, owner, settings and lifecycle policy. Its images, its access, its alarms and its workflow do not come back by that.";

pub const fn way(way: Way) -> &'static str {
    match way {
        Way::DeleteWithImages => "The repository in AWS, with all its images",
        Way::DeleteEmpty => "The repository in AWS, only if people have emptied it",
        Way::Detach => "Only what Berth keeps in Git: AWS keeps the repository",
        Way::Policy => "Only its lifecycle policy, for good",
    }
}

pub const fn step(step: &RemovalStep) -> &'static str {
    match step {
        RemovalStep::Prepare => "First pull request: make ready",
        RemovalStep::Remove { .. } => "Second pull request: take away",
        RemovalStep::TakeBack { .. } => "Called off: take back what was made ready",
    }
}

pub const fn stepped(step: &RemovalStep) -> &'static str {
    match step {
        RemovalStep::Prepare => "Made ready",
        RemovalStep::Remove { .. } => "Goes on to the pull request that takes away",
        RemovalStep::TakeBack { .. } => "Called off",
    }
}

pub fn done(name: &str) -> String {
    format!("What was to go of {name} is gone.")
}

pub fn kept(name: &str) -> String {
    format!("{name} stays. Its removal was called off, and Git says what it said before.")
}

/// `since`: when AWS had it.
pub fn denied(since: i64) -> String {
    format!(
        "Pulls are denied since {}. Whoever pulls gets an error; Berth does not see these. In CloudTrail they are BatchGetImage and GetDownloadUrlForLayer with AccessDenied.",
        absolute(since)
    )
}

/// `at`: when Berth goes on.
pub fn cooling(at: i64) -> String {
    format!("Waits until {} for somebody to object", absolute(at))
}

pub const LEFT: &str = "Git still has what the first pull request made ready";
pub const STILL_DENIED: &str = "Pulls are still denied by the repository policy.";
pub const TAKE_BACK: &str = "Take it back";
pub const TAKE_BACK_MORE: &str =
    "Take it back opens a pull request that makes these lines what they were.";

pub fn later(label: &str, requester: &str) -> String {
    format!("{label} by {requester} is about this repository since then")
}

pub const fn leftover(way: Way) -> &'static str {
    match way {
        Way::DeleteWithImages => {
            "Nothing was taken away. repository.yaml has forceDelete: true, so that a deletion would take the images along."
        }
        Way::DeleteEmpty => "Nothing was taken away.",
        Way::Detach => {
            "Nothing was taken away. The manifests have managementPolicies without Delete, so Crossplane deletes nothing of it."
        }
        Way::Policy => {
            "Nothing was taken away. lifecycle-policy.yaml has Delete among its managementPolicies, so the policy goes when its file is replaced."
        }
    }
}

pub fn held(images: u64, bytes: u64) -> String {
    match images {
        0 => "None".to_owned(),
        1 => format!("One image, {}", size(bytes)),
        n => format!("{} images, {}", count(n), size(bytes)),
    }
}

pub const UNREAD: &str = "Not read yet, so nobody knows what would go";

pub fn times(cooling_ms: i64, lock_ms: i64) -> String {
    format!(
        "A deletion waits {} hours between the two, and anybody who may decide can call it off. Afterwards nobody gets the name for {} days.",
        cooling_ms / 3_600_000,
        lock_ms / 86_400_000
    )
}
