//! Prices, and what repositories are held against.

use crate::config::reader::Reader;
use crate::services::{Judging, RemovalTimes};
use domain::aws::Region;
use domain::cost::{Currency, Price, Prices, RegionPrices, WasteRules};
use domain::lifecycle::KEEP_MAX;
use domain::scorecard::{CheckId, Limits, SeverityLimit};
use std::collections::BTreeMap;

/// Ten years.
const DAYS_MOST: u32 = 3660;

pub(super) fn judging(reader: &mut Reader<'_>) -> Option<Judging> {
    let prices = prices(reader);
    let waste = waste(reader);
    let limits = limits(reader);
    Some(Judging {
        prices: prices?,
        waste: waste?,
        limits: limits?,
    })
}

/// A year, in hours.
const HOURS_MOST: u32 = 366 * 24;

pub(super) fn removal(reader: &mut Reader<'_>) -> Option<RemovalTimes> {
    const HOUR_MS: i64 = 60 * 60 * 1000;
    let cooling = reader.within("removal.cooling_off_hours", 0, HOURS_MOST);
    let lock = reader.within("removal.name_locked_days", 0, DAYS_MOST);
    Some(RemovalTimes {
        cooling_ms: i64::from(cooling?) * HOUR_MS,
        lock_ms: i64::from(lock?) * 24 * HOUR_MS,
    })
}

fn prices(reader: &mut Reader<'_>) -> Option<Prices> {
    let currency = reader.parsed("prices.currency", Currency::parse);
    let standard = reader.parsed("prices.gb_month", Price::parse);
    let archive = reader.optional("prices.archive_gb_month", Price::parse);
    let own = by_region(reader, "prices.regions");
    let archived = by_region(reader, "prices.archive_regions");
    let (own, archived) = (own?, archived?);
    let mut regions: BTreeMap<Region, RegionPrices> = BTreeMap::new();
    for (region, price) in own {
        regions.entry(region).or_default().gb_month = Some(price);
    }
    for (region, price) in archived {
        regions.entry(region).or_default().archive_gb_month = Some(price);
    }
    Some(Prices {
        currency: currency?,
        gb_month: standard?,
        archive_gb_month: archive?,
        regions,
        note: reader.text("prices.note").unwrap_or_default().to_owned(),
    })
}

fn by_region(reader: &mut Reader<'_>, key: &str) -> Option<Vec<(Region, Price)>> {
    let table = reader.table(key);
    let mut found = Vec::new();
    for (name, text) in &table {
        let region = Region::parse(name).map_err(|error| error.to_string());
        let price = Price::parse(text).map_err(|error| error.to_string());
        match (region, price) {
            (Ok(region), Ok(price)) => found.push((region, price)),
            (Err(error), _) | (_, Err(error)) => {
                reader.problem(key, format!("“{name}” does not fit: {error}"));
            }
        }
    }
    (found.len() == table.len()).then_some(found)
}

fn waste(reader: &mut Reader<'_>) -> Option<WasteRules> {
    let untagged_days = reader.within("waste.untagged_days", 0, DAYS_MOST);
    let never_pulled_days = reader.within("waste.never_pulled_days", 0, DAYS_MOST);
    let keep = reader.within("waste.keep", 1, KEEP_MAX);
    Some(WasteRules {
        untagged_days: untagged_days?,
        never_pulled_days: never_pulled_days?,
        keep: keep?,
    })
}

fn limits(reader: &mut Reader<'_>) -> Option<Limits> {
    let weights = by_check(reader, "scorecard.weights", |text| {
        text.trim()
            .parse::<u32>()
            .ok()
            .filter(|weight| *weight <= 1000)
            .ok_or("a whole number up to 1000, written as text, is wanted")
    });
    let excused = by_check(reader, "scorecard.excused", |text| match text.trim() {
        "" => Err("say why"),
        why => Ok(why.to_owned()),
    });
    let critical = severity(reader, "scorecard.critical_days", "scorecard.critical_most");
    let high = severity(reader, "scorecard.high_days", "scorecard.high_most");
    let pushed_days = reader.within("scorecard.pushed_days", 1, DAYS_MOST);
    let pulled_days = reader.within("scorecard.pulled_days", 1, DAYS_MOST);
    let grace_days = reader.within("scorecard.grace_days", 0, DAYS_MOST);
    Some(Limits {
        weights: weights?,
        excused: excused?,
        required_tags: reader
            .texts("scorecard.required_tags")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        require_kms: reader.flag("scorecard.require_kms"),
        critical: critical?,
        high: high?,
        pushed_days: pushed_days?,
        pulled_days: pulled_days?,
        grace_days: grace_days?,
    })
}

fn severity(reader: &mut Reader<'_>, days: &str, most: &str) -> Option<SeverityLimit> {
    let days = reader.within(days, 0, DAYS_MOST);
    let most = reader.optional_number(most);
    Some(SeverityLimit {
        days: Some(days?).filter(|days| *days > 0),
        most: most?,
    })
}

fn by_check<T, E: std::fmt::Display>(
    reader: &mut Reader<'_>,
    key: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<BTreeMap<CheckId, T>> {
    let table = reader.table(key);
    let mut found = BTreeMap::new();
    for (name, text) in &table {
        let Some(check) = CheckId::parse(name) else {
            let known: Vec<&str> = CheckId::ALL.into_iter().map(CheckId::as_str).collect();
            let known = known.join(", ");
            reader.problem(key, format!("there is no check {name}; checks are {known}"));
            continue;
        };
        match parse(text) {
            Ok(value) => {
                found.insert(check, value);
            }
            Err(error) => reader.problem(key, format!("{name} does not fit: {error}")),
        }
    }
    (found.len() == table.len()).then_some(found)
}
