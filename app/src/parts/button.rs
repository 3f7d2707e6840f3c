//! Buttons submit, links go. Both can look like a button, and one of a page may be primary.

use super::icons::{Icon, IconName};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    #[default]
    Plain,
    /// The one thing this screen is for.
    Primary,
    Quiet,
    /// Destroys something.
    Danger,
}

impl ButtonKind {
    const fn class(self, gate: bool) -> &'static str {
        match (self, gate) {
            (Self::Plain, false) => "btn",
            (Self::Plain, true) => "btn gate",
            (Self::Primary, false) => "btn primary",
            (Self::Primary, true) => "btn primary gate",
            (Self::Quiet, false) => "btn quiet",
            (Self::Quiet, true) => "btn quiet gate",
            (Self::Danger, false) => "btn danger",
            (Self::Danger, true) => "btn danger gate",
        }
    }
}

/// A submit button. A `gate` looks closed while its form is unfinished, yet stays pressable so that the browser
/// names what is missing; `skip_checks` is for "save draft", which takes unfinished answers.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] action: Option<String>,
    #[prop(optional)] gate: bool,
    #[prop(optional)] skip_checks: bool,
    children: Children,
) -> AnyView {
    view! {
        <button class=kind.class(gate) type="submit" name=name value=value formaction=action formnovalidate=skip_checks>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button, for everything that has a URL.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] download: bool,
    children: Children,
) -> AnyView {
    view! {
        <a class=kind.class(false) href=href download=download.then_some("")>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </a>
    }
    .into_any()
}

/// A link of which only the icon shows; `label` says it in words. Without `href` it is the end of the line and says why.
#[component]
pub fn IconLink(#[prop(into)] label: String, icon: IconName, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! { <a class="btn icon" href=href aria-label=label><Icon name=icon/></a> }.into_any(),
        None => view! {
            <span class="btn icon" aria-disabled="true"><Icon name=icon/><span class="sr">{label}</span></span>
        }
        .into_any(),
    }
    .into_any()
}
