use super::bench::{Bench, promises};
use super::samples::*;
use domain::form::RequestForm;
use domain::github::Login;
use domain::people::{Person, Provider, Role};
use domain::testing::{NOW, filled_form};
use domain::text::TeamName;
use server::store::*;

promises! {
    a_draft_is_its_owners_alone,
    sessions_end_by_themselves_and_by_hand,
    the_newest_token_of_a_person_is_found,
    a_sign_in_comes_back_once,
    a_person_is_as_they_were_last,
    kept_forms_are_few_and_forgotten,
    a_session_brings_its_person_along,
    what_is_written_is_counted_and_what_is_read_is_not,
}

async fn a_draft_is_its_owners_alone(bench: &Bench) {
    let (dora, otto) = (Login::new("dora"), Login::new("otto"));
    let id = new_id();
    let form = RequestForm {
        id: id.to_string(),
        ..filled_form()
    };
    assert!(bench.store.save_draft(&dora, &form, NOW).await.unwrap());
    assert!(!bench.store.save_draft(&otto, &form, NOW).await.unwrap());
    assert_eq!(bench.store.draft(&otto, &id).await.unwrap(), None);
    let changed = RequestForm {
        name: "other".into(),
        ..form.clone()
    };
    assert!(
        bench
            .store
            .save_draft(&dora, &changed, NOW.plus_seconds(1))
            .await
            .unwrap()
    );
    let draft = Draft {
        id: id.clone(),
        form: changed,
        saved: NOW.plus_seconds(1),
    };
    assert_eq!(
        bench.store.draft(&dora, &id).await.unwrap(),
        Some(draft.clone())
    );
    assert_eq!(bench.store.drafts(&dora, 5).await.unwrap(), [draft]);
    assert!(!bench.store.delete_draft(&otto, &id, NOW).await.unwrap());
    assert!(bench.store.delete_draft(&dora, &id, NOW).await.unwrap());
    assert!(
        !bench
            .store
            .save_draft(&dora, &RequestForm::default(), NOW)
            .await
            .unwrap()
    );
}

pub(crate) fn session(hash: &str, login: &str, token: Option<&str>, seconds: i64) -> SessionRow {
    SessionRow {
        github_token: token.map(str::to_owned),
        ..SessionRow::begun(hash.into(), Login::new(login), NOW.plus_seconds(seconds))
    }
}

async fn sessions_end_by_themselves_and_by_hand(bench: &Bench) {
    let store = &bench.store;
    for (hash, login, seconds) in [
        ("old", "dora", 0),
        ("idle", "dora", 50),
        ("busy", "dora", 51),
        ("x", "otto", 60),
    ] {
        store
            .create_session(&session(hash, login, None, seconds))
            .await
            .unwrap();
    }
    store
        .touch_session("old", NOW.plus_seconds(100))
        .await
        .unwrap();
    store
        .touch_session("busy", NOW.plus_seconds(100))
        .await
        .unwrap();
    store.touch_session("busy", NOW).await.unwrap();
    assert_eq!(
        store.session("busy").await.unwrap().unwrap().last_seen,
        NOW.plus_seconds(100)
    );
    let ended = store
        .expire_sessions(NOW.plus_seconds(55), NOW.plus_seconds(10), NOW)
        .await
        .unwrap();
    assert_eq!(ended, 2);
    assert!(
        store.session("old").await.unwrap().is_none()
            && store.session("idle").await.unwrap().is_none()
    );
    assert_eq!(
        store
            .end_sessions_of(&Login::new("Dora"), NOW)
            .await
            .unwrap(),
        1
    );
    store.end_session("x", NOW).await.unwrap();
    assert_eq!(store.session("x").await.unwrap(), None);
}

async fn the_newest_token_of_a_person_is_found(bench: &Bench) {
    let rows = [
        session("a", "dora", Some("old"), 0),
        session("b", "dora", Some("new"), 5),
        session("c", "dora", None, 9),
    ];
    for row in &rows {
        bench.store.create_session(row).await.unwrap();
    }
    assert_eq!(
        bench.store.session("a").await.unwrap().as_ref(),
        Some(&rows[0])
    );
    assert_eq!(
        bench
            .store
            .token_of(&Login::new("dora"))
            .await
            .unwrap()
            .map(|token| token.sealed)
            .as_deref(),
        Some("new")
    );
    assert_eq!(
        bench.store.token_of(&Login::new("otto")).await.unwrap(),
        None
    );
}

async fn a_sign_in_comes_back_once(bench: &Bench) {
    let state = |hash: &str| SignInState {
        hash: hash.into(),
        provider: Provider::Oidc,
        nonce: "n".into(),
        linking: (hash == "b").then(|| Login::new("dora")),
        return_to: "/requests".into(),
        verifier: "v".into(),
        expires: NOW.plus_seconds(600),
    };
    bench.store.save_state(&state("a")).await.unwrap();
    bench.store.save_state(&state("b")).await.unwrap();
    assert_eq!(
        bench.store.take_state("a", NOW).await.unwrap(),
        Some(state("a"))
    );
    assert_eq!(bench.store.take_state("a", NOW).await.unwrap(), None);
    assert_eq!(
        bench
            .store
            .take_state("b", NOW.plus_seconds(600))
            .await
            .unwrap(),
        None
    );
}

async fn a_person_is_as_they_were_last(bench: &Bench) {
    let mut dora = Person {
        login: Login::new("Dora"),
        name: "Dora".into(),
        roles: vec![Role::Developer],
        teams: vec![TeamName::parse("platform").unwrap()],
    };
    bench.store.upsert_person(&dora, NOW).await.unwrap();
    dora.roles.push(Role::Reviewer);
    bench.store.upsert_person(&dora, NOW).await.unwrap();
    assert_eq!(
        bench.store.person(&Login::new("dora")).await.unwrap(),
        Some(dora)
    );
    assert_eq!(bench.store.person(&Login::new("otto")).await.unwrap(), None);
}

async fn kept_forms_are_few_and_forgotten(bench: &Bench) {
    let form = |hash: &str, seconds: i64| KeptForm {
        hash: hash.into(),
        path: "/requests".into(),
        fields: vec![
            ("name".into(), "a'b\"c".into()),
            ("name".into(), String::new()),
        ],
        expires: NOW.plus_seconds(seconds),
    };
    let at = |seconds: i64| NOW.plus_seconds(seconds);
    let forms = ["one", "two", "three"];
    for (seconds, hash) in (10..).zip(forms) {
        let form = form(hash, seconds);
        bench.store.keep_form(&form, 1, NOW).await.unwrap();
    }
    let found = async |hash: &str, now| bench.store.kept_form(hash, now).await.unwrap();
    assert_eq!(found("one", NOW).await, None, "the oldest made room");
    assert_eq!(found("two", at(1)).await, Some(form("two", 11)));
    assert_eq!(found("two", at(11)).await, None, "expired");
    bench.store.drop_kept_form("three").await.unwrap();
    assert_eq!(found("three", NOW).await, None);
}

async fn a_session_brings_its_person_along(bench: &Bench) {
    let store = &bench.store;
    let row = session("a", "dora", None, 0);
    store.create_session(&row).await.unwrap();
    assert_eq!(
        store.visitor("a").await.unwrap(),
        Some((row.clone(), None)),
        "a session of nobody that is known"
    );
    let dora = Person {
        login: Login::new("Dora"),
        name: "Dora".into(),
        roles: vec![Role::Developer],
        teams: vec![],
    };
    store.upsert_person(&dora, NOW).await.unwrap();
    assert_eq!(store.visitor("a").await.unwrap(), Some((row, Some(dora))));
    assert_eq!(store.visitor("b").await.unwrap(), None);
}

async fn what_is_written_is_counted_and_what_is_read_is_not(bench: &Bench) {
    let store = &bench.store;
    let before = store.writes();
    store
        .create_session(&session("a", "dora", None, 0))
        .await
        .unwrap();
    let after = store.writes();
    assert!(after > before);
    store.session("a").await.unwrap();
    store.end_session("no such session", NOW).await.unwrap();
    assert_eq!(store.writes(), after, "nothing was changed");
    let clone = store.clone();
    clone.end_session("a", NOW).await.unwrap();
    assert!(store.writes() > after, "clones count together");
}
