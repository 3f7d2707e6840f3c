//! What the pages of a repository's findings ask and show.

use super::RepositoryRow;
use crate::image::{
    Digest, ExceptionProblem, Finding, FindingException, Scanning, Severity, SeverityCounts,
};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingQuery {
    /// None: all.
    pub severities: Vec<Severity>,
    /// Only those that the repository's figures count.
    pub open: bool,
    pub fixable: Option<bool>,
    /// A piece of the name or of the package's.
    pub text: String,
    /// Only those known for at least so many days.
    pub min_days: Option<u32>,
    /// Of one image.
    pub image: Option<Digest>,
    pub sort: FindingSort,
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindingSort {
    /// The worst first.
    #[default]
    Severity,
    Oldest,
    Newest,
    Package,
    Name,
}

impl FindingSort {
    pub const ALL: [Self; 5] = [
        Self::Severity,
        Self::Oldest,
        Self::Newest,
        Self::Package,
        Self::Name,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Oldest => "oldest",
            Self::Newest => "newest",
            Self::Package => "package",
            Self::Name => "name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// Days of the table of ages: so many findings are at least so old.
pub const FINDING_AGES: [u32; 4] = [0, 7, 30, 90];

/// Open findings of one severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityAges {
    pub severity: Severity,
    /// How many are at least as old as each of [`FINDING_AGES`].
    pub counts: [u64; 4],
    pub oldest: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFindings {
    pub row: RepositoryRow,
    pub query: FindingQuery,
    pub rows: Vec<Finding>,
    /// Matching findings in all.
    pub total: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// Of the open ones, the worst first.
    pub ages: Vec<SeverityAges>,
    /// Of the open ones.
    pub counts: SeverityCounts,
    /// How many of the open ones somebody answers for.
    pub excepted: u64,
    /// The image that the open ones are of; `None`: no scan has come to an end.
    pub of: Option<Digest>,
    pub scanning: Option<Scanning>,
    /// When the findings were read, and what went wrong since.
    pub read: Option<Timestamp>,
    pub trouble: Option<String>,
    /// Those that hold first.
    pub exceptions: Vec<FindingException>,
    /// Whether this person may except findings; else why not.
    pub may_except: Result<(), String>,
    pub now: Timestamp,
}

/// Some of the rows that a query finds, for an export that goes through all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingRows {
    pub rows: Vec<Finding>,
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excepted {
    Granted,
    Refused(Vec<ExceptionProblem>),
}
