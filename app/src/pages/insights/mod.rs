//! Figures for those who answer for many repositories. Every number is a link to the rows that it adds up.

mod csv;
pub mod day;
mod frame;
mod hygiene;
mod over_time;
mod requests;
pub mod scorecard;
mod storage;

pub use csv::{TABLES, lines, table};

use super::address;
use crate::parts::text::{count, size};
use crate::parts::{Empty, Figure, Figures, IconName, LinkButton, Tone};
use crate::words::insights as words;
use domain::cost::Waste;
use domain::portal::{InsightsPage, InsightsQuery, InventoryQuery, Mark, Sort};
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

pub fn view(data: &InsightsPage) -> AnyView {
    let content = if data.all.repositories == 0 {
        let action =
            view! { <LinkButton href="/inventory">{crate::words::shell::INVENTORY}</LinkButton> }
                .into_any();
        view! { <Empty icon=IconName::Insights title=words::NOTHING actions=action>{words::NOTHING_MORE}</Empty> }.into_any()
    } else {
        view! {
            {figures(data)}
            <div class="cols">
                {storage::teams(data)}
                {storage::waste(data)}
                {over_time::storage(data)}
                {over_time::images(data)}
                {over_time::findings(data)}
                {over_time::score(data)}
                {hygiene::teams(data)}
                {hygiene::misses(data)}
                {requests::weeks(data)}
                {requests::stages(data)}
            </div>
        }
        .into_any()
    };
    view! {
        <div class="page">
            {frame::head(data, address::INSIGHTS, words::TITLE, Vec::new())}
            {content}
        </div>
    }
    .into_any()
}

/// The inventory with the rows that a figure adds up, within the team in question.
fn rows(query: &InsightsQuery, change: impl FnOnce(&mut InventoryQuery)) -> String {
    let mut rows = InventoryQuery {
        teams: query.team.clone().into_iter().collect(),
        ..InventoryQuery::default()
    };
    change(&mut rows);
    address::inventory(&rows)
}

/// The most of it first.
fn most(rows: &mut InventoryQuery, sort: Sort) {
    rows.sort = sort;
    rows.descending = true;
}

fn figures(data: &InsightsPage) -> AnyView {
    let (all, query, prices) = (&data.all, &data.query, &data.prices);
    let link = |href: String, text: String| view! { <a href=href>{text}</a> };
    let storage = rows(query, |rows| most(rows, Sort::Storage));
    let wasted = all.wasted();
    let waste = rows(query, |rows| rows.figures.wastes = Waste::ALL.to_vec());
    let images = rows(query, |rows| {
        rows.figures.marks = vec![Mark::Read];
        most(rows, Sort::Images);
    });
    let critical = rows(query, |rows| {
        rows.figures.marks = vec![Mark::Critical];
        most(rows, Sort::Critical);
    });
    let scored = rows(query, |rows| {
        rows.figures.marks = vec![Mark::Scored];
        rows.sort = Sort::Score;
    });
    let clean = rows(query, |rows| rows.figures.marks = vec![Mark::Clean]);
    let unmanaged = address::unmanaged(&InventoryQuery {
        teams: query.team.clone().into_iter().collect(),
        ..InventoryQuery::default()
    });
    let everything = rows(query, |_| {});
    let score = all
        .score()
        .map_or_else(|| "—".to_owned(), |score| score.to_string());
    let findings = Figure::new(words::FINDINGS, link(critical.clone(), count(all.critical)))
        .note(link(critical, words::in_repositories(all.with_critical)));
    let findings = match all.critical {
        0 => findings,
        _ => findings.tone(Tone::Bad),
    };
    let figures = vec![
        Figure::new(words::STORAGE, link(storage.clone(), size(all.bytes)))
            .note(link(storage, words::about_a_month(&prices.about(all.cost)))),
        Figure::new(words::WASTE, link(waste.clone(), prices.about(wasted.cost))).note(link(
            waste,
            words::wasted(wasted.images, &size(wasted.bytes)),
        )),
        Figure::new(words::IMAGES, link(images.clone(), count(all.images)))
            .note(link(images, words::in_repositories(all.read))),
        findings,
        Figure::new(words::SCORE, link(scored, score))
            .note(link(clean, words::clean(all.clean, all.scored))),
        Figure::new(words::UNMANAGED, link(unmanaged, count(all.unmanaged)))
            .note(link(everything, words::of_all(all.repositories))),
    ];
    view! { <Figures figures=figures/> }.into_any()
}
