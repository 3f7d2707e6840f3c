use super::bench::{Bench, promises};
use super::registry::{digest, image, repository, take_in};
use super::samples::*;
use domain::github::{Login, RepoSlug};
use domain::portal::Found;
use domain::request::{RequestId, Stage};
use domain::testing::NOW;
use server::store::SavedView;

promises! {
    a_repository_is_found_by_its_best_name_first,
    teams_and_systems_are_found_with_their_repositories,
    a_request_is_found_by_number_pull_request_and_words,
    counting_ends_where_nobody_reads_on,
    an_image_is_found_by_its_full_name,
    a_view_is_renamed_and_shared_by_its_owner_alone,
}

async fn names(bench: &Bench, text: &str) -> (Vec<String>, bool) {
    let found = bench.store.find_in_inventory(text, 10).await.unwrap();
    let rows = found.repositories.rows.iter();
    assert_eq!(found.repositories.total, rows.len() as u64);
    let names = rows.map(|row| row.key.name.to_string()).collect();
    (names, found.repositories.exact)
}

async fn a_repository_is_found_by_its_best_name_first(bench: &Bench) {
    for name in [
        "a/myapi",
        "api",
        "api/web",
        "shop/api",
        "x/apidocs",
        "y/other",
    ] {
        repository(bench, name).await;
    }
    let (found, exact) = names(bench, "API").await;
    assert_eq!(
        found,
        ["api", "shop/api", "api/web", "x/apidocs", "a/myapi"]
    );
    assert!(exact, "whatever the case");
    assert_eq!(
        names(bench, "shop/api").await,
        (vec!["shop/api".to_owned()], true)
    );
    // The team is one of the words of every repository here.
    assert_eq!(
        names(bench, "payments other").await,
        (vec!["y/other".to_owned()], false)
    );
    assert_eq!(names(bench, "  ").await, (vec![], false));
    let few = bench.store.find_in_inventory("api", 2).await.unwrap();
    let few = few.repositories;
    assert_eq!((few.rows.len(), few.total), (2, 5));
}

async fn teams_and_systems_are_found_with_their_repositories(bench: &Bench) {
    repository(bench, "a/one").await;
    submitted(bench, "b/two").await;
    let found = bench.store.find_in_inventory("PAYMENTS", 5).await.unwrap();
    assert_eq!(found.teams.rows, [("payments".to_owned(), 1)]);
    assert!(found.teams.exact && found.systems.rows.is_empty());
    let found = bench.store.find_in_inventory("platf", 5).await.unwrap();
    assert_eq!(found.teams.rows, [("platform-engineering".to_owned(), 1)]);
    assert!(!found.teams.exact);
    let found = bench.store.find_in_inventory("space", 5).await.unwrap();
    assert_eq!(found.systems.rows, [("spacetech".to_owned(), 1)]);
}

async fn a_request_is_found_by_number_pull_request_and_words(bench: &Bench) {
    let store = &bench.store;
    let one = submitted(bench, "shop/one").await;
    let two = submitted(bench, "shop/two").await;
    let pr = pull_request(17);
    enter(bench, &two, Stage::InReview { pr }, NOW).await;

    let ids = |rows: Vec<domain::portal::RequestRow>| -> Vec<RequestId> {
        rows.into_iter().map(|row| row.id).collect()
    };
    let by_id = store.request_by_id(&one.id).await.unwrap();
    assert_eq!(ids(by_id), std::slice::from_ref(&one.id));
    let by_number = store.request_by_number(two.number).await.unwrap();
    assert_eq!(ids(by_number), std::slice::from_ref(&two.id));
    let repo = RepoSlug::new("spacetech", "MY-app").unwrap();
    let other = RepoSlug::new("spacetech", "other").unwrap();
    for (repo, number, expected) in [
        (None, 17, Some(&two.id)),
        (Some(&repo), 17, Some(&two.id)),
        (Some(&other), 17, None),
        (None, 18, None),
    ] {
        let found = store
            .requests_of_pull_request(repo, number, 5)
            .await
            .unwrap();
        assert_eq!(
            ids(found),
            expected.cloned().into_iter().collect::<Vec<_>>()
        );
    }
    let words = store.find_requests("SHOP platform", 5).await.unwrap();
    assert_eq!((words.total, words.at_least), (2, false));
    assert_eq!(ids(words.rows), [two.id, one.id], "the newest first");
    assert_eq!(
        store.find_requests("a_b%", 5).await.unwrap(),
        Found::default()
    );
}

async fn counting_ends_where_nobody_reads_on(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let images = (0..30).map(|number| image(number, &[&format!("build-{number:02}")]));
    take_in(bench, id, images.collect(), &[]).await;
    let store = &bench.store;
    let count = async |typed: &str, most| store.count_images_anywhere(typed, most).await.unwrap();
    assert_eq!(count("build-", 100).await, 30);
    assert_eq!(count("build-", 7).await, 7);
    assert_eq!(count("build-1", 100).await, 10);
    assert_eq!(count(&digest(3).as_str()[..70], 100).await, 16);
    assert_eq!(count("", 100).await, 0);
}

async fn an_image_is_found_by_its_full_name(bench: &Bench) {
    let store = &bench.store;
    let id = repository(bench, "a/one").await;
    let key = super::registry::address_of("a/one");
    take_in(
        bench,
        id,
        vec![image(1, &["v1", "latest"]), image(2, &[])],
        &[],
    )
    .await;
    let by_tag = store.image_at(&key, "v1").await.unwrap().unwrap();
    assert_eq!(
        (by_tag.tag.as_deref(), by_tag.digest),
        (Some("v1"), digest(1))
    );
    let by_digest = store
        .image_at(&key, digest(2).as_str())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((by_digest.tag, by_digest.repository), (None, key.clone()));
    assert_eq!(store.image_at(&key, "v2").await.unwrap(), None);
    let anywhere = store.images_called(&key.name, "latest", 5).await.unwrap();
    assert_eq!(anywhere.len(), 1);
    let mut other = key;
    other.name = domain::name::RepositoryName::parse("a/onetwo").unwrap();
    assert!(
        store
            .images_called(&other.name, "v1", 5)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_view_is_renamed_and_shared_by_its_owner_alone(bench: &Bench) {
    let store = &bench.store;
    let (dora, rhea) = (Login::new("dora"), Login::new("rhea"));
    for (owner, name) in [(&rhea, "A of Rhea"), (&dora, "Z of Dora"), (&dora, "b")] {
        let view = SavedView {
            id: format!("{owner}-{name}"),
            owner: owner.clone(),
            name: name.into(),
            query: "team=x".into(),
            is_shared: *owner == rhea,
            created: NOW,
        };
        store.save_view(&view).await.unwrap();
    }
    let names = async |person: &Login| -> Vec<String> {
        let views = store.views_for(person, 10).await.unwrap();
        views.into_iter().map(|view| view.name).collect()
    };
    assert_eq!(names(&dora).await, ["Z of Dora", "b", "A of Rhea"]);
    let id = "dora-b";
    assert!(
        !store
            .change_view(&rhea, id, "mine", true, NOW)
            .await
            .unwrap()
    );
    assert!(store.change_view(&dora, id, "c", true, NOW).await.unwrap());
    assert_eq!(names(&rhea).await, ["A of Rhea", "c"]);
    assert!(!store.drop_view(&rhea, id, NOW).await.unwrap());
}
