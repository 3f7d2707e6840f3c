//! The filters behind figures, said as chips, and the columns that show what such a figure adds up.

use super::filters::{Active, changed};
use crate::parts::text::{count, size};
use crate::words::{insights as words, inventory};
use domain::cost::{Pile, Waste};
use domain::portal::{FigureFilter, InventoryQuery, RepositoryRow};
use domain::scorecard::CheckId;
use leptos::prelude::*;

pub(super) fn active(query: &InventoryQuery) -> Vec<Active> {
    let figures = &query.figures;
    let mut out = Vec::new();
    let mut add = |text: String, forget: &dyn Fn(&mut FigureFilter)| {
        let without = changed(query, |query| forget(&mut query.figures));
        out.push(Active { text, without });
    };
    for waste in &figures.wastes {
        add(words::filter::waste(*waste), &|figures| {
            figures.wastes.retain(|other| other != waste);
        });
    }
    for mark in &figures.marks {
        add(words::filter::mark(*mark).to_owned(), &|figures| {
            figures.marks.retain(|other| other != mark);
        });
    }
    for check in &figures.meets {
        add(words::filter::meets(check.title()), &|figures| {
            figures.meets.retain(|other| other != check);
        });
    }
    for check in &figures.unclear {
        add(words::filter::unclear(check.title()), &|figures| {
            figures.unclear.retain(|other| other != check);
        });
    }
    for guess in &figures.guesses {
        add(words::filter::guess(guess), &|figures| {
            figures.guesses.retain(|other| other != guess);
        });
    }
    out
}

/// How people call what a filter names: nobody's teams have no name, checks have titles.
pub(super) fn name(value: &str) -> String {
    match (value, CheckId::parse(value)) {
        ("", _) => words::NOBODYS.to_owned(),
        (_, Some(check)) => check.title().to_owned(),
        (other, None) => other.to_owned(),
    }
}

/// Heads of the columns that the query's figures want.
pub(super) fn heads(query: &InventoryQuery) -> Option<AnyView> {
    (!query.figures.wastes.is_empty()).then(|| {
        view! {
            <th scope="col" class="n">{words::filter::WASTE_IMAGES}</th>
            <th scope="col" class="n">{words::filter::WASTE_SIZE}</th>
        }
        .into_any()
    })
}

pub(super) fn cells(query: &InventoryQuery, row: &RepositoryRow) -> Option<AnyView> {
    if query.figures.wastes.is_empty() {
        return None;
    }
    let pile = row
        .wasted
        .map(|wasted| together(&query.figures.wastes, |waste| wasted.pile(waste)));
    let shown = |number: Option<String>| number.unwrap_or_else(|| "—".to_owned());
    let images = shown(pile.map(|pile| count(pile.images)));
    let bytes = shown(pile.map(|pile| size(pile.bytes + pile.archived_bytes)));
    Some(view! { <td class="n">{images}</td><td class="n w">{bytes}</td> }.into_any())
}

fn together(wastes: &[Waste], of: impl Fn(Waste) -> Pile) -> Pile {
    let mut pile = Pile::default();
    for waste in wastes {
        pile += of(*waste);
    }
    pile
}

/// A filter in words, with the name of its value as people call it.
pub(super) fn named(legend: &str, value: &str) -> String {
    inventory::filter(legend, &name(value))
}
