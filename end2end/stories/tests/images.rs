//! What repositories hold, read from a registry that has all that ECR knows: archived images, referrers, scans of every kind.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use domain::aws::Address;
use domain::image::{ImageKind, ScanState, Scanning};
use domain::name::RepositoryName;
use sandbox::aws::{EcrRepo, Finding, Image, RegistryScanning, Scan, ScanStatus};
use server::portal::jobs::run_due_image_reads;
use server::store::{ContentKnown, FindingQuery, ImageQuery, ImagesOnly};
use stories::Portal;
use stories::registry::{digest, place};

stories::on_both_engines! {
    (flavor = "multi_thread", worker_threads = 2)
    archived_images_and_what_refers_to_images_are_there,
    every_page_of_a_thousand_findings_is_read,
    the_registrys_scanning_holds_and_is_looked_at_daily,
    an_event_brings_the_next_reading_forward,
}

const NAME: &str = "payments/api";

fn address(portal: &Portal) -> Address {
    let account = &portal.services.standard.accounts[0];
    Address {
        account: account.id.clone(),
        region: account.regions[0],
        name: RepositoryName::parse(NAME).unwrap(),
    }
}

struct Registry {
    portal: Portal,
    address: Address,
}

impl Registry {
    async fn start() -> Self {
        let portal = Portal::start().await.unwrap();
        let address = address(&portal);
        let now = portal.bench.world.clock.now();
        let repo = EcrRepo::new(now);
        let mut aws = portal.bench.world.aws.lock();
        aws.repos.insert(place(&address), repo);
        drop(aws);
        Self { portal, address }
    }

    fn image(&self, number: u32, tags: &[&str]) -> Image {
        self.portal.image(number, tags)
    }

    fn put(&self, images: Vec<Image>) {
        self.portal.put_images(&self.address, images).unwrap();
    }

    fn scan(&self, status: ScanStatus, findings: Vec<Finding>) -> Option<Scan> {
        let now = self.portal.bench.world.clock.now();
        Some(Scan {
            status,
            started_at: now,
            completed_at: Some(now),
            findings,
        })
    }

    /// Census and images, as if the pause between two readings were over.
    async fn read(&self) -> ContentKnown {
        let services = &self.portal.services;
        self.portal.read_after(31 * 60 * 1000).await;
        services
            .store
            .content(&self.address)
            .await
            .unwrap()
            .unwrap()
    }
}

fn findings(count: u32) -> Vec<Finding> {
    (0..count)
        .map(|number| Finding {
            name: format!("CVE-2026-{number:05}"),
            severity: ["CRITICAL", "HIGH", "UNTRIAGED", "LOW"][number as usize % 4].to_owned(),
            description: "example".into(),
            package: format!("package-{number}"),
            version: "1.0".into(),
            fixed_in: (number % 2 == 0).then(|| "1.1".to_owned()),
        })
        .collect()
}

async fn archived_images_and_what_refers_to_images_are_there() {
    let registry = Registry::start().await;
    let now = registry.portal.bench.world.clock.now();
    let refers = |number, kind: &str| Image {
        subject: Some(digest(1)),
        artifact_media_type: Some(kind.to_owned()),
        ..registry.image(number, &[])
    };
    registry.put(vec![
        registry.image(1, &["v1"]),
        Image {
            archived_at: Some(now),
            ..registry.image(2, &["v0"])
        },
        refers(3, "application/vnd.in-toto+json"),
        refers(4, "application/spdx+json"),
    ]);
    let known = registry.read().await;
    assert_eq!(known.totals.unwrap().image_count, 2);
    let store = &registry.portal.services.store;
    let archived = ImageQuery {
        only: ImagesOnly::Archived,
        ..Default::default()
    };
    let page = store.images(known.id, &archived, 10).await.unwrap();
    assert_eq!(page.rows[0].tags, ["v0"]);
    let image = store.image(known.id, "v1").await.unwrap().unwrap();
    let kinds: Vec<ImageKind> = image.attached.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [ImageKind::Attestation, ImageKind::Sbom]);
    assert_eq!(image.scan, ScanState::Never);
}

async fn every_page_of_a_thousand_findings_is_read() {
    let registry = Registry::start().await;
    let mut image = registry.image(1, &["v1"]);
    image.scan = registry.scan(ScanStatus::Complete, findings(2_500));
    let mut odd = registry.image(2, &["odd"]);
    odd.scan = registry.scan(ScanStatus::Unsupported, vec![]);
    let mut clean = registry.image(3, &["clean"]);
    clean.scan = registry.scan(ScanStatus::Complete, vec![]);
    clean.pushed_at = image.pushed_at - std::time::Duration::from_secs(60);
    registry.put(vec![image, odd, clean]);
    let known = registry.read().await;
    assert_eq!(
        known.findings_of.as_ref().map(ToString::to_string),
        Some(digest(1))
    );
    assert_eq!((known.findings.total(), known.findings.other), (2_500, 625));
    let store = &registry.portal.services.store;
    let now = registry.portal.services.clock.now();
    let open = FindingQuery {
        open: true,
        fixable: Some(true),
        ..Default::default()
    };
    let page = store.findings(known.id, &open, 10, now).await.unwrap();
    assert_eq!(page.total, 1_250);
    let scan = async |tag: &str| store.image(known.id, tag).await.unwrap().unwrap().scan;
    assert!(matches!(scan("odd").await, ScanState::Unsupported { .. }));
    assert!(matches!(scan("clean").await, ScanState::Clean { .. }));
}

async fn the_registrys_scanning_holds_and_is_looked_at_daily() {
    let registry = Registry::start().await;
    {
        let mut aws = registry.portal.bench.world.aws.lock();
        let place = (
            registry.address.account.to_string(),
            registry.address.region.to_string(),
        );
        let scanning = RegistryScanning {
            enhanced: true,
            rules: vec![("CONTINUOUS_SCAN".into(), "payments/*".into())],
        };
        aws.scanning.insert(place, scanning);
    }
    let mut image = registry.image(1, &["v1"]);
    image.scan = registry.scan(ScanStatus::Active, findings(4));
    registry.put(vec![image]);
    let known = registry.read().await;
    assert_eq!(known.scanning, Some(Scanning::Continuous));
    assert_eq!((known.findings.critical, known.findings.total()), (1, 4));
    {
        let mut aws = registry.portal.bench.world.aws.lock();
        let repo = aws.repo_mut(&place(&registry.address)).unwrap();
        if let Some(scan) = &mut repo.images[0].scan {
            scan.findings.truncate(1);
        }
    }
    assert_eq!(registry.read().await.findings.total(), 4, "not yet a day");
    registry.portal.services.clock.advance(24 * 60 * 60 * 1000);
    assert_eq!(registry.read().await.findings.total(), 1);
}

async fn an_event_brings_the_next_reading_forward() {
    let registry = Registry::start().await;
    registry.put(vec![registry.image(1, &["v1"])]);
    let known = registry.read().await;
    registry.put(vec![registry.image(2, &["v2"])]);
    let services = &registry.portal.services;
    // The job looks every quarter of a minute; the repository itself is not due for half an hour.
    services.clock.advance(20_000);
    run_due_image_reads(services, "bench").await;
    let find = async |tag| services.store.image(known.id, tag).await.unwrap();
    assert_eq!(find("v2").await, None);
    let now = services.clock.now();
    let woken = services.store.wake_images(&registry.address, None, now);
    assert!(woken.await.unwrap());
    services.clock.advance(20_000);
    run_due_image_reads(services, "bench").await;
    assert!(find("v2").await.is_some());
}
