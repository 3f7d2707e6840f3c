//! The audit record: filters, a page of rows, and the way to the rest.

use super::{address, external};
use crate::parts::time::machine;
use crate::parts::{
    Button, Crumb, Described, Empty, Fact, IconName, KeyValues, LinkButton, Note, PageHead, Region,
    Tone,
};
use crate::words::audit as words;
use crate::words::home as around;
use crate::words::request::exact;
use domain::audit::{AuditAction, AuditRow};
use domain::portal::{AuditField, AuditPage, AuditQuery};
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

pub fn view(data: &AuditPage, query: &AuditQuery) -> AnyView {
    let body = if !data.problems.is_empty() {
        let all: Vec<_> = data
            .problems
            .iter()
            .map(|problem| view! { <p>{problem.message.clone()}</p> })
            .collect();
        view! { <Note tone=Tone::Bad title=words::CANT>{all}</Note> }.into_any()
    } else if data.rows.is_empty() {
        view! { <Empty icon=IconName::Search title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any()
    } else {
        table(data)
    };
    let own = (!data.sees_all).then(|| view! { <p class="mute">{words::OWN_LEAD}</p> });
    view! {
        <div class="page">
            <PageHead title=words::TITLE crumbs=vec![Crumb::to(around::TITLE, "/"), Crumb::here(words::TITLE)] meta=words::LEAD.into_any()/>
            {own}
            {filters(data, query)}
            {body}
            {foot(data, query)}
        </div>
    }
    .into_any()
}

fn filters(data: &AuditPage, query: &AuditQuery) -> AnyView {
    let problem = |field: AuditField| {
        let found = data.problems.iter().find(|problem| problem.field == field);
        found.map(|problem| problem.message.clone())
    };
    let clear = (!query.is_blank())
        .then(|| view! { <LinkButton href=address::AUDIT>{words::CLEAR}</LinkButton> });
    let object = Described::new(words::OBJECT).hint(words::OBJECT_HINT);
    let repository = Described::new(words::REPOSITORY).error(problem(AuditField::Repository));
    let from = Described::new(words::FROM).error(problem(AuditField::From));
    let to = Described::new(words::TO).error(problem(AuditField::To));
    view! {
        <form class="stack" role="search" aria-label=words::FILTERS method="get" action=address::AUDIT>
            <div class="field two">
                {field("who", "text", Described::new(words::WHO), &query.who)}
                {actions(&query.action, problem(AuditField::Action))}
                {field("object", "text", object, &query.object)}
                {field("repository", "text", repository, &query.repository)}
                {field("team", "text", Described::new(words::TEAM), &query.team)}
                {field("from", "date", from, &query.from)}
                {field("to", "date", to, &query.to)}
            </div>
            <div class="row"><Button>{words::SHOW}</Button>{clear}</div>
        </form>
    }
    .into_any()
}

/// Unlike in a form that is sent, nothing has to be filled in, and nobody has to be told so.
fn field(name: &'static str, kind: &'static str, says: Described, value: &str) -> AnyView {
    let value = value.to_owned();
    view! {
        <div class="field">
            <label for=name>{says.label.clone()}</label>
            <input class="input" type=kind id=name name=name value=value aria-invalid=says.invalid() aria-describedby=says.by(name)/>
            {says.notes(name)}
        </div>
    }
    .into_any()
}

/// By groups, each of which can be chosen whole.
fn actions(chosen: &str, problem: Option<String>) -> AnyView {
    let says = Described::new(words::ACTION).error(problem);
    let mut groups: Vec<&'static str> = AuditAction::ALL.iter().map(|it| it.group()).collect();
    groups.dedup();
    let groups: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let ones: Vec<_> = AuditAction::ALL
                .iter()
                .filter(|action| action.group() == group)
                .map(|action| {
                    let word = action.as_str();
                    view! { <option value=word selected=word == chosen>{words::action(*action)}</option> }
                })
                .collect();
            let name = words::group(group);
            let label = name.clone();
            view! {
                <optgroup label=label>
                    <option value=group selected=group == chosen>{name}</option>
                    {ones}
                </optgroup>
            }
        })
        .collect();
    view! {
        <div class="field">
            <label for="action">{says.label.clone()}</label>
            <select class="input" id="action" name="action" aria-invalid=says.invalid() aria-describedby=says.by("action")>
                <option value="">{words::EVERY_ACTION}</option>
                {groups}
            </select>
            {says.notes("action")}
        </div>
    }
    .into_any()
}

fn table(data: &AuditPage) -> AnyView {
    let rows: Vec<_> = data.rows.iter().map(row).collect();
    view! {
        <Region labelled="audit-c">
            <table class="tbl dense">
                <caption class="sr" id="audit-c">{words::TABLE}</caption>
                <thead><tr>
                    <th scope="col">{words::WHEN}</th><th scope="col">{words::WHO}</th>
                    <th scope="col">{words::WHAT}</th><th scope="col">{words::OBJECT}</th>
                    <th scope="col">{words::REPOSITORY}</th><th scope="col">{words::TEAM}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(row: &AuditRow) -> AnyView {
    let entry = &row.entry;
    let (at, id) = (entry.at.0, format!("row-{}", row.number));
    let object = match &entry.request {
        Some(id) => {
            let href = address::request(id);
            view! { <a href=href>{entry.object.clone()}</a> }.into_any()
        }
        None => view! { <span>{entry.object.clone()}</span> }.into_any(),
    };
    let repository = entry.repository.as_ref().map(|key| {
        let href = address::repository(key);
        view! { <a href=href>{key.name.to_string()}</a> }
    });
    let reason =
        (!entry.reason.is_empty()).then(|| view! { <p class="mute">{entry.reason.clone()}</p> });
    view! {
        <tr id=id>
            <td class="w"><time datetime=machine(at)>{exact(at)}</time></td>
            <td class="w">{words::who(&entry.who)}</td>
            <td>{words::action(entry.action)}{reason}{more(row)}</td>
            <td class="w">{object}</td>
            <td class="w">{repository}</td>
            <td class="w">{entry.team.clone()}</td>
        </tr>
    }
    .into_any()
}

/// Everything that does not stand in a column.
fn more(row: &AuditRow) -> AnyView {
    let entry = &row.entry;
    let mut facts = Vec::new();
    let mut text = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push(Fact::new(name, view! { <span class="mono">{value}</span> }));
        }
    };
    text(words::HELD, entry.held.as_ref().map(ToString::to_string));
    text(words::BEFORE, entry.before.clone());
    text(words::AFTER, entry.after.clone());
    text(words::COMMIT, entry.commit.clone());
    text(words::REVIEW, entry.review.clone());
    text(words::SOURCE, entry.source.clone());
    text(words::NUMBER, Some(row.number.to_string()));
    text(words::HASH, Some(row.hash.clone()));
    if let Some(href) = &entry.pull_request {
        let link = external(href, href.clone());
        facts.push(Fact::new(words::PULL_REQUEST, link));
    }
    view! { <details class="more"><summary>{words::MORE}</summary><KeyValues facts/></details> }
        .into_any()
}

fn foot(data: &AuditPage, query: &AuditQuery) -> AnyView {
    let first = AuditQuery {
        after: None,
        ..query.clone()
    };
    let newest = query.after.as_ref().map(|_| {
        let href = address::audit(&first);
        view! { <LinkButton href=href>{words::NEWEST}</LinkButton> }
    });
    let older = data.next.clone().map(|after| {
        let href = address::audit(&AuditQuery {
            after: Some(after),
            ..query.clone()
        });
        view! { <LinkButton href=href>{words::OLDER}</LinkButton> }
    });
    let files = data.problems.is_empty().then(|| {
        let (csv, jsonl) = (
            address::audit_file(&first, "csv"),
            address::audit_file(&first, "jsonl"),
        );
        view! {
            <p class="row">{words::downloads(first.is_blank())}": "
                <a href=csv>{words::CSV}</a>" "<a href=jsonl>{words::JSONL}</a>
            </p>
        }
    });
    view! { <div class="row">{newest}{older}</div>{files} }.into_any()
}
