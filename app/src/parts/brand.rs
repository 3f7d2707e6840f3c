//! The mark and the name: a ship's place between two piers.

use leptos::prelude::*;

/// The mark. Links home where `href` is given.
#[component]
pub fn Brand(#[prop(optional)] href: Option<&'static str>) -> AnyView {
    let mark = view! {
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 3.5v9.75a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"></path>
            <path d="M6.75 3h6.5v9h-6.5z" fill="currentColor"></path>
        </svg>
    };
    match href {
        Some(href) => view! { <a class="brand" href=href>{mark}"Berth"</a> }.into_any(),
        None => view! { <span class="brand">{mark}"Berth"</span> }.into_any(),
    }
    .into_any()
}
