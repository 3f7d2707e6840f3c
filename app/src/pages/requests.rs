//! All requests, newest first.

use super::{address, home};
use crate::parts::{Button, Crumb, Empty, Icon, IconName, LinkButton, PageHead, SearchBox};
use crate::words::{home as columns, inventory, stage as stages};
use columns::requests as words;
use domain::portal::{RequestList, RequestQuery};
use domain::request::StageName;
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn title(query: &RequestQuery) -> String {
    if query.mine {
        columns::MY_REQUESTS
    } else {
        words::TITLE
    }
    .to_owned()
}

pub fn view(data: &RequestList, query: &RequestQuery, now: Timestamp) -> AnyView {
    let body = if data.rows.is_empty() {
        empty(query)
    } else {
        home::request_table(&data.rows, words::NEWEST, !query.mine, now)
    };
    let older = data.next.map(|before| {
        let href = address::requests(&RequestQuery {
            before: Some(before),
            ..query.clone()
        });
        view! { <LinkButton href=href>{words::OLDER}</LinkButton> }
    });
    let newer = query.before.map(|_| {
        let href = address::requests(&RequestQuery {
            before: None,
            ..query.clone()
        });
        view! { <LinkButton href=href>{words::NEWER}</LinkButton> }
    });
    view! {
        <div class="page">
            <PageHead title=title(query) crumbs=vec![Crumb::to(columns::TITLE, "/"), Crumb::here(title(query))] meta=words::total(data.total).into_any()/>
            {filters(query)}
            {chips(query)}
            {body}
            <div class="row">{newer}{older}</div>
        </div>
    }
    .into_any()
}

fn filters(query: &RequestQuery) -> AnyView {
    let stages: Vec<_> = StageName::ALL
        .into_iter()
        .filter(|stage| *stage != StageName::Draft)
        .map(|stage| {
            let selected = query.stage == Some(stage);
            view! { <option value=stage.as_str() selected=selected>{stages::stage(stage)}</option> }
        })
        .collect();
    // What came with a link and has no field here stays in force.
    let kept = RequestQuery {
        mine: false,
        stage: None,
        text: String::new(),
        before: None,
        ..query.clone()
    };
    let hidden: Vec<_> = address::requests_pairs(&kept)
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value/> })
        .collect();
    view! {
        <form class="facets" role="search" method="get" action="/requests">
            <SearchBox label=words::FIND value=query.text.clone()/>
            <label class="row nw">
                <span class="sr">{words::STAGE}</span>
                <select class="input" name="stage"><option value="">{words::EVERY_STAGE}</option>{stages}</select>
            </label>
            {hidden}
            <label class="pick"><input type="checkbox" name="mine" value="1" checked=query.mine/><span>{words::MINE}</span></label>
            <Button>{words::SHOW}</Button>
        </form>
    }
    .into_any()
}

/// The filters that a figure's link brought, each with the way out of it.
fn chips(query: &RequestQuery) -> Option<AnyView> {
    let without = |change: &dyn Fn(&mut RequestQuery)| {
        let mut query = RequestQuery {
            before: None,
            ..query.clone()
        };
        change(&mut query);
        address::requests(&query)
    };
    let mut active: Vec<(String, String)> = Vec::new();
    if let Some(team) = &query.team {
        active.push((words::of_team(team), without(&|query| query.team = None)));
    }
    if let Some(days) = query.created {
        active.push((words::created(days), without(&|query| query.created = None)));
    }
    if let Some(days) = query.completed {
        active.push((words::ready(days), without(&|query| query.completed = None)));
    }
    if let Some(stage) = query.through {
        active.push((
            words::through(stages::stage(stage)),
            without(&|query| query.through = None),
        ));
    }
    let chips: Vec<_> = active
        .into_iter()
        .map(|(text, href)| {
            let label = inventory::remove(&text);
            view! { <li><a class="chip" href=href aria-label=label>{text}<Icon name=IconName::Close/></a></li> }
        })
        .collect();
    (!chips.is_empty()).then(|| {
        view! { <ul class="row" role="list" aria-label=inventory::FILTERS>{chips}</ul> }.into_any()
    })
}

fn empty(query: &RequestQuery) -> AnyView {
    let all = *query == RequestQuery::default();
    if all {
        let action =
            view! { <LinkButton href="/requests/new">{columns::REQUEST}</LinkButton> }.into_any();
        return view! { <Empty icon=IconName::Send title=words::NO_YET actions=action>{words::NO_YET_MORE}</Empty> }.into_any();
    }
    let action = view! { <LinkButton href="/requests">{words::CLEAR}</LinkButton> }.into_any();
    view! { <Empty icon=IconName::Search title=words::NONE actions=action>{words::NONE_MORE}</Empty> }.into_any()
}
