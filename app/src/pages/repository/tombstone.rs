//! What is left of a repository that a request took away.

use crate::pages::address;
use crate::parts::time::absolute;
use crate::parts::{Crumb, Fact, KeyValues, LinkButton, Note, PageHead, Tone};
use crate::words::inventory as columns;
use crate::words::repository as shared;
use crate::words::repository::removal as words;
use domain::portal::Tombstone;
use leptos::prelude::*;

pub fn title(stone: &Tombstone) -> String {
    stone.key.name.to_string()
}

pub fn view(stone: &Tombstone) -> AnyView {
    let name = stone.key.name.to_string();
    let crumbs = vec![
        Crumb::to(columns::TITLE, "/inventory"),
        Crumb::here(name.clone()),
    ];
    let meta = shared::meta(stone.key.region.as_str(), stone.key.account.as_str());
    let (heading, more) = match stone.way.deletes() {
        true => (words::GONE, words::GONE_MORE),
        false => (words::LET_GO, words::LET_GO_MORE),
    };
    let again = address::request_again(&stone.request, &stone.key);
    let actions = view! { <LinkButton href=again>{words::NEW}</LinkButton> }.into_any();
    let back = stone
        .way
        .deletes()
        .then(|| view! { <p>{words::NEW_MORE}</p> });
    view! {
        <div class="page">
            <PageHead title=name crumbs=crumbs meta=meta.into_any()/>
            <Note tone=Tone::Off title=heading actions=actions><p>{more}</p>{back}</Note>
            <KeyValues facts=facts(stone)/>
        </div>
    }
    .into_any()
}

fn facts(stone: &Tombstone) -> Vec<Fact> {
    let request = format!("/requests/{}", stone.request);
    let request = view! { <a href=request>{stone.label.clone()}</a> };
    let approved: Vec<String> = stone.approved_by.iter().map(ToString::to_string).collect();
    let approved = match approved.is_empty() {
        true => words::ON_GITHUB.to_owned(),
        false => approved.join(", "),
    };
    let mut facts = vec![
        Fact::new(words::WHEN, absolute(stone.at.0)),
        Fact::new(words::REQUEST, request),
        Fact::new(words::ASKED_BY, stone.asked_by.to_string()),
        Fact::new(words::APPROVED_BY, approved),
    ];
    if stone.way.deletes() {
        facts.push(Fact::new(words::NAME_FREE, absolute(stone.locked_until.0)));
        let list = match stone.list {
            None => words::NO_LIST.into_any(),
            Some(at) => {
                let href = address::lost_images(&stone.key, at);
                let held = words::held(stone.images, stone.bytes);
                view! { {held}" "<a href=href>{words::CSV}</a> }.into_any()
            }
        };
        facts.push(Fact::new(words::LAST_IMAGES, list));
    }
    facts
}
