//! What every data table needs: a frame that scrolls for the keyboard too, headers that sort, links to more.
//! Sorting and paging are links, so that what a person sees can be shared.

use super::button::IconLink;
use super::icons::{Icon, IconName};
use super::text::count;
use crate::words::parts as words;
use leptos::prelude::*;

/// A table's frame. `labelled` is the id of its caption; `tall` scrolls inside on large screens.
#[component]
pub fn Region(
    #[prop(into)] labelled: String,
    #[prop(optional)] tall: bool,
    children: Children,
) -> AnyView {
    let class = if tall { "scroll tall" } else { "scroll" };
    view! { <div class=class tabindex="0" role="group" aria-labelledby=labelled>{children()}</div> }
        .into_any()
}

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortOrder {
    Ascending,
    Descending,
}

/// A column header that sorts. `href` is the page sorted by it, or the other way round where it is sorted already.
/// `class` is the column's: `n` for numbers, `p2` and `p3` for columns that leave narrow screens.
#[component]
pub fn SortHeader(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(default = None)] sorted: Option<SortOrder>,
    #[prop(optional, into)] class: Option<String>,
) -> AnyView {
    let (aria, icon) = match sorted {
        Some(SortOrder::Ascending) => (Some("ascending"), Some(IconName::Ascending)),
        Some(SortOrder::Descending) => (Some("descending"), Some(IconName::Descending)),
        None => (None, None),
    };
    view! {
        <th scope="col" class=class aria-sort=aria>
            <a href=href>{label}{icon.map(|name| view! { <Icon name/> })}</a>
        </th>
    }
    .into_any()
}

/// What part of the whole a page shows, and where the pages beside it are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Ordinal of the first row shown, counted from 1; `None` where keyset paging does not know it.
    pub first: Option<u64>,
    pub rows: u64,
    pub total: Option<u64>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// The foot of a table.
#[component]
pub fn Pagination(page: Page) -> AnyView {
    let range = match (page.first, page.total) {
        _ if page.rows == 0 => words::NO_ROWS.to_owned(),
        (Some(first), Some(total)) => words::rows_of(first, first + page.rows - 1, total),
        (_, Some(total)) => words::some_rows_of(page.rows, total),
        _ => words::rows(&count(page.rows), page.rows),
    };
    let previous = if page.previous.is_some() {
        words::PREVIOUS
    } else {
        words::NO_PREVIOUS
    };
    let next = if page.next.is_some() {
        words::NEXT
    } else {
        words::NO_NEXT
    };
    view! {
        <nav class="row btw" aria-label=words::PAGES>
            <p class="mute">{range}</p>
            <div class="row">
                <IconLink label=previous icon=IconName::Previous href=page.previous/>
                <IconLink label=next icon=IconName::Next href=page.next/>
            </div>
        </nav>
    }
    .into_any()
}
