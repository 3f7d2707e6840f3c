use super::bench::{Bench, promises};
use super::samples::*;
use domain::audit::*;
use domain::chronicle::Deed;
use domain::github::Login;
use domain::people::{Actor, Person, Role};
use domain::request::*;
use domain::testing::NOW;
use server::caller::{Caller, acting};
use server::store::*;

promises! {
    what_happens_to_a_request_stands_in_the_record,
    an_act_is_written_with_what_its_caller_held,
    what_is_taken_back_is_not_written,
    rows_are_appended_and_that_is_all,
    twenty_at_once_make_one_chain,
    what_was_recorded_before_is_taken_in_once,
    a_history_that_can_t_be_read_is_taken_in_as_it_stands,
    each_filter_finds_its_rows,
    pages_follow_each_other_without_gaps,
    a_team_sees_what_touches_it_alone,
    roles_are_written_when_they_change,
}

/// Oldest first.
async fn rows(bench: &Bench) -> Vec<AuditRow> {
    let mut rows = found(bench, &AuditSight::All, AuditSearch::default()).await;
    rows.sort_by_key(|row| row.number);
    rows
}

async fn found(bench: &Bench, sight: &AuditSight, search: AuditSearch) -> Vec<AuditRow> {
    bench.store.find_audit(sight, &search, 1000).await.unwrap()
}

fn actions(rows: &[AuditRow]) -> Vec<&'static str> {
    rows.iter().map(|row| row.entry.action.as_str()).collect()
}

fn kept(object: &str) -> AuditEntry {
    AuditEntry::new(NOW, Who::berth(), AuditAction::ViewKept, object)
}

async fn what_happens_to_a_request_stands_in_the_record(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let pr = pull_request(12);
    let mut step = Commit::on(&request, None);
    let stage = Stage::InReview { pr: pr.clone() };
    let entered = What::Entered {
        stage: stage.clone(),
    };
    step.events = vec![(NOW.plus_seconds(1), Actor::Berth, entered)];
    step.stage = Some((stage, NOW.plus_seconds(1)));
    step.files = vec![
        ("a.yaml".into(), Some("0a".into())),
        ("b.yaml".into(), None),
    ];
    let Committed::Yes(request) = bench.store.commit(step).await.unwrap() else {
        panic!("not written");
    };
    let review = Review {
        by: Login::new("rhea"),
        verdict: Verdict::Approve,
        comment: "Fine".into(),
        head: pr.head.clone(),
        at: NOW.plus_seconds(2),
        via: Via::Berth,
    };
    let mut step = Commit::on(&request, None);
    let rhea = Actor::Person(Login::new("rhea"));
    let reviewed = What::Reviewed {
        review: review.clone(),
    };
    step.events = vec![(NOW.plus_seconds(2), rhea, reviewed)];
    step.reviews = vec![review];
    bench.store.commit(step).await.unwrap();

    let rows = rows(bench).await;
    assert_eq!(
        actions(&rows),
        [
            "request.submitted",
            "request.entered",
            "request.entered",
            "request.files_rendered",
            "request.reviewed"
        ]
    );
    let all = |rows: &[AuditRow]| {
        rows.iter().all(|row| {
            row.entry.object == request.label()
                && row.entry.request.as_ref() == Some(&request.id)
                && row.entry.team.as_deref() == Some(request.spec().team.as_str())
                && row.entry.repository.as_ref() == Some(&request.spec().address)
        })
    };
    assert!(all(&rows));
    let [asked, checking, in_review, files, reviewed] = &rows[..] else {
        unreachable!()
    };
    assert_eq!(asked.entry.who, Who::person(&Login::new("dora")));
    assert_eq!(asked.entry.reason, "We need it");
    assert_eq!(asked.entry.before, None);
    let change: Change = serde_json::from_str(asked.entry.after.as_deref().unwrap()).unwrap();
    assert_eq!(change, request.change);
    assert_eq!(checking.entry.before, None);
    assert_eq!(in_review.entry.before.as_deref(), Some("\"checking\""));
    assert_eq!(in_review.entry.pull_request.as_deref(), Some(&*pr.url));
    assert_eq!(in_review.entry.commit.as_deref(), Some("4f5e"));
    assert_eq!(
        files.entry.after.as_deref(),
        Some(r#"{"a.yaml":"0a","b.yaml":null}"#)
    );
    assert_eq!(
        reviewed.entry.review.as_deref(),
        Some("approve by rhea in Berth at 4f5e")
    );
    assert_eq!(reviewed.entry.reason, "Fine");
    assert_eq!(bench.store.verify_audit(&[]).await.unwrap().fault, None);
}

async fn an_act_is_written_with_what_its_caller_held(bench: &Bench) {
    let caller = Caller {
        login: Login::new("ada"),
        held: Credential::Session("0a1b2c3d4e5f6071".into()),
    };
    acting(Some(caller.clone()), async {
        submitted(bench, "payments/api").await;
        bench
            .store
            .revoke_token("no such token", NOW)
            .await
            .unwrap();
    })
    .await;
    let rows = rows(bench).await;
    assert_eq!(rows.len(), 2, "what changed nothing is not written");
    assert!(
        rows.iter()
            .all(|row| row.entry.held == Some(caller.held.clone()))
    );
}

async fn what_is_taken_back_is_not_written(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let mut stale = Commit::on(&request, None);
    stale.expected_version = 1;
    stale.events = vec![(NOW, Actor::Berth, What::Recovered)];
    assert!(matches!(
        bench.store.commit(stale).await.unwrap(),
        Committed::Stale
    ));
    let taken = new_request("payments/api");
    assert!(matches!(
        bench.store.submit(&taken).await.unwrap(),
        Submitted::NameTaken { .. }
    ));
    assert_eq!(rows(bench).await.len(), 2);
    assert_eq!(bench.store.verify_audit(&[]).await.unwrap().rows, 2);
}

async fn rows_are_appended_and_that_is_all(bench: &Bench) {
    bench
        .store
        .audit(vec![kept("one"), kept("two")])
        .await
        .unwrap();
    for refused in [
        "UPDATE audit SET reason = 'x' WHERE number = 1",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT INTO audit (number, at, who_kind, who, action, object, reason, hash) \
         VALUES (4, 1, 'system', 'berth', 'view.kept', 'x', '', 'aa')",
        "UPDATE audit_head SET number = 1",
        "DELETE FROM audit_head",
    ] {
        assert!(bench.try_change(refused).await.is_err(), "{refused}");
    }
    let engine_s_own = match bench.store.kind() {
        Kind::Sqlite => {
            "INSERT OR REPLACE INTO audit (number, at, who_kind, who, action, object, reason, hash) \
             VALUES (1, 1, 'system', 'berth', 'view.kept', 'x', '', 'aa')"
        }
        Kind::Postgres => "TRUNCATE audit",
    };
    assert!(bench.try_change(engine_s_own).await.is_err());
    let report = bench.store.verify_audit(&[]).await.unwrap();
    assert_eq!((report.rows, report.fault), (2, None));
}

async fn twenty_at_once_make_one_chain(bench: &Bench) {
    let other = Store::open(&bench.url, 4).await.unwrap();
    let all: Vec<_> = (0..20)
        .map(|number| {
            let store = [&bench.store, &other][number % 2].clone();
            tokio::spawn(async move {
                let name = format!("payments/api-{number}");
                store.submit(&new_request(&name)).await.unwrap();
                store.audit(vec![kept(&name), kept(&name)]).await.unwrap();
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    let report = bench.store.verify_audit(&[]).await.unwrap();
    assert_eq!((report.rows, report.fault), (80, None));
}

async fn what_was_recorded_before_is_taken_in_once(bench: &Bench) {
    submitted(bench, "payments/api").await;
    let deed = Deed::Drifted {
        lines: vec!["x".into()],
    };
    bench
        .store
        .record_repository_event(&address("payments/api"), NOW, &Actor::Berth, &deed)
        .await
        .unwrap();
    let before = rows(bench).await;
    // As a server leaves it that knows of no such record.
    bench.disarm().await;
    bench
        .tamper("DELETE FROM audit; UPDATE audit_head SET number = 0, hash = '', settled = FALSE")
        .await;
    let (one, other) = tokio::join!(Store::open(&bench.url, 2), Store::open(&bench.url, 2));
    let (one, other) = (one.unwrap(), other.unwrap());
    let after = rows(bench).await;
    let entries = |rows: &[AuditRow]| -> Vec<AuditEntry> {
        rows.iter().map(|row| row.entry.clone()).collect()
    };
    assert_eq!(entries(&after[..3]), entries(&before));
    assert_eq!(after[3].entry.action, AuditAction::AuditTakenIn);
    assert_eq!(after.len(), 4);
    assert_eq!(one.verify_audit(&[]).await.unwrap().fault, None);
    // An older server writes alone once more; the next start finds it.
    drop(other);
    submitted(bench, "payments/web").await;
    bench
        .tamper(
            "DELETE FROM audit WHERE number > 4; \
             UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4)",
        )
        .await;
    Store::open(&bench.url, 2).await.unwrap();
    assert_eq!(rows(bench).await.len(), 7);
    // A day later there is none any more.
    let settled = "SELECT COUNT(*) FROM audit_head WHERE settled";
    one.settle_audit(NOW).await.unwrap();
    assert_eq!(bench.number(settled).await, 0);
    one.settle_audit(NOW.plus_seconds(25 * 3600)).await.unwrap();
    assert_eq!(bench.number(settled).await, 1);
    assert_eq!(rows(bench).await.len(), 7);
    assert_eq!(one.verify_audit(&[]).await.unwrap().fault, None);
}

async fn a_history_that_can_t_be_read_is_taken_in_as_it_stands(bench: &Bench) {
    submitted(bench, "payments/api").await;
    bench.disarm().await;
    bench
        .tamper(
            "DELETE FROM audit; UPDATE audit_head SET number = 0, hash = '', settled = FALSE; \
             UPDATE events SET what_json = '{\"what\":\"of_later\"}' WHERE version = 2",
        )
        .await;
    Store::open(&bench.url, 2).await.unwrap();
    let rows = rows(bench).await;
    assert_eq!(
        actions(&rows),
        ["request.submitted", "audit.unread", "audit.taken_in"]
    );
    assert_eq!(
        rows[1].entry.after.as_deref(),
        Some(r#""{\"what\":\"of_later\"}""#)
    );
}

/// Three people, two teams, an hour apart.
async fn many(bench: &Bench) {
    let mut entries = Vec::new();
    for number in 0..30_i64 {
        let who = ["ada", "bob", "eve"][usize::try_from(number % 3).unwrap()];
        let (team, name) = match number % 2 {
            0 => ("payments", "payments/api"),
            _ => ("search", "search/index"),
        };
        let action = match number % 5 {
            0 => AuditAction::ImagesDeleted,
            _ => AuditAction::RefusedPermission,
        };
        let at = NOW.plus_seconds(number * 3600);
        let who = Who::person(&Login::new(who));
        let object = format!("thing {}", number % 4);
        entries
            .push(AuditEntry::new(at, who, action, object).about(address(name), Some(team.into())));
    }
    bench.store.audit(entries).await.unwrap();
}

async fn each_filter_finds_its_rows(bench: &Bench) {
    many(bench).await;
    let all = rows(bench).await;
    let check = async |search: AuditSearch, fits: &dyn Fn(&AuditRow) -> bool| {
        let mut wanted: Vec<i64> = all
            .iter()
            .filter(|row| fits(row))
            .map(|row| row.number)
            .collect();
        wanted.reverse();
        assert!(!wanted.is_empty(), "{search:?}");
        let found = found(bench, &AuditSight::All, search.clone()).await;
        let numbers: Vec<i64> = found.iter().map(|row| row.number).collect();
        assert_eq!(numbers, wanted, "{search:?}");
    };
    let blank = AuditSearch::default;
    let ada = AuditSearch {
        who: Some("ada".into()),
        ..blank()
    };
    check(ada.clone(), &|row| row.entry.who.name == "ada").await;
    let deleted = AuditSearch {
        actions: vec![AuditAction::ImagesDeleted],
        ..blank()
    };
    check(deleted, &|row| {
        row.entry.action == AuditAction::ImagesDeleted
    })
    .await;
    let both = vec![AuditAction::ImagesDeleted, AuditAction::RefusedPermission];
    check(
        AuditSearch {
            actions: both,
            ..blank()
        },
        &|_| true,
    )
    .await;
    let thing = AuditSearch {
        object: Some("thing 2".into()),
        ..blank()
    };
    check(thing, &|row| row.entry.object == "thing 2").await;
    let of = |row: &AuditRow| row.entry.repository.clone().unwrap().name.to_string();
    let name = AuditSearch {
        name: Some("search/index".into()),
        ..blank()
    };
    check(name, &|row| of(row) == "search/index").await;
    let key = AuditSearch {
        key: Some(address("payments/api")),
        ..blank()
    };
    check(key, &|row| of(row) == "payments/api").await;
    let team = AuditSearch {
        team: Some("search".into()),
        ..blank()
    };
    check(team, &|row| row.entry.team.as_deref() == Some("search")).await;
    let (from, to) = (NOW.plus_seconds(3600 * 5), NOW.plus_seconds(3600 * 9));
    let days = AuditSearch {
        from: Some(from),
        to: Some(to),
        ..blank()
    };
    check(days, &|row| row.entry.at >= from && row.entry.at < to).await;
    let together = AuditSearch {
        team: Some("search".into()),
        actions: vec![AuditAction::RefusedPermission],
        from: Some(from),
        ..ada
    };
    check(together, &|row| {
        row.entry.who.name == "ada"
            && row.entry.team.as_deref() == Some("search")
            && row.entry.action == AuditAction::RefusedPermission
            && row.entry.at >= from
    })
    .await;
}

async fn pages_follow_each_other_without_gaps(bench: &Bench) {
    many(bench).await;
    // Rows of one moment too.
    bench
        .store
        .audit(vec![kept("a"), kept("b"), kept("c")])
        .await
        .unwrap();
    let mut search = AuditSearch::default();
    let mut numbers = Vec::new();
    loop {
        let page = bench
            .store
            .find_audit(&AuditSight::All, &search, 4)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        search.behind = AuditPlace::behind(last);
        numbers.extend(page.iter().map(|row| row.number));
    }
    let whole = found(bench, &AuditSight::All, AuditSearch::default()).await;
    assert_eq!(
        numbers,
        whole.iter().map(|row| row.number).collect::<Vec<_>>()
    );
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=33).collect::<Vec<_>>());
}

async fn a_team_sees_what_touches_it_alone(bench: &Bench) {
    many(bench).await;
    let own = |teams: &[&str], login: &str| AuditSight::Own {
        teams: teams.iter().map(|team| (*team).to_owned()).collect(),
        login: Login::new(login),
    };
    let sees =
        async |sight: &AuditSight, search: AuditSearch| found(bench, sight, search).await.len();
    assert_eq!(
        sees(&own(&["payments"], "zoe"), AuditSearch::default()).await,
        15
    );
    assert_eq!(
        sees(&own(&["payments", "search"], "zoe"), AuditSearch::default()).await,
        30
    );
    assert_eq!(sees(&own(&[], "ada"), AuditSearch::default()).await, 10);
    assert_eq!(
        sees(&own(&["payments"], "ada"), AuditSearch::default()).await,
        20
    );
    let of_search = AuditSearch {
        team: Some("search".into()),
        ..AuditSearch::default()
    };
    assert_eq!(sees(&own(&["payments"], "zoe"), of_search.clone()).await, 0);
    assert_eq!(sees(&own(&["payments"], "ada"), of_search).await, 5);
    let by_bob = AuditSearch {
        who: Some("bob".into()),
        ..AuditSearch::default()
    };
    assert_eq!(sees(&own(&["payments"], "ada"), by_bob).await, 5);
}

async fn roles_are_written_when_they_change(bench: &Bench) {
    let mut dora = Person {
        login: Login::new("dora"),
        name: "Dora".into(),
        roles: vec![Role::Developer],
        teams: vec![],
    };
    bench.store.upsert_person(&dora, NOW).await.unwrap();
    bench.store.upsert_person(&dora, NOW).await.unwrap();
    dora.roles.push(Role::Admin);
    bench.store.upsert_person(&dora, NOW).await.unwrap();
    let rows = rows(bench).await;
    assert_eq!(actions(&rows), ["person.changed", "person.changed"]);
    assert_eq!(rows[1].entry.before, rows[0].entry.after);
    assert_eq!(
        rows[1].entry.after.as_deref(),
        Some(r#"[["developer","admin"],[]]"#)
    );
}
