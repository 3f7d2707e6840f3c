//! What a repository is, how well it is kept, who asked for it.

use super::drift;
use crate::pages::{address, external, home, inventory, request};
use crate::parts::text::{count, size};
use crate::parts::time::relative;
use crate::parts::{
    CheckItem, Chip, CopyField, Fact, Figure, Figures, KeyChip, KeyValues, LinkButton, Note,
    PolicyChecks, Time, Tone,
};
use crate::words::inventory as columns;
use crate::words::repository as words;
use domain::portal::{ADOPT_IT, RepositoryKey, RepositoryPage, RepositoryState, Tab};
use domain::scorecard::{CheckResult, Outcome, Remedy};
use domain::time::Timestamp;
use leptos::prelude::*;

/// A miss that weighs so much is told in red.
const HEAVY: u32 = 15;

pub fn view(data: &RepositoryPage, returned: Option<&drift::Returned>) -> AnyView {
    let body = view! {
        {notice(data)}
        {drift::view(data, returned)}
        {status(data)}
        {figures(data)}
        <div class="split">
            <div class="stack lg">{push(data)}{requests(data)}</div>
            <aside class="stack lg" aria-label=words::ABOUT_ASIDE>{card(data)}{about(data)}{tags(data)}{links(data)}</aside>
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
            let adopt = address::adopt(&data.row.key);
            let actions = view! { <LinkButton href=adopt>{ADOPT_IT}</LinkButton> }.into_any();
            view! { <Note tone=tone title=words::UNMANAGED actions=actions><p>{words::UNMANAGED_MORE}</p></Note> }
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

/// Each check with what was found, the misses first.
fn card(data: &RepositoryPage) -> Option<AnyView> {
    let card = data.card.as_ref()?;
    let items = card
        .checks
        .iter()
        .map(|check| {
            let note = words::evidence(&check.evidence, check.weight, check.outcome);
            CheckItem::new(tone(check), check.id.title())
                .note(note)
                .link(mend(&data.row.key, check))
        })
        .collect();
    let (met, known) = card.passed();
    let sum = words::score(card.score(), met, known);
    Some(
        view! {
            <section class="stack" aria-labelledby="score-h">
                <div class="row btw"><h2 id="score-h">{words::SCORECARD}</h2><span class="mute">{sum}</span></div>
                <PolicyChecks items=items shown=5/>
            </section>
        }
        .into_any(),
    )
}

/// Where a miss can be put right, as far as there is a change for it.
fn mend(key: &RepositoryKey, check: &CheckResult) -> Option<(&'static str, String)> {
    match check.remedy? {
        Remedy::Lifecycle => {
            let href = format!("{}#change-h", address::tab(key, Tab::Lifecycle));
            Some((words::OPEN_CHANGE, href))
        }
        Remedy::Settings(field) => {
            let href = format!("{}#{}", address::tab(key, Tab::Settings), field.as_str());
            Some((words::OPEN_CHANGE, href))
        }
        Remedy::Access => {
            let href = format!("{}#change-h", address::tab(key, Tab::Access));
            Some((words::OPEN_CHANGE, href))
        }
        Remedy::Adopt => Some((ADOPT_IT, address::adopt(key))),
        Remedy::Delete => None,
    }
}

fn tone(check: &CheckResult) -> Tone {
    match check.outcome {
        Outcome::Pass | Outcome::Excused => Tone::Ok,
        Outcome::Unknown => Tone::Off,
        Outcome::Miss if check.weight >= HEAVY => Tone::Bad,
        Outcome::Miss => Tone::Warn,
    }
}

fn figures(data: &RepositoryPage) -> Option<AnyView> {
    let all = data.row.figures.as_ref()?;
    let (key, now) = (&data.row.key, data.now.0);
    let moment = |at: Option<Timestamp>| match at {
        Some(at) => relative(at.0, now),
        None => words::NEVER.to_owned(),
    };
    let images = address::tab(key, Tab::Images);
    let findings = address::tab(key, Tab::Findings);
    let open = match &data.findings {
        None => Figure::new(words::FINDINGS, words::NOT_SCANNED_YET),
        Some(counts) => {
            let worst = counts.critical + counts.high;
            let figure = Figure::new(
                words::FINDINGS,
                view! { <a href=findings>{count(counts.total())}</a> },
            );
            let figure = figure.note(words::worst(counts.critical, counts.high));
            match worst {
                0 => figure,
                _ => figure.tone(Tone::Bad),
            }
        }
    };
    let figures = vec![
        Figure::new(
            columns::IMAGES,
            view! { <a href=images>{count(all.images)}</a> },
        )
        .note(words::untagged(all.untagged)),
        Figure::new(columns::STORAGE, size(all.bytes)).note(words::STORAGE_NOTE),
        Figure::new(columns::LAST_PUSH, moment(all.last_push)),
        Figure::new(words::LAST_PULL, moment(all.last_pull)).note(words::PULL_NOTE),
        open,
    ];
    let read = data
        .images_read
        .map(|at| view! { <p class="mute">{words::images_read(&relative(at.0, now))}</p> });
    Some(view! { <div class="stack sm"><Figures figures=figures/>{read}</div> }.into_any())
}

/// Who wanted it, and who agreed.
fn asked(data: &RepositoryPage) -> Vec<Fact> {
    let Some(asked) = &data.asked else {
        return vec![Fact::new(words::ASKED, words::NOT_ASKED)];
    };
    let now = data.now.0;
    let (by, label, at) = (asked.by.to_string(), asked.label.clone(), asked.at.0);
    let href = format!("/requests/{}", asked.request);
    let by = view! { {by}", "<a href=href>{label}</a>", "<Time at=at now=now/> };
    let approved: Vec<_> = asked
        .approved
        .iter()
        .map(|(by, at)| {
            let (by, at) = (by.to_string(), at.0);
            view! { <p>{by}", "<Time at=at now=now/></p> }
        })
        .collect();
    let approved = match approved.is_empty() {
        true => words::NOT_APPROVED.into_any(),
        false => approved.into_any(),
    };
    vec![
        Fact::new(words::ASKED, by),
        Fact::new(words::APPROVED, approved),
    ]
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
    facts.extend(asked(data));
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
