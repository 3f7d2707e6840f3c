//! What is left of a repository that a request took away, and who gets its name.

use super::bench::{Bench, promises};
use super::samples::*;
use domain::aws::Address;
use domain::request::*;
use domain::testing::NOW;
use domain::time::Timestamp;
use server::store::{Holder, NewRequest, RepositoryFound, Submitted};

promises! {
    what_is_deleted_leaves_a_stone_and_frees_its_name,
    what_is_let_go_of_belongs_to_nobody,
    what_is_called_off_leaves_nothing,
    a_repository_that_goes_by_a_request_is_no_loss,
}

fn at(seconds: i64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

fn found(key: &Address) -> RepositoryFound {
    let spec = change(key.name.as_str()).spec().clone();
    let mut seen = domain::testing::seen_repository(&spec);
    seen.tags.insert("managed-by".into(), "berth".into());
    RepositoryFound {
        key: key.clone(),
        seen,
        team: None,
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: true,
    }
}

/// A repository that is there, and the request for it to go.
async fn asked(bench: &Bench, name: &str, way: Way) -> Request {
    let made = submitted(bench, name).await;
    enter(bench, &made, completed(1), at(1)).await;
    let spec = change(name).spec().clone();
    let key = spec.address.clone();
    census(bench, &key, &[found(&key)], at(2)).await;
    let new = NewRequest {
        change: domain::testing::removal(spec, way),
        at: at(3),
        ..new_request(name)
    };
    match bench.store.submit(&new).await.unwrap() {
        Submitted::Created(request) => request,
        other => panic!("{other:?}"),
    }
}

async fn census(bench: &Bench, key: &Address, found: &[RepositoryFound], at: Timestamp) {
    let done = bench
        .store
        .census(&key.account, key.region, found, at)
        .await;
    done.unwrap();
}

fn removed() -> Stage {
    let delivery = delivery(2);
    Stage::Completed {
        outcome: Outcome::Removed { delivery },
    }
}

async fn what_is_deleted_leaves_a_stone_and_frees_its_name(bench: &Bench) {
    let request = asked(bench, "a/one", Way::DeleteWithImages).await;
    let key = address("a/one");
    assert!(bench.store.tombstone(&key).await.unwrap().is_none());
    enter(bench, &request, removed(), at(9)).await;
    let stone = bench.store.tombstone(&key).await.unwrap().unwrap();
    assert_eq!((stone.at, &stone.request), (at(9), &request.id));
    assert_eq!(stone.locked_until, at(9 + 30 * 86_400));
    assert!(stone.lock(at(10)).is_some() && stone.lock(stone.locked_until).is_none());
    assert!(bench.store.repository(&key).await.unwrap().is_none());
    let holder = bench.store.name_free(&key).await.unwrap();
    assert!(matches!(holder, Holder::Nobody), "{holder:?}");
    submitted(bench, "a/one").await;
}

async fn what_is_let_go_of_belongs_to_nobody(bench: &Bench) {
    use domain::portal::RepositoryState;
    let request = asked(bench, "a/one", Way::Detach).await;
    let key = address("a/one");
    enter(bench, &request, removed(), at(9)).await;
    for seconds in [10, 20] {
        census(bench, &key, &[found(&key)], at(seconds)).await;
        let known = bench.store.repository(&key).await.unwrap().unwrap();
        assert_eq!(known.row.state, RepositoryState::Unmanaged);
    }
    let stone = bench.store.tombstone(&key).await.unwrap().unwrap();
    assert_eq!(stone.lock(at(10)), None, "its name is in use");
}

async fn what_is_called_off_leaves_nothing(bench: &Bench) {
    let request = asked(bench, "a/one", Way::DeleteWithImages).await;
    let kept = Stage::Completed {
        outcome: Outcome::Kept {
            delivery: delivery(2),
        },
    };
    enter(bench, &request, kept, at(9)).await;
    let key = address("a/one");
    assert!(bench.store.tombstone(&key).await.unwrap().is_none());
    assert!(bench.store.repository(&key).await.unwrap().is_some());
}

async fn a_repository_that_goes_by_a_request_is_no_loss(bench: &Bench) {
    let request = asked(bench, "a/one", Way::DeleteEmpty).await;
    let waiting = Stage::Provisioning {
        delivery: delivery(2),
    };
    let request = enter(bench, &request, waiting, at(5)).await;
    let key = address("a/one");
    census(bench, &key, &[], at(6)).await;
    assert_eq!(bench.store.untold_losses().await.unwrap(), []);
    enter(bench, &request, removed(), at(9)).await;
    assert!(bench.store.tombstone(&key).await.unwrap().is_some());
    let by_hand = submitted(bench, "a/two").await;
    enter(bench, &by_hand, completed(3), at(10)).await;
    let other = address("a/two");
    census(bench, &other, &[found(&other)], at(11)).await;
    census(bench, &other, &[], at(12)).await;
    assert_eq!(bench.store.untold_losses().await.unwrap().len(), 1);
}
