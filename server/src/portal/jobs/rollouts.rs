//! Rollouts move on, a few repositories at a time.

use super::run;
use crate::portal::BerthPortal;
use crate::services::Services;
use crate::store::Stored;

/// The job's name, for those who want it to look at once.
pub(in crate::portal) const ROLLOUTS: &str = "rollouts";
const LOOK_EVERY_MS: i64 = 15 * 1000;

/// Looks at every rollout once, when that is due.
pub async fn run_due_rollouts(services: &Services, worker: &str) {
    run(services, worker, ROLLOUTS, look(services)).await;
}

async fn look(services: &Services) -> Stored<i64> {
    BerthPortal::new(services.clone())
        .advance_rollouts()
        .await?;
    Ok(LOOK_EVERY_MS)
}
