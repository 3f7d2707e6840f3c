//! Figures for those who answer for many repositories. Each is a sum over rows that a list shows.

use super::{LeadTime, RepositoryKey};
use crate::cost::{Money, Prices, Waste, WasteRules};
use crate::day::{Day, Days, Week};
use crate::owner::Guess;
use crate::request::StageName;
use crate::scorecard::{CheckId, Limits};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// What the figures are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsightsQuery {
    /// The last so many days; 90 unless anything is said.
    pub last: Option<u32>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// `None`: the whole company. Empty: what is nobody's.
    pub team: Option<String>,
}

impl InsightsQuery {
    pub const LAST: [u32; 3] = [30, 90, 365];
    const USUAL: u32 = 90;
    /// Longer than anybody looks back, and short enough to count by day.
    const MOST: i64 = 5 * 366;

    /// The days in question, never beyond today and never backwards.
    pub fn days(&self, today: Day) -> Days {
        let to = self.to.unwrap_or(today).min(today);
        let from = match (self.from, self.last) {
            (Some(from), _) => from,
            (None, last) => to.plus(1 - i64::from(last.unwrap_or(Self::USUAL).max(1))),
        };
        Days {
            from: from.clamp(to.plus(1 - Self::MOST), to),
            to,
        }
    }

    /// The choice among [`Self::LAST`] that is in force; `None`: days of the person's own.
    pub fn preset(&self) -> Option<u32> {
        (self.from.is_none() && self.to.is_none()).then(|| self.last.unwrap_or(Self::USUAL))
    }
}

/// Repositories added up, as they stand now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub repositories: u64,
    /// Whose images have been read.
    pub read: u64,
    /// In AWS without Berth, Git or Crossplane.
    pub unmanaged: u64,
    pub images: u64,
    /// With the archived ones. Layers that images share count each time: an upper bound.
    pub bytes: u64,
    pub archived_bytes: u64,
    /// A month's.
    pub cost: Money,
    pub critical: u64,
    pub high: u64,
    /// Repositories with such findings.
    pub with_critical: u64,
    pub with_high: u64,
    pub score_sum: u64,
    /// Repositories that have a score.
    pub scored: u64,
    /// Of those, without a miss.
    pub clean: u64,
    /// In the order of [`Waste::ALL`].
    pub wastes: [WasteSum; 3],
    pub checks: BTreeMap<CheckId, CheckSum>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WasteSum {
    pub repositories: u64,
    pub images: u64,
    pub bytes: u64,
    pub cost: Money,
}

/// Of the repositories that have a score; the others meet the check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckSum {
    pub misses: u64,
    /// It can't be told.
    pub unclear: u64,
}

impl AddAssign for WasteSum {
    fn add_assign(&mut self, other: Self) {
        self.repositories += other.repositories;
        self.images += other.images;
        self.bytes += other.bytes;
        self.cost += other.cost;
    }
}

impl AddAssign<&Sums> for Sums {
    fn add_assign(&mut self, other: &Sums) {
        self.repositories += other.repositories;
        self.read += other.read;
        self.unmanaged += other.unmanaged;
        self.images += other.images;
        self.bytes += other.bytes;
        self.archived_bytes += other.archived_bytes;
        self.cost += other.cost;
        self.critical += other.critical;
        self.high += other.high;
        self.with_critical += other.with_critical;
        self.with_high += other.with_high;
        self.score_sum += other.score_sum;
        self.scored += other.scored;
        self.clean += other.clean;
        for (sum, more) in self.wastes.iter_mut().zip(other.wastes) {
            *sum += more;
        }
        for (check, more) in &other.checks {
            let sum = self.checks.entry(*check).or_default();
            sum.misses += more.misses;
            sum.unclear += more.unclear;
        }
    }
}

impl Sums {
    pub fn waste(&self, waste: Waste) -> WasteSum {
        let place = Waste::ALL.iter().position(|other| *other == waste);
        place.map_or_else(WasteSum::default, |place| self.wastes[place])
    }

    /// All kinds together; each image counts once, a repository may have several kinds.
    pub fn wasted(&self) -> WasteSum {
        let mut all = WasteSum::default();
        for waste in self.wastes {
            all += waste;
        }
        all
    }

    /// The mean, rounded down so that 100 means that nothing is missed; `None`: nothing is judged yet.
    pub fn score(&self) -> Option<u64> {
        self.score_sum.checked_div(self.scored)
    }

    pub fn check(&self, check: CheckId) -> CheckSum {
        self.checks.get(&check).copied().unwrap_or_default()
    }

    /// Repositories that meet the check, or are excused from it.
    pub fn meets(&self, check: CheckId) -> u64 {
        let sum = self.check(check);
        self.scored.saturating_sub(sum.misses + sum.unclear)
    }
}

/// A team, or what is nobody's (empty), as it stood on one day or stands now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSums {
    pub team: String,
    pub sums: Sums,
}

/// One day of the history, of a team or of all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySums {
    pub day: Day,
    /// Of a single team; `None`: of all.
    pub team: Option<String>,
    pub repositories: u64,
    pub images: u64,
    pub bytes: u64,
    pub critical: u64,
    pub high: u64,
    pub score_sum: u64,
    pub scored: u64,
}

impl DaySums {
    pub fn score(&self) -> Option<u64> {
        self.score_sum.checked_div(self.scored)
    }
}

/// How long requests stayed in a stage, all their stays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTook {
    pub stage: StageName,
    /// Requests that went through it.
    pub count: u64,
    pub p50: i64,
    pub p95: i64,
}

/// Requests of one week, or of the part of it that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekCounts {
    pub week: Week,
    pub requested: u64,
    pub ready: u64,
}

/// Everything that the figures' pages show.
#[derive(Clone, Debug, PartialEq)]
pub struct InsightsPage {
    pub query: InsightsQuery,
    pub days: Days,
    /// Of the team in question, or of all.
    pub all: Sums,
    /// The costliest first.
    pub teams: Vec<TeamSums>,
    /// Every day that was kept, of the team in question or of all together.
    pub history: Vec<DaySums>,
    /// Each team on the first day that was kept.
    pub before: Vec<DaySums>,
    /// When the history begins; `None`: today is its first day.
    pub since: Option<Day>,
    /// Requests that were ready in these days: from submission to ready, and by stage in the order they come.
    pub whole: Option<LeadTime>,
    pub stages: Vec<StageTook>,
    pub weeks: Vec<WeekCounts>,
    pub prices: Prices,
    pub waste_rules: WasteRules,
    pub limits: Limits,
    /// When the oldest of the places was read that the figures come from.
    pub as_of: Option<Timestamp>,
    pub now: Timestamp,
}

/// Every team on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPage {
    pub day: Day,
    pub teams: Vec<DaySums>,
    pub all: DaySums,
}

/// Repositories that nobody looks after in Git.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnmanagedPage {
    pub query: super::InventoryQuery,
    pub rows: Vec<UnmanagedRow>,
    pub total: u64,
    /// How many are probably of whom; the empty team: nobody can say. The most first.
    pub guesses: Vec<(String, u64)>,
    pub next: Option<String>,
    pub previous: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmanagedRow {
    pub key: RepositoryKey,
    /// What its tags say.
    pub team: Option<String>,
    pub guess: Option<Guess>,
    /// Whether its owner was thought about at all yet.
    pub is_judged: bool,
    pub created: Option<Timestamp>,
    pub images: Option<u64>,
    pub bytes: Option<u64>,
    pub last_push: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_range_never_leaves_the_past_and_never_runs_backwards() {
        let today = day("2026-03-31");
        let days = |query: InsightsQuery| {
            let days = query.days(today);
            (days.from.to_string(), days.to.to_string())
        };
        let last = |last| InsightsQuery {
            last,
            ..Default::default()
        };
        assert_eq!(
            days(last(Some(30))),
            ("2026-03-02".into(), "2026-03-31".into())
        );
        assert_eq!(last(None).days(today).count(), 90);
        assert_eq!(last(Some(0)).days(today).count(), 1);
        let own = |from: &str, to: &str| InsightsQuery {
            from: Day::parse(from),
            to: Day::parse(to),
            ..Default::default()
        };
        assert_eq!(
            days(own("2026-01-01", "2026-01-31")),
            ("2026-01-01".into(), "2026-01-31".into())
        );
        assert_eq!(
            days(own("2026-04-01", "2026-01-31")),
            ("2026-01-31".into(), "2026-01-31".into())
        );
        assert_eq!(
            days(own("2026-01-01", "2027-01-31")),
            ("2026-01-01".into(), "2026-03-31".into())
        );
        assert_eq!(own("1970-01-01", "").days(today).count(), 5 * 366);
        assert_eq!(own("2026-01-01", "").preset(), None);
        assert_eq!(last(Some(30)).preset(), Some(30));
    }

    #[test]
    fn a_mean_of_a_hundred_means_that_nothing_is_missed() {
        let sums = |score_sum, scored| Sums {
            score_sum,
            scored,
            ..Default::default()
        };
        assert_eq!(sums(0, 0).score(), None);
        assert_eq!(sums(299, 3).score(), Some(99));
        assert_eq!(sums(300, 3).score(), Some(100));
    }
}
