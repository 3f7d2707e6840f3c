//! The filters that are no facets: they narrow a view for good, and every number in it speaks of what is left.

use super::entry::{Entry, UNKNOWN};
use super::terms::{Term, Terms};
use domain::cost::Waste;
use domain::portal::{FigureFilter, Mark, Sort};
use domain::scorecard::CheckId;

pub(super) struct Rest<'a> {
    wastes: &'a [Waste],
    marks: &'a [Mark],
    meets: Vec<Option<Term>>,
    unclear: Option<Vec<bool>>,
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
                .map(|check| terms.find(check.as_str()))
                .collect(),
            unclear: terms.chosen(filter.unclear.iter().map(|check| CheckId::as_str(*check))),
            guesses: terms.chosen(filter.guesses.iter().map(String::as_str)),
        }
    }

    /// Whether it asks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.wastes.is_empty()
            && self.marks.is_empty()
            && self.meets.is_empty()
            && self.unclear.is_none()
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
        // A check that no row misses has no term: everybody meets it.
        let meets = |check: &Option<Term>| {
            is_scored
                && check.is_none_or(|check| {
                    !entry.misses.contains(&check) && !entry.unclear.contains(&check)
                })
        };
        self.marks.iter().all(is)
            && (self.wastes.is_empty() || self.wastes.iter().any(has))
            && (self.meets.is_empty() || self.meets.iter().any(meets))
            && self
                .unclear
                .as_ref()
                .is_none_or(|chosen| entry.unclear.iter().any(|check| chosen[check.index()]))
            && self
                .guesses
                .as_ref()
                .is_none_or(|chosen| chosen[entry.guess.index()])
    }
}
