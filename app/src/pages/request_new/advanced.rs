//! Settings that most people leave as they are.

use super::Shown;
use crate::fragments;
use crate::parts::{
    Choice, ChoiceRows, Described, Icon, IconName, SelectField, SelectOption, SentenceInput,
    TextField, TickRow,
};
use crate::words::form as words;
use domain::lifecycle::KEEP_MAX;
use domain::spec::Field;
use leptos::prelude::*;

const FIELDS: [Field; 7] = [
    Field::Mutability,
    Field::Exceptions,
    Field::Scan,
    Field::Encryption,
    Field::KmsKey,
    Field::Lifecycle,
    Field::Keep,
];

pub(super) fn view(shown: &Shown<'_>) -> AnyView {
    let open = FIELDS
        .into_iter()
        .any(|field| shown.problem(field).is_some());
    let summary = fragments::advanced_summary(&shown.data.form);
    view! {
        <details class="more" open=open>
            <summary>
                <b>{words::ADVANCED}</b><span class="mute" id="advanced-summary">{summary}</span><Icon name=IconName::Down/>
            </summary>
            <div class="stack lg">
                {mutability(shown)}
                {scanning(shown)}
                {encryption(shown)}
                {lifecycle(shown)}
            </div>
        </details>
    }
    .into_any()
}

fn mutability(shown: &Shown<'_>) -> AnyView {
    let form = &shown.data.form;
    let choices = words::MUTABILITY
        .into_iter()
        .map(|(value, label, note)| Choice::new(value, label).note(note))
        .collect();
    let below = shown.below(Field::Mutability);
    let below_2 = shown.below(Field::Exceptions);
    view! {
        <div class="stack">
            <ChoiceRows name="mutability" says=shown.says(Field::Mutability) choices=choices selected=form.mutability.clone()/>
            {below}
            <TextField
                name="exceptions" says=shown.says(Field::Exceptions).hint(words::EXCEPTIONS_HINT)
                value=form.exceptions.clone() mono=true
            >
                {below_2}
            </TextField>
        </div>
    }
    .into_any()
}

fn scanning(shown: &Shown<'_>) -> AnyView {
    view! {
        <fieldset class="field">
            <legend>{words::field(Field::Scan)}</legend>
            <TickRow name="scan" label=words::SCAN note=words::SCAN_NOTE checked=shown.data.form.scan == "on"/>
        </fieldset>
    }
    .into_any()
}

fn encryption(shown: &Shown<'_>) -> AnyView {
    let form = &shown.data.form;
    let options = vec![
        SelectOption::new("aes256", words::AES256),
        SelectOption::new("kms", words::KMS),
        SelectOption::new("kms_dsse", words::KMS_DSSE),
    ];
    let below = shown.below(Field::Encryption);
    let below_2 = shown.below(Field::KmsKey);
    view! {
        <div class="stack">
            <SelectField name="encryption" says=shown.says(Field::Encryption) options=options selected=form.encryption.clone() required=true>
                {below}
            </SelectField>
            <TextField
                name="kms_key" says=shown.says(Field::KmsKey).hint(words::KMS_KEY_HINT) value=form.kms_key.clone() mono=true
            >
                {below_2}
            </TextField>
        </div>
    }
    .into_any()
}

/// Two rows, the first of them a sentence with a gap.
fn lifecycle(shown: &Shown<'_>) -> AnyView {
    let form = &shown.data.form;
    let problem = shown.problem(Field::Keep);
    let mut says = Described::new(words::field(Field::Lifecycle)).error(
        problem
            .or(shown.problem(Field::Lifecycle))
            .map(fragments::problem_text),
    );
    says.also = Some("keep-facts".to_owned());
    // Notes carry the id of the gap, for that is where the error summary leads.
    let notes = says.notes("keep");
    let keeps = form.lifecycle == "keep";
    let below = shown.below(Field::Keep);
    view! {
        <fieldset class="field">
            <legend>{words::field(Field::Lifecycle)}</legend>
            {notes}
            <div>
                <div class="pick box">
                    <input type="radio" id="lifecycle" name="lifecycle" value="keep" checked=keeps aria-labelledby="lifecycle-keep"/>
                    <span>
                        <span class="madlib">
                            <label for="lifecycle" id="lifecycle-keep">{words::KEEP_BEFORE}</label>
                            <SentenceInput
                                name="keep" label=words::field(Field::Keep) value=form.keep.clone() between=(1, i64::from(KEEP_MAX))
                                invalid=problem.is_some() describedby=says.by("keep").unwrap_or_default()
                            />
                            {words::KEEP_AFTER}
                        </span>
                        <small>{words::KEEP_NOTE}</small>
                    </span>
                </div>
                <label class="pick box">
                    <input type="radio" name="lifecycle" value="none" checked=!keeps/>
                    <span>{words::KEEP_ALL}<small>{words::KEEP_ALL_NOTE}</small></span>
                </label>
            </div>
            {below}
        </fieldset>
    }
    .into_any()
}
