//! What to do next about a request: a pure and total function of the request, what was seen, and the time.
//!
//! The worker looks at what [`looks`] names for the stage, calls [`decide`], and carries out its answer:
//! - [`Next::Enter`]: commit the stage, look again at once. The stage is the intent: it stands in the database
//!   before anything is done about it outside.
//! - [`Next::Do`]: do one idempotent thing outside, look again. What that call answers is not news.
//! - [`Next::Step`]: the same, and the change that is asked for goes on to its next pull request.
//! - [`Next::Note`]: record a fact beside the main flow.
//! - [`Next::Wait`]: nothing to do until then, or until a wake-up.
//!
//! State moves because Berth looked, never because a message said so. A process that dies anywhere repeats at
//! most one idempotent step.

mod adoption;
mod delivery;
mod pull_request;
mod ready;
mod removal;

pub use adoption::problems as adoption_problems;
pub use pull_request::{approvals, approvals_at, standing_review};
pub use ready::{Readiness, differences, differences_of, readiness};

use crate::observed::{CatalogSeen, Observed, Seen};
use crate::people::Actor;
use crate::policy::Quorum;
use crate::request::{Catalog, Change, ChangeKind, Request, Stage, StageName};
use crate::time::Timestamp;
use crate::trouble::Trouble;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Enter {
        stage: Stage,
        actor: Actor,
    },
    Do(Ensure),
    /// The request's own next step, in the change that it carries, and the stage where that begins.
    Step {
        change: Box<Change>,
        stage: Stage,
        actor: Actor,
    },
    Note(Catalog),
    Wait {
        seconds: Option<i64>,
        trouble: Option<Trouble>,
    },
}

/// One idempotent effect. Its details follow from the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ensure {
    /// Branch, commit, pull request, labels, reviewers, approval status.
    PullRequest,
    /// The approval that Berth holds is on GitHub: as the reviewer's review or as a commit status.
    Approval,
    /// The rules of the base branch want the reviewer's own review, not a status alone.
    Review,
    Merge,
    Application,
    /// Argo CD compares and applies the merge commit.
    Sync,
    CatalogLocation,
    /// The catalog has no location for the repository any more.
    NoCatalogLocation,
    /// The pull request is closed and its branch gone.
    Closed,
}

/// Which parts of the world a stage needs to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    pub obstacles: bool,
    pub pull_request: bool,
    pub revert: bool,
    pub application: bool,
    pub resources: bool,
    pub repository: bool,
    pub policy: bool,
    pub catalog: bool,
}

pub fn looks(request: &Request) -> Looks {
    use StageName as S;
    let stage = request.stage.name();
    let kind = request.change.kind();
    let merged = matches!(
        stage,
        S::Merged
            | S::Syncing
            | S::Provisioning
            | S::Verifying
            | S::SyncFailed
            | S::ProvisionFailed
    );
    let cools = stage == S::CoolingOff;
    Looks {
        obstacles: stage == S::Checking || (stage == S::Publishing && kind.edits_files()),
        pull_request: matches!(
            stage,
            S::Publishing
                | S::InReview
                | S::ChangesRequested
                | S::Approved
                | S::Rejected
                | S::Cancelled
                | S::ClosedExternally
                | S::Superseded
                | S::PublishFailed
        ),
        revert: merged || cools,
        application: merged && kind.reaches_cluster(),
        resources: matches!(
            stage,
            S::Syncing | S::Provisioning | S::Verifying | S::SyncFailed | S::ProvisionFailed
        ),
        repository: (matches!(stage, S::Verifying | S::ProvisionFailed) && kind.is_verified())
            || adoption::looks(request),
        policy: (matches!(stage, S::Verifying | S::ProvisionFailed) && kind == ChangeKind::Access)
            || removal::looks_at_policy(request)
            || adoption::looks(request),
        catalog: (merged || stage == S::Completed) && follows_catalog(request)
            || removal::looks_at_catalog(request),
    }
}

/// Backstage may take minutes; after a day nobody waits for it any more.
const CATALOG_PATIENCE_MS: i64 = 24 * 3600 * 1000;

fn follows_catalog(request: &Request) -> bool {
    // A change without an entity of its own starts with the catalog off.
    !matches!(request.catalog, Catalog::Off | Catalog::Listed { .. })
}

/// What the decision needs to know beside the request and the world.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub now: Timestamp,
    /// Name of the Argo CD application for this request.
    pub application: &'a str,
    /// AWS tags that the repository must carry.
    pub tags: &'a std::collections::BTreeMap<String, String>,
    /// Who has to approve.
    pub quorum: &'a Quorum,
}

pub fn decide(request: &Request, seen: &Observed, context: Context<'_>) -> Next {
    let main = main_flow(request, seen, context);
    let Next::Wait { seconds, trouble } = &main else {
        return main;
    };
    if !follows_catalog(request) || !looks(request).catalog {
        return main;
    }
    match (beside_catalog(request, seen, context), trouble) {
        (Next::Wait { seconds: pause, .. }, None) => Next::Wait {
            seconds: sooner(*seconds, pause),
            trouble: None,
        },
        // The trouble says when to look again, and an effect that goes through would read as its end.
        (Next::Wait { .. } | Next::Do(_), Some(_)) => main,
        (act, _) => act,
    }
}

fn main_flow(request: &Request, seen: &Observed, context: Context<'_>) -> Next {
    match &request.stage {
        Stage::Draft
        | Stage::NeedsInput { .. }
        | Stage::RolledBack { .. }
        | Stage::Completed { .. } => sleep(),
        Stage::Checking => checking(request, seen, context),
        Stage::CoolingOff { delivery, until } => {
            delivery::cooling_off(request, delivery.as_ref(), *until, seen, context)
        }
        Stage::Publishing { .. } => pull_request::publishing(request, seen),
        Stage::InReview { pr } => pull_request::in_review(request, pr, seen, context),
        Stage::ChangesRequested { pr, review } => {
            pull_request::changes_requested(request, pr, review, seen, context)
        }
        Stage::Approved { pr, review } => {
            let next = pull_request::approved(request, pr, review, seen, context);
            adoption::before_merge(request, seen, next)
        }
        Stage::PublishFailed { .. } => pull_request::publish_failed(request, seen),
        Stage::Rejected { .. } | Stage::Cancelled { .. } | Stage::Superseded { .. } => {
            pull_request::given_up(request, seen)
        }
        Stage::ClosedExternally { .. } => pull_request::closed(request, seen),
        Stage::Merged { pr, merge } => delivery::merged(request, pr, merge, seen, context),
        Stage::Syncing { delivery } => delivery::syncing(request, delivery, seen),
        Stage::SyncFailed { delivery, .. } => delivery::sync_failed(delivery, seen),
        Stage::Provisioning { delivery } => {
            delivery::provisioning(request, delivery, seen, context)
        }
        Stage::ProvisionFailed { delivery, .. } => {
            delivery::provision_failed(request, delivery, seen, context)
        }
        Stage::Verifying { delivery } => delivery::verifying(request, delivery, seen, context),
    }
}

fn checking(request: &Request, seen: &Observed, context: Context<'_>) -> Next {
    match &seen.obstacles {
        Seen::Unavailable(trouble) => blocked(trouble),
        Seen::NotAsked => wait(1),
        Seen::Present(problems) if !problems.is_empty() => enter(
            Stage::NeedsInput {
                problems: problems.clone(),
            },
            Actor::Berth,
        ),
        Seen::Absent | Seen::Present(_) => removal::after_checking(request, context.now)
            .unwrap_or_else(|| enter(Stage::Publishing { pr: None }, Actor::Berth)),
    }
}

fn beside_catalog(request: &Request, seen: &Observed, context: Context<'_>) -> Next {
    let patient = context.now.since(request.since) <= CATALOG_PATIENCE_MS;
    let found = match &seen.catalog {
        Seen::NotAsked => return sleep(),
        Seen::Absent if patient => return Next::Do(Ensure::CatalogLocation),
        Seen::Absent => return sleep(),
        Seen::Unavailable(trouble) => Catalog::Failing {
            trouble: trouble.clone(),
        },
        Seen::Present(CatalogSeen::Registered { location }) => Catalog::Registered {
            location: location.clone(),
        },
        Seen::Present(CatalogSeen::Listed { entity }) => Catalog::Listed {
            entity: entity.clone(),
        },
    };
    let same = match (&found, &request.catalog) {
        // The wording of a lasting failure may differ from look to look: one note is enough.
        (Catalog::Failing { trouble: new }, Catalog::Failing { trouble: old }) => {
            new.kind == old.kind
        }
        (new, old) => new == old,
    };
    match (same, &found) {
        (false, _) => Next::Note(found),
        (true, _) if !patient => sleep(),
        (true, Catalog::Failing { .. }) => wait(300),
        (true, _) => wait(30),
    }
}

fn sooner(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}

fn enter(stage: Stage, actor: Actor) -> Next {
    Next::Enter { stage, actor }
}

fn wait(seconds: i64) -> Next {
    Next::Wait {
        seconds: Some(seconds),
        trouble: None,
    }
}

fn sleep() -> Next {
    Next::Wait {
        seconds: None,
        trouble: None,
    }
}

/// The trouble's own verdict says when to try again.
fn blocked(trouble: &Trouble) -> Next {
    Next::Wait {
        seconds: None,
        trouble: Some(trouble.clone()),
    }
}

fn blocked_for(seconds: i64, trouble: Trouble) -> Next {
    Next::Wait {
        seconds: Some(seconds),
        trouble: Some(trouble),
    }
}

#[cfg(test)]
mod tests;
