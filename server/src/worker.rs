//! Moves requests: claims one that is due, looks at the world, decides, acts, gives it back.
//!
//! Needs: no request is ever lost, doubled or stuck because a process died, a message got lost or a system was
//! away. Design: the request row is the queue; the stage is committed before anything is done about it; each
//! effect is idempotent and its answer is not trusted, the next look is. So the path after a crash is the
//! everyday path, and two workers (or two servers) can at most repeat one harmless step.

mod comment;
mod effects;
pub(crate) mod looking;
pub(crate) mod wanted;

pub use wanted::words;

use crate::portal::jobs;
use crate::quorum::quorum;
use crate::services::Services;
use crate::store::{Claimed, Commit, Committed, Store, StoreError};
use domain::decide::{Context, Next, decide, looks};
use domain::people::Actor;
use domain::request::{Change, Stage, Waiting, What};
use domain::time::Timestamp;
use domain::trouble::{Retry, System, Trouble, TroubleKind, backoff_seconds};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// Longer than any single step takes; a worker that dies blocks its request for this long.
const LEASE_MS: i64 = 90_000;
/// How often a lane asks for due requests when nothing is known to be due earlier.
const TICK: Duration = Duration::from_millis(400);
/// How many requests one server moves at the same time.
const LANES: usize = 6;
/// After trouble that only an operator can end, Berth still looks now and then: nobody has to press Retry.
const OPERATOR_PAUSE: i64 = 300;

/// Moves requests until the token is cancelled; a step that runs is finished first.
pub async fn run(services: Services, shutdown: CancellationToken) {
    let tracker = TaskTracker::new();
    let server = uuid::Uuid::now_v7().simple().to_string();
    for lane in 0..LANES {
        let worker = Worker::new(services.clone(), format!("{server}/{lane}"));
        tracker.spawn(lane_of(worker, shutdown.clone()));
    }
    tracker.spawn(image_reads_of(
        services.clone(),
        server.clone(),
        shutdown.clone(),
    ));
    tracker.spawn(judging_of(
        services.clone(),
        server.clone(),
        shutdown.clone(),
    ));
    tracker.spawn(rollouts_of(
        services.clone(),
        server.clone(),
        shutdown.clone(),
    ));
    tracker.spawn(jobs_of(services, server, shutdown));
    tracker.close();
    tracker.wait().await;
}

async fn lane_of(worker: Worker, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        match worker.step().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "The worker can't reach its queue"),
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

async fn jobs_of(services: Services, server: String, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async {
                jobs::run_due_jobs(&services, &server).await;
                tokio::time::sleep(Duration::from_secs(2)).await;
            } => {}
        }
    }
}

/// Apart from the other jobs, which would wait for the first reading of a large registry.
async fn image_reads_of(services: Services, server: String, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async {
                jobs::run_due_image_reads(&services, &server).await;
                tokio::time::sleep(Duration::from_secs(2)).await;
            } => {}
        }
    }
}

/// Apart from the others too: a round through a large inventory takes its time.
async fn judging_of(services: Services, server: String, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async {
                jobs::run_due_judging(&services, &server).await;
                tokio::time::sleep(Duration::from_secs(2)).await;
            } => {}
        }
    }
}

/// Apart from the others as well: people wait for the first requests of one that they have just started.
async fn rollouts_of(services: Services, server: String, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async {
                jobs::run_due_rollouts(&services, &server).await;
                tokio::time::sleep(Duration::from_secs(2)).await;
            } => {}
        }
    }
}

/// One lane of work.
#[derive(Clone)]
pub struct Worker {
    services: Services,
    name: String,
}

/// When a request is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Now,
    At(Timestamp),
    WhenWoken,
}

impl Worker {
    pub fn new(services: Services, name: String) -> Self {
        Self { services, name }
    }

    /// Moves one due request by one step; false when none is due.
    ///
    /// # Errors
    /// The database is away. The lease runs out by itself, and the step is done again.
    pub async fn step(&self) -> Result<bool, StoreError> {
        let now = self.services.clock.now();
        let Some(claimed) = self.store().claim(&self.name, now, LEASE_MS).await? else {
            return Ok(false);
        };
        let request = &claimed.request;
        let span = tracing::info_span!(
            "step",
            request = %request.id,
            stage = request.stage.name().as_str(),
            attempt = request.attempt
        );
        let again = self.advance(&claimed).instrument(span).await?;
        let wake_at = match again {
            Again::Now => Some(self.services.clock.now()),
            Again::At(time) => Some(time),
            Again::WhenWoken => None,
        };
        self.store().release(&claimed.lease, wake_at).await?;
        Ok(true)
    }

    async fn advance(&self, claimed: &Claimed) -> Result<Again, StoreError> {
        let request = &claimed.request;
        let seen = Box::pin(looking::look(&self.services, request, looks(request))).await?;
        let application = wanted::application_name(&self.services, request);
        let tags =
            domain::manifest::tags(request.id.as_str(), request.spec(), &self.services.standard);
        let quorum = quorum(&self.services, request).await?;
        let now = self.services.clock.now();
        let next = decide(
            request,
            &seen,
            Context {
                now,
                application: &application,
                tags: &tags,
                quorum: &quorum,
            },
        );
        tracing::debug!(?next, "Decided");
        match next {
            Next::Enter { stage, actor } => self.enter(claimed, stage, actor, now).await,
            Next::Step {
                change,
                stage,
                actor,
            } => self.step_on(claimed, *change, stage, actor, now).await,
            Next::Note(catalog) => {
                let mut step = Commit::on(request, Some(&claimed.lease));
                step.events.push((
                    now,
                    Actor::Berth,
                    What::CatalogChanged {
                        catalog: catalog.clone(),
                    },
                ));
                step.catalog = Some(catalog);
                self.commit(step, Again::Now).await
            }
            Next::Do(ensure) => match effects::perform(&self.services, request, ensure).await? {
                Ok(()) => self.done(claimed, now).await,
                Err(trouble) => self.stuck(claimed, trouble, None).await,
            },
            Next::Wait {
                seconds,
                trouble: Some(trouble),
            } => self.stuck(claimed, trouble, seconds).await,
            Next::Wait {
                seconds,
                trouble: None,
            } => {
                comment::keep(&self.services, request, now).await?;
                let again = seconds.map_or(Again::WhenWoken, |seconds| {
                    Again::At(now.plus_seconds(seconds))
                });
                if request.waiting.is_none() {
                    return Ok(again);
                }
                self.commit(self.recovered(claimed, now), again).await
            }
        }
    }

    async fn enter(
        &self,
        claimed: &Claimed,
        stage: Stage,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Again, StoreError> {
        tracing::info!(to = stage.name().as_str(), "The request enters a stage");
        let mut step = self.recovered(claimed, now);
        step.events.push((
            now,
            actor,
            What::Entered {
                stage: stage.clone(),
            },
        ));
        if let (Stage::Publishing { .. }, Stage::InReview { .. }) = (&claimed.request.stage, &stage)
        {
            step.files = wanted::sums(&self.services, &claimed.request).await?;
        }
        step.stage = Some((stage, now));
        step.attempt = Some(0);
        match self.store().commit(step).await? {
            Committed::Yes(_) | Committed::Stale => Ok(Again::Now),
            Committed::NameTaken => {
                let message = "It was given up, and another request asks for the name by now";
                let trouble = Trouble::new(System::GitHub, TroubleKind::Conflict, message);
                self.stuck(claimed, trouble, None).await
            }
        }
    }

    /// The change goes on to its next pull request.
    async fn step_on(
        &self,
        claimed: &Claimed,
        change: Change,
        stage: Stage,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Again, StoreError> {
        tracing::info!(to = stage.name().as_str(), "The change takes its next step");
        let mut step = self.recovered(claimed, now);
        if let Change::Adopt { adoption, .. } = &change {
            let said = What::AdoptionStepped {
                step: adoption.step.clone(),
            };
            step.events.push((now, actor.clone(), said));
        }
        if let Change::Removal { removal, .. } = &change {
            let said = What::RemovalStepped {
                step: removal.step.clone(),
            };
            step.events.push((now, actor.clone(), said));
        }
        let entered = What::Entered {
            stage: stage.clone(),
        };
        step.events.push((now, actor, entered));
        step.change = Some(change);
        step.stage = Some((stage, now));
        step.attempt = Some(0);
        self.commit(step, Again::Now).await
    }

    /// An effect went through. The first look comes at once; when looks keep asking for the same effect, pauses grow.
    async fn done(&self, claimed: &Claimed, now: Timestamp) -> Result<Again, StoreError> {
        let attempt = claimed.request.attempt;
        let mut step = self.recovered(claimed, now);
        step.attempt = Some(attempt.saturating_add(1));
        let again = match attempt {
            0 => Again::Now,
            _ => Again::At(now.plus_seconds(backoff_seconds(attempt.min(6), 0.5))),
        };
        self.commit(step, again).await
    }

    /// Writes down what is in the way: told once, not at every try.
    async fn stuck(
        &self,
        claimed: &Claimed,
        trouble: Trouble,
        seconds: Option<i64>,
    ) -> Result<Again, StoreError> {
        let request = &claimed.request;
        let now = self.services.clock.now();
        let attempt = request.attempt.saturating_add(1);
        let pause = backoff_seconds(attempt, rand::random());
        let next_try = match (seconds, trouble.retry) {
            (Some(seconds), _) => now.plus_seconds(seconds),
            (None, Retry::At(time)) => time.max(now.plus_seconds(1)),
            (None, Retry::Never) => now.plus_seconds(OPERATOR_PAUSE),
            (None, Retry::Backoff | Retry::LookAgain) => now.plus_seconds(pause),
        };
        let known = request
            .waiting
            .as_ref()
            .filter(|old| same(&old.trouble, &trouble));
        let since = known.map_or(now, |old| old.since);
        let waiting = Waiting {
            trouble,
            since,
            next_try: Some(next_try),
        };
        let mut step = Commit::on(request, Some(&claimed.lease));
        if known.is_none() {
            tracing::warn!(
                message = waiting.trouble.message,
                "{}",
                waiting.trouble.sentence()
            );
            step.events.push((
                now,
                Actor::Berth,
                What::Stuck {
                    waiting: waiting.clone(),
                },
            ));
        }
        step.waiting = Some(Some(waiting));
        step.attempt = Some(attempt);
        self.commit(step, Again::At(next_try)).await
    }

    /// A commit that takes away what was in the way.
    fn recovered<'a>(&self, claimed: &'a Claimed, now: Timestamp) -> Commit<'a> {
        let mut step = Commit::on(&claimed.request, Some(&claimed.lease));
        if claimed.request.waiting.is_some() {
            step.events.push((now, Actor::Berth, What::Recovered));
            step.waiting = Some(None);
        }
        step
    }

    async fn commit(&self, step: Commit<'_>, again: Again) -> Result<Again, StoreError> {
        match self.store().commit(step).await? {
            Committed::Yes(_) => Ok(again),
            // Somebody moved it meanwhile: what was decided is void, look again. No name is taken without a new stage.
            Committed::Stale | Committed::NameTaken => Ok(Again::Now),
        }
    }

    fn store(&self) -> &Store {
        &self.services.store
    }
}

/// The same thing in the way as before, whatever numbers its wording carries.
fn same(one: &Trouble, other: &Trouble) -> bool {
    one.system == other.system && one.kind == other.kind
}
