//! A labelled input with its hint and its error, wired for screen readers. The id is the name unless told otherwise,
//! so that an error summary can link to `#name`.

use super::chip::FixedChip;
use super::icons::{Icon, IconName};
use super::text::escape;
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;

/// The words round an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    pub label: String,
    pub hint: Option<String>,
    /// Why the answer was refused. Marks the input as invalid.
    pub error: Option<String>,
    /// The answer can never be changed once the repository exists.
    pub fixed: bool,
    /// The id of one more element that describes the input, such as its list of live checks.
    pub also: Option<String>,
}

impl Described {
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Takes an `Option`, because most fields of most forms are fine.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    pub fn also(mut self, id: impl Into<String>) -> Self {
        self.also = Some(id.into());
        self
    }

    /// The value of `aria-describedby`: error first, for it is what a person needs to hear.
    pub(crate) fn by(&self, id: &str) -> Option<String> {
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let all: Vec<_> = [error, hint, self.also.clone()]
            .into_iter()
            .flatten()
            .collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    pub(crate) fn notes(&self, id: &str) -> AnyView {
        let error = self.error.clone().map(|error| {
            view! {
                <p class="error say" id=format!("{id}-error")>
                    <Icon name=IconName::Bad/><span><span class="sr">{words::ERROR}</span>{error}</span>
                </p>
            }
        });
        let hint = self
            .hint
            .clone()
            .map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
        (error, hint).into_any()
    }

    fn wrap(self, id: String, optional: bool, input: AnyView, more: Option<Children>) -> AnyView {
        let notes = self.notes(&id);
        view! {
            <div class="field">
                <label for=id>
                    {self.label}
                    {self.fixed.then(|| view! { <FixedChip/> })}
                    {optional.then(|| view! { <small>{words::OPTIONAL}</small> })}
                </label>
                {input}
                {notes}
                {more.map(|more| more())}
            </div>
        }
        .into_any()
    }
}

/// One line of text. Children stand under the input: live checks, a remark, a datalist.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] says: Described,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] required: bool,
    /// An identifier: fixed-width type, no autocorrection.
    #[prop(optional)]
    mono: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] prefix: Option<String>,
    #[prop(optional, into)] pattern: Option<String>,
    /// What the browser says when `pattern` does not match.
    #[prop(optional, into)]
    title: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] list: Option<String>,
    #[prop(optional)] min_length: Option<u32>,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional)] min: Option<i64>,
    #[prop(optional)] max: Option<i64>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    let class = if mono { "input mono" } else { "input" };
    let plain = mono || prefix.is_some();
    let input = view! {
        <input
            class=class type=kind id=id.clone() name=name value=value required=required pattern=pattern title=title
            placeholder=placeholder list=list minlength=min_length maxlength=max_length min=min max=max
            autocomplete=plain.then_some("off") autocapitalize=plain.then_some("none") spellcheck=plain.then_some("false")
            aria-invalid=says.invalid() aria-describedby=says.by(&id)
        />
    };
    let input = match prefix {
        Some(prefix) => {
            view! { <span class="affix"><span aria-hidden="true">{prefix}</span>{input}</span> }
                .into_any()
        }
        None => input.into_any(),
    };
    says.wrap(id, !required, input, children).into_any()
}

/// One entry of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
    pub disabled: bool,
}

impl SelectOption {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            disabled: false,
        }
    }

    pub(crate) fn view(self, selected: &str) -> AnyView {
        let selected = self.value == selected;
        view! { <option value=self.value selected=selected disabled=self.disabled>{self.label}</option> }.into_any()
    }
}

/// One of several, from a list too long for rows. Starts with "Choose …" while nothing is chosen.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] says: Described,
    options: Vec<SelectOption>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] selected: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    let missing = !options.iter().any(|option| option.value == selected);
    let entries: Vec<_> = options
        .into_iter()
        .map(|option| option.view(&selected))
        .collect();
    let input = view! {
        <select class="input" id=id.clone() name=name required=required aria-invalid=says.invalid() aria-describedby=says.by(&id)>
            {missing.then(|| view! { <option value="" selected=true>{words::CHOOSE}</option> })}
            {entries}
        </select>
    };
    says.wrap(id, !required, input.into_any(), children)
        .into_any()
}

/// Several lines of text.
#[component]
pub fn TextAreaField(
    #[prop(into)] name: String,
    #[prop(into)] says: Described,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    // The parser drops the first line break of a textarea, so that one stands there for it to drop.
    let content = format!("\n{}", escape(&value));
    let input = view! {
        <textarea
            class="input" id=id.clone() name=name required=required maxlength=max_length rows=rows
            aria-invalid=says.invalid() aria-describedby=says.by(&id)
        >{content}</textarea>
    };
    says.wrap(id, !required, input.into_any(), children)
        .into_any()
}

/// A remark under a field, with an icon: what was found, what it means.
#[component]
pub fn Remark(tone: Tone, #[prop(optional)] icon: Option<IconName>, children: Children) -> AnyView {
    view! {
        <p class="say hint" data-s=tone.as_str()><Icon name=icon.unwrap_or(tone.icon())/><span>{children()}</span></p>
    }
    .into_any()
}
