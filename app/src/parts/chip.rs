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
) -> impl IntoView {
    let class = if flat { "chip flat" } else { "chip" };
    view! { <span class=class data-s=tone.as_str()><Icon name=icon.unwrap_or(tone.icon())/>{text}</span> }
}

/// A tag or an identifier.
#[component]
pub fn KeyChip(#[prop(into)] text: String) -> impl IntoView {
    view! { <span class="chip key">{text}</span> }
}

/// Beside the label of an answer that cannot be changed once the repository exists.
#[component]
pub fn FixedChip() -> impl IntoView {
    view! { <Chip tone=Tone::Off icon=IconName::Lock text=words::FIXED/> }
}
