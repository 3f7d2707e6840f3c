//! The table of repositories: the columns that a person wants, each of which sorts.

use super::{address, figures, state_chip};
use crate::pages::stage;
use crate::parts::text::{count, size};
use crate::parts::{Chip, CopyButton, Region, SortHeader, SortOrder, Time, Tone};
use crate::words::inventory as words;
use domain::drift::DriftState;
use domain::portal::{
    Density, InventoryPage, InventoryQuery, RepositoryRow, RepositoryState, Sort,
};
use domain::time::Timestamp;
use leptos::prelude::*;

/// So few fit on any screen.
const FEW: usize = 3;

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

/// Whether the column holds numbers, and how soon it leaves a narrow screen.
fn kind(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Name => ("k", ""),
        Sort::State => ("w", ""),
        Sort::Team | Sort::Region => ("w", "p2"),
        Sort::System | Sort::Account | Sort::Cluster | Sort::Drift => ("w", "p3"),
        Sort::Score | Sort::Images | Sort::Storage | Sort::Critical | Sort::High => ("n w", "p3"),
        Sort::Created | Sort::LastPush | Sort::LastPull => ("w mute", "p3"),
    }
}

fn class(sort: Sort, query: &InventoryQuery) -> String {
    let (kind, priority) = kind(sort);
    // What the rows are sorted by explains their order, and a few chosen columns are there to be seen.
    let stays = query.sort == sort || (1..=FEW).contains(&query.look.columns.len());
    if stays || priority.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} {priority}")
    }
}

pub(super) fn view(data: &InventoryPage, now: Timestamp) -> AnyView {
    let query = &data.query;
    let headers: Vec<_> = std::iter::once(Sort::Name)
        .chain(query.look.shown().iter().copied())
        .map(|column| header(query, column))
        .collect();
    let rows: Vec<_> = data.rows.iter().map(|one| row(one, query, now)).collect();
    let caption = words::caption(data.total);
    let more = figures::heads(query);
    let class = match query.look.density {
        Density::Dense => "tbl dense pin",
        Density::Roomy => "tbl pin",
    };
    view! {
        <Region labelled="inventory-h" tall=true>
            <table class=class>
                <caption class="sr" id="inventory-h">{caption}</caption>
                <thead>
                    <tr>
                        {headers}
                        {more}
                        <th scope="col" class="c"><span class="sr">{words::COPY}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn header(query: &InventoryQuery, sort: Sort) -> AnyView {
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
        ..address::view_of(query)
    });
    view! { <SortHeader label=words::column(sort) href=href sorted=sorted class=class(sort, query)/> }
        .into_any()
}

fn row(row: &RepositoryRow, query: &InventoryQuery, now: Timestamp) -> AnyView {
    let name = row.name().to_string();
    let small = format!(
        "{}, {}",
        row.team.as_deref().unwrap_or(words::UNKNOWN),
        row.key.region
    );
    let cells: Vec<_> = query
        .look
        .shown()
        .iter()
        .map(|column| view! { <td class=class(*column, query)>{cell(row, *column, now)}</td> })
        .collect();
    view! {
        <tr>
            <th scope="row"><a href=address::repository(&row.key)>{name.clone()}</a><small class="ps">{small}</small></th>
            {cells}
            {figures::cells(query, row)}
            <td class="c"><CopyButton what=words::uri_of(&name) text=row.uri.clone()/></td>
        </tr>
    }
    .into_any()
}

/// A dash where nothing has been read: no scan is not the same as no finding.
fn cell(row: &RepositoryRow, column: Sort, now: Timestamp) -> AnyView {
    let text = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned()).into_any();
    let time = |at: Option<Timestamp>| match at {
        Some(at) => view! { <Time at=at.0 now=now.0/> }.into_any(),
        None => text(None),
    };
    let figures = row.figures.as_ref();
    match column {
        Sort::Name => text(Some(row.name().to_string())),
        Sort::Team => text(row.team.clone()),
        Sort::System => text(row.system.clone()),
        Sort::Account => text(Some(row.key.account.to_string())),
        Sort::Region => text(Some(row.key.region.to_string())),
        Sort::Cluster => text(row.cluster.clone()),
        Sort::State => state(row),
        Sort::Drift => drift(row),
        Sort::Score => text(row.score.map(|score| score.to_string())),
        Sort::Images => text(figures.map(|figures| count(figures.images))),
        Sort::Storage => text(figures.map(|figures| size(figures.bytes))),
        Sort::Critical => match figures.and_then(|figures| figures.critical) {
            Some(number) if number > 0 => view! { <b class="bad">{count(number)}</b> }.into_any(),
            other => text(other.map(count)),
        },
        Sort::High => text(figures.and_then(|figures| figures.high).map(count)),
        Sort::LastPush => time(figures.and_then(|figures| figures.last_push)),
        Sort::LastPull => time(figures.and_then(|figures| figures.last_pull)),
        Sort::Created => time(row.created),
    }
}

/// A dash where there is none, so that what differs stands out.
fn drift(row: &RepositoryRow) -> AnyView {
    let chips: Vec<_> = row
        .drift
        .states()
        .filter_map(|state| {
            let tone = match state {
                DriftState::None => return None,
                DriftState::GitCluster | DriftState::ClusterAws => Tone::Warn,
                DriftState::Ignored => Tone::Off,
                DriftState::Lost => Tone::Bad,
            };
            Some(view! { <Chip tone=tone text=words::drift(state) flat=true/>" " })
        })
        .collect();
    match chips.is_empty() {
        true => "—".into_any(),
        false => chips.into_any(),
    }
}

/// While a request is on its way, its stage says more than the word for it.
fn state(row: &RepositoryRow) -> AnyView {
    match (&row.request, row.state) {
        (Some(request), RepositoryState::Coming | RepositoryState::Attention) => {
            stage::flat_chip(request)
        }
        _ => state_chip(row.state),
    }
}
