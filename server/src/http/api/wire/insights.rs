//! Figures for those who answer for many repositories.

use super::words::{StageWord, WasteWord};
use super::{Time, time};
use domain::cost::Waste;
use domain::portal::{self, DayPage, DaySums, InsightsPage};
use domain::scorecard::CheckId;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Figures of the whole company, or of a team.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Insights {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// In which costs are told.
    currency: String,
    all: Sums,
    /// The costliest first.
    teams: Vec<TeamSums>,
    /// Every day that was kept.
    days: Vec<DayFigures>,
    /// From submission to ready, of requests that were ready in these days.
    lead_time: Option<Spans>,
    stages: Vec<StageSpans>,
    weeks: Vec<WeekFigures>,
    /// When the oldest of the places was read that the figures come from.
    as_of: Option<Time>,
}

/// Repositories added up, as they stand now.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Sums {
    #[schema(maximum = 9007199254740991_i64)]
    repositories: u64,
    #[schema(maximum = 9007199254740991_i64)]
    unmanaged: u64,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    /// A month’s, as a decimal number.
    cost: String,
    #[schema(maximum = 9007199254740991_i64)]
    critical: u64,
    #[schema(maximum = 9007199254740991_i64)]
    high: u64,
    /// The mean score; `null`: nothing is judged yet.
    #[schema(maximum = 100)]
    score: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    scored: u64,
    waste: Vec<WasteSum>,
    /// How many miss each check of the scorecard.
    misses: BTreeMap<String, u64>,
}

/// Storage that probably nobody would miss.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct WasteSum {
    waste: WasteWord,
    #[schema(maximum = 9007199254740991_i64)]
    repositories: u64,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    cost: String,
}

/// A team’s figures; the empty name is what is nobody’s.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct TeamSums {
    team: String,
    sums: Sums,
}

/// One day of the history.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct DayFigures {
    #[schema(format = Date)]
    day: String,
    /// `null`: of all together.
    team: Option<String>,
    #[schema(maximum = 9007199254740991_i64)]
    repositories: u64,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    #[schema(maximum = 9007199254740991_i64)]
    critical: u64,
    #[schema(maximum = 9007199254740991_i64)]
    high: u64,
    #[schema(maximum = 100)]
    score: Option<u64>,
}

/// Durations in milliseconds.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Spans {
    #[schema(maximum = 9007199254740991_i64)]
    requests: u64,
    /// Half took at most so long.
    #[schema(maximum = 9007199254740991_i64)]
    p50_ms: i64,
    #[schema(maximum = 9007199254740991_i64)]
    p95_ms: i64,
}

/// How long requests stayed in a stage.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct StageSpans {
    stage: StageWord,
    spans: Spans,
}

/// Requests of one week.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct WeekFigures {
    /// Its Monday.
    #[schema(format = Date)]
    week: String,
    #[schema(maximum = 9007199254740991_i64)]
    requested: u64,
    #[schema(maximum = 9007199254740991_i64)]
    ready: u64,
}

impl Sums {
    fn of(sums: &portal::Sums) -> Self {
        let waste = Waste::ALL.map(|kind| {
            let sum = sums.waste(kind);
            WasteSum {
                waste: kind.into(),
                repositories: sum.repositories,
                images: sum.images,
                bytes: sum.bytes,
                cost: sum.cost.plain(),
            }
        });
        let misses =
            CheckId::ALL.map(|check| (check.as_str().to_owned(), sums.check(check).misses));
        Self {
            repositories: sums.repositories,
            unmanaged: sums.unmanaged,
            images: sums.images,
            bytes: sums.bytes,
            cost: sums.cost.plain(),
            critical: sums.critical,
            high: sums.high,
            score: sums.score(),
            scored: sums.scored,
            waste: waste.into(),
            misses: misses.into(),
        }
    }
}

impl DayFigures {
    fn of(day: &DaySums) -> Self {
        Self {
            day: day.day.to_string(),
            team: day.team.clone(),
            repositories: day.repositories,
            images: day.images,
            bytes: day.bytes,
            critical: day.critical,
            high: day.high,
            score: day.score(),
        }
    }
}

impl Insights {
    pub(in crate::http) fn of(page: &InsightsPage) -> Self {
        let teams = page.teams.iter().map(|team| TeamSums {
            team: team.team.clone(),
            sums: Sums::of(&team.sums),
        });
        let stages = page.stages.iter().map(|took| StageSpans {
            stage: took.stage.into(),
            spans: Spans {
                requests: took.count,
                p50_ms: took.p50,
                p95_ms: took.p95,
            },
        });
        let weeks = page.weeks.iter().map(|week| WeekFigures {
            week: week.week.monday().to_string(),
            requested: week.requested,
            ready: week.ready,
        });
        Self {
            from: page.days.from.to_string(),
            to: page.days.to.to_string(),
            currency: page.prices.currency.as_str().to_owned(),
            all: Sums::of(&page.all),
            teams: teams.collect(),
            days: page.history.iter().map(DayFigures::of).collect(),
            lead_time: page.whole.as_ref().map(|whole| Spans {
                requests: whole.count,
                p50_ms: whole.p50,
                p95_ms: whole.p95,
            }),
            stages: stages.collect(),
            weeks: weeks.collect(),
            as_of: time(page.as_of),
        }
    }
}

/// Every team on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Day {
    #[schema(format = Date)]
    day: String,
    all: DayFigures,
    teams: Vec<DayFigures>,
}

impl Day {
    pub(in crate::http) fn of(page: &DayPage) -> Self {
        Self {
            day: page.day.to_string(),
            all: DayFigures::of(&page.all),
            teams: page.teams.iter().map(DayFigures::of).collect(),
        }
    }
}

/// A table of the figures’ pages: the numbers as they are.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Table {
    pub(in crate::http) columns: Vec<String>,
    /// Each as long as there are columns.
    pub(in crate::http) rows: Vec<Vec<String>>,
}
