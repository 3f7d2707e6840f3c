//! What waits for a person, most urgent first.

use super::icons::{Icon, IconName};
use super::tone::Tone;
use leptos::prelude::*;

/// One thing to do: the fact as a link, the circumstances below, the next step beside it.
pub struct TodoItem {
    pub tone: Tone,
    pub icon: Option<IconName>,
    pub title: String,
    pub href: Option<String>,
    pub text: AnyView,
    /// Where to go and what the button says.
    pub action: Option<(String, String)>,
}

/// The list.
#[component]
pub fn TodoList(items: Vec<TodoItem>) -> AnyView {
    let rows: Vec<_> = items
        .into_iter()
        .map(|item| {
            let title = match item.href {
                Some(href) => view! { <a class="title" href=href>{item.title}</a> }.into_any(),
                None => view! { <b>{item.title}</b> }.into_any(),
            };
            view! {
                <li data-s=item.tone.as_str()>
                    <Icon name=item.icon.unwrap_or(item.tone.icon())/>
                    <div>{title}<div class="mute">{item.text}</div></div>
                    {item.action.map(|(href, label)| view! { <a class="btn" href=href>{label}</a> })}
                </li>
            }
        })
        .collect();
    view! { <ul class="list" role="list">{rows}</ul> }.into_any()
}
