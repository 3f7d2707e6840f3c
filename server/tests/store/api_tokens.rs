//! Tokens, services and keyed calls.

use super::bench::{Bench, promises};
use domain::github::Login;
use domain::people::{Person, Role};
use domain::testing::NOW;
use domain::time::Timestamp;
use domain::token::{Holder, Scope, Scopes, Service, ServiceName, Token};
use server::store::*;

promises! {
    a_token_is_found_by_its_hash_with_whoever_holds_it,
    a_holder_has_so_many_tokens_and_no_more,
    a_service_ends_with_its_tokens,
    a_keyed_call_happens_once_and_is_answered_alike,
    a_keyed_call_whose_server_died_can_be_made_again,
}

fn token(id: &str, holder: Holder) -> Token {
    Token {
        id: id.into(),
        holder,
        name: "ci".into(),
        hint: "berth_pat_abcd".into(),
        scopes: Scopes::from([Scope::Read, Scope::Request]),
        created: NOW,
        by: Login::new("dora"),
        expires: NOW.plus_millis(Timestamp::DAY_MS),
        last_used: None,
        revoked: None,
    }
}

fn doras() -> Holder {
    Holder::Person(Login::new("dora"))
}

async fn a_token_is_found_by_its_hash_with_whoever_holds_it(bench: &Bench) {
    let store = &bench.store;
    let known = token("t1", doras());
    assert!(store.add_token(&known, "h1", 5).await.unwrap());
    assert_eq!(store.bearer("h2").await.unwrap(), None);
    let found = store.bearer("h1").await.unwrap().unwrap();
    assert_eq!(
        (found.token, found.person),
        (known.clone(), None),
        "nobody knows dora yet"
    );
    let dora = Person {
        login: Login::new("dora"),
        name: "Dora".into(),
        roles: vec![Role::Developer],
        teams: vec![],
    };
    store.upsert_person(&dora, NOW).await.unwrap();
    let found = store.bearer("h1").await.unwrap().unwrap();
    assert_eq!(found.person, Some(dora));
    let later = NOW.plus_seconds(60);
    store.touch_token("t1", later).await.unwrap();
    store.touch_token("t1", NOW).await.unwrap();
    assert!(store.revoke_token("t1", later).await.unwrap());
    assert!(
        !store
            .revoke_token("t1", later.plus_seconds(1))
            .await
            .unwrap()
    );
    let token = store.token("t1").await.unwrap().unwrap();
    assert_eq!((token.last_used, token.revoked), (Some(later), Some(later)));
    let dora = Login::new("dora");
    assert_eq!(store.tokens_of(&dora, NOW).await.unwrap(), [token]);
    assert_eq!(
        store.tokens_of(&dora, later).await.unwrap(),
        [],
        "it is long over"
    );
    assert_eq!(store.tokens_of(&Login::new("otto"), NOW).await.unwrap(), []);
}

async fn a_holder_has_so_many_tokens_and_no_more(bench: &Bench) {
    let store = &bench.store;
    for id in ["t1", "t2"] {
        assert!(store.add_token(&token(id, doras()), id, 2).await.unwrap());
    }
    assert!(
        !store
            .add_token(&token("t3", doras()), "t3", 2)
            .await
            .unwrap()
    );
    let ottos = Holder::Person(Login::new("otto"));
    assert!(store.add_token(&token("t4", ottos), "t4", 2).await.unwrap());
    store.revoke_token("t1", NOW).await.unwrap();
    assert!(
        store
            .add_token(&token("t3", doras()), "t3", 2)
            .await
            .unwrap(),
        "one is over"
    );
}

async fn a_service_ends_with_its_tokens(bench: &Bench) {
    let store = &bench.store;
    let name = ServiceName::parse("release-bot").unwrap();
    let service = Service {
        name: name.clone(),
        about: "Asks for repositories".into(),
        roles: vec![Role::Developer],
        teams: vec![],
        created: NOW,
        by: Login::new("dora"),
        ended: None,
    };
    assert!(store.add_service(&service).await.unwrap());
    assert!(
        !store.add_service(&service).await.unwrap(),
        "its name is taken"
    );
    let holder = Holder::Service(name.clone());
    assert!(
        store
            .add_token(&token("t1", holder), "h1", 5)
            .await
            .unwrap()
    );
    let found = store.bearer("h1").await.unwrap().unwrap();
    assert_eq!(found.person, Some(service.person()));
    let later = NOW.plus_seconds(60);
    store.end_service(&name, later).await.unwrap();
    let found = store.bearer("h1").await.unwrap().unwrap();
    assert_eq!((found.person, found.token.revoked), (None, Some(later)));
    let ended = store.service(&name).await.unwrap().unwrap();
    assert_eq!(ended.ended, Some(later));
    assert_eq!(store.services(NOW).await.unwrap(), [ended]);
    assert_eq!(store.services(later).await.unwrap(), []);
    assert_eq!(store.service_tokens(NOW).await.unwrap().len(), 1);
    assert!(
        !store.add_service(&service).await.unwrap(),
        "and is not given again"
    );
}

const DAY: i64 = Timestamp::DAY_MS;

fn times(now: Timestamp) -> KeyTimes {
    KeyTimes {
        kept_since: now.plus_millis(-DAY),
        given_up_since: now.plus_millis(-120_000),
    }
}

async fn begin(store: &Store, key: &str, hash: &str, now: Timestamp) -> Begun {
    let call = KeyedCall {
        token: "t1",
        key,
        call_hash: hash,
    };
    store.begin_keyed(call, times(now), now).await.unwrap()
}

fn call<'a>(key: &'a str) -> KeyedCall<'a> {
    KeyedCall {
        token: "t1",
        key,
        call_hash: "a",
    }
}

async fn a_keyed_call_happens_once_and_is_answered_alike(bench: &Bench) {
    let store = &bench.store;
    store
        .add_token(&token("t1", doras()), "h1", 5)
        .await
        .unwrap();
    assert_eq!(begin(store, "k", "a", NOW).await, Begun::First);
    assert_eq!(begin(store, "k", "a", NOW).await, Begun::OnItsWay);
    assert_eq!(begin(store, "k", "b", NOW).await, Begun::Other);
    let answer = KeptAnswer {
        status: 201,
        location: Some("/x".into()),
        body: "sealed".into(),
    };
    store.end_keyed(call("k"), NOW, &answer).await.unwrap();
    let later = NOW.plus_millis(DAY - 1);
    assert_eq!(begin(store, "k", "a", later).await, Begun::Answered(answer));
    assert_eq!(begin(store, "k", "b", later).await, Begun::Other);
    assert_eq!(
        begin(store, "k", "b", NOW.plus_millis(DAY)).await,
        Begun::First,
        "its day is over"
    );
    assert_eq!(begin(store, "l", "a", NOW).await, Begun::First);
    store.forget_keyed(call("l"), NOW).await.unwrap();
    assert_eq!(
        begin(store, "l", "a", NOW).await,
        Begun::First,
        "nothing had come of it"
    );
    store
        .forget_keyed_before(NOW.plus_millis(2 * DAY))
        .await
        .unwrap();
    assert_eq!(begin(store, "k", "c", NOW).await, Begun::First);
}

async fn a_keyed_call_whose_server_died_can_be_made_again(bench: &Bench) {
    let store = &bench.store;
    store
        .add_token(&token("t1", doras()), "h1", 5)
        .await
        .unwrap();
    assert_eq!(begin(store, "k", "a", NOW).await, Begun::First);
    let later = NOW.plus_millis(120_000);
    assert_eq!(
        begin(store, "k", "a", later).await,
        Begun::First,
        "it is given up"
    );
    assert_eq!(begin(store, "k", "a", later).await, Begun::OnItsWay);
    let late = KeptAnswer {
        status: 200,
        location: None,
        body: "of the dead one".into(),
    };
    store.end_keyed(call("k"), NOW, &late).await.unwrap();
    assert_eq!(
        begin(store, "k", "a", later).await,
        Begun::OnItsWay,
        "who was given up says nothing"
    );
}
