use super::bench::{Bench, promises};
use super::samples::*;
use domain::github::Login;
use domain::request::*;
use domain::testing::NOW;
use server::store::*;

promises! {
    lists_are_filtered_counted_and_paged,
    a_search_takes_every_sign_literally,
    reviews_wait_in_the_order_they_came,
    durations_come_from_the_history,
    the_newest_look_is_kept,
}

fn filter() -> RequestFilter {
    RequestFilter {
        limit: 50,
        ..RequestFilter::default()
    }
}

async fn lists_are_filtered_counted_and_paged(bench: &Bench) {
    for number in 1..=7 {
        let request = submitted(bench, &format!("shop/repo-{number}")).await;
        if number % 2 == 0 {
            enter(
                bench,
                &request,
                Stage::InReview {
                    pr: pull_request(number),
                },
                NOW,
            )
            .await;
        }
    }
    let list = async |filter: RequestFilter| bench.store.list_requests(&filter).await.unwrap();
    let (rows, total) = list(RequestFilter {
        limit: 3,
        ..filter()
    })
    .await;
    assert_eq!((rows.len(), total, rows[0].label.as_str()), (3, 7, "REQ-7"));
    let (rows, total) = list(RequestFilter {
        limit: 3,
        before: Some(5),
        ..filter()
    })
    .await;
    assert_eq!((rows.len(), total, rows[0].label.as_str()), (3, 7, "REQ-4"));
    let in_review = RequestFilter {
        stages: vec![StageName::InReview, StageName::Approved],
        ..filter()
    };
    assert_eq!(list(in_review).await.1, 3);
    assert_eq!(
        list(RequestFilter {
            requester: Some(Login::new("Dora")),
            ..filter()
        })
        .await
        .1,
        7
    );
    assert_eq!(
        list(RequestFilter {
            requester: Some(Login::new("otto")),
            ..filter()
        })
        .await
        .1,
        0
    );
    assert_eq!(
        list(RequestFilter {
            team: Some("platform-engineering".into()),
            ..filter()
        })
        .await
        .1,
        7
    );
    let found = list(RequestFilter {
        text: "REPO-3 dora".into(),
        ..filter()
    })
    .await;
    assert_eq!(found.0[0].name, "shop/repo-3");
    assert_eq!(
        list(RequestFilter {
            text: "req-2".into(),
            ..filter()
        })
        .await
        .1,
        1
    );
    let mine = bench
        .store
        .requests_of(&Login::new("dora"), &[StageName::InReview], 2)
        .await
        .unwrap();
    assert_eq!(
        mine.iter()
            .map(|request| request.number)
            .collect::<Vec<_>>(),
        [6, 4]
    );
    assert_eq!(
        bench
            .store
            .requests_of(&Login::new("dora"), &[], 50)
            .await
            .unwrap()
            .len(),
        7
    );
}

async fn a_search_takes_every_sign_literally(bench: &Bench) {
    submitted(bench, "shop/a_b").await;
    submitted(bench, "shop/axb").await;
    for (text, total) in [
        ("a_b", 1),
        ("%", 0),
        ("!", 0),
        ("shop/a", 2),
        ("'; DROP", 0),
        ("\\", 0),
    ] {
        let found = bench
            .store
            .list_requests(&RequestFilter {
                text: text.into(),
                ..filter()
            })
            .await
            .unwrap();
        assert_eq!(found.1, total, "{text}");
    }
}

async fn reviews_wait_in_the_order_they_came(bench: &Bench) {
    let one = submitted(bench, "a/one").await;
    let two = submitted(bench, "a/two").await;
    enter(
        bench,
        &one,
        Stage::InReview {
            pr: pull_request(1),
        },
        NOW.plus_seconds(9),
    )
    .await;
    enter(
        bench,
        &two,
        Stage::InReview {
            pr: pull_request(2),
        },
        NOW.plus_seconds(3),
    )
    .await;
    let waiting = bench.store.waiting_for_review(10).await.unwrap();
    assert_eq!(
        waiting
            .iter()
            .map(|request| &request.id)
            .collect::<Vec<_>>(),
        [&two.id, &one.id]
    );
    assert_eq!(
        bench
            .store
            .count_waiting_for_review(&Login::new("rita"))
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        bench
            .store
            .count_waiting_for_review(&Login::new("dora"))
            .await
            .unwrap(),
        0
    );
    let one = bench.store.request(&one.id).await.unwrap().unwrap();
    enter(bench, &one, completed(1), NOW.plus_seconds(20)).await;
    let decided = bench.store.decided_lately(10).await.unwrap();
    assert_eq!(
        decided.iter().map(|row| &row.id).collect::<Vec<_>>(),
        [&one.id]
    );
}

async fn durations_come_from_the_history(bench: &Bench) {
    assert_eq!(bench.store.lead_time(NOW).await.unwrap(), None);
    for minutes in 1..=10 {
        let request = submitted(bench, &format!("a/repo-{minutes}")).await;
        let at = NOW.plus_seconds(60 * minutes);
        enter(bench, &request, completed(1), at).await;
    }
    let whole = bench.store.lead_time(NOW).await.unwrap().unwrap();
    assert_eq!((whole.count, whole.p50, whole.p95), (10, 300_000, 600_000));
    let stages = bench.store.lead_times(NOW).await.unwrap();
    let checking = StageTime {
        stage: StageName::Checking,
        count: 10,
        p50: 300_000,
        p95: 600_000,
    };
    assert_eq!(stages, [checking]);
    assert_eq!(
        bench
            .store
            .lead_time(NOW.plus_seconds(570))
            .await
            .unwrap()
            .unwrap()
            .count,
        1
    );
}

async fn the_newest_look_is_kept(bench: &Bench) {
    let request = submitted(bench, "a/one").await;
    let save = async |json: &str, at| {
        bench
            .store
            .save_seen(&request.id, "application", json, at)
            .await
            .unwrap()
    };
    save("{}", NOW).await;
    save("[1]", NOW.plus_seconds(2)).await;
    save("[2]", NOW.plus_seconds(1)).await;
    let seen = bench.store.seen(&request.id, "application").await.unwrap();
    assert_eq!(seen, Some(("[1]".into(), NOW.plus_seconds(2))));
    assert_eq!(
        bench.store.seen(&request.id, "resources").await.unwrap(),
        None
    );
}
