//! The filters that are no facets: they narrow a view for good, and every number in it speaks of what is left.

use super::entry::{Entry, UNKNOWN};
use super::terms::Terms;
use domain::cost::Waste;
use domain::portal::{FigureFilter, Mark, Sort};

pub(super) struct Rest<'a> {
    wastes: &'a [Waste],
    marks: &'a [Mark],
    /// Where the checks stand among the members of sets.
    meets: Vec<Option<usize>>,
    unclear: Vec<Option<usize>>,
    guesses: Option<Vec<bool>>,
}

impl<'a> Rest<'a> {
    pub(super) fn of(filter: &'a FigureFilter, terms: &Terms) -> Self {
        Self {
            wastes: &filter.wastes,
            marks: &filter.marks,
            meets: filter
                .meets
                .iter()
                .map(|check| terms.member(check.as_str()))
                .collect(),
            unclear: filter
                .unclear
                .iter()
                .map(|check| terms.member(check.as_str()))
                .collect(),
            guesses: terms.chosen(filter.guesses.iter().map(String::as_str)),
        }
    }

    /// Whether it asks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.wastes.is_empty()
            && self.marks.is_empty()
            && self.meets.is_empty()
            && self.unclear.is_empty()
            && self.guesses.is_none()
    }

    pub(super) fn holds(&self, entry: &Entry) -> bool {
        let is_scored = entry.number(Sort::Score) != UNKNOWN;
        let is = |mark: &Mark| match mark {
            Mark::Read => entry.number(Sort::Images) != UNKNOWN,
            Mark::Scored => is_scored,
            Mark::Clean => is_scored && entry.misses.is_empty(),
            Mark::Critical => entry.number(Sort::Critical) > 0,
            Mark::High => entry.number(Sort::High) > 0,
        };
        let has = |waste: &Waste| {
            entry
                .waste
                .as_ref()
                .is_some_and(|wasted| wasted.pile(*waste).images > 0)
        };
        // A check that no row misses is no member of a set: everybody meets it.
        let meets = |check: &Option<usize>| {
            is_scored
                && check.is_none_or(|check| !entry.misses.has(check) && !entry.unclear.has(check))
        };
        let is_unclear =
            |check: &Option<usize>| check.is_some_and(|check| entry.unclear.has(check));
        self.marks.iter().all(is)
            && (self.wastes.is_empty() || self.wastes.iter().any(has))
            && (self.meets.is_empty() || self.meets.iter().any(meets))
            && (self.unclear.is_empty() || self.unclear.iter().any(is_unclear))
            && self
                .guesses
                .as_ref()
                .is_none_or(|chosen| chosen[entry.guess.index()])
    }
}
