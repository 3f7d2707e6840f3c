//! Bringing a changed standard to the repositories that are there: planned, started, followed, taken back.

use super::{Answer, InventoryQuery, RepositoryKey};
use crate::github::Sha;
use crate::image::ExceptionProblem;
use crate::people::Person;
use crate::refusal::Link;
use crate::request::RequestId;
use crate::rollout::{
    Item, OptOut, OptOutForm, Rollout, RolloutEvent, RolloutForm, RolloutId, RolloutProblem,
    Standing, Steer,
};
use crate::settings_change::Changed;
use crate::time::Timestamp;
use async_trait::async_trait;

/// Repositories of one rollout: each is held against the standard while people wait.
pub const ROLLED_AT_ONCE: usize = 1000;

#[async_trait]
pub trait RolloutPages: Send + Sync {
    async fn rollouts(&self, person: &Person) -> Answer<RolloutList>;
    /// What the form would bring to the repositories of the query. Nothing is written.
    async fn plan_rollout(
        &self,
        person: &Person,
        form: &RolloutForm,
        query: &InventoryQuery,
    ) -> Answer<PlanPage>;
    /// Starts it, if it still touches what was shown.
    async fn start_rollout(
        &self,
        person: &Person,
        form: &RolloutForm,
        query: &InventoryQuery,
    ) -> Answer<Started>;
    async fn rollout(
        &self,
        person: &Person,
        id: &RolloutId,
        only: Option<Standing>,
    ) -> Answer<RolloutPage>;
    async fn steer_rollout(&self, person: &Person, id: &RolloutId, steer: Steer) -> Answer<()>;
    /// Starts the one that takes it back; asked twice, the same.
    async fn undo_rollout(&self, person: &Person, id: &RolloutId) -> Answer<RolloutId>;
    /// Approves those of these requests that are of low risk, at the commits that were shown.
    async fn approve_rolled(
        &self,
        person: &Person,
        id: &RolloutId,
        chosen: &[(RequestId, Sha)],
    ) -> Answer<Approved>;
    /// The problems; none: it is done.
    async fn opt_out(&self, person: &Person, form: &OptOutForm) -> Answer<Vec<ExceptionProblem>>;
    /// Ends one before its day. One that is over stays so.
    async fn end_opt_out(&self, person: &Person, id: &str) -> Answer<()>;
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolloutList {
    /// Newest first.
    pub rollouts: Vec<(Rollout, Tally)>,
    /// Those in force.
    pub opt_outs: Vec<OptOut>,
    /// Teams that the person may keep out; those who run Berth may keep out any.
    pub teams: Vec<String>,
    /// Why the person can't start one.
    pub hindrance: Option<String>,
    pub now: Timestamp,
}

/// How many repositories stand how, those that occur.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub Vec<(Standing, u64)>);

impl Tally {
    pub fn of(items: &[Item]) -> Self {
        let mut tally = Self::default();
        for item in items {
            tally.add(item.standing(), 1);
        }
        tally
    }

    pub fn add(&mut self, standing: Standing, count: u64) {
        match self.0.iter_mut().find(|(one, _)| *one == standing) {
            Some((_, known)) => *known += count,
            None => {
                self.0.push((standing, count));
                self.0.sort();
            }
        }
    }

    pub fn total(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    pub fn count(&self, standing: Standing) -> u64 {
        let found = self.0.iter().find(|(one, _)| *one == standing);
        found.map_or(0, |(_, count)| *count)
    }

    /// Those of which nothing more is awaited.
    pub fn over(&self) -> u64 {
        let over = self.0.iter().filter(|(one, _)| one.is_over());
        over.map(|(_, count)| count).sum()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanPage {
    pub form: RolloutForm,
    pub query: InventoryQuery,
    /// Beside their fields; none while nothing was asked.
    pub problems: Vec<RolloutProblem>,
    /// `None`: the form does not say yet what is to be brought.
    pub plan: Option<Plan>,
    /// Why the person can't start one.
    pub hindrance: Option<String>,
    /// To choose from, with whatever the query names.
    pub teams: Vec<String>,
    pub regions: Vec<String>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    pub touched: Vec<PlanRow>,
    /// Why nothing will be asked for them.
    pub left_out: Vec<(RepositoryKey, String)>,
    /// As the standard says already.
    pub alike: u64,
    /// Of those that the query finds, beyond [`ROLLED_AT_ONCE`].
    pub beyond: u64,
    pub effects: Option<Effects>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    pub key: RepositoryKey,
    pub team: Option<String>,
    pub changes: Vec<Changed>,
    /// Why it waits at first.
    pub waits: Option<(String, Option<Link>)>,
}

/// What a policy would do to the images that Berth knows, all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub images: u64,
    pub expires: u64,
    pub archives: u64,
    pub bytes: u64,
    /// Of those that go, pulled lately.
    pub pulled_lately: u64,
    /// Repositories whose images were never read: nothing is known of them.
    pub unread: u64,
    /// What the storage costs in a month, in words.
    pub saved: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    Yes(RolloutId),
    Refused(Vec<RolloutProblem>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutPage {
    pub rollout: Rollout,
    pub tally: Tally,
    /// Those that stand as was asked for.
    pub items: Vec<Item>,
    pub only: Option<Standing>,
    /// Newest first.
    pub events: Vec<RolloutEvent>,
    pub opt_outs: Vec<OptOut>,
    pub undone_by: Option<RolloutId>,
    /// Teams of this rollout that the person may keep out.
    pub teams: Vec<String>,
    pub may_steer: bool,
    /// Whether the person may approve requests of it.
    pub may_approve: bool,
    /// Why not, a sentence each.
    pub why_not: Vec<String>,
    pub now: Timestamp,
}

/// What became of several decisions at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approved {
    pub done: u64,
    /// Which were not, and why.
    pub left: Vec<String>,
}
