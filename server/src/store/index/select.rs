//! One view of the list: which rows match, how many each facet value would show, and one page of them.

use super::Shelf;
use super::counts::Counts;
use super::entry::{Entry, Narrow, Rank, rank_of};
use super::rest::Rest;
use super::terms::{TermSet, Terms};
use crate::store::Stored;
use crate::store::cursor::Cursor;
use crate::store::query::words;
use domain::portal::{Facets, InventoryQuery};
use memchr::memmem::Finder;

pub(in crate::store) struct Selection {
    /// Of the database's rows, in the order that was read.
    pub(in crate::store) ids: Vec<i64>,
    /// Whether there are more in the direction that was read.
    pub(in crate::store) more: bool,
    pub(in crate::store) total: u64,
    pub(in crate::store) facets: Facets,
}

/// Columns with one value a row. `misses` has many and stands apart, as do those with few and fixed values.
pub(super) const SINGLE: usize = 5;
pub(super) const MISSES: usize = SINGLE;
pub(super) const STATES: usize = SINGLE + 1;
pub(super) const MANAGED: usize = SINGLE + 2;
pub(super) const SCORES: usize = SINGLE + 3;

/// What was chosen, by term.
pub(super) struct Wanted<'a> {
    /// Account, region, team, system, cluster; `None`: anything.
    pub(super) single: [Option<Vec<bool>>; SINGLE],
    pub(super) misses: Option<Vec<bool>>,
    missing: Option<TermSet>,
    figures: Rest<'a>,
    query: &'a InventoryQuery,
    words: Vec<Finder<'static>>,
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
        let mut matches = vec![false; self.entries.len()];
        self.each_matching(&wanted, &mut counts, |place| matches[place] = true);
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
            facets: counts.facets(&self.terms, &wanted, query.finding.as_ref()),
        })
    }

    /// The wide rows are looked at only where the narrow ones can't tell.
    pub(super) fn each_matching(
        &self,
        wanted: &Wanted<'_>,
        counts: &mut Counts,
        mut take: impl FnMut(usize),
    ) {
        for (place, row) in self.narrow.iter().enumerate() {
            let entry = || self.entries[place].as_ref();
            if let Some(row) = row
                && wanted.judge(row, entry, counts)
            {
                take(place);
            }
        }
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
    pub(super) fn of(query: &'a InventoryQuery, terms: &Terms) -> Self {
        let chosen = |texts: &[String]| terms.chosen(texts.iter().map(String::as_str));
        let misses = chosen(&query.misses);
        Self {
            single: [
                chosen(&query.accounts),
                chosen(&query.regions),
                chosen(&query.teams),
                chosen(&query.systems),
                chosen(&query.clusters),
            ],
            missing: misses.as_deref().map(|chosen| terms.chosen_set(chosen)),
            misses,
            figures: Rest::of(&query.figures, terms),
            query,
            words: finders(&query.text),
        }
    }

    /// Whether it matches. Each facet is counted with the other filters applied: its numbers say what choosing would show.
    fn judge<'e>(
        &self,
        row: &Narrow,
        entry: impl Fn() -> Option<&'e Entry>,
        counts: &mut Counts,
    ) -> bool {
        if !self.figures.is_empty() && !entry().is_some_and(|entry| self.figures.holds(entry)) {
            return false;
        }
        let mut fails = 0;
        let mut failing = usize::MAX;
        let mut fail = |facet: usize| {
            fails += 1;
            failing = facet;
        };
        for (facet, term) in row.singles.iter().enumerate() {
            if self.single[facet]
                .as_ref()
                .is_some_and(|chosen| !chosen[term.index()])
            {
                fail(facet);
            }
        }
        if self.missing.is_some_and(|chosen| !row.misses.meets(chosen)) {
            fail(MISSES);
        }
        let query = self.query;
        if !query.states.is_empty() && !query.states.contains(&row.state) {
            fail(STATES);
        }
        if query
            .managed
            .is_some_and(|managed| managed != row.state.is_managed())
        {
            fail(MANAGED);
        }
        if !query.scores.is_empty() && !query.scores.contains(&row.band) {
            fail(SCORES);
        }
        let has_words =
            || self.words.is_empty() || entry().is_some_and(|entry| holds(&self.words, entry));
        if fails > 1 || !has_words() {
            return false;
        }
        counts.add(row, (fails == 1).then_some(failing));
        fails == 0
    }
}

/// What to look for, in lower case as the rows have it.
pub(super) fn finders(text: &str) -> Vec<Finder<'static>> {
    words(text)
        .map(|word| Finder::new(&word.to_lowercase()).into_owned())
        .collect()
}

/// Whether it has all words.
pub(super) fn holds(words: &[Finder<'static>], entry: &Entry) -> bool {
    words
        .iter()
        .all(|word| word.find(entry.search.as_bytes()).is_some())
}
