//! How many rows each value of each facet would show.

use super::entry::Narrow;
use super::select::{MANAGED, MISSES, SCORES, SINGLE, STATES, Wanted};
use super::terms::Terms;
use domain::portal::{FacetValues, Facets, NameFacet, RepositoryState, ScoreBand};
use std::cmp::Ordering;

/// As many as a person looks through; beyond that one types.
const SHOWN: usize = 12;

pub(super) struct Counts {
    single: [Vec<u64>; SINGLE],
    /// By their place among the members of sets.
    misses: [u64; u64::BITS as usize],
    states: [u64; RepositoryState::ALL.len()],
    /// Only found in AWS, managed.
    managed: [u64; 2],
    scores: [u64; ScoreBand::ALL.len()],
    pub(super) total: u64,
}

impl Counts {
    pub(super) fn new(terms: usize) -> Self {
        Self {
            single: std::array::from_fn(|_| vec![0; terms]),
            misses: [0; u64::BITS as usize],
            states: [0; RepositoryState::ALL.len()],
            managed: [0; 2],
            scores: [0; ScoreBand::ALL.len()],
            total: 0,
        }
    }

    /// `failing`: the one facet whose choice it does not meet, and which alone counts it.
    pub(super) fn add(&mut self, row: &Narrow, failing: Option<usize>) {
        let counted = |facet: usize| failing.is_none_or(|failing| failing == facet);
        for (facet, term) in row.singles.iter().enumerate() {
            if counted(facet) {
                self.single[facet][term.index()] += 1;
            }
        }
        if counted(MISSES) {
            for bit in row.misses.bits() {
                self.misses[bit] += 1;
            }
        }
        if counted(STATES) {
            self.states[row.state as usize] += 1;
        }
        if counted(MANAGED) {
            self.managed[usize::from(row.state.is_managed())] += 1;
        }
        if counted(SCORES) {
            self.scores[row.band as usize] += 1;
        }
        if failing.is_none() {
            self.total += 1;
        }
    }

    pub(super) fn facets(
        self,
        terms: &Terms,
        wanted: &Wanted<'_>,
        finding: Option<&(NameFacet, String)>,
    ) -> Facets {
        let [accounts, regions, teams, systems, clusters] = &self.single;
        let [account, region, team, system, cluster] = &wanted.single;
        let list = |facet: NameFacet, counts: &[u64], chosen: Option<&[bool]>| {
            let piece = finding
                .filter(|(other, _)| *other == facet)
                .map_or(String::new(), |(_, piece)| piece.to_lowercase());
            values(terms, counts, chosen, &piece)
        };
        let mut misses = vec![0; terms.len()];
        for (member, count) in terms.members().iter().zip(self.misses) {
            misses[member.index()] = count;
        }
        Facets {
            accounts: list(NameFacet::Account, accounts, account.as_deref()),
            regions: list(NameFacet::Region, regions, region.as_deref()),
            teams: list(NameFacet::Team, teams, team.as_deref()),
            systems: list(NameFacet::System, systems, system.as_deref()),
            clusters: list(NameFacet::Cluster, clusters, cluster.as_deref()),
            misses: values(terms, &misses, wanted.misses.as_deref(), ""),
            states: some(RepositoryState::ALL, self.states),
            managed: some([false, true], self.managed),
            scores: some(ScoreBand::ALL, self.scores),
        }
    }
}

/// Those that show anything.
fn some<T, const N: usize>(values: [T; N], counts: [u64; N]) -> Vec<(T, u64)> {
    values
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// The chosen ones, whatever their number, and of those with the piece the ones with most rows.
fn values(terms: &Terms, counts: &[u64], chosen: Option<&[bool]>, piece: &str) -> FacetValues {
    let is_chosen = |index: usize| chosen.is_some_and(|chosen| chosen[index]);
    let mut kept: Vec<(u64, &str)> = Vec::new();
    let mut others: Vec<(u64, &str)> = Vec::new();
    for (index, text) in terms.texts().filter(|(_, text)| !text.is_empty()) {
        if is_chosen(index) {
            kept.push((counts[index], text));
        } else if counts[index] > 0 && (piece.is_empty() || text.to_lowercase().contains(piece)) {
            others.push((counts[index], text));
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
