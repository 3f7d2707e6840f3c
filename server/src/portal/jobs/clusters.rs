//! Holds what Git says against what is in the clusters: one question to Argo CD for each application, every ten minutes.

use super::drift::compare_one;
use super::{AFTER_TROUBLE_MS, MINUTE_MS, run};
use crate::services::Services;
use crate::store::Stored;
use domain::aws::Address;
use domain::chronicle::Deed;
use domain::drift::{Differs, Drift, DriftKind, InCluster, Line as _, ObjectDrift};
use domain::github::RepoSlug;
use domain::manifest;
use domain::observed::{ManagedSeen, Seen};
use domain::people::Actor;
use domain::text::ClusterName;
use std::collections::BTreeMap;

const JOB: &str = "clusters and git";
const BATCH: u32 = 200;
const LOOK_EVERY_MS: i64 = 10 * MINUTE_MS;

pub(in crate::portal) type Place = (ClusterName, RepoSlug);

pub(super) async fn run_due(services: &Services, worker: &str) {
    run(services, worker, JOB, look(services)).await;
}

async fn look(services: &Services) -> Stored<i64> {
    let mut applications: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for place in services.store.cluster_places().await? {
        let name = application(services, &place);
        applications.entry(name).or_default().push(place);
    }
    let mut pause = LOOK_EVERY_MS;
    for (name, places) in &applications {
        // Somebody asked for it just now.
        let known = services.store.cluster_look(name).await?;
        let now = services.clock.now();
        let is_fresh = known.is_some_and(|known| {
            known.trouble.is_none() && now.since(known.tried) < LOOK_EVERY_MS / 2
        });
        if !is_fresh && !look_at(services, name, places).await? {
            pause = AFTER_TROUBLE_MS;
        }
    }
    Ok(pause)
}

/// The application that a repository's objects are part of.
pub(in crate::portal) fn application(services: &Services, (cluster, source): &Place) -> String {
    manifest::application_name(services.standard.home(source), cluster)
}

/// The whole application, for the answer tells of all of it. False: Argo CD does not answer.
pub(in crate::portal) async fn look_for(services: &Services, name: &str) -> Stored<bool> {
    let mut places = services.store.cluster_places().await?;
    places.retain(|place| application(services, place) == name);
    look_at(services, name, &places).await
}

/// After a wish that takes Argo CD some moments.
pub(in crate::portal) async fn look_soon(services: &Services, name: &str) -> Stored<()> {
    let store = &services.store;
    store.cluster_stale(name).await?;
    let soon = services.clock.now().plus_millis(MINUTE_MS);
    store.hasten_job(JOB, soon).await
}

async fn look_at(services: &Services, name: &str, places: &[Place]) -> Stored<bool> {
    let store = &services.store;
    let at = services.clock.now();
    let all = match services.argocd.managed(name).await {
        Seen::Present(all) => all,
        // Nothing follows the files, so that there is nothing to compare.
        Seen::Absent | Seen::NotAsked => {
            let missing = "Argo CD has no such application";
            store.cluster_unseen(name, at, missing).await?;
            return Ok(true);
        }
        Seen::Unavailable(trouble) => {
            store.cluster_unseen(name, at, &trouble.sentence()).await?;
            return Ok(false);
        }
    };
    // Before its repositories, which are compared by it; one that is missed for a fault of the database is seen next time.
    store.cluster_looked(name, at).await?;
    let by_repository = by_repository(all);
    for place in places {
        let mut last = -1;
        loop {
            let some = store.held_in(place, last, BATCH).await?;
            let Some((latest, _)) = some.last() else {
                break;
            };
            last = *latest;
            for (_, key) in &some {
                let object = manifest::object_name(key);
                let objects = by_repository.get(&object).map_or(&[][..], Vec::as_slice);
                take_in(services, key, objects).await?;
            }
        }
    }
    Ok(true)
}

/// By the name of the Repository object. Alarms and what belongs to them begin with it.
fn by_repository(all: Vec<ManagedSeen>) -> BTreeMap<String, Vec<ManagedSeen>> {
    let mut by_repository: BTreeMap<String, Vec<ManagedSeen>> = BTreeMap::new();
    let mut others = Vec::new();
    for one in all {
        match &one.about {
            Some(about) => by_repository.entry(about.clone()).or_default().push(one),
            None => others.push(one),
        }
    }
    for one in others {
        let begins = |name: &&String| {
            let rest = one.name.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.starts_with('-'))
        };
        let whose = by_repository.keys().find(begins).cloned();
        if let Some(objects) = whose.and_then(|name| by_repository.get_mut(&name)) {
            objects.push(one);
        }
    }
    by_repository
}

async fn take_in(services: &Services, key: &Address, objects: &[ManagedSeen]) -> Stored<()> {
    let store = &services.store;
    // An object without a file is on its way out, or nobody's.
    let has_file = |one: &&ManagedSeen| {
        let drift = one.drift.as_ref();
        drift.is_none_or(|drift| drift.differs != Differs::NoFile)
    };
    let says = objects.iter().filter(has_file);
    let says = says.filter_map(|one| one.says.clone());
    let says = says.reduce(InCluster::and);
    let mut is_new = false;
    if store.in_cluster(key).await? != says {
        store.keep_in_cluster(key, says.as_ref()).await?;
        is_new = true;
    }
    let lines = objects.iter().filter_map(|one| one.drift.clone());
    let mut lines: Vec<ObjectDrift> = lines.collect();
    lines.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    keep(services, key, lines).await?;
    // What the cluster wants of AWS is another thing now.
    if is_new && let Some(one) = store.to_compare_one(key).await? {
        compare_one(services, &one).await?;
    }
    Ok(())
}

async fn keep(services: &Services, key: &Address, lines: Vec<ObjectDrift>) -> Stored<()> {
    let store = &services.store;
    let known = store.drift::<ObjectDrift>(key).await?;
    let was = known.as_ref().map_or(&[][..], |known| &known.lines);
    if was == lines.as_slice() {
        return Ok(());
    }
    let now = services.clock.now();
    let deed = if lines.is_empty() {
        store.end_drift(key, DriftKind::GitCluster).await?;
        Deed::ClusterDriftEnded
    } else {
        let said = lines.iter().map(|line| line.sentence()).collect();
        let drift = Drift {
            lines,
            since: now,
            ignored: None,
        };
        store.keep_drift(key, &drift).await?;
        Deed::ClusterDrifted { lines: said }
    };
    store.mark_drift(key, now).await?;
    store
        .record_repository_event(key, now, &Actor::ArgoCd, &deed)
        .await
        .map(drop)
}
