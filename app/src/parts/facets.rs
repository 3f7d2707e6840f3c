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
    /// `boot.js` takes these keys here.
    #[prop(optional)]
    shortcut: bool,
) -> AnyView {
    let keys = shortcut.then_some("Control+K Meta+K");
    // Beside the keys there is little room.
    let hint = if shortcut {
        words::SEARCH.to_owned()
    } else {
        label.clone()
    };
    let shown = shortcut.then(|| view! { <kbd aria-hidden="true">{words::SEARCH_KEYS}</kbd> });
    view! {
        <label class="affix">
            <span class="sr">{label}</span><Icon name=IconName::Search/>
            <input class="input" type="search" name=name value=value placeholder=hint aria-keyshortcuts=keys/>
            {shown}
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

/// Looks through a facet's values, of which a menu holds only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetFind {
    pub field: &'static str,
    pub label: String,
    /// Not empty: the menu stands open with what was found.
    pub typed: String,
    /// Values that are not shown.
    pub more: u64,
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
    #[prop(optional_no_strip)] find: Option<FacetFind>,
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
    let open = find.as_ref().is_some_and(|find| !find.typed.is_empty());
    // Tells this button from the one that looks for more values.
    let (apply, applied) = find.as_ref().map(|_| ("apply", "1")).unzip();
    let (search, more) = find.map(look_for).unzip();
    view! {
        <details class=class name="facet" open=open>
            <summary class=if last { "btn quiet" } else { "btn" }>
                {icon.map(|name| view! { <Icon name/> })}<span>{title}</span>
                {(!last).then(|| view! { <Icon name=IconName::Down/> })}
            </summary>
            <fieldset class="menu">
                <legend class="sr">{legend}</legend>
                {search}
                {rows}
                {more.flatten()}
                <div class="row">
                    <button class="btn primary" type="submit" name=apply value=applied>{words::APPLY}</button>
                    {clear.map(|href| view! { <a class="btn" href=href>{words::CLEAR}</a> })}
                </div>
            </fieldset>
        </details>
    }
    .into_any()
}

fn look_for(find: FacetFind) -> (AnyView, Option<AnyView>) {
    let more = (find.more > 0)
        .then(|| view! { <p class="hint">{words::more_values(find.more)}</p> }.into_any());
    let search = view! {
        <div class="row nw">
            <SearchBox label=find.label value=find.typed name=find.field/>
            <button class="btn" type="submit">{words::FIND}</button>
        </div>
    };
    (search.into_any(), more)
}
