//! The form that plans a rollout: what is brought, to which repositories, what that changes; then why, and off it goes.

use super::{address, crumbs};
use crate::parts::note::ErrorSummary;
use crate::parts::{
    Announce, Button, ButtonKind, Choice, ChoiceRows, Described, Empty, Icon, IconName, Note,
    PageHead, Region, SelectField, SelectOption, SubmitBar, TextAreaField, TextField, Tone,
};
use crate::words::repository::settings;
use crate::words::rollouts as words;
use domain::lifecycle::Preset;
use domain::portal::{InventoryQuery, Plan, PlanPage, PlanRow};
use domain::rollout::{OWN_POLICY, PART_LIFECYCLE, PART_SETTINGS, RolloutField};
use domain::settings_change::Changed;
use leptos::prelude::*;

pub const TITLE: &str = words::NEW;

pub fn view(data: &PlanPage) -> AnyView {
    let hindered = data.hindrance.clone().map(|why| {
        view! { <Note tone=Tone::Off title=words::HINDERED><p>{why}</p></Note> }
    });
    view! {
        <div class="page">
            <PageHead title=TITLE crumbs=crumbs(TITLE.to_owned())/>
            <p>{words::LEAD}</p>
            {hindered}
            {refused(data)}
            <form class="form stack lg" method="get" action=address::NEW_ROLLOUT>
                {aim(data)}
                {which(data)}
                <div class="row"><Button>{words::LOOK}</Button></div>
            </form>
            {data.plan.as_ref().map(|plan| planned(data, plan))}
        </div>
    }
    .into_any()
}

fn refused(data: &PlanPage) -> Option<AnyView> {
    if data.problems.is_empty() {
        return None;
    }
    let general: Vec<_> = data
        .problems
        .iter()
        .filter(|problem| problem.field.is_none())
        .map(|problem| view! { <p>{problem.message.clone()}</p> })
        .collect();
    let beside: Vec<(String, String)> = data
        .problems
        .iter()
        .filter_map(|problem| Some((problem.field?.as_str().to_owned(), problem.message.clone())))
        .collect();
    let note = (!general.is_empty()).then(|| {
        view! { <Note tone=Tone::Bad title=words::REFUSED announce=Announce::Alert>{general}</Note> }
    });
    let summary =
        (!beside.is_empty()).then(|| view! { <ErrorSummary title=words::REFUSED errors=beside/> });
    Some(view! { {note}{summary} }.into_any())
}

fn says(data: &PlanPage, field: RolloutField, label: &'static str) -> Described {
    let mut all = data.problems.iter();
    let found = all.find(|problem| problem.field == Some(field));
    Described::new(label).error(found.map(|problem| problem.message.clone()))
}

fn aim(data: &PlanPage) -> AnyView {
    let form = &data.form;
    let parts = vec![
        Choice::new(PART_SETTINGS, words::SETTINGS).note(words::SETTINGS_NOTE),
        Choice::new(PART_LIFECYCLE, words::LIFECYCLE).note(words::LIFECYCLE_NOTE),
    ];
    let part = says(data, RolloutField::Part, words::PART);
    view! {
        <ChoiceRows name="part" says=part choices=parts selected=form.part.clone() required=true/>
        {settings_part(data)}
        {policy_part(data)}
    }
    .into_any()
}

fn settings_part(data: &PlanPage) -> AnyView {
    let form = &data.form;
    let scan = ["", "on", "off"]
        .into_iter()
        .zip([words::AS_IT_IS, words::ON, words::OFF]);
    let rule = [
        "",
        "mutable",
        "immutable",
        "mutable_except",
        "immutable_except",
    ]
    .into_iter()
    .zip([
        words::AS_IT_IS,
        words::MUTABLE,
        words::IMMUTABLE,
        words::MUTABLE_EXCEPT,
        words::IMMUTABLE_EXCEPT,
    ]);
    let option = |(value, label): (&str, &str)| SelectOption::new(value, label);
    let exceptions =
        says(data, RolloutField::Exceptions, words::EXCEPTIONS).hint(words::EXCEPTIONS_HINT);
    let tags = says(data, RolloutField::Tags, words::TAGS).hint(words::TAGS_HINT);
    view! {
        <fieldset class="group">
            <legend>{words::SETTINGS}</legend>
            <SelectField name="scan" says=says(data, RolloutField::Scan, words::SCAN) options=scan.map(option).collect() selected=form.scan.clone()/>
            <SelectField name="mutability" says=says(data, RolloutField::Mutability, words::MUTABILITY) options=rule.map(option).collect() selected=form.mutability.clone()/>
            <TextField name="exceptions" says=exceptions value=form.exceptions.clone() mono=true/>
            <TextAreaField name="tags" says=tags value=form.tags.clone()/>
        </fieldset>
    }
    .into_any()
}

fn policy_part(data: &PlanPage) -> AnyView {
    let form = &data.form;
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| Choice::new(preset.as_str(), preset.title()).note(preset.sentence()));
    let policies: Vec<Choice> = presets
        .chain([Choice::new(OWN_POLICY, words::OWN)])
        .collect();
    let json = says(data, RolloutField::Json, words::JSON).hint(words::JSON_HINT);
    view! {
        <fieldset class="group">
            <legend>{words::LIFECYCLE}</legend>
            <ChoiceRows name="policy" says=says(data, RolloutField::Policy, words::POLICY) choices=policies selected=form.policy.clone()/>
            <TextAreaField name="json" says=json value=form.json.clone() rows=6/>
        </fieldset>
    }
    .into_any()
}

fn which(data: &PlanPage) -> AnyView {
    let query = &data.query;
    let rest = InventoryQuery {
        text: String::new(),
        teams: Vec::new(),
        regions: Vec::new(),
        ..query.clone()
    };
    let options = |all: &[String]| {
        let every = SelectOption::new("", words::EVERY);
        let all = all.iter().map(|one| SelectOption::new(one, one));
        [every].into_iter().chain(all).collect::<Vec<_>>()
    };
    let first = |all: &[String]| all.first().cloned().unwrap_or_default();
    view! {
        <fieldset class="group">
            <legend>{words::WHICH}</legend>
            {hidden(&rest)}
            <TextField name="q" says=Described::new(words::FIND) value=query.text.clone()/>
            <SelectField name="team" says=Described::new(words::TEAM) options=options(&data.teams) selected=first(&query.teams)/>
            <SelectField name="region" says=Described::new(words::REGION) options=options(&data.regions) selected=first(&query.regions)/>
        </fieldset>
    }
    .into_any()
}

fn hidden(query: &InventoryQuery) -> Vec<AnyView> {
    address::rollout_pairs(query)
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value/> }.into_any())
        .collect()
}

fn planned(data: &PlanPage, plan: &Plan) -> AnyView {
    let count = plan.touched.len() as u64;
    let body = match count {
        0 => view! { <Empty icon=IconName::Ok title=words::NOTHING>{words::NOTHING_MORE}</Empty> }
            .into_any(),
        _ => touched(plan),
    };
    let beyond = (plan.beyond > 0)
        .then(|| view! { <Note tone=Tone::Warn title=words::beyond(plan.beyond)/> });
    let start = (count > 0 && data.hindrance.is_none()).then(|| start(data, count));
    view! {
        <section class="stack" aria-labelledby="plan-h">
            <h2 id="plan-h">{words::PLAN}</h2>
            <p><b>{plan.title.clone()}</b>": "{words::repositories(count)}". "{words::alike(plan.alike)}</p>
            <p class="mute">{words::PLAN_HINT}</p>
            {beyond}
            {effects(plan)}
            {body}
            {left_out(plan)}
            {start}
        </section>
    }
    .into_any()
}

fn effects(plan: &Plan) -> Option<AnyView> {
    let effects = plan.effects.as_ref()?;
    let pulled = (effects.pulled_lately > 0).then(|| {
        view! { <p><b>{words::pulled(effects.pulled_lately)}</b></p> }
    });
    let unread = (effects.unread > 0).then(|| view! { <p>{words::unread(effects.unread)}</p> });
    let tone = match effects.pulled_lately {
        0 => Tone::Off,
        _ => Tone::Warn,
    };
    let expires = words::expires(effects);
    Some(
        view! { <Note tone=tone title=words::EFFECTS><p>{expires}</p>{pulled}{unread}</Note> }
            .into_any(),
    )
}

fn touched(plan: &Plan) -> AnyView {
    let row = |row: &PlanRow| {
        let changes: Vec<_> = row
            .changes
            .iter()
            .map(|one| view! { <li>{becomes(one)}</li> })
            .collect();
        let waits = row.waits.clone().map(|(why, link)| {
            let link = link.map(|link| view! { " "<a href=link.href>{link.text}</a> });
            view! { <small>{why}{link}</small> }
        });
        let place = format!("{}, {}", row.key.region, row.key.account);
        view! {
            <tr>
                <th scope="row"><a href=address::repository(&row.key)>{row.key.name.to_string()}</a><br/><small>{place}</small></th>
                <td class="p2">{row.team.clone()}</td>
                <td><ul class="dots">{changes}</ul>{waits}</td>
            </tr>
        }
    };
    let rows: Vec<_> = plan.touched.iter().map(row).collect();
    view! {
        <Region labelled="plan-t" tall=true>
            <table class="tbl">
                <caption class="sr" id="plan-t">{words::PLAN_TABLE}</caption>
                <thead><tr>
                    <th scope="col">{words::REPOSITORY}</th>
                    <th scope="col" class="p2">{words::TEAM}</th>
                    <th scope="col">{words::SETTING}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn becomes(one: &Changed) -> String {
    let name = settings::name(&one.setting);
    words::becomes(&name, &settings::now(one), &settings::then(one))
}

fn left_out(plan: &Plan) -> Option<AnyView> {
    let lines: Vec<_> = plan
        .left_out
        .iter()
        .map(|(key, why)| {
            view! { <li><a href=address::repository(key)>{key.name.to_string()}</a>": "{why.clone()}</li> }
        })
        .collect();
    let title = format!("{}: {}", words::LEFT_OUT, lines.len());
    (!lines.is_empty()).then(|| {
        view! { <details class="more"><summary><Icon name=IconName::Down/>{title}</summary><ul class="dots">{lines}</ul></details> }
            .into_any()
    })
}

/// Sends what the plan was made of again, so that it is what is started.
fn start(data: &PlanPage, count: u64) -> AnyView {
    let own = [
        RolloutField::Reason,
        RolloutField::Window,
        RolloutField::Shown,
    ];
    let aim: Vec<_> = RolloutField::ALL
        .into_iter()
        .filter(|field| !own.contains(field))
        .map(|field| {
            view! { <input type="hidden" name=field.as_str() value=data.form.value(field).to_owned()/> }
        })
        .collect();
    let reason = says(data, RolloutField::Reason, words::REASON).hint(words::REASON_HINT);
    let window = says(data, RolloutField::Window, words::WINDOW).hint(words::WINDOW_HINT);
    view! {
        <form class="form stack" method="post" action=address::ROLLOUTS>
            {aim}
            {hidden(&data.query)}
            <input type="hidden" name="shown" value=count.to_string()/>
            <TextAreaField name="reason" says=reason value=data.form.reason.clone() required=true max_length=1000/>
            <TextField name="window" says=window value=data.form.window.clone() required=true kind="number" min=1 max=100/>
            <SubmitBar note=words::START_NOTE>
                <Button kind=ButtonKind::Primary>{words::start(count)}</Button>
            </SubmitBar>
        </form>
    }
    .into_any()
}
