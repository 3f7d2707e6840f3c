//! What a repository is, how well it is kept, who asked for it.

use crate::fragments;
use crate::pages::{address, external, home, inventory, request};
use crate::parts::time::relative;
use crate::parts::{Chip, CopyField, Fact, KeyChip, KeyValues, LinkButton, Note, Time, Tone};
use crate::words::inventory as columns;
use crate::words::repository as words;
use domain::portal::{RepositoryPage, RepositoryState, Tab};
use leptos::prelude::*;

pub fn view(data: &RepositoryPage) -> AnyView {
    let body = view! {
        {notice(data)}
        {status(data)}
        <div class="split">
            <div class="stack lg">{push(data)}{requests(data)}</div>
            <aside class="stack lg" aria-label=words::ABOUT_ASIDE>{checks(data)}{about(data)}{tags(data)}{links(data)}</aside>
        </div>
    }
    .into_any();
    super::page(&data.row, Tab::Overview, body)
}

fn notice(data: &RepositoryPage) -> Option<AnyView> {
    let tone = inventory::tone(data.row.state);
    let follow = data.row.request.as_ref().map(|request| {
        view! { <LinkButton href=format!("/requests/{}", request.id)>{words::FOLLOW}</LinkButton> }
    });
    let actions = view! { {follow} }.into_any();
    Some(match data.row.state {
        RepositoryState::Ready => return None,
        RepositoryState::Coming => {
            view! { <Note tone=tone title=words::ON_ITS_WAY actions=actions/> }.into_any()
        }
        RepositoryState::Attention => {
            view! { <Note tone=tone title=words::ATTENTION actions=actions/> }.into_any()
        }
        RepositoryState::Unmanaged => {
            view! { <Note tone=tone title=words::UNMANAGED><p>{words::UNMANAGED_MORE}</p></Note> }
                .into_any()
        }
        RepositoryState::Missing => {
            view! { <Note tone=tone title=words::MISSING><p>{words::MISSING_MORE}</p></Note> }
                .into_any()
        }
    })
}

fn status(data: &RepositoryPage) -> AnyView {
    let row = &data.row;
    let (host, name) = row.uri.split_once('/').map_or_else(
        || (String::new(), row.uri.clone()),
        |(host, name)| (format!("{host}/"), name.to_owned()),
    );
    let tags = row.mutability.as_deref().map(|value| {
        let tone = if value == "MUTABLE" {
            Tone::Warn
        } else {
            Tone::Ok
        };
        view! { <li><Chip tone=tone text=words::mutability(value) flat=true/></li> }
    });
    let scan = row.scan_on_push.map(|on| {
        let (tone, text) = if on {
            (Tone::Ok, words::SCANNED)
        } else {
            (Tone::Warn, words::NOT_SCANNED)
        };
        view! { <li><Chip tone=tone text=text flat=true/></li> }
    });
    let encryption = data
        .encryption
        .clone()
        .map(|text| view! { <li><Chip tone=Tone::Ok text=text flat=true/></li> });
    let as_of = data
        .as_of
        .map(|at| view! { <li>{words::as_of(&relative(at.0, data.now.0))}</li> });
    let known = tags.is_some() || scan.is_some() || encryption.is_some() || as_of.is_some();
    view! {
        <div class="stack">
            <CopyField what=words::URI text=host bold=name/>
            {known.then(|| view! { <ul class="legend" role="list" aria-label=words::STATUS>{tags}{scan}{encryption}{as_of}</ul> })}
        </div>
    }
    .into_any()
}

fn push(data: &RepositoryPage) -> Option<AnyView> {
    (!data.handover.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="push-h"><h2 id="push-h">{words::PUSH}</h2>{request::commands(&data.handover)}</section>
        }
        .into_any()
    })
}

fn requests(data: &RepositoryPage) -> AnyView {
    let body = match data.requests.is_empty() {
        true => view! { <p class="mute">{words::NO_REQUESTS}</p> }.into_any(),
        false => home::request_table(&data.requests, words::REQUESTS_NEWEST, true, data.now),
    };
    view! { <section class="stack" aria-labelledby="requests-h"><h2 id="requests-h">{words::REQUESTS}</h2>{body}</section> }.into_any()
}

fn checks(data: &RepositoryPage) -> Option<AnyView> {
    (!data.checks.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="score-h">
                <div class="row btw"><h2 id="score-h">{words::SCORECARD}</h2><span class="mute">{fragments::policy_summary(&data.checks)}</span></div>
                <div inner_html=fragments::policy(&data.checks)></div>
            </section>
        }
        .into_any()
    })
}

fn about(data: &RepositoryPage) -> AnyView {
    let row = &data.row;
    let filtered = |key: &str, value: &str| {
        let (href, value) = (address::inventory_by(key, value), value.to_owned());
        view! { <a href=href>{value}</a> }
    };
    let mut facts = Vec::new();
    if let Some(text) = &data.description {
        facts.push(Fact::new(words::DESCRIPTION, text.clone()));
    }
    if let Some(team) = &row.team {
        facts.push(Fact::new(columns::TEAM, filtered("team", team)));
    }
    if let Some(system) = &row.system {
        facts.push(Fact::new(columns::SYSTEM, filtered("system", system)));
    }
    if let Some(source) = &data.source {
        facts.push(Fact::new(words::SOURCE, source.clone()));
    }
    facts.push(Fact::new(columns::ACCOUNT, row.key.account.to_string()));
    facts.push(Fact::new(
        columns::REGION,
        format!("{}, {}", row.key.region, row.key.region.description()),
    ));
    if let Some(cluster) = &row.cluster {
        facts.push(Fact::new(columns::CLUSTER, filtered("cluster", cluster)));
    }
    let lifecycle: Vec<_> = data
        .lifecycle
        .iter()
        .map(|sentence| view! { <p>{sentence.clone()}</p> })
        .collect();
    let lifecycle = match lifecycle.is_empty() {
        true => words::NO_LIFECYCLE.into_any(),
        false => lifecycle.into_any(),
    };
    facts.push(Fact::new(columns::LIFECYCLE, lifecycle));
    if let Some(at) = row.created {
        let now = data.now.0;
        facts.push(Fact::new(words::CREATED, view! { <Time at=at.0 now=now/> }));
    }
    facts.push(Fact::new(
        words::ARN,
        view! { <code>{data.arn.clone()}</code> },
    ));
    view! { <section class="stack" aria-labelledby="about-h"><h2 id="about-h">{words::ABOUT}</h2><KeyValues facts=facts/></section> }.into_any()
}

fn tags(data: &RepositoryPage) -> Option<AnyView> {
    let chips: Vec<_> = data
        .tags
        .iter()
        .map(|(key, value)| view! { <KeyChip text=format!("{key}: {value}")/> })
        .collect();
    (!chips.is_empty()).then(|| {
        view! { <section class="stack" aria-labelledby="tags-h"><h2 id="tags-h">{words::TAGS}</h2><div class="row">{chips}</div></section> }.into_any()
    })
}

fn links(data: &RepositoryPage) -> Option<AnyView> {
    let rows: Vec<_> = data
        .links
        .iter()
        .map(|link| view! { <li>{external(&link.href, link.text.clone())}</li> })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <section class="stack" aria-labelledby="links-h"><h2 id="links-h">{words::LINKS}</h2><ul class="stack sm" role="list">{rows}</ul></section> }.into_any()
    })
}
