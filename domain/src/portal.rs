//! The seam between pages and everything behind them: pages ask a [`Portal`], the server answers.
//!
//! Answers are ready facts, free of HTTP, SQL and vendors' shapes, so that pages can be tested with a small fake.

mod access_draft;
mod adopting;
mod audit;
mod changes;
mod facets;
mod figure_filter;
mod findings;
mod form_page;
mod history;
mod home;
mod images;
mod insights;
mod inventory;
mod monitoring;
mod policy_draft;
mod removal_page;
mod request_page;
mod review;
mod rollouts;
mod search;
mod settings_page;
mod tab;
mod tokens;
mod usage;
mod using;
mod views;

pub use access_draft::*;
pub use adopting::*;
pub use audit::*;
pub use changes::*;
pub use facets::*;
pub use figure_filter::*;
pub use findings::*;
pub use form_page::*;
pub use history::*;
pub use home::*;
pub use images::*;
pub use insights::*;
pub use inventory::*;
pub use monitoring::*;
pub use policy_draft::*;
pub use removal_page::*;
pub use request_page::*;
pub use review::*;
pub use rollouts::*;
pub use search::*;
pub use settings_page::*;
pub use tab::*;
pub use tokens::*;
pub use usage::*;
pub use using::*;
pub use views::*;

use crate::day::Day;
use crate::drift::{DriftKind, IgnoreForm, LostImage};
use crate::form::RequestForm;
use crate::image::{Digest, ExceptionForm};
use crate::people::{Denial, Person};
use crate::refusal::Refusal;
use crate::request::RequestId;
use crate::time::Timestamp;
use crate::timeline::Usual;
use crate::trouble::System;
use async_trait::async_trait;

pub type Answer<T> = Result<T, PortalError>;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortalError {
    #[error("not found")]
    NotFound,
    #[error("{}", .0.sentence)]
    Denied(Denial),
    /// The person can put it right.
    #[error("refused")]
    Refused(Refusal),
    /// The thing has moved on since the page was shown.
    #[error("{0}")]
    Stale(String),
    /// The database is away; nothing can be shown honestly.
    #[error("{} is not available", .0.title())]
    Unavailable(System),
    /// A bug; the id finds it in the log.
    #[error("internal error {0}")]
    Bug(String),
}

/// How old facts about an outside system are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub system: System,
    /// When it last answered; `None`: not since the start.
    pub last_answer: Option<Timestamp>,
    /// What went wrong last, while it is not answering.
    pub trouble: Option<String>,
}

/// One thing that can be done in Berth, for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// As what is done: Ask for something.
    pub what: String,
    /// Why not, and who can change that.
    pub may: Result<(), String>,
}

/// What every page shows around its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Requests that wait for this person's decision.
    pub waiting_reviews: u64,
    pub sources: Vec<Source>,
    /// Of the inventory: the person's own first, then what others share.
    pub views: Vec<ViewRow>,
}

#[async_trait]
pub trait HomePages: Send + Sync {
    async fn surroundings(&self, person: &Person) -> Answer<Surroundings>;
    async fn home(&self, person: &Person) -> Answer<Home>;
    /// What this person may do, and of the rest why not.
    async fn rights(&self, person: &Person) -> Answer<Vec<Right>>;
    /// How long requests took from station to station lately; told to everybody, also before they sign in.
    async fn usual(&self) -> Answer<Usual>;
}

#[async_trait]
pub trait FormPages: Send + Sync {
    /// A new form: a fresh id, defaults, then what the link or an earlier request or repository says.
    async fn new_form(&self, person: &Person, prefill: &Prefill) -> Answer<FormPage>;
    /// The page again with what was typed, after a refusal or from a saved draft.
    async fn form_again(&self, person: &Person, form: RequestForm) -> Answer<FormPage>;
    /// Everything that can be said about the values so far. Never fails because an outside system does.
    async fn check(&self, person: &Person, form: &RequestForm) -> Answer<FormChecks>;
    /// Teams, systems or clusters that match what is typed, own teams first; at most `limit`.
    async fn choices(
        &self,
        person: &Person,
        list: ChoiceList,
        typed: &str,
        limit: usize,
    ) -> Answer<Choices>;
    async fn save_draft(&self, person: &Person, form: &RequestForm) -> Answer<RequestId>;
    async fn discard_draft(&self, person: &Person, id: &RequestId) -> Answer<()>;
    /// Submits; the same form id twice is one request. A form of a request that needs input or changes makes its next revision.
    async fn submit(&self, person: &Person, form: &RequestForm) -> Answer<RequestId>;
}

#[async_trait]
pub trait RequestPages: Send + Sync {
    async fn request(&self, person: &Person, id: &RequestId) -> Answer<RequestPage>;
    async fn requests(&self, person: &Person, query: &RequestQuery) -> Answer<RequestList>;
    async fn withdraw(&self, person: &Person, id: &RequestId) -> Answer<()>;
    /// Tries the current step again now.
    async fn retry(&self, person: &Person, id: &RequestId) -> Answer<()>;
    /// Asks for what a removal that came to nothing has left in Git to be taken back.
    async fn take_back(&self, person: &Person, id: &RequestId) -> Answer<RequestId>;
}

#[async_trait]
pub trait ReviewPages: Send + Sync {
    async fn review_queue(&self, person: &Person) -> Answer<ReviewQueue>;
    async fn review(&self, person: &Person, id: &RequestId) -> Answer<ReviewPage>;
    async fn decide(&self, person: &Person, id: &RequestId, decision: &Decision) -> Answer<()>;
}

#[async_trait]
pub trait InventoryPages: Send + Sync {
    async fn inventory(&self, person: &Person, query: &InventoryQuery) -> Answer<InventoryPage>;
    async fn repository(&self, person: &Person, key: &RepositoryKey) -> Answer<RepositoryPage>;
    /// Looks at the cluster again, or has it made as Git says.
    async fn act_on_drift(
        &self,
        person: &Person,
        key: &RepositoryKey,
        act: DriftAct,
    ) -> Answer<DriftActed>;
    /// Lets a difference be until a day.
    async fn ignore_drift(
        &self,
        person: &Person,
        key: &RepositoryKey,
        kind: DriftKind,
        form: &IgnoreForm,
    ) -> Answer<DriftIgnored>;
    /// The images that were known when a repository was found to be deleted past Git.
    async fn lost_images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        at: Timestamp,
    ) -> Answer<Vec<LostImage>>;
    /// What is left of a repository that Berth took away.
    async fn tombstone(&self, person: &Person, key: &RepositoryKey) -> Answer<Tombstone>;
}

#[async_trait]
pub trait ImagePages: Send + Sync {
    async fn images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &ImageQuery,
    ) -> Answer<RepositoryImages>;
    async fn image(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digest: &Digest,
    ) -> Answer<RepositoryImage>;
    /// What deleting these would do.
    async fn deletion(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
    ) -> Answer<DeletionPage>;
    /// Deletes them if `typed` is the repository's name.
    async fn delete_images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
        typed: &str,
    ) -> Answer<Deletion>;
}

#[async_trait]
pub trait FindingPages: Send + Sync {
    async fn findings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<RepositoryFindings>;
    /// Rows alone, more at once; the query's cursor leads from one answer to the next.
    async fn finding_rows(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<FindingRows>;
    async fn except(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &ExceptionForm,
    ) -> Answer<Excepted>;
    /// Ends an exception before its day. One that is over stays so.
    async fn end_exception(&self, person: &Person, key: &RepositoryKey, id: &str) -> Answer<()>;
}

/// Rows of an export as they are wanted: never all of them at once.
#[async_trait]
pub trait ExportRows: Send {
    /// Some more, in order; `None` after the last.
    async fn next(&mut self) -> Answer<Option<Vec<RepositoryRow>>>;
}

/// Finding, keeping and carrying away what the inventory shows.
#[async_trait]
pub trait SearchPages: Send + Sync {
    async fn search(&self, person: &Person, query: &SearchQuery) -> Answer<SearchPage>;
    /// Every row of a query, on whatever page, as the list stands now.
    async fn export(&self, person: &Person, query: &InventoryQuery) -> Answer<Box<dyn ExportRows>>;
    async fn views(&self, person: &Person) -> Answer<Vec<ViewRow>>;
    /// The person's view of that name: a new one, or the same with another query.
    async fn keep_view(&self, person: &Person, name: &str, query: &str, shared: bool)
    -> Answer<()>;
    async fn change_view(&self, person: &Person, id: &str, name: &str, shared: bool) -> Answer<()>;
    async fn drop_view(&self, person: &Person, id: &str) -> Answer<()>;
}

#[async_trait]
pub trait InsightsPages: Send + Sync {
    async fn insights(&self, person: &Person, query: &InsightsQuery) -> Answer<InsightsPage>;
    /// How every team stood on a day; not found where that day was not kept.
    async fn insights_day(&self, person: &Person, day: Day) -> Answer<DayPage>;
    /// Repositories in AWS that nobody looks after in Git, at most `limit` at once.
    async fn unmanaged(
        &self,
        person: &Person,
        query: &InventoryQuery,
        limit: u32,
    ) -> Answer<UnmanagedPage>;
}

/// All page families together.
pub trait Portal:
    HomePages
    + FormPages
    + RequestPages
    + ReviewPages
    + InventoryPages
    + ImagePages
    + FindingPages
    + SearchPages
    + UsagePages
    + ChangePages
    + AdoptPages
    + RolloutPages
    + InsightsPages
    + TokenPages
    + AuditPages
{
}

impl<T> Portal for T where
    T: HomePages
        + FormPages
        + RequestPages
        + ReviewPages
        + InventoryPages
        + ImagePages
        + FindingPages
        + SearchPages
        + UsagePages
        + ChangePages
        + AdoptPages
        + RolloutPages
        + InsightsPages
        + TokenPages
        + AuditPages
{
}
