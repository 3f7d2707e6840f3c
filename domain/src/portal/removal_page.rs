//! The page on which people ask for a repository to go, and what is left of one that went.

use super::{AskedBefore, RepositoryKey, RepositoryRow, RequestRow};
use crate::github::Login;
use crate::refusal::Problem;
use crate::request::{Held, RequestId, Way};
use crate::time::Timestamp;

/// What is typed there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovalForm {
    pub way: Option<Way>,
    /// The repository's name, to be sure.
    pub typed: String,
    /// Whether a deletion stops pulls while it waits.
    pub deny_pulls: bool,
}

/// What a removal would touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalPage {
    pub row: RepositoryRow,
    pub held: Held,
    /// Who may use the repository by its policy, one sentence each; `None`: AWS does not say now.
    pub access: Option<Vec<String>>,
    /// Whether Git has a lifecycle policy that could go by itself.
    pub has_policy: bool,
    /// Files of Git that go, as they are there now.
    pub files: Vec<String>,
    /// Others in the same folder, which Berth does not know and leaves alone.
    pub unknown: Vec<String>,
    /// Open requests about the repository.
    pub open: Vec<RequestRow>,
    pub has_alarms: bool,
    pub has_workflow: bool,
    /// Why nothing can be asked for now, whoever asks.
    pub obstacle: Option<Problem>,
    pub requests: AskedBefore,
    pub cooling_ms: i64,
    pub lock_ms: i64,
    pub form: RemovalForm,
    pub now: Timestamp,
}

/// A repository that Berth took away, or let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    pub key: RepositoryKey,
    pub way: Way,
    pub at: Timestamp,
    pub request: RequestId,
    pub label: String,
    pub asked_by: Login,
    /// Those who approved in Berth.
    pub approved_by: Vec<Login>,
    /// When the list of its images was made; `None`: there is none.
    pub list: Option<Timestamp>,
    pub images: u64,
    pub bytes: u64,
    /// Nobody gets the name before.
    pub locked_until: Timestamp,
}

impl Tombstone {
    /// Why nobody gets the name now.
    pub fn lock(&self, now: Timestamp) -> Option<String> {
        let is_locked = self.way.deletes() && now < self.locked_until;
        is_locked.then(|| {
            let day = crate::day::Day::of;
            format!(
                "{} was deleted on {}, and nobody gets its name before {}, so that whoever still pulls it gets no other images unnoticed. Choose another name",
                self.key.name,
                day(self.at),
                day(self.locked_until)
            )
        })
    }
}
