use super::bench::{Bench, promises};
use super::samples::*;
use domain::request::{Request, Stage};
use domain::testing::NOW;
use server::store::{ChangeNotice, Kind, Store};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

promises! {
    who_watches_is_told_of_each_commit,
    other_replicas_are_told_too,
}

const DEADLINE: Duration = Duration::from_secs(20);

async fn who_watches_is_told_of_each_commit(bench: &Bench) {
    let mut changes = bench.store.changes();
    let request = submitted(bench, "a/one").await;
    enter(bench, &request, Stage::Publishing { pr: None }, NOW).await;
    wait_for(&mut changes, &request, 2).await;
    wait_for(&mut changes, &request, 3).await;
}

/// A notice may come more than once: it says where to look, not what is new.
async fn wait_for(changes: &mut Receiver<ChangeNotice>, request: &Request, version: i64) {
    let wanted = ChangeNotice {
        request: request.id.clone(),
        version,
    };
    let told = tokio::time::timeout(DEADLINE, async {
        while changes.recv().await.unwrap() != wanted {}
    });
    told.await.expect("who watches is told");
}

async fn other_replicas_are_told_too(bench: &Bench) {
    if bench.store.kind() == Kind::Sqlite {
        return; // one process alone
    }
    let request = submitted(bench, "a/one").await;
    let other = Store::open(&bench.url, 2).await.unwrap();
    let mut changes = other.changes();
    // On connecting, a replica looks at all that is open: from here on it listens.
    wait_for(&mut changes, &request, 2).await;
    let request = enter(bench, &request, Stage::Publishing { pr: None }, NOW).await;
    wait_for(&mut changes, &request, 3).await;
    bench
        .tamper("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")
        .await;
    enter(
        bench,
        &request,
        Stage::InReview {
            pr: pull_request(1),
        },
        NOW,
    )
    .await;
    wait_for(&mut changes, &request, 4).await;
}
