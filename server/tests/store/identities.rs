use super::bench::{Bench, promises};
use super::people::session;
use super::samples::*;
use domain::form::RequestForm;
use domain::github::Login;
use domain::people::{Aliases, Provider, Role};
use domain::testing::{NOW, filled_form};
use domain::text::TeamName;
use server::store::*;

promises! {
    sessions_are_checked_by_provider,
    a_name_belongs_to_one_account_of_a_provider,
    a_linked_account_brings_along_what_it_had_kept,
    an_account_that_takes_part_by_itself_is_not_linked,
}

async fn sessions_are_checked_by_provider(bench: &Bench) {
    let (store, dora) = (&bench.store, Login::new("dora"));
    let oidc = SessionRow {
        provider: Provider::Oidc,
        oidc_token: Some("sealed".into()),
        browser: "Firefox on Linux".into(),
        ..session("a-session-of-many-digits", "dora", None, 0)
    };
    store.create_session(&oidc).await.unwrap();
    let other = session("other", "dora", Some("sealed"), 0);
    let silent = session("nobody can be asked", "dora", None, 0);
    for row in [&other, &silent] {
        store.create_session(row).await.unwrap();
    }
    let unchecked = async |after| {
        let due = store.unchecked_sessions(NOW.plus_seconds(1), after, 9);
        let due = due.await.unwrap().into_iter();
        due.map(|it| it.id_hash).collect::<Vec<_>>()
    };
    assert_eq!(unchecked(NOW).await, [oidc.id_hash.as_str(), "other"]);
    assert!(
        unchecked(NOW.plus_seconds(1)).await.is_empty(),
        "over anyway"
    );
    store.end_session(&silent.id_hash, NOW).await.unwrap();
    let later = NOW.plus_seconds(60);
    let marked = store.mark_checked(&dora, Provider::Oidc, later);
    marked.await.unwrap();
    assert_eq!(unchecked(NOW).await, ["other"]);
    store.renew_oidc(&oidc, "renewed").await.unwrap();
    store.renew_oidc(&oidc, "too late").await.unwrap();
    let all = store.sessions_of(&dora, 9).await.unwrap();
    let kept = all.iter().find(|it| it.provider == Provider::Oidc).unwrap();
    assert_eq!(kept.oidc_token.as_deref(), Some("renewed"));
    assert_eq!(
        (kept.browser.as_str(), kept.checked),
        ("Firefox on Linux", later)
    );
    assert!(
        !store
            .end_session_of(&Login::new("otto"), oidc.handle(), NOW)
            .await
            .unwrap()
    );
    assert!(
        store
            .end_session_of(&dora, oidc.handle(), NOW)
            .await
            .unwrap()
    );
    assert_eq!(
        store.end_other_sessions(&dora, "other", NOW).await.unwrap(),
        0
    );
    assert!(store.session("other").await.unwrap().is_some());
}

fn account(provider: Provider, subject: &str, login: &str, name: &str) -> Identity {
    Identity {
        provider,
        subject: subject.into(),
        login: Login::new(login),
        name: Login::new(name),
        grants: Grants {
            roles: vec![Role::Developer],
            teams: vec![TeamName::parse("payments").unwrap()],
        },
        checked: NOW,
    }
}

async fn a_name_belongs_to_one_account_of_a_provider(bench: &Bench) {
    let store = &bench.store;
    let dora = account(Provider::GitHub, "1", "dora", "dora");
    assert_eq!(
        store.enter(&dora).await.unwrap(),
        Entered::As(dora.login.clone())
    );
    let other = account(Provider::GitHub, "2", "dora", "dora");
    assert_eq!(store.enter(&other).await.unwrap(), Entered::Taken);
    // Renamed at GitHub: the same person, and reviews by the new name are theirs.
    let renamed = account(Provider::GitHub, "1", "dorothea", "dorothea");
    assert_eq!(
        store.enter(&renamed).await.unwrap(),
        Entered::As(dora.login.clone())
    );
    let aliases = store.aliases().await.unwrap();
    assert_eq!(aliases.person_of(&Login::new("dorothea")), dora.login);
    let all = store.identities_of(&dora.login).await.unwrap();
    assert_eq!(
        (all.len(), &all[0].name, &all[0].grants),
        (1, &renamed.name, &dora.grants)
    );
}

async fn a_linked_account_brings_along_what_it_had_kept(bench: &Bench) {
    let store = &bench.store;
    let (octo, ada) = (Login::new("octo"), Login::new("ada@acme.example"));
    store
        .enter(&account(Provider::Oidc, "s", ada.as_str(), ada.as_str()))
        .await
        .unwrap();
    store
        .enter(&account(Provider::GitHub, "7", "octo", "octo"))
        .await
        .unwrap();
    store
        .create_session(&session("of octo", "octo", None, 0))
        .await
        .unwrap();
    let id = new_id();
    let form = RequestForm {
        id: id.to_string(),
        ..filled_form()
    };
    store.save_draft(&octo, &form, NOW).await.unwrap();
    let link = account(Provider::GitHub, "7", ada.as_str(), "octo");
    assert_eq!(store.link(&link).await.unwrap(), Linked::Done);
    assert_eq!(
        store.link(&link).await.unwrap(),
        Linked::Done,
        "twice is once"
    );
    assert!(store.draft(&ada, &id).await.unwrap().is_some());
    assert!(
        store.session("of octo").await.unwrap().is_none(),
        "signed in as nobody of its own"
    );
    assert_eq!(
        store.aliases().await.unwrap(),
        Aliases::new([(octo.clone(), ada.clone())])
    );
    let again = account(Provider::GitHub, "7", "octo", "octo");
    assert_eq!(store.enter(&again).await.unwrap(), Entered::As(ada.clone()));
    let bob = Login::new("bob@acme.example");
    store
        .enter(&account(Provider::Oidc, "b", bob.as_str(), bob.as_str()))
        .await
        .unwrap();
    let theirs = account(Provider::GitHub, "7", bob.as_str(), "octo");
    assert_eq!(store.link(&theirs).await.unwrap(), Linked::OfAnother);
    let second = account(Provider::GitHub, "8", ada.as_str(), "octo2");
    assert_eq!(store.link(&second).await.unwrap(), Linked::HasAnother(octo));
}

async fn an_account_that_takes_part_by_itself_is_not_linked(bench: &Bench) {
    let store = &bench.store;
    let request = new_request("a/under-way");
    store.submit(&request).await.unwrap();
    let ada = "ada@acme.example";
    store
        .enter(&account(Provider::Oidc, "s", ada, ada))
        .await
        .unwrap();
    let asker = request.requester.as_str();
    let link = account(Provider::GitHub, "7", ada, asker);
    let linked = store.link(&link).await.unwrap();
    assert!(
        matches!(&linked, Linked::Busy(labels) if labels.len() == 1),
        "{linked:?}"
    );
    assert_eq!(store.aliases().await.unwrap(), Aliases::default());
}
