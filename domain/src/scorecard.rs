//! How well a repository is kept: the guide's best practices as checks with weight, evidence and a way to mend.
//!
//! Where [`crate::policy`] advises on a request before anything exists, a card judges what is there. What isn't known
//! is no fault: it counts neither for nor against.

mod checks;
mod facts;
mod tally;

pub use facts::{
    Facts, Findings, Last, Limits, OpenFindings, OwnerFact, Retention, SeverityLimit, TagRule,
};
pub use tally::{CheckTally, Tally};

use crate::spec::Field;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a card leaves to people, because nothing that Berth reads can tell.
pub const NOT_JUDGED: [&str; 4] = [
    "Whether the images contain what the description says.",
    "Whether findings are reviewed by somebody; only their age and number are.",
    "IAM policies and service control policies, which may grant or take away more than the repository policy says.",
    "Whether what runs is pulled by a tag that moves, such as latest.",
];

/// One practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    Scanning,
    Findings,
    Tags,
    Access,
    Encryption,
    Lifecycle,
    Owner,
    Git,
    Description,
    CompanyTags,
    Pushed,
    Pulled,
}

impl CheckId {
    pub const ALL: [Self; 12] = [
        Self::Scanning,
        Self::Findings,
        Self::Tags,
        Self::Access,
        Self::Encryption,
        Self::Lifecycle,
        Self::Owner,
        Self::Git,
        Self::Description,
        Self::CompanyTags,
        Self::Pushed,
        Self::Pulled,
    ];

    /// The word in configuration, in exports and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scanning => "scanning",
            Self::Findings => "findings",
            Self::Tags => "tags",
            Self::Access => "access",
            Self::Encryption => "encryption",
            Self::Lifecycle => "lifecycle",
            Self::Owner => "owner",
            Self::Git => "git",
            Self::Description => "description",
            Self::CompanyTags => "company_tags",
            Self::Pushed => "pushed",
            Self::Pulled => "pulled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.as_str() == text)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Scanning => "Scanning is in effect",
            Self::Findings => "No finding is past due",
            Self::Tags => "Tags can’t move",
            Self::Access => "No wildcard access",
            Self::Encryption => "Encrypted at rest",
            Self::Lifecycle => "Old images expire",
            Self::Owner => "The owner exists",
            Self::Git => "Kept in Git",
            Self::Description => "The description says what it holds",
            Self::CompanyTags => "AWS tags are complete",
            Self::Pushed => "Pushed lately",
            Self::Pulled => "Pulled lately",
        }
    }

    /// How much it counts unless [`Limits::weights`] says otherwise: what lets harm in counts most, tidiness least.
    pub fn weight(self) -> u32 {
        match self {
            Self::Scanning | Self::Findings | Self::Tags | Self::Access => 15,
            Self::Encryption | Self::Lifecycle | Self::Owner => 10,
            Self::Git => 8,
            Self::Description | Self::CompanyTags => 4,
            Self::Pushed | Self::Pulled => 3,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pass,
    Miss,
    /// Missed, and accepted so: by an exception in the settings or by the company.
    Excused,
    /// Can't be told from what is known.
    Unknown,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Pass, Self::Miss, Self::Excused, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Miss => "miss",
            Self::Excused => "excused",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn counts_for(self) -> bool {
        matches!(self, Self::Pass | Self::Excused)
    }
}

/// The kind of request that would mend a miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "field", rename_all = "snake_case")]
pub enum Remedy {
    /// A change of settings, with the field that it is about.
    Settings(Field),
    Lifecycle,
    Access,
    /// Bringing it under Git comes first.
    Adopt,
    Delete,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    pub id: CheckId,
    pub outcome: Outcome,
    pub weight: u32,
    /// The fact behind the outcome, in a sentence.
    pub evidence: String,
    /// For a miss that a request can mend.
    pub remedy: Option<Remedy>,
}

/// All checks of one repository, in [`CheckId::ALL`]'s order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub checks: Vec<CheckResult>,
}

/// Judges one repository.
pub fn card(facts: &Facts, limits: &Limits, now: Timestamp) -> Card {
    let check = |id: CheckId| {
        let found = checks::find(id, facts, limits, now);
        let weight = limits.weights.get(&id).copied().unwrap_or(id.weight());
        let (outcome, evidence) = match (found.outcome, limits.excused.get(&id)) {
            (Outcome::Miss, Some(why)) => (
                Outcome::Excused,
                format!("{} Excused: {why}", found.evidence),
            ),
            _ => (found.outcome, found.evidence),
        };
        let remedy = match (outcome, found.remedy) {
            (Outcome::Miss, Some(Remedy::Settings(_) | Remedy::Lifecycle | Remedy::Access))
                if facts.in_git == Some(false) =>
            {
                Some(Remedy::Adopt)
            }
            (Outcome::Miss, remedy) => remedy,
            _ => None,
        };
        CheckResult {
            id,
            outcome,
            weight,
            evidence,
            remedy,
        }
    };
    Card {
        checks: CheckId::ALL.into_iter().map(check).collect(),
    }
}

impl Card {
    /// The weights of what passed, and of all that is known.
    pub fn points(&self) -> (u64, u64) {
        let known = self
            .checks
            .iter()
            .filter(|check| check.outcome != Outcome::Unknown);
        known.fold((0, 0), |(earned, all), check| {
            let weight = u64::from(check.weight);
            match check.outcome.counts_for() {
                true => (earned + weight, all + weight),
                false => (earned, all + weight),
            }
        })
    }

    /// 0 to 100, rounded down so that 100 means without a miss; `None` while nothing is known.
    pub fn score(&self) -> Option<u8> {
        percent(self.points())
    }

    /// How many checks passed or are excused, and how many are known: “8 of 9”.
    pub fn passed(&self) -> (usize, usize) {
        let count = |counts: fn(Outcome) -> bool| {
            let outcomes = self.checks.iter().map(|check| check.outcome);
            outcomes.filter(|outcome| counts(*outcome)).count()
        };
        (
            count(Outcome::counts_for),
            count(|outcome| outcome != Outcome::Unknown),
        )
    }

    pub fn is_clean(&self) -> bool {
        self.misses().next().is_none()
    }

    /// The misses, heaviest first.
    pub fn misses(&self) -> impl Iterator<Item = &CheckResult> {
        let mut misses: Vec<&CheckResult> = self
            .checks
            .iter()
            .filter(|check| check.outcome == Outcome::Miss)
            .collect();
        misses.sort_by_key(|check| std::cmp::Reverse(check.weight));
        misses.into_iter()
    }
}

fn percent((earned, known): (u64, u64)) -> Option<u8> {
    (earned * 100)
        .checked_div(known)
        .and_then(|share| u8::try_from(share).ok())
}

#[cfg(test)]
mod tests;
