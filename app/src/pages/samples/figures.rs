//! Figures of three teams, one of them nobody's, and repositories that nobody looks after.

use super::{HOSTILE, ago};
use domain::cost::{Money, Prices, WasteRules};
use domain::day::Day;
use domain::owner::{Confidence, Guess};
use domain::portal::*;
use domain::request::StageName;
use domain::scorecard::{CheckId, Limits};
use domain::testing::NOW;

fn sums(n: u64) -> Sums {
    let waste = |n: u64| WasteSum {
        repositories: n,
        images: 10 * n,
        bytes: 3_000_000_000 * n,
        cost: Money(i64::try_from(300_000 * n).unwrap()),
    };
    Sums {
        repositories: 10 * n,
        read: 9 * n,
        unmanaged: n,
        images: 400 * n,
        bytes: 81_000_000_000 * n,
        archived_bytes: 0,
        cost: Money(i64::try_from(8_100_000 * n).unwrap()),
        critical: 3 * n,
        high: 8 * n,
        with_critical: n,
        with_high: 2 * n,
        score_sum: 720 * n,
        scored: 9 * n,
        clean: 2 * n,
        wastes: [waste(n), waste(2 * n), WasteSum::default()],
        checks: [
            (
                CheckId::Tags,
                CheckSum {
                    misses: 4 * n,
                    unclear: 0,
                },
            ),
            (
                CheckId::Access,
                CheckSum {
                    misses: 0,
                    unclear: n,
                },
            ),
        ]
        .into(),
    }
}

fn on(day: Day, n: u64, team: Option<&str>) -> DaySums {
    DaySums {
        day,
        team: team.map(str::to_owned),
        repositories: 10 * n,
        images: 390 * n,
        bytes: 80_000_000_000 * n,
        critical: 4 * n,
        high: 8 * n,
        score_sum: 700 * n,
        scored: 9 * n,
    }
}

pub(crate) fn insights(kept_days: i64) -> InsightsPage {
    let today = Day::of(NOW);
    let query = InsightsQuery::default();
    let days = query.days(today);
    let teams: Vec<TeamSums> = [("payments", 3), (HOSTILE, 2), ("", 1)]
        .into_iter()
        .map(|(team, n)| TeamSums {
            team: team.to_owned(),
            sums: sums(n),
        })
        .collect();
    let mut all = Sums::default();
    for team in &teams {
        all += &team.sums;
    }
    let since = today.plus(1 - kept_days);
    let first = since.max(days.from);
    let took = |stage, count, p50| StageTook {
        stage,
        count,
        p50,
        p95: 4 * p50,
    };
    InsightsPage {
        days,
        all,
        teams,
        history: (0..kept_days)
            .map(|more| on(since.plus(more), 6, None))
            .filter(|one| one.day >= days.from)
            .collect(),
        before: vec![on(first, 1, Some("")), on(first, 3, Some("payments"))],
        since: Some(since),
        whole: Some(LeadTime {
            count: 12,
            p50: 368_000,
            p95: 2_460_000,
        }),
        stages: vec![
            took(StageName::InReview, 12, 108_000),
            took(StageName::ChangesRequested, 2, 600_000),
        ],
        weeks: (days.from.week().0..=days.to.week().0)
            .zip(0_u64..)
            .map(|(week, n)| WeekCounts {
                week: domain::day::Week(week),
                requested: n % 5,
                ready: n % 4,
            })
            .collect(),
        prices: Prices::default(),
        waste_rules: WasteRules::default(),
        limits: Limits {
            excused: [(CheckId::Encryption, HOSTILE.to_owned())].into(),
            ..Limits::default()
        },
        as_of: Some(ago(120)),
        now: NOW,
        query,
    }
}

pub(crate) fn day_page() -> DayPage {
    let day = Day::of(NOW);
    DayPage {
        day,
        teams: vec![on(day, 1, Some("")), on(day, 3, Some("payments"))],
        all: on(day, 4, None),
    }
}

pub(crate) fn unmanaged() -> UnmanagedPage {
    let guess = |team: &str, confidence, why: &str| {
        Some(Guess {
            team: team.into(),
            confidence,
            evidence: vec![why.into(), "The name begins with payments.".into()],
        })
    };
    let rows = super::repositories();
    let guesses = [
        guess("payments", Confidence::Strong, HOSTILE),
        guess("telemetry", Confidence::Weak, "A neighbour."),
        None,
        None,
    ];
    UnmanagedPage {
        query: InventoryQuery {
            text: "pay".into(),
            states: vec![RepositoryState::Unmanaged],
            figures: FigureFilter {
                guesses: vec!["payments".into(), String::new()],
                ..FigureFilter::default()
            },
            ..InventoryQuery::default()
        },
        rows: rows
            .into_iter()
            .zip(guesses)
            .zip(0..)
            .map(|((row, guess), n)| UnmanagedRow {
                key: row.key,
                team: Some("=cmd()".into()),
                guess,
                is_judged: n < 3,
                created: row.created,
                images: (n != 3).then_some(n),
                bytes: (n != 3).then_some(n * 1_000_000),
                last_push: None,
            })
            .collect(),
        total: 120,
        guesses: vec![("payments".into(), 70), (String::new(), 50)],
        next: Some("n:50".into()),
        previous: None,
    }
}
