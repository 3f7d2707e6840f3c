//! What a person does with a view beside reading it: keep it, look at it otherwise, carry it away.

use super::{address, hidden};
use crate::parts::text::count;
use crate::parts::{Icon, IconName};
use crate::words::inventory as words;
use domain::portal::{Density, InventoryPage, InventoryQuery, Look, Sort, ViewName};
use leptos::prelude::*;

pub(super) fn tools(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    view! {
        {keep(query)}
        {look(query)}
        {export(query, data.total)}
    }
    .into_any()
}

fn fold(icon: IconName, title: &'static str, content: AnyView) -> AnyView {
    view! {
        <details class="drop r" name="facet">
            <summary class="btn"><Icon name=icon/><span>{title}</span></summary>
            {content}
        </details>
    }
    .into_any()
}

fn keep(query: &InventoryQuery) -> AnyView {
    let form = view! {
        <form class="menu" method="post" action="/inventory/views">
            <input type="hidden" name="query" value=address::view_query(query)/>
            <label class="stack sm">
                <span>{words::VIEW_NAME}</span>
                <input class="input" name="name" required maxlength=ViewName::MOST autocomplete="off"/>
            </label>
            <label class="pick"><input type="checkbox" name="shared" value="1"/><span class="grow">{words::SHARE}</span></label>
            <div class="row">
                <button class="btn primary" type="submit">{words::KEEP}</button>
                <a class="btn" href="/inventory/views">{words::ALL_VIEWS}</a>
            </div>
        </form>
    };
    fold(IconName::Bookmark, words::KEEP_VIEW, form.into_any())
}

fn look(query: &InventoryQuery) -> AnyView {
    let shown = query.look.shown().to_vec();
    let columns: Vec<_> = Look::COLUMNS
        .into_iter()
        .map(|column| {
            let checked = shown.contains(&column);
            view! {
                <label class="pick">
                    <input type="checkbox" name="cols" value=column.as_str() checked=checked/>
                    <span class="grow">{words::column(column)}</span>
                </label>
            }
        })
        .collect();
    let densities: Vec<_> = Density::ALL
        .into_iter()
        .map(|density| {
            let checked = query.look.density == density;
            view! {
                <label class="pick">
                    <input type="radio" name="density" value=density.as_str() checked=checked/>
                    <span class="grow">{words::density(density)}</span>
                </label>
            }
        })
        .collect();
    let form = view! {
        <form class="menu" method="get" action="/inventory">
            {hidden(query, |key| !["sort", "order", "cols", "density", "after"].contains(&key))}
            {order(query)}
            <fieldset class="stack sm"><legend class="mute">{words::COLUMNS}</legend>{columns}</fieldset>
            <fieldset class="stack sm"><legend class="mute">{words::ROWS}</legend>{densities}</fieldset>
            <button class="btn primary" type="submit">{words::SHOW}</button>
        </form>
    };
    fold(IconName::Columns, words::LOOK, form.into_any())
}

/// Headers sort too, but not all of them are there on a narrow screen.
fn order(query: &InventoryQuery) -> AnyView {
    let sorts: Vec<_> = Sort::ALL
        .into_iter()
        .map(|sort| {
            view! { <option value=sort.as_str() selected=query.sort == sort>{words::column(sort)}</option> }
        })
        .collect();
    view! {
        <label class="stack sm">
            <span class="mute">{words::SORT_BY}</span>
            <select class="input" name="sort">{sorts}</select>
        </label>
        <label class="stack sm">
            <span class="mute">{words::ORDER}</span>
            <select class="input" name="order">
                <option value="">{words::RISING}</option>
                <option value="desc" selected=query.descending>{words::FALLING}</option>
            </select>
        </label>
    }
    .into_any()
}

fn export(query: &InventoryQuery, total: u64) -> AnyView {
    let link = |extension: &'static str, name: &'static str| {
        let href = address::inventory_file(query, extension);
        view! { <li><a class="btn" href=href download="">{name}</a></li> }
    };
    let list = view! {
        <div class="menu">
            <p class="mute">{words::exported(&count(total))}</p>
            <ul class="row" role="list">{link("csv", "CSV")}{link("json", "JSON")}</ul>
        </div>
    };
    fold(IconName::Save, words::EXPORT, list.into_any())
}
