use super::bench::{Bench, promises};
use super::registry::*;
use domain::github::Login;
use domain::image::{FindingSeen, ScanState, ScanStatus, Severity};
use domain::testing::NOW;
use server::store::*;

promises! {
    a_thousand_findings_are_all_there,
    every_order_pages_over_every_finding,
    figures_count_what_the_newest_scanned_image_has,
    a_finding_is_as_old_as_its_first_sight,
    images_not_worth_it_are_forgotten,
    an_exception_holds_until_its_day,
    teams_are_written_down_day_by_day,
    views_are_kept_and_shared,
    pushes_are_counted_by_day_without_what_belongs_to_others,
}

async fn page(bench: &Bench, id: i64, query: &FindingQuery) -> FindingsPage {
    bench.store.findings(id, query, 300, NOW).await.unwrap()
}

fn thousand() -> Vec<FindingSeen> {
    let words = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "DIRE"];
    (0..1000)
        .map(|number| FindingSeen {
            package: format!("package-{}", number % 37),
            fixed_in: (number % 2 == 0).then(|| "2.0".to_owned()),
            first_seen: Some(NOW.plus_seconds(-number % 91)),
            ..finding(
                &format!("CVE-2026-{number:04}"),
                words[usize::try_from(number % 6).unwrap()],
            )
        })
        .collect()
}

async fn a_thousand_findings_are_all_there(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let scans = [scan_with(1, thousand())];
    take_in(bench, id, vec![image(1, &["v1"])], &scans).await;
    let found = page(bench, id, &FindingQuery::default()).await;
    assert_eq!((found.total, found.rows.len()), (1000, 300));
    assert!(
        found
            .rows
            .iter()
            .take(167)
            .all(|one| one.severity == Severity::Critical)
    );
    let known = content(bench, "a/one").await;
    assert_eq!(known.findings_of, Some(digest(1)));
    assert_eq!(known.findings.total(), 1000);
    assert_eq!((known.findings.critical, known.findings.other), (167, 332));
    let unknown = FindingQuery {
        severities: vec![Severity::parse("DIRE")],
        fixable: Some(false),
        text: "cve-2026 PACKAGE-1".into(),
        image: Some(digest(1)),
        open: true,
        ..Default::default()
    };
    let found = page(bench, id, &unknown).await;
    let expected = thousand()
        .into_iter()
        .filter(|one| one.severity.as_str() == "DIRE" && one.fixed_in.is_none())
        .filter(|one| one.package.contains("package-1"))
        .count();
    assert_eq!((found.total, found.rows.len()), (expected as u64, expected));
}

async fn every_order_pages_over_every_finding(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let scans = [scan_with(1, thousand())];
    take_in(bench, id, vec![image(1, &["v1"])], &scans).await;
    for sort in FindingSort::ALL {
        let mut query = FindingQuery {
            sort,
            ..Default::default()
        };
        let mut names = Vec::new();
        let mut pages = Vec::new();
        let mut back = None;
        loop {
            let found = page(bench, id, &query).await;
            names.extend(found.rows.iter().map(|one| one.name.clone()));
            pages.push(found.rows);
            query.after = found.next;
            if query.after.is_none() {
                break;
            }
            back = found.previous;
        }
        assert_eq!(names.len(), 1000, "{sort:?}");
        // Back from the last but one page to the first.
        pages.pop();
        pages.pop();
        query.after = back;
        while let Some(expected) = pages.pop() {
            let found = page(bench, id, &query).await;
            assert_eq!(found.rows, expected, "{sort:?}");
            assert!(found.next.is_some());
            assert_eq!(found.previous.is_none(), pages.is_empty(), "{sort:?}");
            query.after = found.previous;
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 1000, "{sort:?}");
        assert_eq!(FindingSort::parse(sort.as_str()), Some(sort));
    }
}

async fn figures_count_what_the_newest_scanned_image_has(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let images = vec![image(1, &["v1"]), image(2, &["v2"]), image(3, &["v3"])];
    let failed = ScanRead {
        seen: domain::image::ScanSeen {
            status: ScanStatus::Failed,
            says: Some("no such layer".into()),
            scanned: None,
            findings: vec![],
        },
        ..scan(3, &[])
    };
    let scans = [
        scan(1, &["CVE-1", "CVE-2"]),
        scan(2, &["CVE-2", "CVE-2"]),
        failed,
    ];
    take_in(bench, id, images.clone(), &scans).await;
    let known = content(bench, "a/one").await;
    assert_eq!(
        (known.findings_of, known.findings.high),
        (Some(digest(2)), 1)
    );
    let open = FindingQuery {
        open: true,
        ..Default::default()
    };
    assert_eq!(page(bench, id, &open).await.total, 1);
    let both = page(bench, id, &FindingQuery::default()).await;
    let images_with: Vec<_> = both
        .rows
        .iter()
        .map(|one| (one.name.as_str(), one.images, one.is_open))
        .collect();
    assert_eq!(images_with, [("CVE-1", 1, false), ("CVE-2", 2, true)]);
    let row = bench.store.image(id, "v3").await.unwrap().unwrap();
    assert!(matches!(row.scan, ScanState::Failed { says, .. } if says == "no such layer"));

    // The newest is clean: nothing is open, and that is known.
    take_in(bench, id, images, &[scan(3, &[])]).await;
    let known = content(bench, "a/one").await;
    assert_eq!(
        (known.findings_of, known.findings.total()),
        (Some(digest(3)), 0)
    );
    assert_eq!(page(bench, id, &open).await.total, 0);
    let row = bench.store.image(id, "v3").await.unwrap().unwrap();
    assert!(matches!(row.scan, ScanState::Clean { .. }));
    let days = bench.store.repository_days(id, 0, i64::MAX).await.unwrap();
    assert_eq!(days[0].high, Some(0));
}

async fn a_finding_is_as_old_as_its_first_sight(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    take_in(bench, id, vec![image(1, &["v1"])], &[scan(1, &["CVE-1"])]).await;
    let before = page(bench, id, &FindingQuery::default()).await.rows;
    assert_eq!(before[0].first_seen, NOW);
    let worse = FindingSeen {
        severity: Severity::Critical,
        first_seen: Some(NOW.plus_seconds(9)),
        ..finding("CVE-1", "HIGH")
    };
    let images = vec![image(1, &["v1"]), image(2, &["v2"])];
    take_in(bench, id, images, &[scan_with(2, vec![worse])]).await;
    let after = page(bench, id, &FindingQuery::default()).await.rows;
    assert_eq!((after.len(), after[0].images), (1, 2));
    assert_eq!(after[0].first_seen, NOW);
    assert_eq!(after[0].severity, Severity::Critical);
}

async fn images_not_worth_it_are_forgotten(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    take_in(bench, id, vec![image(1, &["v1"])], &[scan(1, &["CVE-1"])]).await;
    assert_eq!(bench.store.image_scans(id).await.unwrap().len(), 1);
    let images = domain::image::group(vec![image(1, &["v1"])], &Default::default());
    let read = RepositoryRead {
        repository: id,
        due: 0,
        at: NOW,
        next: NOW,
        digest: "",
        images: &images,
        policy: None,
        scanning: None,
        worth: vec![],
        scans: &[],
    };
    bench.store.take_in_images(&read).await.unwrap();
    assert!(bench.store.image_scans(id).await.unwrap().is_empty());
    assert_eq!(page(bench, id, &FindingQuery::default()).await.total, 0);
    assert_eq!(content(bench, "a/one").await.findings_of, None);
}

async fn an_exception_holds_until_its_day(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let scans = [scan(1, &["CVE-1", "CVE-2"])];
    take_in(bench, id, vec![image(1, &["v1"])], &scans).await;
    let exception = FindingException {
        id: "0197c9d2-7c1a-7000-8000-0000000000e1".into(),
        repository: id,
        finding: "CVE-1".into(),
        reason: "The code is not reachable".into(),
        owner: "payments".into(),
        until: NOW.plus_seconds(60),
        granted_by: Login::new("rhea"),
        created: NOW,
        ended: None,
    };
    for _ in 0..2 {
        bench.store.add_exception(&exception).await.unwrap();
    }
    let rows = page(bench, id, &FindingQuery::default()).await.rows;
    assert_eq!(rows[0].excepted_until, Some(exception.until));
    assert_eq!(rows[1].excepted_until, None);
    let excepted = async |at| bench.store.findings_excepted(id, at).await.unwrap();
    assert_eq!(excepted(NOW).await, 1);
    assert_eq!(excepted(exception.until).await, 0, "it is over");
    assert!(
        bench
            .store
            .end_exception(id, &exception.id, NOW)
            .await
            .unwrap()
    );
    assert!(
        !bench
            .store
            .end_exception(id, &exception.id, NOW)
            .await
            .unwrap()
    );
    assert_eq!(excepted(NOW).await, 0);
    let kept = bench.store.exceptions(id, 10).await.unwrap();
    assert_eq!((kept.len(), kept[0].ended), (1, Some(NOW)));
}

async fn teams_are_written_down_day_by_day(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    repository(bench, "a/two").await;
    let scans = [scan(2, &["CVE-1"])];
    take_in(bench, id, vec![image(1, &[]), image(2, &["v2"])], &scans).await;
    for _ in 0..2 {
        assert_eq!(bench.store.keep_team_day(NOW).await.unwrap(), 1);
    }
    let day = NOW.0 / 86_400_000;
    let days = bench.store.team_days(day, day).await.unwrap();
    let wanted = TeamDay {
        team: "payments".into(),
        day,
        repositories: 2,
        image_count: 2,
        bytes: 3,
        untagged_bytes: 1,
        critical: 0,
        high: 1,
        score_sum: 0,
        scored: 0,
    };
    assert_eq!(days, [wanted]);
}

async fn views_are_kept_and_shared(bench: &Bench) {
    let (store, dora, rhea) = (&bench.store, Login::new("dora"), Login::new("rhea"));
    let view = |id: &str, query: &str, is_shared| SavedView {
        id: id.into(),
        owner: Login::new("dora"),
        name: format!("View {}", &id[..1]),
        query: query.into(),
        is_shared,
        created: NOW,
    };
    store.save_view(&view("a", "team=x", false)).await.unwrap();
    store.save_view(&view("b", "team=y", true)).await.unwrap();
    store.save_view(&view("a2", "team=z", false)).await.unwrap();
    let own = store.views_for(&dora, 10).await.unwrap();
    assert_eq!(own.len(), 2);
    assert_eq!((own[0].id.as_str(), own[0].query.as_str()), ("a", "team=z"));
    assert_eq!(store.views_for(&rhea, 10).await.unwrap().len(), 1);
    assert!(!store.drop_view(&rhea, "b", NOW).await.unwrap());
    assert!(store.drop_view(&dora, "b", NOW).await.unwrap());
}

async fn pushes_are_counted_by_day_without_what_belongs_to_others(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let pushed = |number, days: i64| {
        let mut seen = image(number, &["v"]);
        seen.tags = vec![format!("v{number}")];
        seen.pushed = NOW.plus_seconds(-days * 24 * 60 * 60);
        seen
    };
    let mut signature = pushed(9, 0);
    signature.subject = Some(digest(1));
    let images = vec![
        pushed(1, 0),
        pushed(2, 3),
        pushed(3, 3),
        pushed(4, 40),
        signature,
    ];
    take_in(bench, id, images, &[]).await;
    let today = NOW.day();
    let days = bench.store.pushed_days(id, today - 29).await.unwrap();
    assert_eq!(days, [(today - 3, 2), (today, 1)]);
}
