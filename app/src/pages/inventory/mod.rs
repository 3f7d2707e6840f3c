//! All repositories of the company, to search, filter and sort. Every view of it is an address.

mod figures;
mod filters;
mod table;
mod tools;
pub mod views;

use super::address;
use crate::islands::Copying;
use crate::parts::time::relative;
use crate::parts::{Chip, Empty, IconName, LinkButton, Note, Page, PageHead, Pagination, Tone};
use crate::words::inventory as words;
use domain::portal::{InventoryPage, InventoryQuery, RepositoryState};
use domain::time::Timestamp;
use leptos::prelude::*;
use std::collections::BTreeSet;

pub const TITLE: &str = words::TITLE;

/// The state in a table, where healthy rows stay plain ink.
pub(super) fn state_chip(state: RepositoryState) -> AnyView {
    view! { <Chip tone=tone(state) text=words::state(state) flat=true/> }.into_any()
}

pub(super) const fn tone(state: RepositoryState) -> Tone {
    match state {
        RepositoryState::Ready => Tone::Ok,
        RepositoryState::Coming => Tone::Now,
        RepositoryState::Attention => Tone::Warn,
        RepositoryState::Unmanaged => Tone::Off,
        RepositoryState::Missing => Tone::Bad,
    }
}

pub fn view(data: &InventoryPage, now: Timestamp) -> AnyView {
    let query = &data.query;
    let (content, foot) = if data.rows.is_empty() {
        (empty(query), None)
    } else {
        (table::view(data, now), Some(pages(data)))
    };
    let page = view! {
        <div class="page wide">
            <PageHead title=words::TITLE meta=freshness(data, now).into_any() actions=tools::tools(data)/>
            {troubles(data, now)}
            {filters::form(data)}
            {filters::chips(query)}
            {content}
            {foot}
        </div>
    }
    .into_any();
    view! { <Copying>{page}</Copying> }.into_any()
}

/// Parts of the query that a form sends along unseen.
fn hidden(query: &InventoryQuery, wanted: impl Fn(&str) -> bool) -> Vec<AnyView> {
    address::inventory_pairs(query)
        .into_iter()
        .filter(|(key, _)| wanted(key) && !key.starts_with("find_"))
        .map(|(key, value)| view! { <input type="hidden" name=key value=value/> }.into_any())
        .collect()
}

fn freshness(data: &InventoryPage, now: Timestamp) -> String {
    let accounts: BTreeSet<&str> = data.as_of.iter().map(|age| age.account.as_str()).collect();
    let regions: BTreeSet<&str> = data.as_of.iter().map(|age| age.region.as_str()).collect();
    let places = words::places(accounts.len(), regions.len());
    // The oldest answer is what a reader may rely on.
    let oldest = data.as_of.iter().map(|age| age.read).min().flatten();
    match oldest {
        Some(at) => format!("{places} {}", words::read(&relative(at.0, now.0))),
        None => format!("{places} {}", words::NEVER_READ),
    }
}

fn troubles(data: &InventoryPage, now: Timestamp) -> Option<AnyView> {
    let rows: Vec<_> = data
        .as_of
        .iter()
        .filter_map(|age| {
            let why = age.trouble.as_ref()?;
            let when = age.read.map(|at| relative(at.0, now.0));
            let text = words::trouble(
                age.account.as_str(),
                age.region.as_str(),
                why,
                when.as_deref(),
            );
            Some(view! { <p>{text}</p> })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::BEHIND>{rows}</Note> }
            .into_any()
    })
}

fn pages(data: &InventoryPage) -> AnyView {
    let at = |after: &String| {
        address::inventory(&InventoryQuery {
            after: Some(after.clone()),
            ..data.query.clone()
        })
    };
    let page = Page {
        first: data
            .query
            .after
            .as_ref()
            .is_none_or(String::is_empty)
            .then_some(1),
        rows: data.rows.len() as u64,
        total: Some(data.total),
        previous: data.previous.as_ref().map(at),
        next: data.next.as_ref().map(at),
    };
    view! { <Pagination page=page/> }.into_any()
}

fn empty(query: &InventoryQuery) -> AnyView {
    let wanted = filters::active(query);
    if wanted.is_empty() {
        let action =
            view! { <LinkButton href="/requests/new">{words::REQUEST}</LinkButton> }.into_any();
        return view! { <Empty icon=IconName::Cube title=words::NO_YET actions=action>{words::NO_YET_MORE}</Empty> }.into_any();
    }
    let named = wanted
        .iter()
        .map(|filter| filter.text.clone())
        .collect::<Vec<_>>()
        .join(", ");
    let action = view! { <LinkButton href="/inventory">{words::CLEAR_ALL}</LinkButton> }.into_any();
    view! { <Empty icon=IconName::Search title=words::NONE actions=action>{named}"."</Empty> }
        .into_any()
}
