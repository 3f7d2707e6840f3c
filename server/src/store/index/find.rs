//! The search box: the best of everything that the words find, not a page of an order.

use super::Shelf;
use super::entry::Entry;
use super::select::{finders, holds};
use super::terms::Term;
use std::cmp::Ordering;

/// What was found, at most as many as were asked for of each.
#[derive(Debug, Default)]
pub(in crate::store) struct IndexFound {
    /// Of the database's rows, the best first.
    pub(in crate::store) ids: Vec<i64>,
    pub(in crate::store) total: u64,
    pub(in crate::store) teams: NamesFound,
    pub(in crate::store) systems: NamesFound,
}

/// Names with how many repositories bear them.
#[derive(Debug, Default)]
pub(in crate::store) struct NamesFound {
    pub(in crate::store) best: Vec<(String, u64)>,
    pub(in crate::store) total: u64,
}

/// Every name, in the order of names.
#[derive(Debug, Default)]
pub(in crate::store) struct NameCounts {
    pub(in crate::store) teams: Vec<(String, u64)>,
    pub(in crate::store) systems: Vec<(String, u64)>,
    pub(in crate::store) clusters: Vec<(String, u64)>,
}

/// How well a name fits what was typed; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Same,
    /// The last part of a path is what people call a repository.
    LastPart,
    Begins,
    Within,
    /// Found by something else than its name.
    Elsewhere,
}

const FITS: usize = Fit::Elsewhere as usize + 1;

impl Fit {
    fn of(name: &str, typed: &str) -> Self {
        let last = name.rsplit('/').next().unwrap_or(name);
        match () {
            () if name == typed => Self::Same,
            () if last == typed => Self::LastPart,
            () if name.starts_with(typed) || last.starts_with(typed) => Self::Begins,
            () if name.contains(typed) => Self::Within,
            () => Self::Elsewhere,
        }
    }
}

impl Shelf {
    /// The order of names must have been prepared.
    pub(super) fn find(&self, text: &str, limit: usize) -> IndexFound {
        let typed = text.trim().to_lowercase();
        if typed.is_empty() {
            return IndexFound::default();
        }
        let words = finders(&typed);
        // In the order of names, so that equals stay in it.
        let mut by_fit: [Vec<i64>; FITS] = Default::default();
        let mut total = 0;
        for place in self.orders.get(domain::portal::Sort::Name) {
            let Some(entry) = &self.entries[*place as usize] else {
                continue;
            };
            if holds(&words, entry) {
                total += 1;
                let fitting = &mut by_fit[Fit::of(&entry.name, &typed) as usize];
                if fitting.len() < limit {
                    fitting.push(entry.id);
                }
            }
        }
        IndexFound {
            ids: by_fit.into_iter().flatten().take(limit).collect(),
            total,
            teams: self.find_names(|entry| entry.team, &typed, limit),
            systems: self.find_names(|entry| entry.system, &typed, limit),
        }
    }

    pub(super) fn names(&self) -> NameCounts {
        let all = |of: fn(&Entry) -> Term| {
            let mut names: Vec<(String, u64)> = self
                .counted(of)
                .map(|(count, name)| (name.to_owned(), count))
                .collect();
            names.sort_unstable();
            names
        };
        NameCounts {
            teams: all(|entry| entry.team),
            systems: all(|entry| entry.system),
            clusters: all(|entry| entry.cluster),
        }
    }

    fn find_names(&self, of: fn(&Entry) -> Term, typed: &str, limit: usize) -> NamesFound {
        let words: Vec<&str> = typed.split_whitespace().collect();
        let mut found: Vec<(Fit, (u64, &str))> = self
            .counted(of)
            .filter_map(|(count, name)| {
                let lower = name.to_lowercase();
                let has_all = words.iter().all(|word| lower.contains(word));
                has_all.then(|| (Fit::of(&lower, typed), (count, name)))
            })
            .collect();
        found.sort_unstable_by(|(left, one), (right, other)| {
            left.cmp(right).then_with(|| most_first(one, other))
        });
        NamesFound {
            total: found.len() as u64,
            best: found
                .into_iter()
                .take(limit)
                .map(|(_, (count, name))| (name.to_owned(), count))
                .collect(),
        }
    }

    /// Names that some row has.
    fn counted(&self, of: fn(&Entry) -> Term) -> impl Iterator<Item = (u64, &str)> {
        let mut counts = vec![0_u64; self.terms.len()];
        for entry in self.entries.iter().flatten() {
            counts[of(entry).index()] += 1;
        }
        self.terms
            .texts()
            .filter(|(_, text)| !text.is_empty())
            .map(move |(index, text)| (counts[index], text))
            .filter(|(count, _)| *count > 0)
    }
}

fn most_first(left: &(u64, &str), right: &(u64, &str)) -> Ordering {
    right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1))
}
