//! What is known of drift, and what the list tells of it.

use super::bench::{Bench, promises};
use super::registry::{address_of, census};
use super::samples::*;
use domain::aws::Address;
use domain::compare::{Compared, Item};
use domain::drift::{
    Differs, Drift, DriftKind, DriftState, Ignored, InCluster, LOSS_SHOWN_MS, ObjectDrift,
};
use domain::github::Login;
use domain::portal::{InventoryQuery, Sort};
use domain::request::StageName;
use domain::testing::NOW;

promises! {
    each_kind_is_kept_apart_and_the_list_tells_of_both,
    what_is_let_be_shows_again_when_its_day_is_over,
    a_loss_is_told_for_two_weeks,
    what_a_merge_is_on_its_way_to_is_not_looked_at,
    looks_are_remembered_with_what_was_in_the_way,
}

fn in_aws() -> Drift {
    Drift {
        lines: vec![Compared {
            item: Item::Scan,
            wanted: Some("on".into()),
            has: Some("off".into()),
            same: false,
        }],
        since: NOW,
        ignored: None,
    }
}

fn in_cluster() -> Drift<ObjectDrift> {
    Drift {
        lines: vec![ObjectDrift {
            group: "g".into(),
            kind: "Repository".into(),
            name: "x".into(),
            namespace: "n".into(),
            differs: Differs::Missing,
        }],
        since: NOW,
        ignored: None,
    }
}

/// What the row says, what its facet counts, and that the filter finds it.
async fn marks(bench: &Bench, key: &Address) -> Vec<DriftState> {
    let known = bench.store.repository(key).await.unwrap().unwrap();
    let marks: Vec<DriftState> = known.row.drift.states().collect();
    for state in DriftState::ALL {
        let query = InventoryQuery {
            drifts: vec![state],
            sort: Sort::Drift,
            ..InventoryQuery::default()
        };
        let page = bench.store.inventory(&query, 10).await.unwrap();
        let is_listed = page.rows.iter().any(|row| row.key == *key);
        assert_eq!(is_listed, marks.contains(&state), "{state:?}");
        let counted = page.facets.drifts.iter().find(|(one, _)| *one == state);
        assert_eq!(counted.map_or(0, |(_, count)| *count), page.total);
    }
    marks
}

async fn each_kind_is_kept_apart_and_the_list_tells_of_both(bench: &Bench) {
    census(bench, &["a/one", "a/two"], 1).await;
    let (store, key) = (&bench.store, address_of("a/one"));
    assert_eq!(marks(bench, &key).await, [DriftState::None]);
    store.keep_drift(&key, &in_aws()).await.unwrap();
    store.keep_drift(&key, &in_cluster()).await.unwrap();
    store.mark_drift(&key, NOW).await.unwrap();
    let both = [DriftState::GitCluster, DriftState::ClusterAws];
    assert_eq!(marks(bench, &key).await, both);
    assert_eq!(store.drift(&key).await.unwrap(), Some(in_aws()));
    assert_eq!(store.drift(&key).await.unwrap(), Some(in_cluster()));
    store.end_drift(&key, DriftKind::ClusterAws).await.unwrap();
    store.mark_drift(&key, NOW).await.unwrap();
    assert_eq!(marks(bench, &key).await, [DriftState::GitCluster]);
    assert_eq!(store.drift::<Compared>(&key).await.unwrap(), None);
}

async fn what_is_let_be_shows_again_when_its_day_is_over(bench: &Bench) {
    census(bench, &["a/one"], 1).await;
    let (store, key, drift) = (&bench.store, address_of("a/one"), in_cluster());
    store.keep_drift(&key, &drift).await.unwrap();
    let ignored = Ignored {
        by: Login::new("dev-a"),
        reason: "Moved on Friday".into(),
        until: NOW.plus_seconds(60),
    };
    assert!(store.ignore_drift(&key, &drift, &ignored).await.unwrap());
    store.mark_drift(&key, NOW).await.unwrap();
    assert_eq!(marks(bench, &key).await, [DriftState::Ignored]);
    assert_eq!(store.drift_lapses(NOW).await.unwrap(), []);
    let later = NOW.plus_seconds(61);
    let over = store.drift_lapses(later).await.unwrap();
    assert_eq!(over, std::slice::from_ref(&key));
    assert_eq!(store.drift_lapses(later).await.unwrap(), [], "told once");
    store.mark_drift(&key, later).await.unwrap();
    assert_eq!(marks(bench, &key).await, [DriftState::GitCluster]);
    let gone = Drift {
        lines: vec![],
        ..in_cluster()
    };
    assert!(!store.ignore_drift(&key, &gone, &ignored).await.unwrap());
}

async fn a_loss_is_told_for_two_weeks(bench: &Bench) {
    let request = submitted(bench, "a/one").await;
    let done = enter(bench, &request, completed(1), NOW).await;
    let key = done.spec().address.clone();
    census(bench, &["a/one"], 1).await;
    census(bench, &[], 2).await;
    let (store, lost) = (&bench.store, NOW.plus_seconds(2));
    store.mark_drift(&key, lost).await.unwrap();
    assert_eq!(marks(bench, &key).await, [DriftState::Lost]);
    let told = store.lost_since(NOW).await.unwrap();
    assert_eq!((told.len(), &told[0].0), (1, &key));
    assert!(told[0].2.is_some(), "with its team");
    let later = lost.plus_millis(LOSS_SHOWN_MS);
    let over = store.drift_lapses(later).await.unwrap();
    assert_eq!(over, std::slice::from_ref(&key));
    store.mark_drift(&key, later).await.unwrap();
    assert_eq!(marks(bench, &key).await, [DriftState::None]);
    assert_eq!(store.lost_since(NOW).await.unwrap(), []);
}

async fn what_a_merge_is_on_its_way_to_is_not_looked_at(bench: &Bench) {
    let request = submitted(bench, "a/one").await;
    let held = async || {
        let places = bench.store.cluster_places().await.unwrap();
        let mut all = Vec::new();
        for place in &places {
            all.extend(bench.store.held_in(place, -1, 10).await.unwrap());
        }
        all.into_iter().map(|(_, key)| key).collect::<Vec<_>>()
    };
    assert_eq!(held().await, []);
    let done = enter(bench, &request, completed(1), NOW).await;
    assert_eq!(done.stage.name(), StageName::Completed);
    let key = done.spec().address.clone();
    assert_eq!(held().await, std::slice::from_ref(&key));
    let says = InCluster {
        scan_on_push: Some(true),
        ..InCluster::default()
    };
    let store = &bench.store;
    store.keep_in_cluster(&key, Some(&says)).await.unwrap();
    assert_eq!(store.in_cluster(&key).await.unwrap(), Some(says));
    store.keep_in_cluster(&key, None).await.unwrap();
    assert_eq!(store.in_cluster(&key).await.unwrap(), None);
}

async fn looks_are_remembered_with_what_was_in_the_way(bench: &Bench) {
    let store = &bench.store;
    assert_eq!(store.cluster_look("app").await.unwrap(), None);
    store.cluster_looked("app", NOW).await.unwrap();
    let later = NOW.plus_seconds(600);
    store
        .cluster_unseen("app", later, "no answer")
        .await
        .unwrap();
    let look = store.cluster_look("app").await.unwrap().unwrap();
    assert_eq!((look.tried, look.seen), (later, Some(NOW)));
    assert_eq!(look.trouble.as_deref(), Some("no answer"));
    store.cluster_looked("app", later).await.unwrap();
    let look = store.cluster_look("app").await.unwrap().unwrap();
    assert_eq!((look.seen, look.trouble), (Some(later), None));
}
