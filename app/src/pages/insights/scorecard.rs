//! Every check of the scorecard, with how many repositories of a team or of the company meet it.

use super::frame::{self, Framed, heading, number, part, share_heading, wide_table};
use super::{hygiene, over_time, rows};
use crate::pages::address;
use crate::parts::text::count;
use crate::parts::{Crumb, Figure, Figures, Shade, ShareBar};
use crate::words::insights as words;
use domain::portal::{InsightsPage, Mark, Sort};
use domain::scorecard::{CheckId, NOT_JUDGED};
use leptos::prelude::*;
use words::scorecard as card;

pub const TITLE: &str = card::TITLE;

pub fn view(data: &InsightsPage) -> AnyView {
    let up = address::insights(address::INSIGHTS, &data.query);
    let crumbs = vec![Crumb::to(words::TITLE, up), Crumb::here(TITLE)];
    let left: Vec<_> = NOT_JUDGED
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> })
        .collect();
    view! {
        <div class="page">
            {frame::head(data, address::SCORECARD, TITLE, crumbs)}
            {figures(data)}
            {checks(data)}
            <div class="cols">
                {hygiene::teams(data)}
                {over_time::score(data)}
            </div>
            <section class="stack" aria-labelledby="left-h">
                <h2 id="left-h">{card::NOT_JUDGED}</h2>
                <ul class="dots">{left}</ul>
            </section>
        </div>
    }
    .into_any()
}

fn figures(data: &InsightsPage) -> AnyView {
    let marked = |mark, sort| {
        rows(&data.query, |rows| {
            rows.figures.marks = vec![mark];
            rows.sort = sort;
        })
    };
    let link = |href: String, text: String| view! { <a href=href>{text}</a> };
    let score = data
        .all
        .score()
        .map_or_else(|| "—".to_owned(), |score| score.to_string());
    let judged = marked(Mark::Scored, Sort::Score);
    let figures = vec![
        Figure::new(card::MEAN, link(judged.clone(), score)),
        Figure::new(words::JUDGED, link(judged, count(data.all.scored)))
            .note(words::of_all(data.all.repositories)),
        Figure::new(
            words::CLEAN,
            link(marked(Mark::Clean, Sort::Name), count(data.all.clean)),
        ),
    ];
    view! { <Figures figures=figures/> }.into_any()
}

fn checks(data: &InsightsPage) -> AnyView {
    let lines = CheckId::ALL
        .into_iter()
        .map(|check| check_row(data, check))
        .collect();
    let heads = vec![
        heading("", words::CHECK),
        share_heading(),
        heading("n", words::MEETS),
        heading("n", words::MISSES),
        heading("n p2", words::CANT_TELL),
        heading("n p2", words::WEIGHT),
    ];
    Framed {
        id: "checks-h",
        title: card::CHECKS,
        says: words::clean(data.all.clean, data.all.scored),
        file: "checks",
    }
    .around(
        &data.query,
        wide_table("checks-t", card::CHECKS_TABLE, heads, lines),
    )
}

fn check_row(data: &InsightsPage, check: CheckId) -> AnyView {
    let all = &data.all;
    let (meets, sum) = (all.meets(check), all.check(check));
    let excused = data.limits.excused.get(&check).map(|why| {
        let text = format!("{}{why}", card::EXCUSED);
        view! { <br/><small>{text}</small> }
    });
    let weight = data.limits.weights.get(&check).copied();
    let weight = match weight.unwrap_or(check.weight()) {
        0 => card::NO_WEIGHT.to_owned(),
        weight => weight.to_string(),
    };
    let meeting = rows(&data.query, |rows| rows.figures.meets = vec![check]);
    let unclear = rows(&data.query, |rows| rows.figures.unclear = vec![check]);
    let shares = vec![
        (part(meets, all.scored), Shade::Strong),
        (part(sum.misses, all.scored), Shade::Bad),
    ];
    view! {
        <tr>
            <th scope="row">{check.title()}{excused}</th>
            <td><ShareBar shares=shares/></td>
            {number("n", meeting, count(meets))}
            {number("n", hygiene::missing(data, check), count(sum.misses))}
            {number("n p2", unclear, count(sum.unclear))}
            <td class="n p2">{weight}</td>
        </tr>
    }
    .into_any()
}
