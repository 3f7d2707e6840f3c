//! The search form with its facets, and the chips that say what is filtered and undo it.

use super::address;
use crate::parts::{Button, Facet, FacetOption, Icon, IconName, SearchBox};
use crate::words::inventory as words;
use domain::portal::{InventoryPage, InventoryQuery, RepositoryState, Sort};
use leptos::prelude::*;

/// One filter in force, and the address without it.
pub(super) struct Active {
    pub(super) text: String,
    without: String,
}

/// The query from its first page on, changed.
fn changed(query: &InventoryQuery, change: impl FnOnce(&mut InventoryQuery)) -> String {
    let mut query = InventoryQuery {
        after: None,
        ..query.clone()
    };
    change(&mut query);
    address::inventory(&query)
}

type List = fn(&mut InventoryQuery) -> &mut Vec<String>;

const LISTS: [(&str, &str, List); 5] = [
    ("team", words::TEAM, |query| &mut query.teams),
    ("system", words::SYSTEM, |query| &mut query.systems),
    ("account", words::ACCOUNT, |query| &mut query.accounts),
    ("region", words::REGION, |query| &mut query.regions),
    ("cluster", words::CLUSTER, |query| &mut query.clusters),
];

pub(super) fn active(query: &InventoryQuery) -> Vec<Active> {
    let mut out = Vec::new();
    if !query.text.is_empty() {
        out.push(Active {
            text: words::text(&query.text),
            without: changed(query, |query| query.text.clear()),
        });
    }
    for (_, legend, list) in LISTS {
        for value in list(&mut query.clone()).iter() {
            out.push(Active {
                text: words::filter(legend, value),
                without: changed(query, |query| list(query).retain(|other| other != value)),
            });
        }
    }
    for state in &query.states {
        out.push(Active {
            text: words::filter(words::STATE, words::state(*state)),
            without: changed(query, |query| query.states.retain(|other| other != state)),
        });
    }
    out
}

pub(super) fn chips(query: &InventoryQuery) -> Option<AnyView> {
    let active = active(query);
    if active.is_empty() {
        return None;
    }
    let chips: Vec<_> = active
        .into_iter()
        .map(|filter| {
            let label = words::remove(&filter.text);
            view! { <li><a class="chip" href=filter.without aria-label=label>{filter.text}<Icon name=IconName::Close/></a></li> }
        })
        .collect();
    Some(
        view! {
            <ul class="row" role="list" aria-label=words::FILTERS>{chips}<li><a href="/inventory">{words::CLEAR_ALL}</a></li></ul>
        }
        .into_any(),
    )
}

pub(super) fn form(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let counts = [
        &data.facets.teams,
        &data.facets.systems,
        &data.facets.accounts,
        &data.facets.regions,
        &data.facets.clusters,
    ];
    let facets: Vec<_> = LISTS
        .into_iter()
        .zip(counts)
        .map(|((name, legend, list), counts)| {
            let chosen = list(&mut query.clone()).clone();
            let clear = (!chosen.is_empty()).then(|| changed(query, |query| list(query).clear()));
            view! { <Facet name=name legend=legend options=options(&chosen, counts) clear=clear/> }
        })
        .collect();
    let states = RepositoryState::ALL
        .into_iter()
        .map(|state| FacetOption {
            value: state.as_str().to_owned(),
            label: words::state(state).to_owned(),
            count: data
                .facets
                .states
                .iter()
                .find(|(other, _)| *other == state)
                .map(|(_, count)| *count),
            checked: query.states.contains(&state),
        })
        .filter(|option| option.count.is_some() || option.checked)
        .collect();
    let clear = (!query.states.is_empty()).then(|| changed(query, |query| query.states.clear()));
    let sort = (query.sort != Sort::default())
        .then(|| view! { <input type="hidden" name="sort" value=query.sort.as_str()/> });
    let order = query
        .descending
        .then(|| view! { <input type="hidden" name="order" value="desc"/> });
    view! {
        <form class="facets" method="get" action="/inventory">
            <SearchBox label=words::FIND value=query.text.clone()/>
            <Button>{words::SEARCH}</Button>
            {facets}
            <Facet name="state" legend=words::STATE options=states clear=clear/>
            {sort}{order}
        </form>
    }
    .into_any()
}

/// The counted values, and those that are chosen although no row has them under the other filters.
fn options(chosen: &[String], counts: &[(String, u64)]) -> Vec<FacetOption> {
    let absent = chosen
        .iter()
        .filter(|value| !counts.iter().any(|(other, _)| other == *value));
    let absent = absent.map(|value| (value.clone(), 0));
    counts
        .iter()
        .cloned()
        .chain(absent)
        .map(|(value, count)| FacetOption {
            checked: chosen.contains(&value),
            label: value.clone(),
            value,
            count: Some(count),
        })
        .collect()
}
