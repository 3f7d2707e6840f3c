use super::bench::{Bench, promises};
use super::samples::*;
use domain::people::Actor;
use domain::request::*;
use domain::testing::NOW;
use server::store::*;

promises! {
    an_untouched_history_is_whole,
    an_altered_row_is_named,
    a_removed_row_is_named,
    a_history_cut_at_its_end_is_named,
    swapped_rows_are_named,
    an_added_row_is_named,
    a_request_that_is_gone_is_named,
    a_repositorys_records_come_newest_first_through_all_requests_about_it,
}

/// Three requests with five events each.
async fn written(bench: &Bench) -> Vec<Request> {
    let mut all = Vec::new();
    for name in ["a/one", "a/two", "a/three"] {
        let request = submitted(bench, name).await;
        let mut step = Commit::on(&request, None);
        step.events = vec![
            (NOW, Actor::Berth, What::RetryAsked),
            (NOW.plus_seconds(1), Actor::GitHub, What::Recovered),
            (
                NOW.plus_seconds(2),
                Actor::Berth,
                What::Entered {
                    stage: Stage::Publishing { pr: None },
                },
            ),
        ];
        step.stage = Some((Stage::Publishing { pr: None }, NOW.plus_seconds(2)));
        let Committed::Yes(request) = bench.store.commit(step).await.unwrap() else {
            panic!()
        };
        all.push(request);
    }
    all
}

async fn assert_fault(bench: &Bench, request: &Request, version: i64, kind: ChainFaultKind) {
    let expected = ChainFault {
        request: Some(request.id.clone()),
        number: request.number,
        version,
        kind,
    };
    assert_eq!(
        bench
            .store
            .verify_chain(&request.id)
            .await
            .unwrap()
            .fault
            .as_ref(),
        Some(&expected)
    );
    assert_eq!(
        bench.store.verify_all().await.unwrap().fault,
        Some(expected)
    );
}

async fn an_untouched_history_is_whole(bench: &Bench) {
    written(bench).await;
    let report = bench.store.verify_all().await.unwrap();
    assert_eq!(
        report,
        ChainReport {
            requests: 3,
            events: 15,
            fault: None
        }
    );
}

async fn an_altered_row_is_named(bench: &Bench) {
    let all = written(bench).await;
    bench
        .tamper(&format!(
            "UPDATE events SET at = at + 1 WHERE request_id = '{}' AND version = 3",
            all[1].id
        ))
        .await;
    assert_fault(bench, &all[1], 3, ChainFaultKind::Altered).await;
    assert!(
        bench
            .store
            .verify_chain(&all[0].id)
            .await
            .unwrap()
            .fault
            .is_none()
    );
}

async fn a_removed_row_is_named(bench: &Bench) {
    let all = written(bench).await;
    bench
        .tamper(&format!(
            "DELETE FROM events WHERE request_id = '{}' AND version = 2",
            all[1].id
        ))
        .await;
    assert_fault(bench, &all[1], 2, ChainFaultKind::Removed).await;
}

async fn a_history_cut_at_its_end_is_named(bench: &Bench) {
    let all = written(bench).await;
    bench
        .tamper(&format!(
            "DELETE FROM events WHERE request_id = '{}' AND version >= 4",
            all[1].id
        ))
        .await;
    assert_fault(bench, &all[1], 4, ChainFaultKind::Removed).await;
    // Also when the request is made to say that there never were more.
    bench
        .tamper(&format!(
            "UPDATE requests SET version = 3 WHERE id = '{}'",
            all[1].id
        ))
        .await;
    assert_fault(bench, &all[1], 3, ChainFaultKind::Altered).await;
}

async fn swapped_rows_are_named(bench: &Bench) {
    let all = written(bench).await;
    let id = &all[1].id;
    bench
        .tamper(&format!(
            "UPDATE events SET version = 99 WHERE request_id = '{id}' AND version = 3; \
             UPDATE events SET version = 3 WHERE request_id = '{id}' AND version = 4; \
             UPDATE events SET version = 4 WHERE request_id = '{id}' AND version = 99"
        ))
        .await;
    assert_fault(bench, &all[1], 3, ChainFaultKind::Altered).await;
}

async fn an_added_row_is_named(bench: &Bench) {
    let all = written(bench).await;
    bench
        .tamper(&format!(
            "INSERT INTO events (request_id, version, at, actor_json, what_json, hash) \
             SELECT request_id, 6, at, actor_json, what_json, hash FROM events \
             WHERE request_id = '{}' AND version = 3",
            all[1].id
        ))
        .await;
    assert_fault(bench, &all[1], 6, ChainFaultKind::Added).await;
}

async fn a_request_that_is_gone_is_named(bench: &Bench) {
    let all = written(bench).await;
    for (request, number) in [(&all[2], 3), (&all[0], 1)] {
        let id = &request.id;
        bench
            .tamper(&format!("DELETE FROM events WHERE request_id = '{id}'; DELETE FROM requests WHERE id = '{id}'"))
            .await;
        let fault = bench.store.verify_all().await.unwrap().fault.unwrap();
        assert_eq!((fault.request, fault.number), (None, number));
    }
}

async fn a_repositorys_records_come_newest_first_through_all_requests_about_it(bench: &Bench) {
    let first = submitted(bench, "a/one").await;
    let first = enter(bench, &first, cancelled(), NOW.plus_seconds(5)).await;
    let second = submitted(bench, "a/one").await;
    enter(bench, &second, completed(7), NOW.plus_seconds(5)).await;
    submitted(bench, "a/other").await;
    let key = &first.spec().address;
    let all = bench
        .store
        .history_of(key, RecordPlace::TOP, 100)
        .await
        .unwrap();
    assert!(
        all.iter()
            .all(|row| row.request == first.id || row.request == second.id)
    );
    assert!(all.iter().any(|row| row.request == first.id));
    let order: Vec<(i64, i64, i64)> = all
        .iter()
        .map(|row| (row.event.at.0, row.number, row.event.version))
        .collect();
    assert!(order.is_sorted_by(|a, b| a > b), "{order:?}");

    // Page by page the same, whatever the size of a page.
    for limit in 1..4 {
        let (mut place, mut paged) = (RecordPlace::TOP, Vec::new());
        loop {
            let page = bench.store.history_of(key, place, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            place = last.place();
            paged.extend(page);
        }
        assert_eq!(paged, all, "{limit} a page");
    }
}
