use super::bench::{Bench, promises};
use super::registry::*;
use domain::chronicle::Deed;
use domain::github::Login;
use domain::image::*;
use domain::people::Actor;
use domain::portal::FindingQuery;
use domain::testing::NOW;

promises! {
    the_record_is_numbered_and_told_newest_first,
    two_who_write_at_once_get_two_numbers,
    an_altered_record_is_noticed,
    chosen_images_are_found_counted_and_struck_out,
    findings_are_counted_by_age,
    what_somebody_answers_for_does_not_press,
}

fn rhea() -> Actor {
    Actor::Person(Login::new("rhea"))
}

fn ended(number: u32) -> Deed {
    Deed::ExceptionEnded {
        id: number.to_string(),
        finding: format!("CVE-{number}"),
    }
}

async fn the_record_is_numbered_and_told_newest_first(bench: &Bench) {
    let (key, other) = (address_of("a/one"), address_of("a/two"));
    let store = &bench.store;
    for number in 1..=5 {
        let at = NOW.plus_seconds(i64::from(number));
        let version = store
            .record_repository_event(&key, at, &rhea(), &ended(number))
            .await
            .unwrap();
        assert_eq!(version, i64::from(number));
    }
    let first = store
        .record_repository_event(&other, NOW, &Actor::Aws, &ended(9))
        .await;
    assert_eq!(first.unwrap(), 1);
    let newest = store.repository_events(&key, None, 2).await.unwrap();
    let versions: Vec<i64> = newest.iter().map(|event| event.version).collect();
    assert_eq!(versions, [5, 4]);
    assert_eq!((&newest[0].deed, &newest[0].actor), (&ended(5), &rhea()));
    let rest = store.repository_events(&key, Some(4), 10).await.unwrap();
    assert_eq!(rest.len(), 3);
    assert_eq!(store.verify_repository_events().await.unwrap(), None);
}

async fn two_who_write_at_once_get_two_numbers(bench: &Bench) {
    let key = address_of("a/one");
    let write = async |number| {
        bench
            .store
            .record_repository_event(&key, NOW, &rhea(), &ended(number))
            .await
            .unwrap()
    };
    let (a, b, c) = tokio::join!(write(1), write(2), write(3));
    let mut versions = [a, b, c];
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3]);
    assert_eq!(bench.store.verify_repository_events().await.unwrap(), None);
}

async fn an_altered_record_is_noticed(bench: &Bench) {
    let key = address_of("a/one");
    for number in 1..=3 {
        let written = bench
            .store
            .record_repository_event(&key, NOW, &rhea(), &ended(number))
            .await;
        written.unwrap();
    }
    bench
        .tamper("UPDATE repository_events SET at = at + 1 WHERE version = 2")
        .await;
    let fault = bench.store.verify_repository_events().await.unwrap();
    assert_eq!(fault, Some((key, 2)));
}

async fn chosen_images_are_found_counted_and_struck_out(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let signature = format!("sha256-{}.sig", &digest(3).as_str()["sha256:".len()..]);
    let images = vec![
        image(1, &["v1"]),
        image(2, &[]),
        image(3, &["v3"]),
        image(4, &[]),
        image(5, &[&signature]),
    ];
    take_in(bench, id, images, &[scan(3, &["CVE-1"])]).await;
    let store = &bench.store;
    let wanted = [digest(1), digest(3), digest(9)];
    let found = store.images_named(id, &wanted).await.unwrap();
    let digests: Vec<&Digest> = found.iter().map(|image| &image.digest).collect();
    assert_eq!(digests, [&digest(3), &digest(1)], "newest first");
    assert_eq!(found[0].attached.len(), 1);
    let newer = store.newer_images(id, &found[1], 100).await.unwrap();
    assert_eq!((newer.all, newer.untagged), (3, 2));
    let newer = store.newer_images(id, &found[1], 2).await.unwrap();
    assert_eq!(newer.all, 2, "counted as far as it matters");
    assert_eq!(store.strike_images(id, &wanted).await.unwrap(), 2);
    assert_eq!(store.image(id, "v3").await.unwrap(), None);
    let left = store.images_named(id, &wanted).await.unwrap();
    assert!(left.is_empty());
    assert_eq!(store.images_named(id, &[]).await.unwrap(), []);
    assert_eq!(all(bench, id, "").await.len(), 2);
}

async fn findings_are_counted_by_age(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let aged = |number: i64, severity: &str, days: i64| FindingSeen {
        first_seen: Some(NOW.plus_seconds(-days * 86_400)),
        ..finding(&format!("CVE-{number}"), severity)
    };
    let findings = vec![
        aged(1, "HIGH", 0),
        aged(2, "HIGH", 7),
        aged(3, "HIGH", 31),
        aged(4, "CRITICAL", 100),
    ];
    take_in(
        bench,
        id,
        vec![image(1, &["v1"])],
        &[scan_with(1, findings)],
    )
    .await;
    let ages = bench.store.finding_ages(id, NOW).await.unwrap();
    let shown: Vec<_> = ages
        .iter()
        .map(|one| (one.severity.as_str(), one.counts))
        .collect();
    assert_eq!(shown, [("CRITICAL", [1, 1, 1, 1]), ("HIGH", [3, 2, 1, 0])]);
    assert_eq!(ages[1].oldest, Some(NOW.plus_seconds(-31 * 86_400)));
    // Every number opens the rows that it counts.
    for one in &ages {
        for (days, count) in domain::portal::FINDING_AGES.into_iter().zip(one.counts) {
            let query = FindingQuery {
                severities: vec![one.severity.clone()],
                min_days: (days > 0).then_some(days),
                open: true,
                ..Default::default()
            };
            let page = bench.store.findings(id, &query, 10, NOW).await.unwrap();
            assert_eq!(page.total, count, "{} {days}", one.severity);
        }
    }
}

async fn what_somebody_answers_for_does_not_press(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let scans = [scan(1, &["CVE-1", "CVE-2"])];
    take_in(bench, id, vec![image(1, &["v1"])], &scans).await;
    let store = &bench.store;
    assert!(store.has_finding(id, "CVE-1").await.unwrap());
    assert!(!store.has_finding(id, "CVE-3").await.unwrap());
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
    store.add_exception(&exception).await.unwrap();
    let found = store.exception(id, &exception.id).await.unwrap();
    assert_eq!(found, Some(exception.clone()));
    let pressing = store.pressing_findings(id, NOW).await.unwrap();
    assert_eq!((pressing.high.count, pressing.critical.count), (1, 0));
    let after = store.pressing_findings(id, exception.until).await.unwrap();
    assert_eq!(after.high.count, 2);
}
