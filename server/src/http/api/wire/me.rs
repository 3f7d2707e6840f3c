//! Who calls, and what waits for them.

use super::inventory::RepositoryRow;
use super::request::RequestRow;
use super::token::Token;
use super::words::RoleWord;
use super::{RepositoryRef, Time};
use crate::http::bearer::Caller;
use domain::portal::{self, Task};
use domain::time::Timestamp;
use domain::token::Holder;
use serde::Serialize;
use utoipa::ToSchema;

/// Whoever holds the token.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Me {
    login: String,
    name: String,
    /// A program that acts by itself, rather than a person.
    service: bool,
    roles: Vec<RoleWord>,
    teams: Vec<String>,
    token: Token,
}

impl Me {
    pub(in crate::http) fn of(caller: &Caller, now: Timestamp) -> Self {
        let person = &caller.person;
        Self {
            login: person.login.to_string(),
            name: person.name.clone(),
            service: matches!(caller.token.holder, Holder::Service(_)),
            roles: person.roles.iter().map(|role| (*role).into()).collect(),
            teams: person.teams.iter().map(ToString::to_string).collect(),
            token: Token::of(&caller.token, now),
        }
    }
}

/// What waits for the caller, and what is theirs.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Home {
    needs_you: Vec<TaskRow>,
    /// Newest first, at most ten.
    requests: Vec<RequestRow>,
    #[schema(maximum = 9007199254740991_i64)]
    requests_total: u64,
    drafts: Vec<DraftRow>,
    /// Of the caller’s teams, at most ten.
    repositories: Vec<RepositoryRow>,
    #[schema(maximum = 9007199254740991_i64)]
    repositories_total: u64,
    /// Half of all requests of the last 30 days were ready in so many milliseconds.
    #[schema(maximum = 9007199254740991_i64)]
    usually_ready_in_ms: Option<i64>,
}

impl Home {
    pub(in crate::http) fn of(home: &portal::Home) -> Self {
        Self {
            needs_you: home.needs_you.iter().map(TaskRow::of).collect(),
            requests: home.my_requests.iter().map(RequestRow::of).collect(),
            requests_total: home.my_requests_total,
            drafts: home.drafts.iter().map(DraftRow::of).collect(),
            repositories: home
                .team_repositories
                .iter()
                .map(RepositoryRow::of)
                .collect(),
            repositories_total: home.team_repositories_total,
            usually_ready_in_ms: home.lead_time.as_ref().map(|time| time.p50),
        }
    }
}

/// Something that waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct TaskRow {
    /// `review`, `answer`, `correct`, `look` or `lost`.
    task: String,
    request: Option<RequestRow>,
    /// A repository that was deleted past Git.
    repository: Option<RepositoryRef>,
    /// Why, in the words of whoever or whatever asks.
    why: Option<String>,
}

impl TaskRow {
    fn of(task: &Task) -> Self {
        let (word, request, why) = match task {
            Task::Review(request) => ("review", request, None),
            Task::Answer {
                request, comment, ..
            } => ("answer", request, Some(comment)),
            Task::Correct { request, problem } => ("correct", request, Some(problem)),
            Task::Look { request, reason } => ("look", request, Some(reason)),
            Task::Lost { key, .. } => {
                return Self {
                    task: "lost".to_owned(),
                    request: None,
                    repository: Some(RepositoryRef::of(key)),
                    why: None,
                };
            }
        };
        Self {
            task: word.to_owned(),
            request: Some(RequestRow::of(request)),
            repository: None,
            why: why.cloned(),
        }
    }
}

/// A form that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct DraftRow {
    #[schema(format = "uuid")]
    id: String,
    /// May be empty.
    name: String,
    saved: Time,
}

impl DraftRow {
    fn of(draft: &portal::DraftRow) -> Self {
        Self {
            id: draft.id.to_string(),
            name: draft.name.clone(),
            saved: draft.saved.into(),
        }
    }
}
