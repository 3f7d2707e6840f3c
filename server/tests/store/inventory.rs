use super::bench::{Bench, promises};
use super::samples::*;
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::portal::{InventoryQuery, RepositoryState, Sort};
use domain::request::*;
use domain::testing::NOW;
use domain::trouble::{System, Trouble, TroubleKind};
use server::store::*;

promises! {
    a_census_writes_only_what_changed,
    what_vanished_from_aws_is_marked_or_forgotten,
    an_earlier_census_denies_nothing,
    a_request_shows_at_once_and_as_it_fares,
    every_order_pages_forth_and_back_over_every_row,
    facets_count_with_the_other_filters_applied,
    the_copy_in_memory_follows_every_change,
    a_piece_of_any_word_is_found,
    a_taken_name_says_by_whom,
    names_like_it_are_found,
    the_copy_says_how_old_it_is,
}

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

fn found(name: &str, region_id: &str, team: Option<&str>, managed: bool) -> RepositoryFound {
    let key = Address {
        account: account(),
        region: region(region_id),
        name: RepositoryName::parse_existing(name).unwrap(),
    };
    RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: Some(NOW.plus_seconds(i64::try_from(name.len()).unwrap())),
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: Some(
                domain::lifecycle::LifecyclePolicy::keep_last(5).canonical_json(),
            ),
            tags: [("team".to_owned(), "x".to_owned())].into(),
        },
        key,
        team: team.map(str::to_owned),
        system: None,
        cluster: None,
        description: Some("Images of the shop".into()),
        source: Some("spacetech/shop".into()),
        managed,
    }
}

async fn census(bench: &Bench, rows: &[RepositoryFound], seconds: i64) -> CensusChanges {
    let at = NOW.plus_seconds(seconds);
    bench
        .store
        .census(&account(), region("us-east-1"), rows, at)
        .await
        .unwrap()
}

async fn state(bench: &Bench, name: &str) -> Option<RepositoryState> {
    let key = found(name, "us-east-1", None, false).key;
    bench
        .store
        .repository(&key)
        .await
        .unwrap()
        .map(|known| known.row.state)
}

async fn a_census_writes_only_what_changed(bench: &Bench) {
    let mut rows = vec![
        found("shop/web", "us-east-1", Some("shop"), true),
        found("1old--one", "us-east-1", None, false),
    ];
    assert_eq!(
        census(bench, &rows, 1).await,
        CensusChanges {
            written: 2,
            vanished: 0
        }
    );
    assert_eq!(census(bench, &rows, 2).await, CensusChanges::default());
    rows[1].seen.scan_on_push = false;
    assert_eq!(
        census(bench, &rows, 3).await,
        CensusChanges {
            written: 1,
            vanished: 0
        }
    );
    let known = bench.store.repository(&rows[1].key).await.unwrap().unwrap();
    assert_eq!(known.seen.as_ref(), Some(&rows[1].seen));
    assert_eq!(
        (known.as_of, known.managed),
        (Some(NOW.plus_seconds(3)), false)
    );
    assert_eq!(
        (known.row.state, known.row.scan_on_push),
        (RepositoryState::Unmanaged, Some(false))
    );
    assert!(known.row.lifecycle.unwrap().contains('5'));
    assert_eq!(known.source.as_deref(), Some("spacetech/shop"));
    assert_eq!(state(bench, "shop/web").await, Some(RepositoryState::Ready));
    assert_eq!(state(bench, "shop/none").await, None);
}

async fn what_vanished_from_aws_is_marked_or_forgotten(bench: &Bench) {
    let rows = [
        found("shop/web", "us-east-1", None, true),
        found("old/one", "us-east-1", None, false),
    ];
    let elsewhere = [found("shop/eu", "eu-west-1", None, true)];
    census(bench, &rows, 1).await;
    bench
        .store
        .census(&account(), region("eu-west-1"), &elsewhere, NOW)
        .await
        .unwrap();
    assert_eq!(
        census(bench, &[], 2).await,
        CensusChanges {
            written: 0,
            vanished: 2
        }
    );
    assert_eq!(
        state(bench, "shop/web").await,
        Some(RepositoryState::Missing)
    );
    assert_eq!(state(bench, "old/one").await, None);
    assert_eq!(census(bench, &[], 3).await, CensusChanges::default());
    assert_eq!(census(bench, &rows, 4).await.written, 2);
    assert_eq!(state(bench, "shop/web").await, Some(RepositoryState::Ready));
    assert_eq!(
        bench
            .store
            .inventory(&InventoryQuery::default(), 10)
            .await
            .unwrap()
            .total,
        3
    );
}

async fn an_earlier_census_denies_nothing(bench: &Bench) {
    let request = submitted(bench, "shop/new").await;
    enter(bench, &request, completed(1), NOW.plus_seconds(10)).await;
    assert_eq!(state(bench, "shop/new").await, Some(RepositoryState::Ready));
    census(bench, &[], 9).await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Ready),
        "it was read before"
    );
    census(bench, &[found("other/x1", "us-east-1", None, false)], 8).await;
    assert_eq!(
        state(bench, "other/x1").await,
        None,
        "an older reading that arrives late"
    );
    census(bench, &[], 11).await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Missing)
    );
}

async fn a_request_shows_at_once_and_as_it_fares(bench: &Bench) {
    let request = submitted(bench, "shop/new").await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Coming)
    );
    let known = bench
        .store
        .repository(&address("shop/new"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        known.row.request.map(|row| row.id),
        Some(request.id.clone())
    );
    assert_eq!(known.row.team.as_deref(), Some("platform-engineering"));
    let waits = enter(bench, &request, Stage::NeedsInput { problems: vec![] }, NOW).await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Attention)
    );
    let on = enter(bench, &waits, Stage::Publishing { pr: None }, NOW).await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Coming)
    );
    let mut stuck = Commit::on(&on, None);
    let trouble = Trouble::new(System::GitHub, TroubleKind::Permission, "no");
    stuck.waiting = Some(Some(Waiting {
        trouble,
        since: NOW,
        next_try: None,
    }));
    bench.store.commit(stuck).await.unwrap();
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Attention)
    );
    enter(bench, &on, cancelled(), NOW).await;
    assert_eq!(state(bench, "shop/new").await, None);
    census(
        bench,
        &[found("shop/new", "us-east-1", Some("shop"), false)],
        5,
    )
    .await;
    assert_eq!(
        state(bench, "shop/new").await,
        Some(RepositoryState::Unmanaged)
    );
}

async fn stocked(bench: &Bench) -> usize {
    let mut rows = Vec::new();
    for number in 0..23 {
        let team = ["Zebra", "alpha", "beta"].get(number % 4).copied();
        rows.push(found(
            &format!("shop/repo-{number:02}"),
            "us-east-1",
            team,
            number % 2 == 0,
        ));
    }
    census(bench, &rows, 1).await;
    let eu: Vec<_> = (0..5)
        .map(|n| {
            found(
                &format!("shop/repo-{n:02}"),
                "eu-west-1",
                Some("alpha"),
                true,
            )
        })
        .collect();
    bench
        .store
        .census(&account(), region("eu-west-1"), &eu, NOW)
        .await
        .unwrap();
    submitted(bench, "new/one").await;
    29
}

async fn every_order_pages_forth_and_back_over_every_row(bench: &Bench) {
    let total = stocked(bench).await;
    for sort in Sort::ALL {
        for descending in [false, true] {
            let query = InventoryQuery {
                sort,
                descending,
                ..InventoryQuery::default()
            };
            let whole = bench.store.inventory(&query, 100).await.unwrap();
            assert_eq!(
                (whole.rows.len(), whole.next.clone(), whole.previous.clone()),
                (total, None, None)
            );
            let keys = |rows: &[domain::portal::RepositoryRow]| {
                rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>()
            };
            let whole = keys(&whole.rows);
            let mut forth = Vec::new();
            let mut after = None;
            let last = loop {
                let page = bench
                    .store
                    .inventory(
                        &InventoryQuery {
                            after,
                            ..query.clone()
                        },
                        7,
                    )
                    .await
                    .unwrap();
                forth.extend(keys(&page.rows));
                if page.next.is_none() {
                    break page;
                }
                after = page.next;
            };
            assert_eq!(forth, whole, "{sort:?} {descending}");
            let mut back = keys(&last.rows);
            let mut before = last.previous;
            while let Some(cursor) = before {
                let page = bench
                    .store
                    .inventory(
                        &InventoryQuery {
                            after: Some(cursor),
                            ..query.clone()
                        },
                        7,
                    )
                    .await
                    .unwrap();
                let mut rows = keys(&page.rows);
                rows.retain(|key| !back.contains(key));
                rows.extend(back);
                back = rows;
                before = page.previous;
                assert!(page.next.is_some());
            }
            assert_eq!(back, whole, "back, {sort:?} {descending}");
        }
    }
    let odd = InventoryQuery {
        after: Some("nonsense".into()),
        ..InventoryQuery::default()
    };
    assert_eq!(bench.store.inventory(&odd, 7).await.unwrap().previous, None);
    let by_team = InventoryQuery {
        sort: Sort::Team,
        descending: true,
        ..InventoryQuery::default()
    };
    let rows = bench.store.inventory(&by_team, 1).await.unwrap().rows;
    assert_eq!(
        rows[0].team.as_deref(),
        Some("platform-engineering"),
        "capitals first on both engines"
    );
}

async fn facets_count_with_the_other_filters_applied(bench: &Bench) {
    stocked(bench).await;
    let query = InventoryQuery {
        teams: vec!["alpha".into()],
        regions: vec!["us-east-1".into()],
        ..InventoryQuery::default()
    };
    let page = bench.store.inventory(&query, 100).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (6, 6));
    assert_eq!(
        page.facets.regions.values,
        [("us-east-1".to_owned(), 6), ("eu-west-1".to_owned(), 5)]
    );
    let teams: Vec<_> = page
        .facets
        .teams
        .values
        .iter()
        .map(|(team, count)| (team.as_str(), *count))
        .collect();
    assert_eq!(
        teams,
        [
            ("Zebra", 6),
            ("alpha", 6),
            ("beta", 6),
            ("platform-engineering", 1)
        ]
    );
    assert_eq!(page.facets.states, [(RepositoryState::Unmanaged, 6)]);
    let coming = InventoryQuery {
        states: vec![RepositoryState::Coming, RepositoryState::Ready],
        ..Default::default()
    };
    let page = bench.store.inventory(&coming, 100).await.unwrap();
    assert_eq!(page.total, 18);
    assert_eq!(
        page.facets
            .states
            .iter()
            .map(|(_, count)| count)
            .sum::<u64>(),
        29
    );
    assert!(page.rows.iter().any(|row| row.request.is_some()));
}

/// Against a store that has just read everything anew.
async fn the_copy_in_memory_follows_every_change(bench: &Bench) {
    let names = ["a/one", "b/two", "c/three", "d/four", "e/five", "f/six"];
    let mut seed: usize = 7;
    for round in 0..12 {
        let rows: Vec<RepositoryFound> = names
            .iter()
            .enumerate()
            .filter(|(index, _)| (seed >> index) & 1 == 1)
            .map(|(index, name)| {
                let team = ["red", "blue"].get((seed + index) % 3).copied();
                found(name, "us-east-1", team, index % 2 == 0)
            })
            .collect();
        census(bench, &rows, round).await;
        if round == 4 {
            submitted(bench, "g/seven").await;
        }
        for sort in Sort::ALL {
            let query = InventoryQuery {
                sort,
                descending: round % 2 == 0,
                ..InventoryQuery::default()
            };
            let fresh = Store::open(&bench.url, 2).await.unwrap();
            assert_eq!(
                bench.store.inventory(&query, 4).await.unwrap(),
                fresh.inventory(&query, 4).await.unwrap(),
                "{sort:?} in round {round}"
            );
        }
        seed = (seed * 29 + 11) % 64;
    }
}

async fn a_piece_of_any_word_is_found(bench: &Bench) {
    stocked(bench).await;
    let total = async |text: &str| {
        let query = InventoryQuery {
            text: text.into(),
            ..InventoryQuery::default()
        };
        bench.store.inventory(&query, 100).await.unwrap().total
    };
    for (text, expected) in [
        ("repo-07", 1),
        ("EPO-0", 15),
        ("shop alph", 11),
        ("us-east repo-0", 10),
        ("07", 1),
        ("06 sh", 1),
        ("images of", 28),
        ("eks-prod", 1),
        ("repo_07", 0),
        ("\"repo", 0),
        ("repo-07\" OR \"x", 0),
        ("%", 0),
        ("*", 0),
        ("NEAR(", 0),
        ("", 29),
    ] {
        assert_eq!(total(text).await, expected, "{text}");
    }
}

async fn a_taken_name_says_by_whom(bench: &Bench) {
    stocked(bench).await;
    assert!(matches!(
        bench.store.name_free(&address("shop/free")).await.unwrap(),
        Holder::Nobody
    ));
    assert!(matches!(
        bench.store.name_free(&address("shop/repo-01")).await.unwrap(),
        Holder::Repository(row) if row.state == RepositoryState::Unmanaged
    ));
    assert!(matches!(
        bench.store.name_free(&address("new/one")).await.unwrap(),
        Holder::Request(row) if row.name == "new/one"
    ));
}

async fn names_like_it_are_found(bench: &Bench) {
    let rows = [
        "payments/my-app-registry",
        "billing/web-frontend",
        "payments/my-apps-registry",
    ]
    .map(|name| found(name, "us-east-1", None, true));
    census(bench, &rows, 1).await;
    let names = async |name: &str| {
        let rows = bench.store.similar_names(&address(name), 5).await.unwrap();
        rows.iter()
            .map(|row| row.key.name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("payments/my-app-registry2").await,
        ["payments/my-app-registry", "payments/my-apps-registry"]
    );
    assert_eq!(
        names("payments/my-app-registry").await,
        ["payments/my-apps-registry"]
    );
    assert_eq!(names("xy").await, Vec::<String>::new());
}

async fn the_copy_says_how_old_it_is(bench: &Bench) {
    census(bench, &[], 5).await;
    let failed = async |seconds| {
        let at = NOW.plus_seconds(seconds);
        bench
            .store
            .census_failed(&account(), region("us-east-1"), "denied", at)
            .await
            .unwrap();
        bench.store.census_ages().await.unwrap().remove(0)
    };
    assert_eq!(failed(4).await.trouble, None);
    let age = failed(6).await;
    assert_eq!(
        (age.read, age.trouble.as_deref()),
        (Some(NOW.plus_seconds(5)), Some("denied"))
    );
    census(bench, &[], 7).await;
    let page = bench
        .store
        .inventory(&InventoryQuery::default(), 5)
        .await
        .unwrap();
    assert_eq!(
        (page.as_of[0].read, page.as_of[0].trouble.clone()),
        (Some(NOW.plus_seconds(7)), None)
    );
}
