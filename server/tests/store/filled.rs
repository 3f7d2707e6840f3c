//! The company that measuring is done on: its figures must be those of its rows, or what is measured is no inventory.

use super::bench::{Bench, promises};
use domain::portal::{InventoryQuery, Sort};
use domain::testing::NOW;
use server::store::*;

promises! {
    a_filled_database_is_an_inventory,
    the_same_seed_makes_the_same_rows,
}

const SAMPLE: Sample = Sample {
    repositories: 1200,
    seed: 7,
    now: NOW,
};

async fn a_filled_database_is_an_inventory(bench: &Bench) {
    let filled = bench.store.fill(SAMPLE).await.unwrap();
    assert_eq!(filled.repositories, 1200);
    assert!((18_000..30_000).contains(&filled.images), "{filled:?}");
    let query = InventoryQuery {
        sort: Sort::Images,
        descending: true,
        ..InventoryQuery::default()
    };
    let page = bench.store.inventory(&query, 1200).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (1200, 1200));
    let figures = |of: fn(&domain::portal::RepositoryFigures) -> u64| -> u64 {
        page.rows
            .iter()
            .filter_map(|row| row.figures.as_ref())
            .map(of)
            .sum()
    };
    assert_eq!(figures(|figures| figures.images), filled.images);
    let severe =
        figures(|figures| figures.critical.unwrap_or_default() + figures.high.unwrap_or_default());
    assert!(
        severe > 0 && severe < filled.findings,
        "{severe} of {filled:?}"
    );
    let largest = &page.rows[0];
    assert_eq!(largest.figures.as_ref().unwrap().images, 660);
    assert!(
        largest.uri.ends_with(largest.key.name.as_str()),
        "{}",
        largest.uri
    );
    assert!(
        largest.uri.starts_with(largest.key.account.as_str()),
        "{}",
        largest.uri
    );
}

async fn the_same_seed_makes_the_same_rows(bench: &Bench) {
    bench.store.fill(SAMPLE).await.unwrap();
    let other = Bench::sqlite().await;
    other.store.fill(SAMPLE).await.unwrap();
    let query = InventoryQuery {
        sort: Sort::Storage,
        ..InventoryQuery::default()
    };
    let here = bench.store.inventory(&query, 300).await.unwrap();
    let there = other.store.inventory(&query, 300).await.unwrap();
    assert_eq!(here.rows, there.rows);
    assert_eq!(here.facets, there.facets);
}
