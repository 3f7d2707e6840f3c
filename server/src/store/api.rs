//! Signatures first.
use super::*;
use domain::aws::{AccountId, Address, Region};
use domain::form::RequestForm;
use domain::github::{Login, RepoSlug};
use domain::people::Person;
use domain::portal::*;
use domain::request::*;
use domain::time::Timestamp;
use domain::trouble::System;
use tokio::sync::broadcast;

impl Store {
    /// `sqlite:///path/berth.db`, `sqlite::memory:` or `postgres://…`; makes the file and its folder, and migrates.
    pub async fn open(url: &str, max_connections: u32) -> Stored<Self> {
        unimplemented!()
    }
    pub async fn ping(&self) -> Stored<()> {
        unimplemented!()
    }
    pub fn kind(&self) -> Kind {
        unimplemented!()
    }

    // requests
    pub async fn submit(&self, new: &NewRequest) -> Stored<Submitted> {
        unimplemented!()
    }
    pub async fn resubmit(&self, new: &NewRevision) -> Stored<Resubmitted> {
        unimplemented!()
    }
    pub async fn request(&self, id: &RequestId) -> Stored<Option<Request>> {
        unimplemented!()
    }
    pub async fn events(&self, id: &RequestId) -> Stored<Vec<Event>> {
        unimplemented!()
    }
    pub async fn commit(&self, step: Commit<'_>) -> Stored<Committed> {
        unimplemented!()
    }
    pub async fn verify_chain(&self, id: &RequestId) -> Stored<ChainReport> {
        unimplemented!()
    }
    pub async fn verify_all(&self) -> Stored<ChainReport> {
        unimplemented!()
    }
    /// Told after each commit, also of other replicas; a lagging receiver must look again.
    pub fn changes(&self) -> broadcast::Receiver<ChangeNotice> {
        unimplemented!()
    }

    // queue
    pub async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<Option<Claimed>> {
        unimplemented!()
    }
    /// Gives the request back, to be looked at next at `wake_at` (`None`: when woken) or at a wake that came
    /// meanwhile, whichever is earlier. False: the lease was not held any more.
    pub async fn release(&self, lease: &Lease, wake_at: Option<Timestamp>) -> Stored<bool> {
        unimplemented!()
    }
    /// `None`: the lease was not held any more.
    pub async fn extend(
        &self,
        lease: &Lease,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<Option<Lease>> {
        unimplemented!()
    }
    pub async fn wake(&self, id: &RequestId, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn wake_pull_request(
        &self,
        repo: &RepoSlug,
        number: u64,
        at: Timestamp,
    ) -> Stored<u64> {
        unimplemented!()
    }
    /// `berth/<id>`; other branches wake nothing.
    pub async fn wake_branch(&self, repo: &RepoSlug, branch: &str, at: Timestamp) -> Stored<u64> {
        unimplemented!()
    }
    pub async fn wake_all_open(&self, at: Timestamp) -> Stored<u64> {
        unimplemented!()
    }
    /// The earliest time at which something is due (the end of a lease for what is held).
    pub async fn next_wake(&self) -> Stored<Option<Timestamp>> {
        unimplemented!()
    }

    // observations for pages
    pub async fn save_seen(
        &self,
        id: &RequestId,
        kind: &str,
        json: &str,
        at: Timestamp,
    ) -> Stored<()> {
        unimplemented!()
    }
    pub async fn seen(&self, id: &RequestId, kind: &str) -> Stored<Option<(String, Timestamp)>> {
        unimplemented!()
    }

    // lists
    /// Newest first, with how many match in all (`before` apart).
    pub async fn list_requests(&self, filter: &RequestFilter) -> Stored<(Vec<RequestRow>, u64)> {
        unimplemented!()
    }
    /// In review, oldest first.
    pub async fn waiting_for_review(&self, limit: u32) -> Stored<Vec<Request>> {
        unimplemented!()
    }
    /// How many are in review that this person did not ask for.
    pub async fn count_waiting_for_review(&self, not_of: &Login) -> Stored<u64> {
        unimplemented!()
    }
    pub async fn requests_of(
        &self,
        requester: &Login,
        stages: &[StageName],
        limit: u32,
    ) -> Stored<Vec<Request>> {
        unimplemented!()
    }
    /// Requests that somebody must look at, all people's, newest first.
    pub async fn decided_lately(&self, limit: u32) -> Stored<Vec<RequestRow>> {
        unimplemented!()
    }
    pub async fn lead_times(&self, since: Timestamp) -> Stored<Vec<StageTime>> {
        unimplemented!()
    }
    pub async fn lead_time(&self, since: Timestamp) -> Stored<Option<LeadTime>> {
        unimplemented!()
    }

    // drafts
    /// False: the id is another person's draft or anybody's request.
    pub async fn save_draft(
        &self,
        owner: &Login,
        form: &RequestForm,
        at: Timestamp,
    ) -> Stored<bool> {
        unimplemented!()
    }
    pub async fn draft(&self, owner: &Login, id: &RequestId) -> Stored<Option<Draft>> {
        unimplemented!()
    }
    pub async fn drafts(&self, owner: &Login, limit: u32) -> Stored<Vec<Draft>> {
        unimplemented!()
    }
    pub async fn delete_draft(&self, owner: &Login, id: &RequestId) -> Stored<bool> {
        unimplemented!()
    }

    // people
    pub async fn create_session(&self, session: &SessionRow) -> Stored<()> {
        unimplemented!()
    }
    pub async fn session(&self, id_hash: &str) -> Stored<Option<SessionRow>> {
        unimplemented!()
    }
    pub async fn touch_session(&self, id_hash: &str, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn end_session(&self, id_hash: &str) -> Stored<()> {
        unimplemented!()
    }
    pub async fn end_sessions_of(&self, login: &Login) -> Stored<u64> {
        unimplemented!()
    }
    pub async fn expire_sessions(
        &self,
        idle_before: Timestamp,
        created_before: Timestamp,
    ) -> Stored<u64> {
        unimplemented!()
    }
    pub async fn upsert_person(&self, person: &Person, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn person(&self, login: &Login) -> Stored<Option<Person>> {
        unimplemented!()
    }
    /// The encrypted token of the newest session that has one.
    pub async fn token_of(&self, login: &Login) -> Stored<Option<String>> {
        unimplemented!()
    }
    pub async fn save_state(&self, state: &SignInState) -> Stored<()> {
        unimplemented!()
    }
    /// Works once, and not after it expired.
    pub async fn take_state(&self, hash: &str, now: Timestamp) -> Stored<Option<SignInState>> {
        unimplemented!()
    }

    // webhooks
    /// False: it was finished before. One that was begun and not finished is done again.
    pub async fn remember_delivery(&self, id: &str, event: &str, at: Timestamp) -> Stored<bool> {
        unimplemented!()
    }
    pub async fn finish_delivery(&self, id: &str, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn forget_deliveries(&self, before: Timestamp) -> Stored<u64> {
        unimplemented!()
    }

    // repositories
    /// `at` is when reading began. Writes only what changed; marks those gone that were there before `at`.
    pub async fn census(
        &self,
        account: &AccountId,
        region: Region,
        found: &[RepositoryFound],
        at: Timestamp,
    ) -> Stored<CensusChanges> {
        unimplemented!()
    }
    pub async fn census_failed(
        &self,
        account: &AccountId,
        region: Region,
        trouble: &str,
        at: Timestamp,
    ) -> Stored<()> {
        unimplemented!()
    }
    pub async fn census_ages(&self) -> Stored<Vec<CensusAge>> {
        unimplemented!()
    }
    pub async fn repository(&self, key: &Address) -> Stored<Option<RepositoryKnown>> {
        unimplemented!()
    }
    /// Newest first.
    pub async fn requests_about(&self, key: &Address) -> Stored<Vec<RequestRow>> {
        unimplemented!()
    }
    /// Rows, total, facets, both cursors and ages.
    pub async fn inventory(&self, query: &InventoryQuery, limit: u32) -> Stored<InventoryPage> {
        unimplemented!()
    }
    pub async fn name_free(&self, key: &Address) -> Stored<Holder> {
        unimplemented!()
    }
    pub async fn similar_names(&self, key: &Address, limit: u32) -> Stored<Vec<RepositoryRow>> {
        unimplemented!()
    }

    // sources, choices, jobs
    pub async fn source_answered(&self, system: System, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn source_failed(&self, system: System, message: &str, at: Timestamp) -> Stored<()> {
        unimplemented!()
    }
    pub async fn sources(&self) -> Stored<Vec<Source>> {
        unimplemented!()
    }
    pub async fn replace_choices(
        &self,
        list: ChoiceList,
        entries: &[Choice],
        at: Timestamp,
    ) -> Stored<()> {
        unimplemented!()
    }
    /// `own` values come first and are marked.
    pub async fn search_choices(
        &self,
        list: ChoiceList,
        typed: &str,
        own: &[String],
        limit: u32,
    ) -> Stored<ChoicesFound> {
        unimplemented!()
    }
    /// True: this worker alone of all replicas runs the job now. It comes due again at the time given to
    /// `finish_job`, or after `lease_for_ms` when the worker died.
    pub async fn try_job(
        &self,
        name: &str,
        worker: &str,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<bool> {
        unimplemented!()
    }
    pub async fn finish_job(&self, name: &str, worker: &str, next: Timestamp) -> Stored<()> {
        unimplemented!()
    }
}
