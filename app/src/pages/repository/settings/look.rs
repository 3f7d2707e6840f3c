//! What a change would do, setting by setting and line by line, and the wish for it.

use crate::pages::address;
use crate::pages::repository::asking::{self, Asking, Returned};
use crate::parts::{DiffFile, DiffRow, Note, Region, Tone};
use crate::words::repository::settings as words;
use domain::portal::{SettingsDraft, SettingsPage, Tab};
use domain::settings_change::Input;
use leptos::prelude::*;

pub(super) fn view(
    data: &SettingsPage,
    draft: &SettingsDraft,
    returned: Option<&Returned>,
) -> AnyView {
    let body = match draft.changed.is_empty() {
        true => view! { <p>{words::NOTHING}</p> }.into_any(),
        false => changes(data, draft, returned),
    };
    view! { <section class="stack md" aria-labelledby="look-h"><h2 id="look-h">{words::CHANGE}</h2>{body}</section> }
        .into_any()
}

fn changes(data: &SettingsPage, draft: &SettingsDraft, returned: Option<&Returned>) -> AnyView {
    let hidden = Input::ALL
        .into_iter()
        .map(|input| (input.as_str(), data.form.value(input).to_owned()))
        .chain([("ask", "1".to_owned())])
        .collect();
    let asking = Asking {
        action: format!("{}#look-h", address::tab(&data.row.key, Tab::Settings)),
        hidden,
        asked: &data.requests,
        returned,
        submit: words::ASK,
    };
    let lines: Vec<_> = draft
        .consequences
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect();
    view! {
        {table(draft)}
        <h3>{words::CONSEQUENCES}</h3>
        <ul class="dots">{lines}</ul>
        {advice(draft)}
        <h3>{words::FILES}</h3>
        {files(draft)}
        <p class="mute">{words::CHANGED}</p>
        {asking::form(asking)}
    }
    .into_any()
}

fn table(draft: &SettingsDraft) -> AnyView {
    let rows: Vec<_> = draft
        .changed
        .iter()
        .map(|changed| {
            view! {
                <tr>
                    <th scope="row">{words::name(&changed.setting)}</th>
                    <td>{words::now(changed)}</td>
                    <td>{words::then(changed)}</td>
                    <td class="p2">{words::IN_PLACE}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Region labelled="look-c">
            <table class="tbl">
                <caption class="sr" id="look-c">{words::CAPTION}</caption>
                <thead><tr>
                    <th scope="col">{words::SETTING}</th><th scope="col">{words::NOW}</th>
                    <th scope="col">{words::THEN}</th><th scope="col" class="p2">{words::HOW}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn advice(draft: &SettingsDraft) -> Option<AnyView> {
    let rows: Vec<_> = draft
        .advice
        .iter()
        .map(|check| {
            let text = match &check.fix {
                Some(fix) => format!("{} {fix}", check.detail),
                None => check.detail.clone(),
            };
            view! { <li>{text}</li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Note tone=Tone::Warn title=words::ADVICE><ul class="dots">{rows}</ul></Note> }
            .into_any()
    })
}

fn files(draft: &SettingsDraft) -> AnyView {
    let files: Vec<_> = draft
        .files
        .iter()
        .map(|file| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let rows = DiffRow::compare(&text(&file.before), &text(&file.after));
            view! { <DiffFile path=file.path.clone() rows=rows/> }
        })
        .collect();
    view! { <div class="stack">{files}</div> }.into_any()
}
