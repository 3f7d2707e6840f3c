use crate::day::Days;
use crate::github::Login;
use crate::handover::Snippet;
use crate::manifest::File;
use crate::observed::{ApplicationSeen, ResourceSeen};
use crate::policy::Approvals;
use crate::request::{ChangeKind, Event, Request, RequestId, StageName};
use crate::time::Timestamp;

/// One row of a list of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    pub id: RequestId,
    pub label: String,
    pub name: String,
    pub region: String,
    pub team: String,
    pub kind: ChangeKind,
    pub requester: Login,
    pub stage: StageName,
    /// When the stage was entered.
    pub since: Timestamp,
    pub created: Timestamp,
    /// Something outside is in the way.
    pub stuck: bool,
}

impl RequestRow {
    pub fn of(request: &Request) -> Self {
        let spec = request.spec();
        Self {
            id: request.id.clone(),
            label: request.label(),
            name: spec.address.name.to_string(),
            region: spec.address.region.to_string(),
            team: spec.team.to_string(),
            kind: request.change.kind(),
            requester: request.requester.clone(),
            stage: request.stage.name(),
            since: request.since,
            created: request.created,
            stuck: request.waiting.is_some(),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestQuery {
    /// Only those of this person.
    pub mine: bool,
    pub stage: Option<StageName>,
    pub text: String,
    pub team: Option<String>,
    /// Handed in on one of these days.
    pub created: Option<Days>,
    /// Ready on one of these days.
    pub completed: Option<Days>,
    /// Ones that went through this stage and left it.
    pub through: Option<StageName>,
    /// Keyset: requests with a smaller number than this.
    pub before: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestList {
    pub rows: Vec<RequestRow>,
    pub total: u64,
    /// `before` of the next page.
    pub next: Option<i64>,
}

/// Everything the page of one request shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPage {
    pub request: Request,
    pub events: Vec<Event>,
    pub timeline: Vec<Step>,
    pub files: Vec<File>,
    /// Pages of the files on GitHub: at the merge commit, else at the pull request's head.
    pub file_links: Vec<Option<String>>,
    /// The page of the home repository on GitHub.
    pub source_url: String,
    /// What Argo CD and Crossplane said last, with its time.
    pub application: Option<ApplicationSeen>,
    pub resources: Vec<ResourceSeen>,
    pub seen: Option<Timestamp>,
    pub expected_uri: String,
    /// Commands with real values, once completed.
    pub handover: Vec<Snippet>,
    pub repository: Option<super::RepositoryKey>,
    pub may_withdraw: bool,
    pub may_retry: bool,
    pub may_answer: bool,
    pub may_review: bool,
    /// What could be done now and not by this person, a sentence each.
    pub why_not: Vec<String>,
    /// While it waits for a decision.
    pub approvals: Option<Approvals>,
    /// Given up, a removal may have left lines of its first pull request in Git.
    pub leftover: Option<Leftover>,
    /// When it is usually ready, by the durations of earlier requests.
    pub expected_ready: Option<Timestamp>,
    pub now: Timestamp,
}

/// What the first pull request of a removal has made ready and nothing takes back by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    pub may_take_back: bool,
    /// A later removal of the same repository, or one that took it back.
    pub later: Option<RequestRow>,
}

/// The stations of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepName {
    Submitted,
    PullRequest,
    Approved,
    Merged,
    Synced,
    Ready,
    Verified,
}

impl StepName {
    pub const ALL: [Self; 7] = [
        Self::Submitted,
        Self::PullRequest,
        Self::Approved,
        Self::Merged,
        Self::Synced,
        Self::Ready,
        Self::Verified,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    /// A person must do something.
    Attention,
    Failed,
    ToCome,
    /// Will not happen any more.
    Skipped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: StepName,
    pub state: StepState,
    /// Who did it, ready to print.
    pub actor: Option<String>,
    /// One or two sentences.
    pub detail: Vec<String>,
    pub link: Option<crate::refusal::Link>,
    /// Done at; or entered at, while it runs.
    pub at: Option<Timestamp>,
    /// Milliseconds it took or has taken.
    pub took: Option<i64>,
    /// Milliseconds it usually takes.
    pub usual: Option<i64>,
    /// The source's own words.
    pub raw: Option<String>,
}
