//! Every stage against everything that may be seen: what comes next, what holds for all of it, and the picture of it.

mod adoption;
mod diagram;
mod extra;
mod kinds;
mod matrix;
mod promises;
mod removal;
mod rules;
mod world;

use super::*;
use crate::observed::{PullRequestSeen, PullRequestState};
use crate::request::{ChangeKind, Review, Verdict};
use crate::testing::NOW;
use world::{Sight, request_in, sights, tags};

/// How long a stage has lasted: around each limit that a rule has.
const AGES: [(i64, &str); 5] = [
    (30, "30 s"),
    (180, "3 min"),
    (360, "6 min"),
    (660, "11 min"),
    (90_000, "25 h"),
];

/// One situation and the answer to it.
struct Case {
    request: Request,
    sight: Sight,
    age: &'static str,
    next: Next,
}

fn decided(request: &Request, seen: &Observed) -> Next {
    decide(
        request,
        seen,
        Context {
            now: NOW,
            application: "ecr-app",
            tags: &tags(),
            quorum: &Quorum::of(1),
        },
    )
}

/// A stage at each age, before everything that it looks at.
fn cases(stage: StageName) -> Vec<Case> {
    cases_of(ChangeKind::Create, stage)
}

fn cases_of(kind: ChangeKind, stage: StageName) -> Vec<Case> {
    let mut all = Vec::new();
    for (seconds, age) in AGES {
        let since = NOW.plus_seconds(-seconds);
        for sight in sights(since) {
            let request = kinds::of_kind(kind, request_in(stage, since, &sight));
            if !sight.part.is_among(looks(&request)) {
                continue;
            }
            let next = decided(&request, &sight.seen);
            all.push(Case {
                request,
                sight,
                age,
                next,
            });
        }
    }
    all
}

fn all_cases() -> Vec<Case> {
    StageName::ALL.into_iter().flat_map(cases).collect()
}

fn entered(next: &Next) -> Option<&Stage> {
    match next {
        Next::Enter { stage, .. } | Next::Step { stage, .. } => Some(stage),
        _ => None,
    }
}

impl Case {
    fn from(&self) -> StageName {
        self.request.stage.name()
    }

    fn says(&self) -> String {
        format!(
            "{:?}, {}: {}, after {}: {:?}",
            self.from(),
            self.sight.part.title(),
            self.sight.name,
            self.age,
            self.next
        )
    }

    fn pull_request(&self) -> Option<&PullRequestSeen> {
        self.sight.seen.pull_request.present()
    }
}
