//! Rollouts: the list with the teams that stay out, the form that plans one, and the page of one.

pub mod new;
pub mod one;

use super::address;
use crate::parts::time::relative;
use crate::parts::{
    Announce, Button, ButtonKind, Chip, Crumb, Described, Empty, Icon, IconName, LinkButton, Note,
    PageHead, Region, SelectField, SelectOption, TextAreaField, TextField, Time, Tone,
};
use crate::words::rollouts as words;
use domain::day::Day;
use domain::image::{ExceptionField, ExceptionProblem};
use domain::portal::{RolloutList, Tally};
use domain::rollout::{OptOut, OptOutForm, Rollout, RolloutId, RolloutState};
use domain::time::Timestamp;
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

/// The wish to keep a team out came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    pub form: OptOutForm,
    pub problems: Vec<ExceptionProblem>,
}

pub fn view(data: &RolloutList, returned: Option<&Returned>) -> AnyView {
    let new = view! { <LinkButton href=address::NEW_ROLLOUT kind=ButtonKind::Primary>{words::NEW}</LinkButton> };
    let list = match data.rollouts.is_empty() {
        true => view! { <Empty icon=IconName::Send title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any(),
        false => table(data),
    };
    view! {
        <div class="page">
            <PageHead title=TITLE actions=new.into_any()/>
            <p>{words::LEAD}</p>
            {list}
            {opt_outs(&data.opt_outs, &data.teams, None, returned, data.now)}
        </div>
    }
    .into_any()
}

pub(super) fn crumbs(here: String) -> Vec<Crumb> {
    vec![Crumb::to(TITLE, address::ROLLOUTS), Crumb::here(here)]
}

pub(super) const fn tone(state: RolloutState) -> Tone {
    match state {
        RolloutState::Running => Tone::Now,
        RolloutState::Paused => Tone::Warn,
        RolloutState::Stopped => Tone::Off,
        RolloutState::Finished => Tone::Ok,
    }
}

fn table(data: &RolloutList) -> AnyView {
    let row = |(rollout, tally): &(Rollout, Tally)| {
        let href = address::rollout(&rollout.id);
        let over = words::over(tally.over(), tally.total());
        let state = rollout.state;
        view! {
            <tr>
                <th scope="row"><a href=href>{rollout.aim.title()}</a></th>
                <td><Chip tone=tone(state) text=words::state(state)/></td>
                <td class="n">{over}</td>
                <td class="p2">{rollout.by.to_string()}</td>
                <td class="p2 w mute"><Time at=rollout.started.0 now=data.now.0/></td>
            </tr>
        }
    };
    let rows: Vec<_> = data.rollouts.iter().map(row).collect();
    view! {
        <Region labelled="rollouts-t">
            <table class="tbl">
                <caption class="sr" id="rollouts-t">{words::TABLE}</caption>
                <thead><tr>
                    <th scope="col">{words::WHAT}</th>
                    <th scope="col">{words::STATE}</th>
                    <th scope="col" class="n">{words::PROGRESS}</th>
                    <th scope="col" class="p2">{words::BY}</th>
                    <th scope="col" class="p2">{words::STARTED}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

/// Who stays out, and the form that keeps a team out of one rollout or of all.
pub(super) fn opt_outs(
    all: &[OptOut],
    teams: &[String],
    rollout: Option<&RolloutId>,
    returned: Option<&Returned>,
    now: Timestamp,
) -> AnyView {
    let line = |out: &OptOut| {
        let of = match out.rollout {
            None => words::ALL_ROLLOUTS,
            Some(_) => words::ONE_ROLLOUT,
        };
        let until = Day::of(out.until).to_string();
        let said = words::stays_out(&out.team, of, &until, out.by.as_str(), &out.reason);
        let end = teams.contains(&out.team).then(|| {
            view! {
                <form method="post" action=address::end_opt_out(&out.id)><Button kind=ButtonKind::Quiet>{words::END}</Button></form>
            }
        });
        let since = relative(out.created.0, now.0);
        view! { <li>{said}" "<small>{since}</small>{end}</li> }
    };
    let lines: Vec<_> = all.iter().map(line).collect();
    let list = match lines.is_empty() {
        true => view! { <p class="mute">{words::OPT_OUTS_NONE}</p> }.into_any(),
        false => view! { <ul class="dots">{lines}</ul> }.into_any(),
    };
    let form = (!teams.is_empty()).then(|| opt_out_form(teams, rollout, returned));
    view! {
        <section class="stack" aria-labelledby="outs-h">
            <h2 id="outs-h">{words::OPT_OUTS}</h2>
            {list}
            {form}
        </section>
    }
    .into_any()
}

fn opt_out_form(
    teams: &[String],
    rollout: Option<&RolloutId>,
    returned: Option<&Returned>,
) -> AnyView {
    let typed = returned.map(|it| it.form.clone()).unwrap_or_default();
    let error = |field: ExceptionField| {
        let mut problems = returned?.problems.iter();
        let found = problems.find(|problem| problem.field == field)?;
        Some(found.message.clone())
    };
    let refused = returned.map(|_| {
        view! { <Note tone=Tone::Bad title=words::CANT_OPT_OUT announce=Announce::Alert/> }
    });
    let options = teams.iter().map(|team| SelectOption::new(team, team));
    let hidden = rollout.map(|id| {
        view! { <input type="hidden" name="rollout" value=id.to_string()/> }
    });
    let selected = match teams {
        [only] => only.clone(),
        _ => typed.team.clone(),
    };
    let team = Described::new(words::OPT_OUT_TEAM).error(error(ExceptionField::Owner));
    let reason = Described::new(words::REASON)
        .hint(words::OPT_OUT_REASON_HINT)
        .error(error(ExceptionField::Reason));
    let until = Described::new(words::OPT_OUT_UNTIL).error(error(ExceptionField::Until));
    view! {
        <details class="more" open=returned.is_some()>
            <summary><Icon name=IconName::Down/>{words::OPT_OUT}</summary>
            <form class="form stack" method="post" action=address::OPT_OUTS>
                {refused}
                <p class="hint">{words::OPT_OUT_HINT}</p>
                {hidden}
                <SelectField name="team" id="out-team" says=team options=options.collect() selected=selected required=true/>
                <TextAreaField name="reason" id="out-reason" says=reason value=typed.reason required=true max_length=500/>
                <TextField name="until" id="out-until" says=until value=typed.until required=true kind="date"/>
                <div class="row"><Button>{words::KEEP_OUT}</Button></div>
            </form>
        </details>
    }
    .into_any()
}
