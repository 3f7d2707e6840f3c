//! One rollout: how its repositories stand, what each waits for, and what can be done about it.

use super::{Returned, address, crumbs, opt_outs, tone};
use crate::parts::{
    Button, ButtonKind, Chip, Figure, Figures, LinkButton, Note, PageHead, Region, Time, Tone,
    why_not,
};
use crate::words::rollouts as words;
use domain::portal::{Approved, RolloutPage};
use domain::rollout::{Aim, Item, RolloutState, Standing, Steer};
use leptos::prelude::*;

pub fn title(data: &RolloutPage) -> String {
    data.rollout.aim.title()
}

/// Seconds after which the page is loaded again; `None`: nothing moves.
pub fn refresh_seconds(data: &RolloutPage) -> Option<u32> {
    let moves = data.rollout.state == RolloutState::Running
        || data.tally.0.iter().any(|(one, _)| one.is_open());
    moves.then_some(15)
}

/// `approved`: what became of decisions that were just made.
pub fn view(
    data: &RolloutPage,
    approved: Option<&Approved>,
    returned: Option<&Returned>,
) -> AnyView {
    let rollout = &data.rollout;
    let chip =
        view! { <Chip tone=tone(rollout.state) text=words::state(rollout.state)/> }.into_any();
    view! {
        <div class="page">
            <PageHead title=title(data) crumbs=crumbs(title(data)) chip=chip actions=steering(data)/>
            <p>{rollout.reason.clone()}</p>
            <p class="mute">{rollout.by.to_string()}", "<Time at=rollout.started.0 now=data.now.0/></p>
            {notes(data, approved)}
            {tally(data)}
            {items(data)}
            {opt_outs(&data.opt_outs, &data.teams, Some(&rollout.id), returned, data.now)}
            {record(data)}
        </div>
    }
    .into_any()
}

fn steering(data: &RolloutPage) -> AnyView {
    let id = &data.rollout.id;
    let state = data.rollout.state;
    let has = |one| data.tally.count(one) > 0;
    let to_retry = has(Standing::Ended) || has(Standing::LeftOut) || has(Standing::Stuck);
    let buttons: Vec<_> = Steer::ALL
        .into_iter()
        .filter(|steer| data.may_steer && steer.from(state).is_some())
        .filter(|steer| *steer != Steer::Retry || to_retry)
        .map(|steer| {
            view! { <Button name="act" value=steer.as_str()>{words::steer(steer)}</Button> }
        })
        .collect();
    let is_over = matches!(state, RolloutState::Stopped | RolloutState::Finished);
    let can_undo = is_over && has(Standing::Done) && data.undone_by.is_none();
    let can_undo = can_undo && !matches!(data.rollout.aim, Aim::Undo { .. });
    let undo = (data.may_steer && can_undo).then(|| {
        view! { <Button kind=ButtonKind::Danger name="act" value="undo">{words::UNDO}</Button> }
    });
    view! {
        <form class="row" method="post" action=address::rollout(id)>{buttons}{undo}</form>
        {why_not(&data.why_not)}
    }
    .into_any()
}

fn notes(data: &RolloutPage, approved: Option<&Approved>) -> AnyView {
    let rests = data.rollout.why.clone();
    let rests = rests
        .filter(|_| data.rollout.state == RolloutState::Paused)
        .map(|why| view! { <Note tone=Tone::Warn title=words::RESTS><p>{why}</p></Note> });
    let link = |text: &'static str, id| {
        let open = view! { <LinkButton href=address::rollout(id)>{words::OPEN_IT}</LinkButton> }
            .into_any();
        view! { <Note tone=Tone::Now title=text actions=open/> }
    };
    let undone = data.undone_by.as_ref().map(|id| link(words::UNDONE, id));
    let undoes = match &data.rollout.aim {
        Aim::Undo { rollout, .. } => Some(link(words::TAKES_BACK, rollout)),
        _ => None,
    };
    let left = approved
        .filter(|approved| !approved.left.is_empty())
        .map(|approved| {
            let lines = approved.left.iter().cloned();
            let lines: Vec<_> = lines.map(|line| view! { <li>{line}</li> }).collect();
            let title = words::not_approved(approved.done, approved.left.len() as u64);
            view! { <Note tone=Tone::Warn title=title><ul class="dots">{lines}</ul></Note> }
        });
    view! { {rests}{undone}{undoes}{left} }.into_any()
}

fn tally(data: &RolloutPage) -> AnyView {
    let figure = |(standing, n): &(Standing, u64)| {
        let href = address::rollout_only(&data.rollout.id, *standing);
        let text = crate::parts::text::count(*n);
        let value = view! { <a href=href>{text}</a> };
        let tone = match standing {
            Standing::Stuck => Tone::Warn,
            _ => Tone::Off,
        };
        Figure::new(words::standing(*standing), value).tone(tone)
    };
    let figures: Vec<_> = data.tally.0.iter().map(figure).collect();
    let over = words::over(data.tally.over(), data.tally.total());
    let all = data.only.map(|_| {
        view! { <p><a href=address::rollout(&data.rollout.id)>{words::EVERYTHING}</a></p> }
    });
    view! { <p>{words::PROGRESS}": "{over}</p><Figures figures=figures/>{all} }.into_any()
}

fn items(data: &RolloutPage) -> AnyView {
    let can_approve = data.may_approve
        && data
            .items
            .iter()
            .any(|item| item.standing() == Standing::InReview);
    let rows: Vec<_> = data
        .items
        .iter()
        .map(|item| row(data, item, can_approve))
        .collect();
    let head = can_approve
        .then(|| view! { <th scope="col" class="c"><span class="sr">{words::CHOOSE}</span></th> });
    let table = view! {
        <Region labelled="items-t" tall=true>
            <table class="tbl">
                <caption class="sr" id="items-t">{words::REPOSITORIES_TABLE}</caption>
                <thead><tr>
                    {head}
                    <th scope="col">{words::REPOSITORY}</th>
                    <th scope="col" class="p2">{words::TEAM}</th>
                    <th scope="col">{words::NOW}</th>
                    <th scope="col">{words::REQUEST}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    };
    let body = match can_approve {
        false => table.into_any(),
        true => view! {
            <form class="stack" method="post" action=address::rollout(&data.rollout.id)>
                <p class="hint">{words::APPROVE_HINT}</p>
                {table}
                <div class="row"><Button kind=ButtonKind::Primary name="act" value="approve">{words::APPROVE}</Button></div>
            </form>
        }
        .into_any(),
    };
    view! { <section class="stack" aria-labelledby="items-h"><h2 id="items-h">{words::REPOSITORIES}</h2>{body}</section> }
        .into_any()
}

fn row(data: &RolloutPage, item: &Item, can_approve: bool) -> AnyView {
    let standing = item.standing();
    let head = item.head.as_ref();
    let head = head.filter(|_| standing == Standing::InReview);
    let name = item.key.name.to_string();
    let choose = can_approve.then(|| {
        let tick = head.map(|head| {
            let value = address::chosen_text(&item.request, head);
            view! { <label class="hit"><input type="checkbox" name=address::TO_APPROVE value=value/><span class="sr">{words::choose(&name)}</span></label> }
        });
        view! { <td class="c">{tick}</td> }
    });
    let request = item.row.as_ref().map(|row| {
        let href = format!("/requests/{}", row.id);
        view! { <a href=href>{row.label.clone()}</a>" "<Time at=row.since.0 now=data.now.0/> }
    });
    let why = item.why.clone().filter(|_| item.row.is_none());
    let why = why.map(|why| view! { <br/><small>{why}</small> });
    view! {
        <tr>
            {choose}
            <th scope="row"><a href=address::repository(&item.key)>{name.clone()}</a></th>
            <td class="p2">{item.team.clone()}</td>
            <td><Chip tone=standing_tone(standing) text=words::standing(standing) flat=true/>{why}</td>
            <td>{request}</td>
        </tr>
    }
    .into_any()
}

const fn standing_tone(standing: Standing) -> Tone {
    match standing {
        Standing::Done | Standing::Already => Tone::Ok,
        Standing::InReview | Standing::UnderWay => Tone::Now,
        Standing::Stuck => Tone::Warn,
        Standing::Waiting | Standing::LeftOut | Standing::Ended => Tone::Off,
    }
}

fn record(data: &RolloutPage) -> AnyView {
    let lines: Vec<_> = data
        .events
        .iter()
        .map(|event| {
            let by = event.by.as_ref();
            let by = by.map_or_else(|| words::BERTH.to_owned(), ToString::to_string);
            view! { <li><Time at=event.at.0 now=data.now.0/>", "{by}": "{event.sentence.clone()}</li> }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="record-h">
            <h2 id="record-h">{words::RECORD}</h2>
            <ul class="dots">{lines}</ul>
            <p class="mute">{words::UNDO_HINT}</p>
        </section>
    }
    .into_any()
}
