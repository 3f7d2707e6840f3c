use super::bench::{Bench, promises};
use domain::portal::{Choice, ChoiceList};
use domain::testing::NOW;
use domain::trouble::System;
use std::time::{Duration, Instant};

promises! {
    a_finished_delivery_is_not_handled_again,
    a_source_says_when_it_answered_and_what_is_wrong,
    one_of_many_workers_runs_a_job,
    choices_are_found_among_twenty_thousand,
    a_list_is_replaced_whole,
}

async fn a_finished_delivery_is_not_handled_again(bench: &Bench) {
    let store = &bench.store;
    assert!(store.remember_delivery("d1", "push", NOW).await.unwrap());
    assert!(store.remember_delivery("d1", "push", NOW).await.unwrap());
    store.finish_delivery("d1", NOW).await.unwrap();
    assert!(!store.remember_delivery("d1", "push", NOW).await.unwrap());
    assert_eq!(
        store.forget_deliveries(NOW.plus_seconds(1)).await.unwrap(),
        1
    );
    assert!(store.remember_delivery("d1", "push", NOW).await.unwrap());
}

async fn a_source_says_when_it_answered_and_what_is_wrong(bench: &Bench) {
    let store = &bench.store;
    let github = async || {
        store
            .sources()
            .await
            .unwrap()
            .into_iter()
            .find(|s| s.system == System::GitHub)
            .unwrap()
    };
    assert_eq!(store.sources().await.unwrap().len(), System::OUTSIDE.len());
    store
        .source_failed(System::GitHub, "no route", NOW)
        .await
        .unwrap();
    assert_eq!(
        (
            github().await.last_answer,
            github().await.trouble.as_deref()
        ),
        (None, Some("no route"))
    );
    store
        .source_answered(System::GitHub, NOW.plus_seconds(5))
        .await
        .unwrap();
    store
        .source_failed(
            System::GitHub,
            "began before that answer",
            NOW.plus_seconds(4),
        )
        .await
        .unwrap();
    store
        .source_answered(System::GitHub, NOW.plus_seconds(3))
        .await
        .unwrap();
    assert_eq!(
        (github().await.last_answer, github().await.trouble),
        (Some(NOW.plus_seconds(5)), None)
    );
}

async fn one_of_many_workers_runs_a_job(bench: &Bench) {
    let all: Vec<_> = (0..10)
        .map(|worker| {
            let store = bench.store.clone();
            tokio::spawn(async move {
                store
                    .try_job("census", &format!("w{worker}"), NOW, 60_000)
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut runners = Vec::new();
    for (worker, one) in all.into_iter().enumerate() {
        if one.await.unwrap() {
            runners.push(format!("w{worker}"));
        }
    }
    assert_eq!(runners.len(), 1);
    let store = &bench.store;
    // Held, then free when the worker died.
    assert!(
        !store
            .try_job("census", "x", NOW.plus_seconds(59), 60_000)
            .await
            .unwrap()
    );
    assert!(
        store
            .try_job("census", "x", NOW.plus_seconds(60), 60_000)
            .await
            .unwrap()
    );
    store.finish_job("census", &runners[0], NOW).await.unwrap();
    assert!(
        !store
            .try_job("census", "y", NOW.plus_seconds(61), 60_000)
            .await
            .unwrap()
    );
    store
        .finish_job("census", "x", NOW.plus_seconds(300))
        .await
        .unwrap();
    assert!(
        !store
            .try_job("census", "y", NOW.plus_seconds(299), 60_000)
            .await
            .unwrap()
    );
    store
        .hasten_job("census", NOW.plus_seconds(200))
        .await
        .unwrap();
    assert!(
        store
            .try_job("census", "y", NOW.plus_seconds(200), 60_000)
            .await
            .unwrap()
    );
}

fn choice(value: &str, detail: &str) -> Choice {
    Choice {
        value: value.into(),
        detail: detail.into(),
        own: false,
    }
}

async fn choices_are_found_among_twenty_thousand(bench: &Bench) {
    let entries: Vec<Choice> = (0..20_000)
        .map(|number| choice(&format!("team-{number:05}"), &format!("Squad {number}")))
        .collect();
    bench
        .store
        .replace_choices(ChoiceList::Teams, &entries, NOW)
        .await
        .unwrap();
    let own = ["team-19999".to_owned()];
    let began = Instant::now();
    let first = bench
        .store
        .search_choices(ChoiceList::Teams, "", &own, 3)
        .await
        .unwrap();
    assert_eq!((first.total, first.as_of), (20_000, Some(NOW)));
    let values: Vec<_> = first
        .entries
        .iter()
        .map(|entry| (entry.value.as_str(), entry.own))
        .collect();
    assert_eq!(
        values,
        [
            ("team-19999", true),
            ("team-00000", false),
            ("team-00001", false)
        ]
    );
    let found = bench
        .store
        .search_choices(ChoiceList::Teams, "SQUAD 1234 ", &own, 20)
        .await
        .unwrap();
    assert_eq!((found.total, found.entries.len()), (12, 12));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

async fn a_list_is_replaced_whole(bench: &Bench) {
    let store = &bench.store;
    let twice = [
        choice("Zeta", ""),
        choice("alpha", "x"),
        choice("alpha", "y"),
    ];
    store
        .replace_choices(ChoiceList::Systems, &twice, NOW)
        .await
        .unwrap();
    store
        .replace_choices(ChoiceList::Clusters, &[choice("eks", "")], NOW)
        .await
        .unwrap();
    let values = async |list, typed: &str| {
        let found = store.search_choices(list, typed, &[], 10).await.unwrap();
        found
            .entries
            .into_iter()
            .map(|entry| entry.value)
            .collect::<Vec<_>>()
    };
    assert_eq!(values(ChoiceList::Systems, "").await, ["Zeta", "alpha"]);
    assert_eq!(values(ChoiceList::Systems, "z").await, ["Zeta"]);
    store
        .replace_choices(
            ChoiceList::Systems,
            &[choice("beta", "")],
            NOW.plus_seconds(1),
        )
        .await
        .unwrap();
    assert_eq!(values(ChoiceList::Systems, "").await, ["beta"]);
    assert_eq!(values(ChoiceList::Clusters, "").await, ["eks"]);
    let never = store
        .search_choices(ChoiceList::Teams, "", &[], 10)
        .await
        .unwrap();
    assert_eq!((never.total, never.as_of), (0, None));
}
