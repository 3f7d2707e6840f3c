//! Filters of the inventory by which the rows behind a figure are found: whatever a page counts, a list shows.

use crate::cost::Waste;
use crate::scorecard::CheckId;

/// Every part that is given has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureFilter {
    /// It has waste of one of these kinds.
    pub wastes: Vec<Waste>,
    /// All of these are true of it.
    pub marks: Vec<Mark>,
    /// It was judged by one of these checks and doesn't miss it.
    pub meets: Vec<CheckId>,
    /// One of these checks can't be told of it.
    pub unclear: Vec<CheckId>,
    /// The teams that it is probably of, where nobody looks after it. Empty text: nobody can say.
    pub guesses: Vec<String>,
}

/// Something that is true of a repository or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Its images have been read.
    Read,
    /// It has a score.
    Scored,
    /// It has a score and misses nothing.
    Clean,
    /// It has open critical findings.
    Critical,
    High,
}

impl Mark {
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Scored,
        Self::Clean,
        Self::Critical,
        Self::High,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Scored => "scored",
            Self::Clean => "clean",
            Self::Critical => "critical",
            Self::High => "high",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.as_str() == text)
    }
}
