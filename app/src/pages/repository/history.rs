//! What happened to a repository and who did it: each request from asking to ready, then every record.

use super::page;
use crate::pages::{address, external};
use crate::parts::time::machine;
use crate::parts::{Empty, Fact, IconName, KeyValues, LinkButton, Note, Region, Tone};
use crate::words::repository::watching::history as words;
use crate::words::request as says;
use crate::words::stage as stage_words;
use domain::portal::{
    Carried, Happened, HistoryEntry, HistoryPage, HistoryQuery, RepositoryKey, Tab,
};
use domain::refusal::Link;
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn view(data: &HistoryPage) -> AnyView {
    let body = match data.entries.is_empty() && data.is_first {
        true => view! { <Empty icon=IconName::Clock title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any(),
        false => view! { {chain(data)}{requests(data)}{records(data)} }.into_any(),
    };
    page(&data.row, Tab::History, body)
}

fn chain(data: &HistoryPage) -> Option<AnyView> {
    if let Some((number, version)) = data.chain.broken {
        let why = words::broken(number, version);
        return Some(
            view! { <Note tone=Tone::Bad title=words::BROKEN><p>{why}</p></Note> }.into_any(),
        );
    }
    (data.chain.requests > 0).then(|| {
        let said = words::whole(data.chain.requests, data.chain.events);
        view! { <p class="mute">{said}</p> }.into_any()
    })
}

fn requests(data: &HistoryPage) -> Option<AnyView> {
    let rows: Vec<_> = data.requests.iter().map(carried).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="requests-h">
                <h2 id="requests-h">{words::REQUESTS}</h2>
                <Region labelled="requests-c">
                    <table class="tbl dense">
                        <caption class="sr" id="requests-c">{words::REQUESTS_NEWEST}</caption>
                        <thead><tr>
                            <th scope="col">{words::REQUEST}</th><th scope="col">{words::ASKED_BY}</th>
                            <th scope="col">{words::PULL_REQUEST}</th><th scope="col">{words::APPROVED_BY}</th>
                            <th scope="col">{words::MERGE}</th><th scope="col">{words::SYNCED}</th><th scope="col">{words::READY}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Region>
            </section>
        }
        .into_any()
    })
}

fn carried(one: &Carried) -> AnyView {
    let href = format!("/requests/{}", one.id);
    let ready = match one.ready {
        Some(at) => moment(at),
        None => stage_words::stage(one.stage).into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{one.label.clone()}</a>{exactly(one)}</th>
            <td class="w">{one.asked_by.clone()}" "{moment(one.asked)}</td>
            <td class="w">{one.pull_request.as_ref().map(linked)}</td>
            <td class="w">{one.approved_by.join(", ")}</td>
            <td class="w mono">{one.merge.as_ref().map(linked)}</td>
            <td class="w">{one.synced.map(moment)}</td>
            <td class="w">{ready}</td>
        </tr>
    }
    .into_any()
}

/// What does not fit a column: the values, the files, the whole commit.
fn exactly(one: &Carried) -> AnyView {
    let mut facts = Vec::new();
    if !one.reason.is_empty() {
        facts.push(Fact::new(words::REASON, one.reason.clone()));
    }
    let values = one.values.clone();
    let values = view! { <pre class="mono">{values}</pre> };
    facts.push(Fact::new(words::EXACT_VALUES, values));
    for (path, sum) in &one.files {
        let sum = sum.clone().unwrap_or_else(|| words::TAKEN_AWAY.to_owned());
        let sum = view! { <span class="mono">{sum}</span> };
        facts.push(Fact::new(path.clone(), sum));
    }
    if let Some(commit) = one.merge_commit.clone() {
        let commit = view! { <span class="mono">{commit}</span> };
        facts.push(Fact::new(words::MERGE, commit));
    }
    view! { <details class="more"><summary>{words::EXACTLY}</summary><KeyValues facts/></details> }
        .into_any()
}

fn moment(at: Timestamp) -> AnyView {
    view! { <time class="mute" datetime=machine(at.0)>{says::exact(at.0)}</time> }.into_any()
}

fn linked(link: &Link) -> AnyView {
    external(&link.href, link.text.clone())
}

fn records(data: &HistoryPage) -> AnyView {
    let rows: Vec<_> = data.entries.iter().map(record).collect();
    view! {
        <section class="stack" aria-labelledby="records-h">
            <h2 id="records-h">{words::RECORDS}</h2>
            <Region labelled="records-c">
                <table class="tbl dense">
                    <caption class="sr" id="records-c">{words::RECORDS_NEWEST}</caption>
                    <thead><tr>
                        <th scope="col">{words::WHEN}</th><th scope="col">{words::WHO}</th>
                        <th scope="col">{words::WHAT}</th><th scope="col">{words::ABOUT}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
            {foot(&data.row.key, data)}
        </section>
    }
    .into_any()
}

fn record(entry: &HistoryEntry) -> AnyView {
    let (what, about) = match &entry.what {
        Happened::Request { id, label, what } => {
            let href = format!("/requests/{id}");
            let values = matches!(what, domain::request::What::Submitted { .. }).then(|| {
                let href = format!("/requests/{id}");
                view! { ", "<a href=href>{words::VALUES}</a> }
            });
            let what = says::event(what);
            (
                view! { {what}{values} }.into_any(),
                view! { <a href=href>{label.clone()}</a> }.into_any(),
            )
        }
        Happened::Repository(deed) => (
            words::deed(deed).into_any(),
            view! { <span class="mute">{words::REPOSITORY}</span> }.into_any(),
        ),
    };
    let link = entry.link.as_ref().map(|link| {
        let link = linked(link);
        view! { " "{link} }
    });
    view! {
        <tr>
            <td class="w">{moment(entry.at)}</td>
            <td class="w">{says::actor(&entry.actor)}</td>
            <td>{what}{link}</td>
            <td class="w">{about}</td>
        </tr>
    }
    .into_any()
}

fn foot(key: &RepositoryKey, data: &HistoryPage) -> AnyView {
    let newest = (!data.is_first).then(|| {
        let href = address::history(key, &HistoryQuery::default());
        view! { <LinkButton href=href>{words::NEWEST}</LinkButton> }
    });
    let older = data.next.clone().map(|after| {
        let href = address::history(key, &HistoryQuery { after: Some(after) });
        view! { <LinkButton href=href>{words::OLDER}</LinkButton> }
    });
    let audit = address::audit_of(key);
    let audit = view! { <LinkButton href=audit>{words::AUDIT}</LinkButton> };
    view! { <div class="row">{newest}{older}{audit}</div> }.into_any()
}
