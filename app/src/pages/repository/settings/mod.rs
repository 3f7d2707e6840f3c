//! The settings of a repository as Git has them, and the way to others.

mod form;
mod look;

use super::asking::{self, Returned};
use super::page;
use crate::parts::{Announce, Empty, IconName, Note, Region, Tone};
use crate::words::repository::settings as words;
use domain::portal::{SettingsInGit, SettingsPage, Tab};
use domain::spec::{Field, RepositorySpec};
use leptos::prelude::*;

pub fn view(data: &SettingsPage, returned: Option<&Returned>) -> AnyView {
    let body = match &data.git {
        SettingsInGit::Nowhere => {
            view! { <Empty icon=IconName::Lock title=words::NOWHERE>{words::NOWHERE_MORE}</Empty> }
                .into_any()
        }
        SettingsInGit::Absent { path } => {
            let more = words::absent(path);
            view! { <Note tone=Tone::Warn title=words::ABSENT><p>{more}</p></Note> }.into_any()
        }
        SettingsInGit::Silent => silent(data),
        SettingsInGit::Unclear(problem) => {
            let message = problem.message.clone();
            let link = problem.link.clone().map(|link| {
                view! { <p>{words::OPEN}" "{crate::pages::external(&link.href, link.text)}</p> }
            });
            view! {
                <Note tone=Tone::Warn title=words::UNCLEAR announce=Announce::Alert><p>{message}</p>{link}</Note>
            }
            .into_any()
        }
        SettingsInGit::Read(spec) => view! { {change(data, returned)}{fixed(spec)} }.into_any(),
    };
    page(&data.row, Tab::Settings, body)
}

/// What was typed waits in the form until it can be held against Git again.
fn silent(data: &SettingsPage) -> AnyView {
    let typed = (data.form != Default::default()).then(|| form::view(data));
    view! {
        <Note tone=Tone::Warn icon=IconName::Cloud title=words::SILENT><p>{words::SILENT_MORE}</p></Note>
        {typed}
    }
    .into_any()
}

fn change(data: &SettingsPage, returned: Option<&Returned>) -> AnyView {
    let outcome = data
        .draft
        .as_ref()
        .map(|draft| look::view(data, draft, returned));
    view! {
        <section class="stack md" aria-labelledby="change-h">
            <h2 id="change-h">{words::TITLE}</h2>
            <p>{words::LEAD}</p>
            {asking::standing(&data.requests)}
            {form::view(data)}
        </section>
        {outcome}
    }
    .into_any()
}

/// What the form doesn't offer, and why.
fn fixed(spec: &RepositorySpec) -> AnyView {
    let address = &spec.address;
    let encryption = match spec.settings.encryption.key() {
        Some(key) => format!("{}, {}", spec.settings.encryption.aws_value(), key.as_str()),
        None => spec.settings.encryption.aws_value().to_owned(),
    };
    let rows: Vec<_> = [
        (Field::Name, address.name.to_string(), words::IDENTITY),
        (Field::Account, address.account.to_string(), words::IDENTITY),
        (Field::Region, address.region.to_string(), words::IDENTITY),
        (Field::Cluster, spec.cluster.to_string(), words::CLUSTER),
        (Field::Encryption, encryption, words::ENCRYPTION),
    ]
    .into_iter()
    .map(|(field, value, why)| {
        view! { <tr><th scope="row">{words::field(field)}</th><td>{value}<small class="ps mute">{why}</small></td><td class="p2 mute">{why}</td></tr> }
    })
    .collect();
    view! {
        <section class="stack" aria-labelledby="fixed-h">
            <h2 id="fixed-h">{words::FIXED}</h2>
            <Region labelled="fixed-c">
                <table class="tbl">
                    <caption class="sr" id="fixed-c">{words::FIXED_CAPTION}</caption>
                    <thead><tr><th scope="col">{words::SETTING}</th><th scope="col">{words::NOW}</th><th scope="col" class="p2">{words::WHY}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        </section>
    }
    .into_any()
}
