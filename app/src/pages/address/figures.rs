//! Addresses of the figures' pages, and of the rows behind a figure.

use super::{Pairs, address, encode, inventory_pairs, value};
use domain::cost::Waste;
use domain::day::{Day, Days};
use domain::portal::{FigureFilter, InsightsQuery, InventoryQuery, Mark};
use domain::scorecard::CheckId;

pub const INSIGHTS: &str = "/insights";
pub const SCORECARD: &str = "/insights/scorecard";
const UNMANAGED: &str = "/inventory/unmanaged";

/// Names what is asked to be missing: `without=team`.
const WITHOUT: &str = "without";
const TEAM: &str = "team";
const GUESS: &str = "guess";

fn all<'a>(pairs: &'a Pairs, key: &'static str) -> impl Iterator<Item = &'a str> {
    pairs
        .iter()
        .filter(move |(name, value)| name == key && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

fn parsed<T: PartialEq>(
    pairs: &Pairs,
    key: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for one in all(pairs, key).filter_map(parse) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// Names of this key; empty text where what has none is asked for.
pub(super) fn names(pairs: &Pairs, key: &'static str) -> Vec<String> {
    let mut found = parsed(pairs, key, |text| Some(text.to_owned()));
    if all(pairs, WITHOUT).any(|without| without == key) {
        found.push(String::new());
    }
    found
}

pub(super) fn name_pairs(key: &'static str, names: &[String]) -> Vec<(&'static str, String)> {
    let pair = |name: &String| match name.is_empty() {
        true => (WITHOUT, key.to_owned()),
        false => (key, name.clone()),
    };
    names.iter().map(pair).collect()
}

pub(super) fn figure_filter(pairs: &Pairs) -> FigureFilter {
    FigureFilter {
        wastes: parsed(pairs, "waste", Waste::parse),
        marks: parsed(pairs, "is", Mark::parse),
        meets: parsed(pairs, "meets", CheckId::parse),
        unclear: parsed(pairs, "unclear", CheckId::parse),
        guesses: names(pairs, GUESS),
    }
}

pub(super) fn figure_pairs(filter: &FigureFilter) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    let mut add = |key, values: Vec<&'static str>| {
        pairs.extend(values.into_iter().map(|value| (key, value.to_owned())));
    };
    add(
        "waste",
        filter.wastes.iter().map(|one| one.as_str()).collect(),
    );
    add("is", filter.marks.iter().map(|one| one.as_str()).collect());
    add(
        "meets",
        filter.meets.iter().map(|one| one.as_str()).collect(),
    );
    add(
        "unclear",
        filter.unclear.iter().map(|one| one.as_str()).collect(),
    );
    pairs.extend(name_pairs(GUESS, &filter.guesses));
    pairs
}

/// Whether a part of the inventory's query is said by links alone, and by no field of its form.
pub fn is_rest(key: &str) -> bool {
    ["waste", "is", "meets", "unclear", GUESS, WITHOUT].contains(&key)
}

/// Days as two pairs: `created_from`, `created_to`.
pub(super) fn days(pairs: &Pairs, from: &str, to: &str) -> Option<Days> {
    let day = |key| value(pairs, key).and_then(Day::parse);
    let days = Days {
        from: day(from)?,
        to: day(to)?,
    };
    (days.count() > 0).then_some(days)
}

pub(super) fn day_pairs(
    days: Option<Days>,
    from: &'static str,
    to: &'static str,
) -> Vec<(&'static str, String)> {
    days.into_iter()
        .flat_map(|days| [(from, days.from.to_string()), (to, days.to.to_string())])
        .collect()
}

pub fn insights_query(pairs: &Pairs) -> InsightsQuery {
    let day = |key| value(pairs, key).and_then(Day::parse);
    InsightsQuery {
        last: value(pairs, "last")
            .and_then(|text| text.parse().ok())
            .filter(|last| InsightsQuery::LAST.contains(last)),
        from: day("from"),
        to: day("to"),
        team: names(pairs, TEAM).into_iter().next(),
    }
}

fn insights_pairs(query: &InsightsQuery) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    pairs.extend(query.last.map(|last| ("last", last.to_string())));
    pairs.extend(query.from.map(|from| ("from", from.to_string())));
    pairs.extend(query.to.map(|to| ("to", to.to_string())));
    let team: Vec<String> = query.team.clone().into_iter().collect();
    pairs.extend(name_pairs(TEAM, &team));
    pairs
}

/// A page of figures, [`INSIGHTS`] or [`SCORECARD`], for a team or days.
pub fn insights(page: &str, query: &InsightsQuery) -> String {
    address(page, &insights_pairs(query))
}

/// One table of the figures as a file.
pub fn insights_table(table: &str, query: &InsightsQuery) -> String {
    let path = format!("{INSIGHTS}/tables/{}.csv", encode(table));
    address(&path, &insights_pairs(query))
}

/// How every team stood on a day.
pub fn insights_day(day: Day) -> String {
    format!("{INSIGHTS}/days/{day}")
}

/// Repositories that nobody looks after, with whose they probably are.
pub fn unmanaged(query: &InventoryQuery) -> String {
    address(UNMANAGED, &unmanaged_pairs(query))
}

/// All of them as a file.
pub fn unmanaged_file(query: &InventoryQuery) -> String {
    let whole = InventoryQuery {
        after: None,
        ..query.clone()
    };
    address(&format!("{UNMANAGED}.csv"), &unmanaged_pairs(&whole))
}

/// The page shows one state only, which needs no saying.
pub fn unmanaged_pairs(query: &InventoryQuery) -> Vec<(&'static str, String)> {
    inventory_pairs(&InventoryQuery {
        states: Vec::new(),
        drifts: Vec::new(),
        ..query.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn every_address_of_figures_leads_back_to_its_query() {
        for query in [
            InsightsQuery::default(),
            InsightsQuery {
                last: Some(30),
                team: Some("pay & ments".into()),
                ..Default::default()
            },
            InsightsQuery {
                from: Some(day("2026-01-01")),
                to: Some(day("2026-01-31")),
                team: Some(String::new()),
                ..Default::default()
            },
        ] {
            let written = insights(INSIGHTS, &query);
            assert_eq!(insights_query(&pairs(&written)), query, "{written}");
        }
        let odd = insights_query(&pairs("/insights?last=7&from=2026-02-30"));
        assert_eq!(odd, InsightsQuery::default());
    }

    #[test]
    fn every_filter_of_figures_leads_back_to_itself() {
        let figures = FigureFilter {
            wastes: Waste::ALL.to_vec(),
            marks: Mark::ALL.to_vec(),
            meets: vec![CheckId::Tags],
            unclear: vec![CheckId::Access, CheckId::Pulled],
            guesses: vec!["payments".into(), String::new()],
        };
        let query = InventoryQuery {
            teams: vec!["x".into(), String::new()],
            figures,
            ..Default::default()
        };
        let written = super::super::inventory(&query);
        assert_eq!(super::super::inventory_query(&pairs(&written)), query);
        let written = unmanaged(&query);
        assert!(written.starts_with("/inventory/unmanaged?"), "{written}");
        assert_eq!(super::super::inventory_query(&pairs(&written)), query);
    }
}
