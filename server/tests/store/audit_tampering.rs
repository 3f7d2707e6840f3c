//! Whatever a foreign hand does to the record is found, and the row is named.

use super::bench::{Bench, promises};
use super::samples::*;
use domain::audit::*;
use domain::chronicle::Deed;
use domain::github::Login;
use domain::people::Actor;
use domain::testing::NOW;
use server::store::*;

promises! {
    an_untouched_record_is_whole,
    every_kind_of_tampering_is_found_and_named,
    a_kept_head_tells_of_a_record_that_was_put_back,
    an_end_that_was_altered_stays_on_record,
    another_secret_is_told,
    a_history_that_was_altered_is_found_by_the_record,
}

fn key() -> SealKey {
    SealKey::new(&"a secret of this installation".into())
}

async fn sealed(bench: &Bench) -> Store {
    Store::open_sealed(&bench.url, 2, Some(key()))
        .await
        .unwrap()
}

/// Twelve rows: of a request, of a repository, and of people.
async fn filled(bench: &Bench) -> Store {
    let store = sealed(bench).await;
    store.submit(&new_request("payments/api")).await.unwrap();
    let deed = Deed::DeletionUnanswered { why: "slow".into() };
    let ada = Actor::Person(Login::new("ada"));
    let repository = address("payments/api");
    store
        .record_repository_event(&repository, NOW, &ada, &deed)
        .await
        .unwrap();
    for number in 4..=12 {
        let who = Who::person(&Login::new("ada"));
        let object = format!("view {number}");
        let mut entry = AuditEntry::new(NOW, who, AuditAction::ViewKept, object);
        entry.held = Some(Credential::Token("t1".into()));
        entry.repository = Some(repository.clone());
        entry.team = Some("payments".into());
        entry.reason = "because".into();
        entry.before = Some("1".into());
        entry.after = Some("2".into());
        entry.pull_request = Some("https://github.example/pull/1".into());
        entry.commit = Some("beef".into());
        entry.review = Some("approve by bob".into());
        store.audit(vec![entry]).await.unwrap();
    }
    store
}

async fn an_untouched_record_is_whole(bench: &Bench) {
    let store = filled(bench).await;
    let report = store.verify_audit(&[]).await.unwrap();
    assert_eq!(report.fault, None);
    assert_eq!((report.rows, report.head.number), (12, 12));
    assert!(report.resealed.is_empty());
    // Also by a program that has no secret, and with a head that was kept.
    let other = Store::open(&bench.url, 2).await.unwrap();
    let again = other.verify_audit(std::slice::from_ref(&report.head)).await;
    assert_eq!(again.unwrap().fault, None);
}

/// All columns, so that a row can be written again elsewhere.
const COLUMNS: &str = "at, who_kind, who, held, action, object, account, region, name, team, request, reason, before_json, \
    after_json, pull_request, commit_sha, review, source, source_hash, hash";

/// What is done to the record, what is found, and at which row.
fn tampering() -> Vec<(&'static str, String, FaultKind, i64)> {
    use FaultKind::*;
    let set = |what: &str, number: i64| format!("UPDATE audit SET {what} WHERE number = {number}");
    let last_hash = "(SELECT hash FROM audit WHERE number = 11)";
    let copy = |to: i64, from: i64| {
        format!(
            "INSERT INTO audit (number, {COLUMNS}) SELECT {to}, {COLUMNS} FROM audit WHERE number = {from}"
        )
    };
    let copy_without_source = |to: i64, from: i64| {
        let columns = COLUMNS.replace("source, source_hash, ", "");
        format!(
            "INSERT INTO audit (number, {columns}) SELECT {to}, {columns} FROM audit WHERE number = {from}"
        )
    };
    let shift = |from: i64| {
        format!(
            "UPDATE audit SET number = -number WHERE number >= {from}; \
             UPDATE audit SET number = 1 - number WHERE number < 0"
        )
    };
    vec![
        ("another time", set("at = at + 1", 5), Altered, 5),
        ("another person", set("who = 'bob'", 5), Altered, 5),
        ("another kind of person", set("who_kind = 'system'", 5), Altered, 5),
        ("another token", set("held = 'token:t2'", 5), Altered, 5),
        ("no token", set("held = NULL", 5), Altered, 5),
        ("another action", set("action = 'view.dropped'", 5), Altered, 5),
        ("an action that there is not", set("action = 'x'", 5), Altered, 5),
        ("another object", set("object = 'view 6'", 5), Altered, 5),
        ("another account", set("account = '210987654321'", 5), Altered, 5),
        ("another region", set("region = 'eu-west-1'", 5), Altered, 5),
        ("another repository", set("name = 'payments/web'", 5), Altered, 5),
        ("another team", set("team = 'search'", 5), Altered, 5),
        ("another request", set("request = 'x'", 2), Altered, 2),
        ("another reason", set("reason = 'no reason'", 5), Altered, 5),
        ("another before", set("before_json = '3'", 5), Altered, 5),
        ("another after", set("after_json = '3'", 5), Altered, 5),
        ("nothing instead of something empty", set("after_json = NULL", 5), Altered, 5),
        ("something empty instead of nothing", set("source = ''", 5), Altered, 5),
        ("another pull request", set("pull_request = 'x'", 5), Altered, 5),
        ("another commit", set("commit_sha = 'cafe'", 5), Altered, 5),
        ("another review", set("review = 'approve by ada'", 5), Altered, 5),
        ("another source", set("source = 'event x 1'", 2), Altered, 2),
        ("another hash of the source", set("source_hash = 'aa'", 2), Altered, 2),
        ("another hash", set("hash = 'aa'", 5), Altered, 5),
        ("the first row altered", set("reason = 'x'", 1), Altered, 1),
        ("the last row altered", set("reason = 'x'", 12), Altered, 12),
        ("words moved between columns", set("before_json = '', after_json = '12'", 5), Altered, 5),
        ("the first row removed", "DELETE FROM audit WHERE number = 1".into(), Removed, 1),
        ("a row removed", "DELETE FROM audit WHERE number = 6".into(), Removed, 6),
        ("the last row removed", "DELETE FROM audit WHERE number = 12".into(), Removed, 12),
        ("the last rows removed", "DELETE FROM audit WHERE number > 8".into(), Removed, 9),
        ("all rows removed", "DELETE FROM audit".into(), Removed, 1),
        (
            "a row removed and the rest renumbered",
            "DELETE FROM audit WHERE number = 6; UPDATE audit SET number = -number WHERE number > 6; \
             UPDATE audit SET number = -number - 1 WHERE number < 0; UPDATE audit_head SET number = 11"
                .into(),
            Altered,
            6,
        ),
        (
            "two rows swapped",
            "UPDATE audit SET number = -1 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 9; \
             UPDATE audit SET number = 9 WHERE number = -1"
                .into(),
            Moved { from: 9 },
            5,
        ),
        (
            "neighbours swapped",
            "UPDATE audit SET number = -1 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 6; \
             UPDATE audit SET number = 6 WHERE number = -1"
                .into(),
            Moved { from: 6 },
            5,
        ),
        ("a row put in", format!("{}; {}", shift(6), copy(6, 5)), Added, 6),
        ("a row added at the end", copy(13, 12), Added, 13),
        (
            "a copy of an old row added at the end",
            copy_without_source(13, 2),
            Added,
            13,
        ),
        (
            "the end cut off and the head moved back",
            format!("UPDATE audit_head SET number = 11, hash = {last_hash}; DELETE FROM audit WHERE number > 11"),
            Head,
            11,
        ),
        ("a head that says less", "UPDATE audit_head SET number = 11".into(), Added, 12),
        ("a head that says more", "UPDATE audit_head SET number = 13".into(), Removed, 13),
        ("a head with another hash", "UPDATE audit_head SET hash = 'aa'".into(), Head, 12),
        ("a head without its seal", "UPDATE audit_head SET seal = NULL".into(), Head, 12),
        ("a head with another seal", "UPDATE audit_head SET seal = 'aa'".into(), Head, 12),
        ("no head", "DELETE FROM audit_head".into(), Head, 12),
        (
            "a head that hides that it was broken",
            "UPDATE audit_head SET broken_at = 4".into(),
            Head,
            12,
        ),
    ]
}

async fn every_kind_of_tampering_is_found_and_named(bench: &Bench) {
    let store = filled(bench).await;
    let whole = store.verify_audit(&[]).await.unwrap();
    let kinds = tampering();
    assert!(kinds.len() >= 20);
    // Each begins with the same record, put back from what is kept beside it.
    bench
        .tamper("CREATE TABLE kept_audit AS SELECT * FROM audit; CREATE TABLE kept_head AS SELECT * FROM audit_head")
        .await;
    bench.disarm().await;
    for (what, sql, kind, number) in kinds {
        bench.tamper(&sql).await;
        let report = store.verify_audit(&[]).await.unwrap();
        assert_eq!(report.fault, Some(AuditFault { number, kind }), "{what}");
        bench
            .tamper(
                "DELETE FROM audit; DELETE FROM audit_head; INSERT INTO audit SELECT * FROM kept_audit; \
                 INSERT INTO audit_head SELECT * FROM kept_head",
            )
            .await;
        assert_eq!(store.verify_audit(&[]).await.unwrap(), whole, "put back");
    }
}

async fn a_kept_head_tells_of_a_record_that_was_put_back(bench: &Bench) {
    let store = sealed(bench).await;
    let entry = |object: &str| AuditEntry::new(NOW, Who::berth(), AuditAction::ViewKept, object);
    store.audit(vec![entry("one")]).await.unwrap();
    bench
        .tamper("CREATE TABLE kept_head AS SELECT * FROM audit_head")
        .await;
    store.audit(vec![entry("two")]).await.unwrap();
    let kept = store.verify_audit(&[]).await.unwrap().head;
    // An older end with its own seal: the record alone can't tell, whoever kept a later head can.
    bench.disarm().await;
    bench
        .tamper(
            "DELETE FROM audit WHERE number > 1; DELETE FROM audit_head; \
             INSERT INTO audit_head SELECT * FROM kept_head",
        )
        .await;
    assert_eq!(store.verify_audit(&[]).await.unwrap().fault, None);
    let found = store
        .verify_audit(std::slice::from_ref(&kept))
        .await
        .unwrap();
    let removed = AuditFault {
        number: 2,
        kind: FaultKind::Removed,
    };
    assert_eq!(found.fault, Some(removed));
    // Also when the record has grown past it since.
    store
        .audit(vec![entry("three"), entry("four")])
        .await
        .unwrap();
    let found = store.verify_audit(&[kept]).await.unwrap();
    let other = AuditFault {
        number: 2,
        kind: FaultKind::NotAsKept,
    };
    assert_eq!(found.fault, Some(other));
}

async fn an_end_that_was_altered_stays_on_record(bench: &Bench) {
    let store = filled(bench).await;
    bench.disarm().await;
    bench
        .tamper(
            "UPDATE audit_head SET number = 11, hash = (SELECT hash FROM audit WHERE number = 11); \
             DELETE FROM audit WHERE number > 11",
        )
        .await;
    let entry = AuditEntry::new(NOW, Who::berth(), AuditAction::ViewKept, "later");
    store.audit(vec![entry.clone()]).await.unwrap();
    store.audit(vec![entry]).await.unwrap();
    let before = AuditFault {
        number: 12,
        kind: FaultKind::HeadBefore,
    };
    let report = store.verify_audit(&[]).await.unwrap();
    assert_eq!(report.fault, Some(before));
}

async fn another_secret_is_told(bench: &Bench) {
    let store = filled(bench).await;
    assert!(!store.seal_anew(NOW).await.unwrap());
    let other = SealKey::new(&"another secret".into());
    let store = Store::open_sealed(&bench.url, 2, Some(other))
        .await
        .unwrap();
    assert!(store.verify_audit(&[]).await.unwrap().fault.is_some());
    assert!(store.seal_anew(NOW).await.unwrap());
    let report = store.verify_audit(&[]).await.unwrap();
    assert_eq!((report.fault, report.resealed), (None, vec![13]));
    assert!(!store.seal_anew(NOW).await.unwrap());
}

async fn a_history_that_was_altered_is_found_by_the_record(bench: &Bench) {
    let store = filled(bench).await;
    let (head, request) = (12, "event");
    bench
        .tamper("UPDATE events SET hash = 'aa' WHERE version = 2")
        .await;
    let found = store.verify_audit(&[]).await.unwrap().fault.unwrap();
    assert_eq!(found.number, 2);
    assert!(
        matches!(found.kind, FaultKind::SourceAltered { source } if source.starts_with(request))
    );
    bench.tamper("DELETE FROM events WHERE version = 2").await;
    let found = store.verify_audit(&[]).await.unwrap().fault.unwrap();
    assert!(matches!(found.kind, FaultKind::SourceAltered { .. }));
    bench
        .tamper(
            "INSERT INTO events (request_id, version, at, actor_json, what_json, hash) \
             SELECT request_id, 7, at, actor_json, what_json, hash FROM events WHERE version = 1; \
             UPDATE events SET version = 2 WHERE version = 7; \
             UPDATE events SET hash = (SELECT source_hash FROM audit WHERE number = 2) WHERE version = 2; \
             INSERT INTO events (request_id, version, at, actor_json, what_json, hash) \
             SELECT request_id, 3, at, actor_json, what_json, hash FROM events WHERE version = 1",
        )
        .await;
    let found = store.verify_audit(&[]).await.unwrap().fault.unwrap();
    assert_eq!(found.number, head + 1);
    assert!(matches!(found.kind, FaultKind::SourceMissing { source } if source.ends_with(" 3")));
}
