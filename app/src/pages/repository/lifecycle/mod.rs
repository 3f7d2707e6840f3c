//! How long the images of a repository stay: the policy that AWS applies, in sentences, and the way to another one.

mod draft;
mod editor;
mod made_up;
mod preview;
mod second;

pub use draft::outcome;
pub use editor::Editing;

use super::asking::Returned;
use super::page;
use crate::pages::address;
use crate::parts::text::{count, size};
use crate::parts::time::relative;
use crate::parts::{Chip, CopyBlock, Empty, Icon, IconName, Note, Region, Tone};
use crate::words::repository::removal;
use crate::words::repository::using::{self, lifecycle as words};
use domain::portal::{LifecycleAsked, LifecyclePage, LifecycleSeen, PolicyDraft, RuleSaid, Tab};
use domain::request::Way;
use leptos::prelude::*;

pub fn view(
    data: &LifecyclePage,
    draft: &PolicyDraft,
    editing: &Editing,
    returned: Option<&Returned>,
) -> AnyView {
    let policy = match &data.policy {
        LifecycleSeen::NotRead => view! { <Empty icon=IconName::Cloud title=words::NOT_READ>{words::NOT_READ_MORE}</Empty> }.into_any(),
        LifecycleSeen::Nothing => nothing(data),
        LifecycleSeen::Read { rules, text } => read(rules, text),
    };
    let age = data.as_of.map(|at| {
        let age = using::read(&relative(at.0, data.now.0));
        view! { <p class="mute">{age}</p> }
    });
    let change = draft::view(data, draft, editing, returned);
    let body = view! { {policy}{data.asked.as_ref().map(asked)}{age}{change} }.into_any();
    let gone = matches!(data.policy, LifecycleSeen::Read { .. }).then(|| for_good(data));
    page(&data.row, Tab::Lifecycle, view! { {body}{gone} }.into_any())
}

fn for_good(data: &LifecyclePage) -> AnyView {
    let href = address::removal(&data.row.key, Way::Policy);
    view! { <p><a href=href>{removal::LINK}</a>". "{removal::LINK_MORE}</p> }.into_any()
}

/// What it costs to have none, where that is known.
fn nothing(data: &LifecyclePage) -> AnyView {
    let untagged = data
        .row
        .figures
        .as_ref()
        .filter(|figures| figures.untagged > 0)
        .map(|figures| {
            let words = words::untagged(&count(figures.untagged), &size(figures.untagged_bytes));
            view! { <p>{words}</p> }
        });
    view! { <Note tone=Tone::Warn title=words::NONE><p>{words::NONE_MORE}</p>{untagged}</Note> }
        .into_any()
}

fn read(rules: &[RuleSaid], text: &str) -> AnyView {
    let rules = match rules.is_empty() {
        true => view! { <Note tone=Tone::Off title=words::BEYOND/> }.into_any(),
        false => table(rules),
    };
    view! {
        <section class="stack" aria-labelledby="rules-h"><h2 id="rules-h">{words::RULES}</h2>{rules}<p class="mute">{words::RULES_MORE}</p></section>
        <details class="more" id="raw"><summary><Icon name=IconName::Down/><b>{words::RAW}</b></summary><CopyBlock what=words::POLICY text=text/></details>
    }
    .into_any()
}

fn table(rules: &[RuleSaid]) -> AnyView {
    let rows: Vec<_> = rules
        .iter()
        .map(|rule| {
            let words = rule.description.clone().unwrap_or_default();
            view! {
                <tr>
                    <th scope="row" class="n">{rule.priority}</th>
                    <td>{rule.sentence.clone()}<small class="ps mute">{words.clone()}</small></td>
                    <td class="p2 mute">{words}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Region labelled="rules-c">
            <table class="tbl">
                <caption class="sr" id="rules-c">{words::BY_PRIORITY}</caption>
                <thead><tr><th scope="col" class="n">{words::PRIORITY}</th><th scope="col">{words::RULE}</th><th scope="col" class="p2">{words::WORDS}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn asked(asked: &LifecycleAsked) -> AnyView {
    let sentences: Vec<_> = asked
        .sentences
        .iter()
        .map(|sentence| view! { <li>{sentence.clone()}</li> })
        .collect();
    let wanted = match sentences.is_empty() {
        true => view! { <p>{words::NONE_ASKED}</p> }.into_any(),
        false => view! { <ul class="dots">{sentences}</ul> }.into_any(),
    };
    let state = match asked.is_in_force {
        true => view! { <p><Chip tone=Tone::Ok text=words::IN_FORCE flat=true/></p> }.into_any(),
        false => {
            view! { <Note tone=Tone::Warn title=words::DIFFERS><p>{words::DIFFERS_MORE}</p></Note> }
                .into_any()
        }
    };
    let href = format!("/requests/{}", asked.request);
    view! {
        <section class="stack" aria-labelledby="asked-h">
            <h2 id="asked-h">{words::ASKED}</h2>
            {wanted}{state}
            <p class="mute"><a href=href>{words::asked_by(&asked.label)}</a></p>
        </section>
    }
    .into_any()
}
