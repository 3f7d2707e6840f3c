//! Cards of many repositories added up: for a team, a system, the company, a day of the trend.

use super::{Card, CheckId, Outcome, percent};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Adds up in any order and any grouping to the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub repositories: u64,
    /// Without a miss.
    pub clean: u64,
    /// Weights of what passed and of what is known, over all repositories.
    pub earned: u64,
    pub known: u64,
    pub checks: BTreeMap<CheckId, CheckTally>,
}

/// Repositories by one check's outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTally {
    pub pass: u64,
    pub miss: u64,
    pub excused: u64,
    pub unknown: u64,
}

impl CheckTally {
    fn count_mut(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Miss => &mut self.miss,
            Outcome::Excused => &mut self.excused,
            Outcome::Unknown => &mut self.unknown,
        }
    }

    /// Share of those known that passed or are excused.
    pub fn percent(&self) -> Option<u8> {
        let good = self.pass + self.excused;
        percent((good, good + self.miss))
    }
}

impl Tally {
    pub fn add(&mut self, card: &Card) {
        let (earned, known) = card.points();
        self.repositories += 1;
        self.clean += u64::from(card.is_clean());
        self.earned += earned;
        self.known += known;
        for check in &card.checks {
            let tally = self.checks.entry(check.id).or_default();
            *tally.count_mut(check.outcome) += 1;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.repositories += other.repositories;
        self.clean += other.clean;
        self.earned += other.earned;
        self.known += other.known;
        for (id, counts) in &other.checks {
            let tally = self.checks.entry(*id).or_default();
            tally.pass += counts.pass;
            tally.miss += counts.miss;
            tally.excused += counts.excused;
            tally.unknown += counts.unknown;
        }
    }

    /// 0 to 100 over all repositories together, by the same rule as one card's.
    pub fn score(&self) -> Option<u8> {
        percent((self.earned, self.known))
    }
}
