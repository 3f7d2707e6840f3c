//! Tabs that are pages: real links, each with its own URL.

use super::text::count;
use leptos::prelude::*;

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabLink {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub current: bool,
}

/// The row of tabs. `label` names it for screen readers.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<TabLink>) -> AnyView {
    let links: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <li>
                    <a href=tab.href aria-current=tab.current.then_some("page")>
                        {tab.label}{tab.count.map(|n| view! { " "<small>{count(n)}</small> })}
                    </a>
                </li>
            }
        })
        .collect();
    view! { <nav class="tabs" aria-label=label><ul role="list">{links}</ul></nav> }.into_any()
}
