//! Judging is cheap: what is the same is no change, and what changed is found.

use super::bench::{Bench, promises};
use super::figures::{Dice, account, estate, found, judgement, key, prices};
use super::registry::{census, content, image, repository, scan, take_in};
use domain::aws::Region;
use domain::portal::InventoryQuery;
use domain::testing::NOW;
use server::store::*;
use std::time::Duration;

promises! {
    a_judgement_that_is_the_same_is_no_change,
    what_changed_is_judged_again_and_nothing_else,
    an_exception_wakes_the_judge,
    what_vanished_has_no_judgement,
}

async fn a_judgement_that_is_the_same_is_no_change(bench: &Bench) {
    let mut dice = estate(bench).await;
    let to_judge = bench.store.to_judge(0, -1, 1, NOW).await.unwrap();
    let judgement = judgement(&mut dice);
    bench
        .store
        .judge(&[(to_judge[0].id, judgement.clone())], NOW)
        .await
        .unwrap();
    let again = bench.store.to_judge(0, -1, 1, NOW).await.unwrap();
    assert!(!again[0].differs(&judgement));
    assert!(again[0].differs(&Judgement::default()));
    let none = Judgement::default();
    bench
        .store
        .judge(&[(again[0].id, none.clone())], NOW)
        .await
        .unwrap();
    let again = bench.store.to_judge(0, -1, 1, NOW).await.unwrap();
    assert!(!again[0].differs(&none), "nothing known is a judgement too");
}

async fn what_changed_is_judged_again_and_nothing_else(bench: &Bench) {
    census(bench, &["a/one", "a/two", "a/three"], 1).await;
    let due = async |since| {
        let due = bench.store.to_judge(since, -1, 10, NOW).await.unwrap();
        due.iter()
            .map(|one| one.key.name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(due(0).await.len(), 3);
    // PostgreSQL looks back to the oldest transaction that runs in any database of the server, and other tests have some.
    let nothing_due = async {
        loop {
            let mark = bench.store.changes_mark().await.unwrap();
            if due(mark).await.is_empty() {
                return mark;
            }
        }
    };
    let mark = tokio::time::timeout(Duration::from_secs(60), nothing_due)
        .await
        .unwrap();
    let id = content(bench, "a/two").await.id;
    take_in(bench, id, vec![image(1, &["v1"])], &[]).await;
    assert_eq!(due(mark).await, ["a/two"]);
    let state = JudgingState {
        changes: mark,
        day: 5,
        rules: -3,
    };
    assert_eq!(
        bench.store.judging_state().await.unwrap(),
        JudgingState::default()
    );
    bench.store.set_judging_state(state).await.unwrap();
    assert_eq!(bench.store.judging_state().await.unwrap(), state);
}

async fn an_exception_wakes_the_judge(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let scans = [scan(1, &["CVE-1", "CVE-2"])];
    take_in(bench, id, vec![image(1, &["v1"])], &scans).await;
    let judged = async || {
        let one = bench.store.to_judge(0, -1, 1, NOW).await.unwrap().remove(0);
        let high = one.content.as_ref().unwrap().findings.unwrap().high;
        (one, high)
    };
    let (one, high) = judged().await;
    assert_eq!((high.count, high.oldest), (2, Some(NOW)));
    let judgement = Judgement {
        score: Some(50),
        ..Judgement::default()
    };
    bench
        .store
        .judge(&[(one.id, judgement.clone())], NOW)
        .await
        .unwrap();
    let mark = bench.store.changes_mark().await.unwrap();
    let exception = FindingException {
        id: "e1".into(),
        repository: id,
        finding: "CVE-1".into(),
        reason: "not reachable".into(),
        owner: "payments".into(),
        until: NOW.plus_seconds(60),
        granted_by: domain::github::Login::new("dora"),
        created: NOW,
        ended: None,
    };
    bench.store.add_exception(&exception).await.unwrap();
    assert_eq!(
        bench.store.to_judge(mark, -1, 5, NOW).await.unwrap().len(),
        1,
        "it is judged anew"
    );
    let (one, high) = judged().await;
    assert_eq!(
        high.count, 1,
        "what somebody answers for is not held against it"
    );
    assert!(one.differs(&judgement));
    let later = NOW.plus_seconds(61);
    let after = bench.store.to_judge(0, -1, 1, later).await.unwrap();
    let high = after[0].content.as_ref().unwrap().findings.unwrap().high;
    assert_eq!(high.count, 2, "the exception is over");
}

async fn what_vanished_has_no_judgement(bench: &Bench) {
    let gone = [
        found(key("us-east-1", 1), Some("payments"), true),
        found(key("us-east-1", 2), Some("payments"), true),
    ];
    let region = Region::parse("us-east-1").unwrap();
    let census = async |some: &[RepositoryFound], seconds| {
        let at = NOW.plus_seconds(seconds);
        bench
            .store
            .census(&account(), region, some, at)
            .await
            .unwrap()
    };
    census(&gone, 1).await;
    let mut dice = Dice(3);
    let due = bench.store.to_judge(0, -1, 9, NOW).await.unwrap();
    for one in &due {
        let judged = [(one.id, judgement(&mut dice))];
        bench.store.judge(&judged, NOW).await.unwrap();
    }
    census(&gone[1..], 2).await;
    assert_eq!(bench.store.to_judge(0, -1, 9, NOW).await.unwrap().len(), 1);
    let sql = "SELECT COUNT(*) FROM repositories WHERE in_aws = FALSE AND (score IS NOT NULL OR scored_at IS NOT NULL \
         OR untagged_waste IS NOT NULL OR archived_bytes IS NOT NULL OR guess_team IS NOT NULL)";
    assert_eq!(bench.number(sql).await, 0);
    let (query, prices) = (InventoryQuery::default(), prices());
    let teams = bench.store.sums(&query, &prices).await.unwrap();
    assert_eq!(teams[0].sums.scored, 1);
}
