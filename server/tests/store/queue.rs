use super::bench::{Bench, promises};
use super::samples::*;
use domain::people::Actor;
use domain::request::*;
use domain::testing::NOW;
use server::store::*;
use std::collections::HashMap;

promises! {
    ten_claimers_claim_each_request_once,
    the_one_due_longest_comes_first_and_none_too_early,
    a_worker_that_overslept_writes_nothing,
    a_wake_during_a_lease_is_not_lost,
    a_wake_during_a_lease_outlives_the_worker,
    a_lease_is_given_back_and_prolonged_by_its_holder_alone,
    webhooks_wake_what_they_are_about,
    all_that_is_open_can_be_woken,
    a_person_who_acts_wakes_the_request,
    figures_tell_how_the_queue_stands,
}

async fn ten_claimers_claim_each_request_once(bench: &Bench) {
    for number in 0..30 {
        submitted(bench, &format!("load/repo-{number}")).await;
    }
    let workers: Vec<_> = (0..10)
        .map(|worker| {
            let store = bench.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(claimed) = store
                    .claim(&format!("w{worker}"), NOW, 60_000)
                    .await
                    .unwrap()
                {
                    mine.push(claimed.request.id);
                }
                mine
            })
        })
        .collect();
    let mut times: HashMap<RequestId, u32> = HashMap::new();
    for worker in workers {
        for id in worker.await.unwrap() {
            *times.entry(id).or_default() += 1;
        }
    }
    assert_eq!(times.len(), 30);
    assert!(times.values().all(|&times| times == 1), "{times:?}");
}

async fn the_one_due_longest_comes_first_and_none_too_early(bench: &Bench) {
    let late = submitted_at(bench, "a/late", NOW.plus_seconds(60)).await;
    let early = submitted_at(bench, "a/early", NOW).await;
    assert!(
        bench
            .store
            .claim("w", NOW.plus_millis(-1), 60_000)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(bench.store.next_wake().await.unwrap(), Some(NOW));
    let first = claim(bench, "w", NOW.plus_seconds(61)).await;
    assert_eq!(first.request.id, early.id);
    assert!(bench.store.release(&first.lease, None).await.unwrap());
    assert_eq!(
        claim(bench, "w", NOW.plus_seconds(61)).await.request.id,
        late.id
    );
    // Held: due when the lease ends.
    assert_eq!(
        bench.store.next_wake().await.unwrap(),
        Some(NOW.plus_seconds(121))
    );
}

async fn a_worker_that_overslept_writes_nothing(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let slow = claim(bench, "same-name", NOW).await;
    let quick = claim(bench, "same-name", NOW.plus_seconds(61)).await;
    assert_eq!(quick.request.id, request.id);
    let mut late = Commit::on(&slow.request, Some(&slow.lease));
    late.stage = Some((cancelled(), NOW));
    late.attempt = Some(9);
    assert!(matches!(
        bench.store.commit(late).await.unwrap(),
        Committed::Stale
    ));
    assert!(!bench.store.release(&slow.lease, None).await.unwrap());
    assert!(
        bench
            .store
            .extend(&slow.lease, NOW, 60_000)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        bench.store.request(&request.id).await.unwrap(),
        Some(request)
    );
    let mut step = Commit::on(&quick.request, Some(&quick.lease));
    step.events = vec![(NOW, Actor::Berth, What::RetryAsked)];
    assert!(matches!(
        bench.store.commit(step).await.unwrap(),
        Committed::Yes(_)
    ));
}

async fn a_wake_during_a_lease_is_not_lost(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    for wish in [None, Some(NOW.plus_seconds(600))] {
        let held = claim(bench, "w", NOW).await;
        bench.store.wake(&request.id, NOW).await.unwrap();
        assert!(
            bench
                .store
                .claim("other", NOW, 60_000)
                .await
                .unwrap()
                .is_none()
        );
        bench.store.release(&held.lease, wish).await.unwrap();
        assert_eq!(
            bench.store.next_wake().await.unwrap(),
            Some(NOW),
            "{wish:?}"
        );
    }
    // Told once: the look that follows is the answer to it.
    let held = claim(bench, "w", NOW).await;
    bench.store.release(&held.lease, None).await.unwrap();
    assert_eq!(bench.store.next_wake().await.unwrap(), None);
}

async fn a_wake_during_a_lease_outlives_the_worker(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let held = claim(bench, "dies", NOW).await;
    let mut step = Commit::on(&held.request, Some(&held.lease));
    step.wake_at = Some(NOW.plus_seconds(3600));
    bench.store.commit(step).await.unwrap();
    bench
        .store
        .wake(&request.id, NOW.plus_seconds(1))
        .await
        .unwrap();
    let next = bench.store.next_wake().await.unwrap();
    assert_eq!(next, Some(NOW.plus_seconds(60)));
    assert_eq!(
        claim(bench, "w", NOW.plus_seconds(60)).await.request.id,
        request.id
    );
}

async fn a_lease_is_given_back_and_prolonged_by_its_holder_alone(bench: &Bench) {
    submitted(bench, "payments/api").await;
    let held = claim(bench, "w", NOW).await;
    let foreign = Lease {
        worker: "x".into(),
        ..held.lease.clone()
    };
    assert!(!bench.store.release(&foreign, None).await.unwrap());
    let longer = bench
        .store
        .extend(&held.lease, NOW.plus_seconds(50), 60_000)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(longer.until, NOW.plus_seconds(110));
    assert!(
        bench
            .store
            .claim("x", NOW.plus_seconds(100), 60_000)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        bench
            .store
            .release(&longer, Some(NOW.plus_seconds(200)))
            .await
            .unwrap()
    );
    assert!(!bench.store.release(&longer, None).await.unwrap());
    assert_eq!(
        bench.store.next_wake().await.unwrap(),
        Some(NOW.plus_seconds(200))
    );
}

async fn webhooks_wake_what_they_are_about(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let other = submitted(bench, "payments/other").await;
    enter(
        bench,
        &request,
        Stage::InReview {
            pr: pull_request(7),
        },
        NOW,
    )
    .await;
    enter(
        bench,
        &other,
        Stage::InReview {
            pr: pull_request(8),
        },
        NOW,
    )
    .await;
    for _ in 0..2 {
        let held = claim(bench, "w", NOW).await;
        bench.store.release(&held.lease, None).await.unwrap();
    }
    let repo = domain::github::RepoSlug::new("spacetech", "MY-app").unwrap();
    assert_eq!(
        bench.store.wake_pull_request(&repo, 7, NOW).await.unwrap(),
        1
    );
    assert_eq!(
        bench.store.wake_pull_request(&repo, 99, NOW).await.unwrap(),
        0
    );
    let held = claim(bench, "w", NOW).await;
    assert_eq!(held.request.id, request.id);
    bench.store.release(&held.lease, None).await.unwrap();
    assert_eq!(
        bench
            .store
            .wake_branch(&repo, &other.id.branch(), NOW)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        bench.store.wake_branch(&repo, "main", NOW).await.unwrap(),
        0
    );
    assert_eq!(claim(bench, "w", NOW).await.request.id, other.id);
    assert!(bench.store.claim("w", NOW, 1).await.unwrap().is_none());
}

async fn all_that_is_open_can_be_woken(bench: &Bench) {
    let open = submitted(bench, "a/open").await;
    let done = submitted(bench, "a/done").await;
    enter(bench, &done, cancelled(), NOW).await;
    for _ in 0..2 {
        let held = claim(bench, "w", NOW).await;
        bench.store.release(&held.lease, None).await.unwrap();
    }
    assert_eq!(bench.store.wake_all_open(NOW).await.unwrap(), 1);
    assert_eq!(claim(bench, "w", NOW).await.request.id, open.id);
}

async fn a_person_who_acts_wakes_the_request(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let held = claim(bench, "w", NOW).await;
    let mut step = Commit::on(&request, None);
    step.events = vec![(NOW, Actor::Berth, What::RetryAsked)];
    step.wake_at = Some(NOW.plus_seconds(1));
    assert!(matches!(
        bench.store.commit(step).await.unwrap(),
        Committed::Yes(_)
    ));
    // The worker decided on what was before; its write is stale, and the wake waits for it.
    let late = Commit::on(&held.request, Some(&held.lease));
    assert!(matches!(
        bench.store.commit(late).await.unwrap(),
        Committed::Stale
    ));
    bench
        .store
        .release(&held.lease, Some(NOW.plus_seconds(900)))
        .await
        .unwrap();
    assert_eq!(
        bench.store.next_wake().await.unwrap(),
        Some(NOW.plus_seconds(1))
    );
}

async fn figures_tell_how_the_queue_stands(bench: &Bench) {
    assert_eq!(bench.store.figures(NOW).await.unwrap(), Figures::default());
    submitted_at(bench, "a/early", NOW).await;
    submitted_at(bench, "a/next", NOW.plus_seconds(5)).await;
    submitted_at(bench, "a/late", NOW.plus_seconds(60)).await;
    let at = NOW.plus_seconds(10);
    let figures = bench.store.figures(at).await.unwrap();
    let expected = Figures {
        by_stage: vec![(StageName::Checking, 3)],
        due: 2,
        oldest_due: Some(NOW),
        held: 0,
    };
    assert_eq!(figures, expected);
    bench.store.claim("w", at, 60_000).await.unwrap().unwrap();
    let figures = bench.store.figures(at).await.unwrap();
    assert_eq!(
        (figures.due, figures.oldest_due, figures.held),
        (1, Some(NOW.plus_seconds(5)), 1)
    );
}
