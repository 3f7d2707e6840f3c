//! What goes into the store and comes out of it, where the domain has no word for it yet.

use domain::aws::Address;
use domain::day::Days;
use domain::form::RequestForm;
use domain::github::Login;
use domain::observed::RepositorySeen;
use domain::people::{Actor, Provider, Role};
use domain::portal::{Choice, RepositoryRow, RepositoryState, RequestRow};
use domain::request::{
    Catalog, Change, Request, RequestId, Review, Stage, StageName, Waiting, What,
};
use domain::text::TeamName;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A request as it is handed in.
#[derive(Clone, Debug)]
pub struct NewRequest {
    pub id: RequestId,
    pub change: Change,
    pub comment: String,
    pub requester: Login,
    pub at: Timestamp,
}

/// New answers to a request that needs input or changes.
#[derive(Clone, Debug)]
pub struct NewRevision {
    pub id: RequestId,
    pub by: Login,
    pub change: Change,
    pub comment: String,
    pub at: Timestamp,
    /// The stage to enter: Checking, or Publishing with the pull request that is brought up to date.
    pub stage: Stage,
    /// The version that the answers were given to.
    pub expected_version: i64,
}

#[derive(Clone, Debug)]
pub enum Submitted {
    Created(Request),
    /// The same id again by the same person: the first submission stands.
    Same(Request),
    /// Another request holds the name.
    NameTaken {
        by: RequestRow,
    },
    /// The id belongs to somebody else's request.
    Foreign,
}

#[derive(Clone, Debug)]
pub enum Resubmitted {
    Done(Request),
    NameTaken {
        by: RequestRow,
    },
    Foreign,
    /// The request is not there, not in a stage that takes answers, or has moved on.
    WrongStage(Option<Request>),
}

/// The right to move one request for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub request: RequestId,
    pub worker: String,
    /// Counts the claims of this request: an older lease of the same worker is not this one.
    pub number: i64,
    pub until: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Claimed {
    pub request: Request,
    pub lease: Lease,
}

/// One step of a request: what is said about it and what becomes of it, in one transaction.
#[derive(Clone, Debug)]
pub struct Commit<'a> {
    pub request: &'a RequestId,
    /// The version that the decision was made on.
    pub expected_version: i64,
    /// The worker's; people's actions have none.
    pub lease: Option<&'a Lease>,
    /// Appended in this order. Entering a stage is an event too: it is not added for you.
    pub events: Vec<(Timestamp, Actor, What)>,
    /// The stage and when it was entered.
    pub stage: Option<(Stage, Timestamp)>,
    /// The change that is asked for, further on its way.
    pub change: Option<Change>,
    pub waiting: Option<Option<Waiting>>,
    pub catalog: Option<Catalog>,
    pub attempt: Option<u32>,
    /// What the pull request was opened with: paths with the hash of each file, none for those that it takes away.
    pub files: Vec<(String, Option<String>)>,
    /// Appended to those there are.
    pub reviews: Vec<Review>,
    /// When to look next; `None` leaves that to the release of the lease, or as it is.
    pub wake_at: Option<Timestamp>,
}

impl<'a> Commit<'a> {
    /// A commit on what `request` was when it was read; set what changes.
    pub fn on(request: &'a Request, lease: Option<&'a Lease>) -> Self {
        Self {
            request: &request.id,
            expected_version: request.version,
            lease,
            events: Vec::new(),
            stage: None,
            change: None,
            waiting: None,
            catalog: None,
            attempt: None,
            files: Vec::new(),
            reviews: Vec::new(),
            wake_at: None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum Committed {
    Yes(Request),
    /// Somebody else moved it, or the lease is not held any more: nothing was written.
    Stale,
    /// The stage would take the name back, and another request has it by now: nothing was written.
    NameTaken,
}

/// A request has changed; look it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeNotice {
    pub request: RequestId,
    pub version: i64,
}

#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    pub requester: Option<Login>,
    pub team: Option<String>,
    /// Empty: all.
    pub stages: Vec<StageName>,
    pub text: String,
    /// Handed in on one of these days.
    pub created: Option<Days>,
    /// Ready on one of these days.
    pub completed: Option<Days>,
    /// Ones that went through this stage and left it.
    pub through: Option<StageName>,
    /// Only numbers below this.
    pub before: Option<i64>,
    pub limit: u32,
}

/// How long requests stayed in one stage, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageTime {
    pub stage: StageName,
    pub count: u64,
    pub p50: i64,
    pub p95: i64,
}

/// How requests and their queue stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub by_stage: Vec<(StageName, u64)>,
    /// Due and held by nobody.
    pub due: u64,
    pub oldest_due: Option<Timestamp>,
    pub held: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: RequestId,
    pub form: RequestForm,
    pub saved: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Of the cookie's secret; the secret itself is not kept.
    pub id_hash: String,
    pub login: Login,
    pub created: Timestamp,
    pub last_seen: Timestamp,
    pub provider: Provider,
    /// In words.
    pub browser: String,
    /// When the provider said last that the person is there still.
    pub checked: Timestamp,
    /// The person's own token, encrypted by the caller.
    pub github_token: Option<String>,
    /// What the identity provider gave, encrypted by the caller.
    pub oidc_token: Option<String>,
}

impl SessionRow {
    pub fn begun(id_hash: String, login: Login, at: Timestamp) -> Self {
        Self {
            id_hash,
            login,
            created: at,
            last_seen: at,
            provider: Provider::GitHub,
            browser: String::new(),
            checked: at,
            github_token: None,
            oidc_token: None,
        }
    }

    /// Names it on pages, where the hash itself has no business.
    pub fn handle(&self) -> &str {
        super::session_handle(&self.id_hash)
    }
}

/// Digits of a session's hash that name it.
pub const HANDLE: usize = 16;

/// What a provider grants: of the person's roles and teams those that it knows of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    pub roles: Vec<Role>,
    pub teams: Vec<TeamName>,
}

/// One of a person's accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub provider: Provider,
    /// As the provider numbers its people.
    pub subject: String,
    /// The person.
    pub login: Login,
    /// What the provider calls them.
    pub name: Login,
    pub grants: Grants,
    pub checked: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    As(Login),
    /// The name is another person's.
    Taken,
}

/// What became of linking an account to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linked {
    Done,
    /// It is another person's already.
    OfAnother,
    /// The person has another account there.
    HasAnother(Login),
    /// It takes part by itself in requests that are under way.
    Busy(Vec<String>),
}

/// A person's own token, encrypted by the caller, and the session that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedToken {
    pub session: String,
    pub sealed: String,
}

/// A sign-in that has been sent to a provider and is awaited back, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInState {
    pub hash: String,
    pub provider: Provider,
    pub nonce: String,
    /// Who links the account to theirs.
    pub linking: Option<Login>,
    pub return_to: String,
    pub verifier: String,
    pub expires: Timestamp,
}

/// What somebody sent when their session had ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptForm {
    /// Of the cookie's secret.
    pub hash: String,
    /// Where it was sent to.
    pub path: String,
    pub fields: Vec<(String, String)>,
    pub expires: Timestamp,
}

/// One repository of a census.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFound {
    pub key: Address,
    pub seen: RepositorySeen,
    /// By its tags, where it has them.
    pub team: Option<String>,
    pub system: Option<String>,
    pub cluster: Option<String>,
    pub description: Option<String>,
    /// `owner/name` of the application's repository.
    pub source: Option<String>,
    /// Whether its tags say that Berth, Git or Crossplane looks after it.
    pub managed: bool,
}

/// What is known about one repository.
#[derive(Clone, Debug, PartialEq)]
pub struct RepositoryKnown {
    pub row: RepositoryRow,
    pub description: Option<String>,
    pub source: Option<String>,
    pub managed: bool,
    /// What AWS said; `None`: not seen there (yet).
    pub seen: Option<RepositorySeen>,
    /// When AWS was read.
    pub as_of: Option<Timestamp>,
}

impl RepositoryKnown {
    /// Whether AWS has it: a request that was verified says so before any reading does.
    pub fn is_there(&self) -> bool {
        match self.row.state {
            RepositoryState::Ready | RepositoryState::Unmanaged => true,
            RepositoryState::Coming | RepositoryState::Attention => self.seen.is_some(),
            RepositoryState::Missing => false,
        }
    }
}

/// What a census changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CensusChanges {
    pub written: u64,
    pub vanished: u64,
}

#[derive(Clone, Debug)]
pub enum Holder {
    Nobody,
    Request(RequestRow),
    Repository(RepositoryRow),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoicesFound {
    pub entries: Vec<Choice>,
    pub total: u64,
    /// When the list was read from its source; `None`: never.
    pub as_of: Option<Timestamp>,
}

/// Where a request's history is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFault {
    /// `None`: the whole request is gone, known by its number alone.
    pub request: Option<RequestId>,
    pub number: i64,
    pub version: i64,
    pub kind: ChainFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFaultKind {
    /// The row does not match its hash, or is not where it was written.
    Altered,
    /// The row is not there.
    Removed,
    /// A row that was never written by Berth.
    Added,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    pub requests: u64,
    pub events: u64,
    pub fault: Option<ChainFault>,
}
