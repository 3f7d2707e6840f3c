//! Requests: a row of a list, and everything about one.

use super::plan::{FileText, RepositoryWish};
use super::words::{ChangeWord, StageWord, StepStateWord, StepWord, VerdictWord};
use super::{Link, RepositoryRef, Snippet, Time, time};
use crate::http::api::problem::FieldProblem;
use app::words::request as words;
use domain::form::RequestForm;
use domain::portal::{self, RequestPage, StepState};
use domain::request::{self, Change, Outcome, Stage, Via};
use serde::Serialize;
use utoipa::ToSchema;

/// A request in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RequestRow {
    #[schema(format = "uuid")]
    pub(in crate::http) id: String,
    /// As people call it: REQ-1482.
    pub(in crate::http) label: String,
    kind: ChangeWord,
    /// Of the repository.
    name: String,
    region: String,
    team: String,
    requester: String,
    pub(in crate::http) stage: StageWord,
    /// When the stage was entered.
    since: Time,
    created: Time,
    /// Something outside is in the way.
    stuck: bool,
}

impl RequestRow {
    pub(in crate::http) fn of(row: &portal::RequestRow) -> Self {
        Self {
            id: row.id.to_string(),
            label: row.label.clone(),
            kind: row.kind.into(),
            name: row.name.clone(),
            region: row.region.clone(),
            team: row.team.clone(),
            requester: row.requester.to_string(),
            stage: row.stage.into(),
            since: row.since.into(),
            created: row.created.into(),
            stuck: row.stuck,
        }
    }
}

/// Everything about one request.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Request {
    request: RequestRow,
    repository: RepositoryRef,
    /// Counts from 1, with each new answer.
    #[schema(maximum = 4294967295_i64)]
    revision: u32,
    /// Grows with everything that happens to it.
    #[schema(maximum = 9007199254740991_i64)]
    version: i64,
    /// Why it is wanted.
    comment: String,
    /// What was asked for, to be sent as new answers. Only of requests for a new repository.
    answers: Option<RepositoryWish>,
    /// What it waits for now, in a sentence or two; empty: for nothing.
    waits_for: Vec<String>,
    /// What has to be put right before it goes on.
    problems: Vec<FieldProblem>,
    /// What is in the way outside; `null`: nothing.
    trouble: Option<Trouble>,
    pull_request: Option<PullRequest>,
    /// The last decision that holds.
    review: Option<Decision>,
    /// The commit that it was merged with.
    merge_commit: Option<String>,
    /// What it has led to, once it is completed.
    result: Option<RequestResult>,
    approvals: Option<Approvals>,
    /// The way with its stations.
    timeline: Vec<Step>,
    /// Everything that was recorded, oldest first.
    events: Vec<Event>,
    files: Vec<FileText>,
    /// Where images will be pushed to.
    expected_uri: String,
    /// When it is usually ready.
    expected_ready: Option<Time>,
    /// Commands with real values, once it is completed.
    handover: Vec<Snippet>,
    /// What the caller may do with it.
    may: May,
    /// Its page, as a path on this host.
    page: String,
}

/// What the caller may do with a request.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct May {
    withdraw: bool,
    retry: bool,
    answer: bool,
    review: bool,
}

/// What is in the way outside.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Trouble {
    system: String,
    /// What it means.
    sentence: String,
    /// The system’s own words.
    message: String,
    since: Time,
    /// `null`: not before somebody tries again.
    next_try: Option<Time>,
}

/// A pull request on GitHub.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http) struct PullRequest {
    /// `owner/name`.
    repository: String,
    #[schema(maximum = 9007199254740991_i64)]
    number: u64,
    url: String,
    /// The newest commit of its branch.
    commit: String,
}

impl PullRequest {
    pub(in crate::http) fn of(pr: &request::PullRequest) -> Self {
        Self {
            repository: pr.repo.to_string(),
            number: pr.number,
            url: pr.url.clone(),
            commit: pr.head.0.clone(),
        }
    }
}

/// A decision of a reviewer.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Decision {
    by: String,
    verdict: VerdictWord,
    comment: String,
    /// The commit that it is about.
    commit: String,
    at: Time,
    /// `berth` or `github`.
    via: String,
}

impl Decision {
    fn of(review: &request::Review) -> Self {
        Self {
            by: review.by.to_string(),
            verdict: review.verdict.into(),
            comment: review.comment.clone(),
            commit: review.head.0.clone(),
            at: review.at.into(),
            via: match review.via {
                Via::Berth => "berth".to_owned(),
                Via::GitHub => "github".to_owned(),
            },
        }
    }
}

/// How many approvals there are and how many it takes.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Approvals {
    given: Vec<String>,
    #[schema(maximum = 4294967295_i64)]
    needed: u32,
    /// Why it takes more than one.
    why: Vec<String>,
}

impl Approvals {
    pub(in crate::http) fn of(approvals: &domain::policy::Approvals) -> Self {
        Self {
            given: approvals.given.iter().map(ToString::to_string).collect(),
            needed: approvals.needed,
            why: approvals.why.clone(),
        }
    }
}

/// What a request has led to.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RequestResult {
    /// `repository`, `applied`, `in_git`, `removed` or `kept`.
    outcome: String,
    arn: Option<String>,
    /// Where images are pushed to.
    uri: Option<String>,
}

impl RequestResult {
    fn of(outcome: &Outcome) -> Self {
        let (word, arn, uri) = match outcome {
            Outcome::Repository { arn, uri, .. } => ("repository", Some(arn), Some(uri)),
            Outcome::Applied { .. } => ("applied", None, None),
            Outcome::InGit { .. } => ("in_git", None, None),
            Outcome::Removed { .. } => ("removed", None, None),
            Outcome::Kept { .. } => ("kept", None, None),
        };
        Self {
            outcome: word.to_owned(),
            arn: arn.cloned(),
            uri: uri.cloned(),
        }
    }
}

/// A station on the way.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Step {
    name: StepWord,
    state: StepStateWord,
    actor: Option<String>,
    detail: Vec<String>,
    link: Option<Link>,
    /// Done at; or entered at, while it runs.
    at: Option<Time>,
    /// Milliseconds that it took or has taken.
    #[schema(maximum = 9007199254740991_i64)]
    took_ms: Option<i64>,
    /// Milliseconds that it usually takes.
    #[schema(maximum = 9007199254740991_i64)]
    usual_ms: Option<i64>,
    /// The source’s own words.
    raw: Option<String>,
}

impl Step {
    fn of(step: &portal::Step) -> Self {
        Self {
            name: step.name.into(),
            state: step.state.into(),
            actor: step.actor.clone(),
            detail: step.detail.clone(),
            link: step.link.as_ref().map(Link::of),
            at: time(step.at),
            took_ms: step.took,
            usual_ms: step.usual,
            raw: step.raw.clone(),
        }
    }
}

/// An entry of the record.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Event {
    /// Counts from 1 without gaps.
    #[schema(maximum = 9007199254740991_i64)]
    version: i64,
    at: Time,
    actor: String,
    what: String,
}

impl Event {
    fn of(event: &request::Event) -> Self {
        Self {
            version: event.version,
            at: event.at.into(),
            actor: words::actor(&event.actor),
            what: words::event(&event.what),
        }
    }
}

impl Request {
    pub(in crate::http) fn of(page: &RequestPage) -> Self {
        let request = &page.request;
        let stage = &request.stage;
        let spec = request.spec();
        Self {
            request: RequestRow::of(&portal::RequestRow::of(request)),
            repository: RepositoryRef::of(&spec.address),
            revision: request.revision,
            version: request.version,
            comment: request.comment.clone(),
            answers: answers(request),
            waits_for: waits_for(page),
            problems: problems(stage),
            trouble: request.waiting.as_ref().map(|waiting| Trouble {
                system: waiting.trouble.system.title().to_owned(),
                sentence: format!("{}.", waiting.trouble.sentence()),
                message: waiting.trouble.message.clone(),
                since: waiting.since.into(),
                next_try: time(waiting.next_try),
            }),
            pull_request: stage.pull_request().map(PullRequest::of),
            review: review(stage).map(Decision::of),
            merge_commit: stage.merge().map(|merge| merge.commit.0.clone()),
            result: match stage {
                Stage::Completed { outcome } => Some(RequestResult::of(outcome)),
                _ => None,
            },
            approvals: page.approvals.as_ref().map(Approvals::of),
            timeline: page.timeline.iter().map(Step::of).collect(),
            events: page.events.iter().map(Event::of).collect(),
            files: files(page),
            expected_uri: page.expected_uri.clone(),
            expected_ready: time(page.expected_ready),
            handover: Snippet::all(&page.handover),
            may: May {
                withdraw: page.may_withdraw,
                retry: page.may_retry,
                answer: page.may_answer,
                review: page.may_review,
            },
            page: format!("/requests/{}", request.id),
        }
    }
}

fn answers(request: &request::Request) -> Option<RepositoryWish> {
    let Change::Create { spec } = &request.change else {
        return None;
    };
    let form = RequestForm {
        comment: request.comment.clone(),
        ..RequestForm::from_spec(request.id.as_str(), spec)
    };
    Some(RepositoryWish::of(&form))
}

/// What the stations say that are under way.
fn waits_for(page: &RequestPage) -> Vec<String> {
    let is_open = |state| {
        matches!(
            state,
            StepState::Now | StepState::Attention | StepState::Failed
        )
    };
    let open = page.timeline.iter().filter(|step| is_open(step.state));
    open.flat_map(|step| step.detail.clone()).collect()
}

fn problems(stage: &Stage) -> Vec<FieldProblem> {
    match stage {
        Stage::NeedsInput { problems } => problems.iter().map(FieldProblem::of).collect(),
        Stage::PublishFailed { reason, .. }
        | Stage::SyncFailed { reason, .. }
        | Stage::ProvisionFailed { reason, .. } => vec![FieldProblem::whole(reason.as_str())],
        _ => Vec::new(),
    }
}

fn review(stage: &Stage) -> Option<&request::Review> {
    match stage {
        Stage::ChangesRequested { review, .. }
        | Stage::Approved { review, .. }
        | Stage::Rejected { review, .. } => Some(review),
        _ => None,
    }
}

fn files(page: &RequestPage) -> Vec<FileText> {
    let links = page
        .file_links
        .iter()
        .map(Clone::clone)
        .chain(std::iter::repeat(None));
    page.files
        .iter()
        .zip(links)
        .map(|(file, link)| FileText {
            path: file.path.clone(),
            text: file.text.clone(),
            link,
        })
        .collect()
}
