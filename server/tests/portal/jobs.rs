use crate::support::{bench, dev, form};
use domain::portal::*;
use domain::spec::Field;
use domain::trouble::System;
use server::portal::jobs::run_due_jobs;
use std::time::{Duration, Instant};

#[tokio::test]
async fn what_cannot_be_read_is_told_and_read_again_soon() {
    let bench = bench().await;
    run_due_jobs(&bench.services, "one").await;
    let page = bench
        .portal
        .inventory(&dev(), &InventoryQuery::default())
        .await
        .unwrap();
    assert!(
        page.as_of.iter().all(|age| age.trouble.is_some()),
        "{:?}",
        page.as_of
    );

    // The configured list is offered, and nothing is refused by it.
    let teams = bench
        .portal
        .choices(&dev(), ChoiceList::Teams, "", 10)
        .await
        .unwrap();
    assert_eq!(teams.entries[0].value, "payments");
    assert!(teams.caveat.unwrap().contains("Backstage does not answer"));
    let facts = bench.portal.check(&dev(), &form(1)).await.unwrap();
    assert_eq!(
        facts
            .fact_on(Field::Team)
            .map(|fact| fact.state)
            .collect::<Vec<_>>(),
        [FactState::Notice]
    );

    let store = &bench.services.store;
    let now = bench.services.clock.now();
    assert!(!store.try_job("teams", "two", now, 1000).await.unwrap());
    assert!(
        store
            .try_job("teams", "two", now.plus_seconds(61), 1000)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_list_that_its_source_answered_for_decides() {
    let bench = bench().await;
    let entry = Choice {
        value: "telemetry".into(),
        detail: String::new(),
        own: false,
    };
    let now = bench.services.clock.now();
    bench
        .services
        .store
        .replace_choices(ChoiceList::Teams, &[entry], now)
        .await
        .unwrap();
    let states = async |bench: &crate::support::Bench| {
        let checks = bench.portal.check(&dev(), &form(1)).await.unwrap();
        checks
            .fact_on(Field::Team)
            .map(|fact| fact.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&bench).await, [FactState::Bad]);
    // An old copy only hints.
    bench.services.clock.advance(3_600_000);
    assert_eq!(states(&bench).await, [FactState::Notice]);
}

#[tokio::test]
async fn a_silent_system_shows_among_the_sources() {
    let bench = bench().await;
    bench.portal.check(&dev(), &form(1)).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let sources = bench.portal.surroundings(&dev()).await.unwrap().sources;
        let silent = |system| {
            sources
                .iter()
                .any(|source| source.system == system && source.trouble.is_some())
        };
        if silent(System::Aws) && silent(System::GitHub) {
            return;
        }
        assert!(Instant::now() < deadline, "{sources:?}");
        tokio::task::yield_now().await;
    }
}
