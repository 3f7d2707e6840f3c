//! The company that is measured: the sandbox as newcomers find it, grown to a thousand repositories in AWS. Berth takes them in
//! the way it takes in every registry, by reading them from there.

use anyhow::{Result, ensure};
use domain::portal::InventoryQuery;
use jiff::{SignedDuration, Timestamp};
use sandbox::aws::{EcrRepo, LifecycleText, RepoKey};
use sandbox::seed::ACCOUNTS;
use sandbox::{Options, Pace, Sandbox};
use server::store::Store;
use std::time::{Duration, Instant};
use stories::process::Place;

pub(crate) const REPOSITORIES: u64 = 1000;

/// Those that the configuration of `make run` names.
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];
const OWNERS: [(&str, &str); 6] = [
    ("platform-engineering", "spacetech"),
    ("payments", "checkout"),
    ("telemetry", "telemetry-lake"),
    ("ground-control", "groundlink"),
    ("launch", "launchpad"),
    ("developer-experience", "portal"),
];
const CLUSTERS: [&str; 3] = ["eks-prod-use1", "eks-prod-euw1", "eks-prod-apse2"];
const KINDS: [&str; 5] = ["api", "worker", "web", "migrations", "gateway"];
const POLICY: &str = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},"action":{"type":"expire"}}]}"#;

pub(crate) async fn start(place: &Place) -> Result<Sandbox> {
    let sandbox = as_found(place).await?;
    grow(&sandbox);
    Ok(sandbox)
}

/// As newcomers find it.
pub(crate) async fn as_found(place: &Place) -> Result<Sandbox> {
    let sandbox = Sandbox::start(Options {
        ports: place.ports,
        data_dir: Some(place.data().join("sandbox")),
        // Nothing in it may move while Berth is measured.
        pace: Pace::Manual,
        seed: true,
        ..Options::default()
    })
    .await?;
    Ok(sandbox)
}

fn grow(sandbox: &Sandbox) {
    let world = sandbox.world();
    let now = world.clock.now();
    let mut aws = world.aws.lock();
    let is_read = |key: &RepoKey| REGIONS.contains(&key.region.as_str());
    let planted = aws.repos.keys().filter(|key| is_read(key)).count() as u64;
    // The seeded world's requests are not Berth's own: what it knows of them is what AWS has.
    for n in planted..REPOSITORIES {
        let (key, repository) = repository(n, now);
        aws.repos.insert(key, repository);
    }
}

fn pick<T: Copy, const N: usize>(list: [T; N], n: u64) -> T {
    list[usize::try_from(n).unwrap_or_default() % N]
}

fn repository(n: u64, now: Timestamp) -> (RepoKey, EcrRepo) {
    let (team, system) = pick(OWNERS, n / 3);
    let (account, _) = pick(ACCOUNTS, n / 2);
    let key = RepoKey::new(
        account,
        pick(REGIONS, n),
        &format!("{system}/service-{n:04}-{}", pick(KINDS, n)),
    );
    let age = SignedDuration::from_hours(24 + i64::try_from(n).unwrap_or_default() * 17);
    let mut repository = EcrRepo::new(now - age);
    repository.scan_on_push = !n.is_multiple_of(7);
    // One in ten was made by hand: nobody knows whose it is, and no policy cleans it up.
    if !n.is_multiple_of(10) {
        repository.tags = [
            ("team", team),
            ("system", system),
            ("cluster", pick(CLUSTERS, n)),
            ("managed-by", "crossplane"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        repository.lifecycle = Some(LifecycleText {
            text: POLICY.to_owned(),
            last_evaluated_at: None,
        });
    }
    (key, repository)
}

pub(crate) async fn until_read(store: &Store, patience: Duration) -> Result<()> {
    let begun = Instant::now();
    loop {
        let page = store.inventory(&InventoryQuery::default(), 1).await?;
        if page.total == REPOSITORIES {
            return Ok(());
        }
        ensure!(
            begun.elapsed() < patience,
            "Berth has read {} repositories: {:#?}",
            page.total,
            page.as_of
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
