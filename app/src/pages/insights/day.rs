//! How every team stood on one day: the rows behind a point of a chart.

use super::frame::{heading, number, table};
use crate::pages::address;
use crate::parts::text::{count, size};
use crate::parts::{Crumb, PageHead};
use crate::words::insights as words;
use domain::portal::{DayPage, DaySums, InventoryQuery};
use leptos::prelude::*;

pub fn title(data: &DayPage) -> String {
    words::day::title(&data.day.to_string())
}

pub fn view(data: &DayPage) -> AnyView {
    let crumbs = vec![
        Crumb::to(words::TITLE, address::INSIGHTS),
        Crumb::here(data.day.to_string()),
    ];
    let mut lines: Vec<_> = data.teams.iter().map(row).collect();
    lines.push(row(&data.all));
    let heads = vec![
        heading("", words::TEAM),
        heading("n p2", words::REPOSITORIES),
        heading("n p2", words::IMAGES),
        heading("n", words::STORAGE),
        heading("n", words::CRITICAL),
        heading("n p2", words::HIGH),
        heading("n", words::SCORE),
    ];
    view! {
        <div class="page">
            <PageHead title=title(data) crumbs=crumbs/>
            <p class="mute">{words::day::SAYS}</p>
            {table("day-t", words::day::TABLE, heads, lines)}
        </div>
    }
    .into_any()
}

/// The last row is of all teams together.
fn row(one: &DaySums) -> AnyView {
    let now = address::inventory(&InventoryQuery {
        teams: one.team.clone().into_iter().collect(),
        ..InventoryQuery::default()
    });
    let name = match &one.team {
        Some(team) => words::team(team),
        None => words::TOGETHER.to_owned(),
    };
    let score = one
        .score()
        .map_or_else(|| "—".to_owned(), |score| score.to_string());
    view! {
        <tr>
            <th scope="row">{name}</th>
            {number("n p2", now, count(one.repositories))}
            <td class="n p2">{count(one.images)}</td>
            <td class="n w">{size(one.bytes)}</td>
            <td class="n">{count(one.critical)}</td>
            <td class="n p2">{count(one.high)}</td>
            <td class="n">{score}</td>
        </tr>
    }
    .into_any()
}
