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

    pub(super) fn clear(&mut self) {
        self.sorted.clear();
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

    pub(super) fn put_in(&mut self, places: &[u32], entries: &[Option<Entry>], terms: &Terms) {
        for (sort, order) in &mut self.sorted {
            for place in places {
                let Some(entry) = &entries[*place as usize] else {
                    continue;
                };
                let rank = entry.rank(*sort, terms);
                let at = order.partition_point(|other| {
                    entries[*other as usize]
                        .as_ref()
                        .is_some_and(|other| other.rank(*sort, terms) < rank)
                });
                order.insert(at, *place);
            }
        }
    }
}
