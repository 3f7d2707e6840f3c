//! What a repository's row says after a change of its settings.

use super::bench::{Bench, promises};
use super::samples::*;
use domain::observed::RepositorySeen;
use domain::request::{Catalog, Change, ChangeKind, Request, StageName, What};
use domain::settings_change::{SettingsChange, Values};
use domain::testing::NOW;
use domain::text::{Description, TeamName};
use server::store::*;

promises! {
    the_row_follows_a_change_of_settings_once_it_is_carried_out,
    one_change_of_settings_at_a_time_is_on_its_way,
}

fn other_owner(name: &str, team: &str) -> Change {
    let mut spec = change(name).spec().clone();
    spec.team = TeamName::parse(team).unwrap();
    spec.description = Description::parse("Said anew").unwrap();
    let wanted = Values {
        team: Some(team.to_owned()),
        ..Values::default()
    };
    let change = SettingsChange {
        object: "x".into(),
        was: Values::default(),
        wanted,
        files: vec![],
    };
    Change::Settings {
        spec,
        change: Box::new(change),
    }
}

async fn asked(bench: &Bench, change: Change) -> Submitted {
    let new = NewRequest {
        change,
        ..new_request("shop/api")
    };
    bench.store.submit(&new).await.unwrap()
}

async fn known(bench: &Bench) -> RepositoryKnown {
    let found = bench.store.repository(&address("shop/api")).await;
    found.unwrap().unwrap()
}

async fn says(bench: &Bench) -> (String, String, StageName) {
    let known = known(bench).await;
    let stage = known.row.request.unwrap().stage;
    (known.row.team.unwrap(), known.description.unwrap(), stage)
}

fn seen() -> RepositoryFound {
    let key = address("shop/api");
    RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: None,
            mutability: "MUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: [("team".to_owned(), "platform-engineering".to_owned())].into(),
        },
        key,
        team: Some("platform-engineering".into()),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: true,
    }
}

/// As the worker notes about the catalog, long after the rest.
async fn noted(bench: &Bench, request: &Request) {
    let request = bench.store.request(&request.id).await.unwrap().unwrap();
    let catalog = Catalog::Listed {
        entity: "resource:default/x".into(),
    };
    let mut step = Commit::on(&request, None);
    let said = What::CatalogChanged {
        catalog: catalog.clone(),
    };
    step.events.push((NOW, domain::people::Actor::Berth, said));
    step.catalog = Some(catalog);
    let written = bench.store.commit(step).await.unwrap();
    assert!(matches!(written, Committed::Yes(_)));
}

async fn the_row_follows_a_change_of_settings_once_it_is_carried_out(bench: &Bench) {
    let first = submitted(bench, "shop/api").await;
    enter(bench, &first, completed(1), NOW.plus_seconds(1)).await;
    let key = address("shop/api");
    let at = NOW.plus_seconds(2);
    let store = &bench.store;
    store
        .census(&key.account, key.region, &[seen()], at)
        .await
        .unwrap();
    let Submitted::Created(second) = asked(bench, other_owner("shop/api", "checkout")).await else {
        panic!("not created")
    };
    assert_eq!(second.change.kind(), ChangeKind::Settings);
    let (team, ..) = says(bench).await;
    assert_eq!(team, "platform-engineering", "nothing has happened yet");
    enter(bench, &second, completed(2), NOW.plus_seconds(3)).await;
    let now = ("checkout".into(), "Said anew".into(), StageName::Completed);
    assert_eq!(says(bench).await, now);
    let row = known(bench).await.row;
    assert_eq!(
        row.request.unwrap().id,
        first.id,
        "it stays the first one’s"
    );
    noted(bench, &first).await;
    assert_eq!(says(bench).await, now, "what is past does not come back");
}

async fn one_change_of_settings_at_a_time_is_on_its_way(bench: &Bench) {
    let first = submitted(bench, "shop/api").await;
    enter(bench, &first, completed(1), NOW.plus_seconds(1)).await;
    let Submitted::Created(second) = asked(bench, other_owner("shop/api", "a")).await else {
        panic!("not created")
    };
    let Submitted::NameTaken { by } = asked(bench, other_owner("shop/api", "b")).await else {
        panic!("two at once")
    };
    assert_eq!(by.id, second.id);
}
