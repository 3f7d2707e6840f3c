//! The search form with its facets, and the chips that say what is filtered and undo it.

use super::{address, figures, hidden};
use crate::parts::{Button, Facet, FacetFind, FacetOption, Icon, IconName, SearchBox};
use crate::words::inventory as words;
use domain::drift::DriftState;
use domain::portal::{
    FacetValues, Facets, InventoryPage, InventoryQuery, NameFacet, RepositoryState, ScoreBand,
};
use leptos::prelude::*;

/// One filter in force, and the address without it.
pub(super) struct Active {
    pub(super) text: String,
    pub(super) without: String,
}

/// The query from its first page on, changed.
pub(super) fn changed(query: &InventoryQuery, change: impl FnOnce(&mut InventoryQuery)) -> String {
    let mut query = address::view_of(query);
    change(&mut query);
    address::inventory(&query)
}

type List = fn(&mut InventoryQuery) -> &mut Vec<String>;

/// A facet whose values are names.
struct Named {
    facet: NameFacet,
    legend: &'static str,
    list: List,
    values: fn(&Facets) -> &FacetValues,
}

const NAMED: [Named; 5] = [
    Named {
        facet: NameFacet::Team,
        legend: words::TEAM,
        list: |query| &mut query.teams,
        values: |facets| &facets.teams,
    },
    Named {
        facet: NameFacet::System,
        legend: words::SYSTEM,
        list: |query| &mut query.systems,
        values: |facets| &facets.systems,
    },
    Named {
        facet: NameFacet::Account,
        legend: words::ACCOUNT,
        list: |query| &mut query.accounts,
        values: |facets| &facets.accounts,
    },
    Named {
        facet: NameFacet::Region,
        legend: words::REGION,
        list: |query| &mut query.regions,
        values: |facets| &facets.regions,
    },
    Named {
        facet: NameFacet::Cluster,
        legend: words::CLUSTER,
        list: |query| &mut query.clusters,
        values: |facets| &facets.clusters,
    },
];

pub(super) fn active(query: &InventoryQuery) -> Vec<Active> {
    let mut out = Vec::new();
    if !query.text.is_empty() {
        out.push(Active {
            text: words::text(&query.text),
            without: changed(query, |query| query.text.clear()),
        });
    }
    for Named { legend, list, .. } in NAMED {
        for value in list(&mut query.clone()).iter() {
            out.push(Active {
                text: figures::named(legend, value),
                without: changed(query, |query| list(query).retain(|other| other != value)),
            });
        }
    }
    out.extend(query.states.iter().map(|state| Active {
        text: words::filter(words::STATE, words::state(*state)),
        without: changed(query, |query| query.states.retain(|other| other != state)),
    }));
    out.extend(query.drifts.iter().map(|state| Active {
        text: words::filter(words::DRIFT, words::drift(*state)),
        without: changed(query, |query| query.drifts.retain(|other| other != state)),
    }));
    out.extend(query.managed.map(|managed| Active {
        text: words::managed(managed).to_owned(),
        without: changed(query, |query| query.managed = None),
    }));
    out.extend(query.scores.iter().map(|band| Active {
        text: words::filter(words::SCORE, &words::band(*band)),
        without: changed(query, |query| query.scores.retain(|other| other != band)),
    }));
    out.extend(query.misses.iter().map(|check| Active {
        text: words::filter(words::MISSES, &words::check(check)),
        without: changed(query, |query| query.misses.retain(|other| other != check)),
    }));
    out.extend(figures::active(query));
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
    let all = address::inventory(&InventoryQuery {
        look: query.look.clone(),
        ..InventoryQuery::default()
    });
    Some(
        view! {
            <ul class="row" role="list" aria-label=words::FILTERS>{chips}<li><a href=all>{words::CLEAR_ALL}</a></li></ul>
        }
        .into_any(),
    )
}

pub(super) fn form(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let named: Vec<_> = NAMED.iter().map(|facet| by_name(data, facet)).collect();
    view! {
        <form class="facets" method="get" action="/inventory">
            <SearchBox label=words::FIND value=query.text.clone()/>
            <Button>{words::SEARCH}</Button>
            {named}
            {states(data)}
            {drifts(data)}
            {managed(data)}
            {scores(data)}
            {misses(data)}
            {hidden(query, |key| ["sort", "order", "cols", "density"].contains(&key) || address::is_rest(key))}
        </form>
    }
    .into_any()
}

fn by_name(data: &InventoryPage, named: &Named) -> AnyView {
    let query = &data.query;
    let list = named.list;
    let counts = (named.values)(&data.facets);
    let chosen = list(&mut query.clone()).clone();
    let finding = query
        .finding
        .as_ref()
        .filter(|(facet, _)| *facet == named.facet)
        .map(|(_, text)| text.clone());
    let find = (counts.more > 0 || finding.is_some()).then(|| FacetFind {
        field: address::finding_field(named.facet),
        label: words::find_in(named.legend),
        typed: finding.unwrap_or_default(),
        more: counts.more,
    });
    let clear = (!chosen.is_empty()).then(|| changed(query, |query| list(query).clear()));
    let options = options(&chosen, &counts.values, ToString::to_string);
    view! { <Facet name=named.facet.as_str() legend=named.legend options=options clear=clear find=find/> }
        .into_any()
}

fn states(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let options = fixed(&RepositoryState::ALL, &data.facets.states, &query.states);
    let options = options
        .map(|(state, count, checked)| FacetOption {
            value: state.as_str().to_owned(),
            label: words::state(state).to_owned(),
            count,
            checked,
        })
        .collect();
    let clear = (!query.states.is_empty()).then(|| changed(query, |query| query.states.clear()));
    view! { <Facet name="state" legend=words::STATE options=options clear=clear/> }.into_any()
}

fn drifts(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let options = fixed(&DriftState::ALL, &data.facets.drifts, &query.drifts);
    let options = options
        .map(|(state, count, checked)| FacetOption {
            value: state.as_str().to_owned(),
            label: words::drift(state).to_owned(),
            count,
            checked,
        })
        .collect();
    let clear = (!query.drifts.is_empty()).then(|| changed(query, |query| query.drifts.clear()));
    view! { <Facet name="drift" legend=words::DRIFT options=options clear=clear/> }.into_any()
}

fn managed(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let chosen: Vec<bool> = query.managed.into_iter().collect();
    let options = fixed(&[true, false], &data.facets.managed, &chosen)
        .map(|(managed, count, checked)| FacetOption {
            value: address::yes_or_no(managed).to_owned(),
            label: words::managed(managed).to_owned(),
            count,
            checked,
        })
        .collect();
    let clear = query
        .managed
        .map(|_| changed(query, |query| query.managed = None));
    view! { <Facet name="managed" legend=words::MANAGED options=options clear=clear/> }.into_any()
}

fn scores(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let options = fixed(&ScoreBand::ALL, &data.facets.scores, &query.scores)
        .map(|(band, count, checked)| FacetOption {
            value: band.as_str().to_owned(),
            label: words::band(band),
            count,
            checked,
        })
        .collect();
    let clear = (!query.scores.is_empty()).then(|| changed(query, |query| query.scores.clear()));
    view! { <Facet name="score" legend=words::SCORE options=options clear=clear/> }.into_any()
}

fn misses(data: &InventoryPage) -> AnyView {
    let query = &data.query;
    let options = options(&query.misses, &data.facets.misses.values, |check| {
        words::check(check)
    });
    let clear = (!query.misses.is_empty()).then(|| changed(query, |query| query.misses.clear()));
    view! { <Facet name="misses" legend=words::MISSES options=options clear=clear/> }.into_any()
}

/// Values that show something or are chosen, with their counts.
fn fixed<'a, T: Copy + PartialEq>(
    all: &'a [T],
    counts: &'a [(T, u64)],
    chosen: &'a [T],
) -> impl Iterator<Item = (T, Option<u64>, bool)> + use<'a, T> {
    all.iter()
        .map(move |value| {
            let counted = counts.iter().find(|(other, _)| other == value);
            (
                *value,
                counted.map(|(_, count)| *count),
                chosen.contains(value),
            )
        })
        .filter(|(_, count, checked)| count.is_some() || *checked)
}

/// The counted values, and those that are chosen although no row has them under the other filters.
fn options(
    chosen: &[String],
    counts: &[(String, u64)],
    label: impl Fn(&str) -> String,
) -> Vec<FacetOption> {
    let absent = chosen
        .iter()
        .filter(|value| !value.is_empty() && !counts.iter().any(|(other, _)| other == *value));
    let absent = absent.map(|value| (value.clone(), 0));
    counts
        .iter()
        .cloned()
        .chain(absent)
        .map(|(value, count)| FacetOption {
            checked: chosen.contains(&value),
            label: label(&value),
            value,
            count: Some(count),
        })
        .collect()
}
