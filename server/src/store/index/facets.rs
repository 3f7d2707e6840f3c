//! How many rows each value of each facet would show.

use super::Shelf;
use super::columns::{BANDS, DRIFTS, MANAGED, MISSES, STATES, ranks};
use super::select::Wanted;
use super::terms::{Term, Terms};
use domain::drift::DriftState;
use domain::portal::{FacetValues, Facets, InventoryQuery, NameFacet, RepositoryState, ScoreBand};
use std::cmp::Reverse;

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
            let names = Named {
                terms: self.columns.terms(facet),
                ranks: self.columns.ranks(facet),
                texts: &self.terms,
            };
            names.values(&counts(facet), wanted.chosen(facet), &piece)
        };
        let members = self.terms.members();
        let ranks = ranks(members, &self.terms);
        let checks = Named {
            terms: members,
            ranks: &ranks,
            texts: &self.terms,
        };
        Facets {
            accounts: named(0, NameFacet::Account),
            regions: named(1, NameFacet::Region),
            teams: named(2, NameFacet::Team),
            systems: named(3, NameFacet::System),
            clusters: named(4, NameFacet::Cluster),
            misses: checks.values(&counts(MISSES), wanted.chosen(MISSES), ""),
            states: some(&RepositoryState::ALL, &counts(STATES)),
            managed: some(&[false, true], &counts(MANAGED)),
            drifts: some(&DriftState::ALL, &counts(DRIFTS)),
            scores: some(&ScoreBand::ALL, &counts(BANDS)),
        }
    }
}

/// Those that show anything.
fn some<T: Copy>(values: &[T], counts: &[u64]) -> Vec<(T, u64)> {
    let counted = values.iter().copied().zip(counts.iter().copied());
    counted.filter(|(_, count)| *count > 0).collect()
}

/// The values of a facet, by number.
struct Named<'a> {
    terms: &'a [Term],
    ranks: &'a [u32],
    texts: &'a Terms,
}

impl Named<'_> {
    /// The chosen ones, whatever their number, and of those with the piece the ones with most rows.
    fn values(&self, counts: &[u64], chosen: &[usize], piece: &str) -> FacetValues {
        let mut kept: Vec<(Reverse<u64>, u32, usize)> = Vec::new();
        let mut others = Vec::new();
        for (value, term) in self.terms.iter().enumerate() {
            let count = counts.get(value).copied().unwrap_or_default();
            let text = self.texts.text(*term);
            let place = (Reverse(count), self.ranks[value], value);
            if text.is_empty() {
                continue;
            }
            if chosen.contains(&value) {
                kept.push(place);
            } else if count > 0 && (piece.is_empty() || text.to_lowercase().contains(piece)) {
                others.push(place);
            }
        }
        let more = others.len().saturating_sub(SHOWN);
        if more > 0 {
            others.select_nth_unstable(SHOWN);
            others.truncate(SHOWN);
        }
        kept.append(&mut others);
        kept.sort_unstable();
        FacetValues {
            values: kept
                .into_iter()
                .map(|(Reverse(count), _, value)| {
                    (self.texts.text(self.terms[value]).to_owned(), count)
                })
                .collect(),
            more: more as u64,
        }
    }
}
