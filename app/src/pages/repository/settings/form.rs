//! The form: every setting that can be changed, with what was typed and what is wrong with it.

use crate::fragments;
use crate::pages::address;
use crate::parts::{
    Announce, Button, Choice, ChoiceRows, Described, Note, TextAreaField, TextField, TickRow, Tone,
};
use crate::words::form as choices;
use crate::words::repository::settings as words;
use domain::portal::{Choices, SettingsPage, Tab};
use domain::settings_change::Input;
use domain::spec::Field;
use leptos::prelude::*;

/// 45 tags of the longest kind.
const TAGS_LENGTH: u32 = 20_000;

pub(super) fn view(data: &SettingsPage) -> AnyView {
    let action = format!("{}#look-h", address::tab(&data.row.key, Tab::Settings));
    view! {
        {problems(data)}
        <form class="stack lg" method="post" action=action>
            {description(data)}
            <div class="field two">
                {listed(data, Field::Team, "teams", &data.teams, Some(words::TEAM_HINT))}
                {listed(data, Field::System, "systems", &data.systems, None)}
            </div>
            {mutability(data)}
            {scanning(data)}
            {tags(data)}
            <div class="row"><Button>{words::LOOK}</Button></div>
        </form>
    }
    .into_any()
}

fn label(input: Input) -> String {
    match input {
        Input::Of(field) => words::field(field).to_owned(),
        Input::Tags => words::TAGS.to_owned(),
    }
}

fn says(data: &SettingsPage, input: Input) -> Described {
    let problem = data.problems.iter().find(|problem| problem.input == input);
    Described::new(label(input)).error(problem.map(|problem| problem.message.clone()))
}

fn problems(data: &SettingsPage) -> Option<AnyView> {
    let rows: Vec<_> = data
        .problems
        .iter()
        .map(|problem| {
            let href = format!("#{}", problem.input.as_str());
            let text = choices::on_field(&label(problem.input), &problem.message);
            view! { <li><a href=href>{text}</a></li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Note tone=Tone::Bad title=words::PROBLEMS announce=Announce::Alert><ul class="dots">{rows}</ul></Note> }
            .into_any()
    })
}

fn description(data: &SettingsPage) -> AnyView {
    let says = says(data, Input::Of(Field::Description)).hint(words::DESCRIPTION_HINT);
    let value = data.form.description.clone();
    view! { <TextAreaField name="description" says=says value=value required=true max_length=256 rows=2/> }
        .into_any()
}

fn listed(
    data: &SettingsPage,
    field: Field,
    list: &'static str,
    known: &Choices,
    hint: Option<&'static str>,
) -> AnyView {
    let mut says = says(data, Input::Of(field));
    says.hint = known.caveat.clone().or(hint.map(str::to_owned));
    let value = data.form.value(Input::Of(field)).to_owned();
    let options = fragments::options(known);
    view! {
        <TextField name=field.as_str() says=says value=value required=true max_length=63 list=format!("{list}-list")>
            <datalist id=format!("{list}-list") inner_html=options></datalist>
        </TextField>
    }
    .into_any()
}

fn mutability(data: &SettingsPage) -> AnyView {
    let form = &data.form;
    let rows = choices::MUTABILITY
        .into_iter()
        .map(|(value, label, note)| Choice::new(value, label).note(note))
        .collect();
    let mut rule = says(data, Input::Of(Field::Mutability));
    if form.mutability.is_empty() {
        rule = rule.hint(words::UNSAID);
    }
    let except = says(data, Input::Of(Field::Exceptions)).hint(choices::EXCEPTIONS_HINT);
    view! {
        <div class="stack">
            <ChoiceRows name="mutability" says=rule choices=rows selected=form.mutability.clone()/>
            <TextField name="exceptions" says=except value=form.exceptions.clone() mono=true/>
        </div>
    }
    .into_any()
}

fn scanning(data: &SettingsPage) -> AnyView {
    view! {
        <fieldset class="field">
            <legend>{words::field(Field::Scan)}</legend>
            <TickRow name="scan" label=words::SCAN note=choices::SCAN_NOTE checked=data.form.scan == "on"/>
        </fieldset>
    }
    .into_any()
}

fn tags(data: &SettingsPage) -> AnyView {
    let says = says(data, Input::Tags).hint(words::TAGS_HINT);
    let value = data.form.tags.clone();
    let lines = u32::try_from(value.lines().count()).unwrap_or(u32::MAX);
    let rows = lines.saturating_add(1).clamp(3, 12);
    view! { <TextAreaField name="tags" says=says value=value rows=rows max_length=TAGS_LENGTH/> }
        .into_any()
}
