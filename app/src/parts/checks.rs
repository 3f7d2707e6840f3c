//! Answers to "is this right?": the short marks under a field, and the policy list beside a request.

use super::icons::{Icon, IconName};
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;

/// One rule and how it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckItem {
    pub tone: Tone,
    pub text: String,
    /// What was looked at, or what to do.
    pub note: Option<String>,
    /// Where it can be put right: a text and an address.
    pub link: Option<(&'static str, String)>,
}

impl CheckItem {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
            note: None,
            link: None,
        }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub fn link(mut self, link: Option<(&'static str, String)>) -> Self {
        self.link = link;
        self
    }
}

/// The list of policies. More than `shown` of them fold away, failures and warnings first.
#[component]
pub fn PolicyChecks(items: Vec<CheckItem>, #[prop(default = usize::MAX)] shown: usize) -> AnyView {
    let mut items = items;
    items.sort_by_key(|item| match item.tone {
        Tone::Bad => 0,
        Tone::Warn => 1,
        Tone::Now => 2,
        Tone::Ok | Tone::Off => 3,
    });
    let urgent = items
        .iter()
        .filter(|item| matches!(item.tone, Tone::Bad | Tone::Warn))
        .count();
    let rest = items.split_off(items.len().min(shown.max(urgent)));
    let more = words::more_checks(rest.len());
    let folded = !rest.is_empty();
    view! {
        <div>
            <ul class="checks" role="list">{items.into_iter().map(policy).collect::<Vec<_>>()}</ul>
            {folded.then(|| view! {
                <details class="more">
                    <summary><Icon name=IconName::Down/>{more}</summary>
                    <ul class="checks" role="list">{rest.into_iter().map(policy).collect::<Vec<_>>()}</ul>
                </details>
            })}
        </div>
    }
    .into_any()
}

fn policy(item: CheckItem) -> AnyView {
    view! {
        <li data-s=item.tone.as_str()>
            <Icon name=item.tone.icon()/>
            <div>
                <span class="sr">{words::verdict(item.tone)}</span>{item.text}
                {item.note.map(|note| view! { <small>{note}</small> })}
                {item.link.map(|(text, href)| view! { <small><a href=href>{text}</a></small> })}
            </div>
        </li>
    }
    .into_any()
}

/// The marks under a field, refreshed by an island while the person types.
#[component]
pub fn NameTests(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    items: Vec<CheckItem>,
) -> AnyView {
    let marks: Vec<_> = items
        .into_iter()
        .map(|item| {
            let icon = if item.tone == Tone::Ok { IconName::Check } else { item.tone.icon() };
            view! {
                <li data-s=item.tone.as_str()>
                    <Icon name=icon/><span><span class="sr">{words::verdict(item.tone)}</span>{item.text}</span>
                </li>
            }
        })
        .collect();
    view! { <ul class="tests" id=id role="list" aria-label=label>{marks}</ul> }.into_any()
}
