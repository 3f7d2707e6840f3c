//! What storage costs, by team, and how much of it nobody would miss.

use super::frame::{
    Framed, change, first_day, heading, number, share_heading, signed, since_heading, table,
    wide_table,
};
use super::{most, rows};
use crate::pages::address;
use crate::parts::text::{count, size};
use crate::parts::{Shade, ShareBar};
use crate::words::insights as words;
use domain::cost::{Money, Waste};
use domain::portal::{InsightsPage, InsightsQuery, Sort, TeamSums};
use leptos::prelude::*;

pub(super) fn teams(data: &InsightsPage) -> AnyView {
    let query = &data.query;
    let highest = data.teams.iter().map(|team| team.sums.cost).max();
    let mut lines: Vec<_> = data
        .teams
        .iter()
        .map(|team| team_row(data, team, highest.unwrap_or_default()))
        .collect();
    lines.push(together(data));
    let mut heads = vec![
        heading("", words::TEAM),
        share_heading(),
        heading("n p2", words::REPOSITORIES),
        heading("n", words::STORAGE),
        heading("n", words::A_MONTH),
    ];
    heads.extend(since_heading(data));
    Framed {
        id: "teams-h",
        title: words::BY_TEAM,
        says: words::by_team(&data.prices.about(data.all.cost), &data.prices.note),
        file: "teams",
    }
    .around(query, table("teams-t", words::BY_TEAM_TABLE, heads, lines))
}

fn team_row(data: &InsightsPage, team: &TeamSums, highest: Money) -> AnyView {
    let of_team = |change: &dyn Fn(&mut domain::portal::InventoryQuery)| {
        let mut query = domain::portal::InventoryQuery {
            teams: vec![team.team.clone()],
            ..Default::default()
        };
        change(&mut query);
        address::inventory(&query)
    };
    let figures = address::insights(
        address::INSIGHTS,
        &InsightsQuery {
            team: Some(team.team.clone()),
            ..data.query.clone()
        },
    );
    let storage = of_team(&|rows| most(rows, Sort::Storage));
    let sums = &team.sums;
    let moved = first_day(data).map(|_| {
        let before = data
            .before
            .iter()
            .find(|before| before.team.as_deref() == Some(team.team.as_str()));
        change(before.map(|before| signed(before.bytes, sums.bytes, size)))
    });
    let shares = vec![(share(sums.cost, highest), Shade::Strong)];
    view! {
        <tr>
            <th scope="row"><a href=figures>{words::team(&team.team)}</a></th>
            <td><ShareBar shares=shares/></td>
            {number("n p2", of_team(&|_| {}), count(sums.repositories))}
            {number("n w", storage.clone(), size(sums.bytes))}
            {number("n w", storage, data.prices.exact(sums.cost))}
            {moved}
        </tr>
    }
    .into_any()
}

/// Money never reaches what a float can't tell apart on a bar.
#[allow(clippy::cast_precision_loss)]
fn share(part: Money, whole: Money) -> f64 {
    match whole.0 {
        0 => 0.0,
        whole => part.0 as f64 / whole as f64,
    }
}

fn together(data: &InsightsPage) -> AnyView {
    let query = &data.query;
    let storage = rows(query, |rows| most(rows, Sort::Storage));
    let moved = first_day(data).map(|_| {
        let before = data.history.first();
        change(before.map(|before| signed(before.bytes, data.all.bytes, size)))
    });
    view! {
        <tr>
            <th scope="row">{words::TOGETHER}</th>
            <td></td>
            {number("n p2", rows(query, |_| {}), count(data.all.repositories))}
            {number("n w", storage.clone(), size(data.all.bytes))}
            {number("n w", storage, data.prices.exact(data.all.cost))}
            {moved}
        </tr>
    }
    .into_any()
}

pub(super) fn waste(data: &InsightsPage) -> AnyView {
    let query = &data.query;
    let all = data.all.wasted();
    let mut lines: Vec<_> = Waste::ALL
        .into_iter()
        .map(|kind| {
            let name =
                view! { {words::waste(kind)}<br/><small>{data.waste_rules.sentence(kind)}</small> };
            waste_row(data, &[kind], data.all.waste(kind), name.into_any())
        })
        .collect();
    lines.push(waste_row(
        data,
        &Waste::ALL,
        all,
        words::TOGETHER.into_any(),
    ));
    let heads = vec![
        heading("", words::KIND),
        heading("n p2", words::REPOSITORIES),
        heading("n", words::IMAGES),
        heading("n", words::STORAGE),
        heading("n", words::A_MONTH),
    ];
    let share = (all.bytes * 100).checked_div(data.all.bytes);
    Framed {
        id: "waste-h",
        title: words::WASTE_BY_KIND,
        says: words::waste_says(share),
        file: "waste",
    }
    .around(
        query,
        wide_table("waste-t", words::WASTE_TABLE, heads, lines),
    )
}

fn waste_row(
    data: &InsightsPage,
    kinds: &[Waste],
    sum: domain::portal::WasteSum,
    name: AnyView,
) -> AnyView {
    let href = rows(&data.query, |rows| rows.figures.wastes = kinds.to_vec());
    // A repository may have several kinds: how many have any is for the list to say.
    let repositories = match kinds {
        [_] => number("n p2", href.clone(), count(sum.repositories)),
        _ => view! { <td class="n p2"></td> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {repositories}
            {number("n", href.clone(), count(sum.images))}
            {number("n w", href.clone(), size(sum.bytes))}
            {number("n w", href, data.prices.exact(sum.cost))}
        </tr>
    }
    .into_any()
}
