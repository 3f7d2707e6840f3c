//! What the search box found, by kind; what was typed word for word comes first.

use super::{address, home, inventory};
use crate::parts::{
    Button, Empty, IconName, LinkButton, PageHead, Region, SearchBox, Time, text::count,
};
use crate::words::search as words;
use domain::portal::{
    Found, ImageHit, InventoryQuery, RepositoryRow, RequestQuery, SearchGroup, SearchPage,
    SearchQuery,
};
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn title(query: &SearchQuery) -> String {
    words::page(&query.text)
}

pub fn view(data: &SearchPage) -> AnyView {
    let query = &data.query;
    let content = if query.text.is_empty() {
        empty(words::NOT_YET.to_owned(), words::NOT_YET_MORE)
    } else if data.is_empty() {
        empty(words::none(&query.text), words::NONE_MORE)
    } else {
        groups(data)
    };
    let back = query.only.map(|_| {
        let href = address::search(&SearchQuery {
            only: None,
            ..query.clone()
        });
        view! { <p><a href=href>{words::ALL_GROUPS}</a></p> }
    });
    view! {
        <div class="page">
            <PageHead title=words::TITLE/>
            <form class="facets" method="get" action="/search">
                <SearchBox label=words::FIND value=query.text.clone()/>
                <Button>{words::SEARCH}</Button>
            </form>
            {back}
            {content}
        </div>
    }
    .into_any()
}

fn empty(title: String, more: &'static str) -> AnyView {
    let action =
        view! { <LinkButton href="/inventory">{words::OPEN_INVENTORY}</LinkButton> }.into_any();
    view! { <Empty icon=IconName::Search title=title actions=action>{more}</Empty> }.into_any()
}

/// A group's place on the page: whether it has just what was typed, and how it looks.
type Shown = (bool, AnyView);

fn groups(data: &SearchPage) -> AnyView {
    let mut shown: Vec<Shown> = [
        repositories(data),
        requests(data),
        images(data),
        names(data, SearchGroup::Teams, &data.teams),
        names(data, SearchGroup::Systems, &data.systems),
    ]
    .into_iter()
    .flatten()
    .collect();
    // A stable sort: otherwise they keep their order.
    shown.sort_by_key(|(exact, _)| !exact);
    let shown: Vec<_> = shown.into_iter().map(|(_, view)| view).collect();
    view! { <div class="stack lg">{shown}</div> }.into_any()
}

fn repositories(data: &SearchPage) -> Option<Shown> {
    let all = address::inventory(&InventoryQuery {
        text: data.query.text.clone(),
        ..InventoryQuery::default()
    });
    let rows: Vec<_> = data.repositories.rows.iter().map(repository).collect();
    let head = view! {
        <th scope="col">{words::IN}</th>
        <th scope="col" class="p2">{words::TEAM}</th>
        <th scope="col" class="p2">{words::REGION}</th>
        <th scope="col" class="p3">{words::ACCOUNT}</th>
        <th scope="col">{words::STATE}</th>
    };
    let table = table(SearchGroup::Repositories, head.into_any(), rows);
    section(
        data,
        SearchGroup::Repositories,
        &data.repositories,
        Some(all),
        table,
    )
}

fn repository(row: &RepositoryRow) -> AnyView {
    view! {
        <tr>
            <th scope="row"><a href=address::repository(&row.key)>{row.name().to_string()}</a></th>
            <td class="p2 w">{row.team.clone()}</td>
            <td class="p2 w">{row.key.region.to_string()}</td>
            <td class="p3 w">{row.key.account.to_string()}</td>
            <td class="w">{inventory::state_chip(row.state)}</td>
        </tr>
    }
    .into_any()
}

fn requests(data: &SearchPage) -> Option<Shown> {
    let all = address::requests(&RequestQuery {
        text: data.query.text.clone(),
        ..RequestQuery::default()
    });
    let rows = &data.requests.rows;
    let table = home::request_table(rows, words::REQUESTS_FOUND, true, data.now);
    section(
        data,
        SearchGroup::Requests,
        &data.requests,
        Some(all),
        table,
    )
}

fn images(data: &SearchPage) -> Option<Shown> {
    let rows: Vec<_> = data
        .images
        .rows
        .iter()
        .map(|hit| image(hit, data.now))
        .collect();
    let head = view! {
        <th scope="col">{words::IMAGE}</th>
        <th scope="col">{words::IN}</th>
        <th scope="col" class="p2">{words::REGION}</th>
        <th scope="col" class="p3">{words::ACCOUNT}</th>
        <th scope="col" class="p2">{words::PUSHED}</th>
    };
    let table = table(SearchGroup::Images, head.into_any(), rows);
    section(data, SearchGroup::Images, &data.images, None, table)
}

fn image(hit: &ImageHit, now: Timestamp) -> AnyView {
    let digest = hit.digest.short().to_owned();
    let (name, below) = match &hit.tag {
        Some(tag) => (tag.clone(), digest),
        None => (digest, words::UNTAGGED.to_owned()),
    };
    let place = &hit.repository;
    view! {
        <tr>
            <th scope="row"><a href=address::image(place, &hit.digest)>{name}</a><small>{below}</small></th>
            <td>{place.name.to_string()}</td>
            <td class="p2 w">{place.region.to_string()}</td>
            <td class="p3 w">{place.account.to_string()}</td>
            <td class="p2 w mute"><Time at=hit.pushed.0 now=now.0/></td>
        </tr>
    }
    .into_any()
}

fn names(data: &SearchPage, group: SearchGroup, found: &Found<(String, u64)>) -> Option<Shown> {
    let (key, column) = match group {
        SearchGroup::Systems => ("system", words::group(SearchGroup::Systems)),
        _ => ("team", words::TEAM),
    };
    let rows = found
        .rows
        .iter()
        .map(|(name, repositories)| {
            view! {
                <tr>
                    <th scope="row"><a href=address::inventory_by(key, name)>{name.clone()}</a></th>
                    <td class="n">{count(*repositories)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let head = view! { <th scope="col">{column}</th><th scope="col" class="n">{words::COUNT}</th> };
    section(
        data,
        group,
        found,
        None,
        table(group, head.into_any(), rows),
    )
}

fn table(group: SearchGroup, head: AnyView, rows: Vec<AnyView>) -> AnyView {
    let id = format!("{}-t", group.as_str());
    view! {
        <Region labelled=id.clone()>
            <table class="tbl">
                <caption class="sr" id=id>{words::table(group)}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

/// `None`: nothing was found. `all`: a page that lists every one; without it, the search shows more of this kind alone.
fn section<T>(
    data: &SearchPage,
    group: SearchGroup,
    found: &Found<T>,
    all: Option<String>,
    table: AnyView,
) -> Option<Shown> {
    if found.rows.is_empty() {
        return None;
    }
    let shown = found.rows.len();
    let is_short = (shown as u64) < found.total || found.at_least;
    let alone = data.query.only == Some(group);
    let link = match all {
        Some(href) => Some((href, words::all(group, found.total, found.at_least))),
        None if alone => None,
        None => {
            let href = address::search(&SearchQuery {
                only: Some(group),
                ..data.query.clone()
            });
            Some((href, words::more(group)))
        }
    };
    let all = link
        .filter(|_| is_short)
        .map(|(href, label)| view! { <a href=href>{label}</a> });
    let rest = (alone && is_short && all.is_none())
        .then(|| view! { <p class="hint">{words::too_many(group)}</p> });
    let id = format!("{}-h", group.as_str());
    let section = view! {
        <section class="stack" aria-labelledby=id>
            <div class="row btw">
                <h2 id=id.clone()>{words::group(group)}" "<small>{words::found(shown, found.total, found.at_least)}</small></h2>
                {all}
            </div>
            {table}
            {rest}
        </section>
    };
    Some((found.exact, section.into_any()))
}
