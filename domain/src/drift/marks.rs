//! What a list tells of a repository's drift.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DriftState {
    /// Nothing that is known.
    None,
    /// The cluster has something else than Git.
    GitCluster,
    /// AWS has something else than what came there.
    ClusterAws,
    /// Somebody lets a difference be for a while.
    Ignored,
    /// It was lately deleted past Git, with its images.
    Lost,
}

impl DriftState {
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::GitCluster,
        Self::ClusterAws,
        Self::Ignored,
        Self::Lost,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::GitCluster => "git-cluster",
            Self::ClusterAws => "cluster-aws",
            Self::Ignored => "ignored",
            Self::Lost => "lost",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Several may be true of one repository. One byte, for a hundred thousand of them are kept in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DriftMarks(u8);

impl DriftMarks {
    pub fn add(&mut self, state: DriftState) {
        if state != DriftState::None {
            self.0 |= 1 << (state as u8);
        }
    }

    /// Never empty: without a mark it is [`DriftState::None`].
    pub fn states(self) -> impl Iterator<Item = DriftState> {
        DriftState::ALL
            .into_iter()
            .filter(move |state| match state {
                DriftState::None => self.0 == 0,
                other => self.0 & (1 << (*other as u8)) != 0,
            })
    }

    pub fn gravest(self) -> DriftState {
        self.states().max().unwrap_or(DriftState::None)
    }

    /// As stored: words with spaces between them; empty: none.
    pub fn words(self) -> String {
        let words = self.states().filter(|state| *state != DriftState::None);
        words.map(DriftState::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Words that nobody knows any more say nothing.
    pub fn parse(words: &str) -> Self {
        words
            .split_whitespace()
            .filter_map(DriftState::parse)
            .collect()
    }
}

impl FromIterator<DriftState> for DriftMarks {
    fn from_iter<T: IntoIterator<Item = DriftState>>(states: T) -> Self {
        let mut marks = Self::default();
        for state in states {
            marks.add(state);
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_as_words_is_read_back() {
        use DriftState::{GitCluster, Ignored, Lost, None};
        let marks: DriftMarks = [Ignored, GitCluster].into_iter().collect();
        assert_eq!(marks.words(), "git-cluster ignored");
        assert_eq!(DriftMarks::parse(&marks.words()), marks);
        assert_eq!(DriftMarks::parse("lost gone-word").gravest(), Lost);
        assert_eq!(marks.states().collect::<Vec<_>>(), [GitCluster, Ignored]);
        let none = DriftMarks::default();
        assert_eq!(none.states().collect::<Vec<_>>(), [None]);
        assert_eq!(none.words(), "");
        assert_eq!([None].into_iter().collect::<DriftMarks>(), none);
    }
}
