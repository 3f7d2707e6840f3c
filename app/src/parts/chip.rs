//! A status in a word.

use super::icons::{Icon, IconName};
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;

/// A status: tone, icon, word. `flat` in tables, where healthy rows stay plain ink.
#[component]
pub fn Chip(
    tone: Tone,
    #[prop(into)] text: String,
    #[prop(optional)] flat: bool,
    #[prop(optional)] icon: Option<IconName>,
) -> AnyView {
    let class = if flat { "chip flat" } else { "chip" };
    view! { <span class=class data-s=tone.as_str()><Icon name=icon.unwrap_or(tone.icon())/>{text}</span> }.into_any()
}

/// A tag or an identifier.
#[component]
pub fn KeyChip(#[prop(into)] text: String) -> AnyView {
    view! { <span class="chip key">{text}</span> }.into_any()
}

/// Beside the label of an answer that cannot be changed once the repository exists.
#[component]
pub fn FixedChip() -> AnyView {
    view! { <Chip tone=Tone::Off icon=IconName::Lock text=words::FIXED/> }.into_any()
}
