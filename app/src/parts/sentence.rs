//! A sentence with gaps to fill, for rules that read as one. The words between the gaps are the children.

use super::field::SelectOption;
use leptos::prelude::*;

/// The sentence. Holds phrasing content only: words, inputs, labels.
#[component]
pub fn Sentence(children: Children) -> AnyView {
    view! { <p class="madlib">{children()}</p> }.into_any()
}

/// A gap for a number or a word. `label` is what it means when read alone.
#[component]
pub fn SentenceInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] value: String,
    /// A whole number within these bounds; a word where there are none.
    #[prop(optional)]
    between: Option<(i64, i64)>,
    #[prop(optional)] required: bool,
    #[prop(optional)] invalid: bool,
    #[prop(optional, into)] describedby: Option<String>,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    let (class, kind) = if between.is_some() {
        ("input n", "number")
    } else {
        ("input w", "text")
    };
    view! {
        <input
            class=class type=kind id=id name=name value=value min=between.map(|b| b.0) max=between.map(|b| b.1)
            required=required aria-label=label aria-invalid=invalid.then_some("true") aria-describedby=describedby
        />
    }
    .into_any()
}

/// A gap to choose a word for.
#[component]
pub fn SentenceSelect(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<SelectOption>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] selected: String,
) -> AnyView {
    let id = id.unwrap_or_else(|| name.clone());
    let entries: Vec<_> = options
        .into_iter()
        .map(|option| option.view(&selected))
        .collect();
    view! { <select class="input" id=id name=name aria-label=label>{entries}</select> }.into_any()
}
