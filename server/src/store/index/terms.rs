//! Texts that many rows share, each kept once.

use std::collections::HashMap;

/// Stands for a text; equal texts have equal terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Term(u32);

impl Term {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Default)]
pub(super) struct Terms {
    texts: Vec<Box<str>>,
    terms: HashMap<Box<str>, Term>,
    /// Those that stand in sets, in the order of their bits.
    members: Vec<Term>,
}

/// Few terms of a few, in one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TermSet(u64);

impl TermSet {
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// By their place among the members.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            rest &= rest.checked_sub(1)?;
            usize::try_from(bit).ok()
        })
    }
}

impl Terms {
    pub(super) fn add(&mut self, text: &str) -> Term {
        if let Some(term) = self.terms.get(text) {
            return *term;
        }
        let term = Term(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.terms.insert(text.into(), term);
        term
    }

    /// `None`: no row has such a text.
    pub(super) fn find(&self, text: &str) -> Option<Term> {
        self.terms.get(text).copied()
    }

    /// By term, which of these were named; `None`: none, so anything will do.
    pub(super) fn chosen<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Option<Vec<bool>> {
        let mut texts = texts.into_iter().peekable();
        texts.peek()?;
        let mut chosen = vec![false; self.len()];
        for term in texts.filter_map(|text| self.find(text)) {
            chosen[term.index()] = true;
        }
        Some(chosen)
    }

    /// There are far fewer checks than bits; one more than that would be in no set.
    pub(super) fn set(&mut self, terms: &[Term]) -> TermSet {
        let mut set = 0;
        for term in terms {
            let known = self.members.iter().position(|member| member == term);
            let bit = known.unwrap_or_else(|| {
                self.members.push(*term);
                self.members.len() - 1
            });
            set |= u32::try_from(bit).map_or(0, |bit| 1_u64.checked_shl(bit).unwrap_or(0));
        }
        TermSet(set)
    }

    /// The members that are chosen, by term.
    pub(super) fn chosen_set(&self, chosen: &[bool]) -> TermSet {
        let bits = (0..u64::BITS).zip(&self.members);
        TermSet(
            bits.filter(|(_, member)| chosen[member.index()])
                .fold(0, |set, (bit, _)| set | 1 << bit),
        )
    }

    pub(super) fn members(&self) -> &[Term] {
        &self.members
    }

    pub(super) fn text(&self, term: Term) -> &str {
        self.texts.get(term.index()).map_or("", |text| text)
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts
            .iter()
            .enumerate()
            .map(|(index, text)| (index, &**text))
    }
}
