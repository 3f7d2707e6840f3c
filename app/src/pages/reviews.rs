//! What waits for a decision, and what was decided lately.

use super::home;
use crate::parts::time::relative;
use crate::parts::{Chip, Empty, IconName, LinkButton, PageHead, Region, Tone};
use crate::words::review as words;
use domain::policy::Risk;
use domain::portal::{ReviewQueue, ReviewRow};
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn title(_: &ReviewQueue) -> String {
    words::TITLE.to_owned()
}

pub(super) fn risk_chip(risk: Risk, flat: bool) -> AnyView {
    let tone = match risk {
        Risk::Low => Tone::Ok,
        Risk::Medium => Tone::Warn,
        Risk::High => Tone::Bad,
    };
    view! { <Chip tone=tone text=words::risk(risk) flat=flat/> }.into_any()
}

pub fn view(data: &ReviewQueue, now: Timestamp) -> AnyView {
    let first = data.waiting.iter().find(|row| row.hindrance.is_none()).map(|row| {
        view! { <LinkButton href=format!("/reviews/{}", row.request.id)>{words::OPEN_FIRST}</LinkButton> }
    });
    let decided = (!data.decided.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="decided-h">
                <h2 id="decided-h">{words::DECIDED}</h2>
                {home::request_table(&data.decided, words::DECIDED_NEWEST, true, now)}
            </section>
        }
    });
    view! {
        <div class="page">
            <PageHead title=words::TITLE meta=words::waiting(data.waiting.len()).into_any() actions=view! { {first} }.into_any()/>
            {queue(data, now)}
            {decided}
        </div>
    }
    .into_any()
}

fn queue(data: &ReviewQueue, now: Timestamp) -> AnyView {
    if data.waiting.is_empty() {
        return view! { <Empty icon=IconName::Review title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any();
    }
    let rows: Vec<_> = data
        .waiting
        .iter()
        .map(|waiting| row(waiting, now))
        .collect();
    view! {
        <Region labelled="queue-h">
            <table class="tbl">
                <caption class="sr" id="queue-h">{words::WAITING_CAPTION}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::REPOSITORY}</th>
                        <th scope="col" class="p2">{words::RISK}</th>
                        <th scope="col" class="n p3">{words::ADVICE}</th>
                        <th scope="col" class="p3">{words::SINCE}</th>
                        <th scope="col"><span class="sr">{words::ACTION}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(waiting: &ReviewRow, now: Timestamp) -> AnyView {
    let request = &waiting.request;
    let href = format!("/reviews/{}", request.id);
    let about = format!(
        "{} {}, {}",
        request.label,
        crate::words::request::kind(request.kind),
        words::asked(request.requester.as_str(), &request.team, &request.region)
    );
    let action = match &waiting.hindrance {
        Some(why) => view! { <span class="mute">{why.clone()}</span> }.into_any(),
        None => view! { <LinkButton href=href.clone()>{words::REVIEW}</LinkButton> }.into_any(),
    };
    let advice = (waiting.advice > 0).then_some(waiting.advice);
    view! {
        <tr>
            <th scope="row"><a href=href>{request.name.clone()}</a><small>{about}</small></th>
            <td class="p2">{risk_chip(waiting.risk, true)}</td>
            <td class="n p3">{advice.map_or_else(|| view! { <span class="mute">"0"</span> }.into_any(), |n| n.into_any())}</td>
            <td class="p3 w mute">{relative(request.since.0, now.0)}</td>
            <td class="n">{action}</td>
        </tr>
    }
    .into_any()
}
