//! The world as named sights: each shows one part of it in one condition, the rest being quiet.

use super::*;
use crate::github::{Login, Sha};
use crate::observed::{Mergeable, ReviewSeen};
use crate::refusal::Problem;
use crate::request::{Delivery, Merge, Outcome, PullRequest, Via};
use crate::testing::{pull_request, request};
use crate::trouble::{System, TroubleKind};
use std::collections::BTreeMap;

mod delivered;
mod pull_requests;

pub(super) use pull_requests::open;

/// One part of the world, and the columns of [`Looks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Obstacles,
    PullRequest,
    /// What people decided about it.
    Decisions,
    Revert,
    Application,
    Resources,
    Repository,
    Catalog,
}

impl Part {
    pub(super) const ALL: [Self; 8] = [
        Self::Obstacles,
        Self::PullRequest,
        Self::Decisions,
        Self::Revert,
        Self::Application,
        Self::Resources,
        Self::Repository,
        Self::Catalog,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Obstacles => "obstacles",
            Self::PullRequest => "pull request",
            Self::Decisions => "decisions",
            Self::Revert => "revert",
            Self::Application => "application",
            Self::Resources => "objects",
            Self::Repository => "repository",
            Self::Catalog => "catalog",
        }
    }

    pub(super) fn is_among(self, looks: Looks) -> bool {
        match self {
            Self::Obstacles => looks.obstacles,
            Self::PullRequest | Self::Decisions => looks.pull_request,
            Self::Revert => looks.revert,
            Self::Application => looks.application,
            Self::Resources => looks.resources,
            Self::Repository => looks.repository,
            Self::Catalog => looks.catalog,
        }
    }
}

pub(super) struct Sight {
    pub(super) part: Part,
    pub(super) name: &'static str,
    pub(super) seen: Observed,
    /// Decisions made in Berth.
    pub(super) reviews: Vec<Review>,
    /// What the request knows of the catalog.
    pub(super) catalog: Catalog,
}

impl Sight {
    fn new(part: Part, name: &'static str, seen: Observed) -> Self {
        Self {
            part,
            name,
            seen,
            reviews: vec![],
            catalog: Catalog::Off,
        }
    }
}

pub(super) fn tags() -> BTreeMap<String, String> {
    [("team".to_owned(), "platform-engineering".to_owned())].into()
}

pub(super) fn request_in(name: StageName, since: Timestamp, sight: &Sight) -> Request {
    Request {
        since,
        reviews: sight.reviews.clone(),
        catalog: sight.catalog.clone(),
        ..request(stage(name))
    }
}

pub(super) fn head() -> Sha {
    pull_request().head
}

fn newer_head() -> Sha {
    Sha("c0ffee00c0ffee".into())
}

pub(super) fn merge() -> Merge {
    Merge {
        commit: Sha("51be07a1c2".into()),
        base: "main".into(),
        by: None,
        at: NOW.plus_seconds(-100),
    }
}

fn delivery() -> Delivery {
    Delivery {
        pr: pull_request(),
        merge: merge(),
        application: "ecr-app".into(),
    }
}

/// A decision at `head`, made `ago` seconds before now.
pub(super) fn review(by: &str, verdict: Verdict, head: Sha, ago: i64) -> Review {
    Review {
        by: Login::new(by),
        verdict,
        comment: "Use immutable tags.".into(),
        head,
        at: NOW.plus_seconds(-ago),
        via: Via::Berth,
    }
}

fn approval() -> Review {
    review("reviewer-m", Verdict::Approve, head(), 60)
}

/// Each stage with its usual data. No wildcard: a new stage has to say what it looks like.
pub(super) fn stage(name: StageName) -> Stage {
    use StageName as S;
    let pr: PullRequest = pull_request();
    let reason = "It was refused".to_owned();
    let decided = |verdict| review("reviewer-m", verdict, head(), 60);
    match name {
        S::Draft => Stage::Draft,
        S::Checking => Stage::Checking,
        S::NeedsInput => Stage::NeedsInput { problems: vec![] },
        S::Publishing => Stage::Publishing { pr: None },
        S::InReview => Stage::InReview { pr },
        S::ChangesRequested => Stage::ChangesRequested {
            pr,
            review: decided(Verdict::RequestChanges),
        },
        S::Approved => Stage::Approved {
            pr,
            review: approval(),
        },
        S::Merged => Stage::Merged { pr, merge: merge() },
        S::Syncing => Stage::Syncing {
            delivery: delivery(),
        },
        S::Provisioning => Stage::Provisioning {
            delivery: delivery(),
        },
        S::Verifying => Stage::Verifying {
            delivery: delivery(),
        },
        S::CoolingOff => Stage::CoolingOff {
            delivery: Some(delivery()),
            until: NOW.plus_seconds(-1),
        },
        S::Completed => Stage::Completed {
            outcome: Outcome::Repository {
                delivery: delivery(),
                arn: "arn".into(),
                uri: "uri".into(),
            },
        },
        S::Rejected => Stage::Rejected {
            pr,
            review: decided(Verdict::Reject),
        },
        S::Cancelled => Stage::Cancelled {
            pr: Some(pr),
            by: Login::new("dev-a"),
        },
        S::ClosedExternally => Stage::ClosedExternally { pr, by: None },
        S::Superseded => Stage::Superseded {
            pr: Some(pr),
            by: request(Stage::Draft).id,
        },
        S::RolledBack => Stage::RolledBack {
            pr,
            merge: merge(),
            revert: Sha("4e4e4e".into()),
        },
        S::PublishFailed => Stage::PublishFailed {
            pr: Some(pr),
            reason,
        },
        S::SyncFailed => Stage::SyncFailed {
            delivery: delivery(),
            reason,
        },
        S::ProvisionFailed => Stage::ProvisionFailed {
            delivery: delivery(),
            reason,
        },
    }
}

pub(super) fn unreachable<T>(system: System) -> Seen<T> {
    Seen::Unavailable(Trouble::new(system, TroubleKind::Unreachable, "no route"))
}

/// All sights, for a stage that was entered at `since`.
pub(super) fn sights(since: Timestamp) -> Vec<Sight> {
    let mut all = obstacles();
    all.extend(pull_requests::sights());
    all.extend(pull_requests::decisions());
    all.extend(delivered::sights(since));
    all
}

fn obstacles() -> Vec<Sight> {
    let sight = |name, obstacles| {
        let seen = Observed {
            obstacles,
            // Where one is looked for, it is yet to be made.
            pull_request: Seen::Absent,
            ..Observed::default()
        };
        Sight::new(Part::Obstacles, name, seen)
    };
    let problem = Problem::general("The name is taken");
    vec![
        sight("not asked", Seen::NotAsked),
        sight("a system is away", unreachable(System::Aws)),
        sight("none", Seen::Present(vec![])),
        sight("the name is taken", Seen::Present(vec![problem])),
    ]
}
