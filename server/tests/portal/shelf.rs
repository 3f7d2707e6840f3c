//! The tabs of a repository: images and findings out of Berth's copy, deletions and exceptions on the record.

use crate::support::{Bench, bench, dev, form, person};
use domain::aws::Address;
use domain::chronicle::Deed;
use domain::image::*;
use domain::lifecycle::LifecyclePolicy;
use domain::observed::RepositorySeen;
use domain::people::{Actor, Person, Role};
use domain::portal::*;
use domain::testing::standard;
use domain::text::TeamName;
use domain::time::Timestamp;
use server::store::{RepositoryFound, RepositoryRead, ScanRead, Store};
use std::collections::HashMap;

fn digest(n: u32) -> Digest {
    Digest::parse(&format!("sha256:{n:064x}")).unwrap()
}

fn owner() -> Person {
    Person {
        teams: vec![TeamName::parse("payments").unwrap()],
        ..dev()
    }
}

fn image(n: u32, tags: &[&str]) -> ImageSeen {
    ImageSeen {
        digest: digest(n),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        pushed: Timestamp(i64::from(n)),
        pulled: None,
        bytes: 10,
        media_type: Some("application/vnd.oci.image.manifest.v1+json".into()),
        artifact_type: None,
        subject: None,
        archived: false,
    }
}

fn finding(n: u32) -> FindingSeen {
    FindingSeen {
        name: format!("CVE-2026-{n:04}"),
        package: "zlib".into(),
        version: "1".into(),
        severity: Severity::High,
        fixed_in: None,
        score: None,
        uri: None,
        first_seen: None,
    }
}

async fn found_in_aws(bench: &Bench) -> Address {
    let key = form(1).parse(&standard()).unwrap().address;
    let found = RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: None,
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: Some(LifecyclePolicy::keep_last(2).canonical_json()),
            tags: Default::default(),
        },
        key: key.clone(),
        team: Some("payments".into()),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: true,
    };
    let now = bench.services.clock.now();
    let store = &bench.services.store;
    store
        .census(&key.account, key.region, &[found], now)
        .await
        .unwrap();
    key
}

/// Four images, of which one was scanned, with a thousand findings.
async fn stocked(bench: &Bench) -> Address {
    let key = found_in_aws(bench).await;
    let store = &bench.services.store;
    let now = bench.services.clock.now();
    let images = vec![
        image(1, &["v1"]),
        image(2, &[]),
        image(3, &["v3"]),
        image(4, &["v4"]),
    ];
    let images = group(images, &HashMap::new());
    let scan = ScanRead {
        digest: digest(4),
        seen: ScanSeen {
            status: ScanStatus::Complete,
            says: None,
            scanned: Some(now),
            findings: (0..1000).map(finding).collect(),
        },
        next: now.plus_seconds(60),
    };
    let repository = store.content(&key).await.unwrap().unwrap().id;
    let read = RepositoryRead {
        repository,
        due: 0,
        at: now,
        next: now.plus_seconds(3600),
        digest: &Store::digest_of(&images, None, None),
        images: &images,
        policy: None,
        scanning: None,
        worth: images.iter().map(|image| &image.seen.digest).collect(),
        scans: &[scan],
    };
    store.take_in_images(&read).await.unwrap();
    key
}

async fn deeds(bench: &Bench, key: &Address) -> Vec<Deed> {
    let store = &bench.services.store;
    let events = store.repository_events(key, None, 10).await.unwrap();
    assert!(
        events
            .iter()
            .all(|event| event.actor == Actor::Person(dev().login))
    );
    events.into_iter().map(|event| event.deed).collect()
}

#[tokio::test]
async fn images_come_newest_first_and_one_by_its_digest() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let query = ImageQuery::default();
    let page = bench.portal.images(&dev(), &key, &query).await.unwrap();
    let digests: Vec<&Digest> = page.images.iter().map(|image| &image.digest).collect();
    assert_eq!(digests, [&digest(4), &digest(3), &digest(2), &digest(1)]);
    assert!(page.read.is_some() && page.totals.unwrap().untagged_count == 1);
    assert!(page.may_delete.unwrap_err().contains("members of payments"));
    let one = bench.portal.image(&dev(), &key, &digest(3)).await.unwrap();
    assert_eq!(one.image.tags, ["v3"]);
    let none = bench.portal.image(&dev(), &key, &digest(9)).await;
    assert_eq!(none.unwrap_err(), PortalError::NotFound);
}

#[tokio::test]
async fn a_repository_whose_images_were_not_read_has_its_tabs_too() {
    let bench = bench().await;
    let key = found_in_aws(&bench).await;
    let images = bench
        .portal
        .images(&dev(), &key, &ImageQuery::default())
        .await
        .unwrap();
    assert_eq!(images.totals, None);
    let findings = bench
        .portal
        .findings(&dev(), &key, &FindingQuery::default())
        .await
        .unwrap();
    assert_eq!((findings.total, findings.of), (0, None));
}

#[tokio::test]
async fn a_deletion_is_judged_image_by_image() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let chosen = [digest(1), digest(4), digest(9)];
    let page = bench
        .portal
        .deletion(&owner(), &key, &chosen)
        .await
        .unwrap();
    assert_eq!(page.gone, [digest(9)]);
    assert_eq!(page.may_delete, Ok(()));
    let fates: Vec<When> = page
        .impacts
        .iter()
        .map(|impact| impact.fate.as_ref().unwrap().when)
        .collect();
    assert_eq!(fates, [When::Later, When::Soon], "the newest two are kept");
    let many: Vec<Digest> = (0..101).map(digest).collect();
    for wrong in [&[][..], &many] {
        let refused = bench.portal.deletion(&owner(), &key, wrong).await;
        assert!(matches!(refused, Err(PortalError::Refused(_))));
    }
}

#[tokio::test]
async fn only_its_team_and_admins_delete_and_only_once_the_name_is_typed() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let name = key.name.as_str();
    let denied = bench
        .portal
        .delete_images(&dev(), &key, &[digest(1)], name)
        .await;
    assert!(matches!(denied, Err(PortalError::Denied(_))));
    let wrong = bench
        .portal
        .delete_images(&owner(), &key, &[digest(1)], "other")
        .await;
    assert_eq!(wrong.unwrap(), Deletion::Unconfirmed);
    let gone = bench
        .portal
        .delete_images(&person("root", Role::Admin), &key, &[digest(9)], name)
        .await;
    assert!(matches!(gone, Err(PortalError::Stale(_))));
    assert_eq!(deeds(&bench, &key).await, []);
}

#[tokio::test]
async fn a_deletion_that_aws_did_not_answer_is_on_record_and_looked_after() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let store = &bench.services.store;
    bench.services.clock.advance(1000);
    let now = bench.services.clock.now();
    let due = async || store.images_due(&key.account, key.region, now, 9).await;
    assert_eq!(due().await.unwrap(), [], "read a moment ago");
    let answer = bench
        .portal
        .delete_images(&owner(), &key, &[digest(1)], key.name.as_str())
        .await;
    assert!(matches!(answer, Err(PortalError::Refused(_))), "{answer:?}");
    let deeds = deeds(&bench, &key).await;
    assert!(
        matches!(&deeds[..], [Deed::DeletionUnanswered { .. }, Deed::DeletionAsked { images }]
            if images[0].tags == ["v1"]),
        "{deeds:?}"
    );
    let id = store.content(&key).await.unwrap().unwrap().id;
    assert!(store.image(id, "v1").await.unwrap().is_some());
    assert_eq!(due().await.unwrap().len(), 1, "woken");
}

#[tokio::test]
async fn all_findings_are_there_page_by_page_and_in_an_export() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let mut query = FindingQuery {
        open: true,
        ..FindingQuery::default()
    };
    let page = bench.portal.findings(&dev(), &key, &query).await.unwrap();
    assert_eq!((page.total, page.counts.high), (1000, 1000));
    assert_eq!(page.ages[0].counts, [1000, 0, 0, 0]);
    let mut names = Vec::new();
    loop {
        let page = bench.portal.findings(&dev(), &key, &query).await.unwrap();
        names.extend(page.rows.into_iter().map(|row| row.name));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 1000);
    let rows = bench.portal.finding_rows(&dev(), &key, &query).await;
    assert_eq!(rows.unwrap().rows.len(), 1000);
}

#[tokio::test]
async fn an_exception_is_granted_marked_ended_and_on_record() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let day = bench.services.clock.now().plus_seconds(20 * 86_400);
    let until = jiff::Timestamp::from_millisecond(day.0).unwrap();
    let form = ExceptionForm {
        finding: "CVE-2026-0007".into(),
        reason: "The code is never reached".into(),
        owner: "payments".into(),
        until: until.strftime("%Y-%m-%d").to_string(),
    };
    let denied = bench.portal.except(&dev(), &key, &form).await;
    assert!(matches!(denied, Err(PortalError::Denied(_))));
    let unknown = ExceptionForm {
        finding: "CVE-1999-1".into(),
        ..form.clone()
    };
    let refused = bench.portal.except(&owner(), &key, &unknown).await;
    assert!(
        matches!(&refused, Ok(Excepted::Refused(problems)) if problems[0].field == ExceptionField::Finding)
    );
    let granted = bench.portal.except(&owner(), &key, &form).await;
    assert_eq!(granted.unwrap(), Excepted::Granted);
    let query = FindingQuery {
        text: "0007".into(),
        ..FindingQuery::default()
    };
    let page = bench.portal.findings(&owner(), &key, &query).await.unwrap();
    assert!(page.rows[0].excepted_until.is_some() && page.excepted == 1);
    let id = page.exceptions[0].id.clone();
    // Twice: what is over stays so.
    for _ in 0..2 {
        let ended = bench.portal.end_exception(&owner(), &key, &id).await;
        ended.unwrap();
    }
    let page = bench.portal.findings(&owner(), &key, &query).await.unwrap();
    assert!(page.rows[0].excepted_until.is_none());
    assert!(page.exceptions[0].ended.is_some());
    let deeds = deeds(&bench, &key).await;
    assert!(
        matches!(&deeds[..], [Deed::ExceptionEnded { .. }, Deed::ExceptionGranted { owner, .. }] if owner == "payments"),
        "{deeds:?}"
    );
}

#[tokio::test]
async fn the_scorecard_judges_what_was_read() {
    let bench = bench().await;
    let key = stocked(&bench).await;
    let page = bench.portal.repository(&dev(), &key).await.unwrap();
    let card = page.card.unwrap();
    let evidence = |id| {
        let check = card.checks.iter().find(|check| check.id == id).unwrap();
        (check.outcome, check.evidence.as_str())
    };
    use domain::scorecard::{CheckId, Outcome};
    assert_eq!(
        evidence(CheckId::Findings),
        (
            Outcome::Pass,
            "0 critical and 1000 high findings are open, all within their time."
        )
    );
    assert_eq!(evidence(CheckId::Access).0, Outcome::Pass);
    assert_eq!(evidence(CheckId::Pulled).0, Outcome::Miss);
    assert!(page.findings.unwrap().high == 1000 && page.images_read.is_some());
}
