//! The rows in each order that somebody asked for, kept in step as rows change.

use super::entry::{Entry, Rank};
use super::terms::Terms;
use domain::portal::Sort;
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub(super) struct Orders {
    /// Places of rows, ascending.
    sorted: HashMap<Sort, Vec<u32>>,
}

impl Orders {
    pub(super) fn has(&self, sort: Sort) -> bool {
        self.sorted.contains_key(&sort)
    }

    /// Empty before [`Orders::prepare`].
    pub(super) fn get(&self, sort: Sort) -> &[u32] {
        self.sorted.get(&sort).map_or(&[], Vec::as_slice)
    }

    pub(super) fn prepare(&mut self, sort: Sort, entries: &[Option<Entry>], terms: &Terms) {
        self.sorted.entry(sort).or_insert_with(|| {
            let mut ranked: Vec<(Rank<'_>, u32)> = (0..)
                .zip(entries)
                .filter_map(|(place, entry)| Some((entry.as_ref()?.rank(sort, terms), place)))
                .collect();
            ranked.sort_unstable();
            ranked.into_iter().map(|(_, place)| place).collect()
        });
    }

    /// While the rows still are as they were sorted.
    pub(super) fn take_out(&mut self, places: &[u32]) {
        if places.is_empty() {
            return;
        }
        let places: HashSet<u32> = places.iter().copied().collect();
        for order in self.sorted.values_mut() {
            order.retain(|place| !places.contains(place));
        }
    }

    /// Each order is copied once, however many rows are put in.
    pub(super) fn put_in(&mut self, places: &[u32], entries: &[Option<Entry>], terms: &Terms) {
        for (sort, order) in &mut self.sorted {
            let rank = |place: &u32| {
                let entry = entries[*place as usize].as_ref();
                entry.map(|entry| entry.rank(*sort, terms))
            };
            let mut new: Vec<(Rank<'_>, u32)> = places
                .iter()
                .filter_map(|place| Some((rank(place)?, *place)))
                .collect();
            new.sort_unstable();
            let mut merged = Vec::with_capacity(order.len() + new.len());
            let mut rest = order.as_slice();
            for (its, place) in new {
                let at = rest.partition_point(|other| rank(other).is_some_and(|other| other < its));
                let (before, after) = rest.split_at(at);
                merged.extend_from_slice(before);
                merged.push(place);
                rest = after;
            }
            merged.extend_from_slice(rest);
            *order = merged;
        }
    }
}
