//! The views that a person keeps or that others share: to open, rename, share and delete.

use super::address;
use crate::parts::{Crumb, Empty, Icon, IconName, LinkButton, PageHead};
use crate::words::inventory::{self, views as words};
use domain::portal::{ViewName, ViewRow};
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

pub fn view(rows: &[ViewRow]) -> AnyView {
    let (own, others): (Vec<&ViewRow>, Vec<&ViewRow>) = rows.iter().partition(|row| row.is_own);
    let crumbs = vec![
        Crumb::to(inventory::TITLE, "/inventory"),
        Crumb::here(TITLE),
    ];
    let content = if rows.is_empty() {
        let action =
            view! { <LinkButton href="/inventory">{words::OPEN_INVENTORY}</LinkButton> }.into_any();
        view! { <Empty icon=IconName::Bookmark title=words::NONE actions=action>{words::NONE_MORE}</Empty> }.into_any()
    } else {
        view! {
            {(!own.is_empty()).then(|| section("own-h", words::OWN, &own))}
            {(!others.is_empty()).then(|| section("others-h", words::OTHERS, &others))}
        }
        .into_any()
    };
    view! {
        <div class="page">
            <PageHead title=TITLE crumbs=crumbs/>
            {content}
        </div>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, rows: &[&ViewRow]) -> AnyView {
    let rows: Vec<_> = rows.iter().map(|row| item(row)).collect();
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn item(row: &ViewRow) -> AnyView {
    let who = match (row.is_own, row.is_shared) {
        (true, true) => words::SHARED.to_owned(),
        (true, false) => words::PRIVATE.to_owned(),
        (false, _) => words::shared_by(row.owner.as_str()),
    };
    let change = row.is_own.then(|| change(row));
    view! {
        <li data-s="off">
            <Icon name=IconName::Bookmark/>
            <div>
                <a class="title" href=address::view(row)>{row.name.clone()}</a>
                <p class="hint">{who}</p>
                {change}
            </div>
        </li>
    }
    .into_any()
}

fn change(row: &ViewRow) -> AnyView {
    let at = format!("/inventory/views/{}", row.id);
    let delete = format!("{at}/delete");
    view! {
        <details class="more">
            <summary><span>{words::CHANGE}</span><span class="sr">{row.name.clone()}</span><Icon name=IconName::Down/></summary>
            <div class="row">
                <form class="row" method="post" action=at>
                    <input
                        class="input" name="name" required maxlength=ViewName::MOST autocomplete="off"
                        value=row.name.clone() aria-label=words::name_of(&row.name)
                    />
                    <label class="pick">
                        <input type="checkbox" name="shared" value="1" checked=row.is_shared/><span class="grow">{inventory::SHARE}</span>
                    </label>
                    <button class="btn" type="submit">{words::SAVE}<span class="sr">{row.name.clone()}</span></button>
                </form>
                <form method="post" action=delete>
                    <button class="btn danger" type="submit">{words::DELETE}<span class="sr">{row.name.clone()}</span></button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
