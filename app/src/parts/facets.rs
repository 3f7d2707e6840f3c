//! Filters of a list, as parts of one GET form, so that a filtered page has its own URL.

use super::icons::{Icon, IconName};
use super::text::count;
use crate::words::parts as words;
use leptos::prelude::*;

/// The search field of a list or of the shell.
#[component]
pub fn SearchBox(
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(default = "q")] name: &'static str,
) -> AnyView {
    view! {
        <label class="affix">
            <span class="sr">{label.clone()}</span><Icon name=IconName::Search/>
            <input class="input" type="search" name=name value=value placeholder=label/>
        </label>
    }
    .into_any()
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetOption {
    pub value: String,
    pub label: String,
    /// How many rows have it, under the other filters.
    pub count: Option<u64>,
    pub checked: bool,
}

/// A fold-out of boxes to tick. Folds of one form share `group`, so that opening one closes the other.
#[component]
pub fn Facet(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    options: Vec<FacetOption>,
    /// The page without this filter.
    #[prop(optional_no_strip, into)]
    clear: Option<String>,
    #[prop(optional)] icon: Option<IconName>,
    /// Quiet and folding out to the left, for "Columns" at the end of the row.
    #[prop(optional)]
    last: bool,
) -> AnyView {
    let chosen = options.iter().filter(|option| option.checked).count();
    let class = match (last, chosen > 0) {
        (true, _) => "drop r",
        (false, true) => "drop set",
        (false, false) => "drop",
    };
    let title = if chosen > 0 && !last {
        words::chosen(&legend, chosen)
    } else {
        legend.clone()
    };
    let rows: Vec<_> = options
        .into_iter()
        .map(|option| {
            view! {
                <label class="pick">
                    <input type="checkbox" name=name.clone() value=option.value checked=option.checked/>
                    <span class="grow">{option.label}</span>
                    {option.count.map(|n| view! { <small>{count(n)}</small> })}
                </label>
            }
        })
        .collect();
    view! {
        <details class=class name="facet">
            <summary class=if last { "btn quiet" } else { "btn" }>
                {icon.map(|name| view! { <Icon name/> })}<span>{title}</span>
                {(!last).then(|| view! { <Icon name=IconName::Down/> })}
            </summary>
            <fieldset class="menu">
                <legend class="sr">{legend}</legend>
                {rows}
                <div class="row">
                    <button class="btn primary" type="submit">{words::APPLY}</button>
                    {clear.map(|href| view! { <a class="btn" href=href>{words::CLEAR}</a> })}
                </div>
            </fieldset>
        </details>
    }
    .into_any()
}
