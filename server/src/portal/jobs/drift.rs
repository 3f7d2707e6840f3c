//! Compares what AWS has with what requests brought there, whenever a reading has changed something. Asks nobody outside.

use super::run;
use crate::services::Services;
use crate::store::{Stored, ToCompare};
use domain::chronicle::Deed;
use domain::compare::Compared;
use domain::drift::{self, Drift};
use domain::people::Actor;
use domain::request::ChangeKind;

const JOB: &str = "drift";
const BATCH: u32 = 100;
const LOOK_EVERY_MS: i64 = 30 * 1000;

pub(super) async fn run_due(services: &Services, worker: &str) {
    run(services, worker, JOB, look(services)).await;
}

async fn look(services: &Services) -> Stored<i64> {
    tell_losses(services).await?;
    let store = &services.store;
    let before = store.drift_mark().await?;
    // Taken before reading: what changes meanwhile is compared again the next time.
    let after = store.changes_mark().await?;
    let mut last = -1;
    loop {
        let some = store.to_compare(before, last, BATCH).await?;
        let Some(latest) = some.last() else { break };
        last = latest.id;
        for one in &some {
            compare(services, one).await?;
        }
    }
    if before != after {
        store.set_drift_mark(after).await?;
    }
    Ok(LOOK_EVERY_MS)
}

async fn compare(services: &Services, one: &ToCompare) -> Stored<()> {
    let store = &services.store;
    let key = &one.made.spec().address;
    let mut later = Vec::new();
    let kinds = [
        ChangeKind::Lifecycle,
        ChangeKind::Settings,
        ChangeKind::Access,
        ChangeKind::Removal,
    ];
    for kind in kinds {
        later.extend(store.last_completed(key, kind, i64::MAX).await?);
    }
    later.sort_by_key(|request| request.number);
    let access = one.access.as_ref().map(Option::as_deref);
    let lines = drift::lines(&one.made, &later, &one.seen, access);
    let known = store.drift(key).await?;
    if known.as_ref().map(|known| &known.lines) == Some(&lines)
        || known.is_none() && lines.is_empty()
    {
        return Ok(());
    }
    let now = services.clock.now();
    let deed = if lines.is_empty() {
        store.end_drift(key).await?;
        Deed::DriftEnded
    } else {
        let said = lines.iter().map(Compared::sentence).collect();
        let drift = Drift {
            lines,
            since: now,
            ignored: None,
        };
        store.keep_drift(key, &drift).await?;
        Deed::Drifted { lines: said }
    };
    store
        .record_repository_event(key, now, &Actor::Aws, &deed)
        .await
        .map(drop)
}

/// The census kept what was known; here its repositories' records tell of it.
async fn tell_losses(services: &Services) -> Stored<()> {
    let store = &services.store;
    for (key, loss) in store.untold_losses().await? {
        tracing::error!(repository = %key.arn(), images = loss.images, "deleted in AWS past Git");
        let deed = Deed::RepositoryLost {
            at: loss.at,
            images: loss.images,
            bytes: loss.bytes,
        };
        let now = services.clock.now();
        store
            .record_repository_event(&key, now, &Actor::Aws, &deed)
            .await?;
        store.loss_told(&key, loss.at).await?;
    }
    Ok(())
}
