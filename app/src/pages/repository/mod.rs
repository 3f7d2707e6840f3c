//! One repository: one file a tab, and the head that they share.
//!
//! A new tab: a variant of `Tab`, its word in `words::repository`, a module here with `view`, and its answer in the
//! portal and in the router's pages of repositories.

pub mod access;
pub mod asking;
pub mod deletion;
pub mod drift;
pub mod findings;
pub mod history;
pub mod image;
pub mod images;
pub mod lifecycle;
pub mod monitoring;
pub mod overview;
pub mod removal;
pub mod settings;
pub mod tombstone;
pub mod use_it;

use super::{address, inventory};
use crate::islands::Copying;
use crate::parts::{Chip, Crumb, LinkButton, PageHead, TabLink, Tabs};
use crate::words::inventory as columns;
use crate::words::repository as words;
use domain::portal::{RepositoryRow, Tab};
use leptos::prelude::*;

pub fn title(row: &RepositoryRow, tab: Tab) -> String {
    match tab {
        Tab::Overview => row.name().to_string(),
        other => words::title(row.name().as_str(), words::tab(other)),
    }
}

/// A tab in its frame: where one is, what it is called, how it fares, and the other tabs.
fn page(row: &RepositoryRow, tab: Tab, body: AnyView) -> AnyView {
    let page = view! { <div class="page">{head(row)}{tabs(row, tab)}{body}</div> }.into_any();
    view! { <Copying>{page}</Copying> }.into_any()
}

fn head(row: &RepositoryRow) -> AnyView {
    let mut crumbs = vec![Crumb::to(columns::TITLE, "/inventory")];
    if let Some(system) = &row.system {
        crumbs.push(Crumb::to(system, address::inventory_by("system", system)));
    }
    crumbs.push(Crumb::here(row.name().to_string()));
    let chip = view! { <Chip tone=inventory::tone(row.state) text=columns::state(row.state)/> };
    let action =
        view! { <LinkButton href=address::another_like(&row.key)>{words::LIKE}</LinkButton> };
    let meta = words::meta(row.key.region.as_str(), row.key.account.as_str());
    view! {
        <PageHead
            title=row.name().to_string() crumbs=crumbs chip=chip.into_any() meta=meta.into_any()
            actions=action.into_any()
        />
    }
    .into_any()
}

fn tabs(row: &RepositoryRow, current: Tab) -> AnyView {
    let count = |tab| match tab {
        Tab::Images => row.figures.as_ref().map(|figures| figures.images),
        _ => None,
    };
    let tabs = Tab::ALL
        .into_iter()
        .map(|tab| TabLink {
            label: words::tab(tab).to_owned(),
            href: address::tab(&row.key, tab),
            count: count(tab),
            current: tab == current,
        })
        .collect();
    view! { <Tabs label=words::TABS tabs=tabs/> }.into_any()
}
