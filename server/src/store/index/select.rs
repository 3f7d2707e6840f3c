//! One view of the list: which rows match, how many each facet value would show, and one page of them.

use super::Shelf;
use super::entry::{Entry, Rank, rank_of};
use super::terms::{Term, Terms};
use crate::store::Stored;
use crate::store::cursor::Cursor;
use crate::store::query::words;
use domain::portal::{Facets, InventoryQuery, RepositoryState};
use memchr::memmem::Finder;

pub(in crate::store) struct Selection {
    /// Of the database's rows, in the order that was read.
    pub(in crate::store) ids: Vec<i64>,
    /// Whether there are more in the direction that was read.
    pub(in crate::store) more: bool,
    pub(in crate::store) total: u64,
    pub(in crate::store) facets: Facets,
}

/// Columns with one value a row. `misses` has many and stands apart.
const SINGLE: usize = 5;

/// What was chosen, by term.
struct Wanted<'a> {
    /// Account, region, team, system, cluster; `None`: anything.
    single: [Option<Vec<bool>>; SINGLE],
    misses: Option<Vec<bool>>,
    states: &'a [RepositoryState],
    words: Vec<Finder<'static>>,
}

struct Counts {
    single: [Vec<u64>; SINGLE],
    misses: Vec<u64>,
    states: [u64; RepositoryState::ALL.len()],
    total: u64,
}

impl Shelf {
    pub(super) fn select(
        &self,
        query: &InventoryQuery,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Stored<Selection> {
        let wanted = Wanted::of(query, &self.terms);
        let mut counts = Counts::new(self.terms.len());
        let matches: Vec<bool> = self
            .entries
            .iter()
            .map(|entry| {
                entry
                    .as_ref()
                    .is_some_and(|entry| wanted.judge(entry, &mut counts))
            })
            .collect();
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let falling = query.descending != backward;
        let order = self.remaining(query, cursor, falling);
        let matching = |place: &&u32| matches[**place as usize];
        let found: Vec<&u32> = if falling {
            order
                .iter()
                .rev()
                .filter(matching)
                .take(limit + 1)
                .collect()
        } else {
            order.iter().filter(matching).take(limit + 1).collect()
        };
        Ok(Selection {
            ids: found
                .iter()
                .take(limit)
                .filter_map(|place| Some(self.entries[**place as usize].as_ref()?.id))
                .collect(),
            more: found.len() > limit,
            total: counts.total,
            facets: counts.facets(&self.terms),
        })
    }

    /// The part of the order that lies beyond the cursor.
    fn remaining(&self, query: &InventoryQuery, cursor: Option<&Cursor>, falling: bool) -> &[u32] {
        let order = self.orders.get(query.sort);
        let Some(rank) = cursor.and_then(|cursor| rank_of(cursor, query.sort)) else {
            return order;
        };
        let before = |than: &dyn Fn(Rank<'_>) -> bool| {
            order.partition_point(|place| {
                self.entries[*place as usize]
                    .as_ref()
                    .is_some_and(|entry| than(entry.rank(query.sort, &self.terms)))
            })
        };
        if falling {
            &order[..before(&|other| other < rank)]
        } else {
            &order[before(&|other| other <= rank)..]
        }
    }
}

impl<'a> Wanted<'a> {
    fn of(query: &'a InventoryQuery, terms: &Terms) -> Self {
        let chosen = |texts: &[String]| {
            (!texts.is_empty()).then(|| {
                let mut chosen = vec![false; terms.len()];
                for term in texts.iter().filter_map(|text| terms.find(text)) {
                    chosen[term.index()] = true;
                }
                chosen
            })
        };
        Self {
            single: [
                chosen(&query.accounts),
                chosen(&query.regions),
                chosen(&query.teams),
                chosen(&query.systems),
                chosen(&query.clusters),
            ],
            misses: chosen(&query.misses),
            states: &query.states,
            words: words(&query.text)
                .map(|word| Finder::new(&word.to_lowercase()).into_owned())
                .collect(),
        }
    }

    /// Whether it matches. Each facet is counted with the other filters applied: its numbers say what choosing would show.
    fn judge(&self, entry: &Entry, counts: &mut Counts) -> bool {
        let singles = singles(entry);
        let mut fails = 0;
        let mut failing = usize::MAX;
        let mut fail = |facet: usize| {
            fails += 1;
            failing = facet;
        };
        for (facet, term) in singles.iter().enumerate() {
            if self.single[facet]
                .as_ref()
                .is_some_and(|chosen| !chosen[term.index()])
            {
                fail(facet);
            }
        }
        if let Some(chosen) = &self.misses
            && !entry.misses.iter().any(|miss| chosen[miss.index()])
        {
            fail(SINGLE);
        }
        if !self.states.is_empty() && !self.states.contains(&entry.state) {
            fail(SINGLE + 1);
        }
        let has_words = || {
            self.words
                .iter()
                .all(|word| word.find(entry.search.as_bytes()).is_some())
        };
        if fails > 1 || !has_words() {
            return false;
        }
        let counted = |facet: usize| fails == 0 || failing == facet;
        for (facet, term) in singles.iter().enumerate() {
            if counted(facet) {
                counts.single[facet][term.index()] += 1;
            }
        }
        if counted(SINGLE) {
            for miss in &entry.misses {
                counts.misses[miss.index()] += 1;
            }
        }
        if counted(SINGLE + 1) {
            counts.states[entry.state as usize] += 1;
        }
        if fails == 0 {
            counts.total += 1;
        }
        fails == 0
    }
}

fn singles(entry: &Entry) -> [Term; SINGLE] {
    [
        entry.account,
        entry.region,
        entry.team,
        entry.system,
        entry.cluster,
    ]
}

impl Counts {
    fn new(terms: usize) -> Self {
        Self {
            single: std::array::from_fn(|_| vec![0; terms]),
            misses: vec![0; terms],
            states: [0; RepositoryState::ALL.len()],
            total: 0,
        }
    }

    fn facets(self, terms: &Terms) -> Facets {
        let list = |counts: Vec<u64>| {
            let mut list: Vec<(String, u64)> = terms
                .texts()
                .filter(|(index, text)| counts[*index] > 0 && !text.is_empty())
                .map(|(index, text)| (text.to_owned(), counts[index]))
                .collect();
            list.sort_by(|(left, more), (right, less)| {
                less.cmp(more).then_with(|| left.cmp(right))
            });
            list
        };
        let [accounts, regions, teams, systems, clusters] = self.single;
        let mut states: Vec<(RepositoryState, u64)> = RepositoryState::ALL
            .into_iter()
            .map(|state| (state, self.states[state as usize]))
            .filter(|(_, count)| *count > 0)
            .collect();
        states.sort();
        Facets {
            accounts: list(accounts),
            regions: list(regions),
            teams: list(teams),
            systems: list(systems),
            clusters: list(clusters),
            misses: list(self.misses),
            states,
        }
    }
}
