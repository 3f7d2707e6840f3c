//! How a repository fares over time, and the alarms that it could have.

mod alerts;

use super::asking::Returned;
use super::page;
use crate::pages::address;
use crate::parts::chart::{bytes, value};
use crate::parts::text::size;
use crate::parts::time::{date, relative};
use crate::parts::{
    Chart, ChartFigure, ChartKind, ChartRow, IconName, Note, Series, Shade, TabLink, Tabs, Tone,
};
use crate::words::repository::using;
use crate::words::repository::watching as words;
use domain::portal::{DayKnown, MonitoringPage, MonitoringQuery, PullsSeen, Span, Tab};
use leptos::prelude::*;

pub fn view(data: &MonitoringPage, returned: Option<&Returned>) -> AnyView {
    let body = view! {
        {spans(data)}
        {notes(data)}
        <div class="cols">
            <ChartFigure chart=storage(data)/>
            <ChartFigure chart=images(data)/>
            <ChartFigure chart=findings(data)/>
            <ChartFigure chart=pulls(data)/>
            <ChartFigure chart=pushes(data)/>
        </div>
        {alerts::view(data, returned)}
    }
    .into_any();
    page(&data.row, Tab::Monitoring, body)
}

fn spans(data: &MonitoringPage) -> AnyView {
    let tabs = Span::ALL
        .into_iter()
        .map(|span| TabLink {
            label: words::span(span),
            href: address::monitoring(
                &data.row.key,
                &MonitoringQuery {
                    span,
                    ..data.query.clone()
                },
            ),
            count: None,
            current: span == data.query.span,
        })
        .collect();
    view! { <Tabs label=words::SPANS tabs=tabs/> }.into_any()
}

/// What a reader has to know before trusting the figures.
fn notes(data: &MonitoringPage) -> AnyView {
    let behind = data.trouble.as_ref().map(|why| {
        let why = using::trouble(why);
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::BEHIND><p>{why}</p></Note> }
    });
    let pulls = match &data.pulls {
        PullsSeen::Known {
            trouble: Some(why),
            at,
            ..
        } => {
            let old = words::old_pulls(why, &relative(at.0, data.now.0));
            Some((words::OLD_PULLS, old))
        }
        PullsSeen::Unknown(why) => Some((words::NO_PULLS, format!("{why}."))),
        PullsSeen::Known { .. } => None,
    };
    let pulls = pulls.map(|(title, why)| {
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=title><p>{why}</p></Note> }
    });
    view! { {behind}{pulls} }.into_any()
}

/// One row a day, each with the values that `of` finds in it.
fn rows(data: &MonitoringPage, of: impl Fn(&DayKnown) -> Vec<Option<u64>>) -> Vec<ChartRow> {
    data.days
        .iter()
        .map(|day| {
            let label = date(day.begins().0, data.now.0);
            let values: Vec<Option<f64>> =
                of(day).into_iter().map(|known| known.map(value)).collect();
            ChartRow::new(label, values)
        })
        .collect()
}

fn last<T>(data: &MonitoringPage, of: impl Fn(&DayKnown) -> Option<T>) -> Option<T> {
    data.days.last().and_then(of)
}

fn says(now: Option<String>, more: &str) -> String {
    match now {
        Some(now) => format!("{now} {more}"),
        None => more.to_owned(),
    }
}

fn storage(data: &MonitoringPage) -> Chart {
    let now = last(data, |day| day.bytes).map(|bytes| words::storage_now(&size(bytes)));
    Chart::new("storage-h", words::STORAGE, ChartKind::Line, words::DAY)
        .series(vec![
            Series::new(words::ALL, Shade::Strong),
            Series::new(words::UNTAGGED, Shade::Middle),
        ])
        .rows(rows(data, |day| vec![day.bytes, day.untagged_bytes]))
        .read(bytes)
        .says(says(now, words::UPPER_BOUND))
        .empty(words::NO_HISTORY)
}

fn images(data: &MonitoringPage) -> Chart {
    let chart = Chart::new("images-h", words::IMAGES, ChartKind::Line, words::DAY)
        .series(vec![Series::new(words::IMAGES, Shade::Strong)])
        .rows(rows(data, |day| vec![day.images]))
        .empty(words::NO_HISTORY);
    match last(data, |day| day.images) {
        Some(images) => chart.says(words::images_now(images)),
        None => chart,
    }
}

fn findings(data: &MonitoringPage) -> Chart {
    Chart::new("findings-h", words::FINDINGS, ChartKind::Line, words::DAY)
        .series(vec![
            Series::new(words::CRITICAL, Shade::Bad),
            Series::new(words::HIGH, Shade::Middle),
        ])
        .rows(rows(data, |day| vec![day.critical, day.high]))
        .says(words::FINDINGS_OF)
        .empty(words::NO_SCANS)
}

fn pulls(data: &MonitoringPage) -> Chart {
    let chart = Chart::new("pulls-h", words::PULLS, ChartKind::Bars, words::DAY)
        .series(vec![Series::new(words::PULLS, Shade::Middle)]);
    let PullsSeen::Known { days, at, .. } = &data.pulls else {
        return chart.empty(words::NO_PULLS);
    };
    let shown =
        data.days.iter().zip(days).map(|(day, pulls)| {
            ChartRow::new(date(day.begins().0, data.now.0), [pulls.map(value)])
        });
    let sum = days.iter().flatten().sum();
    let when = relative(at.0, data.now.0);
    chart
        .rows(shown.collect())
        .says(words::pulls_in(sum, data.query.span.days(), &when))
}

fn pushes(data: &MonitoringPage) -> Chart {
    Chart::new("pushes-h", words::PUSHES, ChartKind::Bars, words::DAY)
        .series(vec![Series::new(words::PUSHES, Shade::Middle)])
        .rows(rows(data, |day| vec![day.pushed]))
        .says(words::PUSHES_OF)
        .empty(words::NO_HISTORY)
}
