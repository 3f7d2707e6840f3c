use super::{RepositoryKey, RequestRow};
use crate::drift::Loss;
use crate::portal::RepositoryRow;
use crate::request::RequestId;
use crate::time::Timestamp;

/// The first page: what waits for this person, and what is theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    pub needs_you: Vec<Task>,
    /// Newest first, at most ten.
    pub my_requests: Vec<RequestRow>,
    pub my_requests_total: u64,
    pub drafts: Vec<DraftRow>,
    /// Repositories of the person's teams, at most ten.
    pub team_repositories: Vec<RepositoryRow>,
    pub team_repositories_total: u64,
    /// How long requests took in the last 30 days.
    pub lead_time: Option<LeadTime>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A request of others waits for this person's decision.
    Review(RequestRow),
    /// A reviewer asked for changes.
    Answer {
        request: RequestRow,
        by: String,
        comment: String,
    },
    /// Answers are missing or wrong.
    Correct {
        request: RequestRow,
        problem: String,
    },
    /// It failed and waits for a person.
    Look { request: RequestRow, reason: String },
    /// A repository of this person's teams was deleted past Git, or of any team for those who run Berth.
    Lost { key: RepositoryKey, loss: Loss },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub id: RequestId,
    /// May be empty.
    pub name: String,
    pub saved: Timestamp,
}

/// From submission to ready, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadTime {
    pub count: u64,
    pub p50: i64,
    pub p95: i64,
}
