//! Compares what AWS has with what requests brought there, whenever a reading has changed something. Asks nobody outside.

use super::{clusters, run};
use crate::services::Services;
use crate::store::{Stored, ToCompare};
use domain::aws::Address;
use domain::chronicle::Deed;
use domain::compare::Compared;
use domain::drift::{self, AwsAlone, Drift, DriftKind, InCluster};
use domain::people::Actor;
use domain::request::{ChangeKind, Request};

const JOB: &str = "drift";
const BATCH: u32 = 100;
const LOOK_EVERY_MS: i64 = 30 * 1000;

pub(super) async fn run_due(services: &Services, worker: &str) {
    run(services, worker, JOB, look(services)).await;
}

async fn look(services: &Services) -> Stored<i64> {
    tell_losses(services).await?;
    let store = &services.store;
    let now = services.clock.now();
    for key in store.drift_lapses(now).await? {
        store.mark_drift(&key, now).await?;
    }
    let before = store.drift_mark().await?;
    // Taken before reading: what changes meanwhile is compared again the next time.
    let after = store.changes_mark().await?;
    let mut last = -1;
    loop {
        let some = store.to_compare(before, last, BATCH).await?;
        let Some(latest) = some.last() else { break };
        last = latest.id;
        for one in &some {
            compare_one(services, one).await?;
        }
    }
    if before != after {
        store.set_drift_mark(after).await?;
    }
    Ok(LOOK_EVERY_MS)
}

pub(super) async fn compare_one(services: &Services, one: &ToCompare) -> Stored<()> {
    let store = &services.store;
    let key = &one.made.spec().address;
    end_alone(services, key).await?;
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
    let removal = store.newest_request(key, ChangeKind::Removal).await?;
    let is_denied = removal.is_some_and(|it| it.number > one.made.number && it.denies_pulls());
    let access = one.access.as_ref().map(Option::as_deref);
    // The statement that denies pulls is no drift, and neither is its absence while it is on its way.
    let access = access.filter(|_| !is_denied);
    let cluster = seen_since(services, one, &later).await?;
    let lines = drift::lines(&one.made, &later, cluster, &one.seen, access);
    let known = store.drift::<Compared>(key).await?;
    if known.as_ref().map(|known| &known.lines) == Some(&lines)
        || known.is_none() && lines.is_empty()
    {
        return Ok(());
    }
    let now = services.clock.now();
    let deed = if lines.is_empty() {
        store.end_drift(key, DriftKind::ClusterAws).await?;
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
    store.mark_drift(key, now).await?;
    store
        .record_repository_event(key, now, &Actor::Aws, &deed)
        .await
        .map(drop)
}

/// Somebody looks after it by now: that nobody did has not to be let be any more.
async fn end_alone(services: &Services, key: &Address) -> Stored<()> {
    let store = &services.store;
    if store.drift::<AwsAlone>(key).await?.is_some() {
        store.end_drift(key, DriftKind::AwsAlone).await?;
        store.mark_drift(key, services.clock.now()).await?;
    }
    Ok(())
}

/// What the cluster says, if it was looked at after the last change had come there.
async fn seen_since<'a>(
    services: &Services,
    one: &'a ToCompare,
    later: &[Request],
) -> Stored<Option<&'a InCluster>> {
    let Some(cluster) = &one.cluster else {
        return Ok(None);
    };
    let spec = one.made.spec();
    let name = clusters::application(services, &(spec.cluster.clone(), spec.source.clone()));
    let look = services.store.cluster_look(&name).await?;
    let seen = look.and_then(|look| look.seen);
    let changed = later.iter().map(|request| request.since);
    let changed = changed.fold(one.made.since, Ord::max);
    Ok((seen > Some(changed)).then_some(cluster))
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
        store.mark_drift(&key, now).await?;
        store.loss_told(&key, loss.at).await?;
    }
    Ok(())
}
