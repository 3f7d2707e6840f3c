//! Nothing here: what would be, or which filter hides it, and the one next step.

use super::icons::{Icon, IconName};
use leptos::prelude::*;

/// The empty place. Children are the sentences, `actions` the way on.
#[component]
pub fn Empty(
    icon: IconName,
    #[prop(into)] title: String,
    #[prop(optional)] actions: Option<AnyView>,
    children: Children,
) -> AnyView {
    view! {
        <div class="empty">
            <Icon name=icon/><h2>{title}</h2><div class="mute">{children()}</div>
            {actions.map(|actions| view! { <div class="row">{actions}</div> })}
        </div>
    }
    .into_any()
}
