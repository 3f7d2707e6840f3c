//! How things stood day by day, as far back as Berth has kept it.

use super::frame::{day, file};
use crate::pages::address;
use crate::parts::chart::{bytes, value};
use crate::parts::{Chart, ChartFigure, ChartKind, ChartRow, Series, Shade};
use crate::words::insights as words;
use domain::day::Day;
use domain::portal::{DaySums, InsightsPage};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Beyond so many days a point stands for a week: more would neither be seen nor read.
const DAYS_MOST: i64 = 92;

pub(super) fn storage(data: &InsightsPage) -> AnyView {
    let series = vec![Series::new(words::STORAGE, Shade::Strong)];
    let chart = chart(data, "storage-h", words::STORAGE_OVER_TIME, series, |one| {
        vec![Some(value(one.bytes))]
    });
    shown(data, chart.read(bytes))
}

pub(super) fn images(data: &InsightsPage) -> AnyView {
    let series = vec![Series::new(words::IMAGES, Shade::Strong)];
    let chart = chart(data, "images-h", words::IMAGES_OVER_TIME, series, |one| {
        vec![Some(value(one.images))]
    });
    shown(data, chart)
}

pub(super) fn findings(data: &InsightsPage) -> AnyView {
    let series = vec![
        Series::new(words::CRITICAL, Shade::Bad),
        Series::new(words::HIGH, Shade::Middle),
    ];
    let chart = chart(
        data,
        "findings-h",
        words::FINDINGS_OVER_TIME,
        series,
        |one| vec![Some(value(one.critical)), Some(value(one.high))],
    );
    shown(data, chart)
}

pub(super) fn score(data: &InsightsPage) -> AnyView {
    let series = vec![Series::new(words::SCORE, Shade::Strong)];
    let chart = chart(data, "score-h", words::SCORE_OVER_TIME, series, |one| {
        vec![one.score().map(value)]
    });
    shown(data, chart.top(100.0))
}

/// All charts are drawn from one table, which is a file of its own.
fn shown(data: &InsightsPage, chart: Chart) -> AnyView {
    let title = chart.title.clone();
    view! { <div class="stack"><ChartFigure chart=chart/>{file(&data.query, "days", &title)}</div> }
        .into_any()
}

fn chart(
    data: &InsightsPage,
    id: &'static str,
    title: &'static str,
    series: Vec<Series>,
    of: impl Fn(&DaySums) -> Vec<Option<f64>>,
) -> Chart {
    let none = vec![None; series.len()];
    let rows = points(data)
        .into_iter()
        .map(|(at, kept)| {
            let values = kept.map_or_else(|| none.clone(), &of);
            let row = ChartRow::new(day(at, data), values);
            match kept {
                Some(kept) => row.href(address::insights_day(kept.day)),
                None => row,
            }
        })
        .collect();
    let since = data
        .since
        .filter(|since| *since < Day::of(data.now))
        .map(|since| day(since, data));
    Chart::new(id, title, ChartKind::Line, words::DAY)
        .series(series)
        .rows(rows)
        .says(words::kept_since(since.as_deref()))
        .empty(words::NO_HISTORY)
}

/// Every day since the history begins, or every week by its last day that was kept; `None`: nothing was kept then.
fn points(data: &InsightsPage) -> Vec<(Day, Option<&DaySums>)> {
    let Some(since) = data.since else {
        return Vec::new();
    };
    let from = data.days.from.max(since);
    let length = data.days.to.number() - from.number() + 1;
    let kept: BTreeMap<Day, &DaySums> = data.history.iter().map(|one| (one.day, one)).collect();
    if length <= DAYS_MOST {
        return (0..length)
            .map(|more| from.plus(more))
            .map(|day| (day, kept.get(&day).copied()))
            .collect();
    }
    (from.week().0..=data.days.to.week().0)
        .map(|week| {
            let days = domain::day::Week(week).days();
            let last = kept.range(days.from..=days.to).next_back();
            (days.from.max(from), last.map(|(_, one)| *one))
        })
        .collect()
}
