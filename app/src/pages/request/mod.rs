//! One request, from submission to the repository. The whole page below its frame is one fragment: the stream sends it
//! again whenever something moves, rendered by the same functions.

mod adoption;
mod aside;
mod handover;
mod history;
mod outcome;
mod steps;

pub(crate) use handover::commands;

use super::stage;
use crate::islands::{Copying, LiveRequest};
use crate::parts::{Crumb, Icon, IconName, LinkButton, PageHead, why_not};
use crate::words::{request as words, stage as stages};
use domain::portal::RequestPage;
use domain::request::{ChangeKind, StageName};
use leptos::prelude::*;

pub fn title(data: &RequestPage) -> String {
    words::page(
        &data.request.label(),
        data.request.spec().address.name.as_str(),
    )
}

/// Seconds after which a browser without scripts loads the page again, while something moves by itself.
pub fn refresh_seconds(data: &RequestPage) -> Option<u32> {
    match data.request.stage.name() {
        StageName::Checking
        | StageName::Publishing
        | StageName::Approved
        | StageName::Merged
        | StageName::Syncing
        | StageName::Provisioning
        | StageName::Verifying => Some(5),
        StageName::InReview | StageName::SyncFailed | StageName::ProvisionFailed => Some(30),
        _ => None,
    }
}

pub fn view(data: &RequestPage) -> AnyView {
    let events = format!("/requests/{}/events", data.request.id);
    let fragment = live_fragment(data);
    view! {
        <Copying>
            <LiveRequest>
                <div class="page" data-events=events>{fragment}</div>
                <p class="sr" role="status" data-said></p>
            </LiveRequest>
        </Copying>
    }
    .into_any()
}

/// What the stream sends, and what the page shows first. The span in front tells the island what it needs to know.
pub fn live_fragment(data: &RequestPage) -> AnyView {
    let request = &data.request;
    let name = request.stage.name();
    let done = name.is_final().then_some("true");
    view! {
        <span hidden data-stage=stages::stage(name) data-version=request.version data-final=done></span>
        {head(data)}
        <div class="split">
            <div class="stack lg">
                {outcome::view(data)}
                {handover::section(data)}
                {steps::elapsed(data)}
                {steps::timeline(data)}
                {history::view(data)}
                {why_not(&data.why_not)}
            </div>
            {aside::view(data)}
        </div>
    }
    .into_any()
}

fn head(data: &RequestPage) -> AnyView {
    let request = &data.request;
    let pull_request = request.stage.pull_request().map(|pr| {
        let label = words::pull_request(pr.number);
        view! { <LinkButton href=pr.url.clone() icon=IconName::PullRequest>{label}</LinkButton> }
    });
    let review = data
        .may_review
        .then(|| view! { <LinkButton href=format!("/reviews/{}", request.id) icon=IconName::Review>{words::REVIEW}</LinkButton> });
    let is_new = request.change.kind() == ChangeKind::Create;
    let again = (is_new && request.stage.name().is_final()).then(|| {
        view! { <LinkButton href=format!("/requests/new?like_request={}", request.id)>{words::LIKE}</LinkButton> }
    });
    let actions = view! { {review}{again}{pull_request}{withdraw(data)} }.into_any();
    view! {
        <PageHead
            title=request.spec().address.name.to_string()
            crumbs=vec![Crumb::to(words::REQUESTS, "/requests"), Crumb::here(request.label())]
            chip=stage::chip(request.stage.name())
            meta=words::requested_by(request.change.kind(), request.requester.as_str()).into_any()
            actions=actions
        />
    }
    .into_any()
}

/// Asks once more before it acts: the fold is the confirmation, and works without scripts.
fn withdraw(data: &RequestPage) -> Option<AnyView> {
    data.may_withdraw.then(|| {
        view! {
            <details class="drop r" id="withdraw">
                <summary class="btn danger"><Icon name=IconName::Close/>{words::WITHDRAW}</summary>
                <form class="menu" method="post" action=format!("/requests/{}/withdraw", data.request.id)>
                    <b>{words::WITHDRAW_SURE}</b>
                    <p class="mute">{words::WITHDRAW_MORE}</p>
                    <button class="btn danger" type="submit">{words::WITHDRAW_YES}</button>
                </form>
            </details>
        }
        .into_any()
    })
}
