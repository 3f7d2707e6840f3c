//! The reading of images, over three places with thousands of them.

use crate::support::*;
use crate::watch::Watch;
use domain::aws::{AccountId, Address, Region};
use domain::image::{Digest, Scanning};
use domain::standard::Standard;
use domain::testing::standard;
use futures::{StreamExt as _, TryStreamExt as _};
use server::clock::Clock;
use server::outside::Observer;
use server::outside::argocd::{ArgoCd, ArgoCdConfig};
use server::outside::github::{Auth, GitHub, GitHubConfig};
use server::people::Directory;
use server::portal::jobs::{run_due_image_reads, run_due_jobs};
use server::services::{CatalogMode, ImageReading, Services, Settings};
use server::store::{ImageQuery, ImagesOnly, Store};
use server::vault::Vault;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// Nothing listens there.
const DOWN: &str = "http://127.0.0.1:1";
const HOUR_MS: i64 = 60 * 60 * 1000;

struct Bench {
    services: Services,
    calls: Arc<AtomicUsize>,
    database: String,
    _folder: TempDir,
}

/// A Berth over these regions of the two accounts.
async fn bench(url: &str, regions: &[(&str, &str)]) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/berth.db", folder.path().display());
    let clock = Clock::default();
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let observer: Observer = Arc::new(move |_, _| _ = counter.fetch_add(1, Ordering::SeqCst));
    let github = GitHubConfig {
        api_url: DOWN.into(),
        web_url: DOWN.into(),
        auth: Auth::Token("token".into()),
        oauth: None,
        write_gap: Duration::ZERO,
    };
    let argocd = ArgoCdConfig {
        url: DOWN.into(),
        web_url: None,
        token: "token".into(),
        project: "berth".into(),
        app_namespace: None,
    };
    let github = GitHub::new(github, None).unwrap();
    let services = Services {
        store: Store::open(&database, 4).await.unwrap(),
        argocd: ArgoCd::new(argocd, None).unwrap(),
        aws: client(url, Some(observer)),
        backstage: None,
        oidc: None,
        directory: Directory::new(Default::default(), github.clone(), clock.clone()),
        github,
        standard: Arc::new(places(regions)),
        settings: Arc::new(settings()),
        vault: Vault::new(&"secret".into()),
        clock,
    };
    Bench {
        services,
        calls,
        database,
        _folder: folder,
    }
}

fn places(regions: &[(&str, &str)]) -> Standard {
    let mut standard = standard();
    let model = standard.accounts.remove(0);
    for (owner, region) in regions {
        let id = AccountId::parse(owner).unwrap();
        let region = Region::parse(region).unwrap();
        match standard.accounts.iter_mut().find(|one| one.id == id) {
            Some(known) => known.regions.push(region),
            None => standard.accounts.push(domain::standard::Account {
                id,
                regions: vec![region],
                ..model.clone()
            }),
        }
    }
    standard
}

fn settings() -> Settings {
    Settings {
        public_url: "https://berth.example".into(),
        labels: vec![],
        ask_review_from: vec![],
        base_branch: None,
        auto_sync: true,
        extra_approvals: 1,
        asking_counts: false,
        destinations: Default::default(),
        applying: Default::default(),
        catalog: CatalogMode::Off,
        fallback_teams: vec![],
        fallback_systems: vec![],
        images: ImageReading {
            at_once: 1,
            findings_of: 2,
            ..ImageReading::default()
        },
        judging: Default::default(),
        removal: Default::default(),
        sessions: Default::default(),
    }
}

impl Bench {
    async fn census(&self) {
        run_due_jobs(&self.services, "bench").await;
    }

    async fn read(&self) {
        run_due_image_reads(&self.services, "bench").await;
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    async fn images_of(&self, address: &Address) -> u64 {
        let known = self.services.store.content(address).await.unwrap().unwrap();
        known.totals.map_or(u64::MAX, |totals| totals.image_count)
    }

    fn watch(&self) -> Watch<'_> {
        Watch(&self.database)
    }
}

/// A repository with so many images; every third has no tag.
pub(crate) async fn fill(ecr: &aws_sdk_ecr::Client, name: &str, images: u32) {
    ecr.create_repository()
        .repository_name(name)
        .send()
        .await
        .unwrap();
    futures::stream::iter(0..images)
        .map(|number| {
            let layer = format!("sha256:{:064x}", u64::from(number) + 1_000_000);
            let manifest = serde_json::json!({
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "size": 100, "digest": layer },
                "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 1000, "digest": layer }],
            });
            let put = ecr
                .put_image()
                .repository_name(name)
                .image_manifest(manifest.to_string())
                .image_manifest_media_type("application/vnd.oci.image.manifest.v1+json");
            match number % 3 {
                0 => put.send(),
                _ => put.image_tag(format!("v1.{number}")).send(),
            }
        })
        .buffer_unordered(8)
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_images_in_three_places_are_read_once() {
    let Some(url) = moto() else { return };
    let regions = [
        (OWN, "us-east-2"),
        (OWN, "ca-central-1"),
        (OTHER, "us-west-1"),
    ];
    let sizes = [0, 1, 150, 700];
    for (owner, region) in regions {
        let credentials = match owner {
            OWN => own(),
            _ => others(&url).await,
        };
        let ecr = ecr(&url, region, credentials);
        for size in sizes {
            fill(&ecr, &format!("team/with-{size}"), size).await;
        }
    }
    let bench = bench(&url, &regions).await;
    bench.census().await;
    bench.read().await;
    let mut sum = 0;
    for (owner, region) in regions {
        for size in sizes {
            let address = address(owner, region, &format!("team/with-{size}"));
            assert_eq!(bench.images_of(&address).await, u64::from(size));
            sum += i64::from(size);
        }
    }
    assert_eq!(bench.watch().images().await, sum);
    assert_eq!(
        bench.watch().untagged().await,
        bench.watch().images_without_tags().await
    );
    let large = address(OTHER, "us-west-1", "team/with-700");
    let known = bench.services.store.content(&large).await.unwrap().unwrap();
    assert_eq!(known.scanning, Some(Scanning::Manual));
    let untagged = ImageQuery {
        only: ImagesOnly::Untagged,
        ..Default::default()
    };
    let page = bench.services.store.images(known.id, &untagged, 300).await;
    assert_eq!(page.unwrap().rows.len(), 234);

    // Nothing changed: calls, and no row written.
    bench.watch().writes_from_now().await;
    bench.services.clock.advance(7 * HOUR_MS);
    let before = bench.calls();
    bench.read().await;
    assert!(
        bench.calls() - before >= 2 * 12,
        "every repository was asked"
    );
    assert_eq!(bench.watch().writes().await, 0);
    assert_eq!(
        bench
            .services
            .store
            .images_waiting(bench.services.clock.now())
            .await
            .unwrap(),
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_is_killed_goes_on_where_it_was() {
    let Some(url) = moto() else { return };
    let region = "sa-east-1";
    let ecr = ecr(&url, region, own());
    for number in 0..30 {
        fill(&ecr, &format!("team/number-{number:02}"), 3).await;
    }
    let bench = bench(&url, &[(OWN, region)]).await;
    bench.census().await;
    let before = bench.calls();
    let kill = async {
        while bench.calls() < before + 40 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = bench.read() => panic!("it was over too soon"),
        () = kill => {}
    }
    let done = bench.watch().repositories_read().await;
    assert!((1..30).contains(&done), "{done}");

    // The lease of the killed one runs out.
    bench.read().await;
    assert_eq!(bench.watch().repositories_read().await, done);
    bench.services.clock.advance(11 * 60 * 1000);
    bench.watch().writes_from_now().await;
    bench.read().await;
    assert_eq!(bench.watch().repositories_read().await, 30);
    let again = bench.watch().images_inserted().await;
    assert_eq!(bench.watch().images().await, 90);
    assert!(
        again <= (30 - done) * 3,
        "what was read is not read again: {again}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_fails_keeps_its_age_and_the_others_go_on() {
    let Some(url) = moto() else { return };
    let region = "eu-west-2";
    fill(&ecr(&url, region, own()), "team/one", 2).await;
    // No such account is configured: asking it is refused without a call.
    let bench = bench(&url, &[(OWN, region), ("999999999999", region)]).await;
    bench.census().await;
    let store = &bench.services.store;
    let dark = AccountId::parse("999999999999").unwrap();
    let ages = store.census_ages().await.unwrap();
    let age = ages.iter().find(|age| age.account == dark).unwrap();
    assert!(age.trouble.is_some() && age.read.is_none());
    bench.read().await;
    assert_eq!(bench.images_of(&address(OWN, region, "team/one")).await, 2);
    let ages = store.images_ages().await.unwrap();
    let lit = ages.iter().find(|age| age.account != dark).unwrap();
    assert!(lit.answer.is_some() && lit.unread == 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chosen_images_are_deleted_a_hundred_at_once() {
    let Some(url) = moto() else { return };
    let region = "eu-north-1";
    fill(&ecr(&url, region, own()), "team/old", 120).await;
    let address = address(OWN, region, "team/old");
    let aws = client(&url, None);
    let listed = aws.images(&address).await.unwrap().unwrap().images;
    let digests: Vec<Digest> = listed.into_iter().map(|image| image.digest).collect();
    assert_eq!(digests.len(), 120);
    aws.delete_images(&address, &digests).await.unwrap_err();
    let kept = aws.delete_images(&address, &digests[..100]).await.unwrap();
    assert_eq!(kept, []);
    let left = aws.images(&address).await.unwrap().unwrap().images;
    assert_eq!(left.len(), 20);
    // Gone before counts as gone.
    let kept = aws
        .delete_images(&address, &digests[99..101])
        .await
        .unwrap();
    assert_eq!(kept, []);
    let left = aws.images(&address).await.unwrap().unwrap().images;
    assert_eq!(left.len(), 19);
}
