//! Who may use a repository, by its own policy, in words.

mod change;

use super::asking::Returned;
use super::page;
use crate::parts::time::relative;
use crate::parts::{Chip, CopyBlock, Empty, Icon, IconName, Note, Region, Tone};
use crate::words::repository::using::{self, access as words};
use domain::access::{Access, Capability, FlagKind, Grant, NOT_JUDGED, Reach};
use domain::portal::{AccessDraft, AccessPage, PolicySeen, Tab};
use leptos::prelude::*;

pub fn view(data: &AccessPage, draft: &AccessDraft, returned: Option<&Returned>) -> AnyView {
    let behind = data.trouble.as_ref().map(|why| {
        let why = using::trouble(why);
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::BEHIND><p>{why}</p></Note> }
    });
    let policy = match &data.policy {
        PolicySeen::NotRead => view! { <Empty icon=IconName::Cloud title=words::NOT_READ>{words::NOT_READ_MORE}</Empty> }.into_any(),
        PolicySeen::Nothing => view! { <Note tone=Tone::Ok title=words::NONE><p>{words::NONE_MORE}</p></Note> }.into_any(),
        PolicySeen::Read { access, text } => read(access, text),
    };
    let age = data.read.map(|at| {
        let age = using::read(&relative(at.0, data.now.0));
        view! { <p class="mute">{age}</p> }
    });
    let change = change::view(&data.row.key, draft, returned);
    let body = view! { {behind}{policy}{limits()}{age}{change} }.into_any();
    page(&data.row, Tab::Access, body)
}

fn read(access: &Access, text: &str) -> AnyView {
    view! {
        {flags(access)}
        <section class="stack" aria-labelledby="who-h"><h2 id="who-h">{words::WHO}</h2>{table(access, "who-c", words::GRANTS)}</section>
        <section class="stack" aria-labelledby="statements-h"><h2 id="statements-h">{words::STATEMENTS}</h2>{statements(access)}</section>
        <details class="more" id="raw"><summary><Icon name=IconName::Down/><b>{words::RAW}</b></summary><CopyBlock what=words::POLICY text=pretty(text)/></details>
    }
    .into_any()
}

/// As AWS has it, over several lines where it can be read as JSON.
fn pretty(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text)
        .and_then(|json| serde_json::to_string_pretty(&json))
        .unwrap_or_else(|_| text.to_owned())
}

fn flags(access: &Access) -> AnyView {
    let notes: Vec<_> = access
        .flags()
        .into_iter()
        .map(|flag| {
            let tone = match flag.kind {
                FlagKind::Public => Tone::Bad,
                _ => Tone::Warn,
            };
            view! { <Note tone=tone title=words::flag(flag.kind)><p>{flag.sentence}</p></Note> }
        })
        .collect();
    notes.into_any()
}

fn table(access: &Access, id: &'static str, caption: &'static str) -> AnyView {
    let rows: Vec<_> = Capability::ALL
        .into_iter()
        .flat_map(|capability| {
            let grants = access.who_may(capability);
            match grants.is_empty() {
                true => vec![nobody(capability)],
                false => grants.into_iter().map(granted).collect(),
            }
        })
        .collect();
    view! {
        <Region labelled=id>
            <table class="tbl">
                <caption class="sr" id=id>{caption}</caption>
                <thead><tr>
                    <th scope="col">{words::MAY}</th><th scope="col">{words::GRANTED}</th>
                    <th scope="col">{words::REACH}</th><th scope="col" class="p2">{words::BY}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn granted(grant: Grant) -> AnyView {
    let by = words::by(&grant.evidence, &grant.limited_by);
    view! {
        <tr>
            <th scope="row">{words::capability(grant.capability)}</th>
            <td>{grant.sentence}<small class="ps mute">{by.clone()}</small></td>
            <td>{reach(grant.reach)}</td>
            <td class="p2 mute">{by}</td>
        </tr>
    }
    .into_any()
}

fn nobody(capability: Capability) -> AnyView {
    view! {
        <tr><th scope="row">{words::capability(capability)}</th><td class="mute">{words::NOBODY}</td><td></td><td class="p2"></td></tr>
    }
    .into_any()
}

/// Only what reaches beyond named principals is coloured.
fn reach(reach: Reach) -> AnyView {
    let tone = match reach {
        Reach::Everyone => Tone::Bad,
        Reach::Limited | Reach::Unknown => Tone::Warn,
        _ => return words::reach(reach).into_any(),
    };
    view! { <Chip tone=tone text=words::reach(reach)/> }.into_any()
}

fn statements(access: &Access) -> AnyView {
    let read = access
        .statements
        .iter()
        .map(|one| (&one.label, &one.sentence, &one.source));
    let unread = access
        .unreadable
        .iter()
        .map(|one| (&one.label, &one.reason, &one.source));
    let rows: Vec<_> = read
        .chain(unread)
        .map(|(label, sentence, source)| {
            view! {
                <details class="more">
                    <summary><Icon name=IconName::Down/><b>{label.clone()}</b><span>{sentence.clone()}</span></summary>
                    <CopyBlock what=words::source_of(label) text=pretty(source)/>
                </details>
            }
        })
        .collect();
    view! { <div>{rows}</div> }.into_any()
}

fn limits() -> AnyView {
    let rows: Vec<_> = NOT_JUDGED
        .into_iter()
        .map(|limit| view! { <li>{limit}</li> })
        .collect();
    view! {
        <section class="stack" aria-labelledby="limits-h"><h2 id="limits-h">{words::LIMITS}</h2><ul class="dots">{rows}</ul></section>
    }
    .into_any()
}
