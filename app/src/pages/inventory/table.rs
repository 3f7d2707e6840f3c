//! The dense table of repositories.

use super::{address, state_chip};
use crate::pages::stage;
use crate::parts::text::{count, size};
use crate::parts::{CopyButton, Region, SortHeader, SortOrder, Time};
use crate::words::inventory as words;
use domain::portal::{InventoryPage, InventoryQuery, RepositoryRow, RepositoryState, Sort};
use domain::time::Timestamp;
use leptos::prelude::*;

const COLUMNS: [(Sort, &str, &str); 12] = [
    (Sort::Name, words::REPOSITORY, "k"),
    (Sort::Team, words::TEAM, "p2"),
    (Sort::System, words::SYSTEM, "p3"),
    (Sort::Region, words::REGION, "p2"),
    (Sort::Cluster, words::CLUSTER, "p3"),
    (Sort::State, words::STATE, ""),
    (Sort::Images, words::IMAGES, "n p3"),
    (Sort::Storage, words::STORAGE, "n p3"),
    (Sort::Critical, words::CRITICAL, "n p3"),
    (Sort::High, words::HIGH, "n p3"),
    (Sort::LastPush, words::LAST_PUSH, "p3"),
    (Sort::Created, words::CREATED, "p3"),
];

/// The most and the latest are what people look for first.
fn is_falling_at_first(sort: Sort) -> bool {
    matches!(
        sort,
        Sort::Images
            | Sort::Storage
            | Sort::Critical
            | Sort::High
            | Sort::LastPush
            | Sort::LastPull
            | Sort::Created
    )
}

pub(super) fn view(data: &InventoryPage, now: Timestamp) -> AnyView {
    let headers: Vec<_> = COLUMNS
        .into_iter()
        .map(|column| header(&data.query, column))
        .collect();
    let rows: Vec<_> = data.rows.iter().map(|one| row(one, now)).collect();
    let caption = words::caption(data.total);
    view! {
        <Region labelled="inventory-h" tall=true>
            <table class="tbl dense pin">
                <caption class="sr" id="inventory-h">{caption}</caption>
                <thead>
                    <tr>
                        {headers}
                        <th scope="col" class="p3">{words::TAGS}</th>
                        <th scope="col" class="c"><span class="sr">{words::COPY}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn header(
    query: &InventoryQuery,
    (sort, label, class): (Sort, &'static str, &'static str),
) -> AnyView {
    let here = query.sort == sort;
    let sorted = here.then_some(if query.descending {
        SortOrder::Descending
    } else {
        SortOrder::Ascending
    });
    let href = address::inventory(&InventoryQuery {
        sort,
        descending: if here {
            !query.descending
        } else {
            is_falling_at_first(sort)
        },
        after: None,
        ..query.clone()
    });
    view! { <SortHeader label=label href=href sorted=sorted class=class/> }.into_any()
}

fn row(row: &RepositoryRow, now: Timestamp) -> AnyView {
    let name = row.name().to_string();
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let small = format!(
        "{}, {}",
        row.team.as_deref().unwrap_or(words::UNKNOWN),
        row.key.region
    );
    // While a request is on its way, its stage says more than the word for it.
    let state = match (&row.request, row.state) {
        (Some(request), RepositoryState::Coming | RepositoryState::Attention) => {
            stage::flat_chip(request)
        }
        _ => state_chip(row.state),
    };
    let created = row.created.map(|at| view! { <Time at=at.0 now=now.0/> });
    let tags = row.mutability.as_deref().map(words::mutability);
    view! {
        <tr>
            <th scope="row"><a href=address::repository(&row.key)>{name.clone()}</a><small class="ps">{small}</small></th>
            <td class="p2 w">{known(&row.team)}</td>
            <td class="p3 w">{known(&row.system)}</td>
            <td class="p2 w">{row.key.region.to_string()}</td>
            <td class="p3 w">{known(&row.cluster)}</td>
            <td class="w">{state}</td>
            {figures(row, now)}
            <td class="p3 w mute">{created}</td>
            <td class="p3 w">{tags}</td>
            <td class="c"><CopyButton what=words::uri_of(&name) text=row.uri.clone()/></td>
        </tr>
    }
    .into_any()
}

/// A dash where nothing has been read: no scan is not the same as no finding.
fn figures(row: &RepositoryRow, now: Timestamp) -> AnyView {
    let figures = row.figures.as_ref();
    let shown = |number: Option<String>| number.unwrap_or_else(|| "—".to_owned());
    let images = shown(figures.map(|figures| count(figures.images)));
    let bytes = shown(figures.map(|figures| size(figures.bytes)));
    let critical = figures.and_then(|figures| figures.critical);
    let high = shown(figures.and_then(|figures| figures.high).map(count));
    let pushed = figures
        .and_then(|figures| figures.last_push)
        .map(|at| view! { <Time at=at.0 now=now.0/> });
    let critical = match critical {
        Some(number) if number > 0 => view! { <b class="bad">{count(number)}</b> }.into_any(),
        other => shown(other.map(count)).into_any(),
    };
    view! {
        <td class="n p3">{images}</td>
        <td class="n p3 w">{bytes}</td>
        <td class="n p3">{critical}</td>
        <td class="n p3">{high}</td>
        <td class="p3 w mute">{pushed}</td>
    }
    .into_any()
}
