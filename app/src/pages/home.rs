//! The first page: what waits for this person, what is theirs, and the way to something new.

use super::{address, inventory, stage};
use crate::islands::Copying;
use crate::parts::{
    ButtonKind, CopyButton, Fact, Icon, IconName, KeyValues, LinkButton, PageHead, Step, Time,
    Timeline, TodoItem, TodoList, Tone,
};
use crate::words::home as words;
use domain::drift::Loss;
use domain::portal::{Home, LeadTime, RepositoryKey, RepositoryRow, RequestRow, Task};
use domain::request::ChangeKind;
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn title(_: &Home) -> String {
    words::TITLE.to_owned()
}

pub fn view(data: &Home, now: Timestamp) -> AnyView {
    let first = data.needs_you.is_empty() && data.my_requests.is_empty() && data.drafts.is_empty();
    if first {
        return first_visit(data);
    }
    let action = view! { <LinkButton href="/requests/new" kind=ButtonKind::Primary icon=IconName::Plus>{words::REQUEST}</LinkButton> };
    let content = view! {
        <div class="stack lg">
            {needs_you(data, now)}
            {my_requests(data, now)}
            {team(data)}
        </div>
        <aside class="stack lg" aria-label=words::QUICK_ASIDE>
            {drafts(data, now)}
            {presets()}
            {data.lead_time.as_ref().map(how_long)}
        </aside>
    }
    .into_any();
    view! {
        <Copying>
            <div class="page">
                <PageHead title=words::TITLE actions=action.into_any()/>
                <div class="split">{content}</div>
            </div>
        </Copying>
    }
    .into_any()
}

fn needs_you(data: &Home, now: Timestamp) -> AnyView {
    let items: Vec<TodoItem> = data.needs_you.iter().map(|task| todo(task, now)).collect();
    let count = items.len();
    let body = match items.is_empty() {
        true => view! { <p class="mute">{words::NOTHING}</p> }.into_any(),
        false => view! { <TodoList items=items/> }.into_any(),
    };
    view! {
        <section class="stack" aria-labelledby="needs-h">
            <h2 id="needs-h">{words::NEEDS_YOU}" "{(count > 0).then(|| view! { <span class="mute">{count}</span> })}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Nobody has asked for it, and nothing is as bad: it says so in red.
fn lost(key: &RepositoryKey, loss: &Loss, now: Timestamp) -> TodoItem {
    let href = address::repository(key);
    let text = words::lost_text(key.account.as_str(), key.region.as_str(), loss.images);
    TodoItem {
        tone: Tone::Bad,
        icon: Some(IconName::Bad),
        title: words::lost(key.name.as_str()),
        href: Some(href.clone()),
        text: view! { {text}<Time at=loss.at.0 now=now.0/> }.into_any(),
        action: Some((href, words::SEE_LOST.to_owned())),
    }
}

fn todo(task: &Task, now: Timestamp) -> TodoItem {
    let (tone, icon, row, title, text, href, label) = match task {
        Task::Lost { key, loss } => return lost(key, loss, now),
        Task::Review(row) => (
            Tone::Now,
            IconName::Review,
            row,
            words::to_review(&row.name),
            words::asked_by(&row.label, row.requester.as_str(), &row.team),
            format!("/reviews/{}", row.id),
            words::REVIEW,
        ),
        Task::Answer {
            request,
            by,
            comment,
        } => (
            Tone::Warn,
            IconName::Review,
            request,
            words::changes(by, &request.name),
            words::quoted(&request.label, comment),
            format!("/requests/{}", request.id),
            words::ANSWER,
        ),
        Task::Correct { request, problem } => (
            Tone::Warn,
            IconName::Warn,
            request,
            words::wrong(&request.name),
            words::said(&request.label, problem),
            format!("/requests/{}", request.id),
            words::CORRECT,
        ),
        Task::Look { request, reason } => (
            Tone::Bad,
            IconName::Bad,
            request,
            words::stopped(&request.name),
            words::said(&request.label, reason),
            format!("/requests/{}", request.id),
            words::LOOK,
        ),
    };
    TodoItem {
        tone,
        icon: Some(icon),
        title,
        href: Some(href.clone()),
        text: view! { {text}<Time at=row.since.0 now=now.0/> }.into_any(),
        action: Some((href, label.to_owned())),
    }
}

fn my_requests(data: &Home, now: Timestamp) -> Option<AnyView> {
    if data.my_requests.is_empty() {
        return None;
    }
    let all = words::all(data.my_requests_total);
    Some(
        view! {
            <section class="stack" aria-labelledby="mine-h">
                <div class="row btw"><h2 id="mine-h">{words::MY_REQUESTS}</h2><a href="/requests?mine=1">{all}</a></div>
                {request_table(&data.my_requests, words::MINE_NEWEST, false, now)}
            </section>
        }
        .into_any(),
    )
}

/// Which request, and of what kind where it is no new repository.
fn about(row: &RequestRow) -> String {
    match row.kind {
        ChangeKind::Create => row.label.clone(),
        other => format!("{}, {}", row.label, crate::words::request::kind(other)),
    }
}

/// Requests as rows, also for the list of all. `whose` adds the requester.
pub(super) fn request_table(
    rows: &[RequestRow],
    caption: &'static str,
    whose: bool,
    now: Timestamp,
) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let href = format!("/requests/{}", row.id);
            view! {
                <tr>
                    <th scope="row"><a href=href>{row.name.clone()}</a>" "<small>{about(row)}</small></th>
                    <td class="p2">{row.team.clone()}</td>
                    {whose.then(|| view! { <td class="p2">{row.requester.to_string()}</td> })}
                    <td>{stage::bar(row)}</td>
                    <td class="p3 w mute"><Time at=row.since.0 now=now.0/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=caption>
            <table class="tbl">
                <caption class="sr">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::REPOSITORY}</th>
                        <th scope="col" class="p2">{words::TEAM_COLUMN}</th>
                        {whose.then(|| view! { <th scope="col" class="p2">{words::REQUESTER}</th> })}
                        <th scope="col">{words::STAGE}</th>
                        <th scope="col" class="p3">{words::SINCE}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn team(data: &Home) -> Option<AnyView> {
    if data.team_repositories.is_empty() {
        return None;
    }
    let mut teams: Vec<String> = data
        .team_repositories
        .iter()
        .filter_map(|row| row.team.clone())
        .collect();
    teams.sort();
    teams.dedup();
    let query = domain::portal::InventoryQuery {
        teams,
        ..Default::default()
    };
    let all = address::inventory(&query);
    let rows: Vec<_> = data.team_repositories.iter().map(team_row).collect();
    Some(
        view! {
            <section class="stack" aria-labelledby="team-h">
                <div class="row btw"><h2 id="team-h">{words::TEAM}</h2><a href=all>{words::all(data.team_repositories_total)}</a></div>
                <div class="scroll" tabindex="0" role="region" aria-label=words::TEAM_TABLE>
                    <table class="tbl">
                        <caption class="sr">{words::TEAM_TABLE}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{words::REPOSITORY}</th>
                                <th scope="col" class="p2">{words::SYSTEM}</th>
                                <th scope="col" class="p2">{words::REGION}</th>
                                <th scope="col">{words::STATE}</th>
                                <th scope="col" class="c"><span class="sr">{words::COPY}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn team_row(row: &RepositoryRow) -> AnyView {
    let name = row.name().to_string();
    view! {
        <tr>
            <th scope="row"><a href=address::repository(&row.key)>{name.clone()}</a></th>
            <td class="p2">{row.system.clone()}</td>
            <td class="p2 w">{row.key.region.to_string()}</td>
            <td class="w">{inventory::state_chip(row.state)}</td>
            <td class="c"><CopyButton what=words::uri_of(&name) text=row.uri.clone()/></td>
        </tr>
    }
    .into_any()
}

fn drafts(data: &Home, now: Timestamp) -> Option<AnyView> {
    if data.drafts.is_empty() {
        return None;
    }
    let rows: Vec<_> = data
        .drafts
        .iter()
        .map(|draft| {
            let href = format!("/requests/new?draft={}", draft.id);
            let name = if draft.name.is_empty() { words::UNNAMED.to_owned() } else { draft.name.clone() };
            view! {
                <li data-s="off">
                    <Icon name=IconName::Save/>
                    <div><a class="title" href=href>{name}</a><p class="hint"><Time at=draft.saved.0 now=now.0/></p></div>
                </li>
            }
        })
        .collect();
    Some(
        view! {
            <section class="stack" aria-labelledby="drafts-h"><h2 id="drafts-h">{words::DRAFTS}</h2><ul class="list" role="list">{rows}</ul></section>
        }
        .into_any(),
    )
}

fn presets() -> AnyView {
    let rows: Vec<_> = words::PRESETS
        .into_iter()
        .map(|(name, what, query)| {
            view! {
                <li data-s="off">
                    <Icon name=IconName::Cube/>
                    <div><a class="title" href=format!("/requests/new?{query}")>{name}</a><p class="hint">{what}</p></div>
                </li>
            }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="quick-h"><h2 id="quick-h">{words::QUICK}</h2><ul class="list" role="list">{rows}</ul></section>
    }
    .into_any()
}

fn how_long(lead: &LeadTime) -> AnyView {
    let facts = words::lead_time(lead)
        .into_iter()
        .map(|(name, value)| Fact::new(name, value))
        .collect();
    view! {
        <section class="stack" aria-labelledby="time-h">
            <h2 id="time-h">{words::HOW_LONG}</h2><KeyValues facts=facts/><p class="hint">{words::measured(lead.count)}</p>
        </section>
    }
    .into_any()
}

fn first_visit(data: &Home) -> AnyView {
    const ICONS: [IconName; 4] = [
        IconName::Send,
        IconName::Shield,
        IconName::Merge,
        IconName::Cube,
    ];
    let steps = words::STEPS
        .into_iter()
        .zip(ICONS)
        .map(|((title, text), icon)| {
            Step::new(None, icon, title, view! { <p class="mute">{text}</p> })
        })
        .collect();
    let teams = (data.team_repositories_total > 0)
        .then(|| view! { <p class="hint">{words::team_has(data.team_repositories_total)}</p> });
    let theirs = team(data);
    view! {
        <Copying>
            <div class="page">
                <PageHead title=words::TITLE/>
                <section class="split half first" aria-labelledby="first-h">
                    <div class="stack lg">
                        <div class="stack"><h2 id="first-h">{words::FIRST}</h2><p class="mute">{words::FIRST_LEAD}</p></div>
                        <div class="row">
                            <LinkButton href="/requests/new" kind=ButtonKind::Primary icon=IconName::Plus>{words::REQUEST}</LinkButton>
                            <LinkButton href="/inventory">{words::LOOK_FOR_ONE}</LinkButton>
                        </div>
                        {teams}
                    </div>
                    <Timeline steps=steps/>
                </section>
                {theirs}
            </div>
        </Copying>
    }
    .into_any()
}
