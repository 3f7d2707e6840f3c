//! The figures' tables as files: the numbers as they are, not as people read them.

use domain::cost::Waste;
use domain::csv::line;
use domain::portal::{InsightsPage, WasteSum};
use domain::scorecard::CheckId;

/// What may be asked for.
pub const TABLES: [&str; 7] = [
    "teams", "waste", "days", "hygiene", "checks", "weeks", "stages",
];

/// `None`: there is no such table.
pub fn table(name: &str, data: &InsightsPage) -> Option<String> {
    let lines = lines(name, data)?;
    Some(lines.into_iter().map(line).collect())
}

/// The cells, the heads first.
pub fn lines(name: &str, data: &InsightsPage) -> Option<Vec<Vec<String>>> {
    Some(match name {
        "teams" => teams(data),
        "waste" => waste(data),
        "days" => days(data),
        "hygiene" => hygiene(data),
        "checks" => checks(data),
        "weeks" => weeks(data),
        "stages" => stages(data),
        _ => return None,
    })
}

type Lines = Vec<Vec<String>>;

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn teams(data: &InsightsPage) -> Lines {
    let cost = format!("cost_a_month_{}", data.prices.currency.as_str());
    let mut lines = vec![heads(&[
        "team",
        "repositories",
        "images",
        "bytes",
        "archived_bytes",
        &cost,
    ])];
    lines.extend(data.teams.iter().map(|team| {
        let sums = &team.sums;
        vec![
            team.team.clone(),
            sums.repositories.to_string(),
            sums.images.to_string(),
            sums.bytes.to_string(),
            sums.archived_bytes.to_string(),
            sums.cost.plain(),
        ]
    }));
    lines
}

fn waste(data: &InsightsPage) -> Lines {
    let cost = format!("cost_a_month_{}", data.prices.currency.as_str());
    let mut lines = vec![heads(&[
        "team",
        "waste",
        "repositories",
        "images",
        "bytes",
        &cost,
    ])];
    for team in &data.teams {
        for kind in Waste::ALL {
            let sum: WasteSum = team.sums.waste(kind);
            lines.push(vec![
                team.team.clone(),
                kind.as_str().to_owned(),
                sum.repositories.to_string(),
                sum.images.to_string(),
                sum.bytes.to_string(),
                sum.cost.plain(),
            ]);
        }
    }
    lines
}

fn days(data: &InsightsPage) -> Lines {
    let mut lines = vec![heads(&[
        "day",
        "repositories",
        "images",
        "bytes",
        "critical",
        "high",
        "score_sum",
        "scored",
    ])];
    lines.extend(data.history.iter().map(|one| {
        vec![
            one.day.to_string(),
            one.repositories.to_string(),
            one.images.to_string(),
            one.bytes.to_string(),
            one.critical.to_string(),
            one.high.to_string(),
            one.score_sum.to_string(),
            one.scored.to_string(),
        ]
    }));
    lines
}

fn hygiene(data: &InsightsPage) -> Lines {
    let mut first = heads(&[
        "team",
        "repositories",
        "scored",
        "score_sum",
        "miss_nothing",
    ]);
    first.extend(CheckId::ALL.map(|check| format!("miss_{}", check.as_str())));
    let mut lines = vec![first];
    lines.extend(data.teams.iter().map(|team| {
        let sums = &team.sums;
        let mut cells = vec![
            team.team.clone(),
            sums.repositories.to_string(),
            sums.scored.to_string(),
            sums.score_sum.to_string(),
            sums.clean.to_string(),
        ];
        cells.extend(CheckId::ALL.map(|check| sums.check(check).misses.to_string()));
        cells
    }));
    lines
}

fn checks(data: &InsightsPage) -> Lines {
    let mut lines = vec![heads(&["check", "title", "meets", "misses", "cannot_tell"])];
    lines.extend(CheckId::ALL.map(|check| {
        let sum = data.all.check(check);
        vec![
            check.as_str().to_owned(),
            check.title().to_owned(),
            data.all.meets(check).to_string(),
            sum.misses.to_string(),
            sum.unclear.to_string(),
        ]
    }));
    lines
}

fn weeks(data: &InsightsPage) -> Lines {
    let mut lines = vec![heads(&["from", "to", "requested", "ready"])];
    lines.extend(data.weeks.iter().map(|week| {
        let days = week.week.days().within(data.days);
        vec![
            days.from.to_string(),
            days.to.to_string(),
            week.requested.to_string(),
            week.ready.to_string(),
        ]
    }));
    lines
}

fn stages(data: &InsightsPage) -> Lines {
    let mut lines = vec![heads(&["stage", "requests", "p50_ms", "p95_ms"])];
    lines.extend(data.stages.iter().map(|took| {
        vec![
            took.stage.as_str().to_owned(),
            took.count.to_string(),
            took.p50.to_string(),
            took.p95.to_string(),
        ]
    }));
    lines.extend(data.whole.iter().map(|whole| {
        vec![
            "all".to_owned(),
            whole.count.to_string(),
            whole.p50.to_string(),
            whole.p95.to_string(),
        ]
    }));
    lines
}
