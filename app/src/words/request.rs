//! The page of one request.

use crate::parts::{
    text::duration,
    time::{absolute, clock_short},
};
use domain::lifecycle::LifecyclePolicy;
use domain::people::Actor;
use domain::request::{Catalog, ChangeKind, Outcome, Verdict, What};
use domain::settings::TagMutability;
use domain::trouble::System;

pub const REQUESTS: &str = "Requests";
pub const TIMELINE: &str = "Timeline";
pub const ZONE: &str = "UTC";
pub const DETAILS: &str = "Request details";
pub const URI: &str = "Image URI";
pub const YOUR_URI: &str = "Your image URI";
pub const URI_LATER: &str = "Push to it once the last stage is done.";
pub const ASKED: &str = "What was asked for";
pub const FILES: &str = "Files";
pub const HISTORY: &str = "History";
pub const WITHDRAW: &str = "Withdraw";
pub const WITHDRAW_SURE: &str = "Withdraw this request?";
pub const WITHDRAW_MORE: &str = "Berth closes the pull request that is open and deletes its branch. You can’t undo this, but you can ask again.";
pub const WITHDRAW_YES: &str = "Withdraw the request";
pub const RETRY: &str = "Try again now";
pub const ANSWER: &str = "Change the answers";
pub const REVIEW: &str = "Review";
pub const LIKE: &str = "Request another like this";
pub const REPOSITORY: &str = "Open the repository";
pub const HANDOVER: &str = "Use it";
pub const HANDOVER_FOR: &str = "Show commands for";
pub const RAW: &str = "Message, word for word";
pub const RAW_FOLD: &str = "The message, word for word";
pub const RESOURCES: &str = "Objects in the cluster";
pub const KIND: &str = "Object";
pub const SYNCED: &str = "Synced";
pub const READY: &str = "Ready";
pub const YES: &str = "Yes";
pub const NO: &str = "No";
pub const NOT_YET: &str = "Not yet";
pub const GONE: &str = "Gone from the cluster";
pub const GOING: &str = "Being deleted";
pub const TO_GO: &str = "To be pruned by Argo CD";
pub const NOT_THERE: &str = "Not in the cluster yet";
pub const WHERE_TIME_WENT: &str = "Where the time went";
pub const WHEN: &str = "When";
pub const WHO: &str = "Who";
pub const WHAT: &str = "What";
pub const CATALOG: &str = "Backstage";
pub const NOTE: &str = "Note";
pub const ON: &str = "On push";
pub const OFF: &str = "Off";
pub const ALARMS: &str = "Alarms";
pub const TOPIC: &str = "SNS topic";
pub const NO_ALARMS: &str = "None: those that Berth has made are removed";
pub const OWN_TOPIC: &str = "One made for this repository";
pub const WAS: &str = "In force before";
pub const BRANCH: &str = "Branch that publishes";
pub const KEEP_ALL: &str = "Keep every image";
pub const NO_REASON: &str = "No reason was given.";

pub const fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Create => "New repository",
        ChangeKind::Adopt => "Adoption",
        ChangeKind::Alarms => "Alarms",
        ChangeKind::Workflow => "GitHub Actions workflow",
        ChangeKind::Lifecycle => "Lifecycle policy",
        ChangeKind::Settings => "Settings",
        ChangeKind::Access => "Access",
        ChangeKind::Removal => "Removal",
    }
}

pub fn requested_by(kind: ChangeKind, requester: &str) -> String {
    format!("{}, requested by {requester}", self::kind(kind))
}

pub fn page(label: &str, name: &str) -> String {
    format!("{label} {name}")
}

pub fn pull_request(number: u64) -> String {
    format!("Pull request {number}")
}

pub fn so_far(ms: i64) -> String {
    format!("{} so far", duration(ms))
}

pub fn in_all(ms: i64) -> String {
    format!("{} in all", duration(ms))
}

pub fn spent(parts: &[String]) -> String {
    format!("Time spent: {}", parts.join(", "))
}

pub fn expected(at: i64, now: i64) -> String {
    if at > now {
        format!(
            "Usually ready about {} from now.",
            duration((at - now) / 1000 * 1000)
        )
    } else {
        "It takes longer than usual.".to_owned()
    }
}

pub fn usual(ms: i64) -> String {
    format!("Usually {}.", duration(ms))
}

pub fn of_usual(took: i64, usual: i64) -> String {
    format!("{} of a usual {}", duration(took), duration(usual))
}

pub fn seen(at: i64) -> String {
    format!("Read at {}.", clock_short(at))
}

/// Why nothing moves.
pub fn waiting(system: &str, next: Option<i64>) -> String {
    match next {
        Some(at) => format!("Waiting for {system} until {}", clock_short(at)),
        None => format!("Waiting for {system} until somebody tries again"),
    }
}

pub fn waiting_more(sentence: &str, since: i64) -> String {
    format!(
        "{sentence}, since {}. Nothing is lost: Berth goes on where it stopped.",
        clock_short(since)
    )
}

pub const BY_ITSELF: &str = "Berth tries again by itself.";

/// Heading, cause, and what to do, where a request stopped.
pub struct Diagnosis {
    /// Whose words the reason is in.
    pub system: System,
    pub title: &'static str,
    pub cause: &'static str,
    pub fix: &'static str,
}

pub const PUBLISH_FAILED: Diagnosis = Diagnosis {
    system: System::GitHub,
    title: "The pull request can’t be made as asked for",
    cause: "Others pushed to its branch, and Berth overwrites nobody’s work. Your answers are kept, and nothing has been made.",
    fix: "Whoever pushed takes the commits off the branch again. Then try again; there is nothing to submit anew.",
};
/// For changes of single lines, which Git must not have moved below.
pub const EDIT_FAILED: Diagnosis = Diagnosis {
    system: System::GitHub,
    title: "The pull request can’t be made as asked for",
    cause: "Git or the branch of the pull request changed meanwhile, and Berth overwrites nobody’s work. Your answers are kept, and nothing has been made.",
    fix: "Ask again from what Git has now: the new request takes the place of this one. If others pushed to the branch, they can also take their commits off again; then try again.",
};
/// Whose hands a fix takes.
pub fn who(title: &str) -> String {
    format!("Who can do it: {title}.")
}
pub const ASK_AGAIN: &str = "Ask again from what Git has now";
pub const SYNC_FAILED: Diagnosis = Diagnosis {
    system: System::ArgoCd,
    title: "Argo CD could not apply the manifests",
    cause: "The pull request is merged, but Argo CD could not bring its commit to the cluster. Nothing has changed in AWS.",
    fix: "The people who run the cluster put right what the message names. Then try again: Argo CD is asked to apply the same commit.",
};
pub const PROVISION_FAILED: Diagnosis = Diagnosis {
    system: System::Crossplane,
    title: "AWS does not hold what was asked for",
    cause: "The manifests are on the cluster. Crossplane was refused, is told to leave the object alone, or AWS holds something else; the message says which.",
    fix: "The people who run the cluster put right what the message names. Crossplane keeps trying by itself; trying again here only looks sooner.",
};

pub const NEEDS_INPUT: &str = "Some answers need a correction";
pub const NEEDS_INPUT_MORE: &str = "Correct the answers and submit again.";
pub const CANCELLED_MORE: &str = "Nothing was made. You can ask again.";
pub const CLOSED: &str = "The pull request was closed on GitHub";
pub const CLOSED_MORE: &str = "Nothing was created. Reopen it on GitHub to go on, or ask again.";
pub const ROLLED_BACK: &str = "The merge was taken back";
pub const SUPERSEDED: &str = "Another request took its place";
pub const SUPERSEDED_LINK: &str = "Open that request";

pub fn changes_requested(by: &str) -> String {
    format!("{by} asked for changes")
}

pub fn rejected(by: &str) -> String {
    format!("{by} rejected the request")
}

pub fn cancelled(by: &str) -> String {
    format!("Withdrawn by {by}")
}

pub fn closed_by(by: &str) -> String {
    format!("Closed by {by}.")
}

pub fn rolled_back_more(revert: &str) -> String {
    format!(
        "Commit {revert} reverted it. Git says again what it said before; AWS tells what has become of it."
    )
}

pub fn ready(name: &str, kind: ChangeKind, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Repository { .. } if kind == ChangeKind::Create => format!("{name} is ready."),
        Outcome::Repository { .. } if kind == ChangeKind::Adopt => {
            format!("{name} is under Git, and AWS has what it had before.")
        }
        Outcome::Repository { .. } | Outcome::Applied { .. } => {
            format!("What was asked for {name} is in force.")
        }
        Outcome::Removed { .. } => super::repository::removal::done(name),
        Outcome::Kept { .. } => super::repository::removal::kept(name),
        Outcome::InGit { .. } => "The pull request is merged.".to_owned(),
    }
}

pub fn ready_more(ms: i64) -> String {
    format!("{} from request to done.", duration(ms))
}

pub fn mutability(rule: &TagMutability) -> String {
    let except = |filters: &[String]| filters.join(", ");
    match rule {
        TagMutability::Mutable => "Mutable".to_owned(),
        TagMutability::Immutable => "Immutable".to_owned(),
        TagMutability::MutableExcept(filters) => {
            format!("Mutable, except {}", except(filters.as_slice()))
        }
        TagMutability::ImmutableExcept(filters) => {
            format!("Immutable, except {}", except(filters.as_slice()))
        }
    }
}

pub fn lifecycle(policy: Option<&LifecyclePolicy>) -> String {
    match policy {
        None => KEEP_ALL.to_owned(),
        Some(policy) => policy.kept_count().map_or_else(
            || policy.sentences().join("; "),
            |n| format!("Keep the last {n}"),
        ),
    }
}

pub fn catalog(state: &Catalog) -> Option<String> {
    Some(match state {
        Catalog::NotYet | Catalog::Off => return None,
        Catalog::Registered { .. } => "Registered; Backstage reads it in its own time".to_owned(),
        Catalog::Listed { entity } => format!("Listed as {entity}"),
        Catalog::Failing { trouble } => {
            format!("{}; the repository is not affected", trouble.sentence())
        }
    })
}

pub fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Person(login) => login.to_string(),
        Actor::OnGitHub(login) => format!("{login}, on GitHub"),
        Actor::Berth => super::BERTH.to_owned(),
        Actor::GitHub => "GitHub".to_owned(),
        Actor::ArgoCd => "Argo CD".to_owned(),
        Actor::Crossplane => "Crossplane".to_owned(),
        Actor::Aws => "AWS".to_owned(),
    }
}

/// One line of the history.
pub fn event(what: &What) -> String {
    match what {
        What::Submitted { revision: 1, .. } => "Submitted".to_owned(),
        What::Submitted { revision, .. } => format!("Submitted again, revision {revision}"),
        What::Entered { stage } => super::stage::stage(stage.name()).to_owned(),
        What::Reviewed { review } => {
            let verdict = match review.verdict {
                Verdict::Approve => "Approved",
                Verdict::RequestChanges => "Asked for changes to",
                Verdict::Reject => "Rejected",
            };
            let comment = if review.comment.is_empty() {
                String::new()
            } else {
                format!(": “{}”", review.comment)
            };
            format!("{verdict} commit {}{comment}", review.head.short())
        }
        What::Stuck { waiting } => format!("Held up: {}", waiting.trouble.sentence()),
        What::Recovered => "Goes on".to_owned(),
        What::RetryAsked => "Asked to try again".to_owned(),
        What::RemovalStepped { step } => super::repository::removal::stepped(step).to_owned(),
        What::AdoptionStepped { .. } => super::adopt::OBSERVED.to_owned(),
        What::CatalogChanged { catalog } => {
            let text = self::catalog(catalog).unwrap_or_else(|| "not registered".to_owned());
            format!("Backstage: {text}")
        }
    }
}

pub fn exact(at: i64) -> String {
    absolute(at)
}
