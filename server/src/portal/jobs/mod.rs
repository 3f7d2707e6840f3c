//! What has to be done again and again whoever asks: reading AWS and the lists to choose from, forgetting the old.
//!
//! Every job is taken by one replica at a time and says itself when it comes due again; one whose worker died
//! comes due when its lease ends.

mod census;
pub(super) mod clusters;
mod drift;
pub(super) mod health;
mod images;
mod judging;
mod lists;
mod memberships;
mod rollouts;

pub(crate) use images::job_name as image_job;
pub use images::run_due_image_reads;
pub use judging::run_due_judging;
pub(super) use lists::NOT_CONNECTED;
pub(super) use rollouts::ROLLOUTS;
pub use rollouts::run_due_rollouts;

use crate::services::Services;
use crate::store::Stored;
use domain::aws::{AccountId, Region};
use futures::FutureExt as _;
use futures::future::join_all;
use std::future::Future;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Long enough for reading the largest registry.
const LEASE_MS: i64 = 10 * MINUTE_MS;
const READ_EVERY_MS: i64 = 5 * MINUTE_MS;
const AFTER_TROUBLE_MS: i64 = MINUTE_MS;

const TEAM_DAYS: &str = "team days";

/// GitHub offers to deliver again for three days.
const DELIVERIES_OLD_MS: i64 = 7 * DAY_MS;
/// What was answered to calls that carried a key.
const ANSWERS_OLD_MS: i64 = 2 * DAY_MS;

/// Runs every job that is due, all at once, and returns when the last is done. What fails is logged, noted where
/// people see it, and due again soon.
pub async fn run_due_jobs(services: &Services, worker: &str) {
    // Boxed: each goes deep, and side by side on one stack they would fill it.
    let censuses = places(services).map(|(account, region)| {
        async move {
            let name = format!("census {account} {region}");
            let read = census::read(services, &account, region);
            run(services, worker, &name, read).await;
        }
        .boxed()
    });
    let others = [
        run(services, worker, "teams", lists::teams(services)).boxed(),
        run(services, worker, "systems", lists::systems(services)).boxed(),
        run(services, worker, "clusters", lists::clusters(services)).boxed(),
        run(services, worker, "sweep", sweep(services)).boxed(),
        run(
            services,
            worker,
            "memberships",
            memberships::check(services),
        )
        .boxed(),
        run(services, worker, TEAM_DAYS, team_days(services)).boxed(),
    ];
    join_all(censuses.chain(others)).await;
    // After the censuses, of whose findings they make something.
    clusters::run_due(services, worker).await;
    drift::run_due(services, worker).await;
}

fn places(services: &Services) -> impl Iterator<Item = (AccountId, Region)> + '_ {
    services.standard.accounts.iter().flat_map(|account| {
        account
            .regions
            .iter()
            .map(move |region| (account.id.clone(), *region))
    })
}

/// `job` answers how long until it is due again. It is not polled, thus does nothing, unless it is due.
async fn run(
    services: &Services,
    worker: &str,
    name: &str,
    job: impl Future<Output = Stored<i64>>,
) {
    let (store, clock) = (&services.store, &services.clock);
    match store.try_job(name, worker, clock.now(), LEASE_MS).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::error!(job = name, "{error}"),
    }
    let pause = job.await.unwrap_or_else(|error| {
        tracing::error!(job = name, "{error}");
        AFTER_TROUBLE_MS
    });
    if let Err(error) = store
        .finish_job(name, worker, clock.now().plus_millis(pause))
        .await
    {
        tracing::error!(job = name, "{error}");
    }
}

/// How teams stand today, for the figures over time.
async fn team_days(services: &Services) -> Stored<i64> {
    services.store.keep_team_day(services.clock.now()).await?;
    Ok(HOUR_MS)
}

async fn sweep(services: &Services) -> Stored<i64> {
    let now = services.clock.now();
    let ago = |millis: i64| now.plus_millis(-millis);
    let limits = services.settings.sessions;
    // A day longer than they last: who comes back until then is told that the session has ended.
    let sessions = services
        .store
        .expire_sessions(
            ago(limits.idle_ms + DAY_MS),
            ago(limits.absolute_ms + DAY_MS),
            now,
        )
        .await?;
    let deliveries = services
        .store
        .forget_deliveries(ago(DELIVERIES_OLD_MS))
        .await?;
    services
        .store
        .forget_keyed_before(ago(ANSWERS_OLD_MS))
        .await?;
    services.store.settle_audit(now).await?;
    tracing::debug!(sessions, deliveries, "forgot what is over");
    Ok(HOUR_MS)
}
