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
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// `place`: among the members.
    pub(super) fn has(self, place: usize) -> bool {
        self.0 & bit(place) != 0
    }

    pub(super) fn with(self, place: usize) -> Self {
        Self(self.0 | bit(place))
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

fn bit(place: usize) -> u64 {
    u32::try_from(place).map_or(0, |place| 1_u64.checked_shl(place).unwrap_or(0))
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
    pub(super) fn set<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> TermSet {
        let mut set = TermSet::default();
        for text in texts {
            let place = self.member(text).unwrap_or_else(|| {
                let term = self.add(text);
                self.members.push(term);
                self.members.len() - 1
            });
            set = set.with(place);
        }
        set
    }

    /// Where it stands among the members of sets; `None`: no row has it.
    pub(super) fn member(&self, text: &str) -> Option<usize> {
        let term = self.find(text)?;
        self.members.iter().position(|member| *member == term)
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
