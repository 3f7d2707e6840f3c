//! Values to filter the inventory by, with how many repositories have each under the other filters.

use super::RepositoryState;
use crate::drift::DriftState;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub accounts: FacetValues,
    pub regions: FacetValues,
    pub teams: FacetValues,
    pub systems: FacetValues,
    pub clusters: FacetValues,
    pub misses: FacetValues,
    pub states: Vec<(RepositoryState, u64)>,
    /// In Git or asked for in Berth, or only found in AWS.
    pub managed: Vec<(bool, u64)>,
    pub drifts: Vec<(DriftState, u64)>,
    pub scores: Vec<(ScoreBand, u64)>,
}

/// Those with most repositories, and those that are chosen. A company has more teams than a menu can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacetValues {
    pub values: Vec<(String, u64)>,
    /// Further ones that would show something.
    pub more: u64,
}

/// A facet with as many values as there are names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFacet {
    Team,
    System,
    Account,
    Region,
    Cluster,
}

impl NameFacet {
    pub const ALL: [Self; 5] = [
        Self::Team,
        Self::System,
        Self::Account,
        Self::Region,
        Self::Cluster,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::System => "system",
            Self::Account => "account",
            Self::Region => "region",
            Self::Cluster => "cluster",
        }
    }
}

/// Scores as people speak of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScoreBand {
    Good,
    Fair,
    Poor,
    Unjudged,
}

impl ScoreBand {
    pub const ALL: [Self; 4] = [Self::Good, Self::Fair, Self::Poor, Self::Unjudged];
    /// The least of a good score, and of a fair one.
    pub const GOOD: u8 = 90;
    pub const FAIR: u8 = 70;

    pub fn of(score: Option<u8>) -> Self {
        match score {
            None => Self::Unjudged,
            Some(score) if score >= Self::GOOD => Self::Good,
            Some(score) if score >= Self::FAIR => Self::Fair,
            Some(_) => Self::Poor,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Unjudged => "unjudged",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.as_str() == text)
    }
}
