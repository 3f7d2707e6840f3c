//! What taking a repository away would touch, and the wish for it.

use super::asking::{self, Asking, Returned};
use super::page;
use crate::pages::address;
use crate::parts::field::Described;
use crate::parts::{Fact, KeyValues, Note, SelectField, SelectOption, TextField, TickRow, Tone};
use crate::words::repository as shared;
use crate::words::repository::removal as words;
use domain::portal::{RemovalPage, Tab};
use domain::request::Way;
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn view(data: &RemovalPage, returned: Option<&Returned>) -> AnyView {
    let times = words::times(data.cooling_ms, data.lock_ms);
    let body = view! {
        <section class="stack md" aria-labelledby="removal-h">
            <h2 id="removal-h">{words::TITLE}</h2>
            <p>{words::LEAD}" "{times}</p>
            {asking::standing(&data.requests)}
        </section>
        {impact(data)}
        {form(data, returned)}
    }
    .into_any();
    page(&data.row, Tab::Removal, body)
}

fn impact(data: &RemovalPage) -> AnyView {
    let held = match data.held.as_of {
        Some(_) => words::held(data.held.images, data.held.bytes),
        None => words::UNREAD.to_owned(),
    };
    let when = |at: Option<Timestamp>| {
        at.map_or_else(
            || shared::NEVER.to_owned(),
            |at| crate::parts::time::relative(at.0, data.now.0),
        )
    };
    let who = match &data.access {
        None => words::WHO_UNKNOWN.into_any(),
        Some(all) if all.is_empty() => words::NOBODY.into_any(),
        Some(all) => dots(all.clone()),
    };
    let mut depends = vec![words::CATALOG.to_owned()];
    depends.extend(data.has_alarms.then(|| words::ALARMS.to_owned()));
    depends.extend(data.has_workflow.then(|| words::WORKFLOW.to_owned()));
    let mut facts = vec![
        Fact::new(words::HELD, held),
        Fact::new(words::LAST_PUSH, when(data.held.last_push)),
        Fact::new(words::LAST_PULL, when(data.held.last_pull)),
        Fact::new(words::RUNNING, words::RUNNING_MORE),
        Fact::new(words::WHO, who),
        Fact::new(words::DEPENDANTS, dots(depends)),
    ];
    if !data.open.is_empty() {
        let rows: Vec<_> = data
            .open
            .iter()
            .map(|row| {
                let href = format!("/requests/{}", row.id);
                view! { <li><a href=href>{row.label.clone()}</a></li> }
            })
            .collect();
        let rows = view! { <ul class="dots">{rows}</ul> };
        facts.push(Fact::new(words::OPEN, rows));
    }
    if !data.files.is_empty() {
        facts.push(Fact::new(words::FILES, dots(data.files.clone())));
    }
    let more = match data.unknown.is_empty() {
        true => words::NO_OTHERS,
        false => {
            facts.push(Fact::new(words::OTHERS, dots(data.unknown.clone())));
            words::OTHERS_MORE
        }
    };
    view! {
        <section class="stack" aria-labelledby="impact-h">
            <h2 id="impact-h">{words::IMPACT}</h2>
            <KeyValues facts=facts/>
            {(!data.files.is_empty()).then(|| view! { <p class="hint">{more}</p> })}
        </section>
    }
    .into_any()
}

fn dots(lines: Vec<String>) -> AnyView {
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    view! { <ul class="dots">{rows}</ul> }.into_any()
}

fn form(data: &RemovalPage, returned: Option<&Returned>) -> AnyView {
    // What was typed stays on the page with the reason.
    if let (Some(problem), None) = (&data.obstacle, returned) {
        let why = asking::problem(problem);
        return view! { <Note tone=Tone::Warn title=words::CANT>{why}</Note> }.into_any();
    }
    let offered = Way::ALL
        .into_iter()
        .filter(|way| *way != Way::Policy || data.has_policy);
    let options = offered
        .map(|way| SelectOption::new(way.as_str(), words::way(way)))
        .collect();
    let chosen = data.form.way.map(Way::as_str).unwrap_or_default();
    let way = Described::new(words::WAY).hint(words::WAY_HINT);
    let typed = Described::new(words::TYPED).hint(words::TYPED_HINT);
    let more = view! {
        <SelectField name="way" says=way options=options selected=chosen required=true/>
        <TickRow name="deny_pulls" label=words::DENY note=words::DENY_MORE checked=data.form.deny_pulls/>
        <TextField name="typed" says=typed value=data.form.typed.clone() required=true/>
    }
    .into_any();
    let asking = Asking {
        action: address::tab(&data.row.key, Tab::Removal),
        hidden: Vec::new(),
        asked: &data.requests,
        returned,
        submit: words::ASK,
    };
    asking::form_with(asking, Some(more))
}
