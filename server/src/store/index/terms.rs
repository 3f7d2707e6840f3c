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
