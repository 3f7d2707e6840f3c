//! The end of a form: what happens on pressing, and who it goes to.

use leptos::prelude::*;

/// Buttons as children, the consequence in `note`. Stays in sight while the form scrolls.
#[component]
pub fn SubmitBar(#[prop(optional, into)] note: Option<String>, children: Children) -> AnyView {
    view! { <div class="submit">{children()}{note.map(|note| view! { <small>{note}</small> })}</div> }.into_any()
}
