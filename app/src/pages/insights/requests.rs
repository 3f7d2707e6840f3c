//! How many requests came, and how long they took from stage to stage.

use super::frame::{Framed, day, file, heading, number, part, share_heading, table};
use crate::pages::address;
use crate::parts::chart::value;
use crate::parts::text::{count, duration};
use crate::parts::{Chart, ChartFigure, ChartKind, ChartRow, Series, Shade, ShareBar};
use crate::words::{insights as words, stage};
use domain::portal::{InsightsPage, RequestQuery, StageTook, WeekCounts};
use domain::request::StageName;
use leptos::prelude::*;

/// The list of requests, of the team in question.
fn list(data: &InsightsPage, query: RequestQuery) -> String {
    let team = data.query.team.clone();
    address::requests(&RequestQuery {
        team: team.filter(|team| !team.is_empty()),
        ..query
    })
}

pub(super) fn of_week(data: &InsightsPage, week: &WeekCounts) -> String {
    list(
        data,
        RequestQuery {
            created: Some(week.week.days().within(data.days)),
            ..RequestQuery::default()
        },
    )
}

pub(super) fn weeks(data: &InsightsPage) -> AnyView {
    let rows = data
        .weeks
        .iter()
        .map(|week| {
            let first = week.week.days().within(data.days).from;
            ChartRow::new(day(first, data), [Some(value(week.requested))]).href(of_week(data, week))
        })
        .collect();
    let requested = data.weeks.iter().map(|week| week.requested).sum();
    let chart = Chart::new("weeks-h", words::WEEKS, ChartKind::Bars, words::WEEK)
        .series(vec![Series::new(words::REQUESTED, Shade::Middle)])
        .rows(rows)
        .says(words::weeks(requested));
    view! { <div class="stack"><ChartFigure chart=chart/>{file(&data.query, "weeks", words::WEEKS)}</div> }
        .into_any()
}

/// Requests that were ready in these days; with a stage, those that went through it.
pub(super) fn ready(data: &InsightsPage, through: Option<StageName>) -> String {
    list(
        data,
        RequestQuery {
            completed: Some(data.days),
            through,
            ..RequestQuery::default()
        },
    )
}

pub(super) fn stages(data: &InsightsPage) -> AnyView {
    let body = match &data.whole {
        None => view! { <p>{words::NO_READY}</p> }.into_any(),
        Some(whole) => {
            let longest = data.stages.iter().map(|stage| stage.p50).max();
            let mut lines: Vec<_> = data
                .stages
                .iter()
                .map(|took| stage_row(data, took, longest.unwrap_or_default()))
                .collect();
            lines.push(
                view! {
                    <tr>
                        <th scope="row">{words::WHOLE}</th>
                        <td></td>
                        {number("n", ready(data, None), count(whole.count))}
                        <td class="n w">{duration(whole.p50)}</td>
                        <td class="n w p2">{duration(whole.p95)}</td>
                    </tr>
                }
                .into_any(),
            );
            let heads = vec![
                heading("", words::STAGE),
                share_heading(),
                heading("n", words::REQUESTS),
                heading("n", words::HALF),
                heading("n p2", words::NEARLY_ALL),
            ];
            table("stages-t", words::STAGES_TABLE, heads, lines)
        }
    };
    Framed {
        id: "stages-h",
        title: words::STAGES,
        says: words::STAGES_SAYS.to_owned(),
        file: "stages",
    }
    .around(&data.query, body)
}

fn stage_row(data: &InsightsPage, took: &StageTook, longest: i64) -> AnyView {
    let length = |millis: i64| millis.max(0).unsigned_abs();
    let shares = vec![(part(length(took.p50), length(longest)), Shade::Strong)];
    view! {
        <tr>
            <th scope="row">{stage::stage(took.stage)}</th>
            <td><ShareBar shares=shares/></td>
            {number("n", ready(data, Some(took.stage)), count(took.count))}
            <td class="n w">{duration(took.p50)}</td>
            <td class="n w p2">{duration(took.p95)}</td>
        </tr>
    }
    .into_any()
}
