//! Repositories in AWS that nobody looks after in Git, with whose they probably are and why.

use super::address;
use crate::parts::text::{count, size};
use crate::parts::{
    Button, Chip, Crumb, Empty, Icon, IconName, Page, PageHead, Pagination, Region, SearchBox,
    Time, Tone,
};
use crate::words::adopt;
use crate::words::insights::{self, unmanaged as words};
use crate::words::inventory;
use domain::csv;
use domain::owner::{Confidence, Guess};
use domain::portal::{InventoryQuery, UnmanagedPage, UnmanagedRow, repository_text};
use domain::time::Timestamp;
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

pub fn view(data: &UnmanagedPage, now: Timestamp) -> AnyView {
    let crumbs = vec![
        Crumb::to(inventory::TITLE, "/inventory"),
        Crumb::here(TITLE),
    ];
    let content = if data.guesses.is_empty() && !is_narrowed(&data.query) {
        view! { <Empty icon=IconName::Ok title=words::NONE>{words::NONE_MORE}</Empty> }.into_any()
    } else {
        view! {
            {guesses(data)}
            {search(&data.query)}
            {chips(&data.query)}
            {list(data, now)}
        }
        .into_any()
    };
    let total = insights::repositories_of(data.total);
    view! {
        <div class="page">
            <PageHead title=TITLE crumbs=crumbs meta=total.into_any() actions=file(data)/>
            <div class="stack"><p>{words::INTRO}</p><p class="mute">{words::HOW}</p></div>
            {content}
        </div>
    }
    .into_any()
}

fn is_narrowed(query: &InventoryQuery) -> bool {
    let narrow = InventoryQuery {
        text: query.text.clone(),
        teams: query.teams.clone(),
        figures: query.figures.clone(),
        ..InventoryQuery::default()
    };
    narrow != InventoryQuery::default()
}

fn file(data: &UnmanagedPage) -> AnyView {
    let href = address::unmanaged_file(&data.query);
    view! {
        <a class="btn" href=href download=""><Icon name=IconName::Save/><span>{insights::CSV}<span class="sr">{insights::csv_of(words::TABLE)}</span></span></a>
    }
    .into_any()
}

/// The query from its first page on, of another probable owner.
fn of_guess(query: &InventoryQuery, guess: Option<&str>) -> String {
    let mut query = InventoryQuery {
        after: None,
        ..query.clone()
    };
    query.figures.guesses = guess.map(str::to_owned).into_iter().collect();
    address::unmanaged(&query)
}

fn guesses(data: &UnmanagedPage) -> AnyView {
    let rows: Vec<_> = data
        .guesses
        .iter()
        .map(|(team, total)| {
            let name = match team.as_str() {
                "" => words::CANT_SAY.to_owned(),
                team => team.to_owned(),
            };
            let href = of_guess(&data.query, Some(team));
            view! { <tr><th scope="row">{name}</th><td class="n"><a href=href>{count(*total)}</a></td></tr> }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="guesses-h">
            <h2 id="guesses-h">{words::GUESSED}</h2>
            <Region labelled="guesses-t">
                <table class="tbl dense">
                    <caption class="sr" id="guesses-t">{words::GUESSES_TABLE}</caption>
                    <thead><tr><th scope="col">{insights::TEAM}</th><th scope="col" class="n">{insights::REPOSITORIES}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        </section>
    }
    .into_any()
}

fn search(query: &InventoryQuery) -> AnyView {
    let rest = InventoryQuery {
        text: String::new(),
        after: None,
        ..query.clone()
    };
    let hidden: Vec<_> = address::unmanaged_pairs(&rest)
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value/> })
        .collect();
    view! {
        <form class="facets" role="search" aria-label=words::TABLE method="get" action="/inventory/unmanaged">
            {hidden}
            <SearchBox label=words::FIND value=query.text.clone()/>
            <Button>{inventory::SEARCH}</Button>
        </form>
    }
    .into_any()
}

fn chips(query: &InventoryQuery) -> Option<AnyView> {
    let mut active: Vec<(String, String)> = Vec::new();
    let without = |change: &dyn Fn(&mut InventoryQuery)| {
        let mut query = InventoryQuery {
            after: None,
            ..query.clone()
        };
        change(&mut query);
        address::unmanaged(&query)
    };
    if !query.text.is_empty() {
        let text = inventory::text(&query.text);
        active.push((text, without(&|query| query.text.clear())));
    }
    for team in &query.teams {
        let gone = without(&|query| query.teams.retain(|other| other != team));
        active.push((insights::team_chip(team), gone));
    }
    for guess in &query.figures.guesses {
        let gone = without(&|query| query.figures.guesses.retain(|other| other != guess));
        active.push((insights::filter::guess(guess), gone));
    }
    let chips: Vec<_> = active
        .into_iter()
        .map(|(text, href)| {
            let label = inventory::remove(&text);
            view! { <li><a class="chip" href=href aria-label=label>{text}<Icon name=IconName::Close/></a></li> }
        })
        .collect();
    (!chips.is_empty()).then(|| {
        view! { <ul class="row" role="list" aria-label=inventory::FILTERS>{chips}</ul> }.into_any()
    })
}

fn list(data: &UnmanagedPage, now: Timestamp) -> AnyView {
    if data.rows.is_empty() {
        let all = of_guess(&InventoryQuery::default(), None);
        let actions = view! { <a href=all>{inventory::CLEAR_ALL}</a> }.into_any();
        return view! { <Empty icon=IconName::Search title=words::NO_MATCH actions=actions>""</Empty> }
            .into_any();
    }
    let rows: Vec<_> = data.rows.iter().map(|one| row(one, now)).collect();
    view! {
        <form class="stack" method="get" action=address::ADOPT>
        <p class="hint">{adopt::CHOOSE_HINT}</p>
        <Region labelled="unmanaged-t">
            <table class="tbl">
                <caption class="sr" id="unmanaged-t">{words::TABLE}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="c"><span class="sr">{adopt::CHOOSE}</span></th>
                        <th scope="col">{inventory::REPOSITORY}</th>
                        <th scope="col">{words::PROBABLY}</th>
                        <th scope="col" class="p2">{words::EVIDENCE}</th>
                        <th scope="col" class="n p3">{inventory::IMAGES}</th>
                        <th scope="col" class="n p3">{inventory::STORAGE}</th>
                        <th scope="col" class="p3">{inventory::LAST_PUSH}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
        <div class="row"><Button>{adopt::ADOPT_CHOSEN}</Button></div>
        </form>
        {pages(data)}
    }
    .into_any()
}

const fn tone(confidence: Confidence) -> Tone {
    match confidence {
        Confidence::Strong => Tone::Ok,
        Confidence::Fair => Tone::Now,
        Confidence::Weak => Tone::Off,
    }
}

fn row(one: &UnmanagedRow, now: Timestamp) -> AnyView {
    let probably = match (&one.guess, one.is_judged) {
        (Some(guess), _) => {
            let chip = view! { <Chip tone=tone(guess.confidence) text=insights::confidence(guess.confidence) flat=true/> };
            view! { {guess.team.clone()}" "{chip} }.into_any()
        }
        (None, true) => words::CANT_SAY.into_any(),
        (None, false) => words::NOT_YET.into_any(),
    };
    let why = evidence(one.guess.as_ref());
    let known = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    let pushed = one.last_push.map(|at| view! { <Time at=at.0 now=now.0/> });
    let place = format!("{}, {}", one.key.region, one.key.account);
    let choose = adopt::choose(one.key.name.as_str());
    view! {
        <tr>
            <td class="c"><label class="hit"><input type="checkbox" name=address::REPOSITORY value=repository_text(&one.key)/><span class="sr">{choose}</span></label></td>
            <th scope="row"><a href=address::repository(&one.key)>{one.key.name.to_string()}</a><br/><small>{place}</small></th>
            <td>{probably}<small class="ps">{why.clone()}</small></td>
            <td class="p2">{why}</td>
            <td class="n p3">{known(one.images.map(count))}</td>
            <td class="n p3 w">{known(one.bytes.map(size))}</td>
            <td class="p3 w mute">{pushed}</td>
        </tr>
    }
    .into_any()
}

fn evidence(guess: Option<&Guess>) -> String {
    guess.map_or_else(String::new, |guess| guess.evidence.join(" "))
}

fn pages(data: &UnmanagedPage) -> AnyView {
    let at = |after: &String| {
        address::unmanaged(&InventoryQuery {
            after: Some(after.clone()),
            ..data.query.clone()
        })
    };
    let first = data.query.after.as_ref().is_none_or(String::is_empty);
    let page = Page {
        first: first.then_some(1),
        rows: data.rows.len() as u64,
        total: Some(data.total),
        previous: data.previous.as_ref().map(at),
        next: data.next.as_ref().map(at),
    };
    view! { <Pagination page=page/> }.into_any()
}

/// The first line of the file.
pub fn csv_head() -> String {
    csv::line([
        "account",
        "region",
        "repository",
        "tagged_team",
        "probable_team",
        "confidence",
        "evidence",
        "created_ms",
        "images",
        "bytes",
        "last_push_ms",
    ])
}

/// The lines of one page of the file.
pub fn csv_lines(data: &UnmanagedPage) -> String {
    let number = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
    let time = |at: Option<Timestamp>| at.map(|at| at.0.to_string()).unwrap_or_default();
    data.rows
        .iter()
        .map(|one| {
            let guess = one.guess.as_ref();
            csv::line([
                one.key.account.to_string(),
                one.key.region.to_string(),
                one.key.name.to_string(),
                one.team.clone().unwrap_or_default(),
                guess.map(|guess| guess.team.clone()).unwrap_or_default(),
                guess
                    .map(|guess| guess.confidence.as_str().to_owned())
                    .unwrap_or_default(),
                evidence(guess),
                time(one.created),
                number(one.images),
                number(one.bytes),
                time(one.last_push),
            ])
        })
        .collect()
}
