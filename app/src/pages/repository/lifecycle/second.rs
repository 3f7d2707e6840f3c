//! AWS's own preview beside Berth's.

use crate::pages::address;
use crate::parts::text::count;
use crate::parts::{Button, Note, Region, Tone};
use crate::words::repository::policy as common;
use crate::words::repository::policy::second as words;
use domain::lifecycle::second_opinion::{Agreement, Difference};
use domain::portal::{AwsSays, LifecyclePage, PolicyDraft, Tab};
use leptos::prelude::*;

/// As many rows as a person looks through.
const ROWS: usize = 50;

pub(super) fn view(data: &LifecyclePage, draft: &PolicyDraft) -> AnyView {
    match &draft.aws {
        None => ask(data, draft),
        Some(AwsSays::Compared(agreement)) if agreement.differences.is_empty() => {
            let (same, unread) = (words::same(agreement.images), unread(agreement));
            view! { <Note tone=Tone::Ok title=words::SAME><p>{same}</p>{unread}</Note> }.into_any()
        }
        Some(AwsSays::Compared(agreement)) => differs(agreement),
        Some(AwsSays::Busy) => off(words::BUSY.to_owned()),
        Some(AwsSays::Failed(word)) => off(words::failed(word)),
        Some(AwsSays::Silent) => off(words::SILENT.to_owned()),
    }
}

fn ask(data: &LifecyclePage, draft: &PolicyDraft) -> AnyView {
    let action = format!("{}#tried", address::tab(&data.row.key, Tab::Lifecycle));
    view! {
        <form class="row" method="post" action=action>
            <input type="hidden" name="policy" value=draft.text.clone()/>
            <input type="hidden" name="aws" value="1"/>
            <Button>{words::ASK}</Button>
            <span class="mute">{words::ASK_MORE}</span>
        </form>
    }
    .into_any()
}

fn off(text: String) -> AnyView {
    view! { <Note tone=Tone::Off title=words::NO_ANSWER><p>{text}</p></Note> }.into_any()
}

fn unread(agreement: &Agreement) -> Option<AnyView> {
    (agreement.unread > 0).then(|| view! { <p>{words::unread(agreement.unread)}</p> }.into_any())
}

fn differs(agreement: &Agreement) -> AnyView {
    let row = |one: &Difference| {
        let tags = one.tags.join(", ");
        view! {
            <tr>
                <th scope="row"><code>{one.digest.short().to_owned()}</code>" "{tags}</th>
                <td>{common::act(one.berth)}</td>
                <td>{common::act(one.aws)}</td>
            </tr>
        }
    };
    let rows: Vec<_> = agreement.differences.iter().take(ROWS).map(row).collect();
    let all = agreement.differences.len();
    let more = (all > ROWS)
        .then(|| view! { <p class="mute">{words::more(&count((all - ROWS) as u64))}</p> });
    let (said, unread) = (words::differs(all as u64), unread(agreement));
    view! {
        <Note tone=Tone::Warn title=words::DIFFERS><p>{said}</p>{unread}</Note>
        <Region labelled="aws-c">
            <table class="tbl dense">
                <caption class="sr" id="aws-c">{words::CAPTION}</caption>
                <thead><tr><th scope="col">{common::IMAGE}</th><th scope="col">{words::BERTH}</th><th scope="col">{words::AWS}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
        {more}
    }
    .into_any()
}
