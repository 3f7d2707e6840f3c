//! Beside the timeline: the address, the answers, the files.

use super::super::{address, external};
use crate::fragments::field;
use crate::parts::{CopyField, Fact, KeyValues};
use crate::words::repository::{access, removal as removing, settings};
use crate::words::request as words;
use domain::alerts::{Plan, Topic};
use domain::portal::RequestPage;
use domain::request::{Change, ChangeKind, StageName};
use domain::settings_change::SettingsChange;
use domain::spec::{Field, RepositorySpec};
use leptos::prelude::*;

pub(super) fn view(data: &RequestPage) -> AnyView {
    view! {
        <aside class="stack lg" aria-label=words::DETAILS>{uri(data)}{answers(data)}{files(data)}</aside>
    }
    .into_any()
}

fn uri(data: &RequestPage) -> Option<AnyView> {
    let stage = data.request.stage.name();
    let is_new = data.request.change.kind() == ChangeKind::Create;
    if stage.is_given_up() || !is_new {
        return None;
    }
    let (host, name) = data.expected_uri.rsplit_once(".com/").map_or_else(
        || (data.expected_uri.clone(), String::new()),
        |(host, name)| (format!("{host}.com/"), name.to_owned()),
    );
    let later =
        (stage != StageName::Completed).then(|| view! { <p class="hint">{words::URI_LATER}</p> });
    Some(
        view! {
            <section class="stack" aria-labelledby="uri-h">
                <h2 id="uri-h">{words::YOUR_URI}</h2><CopyField what=words::URI text=host bold=name/>{later}
            </section>
        }
        .into_any(),
    )
}

fn answers(data: &RequestPage) -> AnyView {
    let change = &data.request.change;
    let spec = change.spec();
    let address = &spec.address;
    let mut facts = vec![
        Fact::new(
            field(Field::Name),
            view! { <code>{address.name.to_string()}</code> },
        ),
        Fact::new(field(Field::Account), address.account.to_string()),
        Fact::new(field(Field::Region), address.region.to_string()),
    ];
    match change {
        Change::Create { .. } => facts.extend(new_repository(data, spec)),
        Change::Adopt { adoption, .. } => {
            facts.extend(new_repository(data, spec));
            facts.extend(super::adoption::facts(adoption));
        }
        Change::Alarms { plan, .. } => facts.extend(alarms(spec, plan)),
        Change::Lifecycle { was, .. } => {
            let policy = spec.settings.lifecycle.as_ref();
            facts.push(Fact::new(field(Field::Cluster), spec.cluster.to_string()));
            facts.push(Fact::new(field(Field::Lifecycle), words::lifecycle(policy)));
            facts.push(Fact::new(words::WAS, words::lifecycle(was.as_ref())));
        }
        Change::Settings { change, .. } => facts.extend(other_settings(change)),
        Change::Removal { removal, .. } => {
            facts.push(Fact::new(removing::WAY, removing::way(removal.way)));
            facts.push(Fact::new(removing::STEP, removing::step(&removal.step)));
        }
        Change::Access { change, .. } => {
            let grants = access::grants(&change.grants).into_iter();
            facts.extend(grants.map(|(name, value)| Fact::new(name, value)));
        }
        Change::Workflow { branch, .. } => {
            facts.push(Fact::new(field(Field::Source), source(data)));
            facts.push(Fact::new(words::BRANCH, branch.as_str().to_owned()));
        }
    }
    if !data.request.comment.is_empty() {
        facts.push(Fact::new(words::NOTE, data.request.comment.clone()));
    }
    if let Some(text) = words::catalog(&data.request.catalog) {
        facts.push(Fact::new(words::CATALOG, text));
    }
    view! {
        <section class="stack" aria-labelledby="answers-h"><h2 id="answers-h">{words::ASKED}</h2><KeyValues facts=facts/></section>
    }
    .into_any()
}

fn new_repository(data: &RequestPage, spec: &RepositorySpec) -> Vec<Fact> {
    let settings = &spec.settings;
    let encryption = match settings.encryption.key() {
        Some(key) => format!("{}, {}", settings.encryption.aws_value(), key.as_str()),
        None => settings.encryption.aws_value().to_owned(),
    };
    let link = |key: &str, value: &str| {
        let href = address::inventory_by(key, value);
        let value = value.to_owned();
        view! { <a href=href>{value}</a> }
    };
    let scan = match settings.scan_on_push {
        true => words::ON,
        false => words::OFF,
    };
    vec![
        Fact::new(field(Field::Description), spec.description.to_string()),
        Fact::new(field(Field::Team), link("team", spec.team.as_str())),
        Fact::new(field(Field::System), link("system", spec.system.as_str())),
        Fact::new(field(Field::Source), source(data)),
        Fact::new(field(Field::Cluster), spec.cluster.to_string()),
        Fact::new(
            field(Field::Mutability),
            words::mutability(&settings.mutability),
        ),
        Fact::new(field(Field::Scan), scan),
        Fact::new(field(Field::Encryption), encryption),
        Fact::new(
            field(Field::Lifecycle),
            words::lifecycle(settings.lifecycle.as_ref()),
        ),
    ]
}

fn other_settings(change: &SettingsChange) -> Vec<Fact> {
    let facts = change.changed().into_iter().map(|changed| {
        let text = settings::becomes(&changed);
        Fact::new(settings::name(&changed.setting), text)
    });
    facts.collect()
}

fn alarms(spec: &RepositorySpec, plan: &Plan) -> Vec<Fact> {
    let sees: Vec<_> = plan
        .alerts()
        .into_iter()
        .map(|alert| view! { <li>{alert.sees()}</li> })
        .collect();
    let alarms = if sees.is_empty() {
        words::NO_ALARMS.into_any()
    } else {
        view! { <ul class="dots">{sees}</ul> }.into_any()
    };
    let topic = match &plan.topic {
        Topic::Existing(arn) => arn.as_str().to_owned(),
        Topic::Own => words::OWN_TOPIC.to_owned(),
    };
    vec![
        Fact::new(field(Field::Cluster), spec.cluster.to_string()),
        Fact::new(words::ALARMS, alarms),
        Fact::new(words::TOPIC, topic),
    ]
}

/// A link where the page on GitHub is that of the application, not of a central repository.
fn source(data: &RequestPage) -> AnyView {
    let slug = data.request.spec().source.to_string();
    if data.source_url.trim_end_matches('/').ends_with(&slug) {
        external(&data.source_url, slug)
    } else {
        slug.into_any()
    }
}

fn files(data: &RequestPage) -> Option<AnyView> {
    if data.files.is_empty() {
        return None;
    }
    let rows: Vec<_> = data
        .files
        .iter()
        .enumerate()
        .map(|(i, file)| {
            let name = file.path.clone();
            match data.file_links.get(i).cloned().flatten() {
                Some(href) => view! { <li>{external(&href, name)}</li> }.into_any(),
                None => view! { <li>{name}</li> }.into_any(),
            }
        })
        .collect();
    Some(
        view! {
            <section class="stack" aria-labelledby="request-files-h">
                <h2 id="request-files-h">{words::FILES}</h2><ul class="stack sm mono" role="list">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}
