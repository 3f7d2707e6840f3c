//! How many rows each value of each facet would show.

use super::Shelf;
use super::columns::{BANDS, MANAGED, MISSES, STATES};
use super::select::Wanted;
use domain::portal::{FacetValues, Facets, InventoryQuery, NameFacet, RepositoryState, ScoreBand};
use std::cmp::Ordering;

/// As many as a person looks through; beyond that one types.
const SHOWN: usize = 12;

impl Shelf {
    /// Each facet is counted with the other filters applied: its numbers say what choosing would show.
    pub(super) fn facets(&self, wanted: &Wanted, query: &InventoryQuery) -> Facets {
        let counts = |facet| {
            let rows = wanted.rows_but_for(facet);
            self.columns.counts(facet, &rows, &self.narrow)
        };
        let named = |facet, name: NameFacet| {
            let finding = query.finding.as_ref().filter(|(other, _)| *other == name);
            let piece = finding.map_or(String::new(), |(_, piece)| piece.to_lowercase());
            let texts = self.columns.terms(facet).iter();
            values(
                &counts(facet),
                texts.map(|term| self.terms.text(*term)),
                wanted.chosen(facet),
                &piece,
            )
        };
        let members = self.terms.members().iter();
        Facets {
            accounts: named(0, NameFacet::Account),
            regions: named(1, NameFacet::Region),
            teams: named(2, NameFacet::Team),
            systems: named(3, NameFacet::System),
            clusters: named(4, NameFacet::Cluster),
            misses: values(
                &counts(MISSES),
                members.map(|term| self.terms.text(*term)),
                wanted.chosen(MISSES),
                "",
            ),
            states: some(&RepositoryState::ALL, &counts(STATES)),
            managed: some(&[false, true], &counts(MANAGED)),
            scores: some(&ScoreBand::ALL, &counts(BANDS)),
        }
    }
}

/// Those that show anything.
fn some<T: Copy>(values: &[T], counts: &[u64]) -> Vec<(T, u64)> {
    let counted = values.iter().copied().zip(counts.iter().copied());
    counted.filter(|(_, count)| *count > 0).collect()
}

/// The chosen ones, whatever their number, and of those with the piece the ones with most rows.
fn values<'a>(
    counts: &[u64],
    texts: impl Iterator<Item = &'a str>,
    chosen: &[usize],
    piece: &str,
) -> FacetValues {
    let mut kept: Vec<(u64, &str)> = Vec::new();
    let mut others: Vec<(u64, &str)> = Vec::new();
    for (value, text) in texts.enumerate().filter(|(_, text)| !text.is_empty()) {
        let count = counts.get(value).copied().unwrap_or_default();
        if chosen.contains(&value) {
            kept.push((count, text));
        } else if count > 0 && (piece.is_empty() || text.to_lowercase().contains(piece)) {
            others.push((count, text));
        }
    }
    let more = others.len().saturating_sub(SHOWN);
    if more > 0 {
        others.select_nth_unstable_by(SHOWN, most_first);
        others.truncate(SHOWN);
    }
    kept.append(&mut others);
    kept.sort_unstable_by(most_first);
    FacetValues {
        values: kept
            .into_iter()
            .map(|(count, text)| (text.to_owned(), count))
            .collect(),
        more: more as u64,
    }
}

pub(super) fn most_first(left: &(u64, &str), right: &(u64, &str)) -> Ordering {
    right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1))
}
