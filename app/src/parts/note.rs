//! A remark that needs its own place: stale data, a refusal, a confirmation that stays.

use super::icons::{Icon, IconName};
use super::tone::Tone;
use leptos::prelude::*;

/// Whether a screen reader is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Announce {
    /// Part of the page, read in turn.
    #[default]
    No,
    /// Politely, once the reader is quiet.
    Status,
    /// At once. For errors only.
    Alert,
}

/// The note. `title` is the fact, the children are what it means, `actions` what to do.
#[component]
pub fn Note(
    tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] announce: Announce,
    #[prop(optional)] actions: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let role = match announce {
        Announce::No => None,
        Announce::Status => Some("status"),
        Announce::Alert => Some("alert"),
    };
    view! {
        <div class="note" data-s=tone.as_str() role=role>
            <Icon name=icon.unwrap_or(tone.icon())/>
            <div>{title.map(|title| view! { <b>{title}</b> })}{children.map(|children| children())}</div>
            {actions.map(|actions| view! { <div class="row">{actions}</div> })}
        </div>
    }
    .into_any()
}

/// What has to be mended before a form can go on. Each entry links to its field.
#[component]
pub fn ErrorSummary(#[prop(into)] title: String, errors: Vec<(String, String)>) -> AnyView {
    let entries: Vec<_> = errors
        .into_iter()
        .map(|(id, text)| view! { <li><a href=format!("#{id}")>{text}</a></li> })
        .collect();
    view! { <Note tone=Tone::Bad title=title announce=Announce::Alert><ul class="dots">{entries}</ul></Note> }.into_any()
}
