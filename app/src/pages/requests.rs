//! All requests, newest first.

use super::{address, home};
use crate::parts::{Button, Crumb, Empty, IconName, LinkButton, PageHead, SearchBox};
use crate::words::{home as columns, stage as stages};
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
    view! {
        <form class="facets" role="search" method="get" action="/requests">
            <SearchBox label=words::FIND value=query.text.clone()/>
            <label class="row nw">
                <span class="sr">{words::STAGE}</span>
                <select class="input" name="stage"><option value="">{words::EVERY_STAGE}</option>{stages}</select>
            </label>
            <label class="pick"><input type="checkbox" name="mine" value="1" checked=query.mine/><span>{words::MINE}</span></label>
            <Button>{words::SHOW}</Button>
        </form>
    }
    .into_any()
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
