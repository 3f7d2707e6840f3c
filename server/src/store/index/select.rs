//! One view of the list: which rows match, how many each facet value would show, and one page of them.

use super::Shelf;
use super::columns::{BANDS, COLUMNS, DRIFTS, MANAGED, MISSES, NAMED, Rows, STATES};
use super::entry::{Entry, Rank, rank_of};
use super::rest::Rest;
use crate::store::Stored;
use crate::store::cursor::Cursor;
use crate::store::query::words;
use domain::portal::{Facets, InventoryQuery};
use memchr::memmem::Finder;
use roaring::RoaringBitmap;

pub(in crate::store) struct Selection {
    /// Of the database's rows, in the order that was read.
    pub(in crate::store) ids: Vec<i64>,
    /// Whether there are more in the direction that was read.
    pub(in crate::store) more: bool,
    pub(in crate::store) total: u64,
    pub(in crate::store) facets: Facets,
}

/// Where fewer than one row in so many match, sorting them is quicker than looking for them in the order.
const SPARSE: u64 = 256;

/// What was chosen, as rows.
pub(super) struct Wanted {
    /// Values of each facet, by number.
    chosen: [Vec<usize>; COLUMNS],
    /// Of the facets that narrow the view.
    filters: Vec<(usize, RoaringBitmap)>,
    /// What is no facet.
    rest: Rows,
    matching: Rows,
}

impl Shelf {
    pub(super) fn select(
        &self,
        query: &InventoryQuery,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Stored<Selection> {
        let wanted = self.wanted(query);
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let falling = query.descending != backward;
        let order = self.remaining(query, cursor, falling);
        let found = self.first(order, falling, limit + 1, &wanted.matching, query);
        Ok(Selection {
            ids: found
                .iter()
                .take(limit)
                .filter_map(|place| Some(self.entries[*place as usize].as_ref()?.id))
                .collect(),
            more: found.len() > limit,
            total: match &wanted.matching {
                Rows::All => self.columns.all().len(),
                Rows::Some(rows) => rows.len(),
            },
            facets: self.facets(&wanted, query),
        })
    }

    pub(super) fn wanted(&self, query: &InventoryQuery) -> Wanted {
        let chosen = self.chosen(query);
        let mut filters = Vec::new();
        for (facet, values) in chosen.iter().enumerate() {
            let rows = values
                .as_deref()
                .and_then(|values| self.columns.holding(facet, values));
            filters.extend(rows.map(|rows| (facet, rows)));
        }
        let rest = self.rest(query, &filters);
        let met = |rest: &Rows, (_, rows): &(usize, RoaringBitmap)| rest.and(rows);
        Wanted {
            matching: filters
                .iter()
                .fold(rest.clone(), |rest, filter| met(&rest, filter)),
            chosen: chosen.map(Option::unwrap_or_default),
            filters,
            rest,
        }
    }

    /// By facet, the numbers of the values that were chosen; `None`: anything will do.
    fn chosen(&self, query: &InventoryQuery) -> [Option<Vec<usize>>; COLUMNS] {
        let mut chosen = [const { None }; COLUMNS];
        let named: [_; NAMED] = [
            &query.accounts,
            &query.regions,
            &query.teams,
            &query.systems,
            &query.clusters,
        ];
        for (facet, texts) in named.into_iter().enumerate() {
            chosen[facet] = self.columns.named(facet, texts, &self.terms);
        }
        let some = |values: Vec<usize>, is_asked: bool| is_asked.then_some(values);
        let misses = query
            .misses
            .iter()
            .filter_map(|check| self.terms.member(check));
        chosen[MISSES] = some(misses.collect(), !query.misses.is_empty());
        let states = query.states.iter().map(|state| *state as usize);
        chosen[STATES] = some(states.collect(), !query.states.is_empty());
        chosen[MANAGED] = query.managed.map(|managed| vec![usize::from(managed)]);
        let drifts = query.drifts.iter().map(|state| *state as usize);
        chosen[DRIFTS] = some(drifts.collect(), !query.drifts.is_empty());
        let bands = query.scores.iter().map(|band| *band as usize);
        chosen[BANDS] = some(bands.collect(), !query.scores.is_empty());
        chosen
    }

    /// What no facet tells stands in the wide rows. Only those that miss at most one filter are looked at: no other counts
    /// anywhere.
    fn rest(&self, query: &InventoryQuery, filters: &[(usize, RoaringBitmap)]) -> Rows {
        let words = finders(&query.text);
        let figures = Rest::of(&query.figures, &self.terms);
        if words.is_empty() && figures.is_empty() {
            return Rows::All;
        }
        let near = match filters {
            [] | [_] => self.columns.all().clone(),
            [(_, one), (_, other), ..] => one | other,
        };
        let holding = near.iter().filter(|place| {
            self.entries[*place as usize].as_ref().is_some_and(|entry| {
                holds(&words, entry) && (figures.is_empty() || figures.holds(entry))
            })
        });
        Rows::Some(holding.collect())
    }

    /// The first of the order that match.
    fn first(
        &self,
        order: &[u32],
        falling: bool,
        limit: usize,
        matching: &Rows,
        query: &InventoryQuery,
    ) -> Vec<u32> {
        let take = |is_wanted: &dyn Fn(&u32) -> bool| -> Vec<u32> {
            let wanted = |place: &&u32| is_wanted(place);
            if falling {
                order
                    .iter()
                    .rev()
                    .filter(wanted)
                    .take(limit)
                    .copied()
                    .collect()
            } else {
                order.iter().filter(wanted).take(limit).copied().collect()
            }
        };
        let rows = match matching {
            Rows::All => return take(&|_| true),
            Rows::Some(rows) => rows,
        };
        if rows.len() * SPARSE >= order.len() as u64 {
            // Asked of each as it comes: a page is full long before all that match were gone over.
            return take(&|place| rows.contains(*place));
        }
        let rank = |place: u32| {
            let entry = self.entries[place as usize].as_ref();
            entry.map(|entry| entry.rank(query.sort, &self.terms))
        };
        let (Some(first), Some(last)) = (order.first(), order.last()) else {
            return Vec::new();
        };
        let bounds = rank(*first)..=rank(*last);
        let mut found: Vec<u32> = rows
            .iter()
            .filter(|place| bounds.contains(&rank(*place)))
            .collect();
        found.sort_unstable_by_key(|place| rank(*place));
        if falling {
            found.reverse();
        }
        found.truncate(limit);
        found
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

    /// The rows that match, in no order.
    pub(super) fn matching(&self, query: &InventoryQuery) -> impl Iterator<Item = &Entry> {
        let rows = match self.wanted(query).matching {
            Rows::All => self.columns.all().clone(),
            Rows::Some(rows) => rows,
        };
        let entry = |place: u32| self.entries[place as usize].as_ref();
        rows.into_iter().filter_map(entry)
    }
}

impl Wanted {
    pub(super) fn chosen(&self, facet: usize) -> &[usize] {
        &self.chosen[facet]
    }

    /// The rows that meet every filter but that of the facet.
    pub(super) fn rows_but_for(&self, facet: usize) -> Rows {
        if self.filters.iter().all(|(other, _)| *other != facet) {
            return self.matching.clone();
        }
        let others = self.filters.iter().filter(|(other, _)| *other != facet);
        others.fold(self.rest.clone(), |rest, (_, rows)| rest.and(rows))
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
