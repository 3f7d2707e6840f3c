//! How a repository is used, how it fares, and what became of it.

use super::request::RequestRow;
use super::words::{StageWord, WayWord};
use super::{Link, RepositoryRef, Snippet, Time, time};
use app::words::repository::watching::history as words;
use app::words::request as says;
use domain::portal::{
    self, Carried, Happened, HistoryEntry, HistoryPage, MonitoringPage, PullsSeen, UsePage,
};
use serde::Serialize;
use utoipa::ToSchema;

/// What happened to a repository and who did it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct History {
    /// The requests about it, newest first, each with how it was carried out. On the first page alone.
    requests: Vec<CarriedOut>,
    /// Everything that was recorded, newest first.
    items: Vec<Record>,
    /// Where the next page is, as a path on this host; `null`: this is the last.
    next: Option<String>,
    /// Whether the records are as they were written.
    intact: bool,
}

/// A request from the asking to the verification.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct CarriedOut {
    #[schema(format = "uuid")]
    id: String,
    label: String,
    stage: StageWord,
    asked_by: String,
    asked: Time,
    reason: String,
    /// Exactly what was asked for, as JSON.
    values: String,
    /// Of the pull request.
    files: Vec<FileSum>,
    pull_request: Option<Link>,
    approved_by: Vec<String>,
    merge: Option<Link>,
    merge_commit: Option<String>,
    synced: Option<Time>,
    ready: Option<Time>,
}

/// A file of a pull request.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FileSum {
    path: String,
    /// Of its bytes; `null`: it was taken away.
    sha256: Option<String>,
}

impl FileSum {
    fn of((path, sum): &(String, Option<String>)) -> Self {
        Self {
            path: path.clone(),
            sha256: sum.clone(),
        }
    }
}

/// A record.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Record {
    at: Time,
    actor: String,
    /// The request that it happened to; `null`: to the repository itself.
    request: Option<String>,
    what: String,
    link: Option<Link>,
}

impl History {
    pub(in crate::http) fn of(page: &HistoryPage, next: Option<String>) -> Self {
        Self {
            requests: page.requests.iter().map(CarriedOut::of).collect(),
            items: page.entries.iter().map(Record::of).collect(),
            next,
            intact: page.chain.broken.is_none(),
        }
    }
}

impl CarriedOut {
    fn of(one: &Carried) -> Self {
        Self {
            id: one.id.to_string(),
            label: one.label.clone(),
            stage: one.stage.into(),
            asked_by: one.asked_by.clone(),
            asked: one.asked.into(),
            reason: one.reason.clone(),
            values: one.values.clone(),
            files: one.files.iter().map(FileSum::of).collect(),
            pull_request: one.pull_request.as_ref().map(Link::of),
            approved_by: one.approved_by.clone(),
            merge: one.merge.as_ref().map(Link::of),
            merge_commit: one.merge_commit.clone(),
            synced: time(one.synced),
            ready: time(one.ready),
        }
    }
}

impl Record {
    fn of(entry: &HistoryEntry) -> Self {
        let (request, what) = match &entry.what {
            Happened::Request { label, what, .. } => (Some(label.clone()), says::event(what)),
            Happened::Repository(deed) => (None, words::deed(deed)),
        };
        Self {
            at: entry.at.into(),
            actor: says::actor(&entry.actor),
            request,
            what,
            link: entry.link.as_ref().map(Link::of),
        }
    }
}

/// How to use a repository.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Usage {
    /// Whether AWS has it: without it nothing can be pushed.
    is_there: bool,
    /// From signing in to pulling.
    commands: Vec<Snippet>,
    /// The image in a Kubernetes manifest.
    references: Vec<Snippet>,
    care: Vec<Snippet>,
    pipeline: Option<Pipeline>,
}

/// Pushing from GitHub Actions without a stored key.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Pipeline {
    source: String,
    branch: String,
    workflow_path: String,
    workflow: String,
    role: String,
    push_policy: String,
    trust_policy: String,
    notes: Vec<String>,
}

impl Usage {
    pub(in crate::http) fn of(page: &UsePage) -> Self {
        Self {
            is_there: page.is_there,
            commands: Snippet::all(&page.commands),
            references: Snippet::all(&page.references),
            care: Snippet::all(&page.care),
            pipeline: page.pipeline.as_ref().map(|help| Pipeline {
                source: help.source.to_string(),
                branch: help.branch.as_str().to_owned(),
                workflow_path: help.workflow.path.clone(),
                workflow: help.workflow.text.clone(),
                role: help.role.clone(),
                push_policy: help.push_policy.clone(),
                trust_policy: help.trust_policy.clone(),
                notes: help.notes.clone(),
            }),
        }
    }
}

/// How a repository fares, day by day.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Monitoring {
    /// The oldest first.
    days: Vec<DayOfRepository>,
    /// Why pulls are not known; `null`: they are.
    no_pulls: Option<String>,
    /// What the alarms see that were asked for last.
    alarms: Vec<String>,
    on_its_way: Option<RequestRow>,
    read: Option<Time>,
}

/// A day, UTC. What is not known is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct DayOfRepository {
    #[schema(format = Date)]
    day: String,
    #[schema(maximum = 9007199254740991_i64)]
    images: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    untagged_bytes: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    critical: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    high: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    pushed: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    pulls: Option<u64>,
}

impl Monitoring {
    pub(in crate::http) fn of(page: &MonitoringPage) -> Self {
        let (pulls, no_pulls) = match &page.pulls {
            PullsSeen::Known { days, .. } => (days.as_slice(), None),
            PullsSeen::Unknown(why) => ([].as_slice(), Some(why.clone())),
        };
        let pulls = pulls.iter().copied().chain(std::iter::repeat(None));
        let days = page
            .days
            .iter()
            .zip(pulls)
            .map(|(day, pulls)| DayOfRepository {
                day: domain::day::Day::of(day.begins()).to_string(),
                images: day.images,
                bytes: day.bytes,
                untagged_bytes: day.untagged_bytes,
                critical: day.critical,
                high: day.high,
                pushed: day.pushed,
                pulls,
            });
        Self {
            days: days.collect(),
            no_pulls,
            alarms: page.in_force.clone(),
            on_its_way: page.asked.at_work.as_ref().map(RequestRow::of),
            read: time(page.read),
        }
    }
}

/// A repository that Berth took away, or let go of.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Tombstone {
    repository: RepositoryRef,
    way: WayWord,
    at: Time,
    #[schema(format = "uuid")]
    request: String,
    label: String,
    asked_by: String,
    approved_by: Vec<String>,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    /// Nobody gets the name before.
    locked_until: Time,
}

impl Tombstone {
    pub(in crate::http) fn of(stone: &portal::Tombstone) -> Self {
        Self {
            repository: RepositoryRef::of(&stone.key),
            way: stone.way.into(),
            at: stone.at.into(),
            request: stone.request.to_string(),
            label: stone.label.clone(),
            asked_by: stone.asked_by.to_string(),
            approved_by: stone.approved_by.iter().map(ToString::to_string).collect(),
            images: stone.images,
            bytes: stone.bytes,
            locked_until: stone.locked_until.into(),
        }
    }
}
