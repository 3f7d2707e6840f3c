use super::bench::{Bench, promises};
use super::samples::*;
use domain::github::Login;
use domain::request::RequestId;
use domain::rollout::*;
use domain::testing::NOW;
use domain::time::Timestamp;
use server::store::{NewRollout, Settled};
use std::collections::BTreeMap;

promises! {
    a_rollout_comes_back_as_it_was_started,
    an_item_has_the_request_of_its_id,
    a_state_moves_once_and_is_on_record,
    nothing_is_taken_back_twice,
    an_item_is_renewed_once,
    an_opt_out_ends_by_its_day_or_by_hand,
}

fn id() -> RolloutId {
    RolloutId::parse(&uuid::Uuid::now_v7().to_string()).unwrap()
}

fn item(place: i64, name: &str) -> Item {
    Item {
        place,
        key: address(name),
        team: Some("payments".into()),
        request: new_id(),
        undoes: None,
        state: ItemState::Waiting,
        why: None,
        next_try: Timestamp(0),
        row: None,
        head: None,
    }
}

fn new() -> NewRollout {
    let rollout = Rollout {
        id: id(),
        aim: Aim::Settings {
            mutability: None,
            scan_on_push: Some(true),
            tags: BTreeMap::from([("tier".to_owned(), "1".to_owned())]),
        },
        reason: "Security asks for it".into(),
        by: Login::new("dora"),
        started: NOW,
        window: 7,
        state: RolloutState::Running,
        why: None,
    };
    NewRollout {
        rollout,
        items: vec![item(0, "a/one"), item(1, "a/two")],
        undoes: None,
    }
}

async fn started(bench: &Bench) -> NewRollout {
    let new = new();
    assert!(bench.store.start_rollout(&new).await.unwrap());
    new
}

async fn a_rollout_comes_back_as_it_was_started(bench: &Bench) {
    let new = started(bench).await;
    let (store, id) = (&bench.store, &new.rollout.id);
    assert_eq!(store.rollout(id).await.unwrap(), Some(new.rollout.clone()));
    assert_eq!(store.rollouts().await.unwrap(), vec![new.rollout.clone()]);
    assert_eq!(store.rollout_items(id).await.unwrap(), new.items);
    let running = store.rollouts_in(RolloutState::Running).await.unwrap();
    assert_eq!(running.len(), 1);
    let tallies = store.rollout_tallies().await.unwrap();
    assert_eq!(tallies[id].count(Standing::Waiting), 2);
    assert_eq!(store.rollout(&self::id()).await.unwrap(), None);
}

async fn an_item_has_the_request_of_its_id(bench: &Bench) {
    let new = started(bench).await;
    let (store, id) = (&bench.store, &new.rollout.id);
    let mut request = new_request("a/one");
    request.id = new.items[0].request.clone();
    store.submit(&request).await.unwrap();
    let items = store.rollout_items(id).await.unwrap();
    assert_eq!(
        items[0].standing(),
        Standing::UnderWay,
        "before its row says so"
    );
    assert_eq!(items[0].row.as_ref().unwrap().id, request.id);
    assert_eq!(items[1].standing(), Standing::Waiting);
    let before = NOW.plus_millis(-1);
    assert_eq!(store.rolled_since(before).await.unwrap(), 1);
    assert_eq!(store.rolled_since(NOW).await.unwrap(), 0);
    let tallies = store.rollout_tallies().await.unwrap();
    assert_eq!(tallies[id].count(Standing::UnderWay), 1);
    let settled = Settled {
        state: ItemState::LeftOut,
        why: Some("It is strange".into()),
        next_try: NOW,
    };
    store.settle_item(id, &items[1], &settled).await.unwrap();
    let items = store.rollout_items(id).await.unwrap();
    assert_eq!(items[1].standing(), Standing::LeftOut);
    assert_eq!(items[1].why.as_deref(), Some("It is strange"));
}

async fn a_state_moves_once_and_is_on_record(bench: &Bench) {
    let new = started(bench).await;
    let (store, known) = (&bench.store, &new.rollout);
    let dora = Login::new("dora");
    let pause = || store.move_rollout(known, RolloutState::Paused, Some(&dora), "Paused", NOW);
    assert!(pause().await.unwrap());
    assert!(!pause().await.unwrap(), "it is paused already");
    let paused = store.rollout(&known.id).await.unwrap().unwrap();
    assert_eq!(
        (paused.state, paused.why.as_deref()),
        (RolloutState::Paused, None)
    );
    let running = RolloutState::Running;
    let moved = store.move_rollout(&paused, running, None, "By itself", NOW);
    assert!(moved.await.unwrap());
    let now = store.rollout(&known.id).await.unwrap().unwrap();
    assert_eq!(now.why.as_deref(), Some("By itself"));
    let events = store.rollout_events(&known.id, 9).await.unwrap();
    let said: Vec<_> = events.iter().map(|event| event.sentence.as_str()).collect();
    assert_eq!(said, ["By itself", "Paused", "Started"]);
    assert_eq!((&events[0].by, &events[1].by), (&None, &Some(dora.clone())));
}

async fn nothing_is_taken_back_twice(bench: &Bench) {
    let first = started(bench).await;
    let undo = || NewRollout {
        undoes: Some(first.rollout.id.clone()),
        ..new()
    };
    let one = undo();
    assert!(bench.store.start_rollout(&one).await.unwrap());
    assert!(!bench.store.start_rollout(&undo()).await.unwrap());
    let found = bench.store.undoing(&first.rollout.id).await.unwrap();
    assert_eq!(found, Some(one.rollout.id));
}

async fn an_item_is_renewed_once(bench: &Bench) {
    let new = started(bench).await;
    let (store, id) = (&bench.store, &new.rollout.id);
    let (one, other): (RequestId, RequestId) = (new_id(), new_id());
    store
        .renew_item(id, &new.items[0], &one, NOW)
        .await
        .unwrap();
    store
        .renew_item(id, &new.items[0], &other, NOW)
        .await
        .unwrap();
    let items = store.rollout_items(id).await.unwrap();
    assert_eq!(items[0].request, one);
}

async fn an_opt_out_ends_by_its_day_or_by_hand(bench: &Bench) {
    let new = started(bench).await;
    let store = &bench.store;
    let out = |id: &str, until: i64| OptOut {
        id: id.to_owned(),
        team: "payments".into(),
        rollout: Some(new.rollout.id.clone()),
        reason: "A freeze".into(),
        until: NOW.plus_millis(until),
        by: Login::new("dora"),
        created: NOW,
        ended: None,
    };
    store.add_opt_out(&out("o1", 10)).await.unwrap();
    store.add_opt_out(&out("o2", 20)).await.unwrap();
    assert_eq!(
        store.opt_outs(NOW).await.unwrap(),
        [out("o1", 10), out("o2", 20)]
    );
    let later = NOW.plus_millis(10);
    assert_eq!(store.opt_outs(later).await.unwrap(), [out("o2", 20)]);
    assert!(!store.end_opt_out("o1", later).await.unwrap(), "it is over");
    assert!(store.end_opt_out("o2", later).await.unwrap());
    assert!(!store.end_opt_out("o2", later).await.unwrap());
    assert_eq!(store.opt_outs(later).await.unwrap(), []);
    let ended = store.opt_out("o2").await.unwrap().unwrap();
    assert_eq!(ended.ended, Some(later));
}
