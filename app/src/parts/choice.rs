//! Choices whose consequences deserve a line each.

use super::chip::FixedChip;
use super::field::Described;
use leptos::prelude::*;

/// One row to choose. A disabled one says in its note why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub note: Option<String>,
    pub disabled: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            note: None,
            disabled: false,
        }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Out of reach for now, and why.
    pub fn disabled(mut self, why: impl Into<String>) -> Self {
        self.note = Some(why.into());
        self.disabled = true;
        self
    }
}

/// One of a few. The first row carries the name as its id, so that an error summary can link to it.
#[component]
pub fn ChoiceRows(
    #[prop(into)] name: String,
    #[prop(into)] says: Described,
    choices: Vec<Choice>,
    #[prop(optional, into)] selected: String,
    #[prop(optional)] required: bool,
    /// The legend is for screen readers only, where a heading above already asks the question.
    #[prop(optional)]
    quiet: bool,
) -> AnyView {
    let (invalid, by) = (says.invalid(), says.by(&name));
    let notes = says.notes(&name);
    let legend = if quiet { "sr" } else { "" };
    let rows: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(i, choice)| {
            let id = (i == 0).then(|| name.clone());
            let checked = choice.value == selected;
            view! {
                <label class="pick box">
                    <input
                        type="radio" id=id name=name.clone() value=choice.value checked=checked
                        disabled=choice.disabled required=required
                    />
                    <span>{choice.label}{choice.note.map(|note| view! { <small>{note}</small> })}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field" aria-invalid=invalid aria-describedby=by>
            <legend class=legend>{says.label}{says.fixed.then(|| view! { <FixedChip/> })}</legend>
            {notes}
            <div>{rows}</div>
        </fieldset>
    }
    .into_any()
}

/// One thing to tick.
#[component]
pub fn TickRow(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::from("on"), into)] value: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] note: Option<String>,
    #[prop(optional)] checked: bool,
    #[prop(optional)] required: bool,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    view! {
        <label class="pick">
            <input type="checkbox" id=id name=name value=value checked=checked required=required/>
            <span>{label}{note.map(|note| view! { <small>{note}</small> })}</span>
        </label>
    }
    .into_any()
}
