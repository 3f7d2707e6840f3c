//! Repositories are judged as they come and change, and a round that finds nothing new writes nothing.

use crate::support::{Bench, bench, dev};
use domain::aws::{AccountId, Address, Region};
use domain::image::{Digest, ImageSeen, Scanning, group};
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::owner::Confidence;
use domain::portal::*;
use domain::testing::standard;
use server::portal::BerthPortal;
use server::portal::jobs::run_due_judging;
use server::services::Settings;
use server::store::{RepositoryFound, RepositoryRead, Store};
use std::collections::HashMap;
use std::sync::Arc;

const DAY_MS: i64 = 24 * 3600 * 1000;

fn place() -> (AccountId, Region) {
    let account = standard().accounts[0].clone();
    (account.id, account.regions[0])
}

fn found(name: &str, team: Option<&str>, managed: bool) -> RepositoryFound {
    let (account, region) = place();
    let key = Address {
        account,
        region,
        name: RepositoryName::parse_existing(name).unwrap(),
    };
    RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: None,
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: Default::default(),
        },
        key,
        team: team.map(str::to_owned),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed,
    }
}

async fn census(bench: &Bench, found: &[RepositoryFound]) {
    let (account, region) = place();
    let now = bench.services.clock.now();
    let store = &bench.services.store;
    store.census(&account, region, found, now).await.unwrap();
}

/// Ten days old, the newer ones tagged; one is in the archive.
async fn images(bench: &Bench, name: &str, some: u32, untagged: u32) {
    let store = &bench.services.store;
    let at = bench.services.clock.now();
    let known = store.content(&found(name, None, false).key).await.unwrap();
    let images: Vec<ImageSeen> = (0..some)
        .map(|number| ImageSeen {
            digest: Digest::parse(&format!("sha256:{number:064x}")).unwrap(),
            tags: (number >= untagged)
                .then(|| format!("v{number}"))
                .into_iter()
                .collect(),
            pushed: at.plus_millis(-10 * DAY_MS).plus_seconds(i64::from(number)),
            pulled: (number % 2 == 0).then_some(at),
            bytes: 1_000,
            media_type: None,
            artifact_type: None,
            subject: None,
            archived: number == 0,
        })
        .collect();
    let images = group(images, &HashMap::new());
    let scanning = Scanning::OnPush;
    let read = RepositoryRead {
        repository: known.unwrap().id,
        due: 0,
        at,
        next: at,
        digest: &Store::digest_of(&images, None, Some(&scanning)),
        images: &images,
        policy: None,
        scanning: Some(&scanning),
        worth: vec![],
        scans: &[],
    };
    store.take_in_images(&read).await.unwrap();
}

/// What a run of the judge wrote, its own two notes that it ran not counted.
async fn judged(bench: &Bench) -> u64 {
    let before = bench.services.store.writes();
    run_due_judging(&bench.services, "one").await;
    bench.services.store.writes() - before - 2
}

async fn rows(bench: &Bench) -> Vec<RepositoryRow> {
    let query = InventoryQuery::default();
    bench.portal.inventory(&dev(), &query).await.unwrap().rows
}

#[tokio::test]
async fn what_is_new_is_judged_and_the_same_again_writes_nothing() {
    let bench = bench().await;
    let both = [
        found("payments/api", Some("payments"), true),
        found("payments/old", None, false),
    ];
    census(&bench, &both).await;
    images(&bench, "payments/api", 13, 2).await;
    assert!(judged(&bench).await > 0);
    let [api, old] = rows(&bench).await.try_into().unwrap();
    assert!(api.score.unwrap() > old.score.unwrap(), "{api:?} {old:?}");
    assert!(api.misses.contains(&"lifecycle".to_owned()));
    assert!(old.misses.contains(&"git".to_owned()) && old.misses.contains(&"owner".to_owned()));
    let waste = api.wasted.unwrap();
    assert_eq!(
        (waste.untagged.images, waste.no_policy.images),
        (0, 3),
        "ten days are not fourteen, and the oldest three are beyond ten"
    );
    assert_eq!(waste.no_policy.archived_bytes, 1_000);
    assert_eq!(old.wasted, None, "its images have not been read");

    // Its own changes are looked at once more.
    bench.services.clock.advance(16_000);
    assert!(judged(&bench).await <= 2);
    bench.services.clock.advance(16_000);
    assert_eq!(judged(&bench).await, 0, "nothing changed");
}

#[tokio::test]
async fn time_alone_changes_a_judgement() {
    let bench = bench().await;
    census(&bench, &[found("payments/api", Some("payments"), true)]).await;
    images(&bench, "payments/api", 5, 2).await;
    judged(&bench).await;
    let untagged = async || rows(&bench).await[0].wasted.unwrap().untagged.images;
    assert_eq!(untagged().await, 0);
    bench.services.clock.advance(5 * DAY_MS);
    assert!(judged(&bench).await > 0);
    assert_eq!(untagged().await, 2, "fifteen days after their push");
}

#[tokio::test]
async fn other_rules_make_other_scores() {
    let mut bench = bench().await;
    census(&bench, &[found("payments/api", Some("payments"), true)]).await;
    judged(&bench).await;
    let before = rows(&bench).await[0].score.unwrap();
    let mut settings: Settings = (*bench.services.settings).clone();
    let limits = &mut settings.judging.limits;
    limits.weights = domain::scorecard::CheckId::ALL
        .into_iter()
        .map(|check| (check, u32::from(check == domain::scorecard::CheckId::Git)))
        .collect();
    bench.services.settings = Arc::new(settings);
    bench.portal = BerthPortal::new(bench.services.clone());
    bench.services.clock.advance(16_000);
    assert!(judged(&bench).await > 0);
    let after = rows(&bench).await[0].score.unwrap();
    assert!(before < 100 && after == 100, "{before} {after}");
}

#[tokio::test]
async fn an_unmanaged_repository_gets_a_probable_owner_and_the_reasons() {
    let bench = bench().await;
    let all = [
        found("payments/api", Some("payments"), true),
        found("payments/web", Some("payments"), true),
        found("payments/old", None, false),
        found("stray", None, false),
    ];
    census(&bench, &all).await;
    judged(&bench).await;
    let query = InventoryQuery::default();
    let page = bench.portal.unmanaged(&dev(), &query, 10).await.unwrap();
    assert_eq!(page.total, 2);
    let guess = page.rows[0].guess.clone().unwrap();
    assert_eq!(guess.team, "payments");
    assert!(guess.confidence >= Confidence::Fair, "{guess:?}");
    assert!(
        guess
            .evidence
            .iter()
            .any(|why| why.contains("2 of 2 repositories under payments/")),
        "{guess:?}"
    );
    assert!(page.rows[1].is_judged && page.rows[1].guess.is_none());
    assert_eq!(
        page.guesses,
        [(String::new(), 1), ("payments".to_owned(), 1)]
    );
}

#[tokio::test]
async fn the_figures_are_there_with_one_day_of_history() {
    let bench = bench().await;
    census(&bench, &[found("payments/api", Some("payments"), true)]).await;
    images(&bench, "payments/api", 5, 0).await;
    judged(&bench).await;
    server::portal::jobs::run_due_jobs(&bench.services, "one").await;
    let query = InsightsQuery::default();
    let page = bench.portal.insights(&dev(), &query).await.unwrap();
    let today = domain::day::Day::of(bench.services.clock.now());
    assert_eq!((page.since, page.history.len()), (Some(today), 1));
    assert_eq!(page.history[0].score_sum, page.all.score_sum);
    assert_eq!((page.all.images, page.all.bytes), (5, 5_000));
    let day = bench.portal.insights_day(&dev(), today).await.unwrap();
    assert_eq!(day.all.bytes, 5_000);
    let missing = bench.portal.insights_day(&dev(), today.plus(-1)).await;
    assert_eq!(missing.unwrap_err(), PortalError::NotFound);
}
