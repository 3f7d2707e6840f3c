//! What scans found in a repository: how bad and how old, filtered and paged by addresses, with the exceptions below.

mod exceptions;
mod table;

use super::page;
use crate::pages::address;
use crate::parts::text::count;
use crate::parts::time::relative;
use crate::parts::{
    Button, Facet, FacetOption, IconName, LinkButton, Note, Region, SearchBox, SelectOption, Time,
    Tone,
};
use crate::words::repository::findings as words;
use domain::image::{ExceptionForm, ExceptionProblem, Scanning, Severity};
use domain::portal::{
    FINDING_AGES, FindingQuery, FindingSort, RepositoryFindings, SeverityAges, Tab,
};
use leptos::prelude::*;

const SEVERITIES: [Severity; 7] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Informational,
    Severity::Undefined,
    Severity::Untriaged,
];

/// The form of an exception, as it was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub form: ExceptionForm,
    pub problems: Vec<ExceptionProblem>,
}

pub fn view(data: &RepositoryFindings, typed: &Typed) -> AnyView {
    let body = view! {
        {exceptions::summary(typed)}
        {notes(data)}
        {ages(data)}
        <h2 class="sr">{words::CAPTION}</h2>
        {search(data)}
        {table::view(data)}
        {exceptions::view(data, typed)}
    }
    .into_any();
    page(&data.row, Tab::Findings, body)
}

fn notes(data: &RepositoryFindings) -> AnyView {
    let behind = data.trouble.as_ref().map(|why| {
        let why = words::trouble(why);
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::BEHIND><p>{why}</p></Note> }
    });
    let manual = (data.scanning == Some(Scanning::Manual)).then_some(words::MANUAL);
    let unscanned = data.of.is_none().then(|| {
        view! {
            <Note tone=Tone::Warn title=words::NOT_SCANNED><p>{words::NOT_SCANNED_MORE}" "{manual}</p></Note>
        }
    });
    view! { {behind}{unscanned} }.into_any()
}

/// Every number opens the rows that it counts.
fn ages(data: &RepositoryFindings) -> Option<AnyView> {
    if data.ages.is_empty() {
        return None;
    }
    let headers: Vec<_> = FINDING_AGES
        .into_iter()
        .map(|days| {
            let class = if days == 0 { "n" } else { "n p2" };
            view! { <th scope="col" class=class>{words::older(days)}</th> }
        })
        .collect();
    let rows: Vec<_> = data.ages.iter().map(|one| age_row(data, one)).collect();
    let caption = words::ages_caption(data.row.name().as_str());
    let facts = [
        data.of.as_ref().map(|digest| words::of(digest.short())),
        words::excepted(data.excepted),
        data.read.map(|at| words::read(&relative(at.0, data.now.0))),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = facts.join(" ");
    Some(
        view! {
            <section class="stack" aria-labelledby="ages-h">
                <h2 id="ages-h">{words::AGES}</h2>
                <Region labelled="ages-c">
                    <table class="tbl dense">
                        <caption class="sr" id="ages-c">{caption}</caption>
                        <thead><tr><th scope="col">{words::SEVERITY}</th>{headers}<th scope="col">{words::OLDEST}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Region>
                <p class="mute">{facts}</p>
            </section>
        }
        .into_any(),
    )
}

fn age_row(data: &RepositoryFindings, ages: &SeverityAges) -> AnyView {
    let cells: Vec<_> = FINDING_AGES
        .into_iter()
        .zip(ages.counts)
        .map(|(days, n)| {
            let query = FindingQuery {
                severities: vec![ages.severity.clone()],
                min_days: (days > 0).then_some(days),
                open: true,
                ..FindingQuery::default()
            };
            let class = if days == 0 { "n" } else { "n p2" };
            let number = match n {
                0 => view! { <span class="mute">"0"</span> }.into_any(),
                n => {
                    let href = address::findings(&data.row.key, &query);
                    view! { <a href=href>{count(n)}</a> }.into_any()
                }
            };
            view! { <td class=class>{number}</td> }
        })
        .collect();
    let now = data.now.0;
    let oldest = ages.oldest.map(|at| view! { <Time at=at.0 now=now/> });
    view! { <tr><th scope="row">{words::severity(&ages.severity)}</th>{cells}<td class="w mute">{oldest}</td></tr> }
        .into_any()
}

fn search(data: &RepositoryFindings) -> AnyView {
    let query = &data.query;
    let csv = address::findings_csv(&data.row.key, query);
    let hidden = [
        query.min_days.map(|days| ("days", days.to_string())),
        query
            .image
            .as_ref()
            .map(|digest| ("image", digest.to_string())),
    ];
    let hidden: Vec<_> = hidden
        .into_iter()
        .flatten()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let days = query
        .min_days
        .map(|days| view! { <span class="chip">{words::known_for(days)}</span> });
    let image = query
        .image
        .as_ref()
        .map(|digest| view! { <span class="chip">{words::of_image(digest.short())}</span> });
    view! {
        <form class="facets" method="get" action=address::tab(&data.row.key, Tab::Findings)>
            <SearchBox label=words::FIND value=query.text.clone()/>
            <Facet name="severity" legend=words::SEVERITY options=severities(data)/>
            {choice("fix", words::FIX, &fixes(query))}
            {choice("sort", words::SORT, &sorts(query))}
            <label class="pick"><input type="checkbox" name="all" value="1" checked=!query.open/><span>{words::ALL}</span></label>
            {hidden}{days}{image}
            <Button>{words::SEARCH}</Button>
            <LinkButton href=csv icon=IconName::Save download=true>{words::CSV}</LinkButton>
        </form>
    }
    .into_any()
}

fn severities(data: &RepositoryFindings) -> Vec<FacetOption> {
    let chosen = &data.query.severities;
    let others = data
        .ages
        .iter()
        .map(|one| &one.severity)
        .chain(chosen)
        .filter(|severity| matches!(severity, Severity::Other(_)));
    let mut options: Vec<&Severity> = SEVERITIES.iter().collect();
    for other in others {
        if !options.contains(&other) {
            options.push(other);
        }
    }
    options
        .into_iter()
        .map(|severity| FacetOption {
            value: severity.as_str().to_owned(),
            label: words::severity(severity),
            count: data
                .ages
                .iter()
                .find(|one| one.severity == *severity)
                .map(|one| one.counts[0]),
            checked: chosen.contains(severity),
        })
        .collect()
}

fn choice(name: &'static str, label: &'static str, options: &[(String, String, bool)]) -> AnyView {
    let selected = options
        .iter()
        .find(|(_, _, is_chosen)| *is_chosen)
        .map(|(value, _, _)| value.clone())
        .unwrap_or_default();
    let options: Vec<_> = options
        .iter()
        .map(|(value, label, _)| SelectOption::new(value.clone(), label.clone()).view(&selected))
        .collect();
    view! { <label><span class="sr">{label}</span><select class="input" name=name>{options}</select></label> }
        .into_any()
}

fn fixes(query: &FindingQuery) -> Vec<(String, String, bool)> {
    [
        ("", words::ANY_FIX, None),
        ("yes", words::FIXABLE, Some(true)),
        ("no", words::UNFIXABLE, Some(false)),
    ]
    .map(|(value, label, fixable)| (value.to_owned(), label.to_owned(), query.fixable == fixable))
    .to_vec()
}

fn sorts(query: &FindingQuery) -> Vec<(String, String, bool)> {
    FindingSort::ALL
        .map(|sort| {
            let label = words::sort(sort).to_owned();
            (sort.as_str().to_owned(), label, query.sort == sort)
        })
        .to_vec()
}
