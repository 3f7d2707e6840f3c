//! Which rows have each value of each facet, kept in step as rows change: a view looks at the sets of the values that were
//! chosen, and at the rows that differ from what all rows together show, instead of at every row.

use super::entry::Narrow;
use super::terms::{Term, Terms};
use roaring::RoaringBitmap;
use std::borrow::Cow;
use std::collections::HashMap;

/// Account, region, team, system, cluster: one term each in a row.
pub(super) const NAMED: usize = 5;
/// Checks of the scorecard that it misses: any number in a row.
pub(super) const MISSES: usize = NAMED;
pub(super) const STATES: usize = NAMED + 1;
pub(super) const MANAGED: usize = NAMED + 2;
pub(super) const BANDS: usize = NAMED + 3;
/// Several may be true of a row.
pub(super) const DRIFTS: usize = NAMED + 4;
pub(super) const COLUMNS: usize = NAMED + 5;

/// Up to so many values, meeting each one's rows with a view's is quicker than looking at the view's rows.
const FEW: usize = u64::BITS as usize;

/// Rows by their places; `All`: every row that there is.
#[derive(Clone)]
pub(super) enum Rows {
    All,
    Some(RoaringBitmap),
}

impl Rows {
    pub(super) fn and(&self, other: &RoaringBitmap) -> Self {
        Self::Some(match self {
            Self::All => other.clone(),
            Self::Some(rows) => rows & other,
        })
    }
}

#[derive(Default)]
struct Column {
    rows: Vec<RoaringBitmap>,
    /// Of `rows`.
    counts: Vec<u64>,
}

/// The values of a facet that has terms, each with its number.
#[derive(Default)]
struct Names {
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
    /// The place of each in the order of texts, so that equals are put in order without a look at their texts.
    ranks: Vec<u32>,
}

#[derive(Default)]
pub(super) struct Columns {
    all: RoaringBitmap,
    columns: [Column; COLUMNS],
    names: [Names; NAMED],
}

impl Columns {
    pub(super) fn all(&self) -> &RoaringBitmap {
        &self.all
    }

    /// The number of a term among those of its facet.
    pub(super) fn number(&mut self, facet: usize, term: Term) -> u32 {
        let names = &mut self.names[facet];
        *names.numbers.entry(term).or_insert_with(|| {
            names.terms.push(term);
            u32::try_from(names.terms.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The terms of a facet in the order of their numbers.
    pub(super) fn terms(&self, facet: usize) -> &[Term] {
        &self.names[facet].terms
    }

    /// Places in the order of texts, by number.
    pub(super) fn ranks(&self, facet: usize) -> &[u32] {
        &self.names[facet].ranks
    }

    /// To be called when names may have come.
    pub(super) fn rank(&mut self, terms: &Terms) {
        for names in &mut self.names {
            if names.ranks.len() == names.terms.len() {
                continue;
            }
            names.ranks = ranks(&names.terms, terms);
        }
    }

    /// By number, which of the texts a facet has; `None`: nothing was named, so anything will do.
    pub(super) fn named(
        &self,
        facet: usize,
        texts: &[String],
        terms: &Terms,
    ) -> Option<Vec<usize>> {
        if texts.is_empty() {
            return None;
        }
        let found = texts.iter().filter_map(|text| {
            let number = self.names[facet].numbers.get(&terms.find(text)?)?;
            Some(*number as usize)
        });
        Some(found.collect())
    }

    /// The rows that have one of these values; `None`: all of them do.
    pub(super) fn holding(&self, facet: usize, values: &[usize]) -> Option<RoaringBitmap> {
        let column = &self.columns[facet];
        let mut rows = RoaringBitmap::new();
        for value in values.iter().filter_map(|value| column.rows.get(*value)) {
            rows |= value;
        }
        (rows.len() < self.all.len()).then_some(rows)
    }

    pub(super) fn change(&mut self, place: u32, old: Option<&Narrow>, new: Option<&Narrow>) {
        match new {
            Some(_) => self.all.insert(place),
            None => self.all.remove(place),
        };
        for facet in 0..COLUMNS {
            let column = &mut self.columns[facet];
            let was = |value| old.is_some_and(|row| row.has(facet, value));
            let is = |value| new.is_some_and(|row| row.has(facet, value));
            for value in old.iter().flat_map(|row| row.values(facet)) {
                if !is(value) {
                    column.rows[value].remove(place);
                    column.counts[value] -= 1;
                }
            }
            for value in new.iter().flat_map(|row| row.values(facet)) {
                if !was(value) {
                    column.make_room(value);
                    column.rows[value].insert(place);
                    column.counts[value] += 1;
                }
            }
        }
    }

    /// How many of the rows have each value of the facet, by the value's number.
    pub(super) fn counts(
        &self,
        facet: usize,
        of: &Rows,
        narrow: &[Option<Narrow>],
    ) -> Cow<'_, [u64]> {
        let column = &self.columns[facet];
        let rows = match of {
            Rows::All => return Cow::Borrowed(&column.counts),
            Rows::Some(rows) => rows,
        };
        if facet >= NAMED || column.rows.len() <= FEW {
            let counts = column.rows.iter().map(|value| value.intersection_len(rows));
            return counts.collect();
        }
        // Only facets that have terms have many values.
        let each = |rows: &RoaringBitmap, take: &mut dyn FnMut(usize)| {
            let rows = rows
                .iter()
                .filter_map(|place| narrow[place as usize].as_ref());
            rows.for_each(|row| take(row.named(facet)));
        };
        if rows.len() * 2 <= self.all.len() {
            let mut counts = vec![0; column.counts.len()];
            each(rows, &mut |value| counts[value] += 1);
            Cow::Owned(counts)
        } else {
            let mut counts = column.counts.clone();
            each(&(&self.all - rows), &mut |value| counts[value] -= 1);
            Cow::Owned(counts)
        }
    }
}

/// The place of each term in the order of texts.
pub(super) fn ranks(of: &[Term], terms: &Terms) -> Vec<u32> {
    let mut order: Vec<usize> = (0..of.len()).collect();
    order.sort_unstable_by_key(|place| terms.text(of[*place]));
    let mut ranks = vec![0; of.len()];
    for (rank, place) in (0..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}

impl Column {
    fn make_room(&mut self, value: usize) {
        if self.rows.len() <= value {
            self.rows.resize_with(value + 1, RoaringBitmap::new);
            self.counts.resize(value + 1, 0);
        }
    }
}
