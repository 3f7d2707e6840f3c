//! The rows of findings, or why there are none.

use crate::pages::{address, external};
use crate::parts::text::count;
use crate::parts::time::date;
use crate::parts::{Chip, Empty, IconName, LinkButton, Page, Pagination, Region, Time, Tone};
use crate::words::repository::findings as words;
use domain::image::{Finding, Severity};
use domain::portal::{FindingQuery, RepositoryFindings, Tab};
use leptos::prelude::*;

pub(super) fn view(data: &RepositoryFindings) -> AnyView {
    if data.rows.is_empty() {
        return empty(data);
    }
    let rows: Vec<_> = data.rows.iter().map(|one| row(data, one)).collect();
    view! {
        <div class="stack">
            <Region labelled="findings-h">
                <table class="tbl dense">
                    <caption class="sr" id="findings-h">{words::CAPTION}</caption>
                    <thead><tr>
                        <th scope="col">{words::FINDING}</th>
                        <th scope="col">{words::SEVERITY}</th>
                        <th scope="col" class="p2">{words::PACKAGE}</th>
                        <th scope="col" class="p2">{words::FIXED_IN}</th>
                        <th scope="col" class="p3">{words::SINCE}</th>
                        <th scope="col" class="n p3">{words::IMAGES}</th>
                        <th scope="col">{words::EXCEPTION}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
            {pages(data)}
        </div>
    }
    .into_any()
}

fn empty(data: &RepositoryFindings) -> AnyView {
    let plain = FindingQuery {
        open: true,
        ..FindingQuery::default()
    };
    if data.query != plain {
        let href = address::tab(&data.row.key, Tab::Findings);
        let action = view! { <LinkButton href=href>{words::CLEAR}</LinkButton> }.into_any();
        let text = data.query.text.clone();
        return view! { <Empty icon=IconName::Search title=words::NO_MATCH actions=action>{text}</Empty> }
            .into_any();
    }
    if data.of.is_none() {
        // The note above says it.
        return ().into_any();
    }
    view! { <Empty icon=IconName::Shield title=words::NONE>{words::NONE_MORE}</Empty> }.into_any()
}

fn row(data: &RepositoryFindings, finding: &Finding) -> AnyView {
    let now = data.now.0;
    let name = match &finding.uri {
        Some(uri) => external(uri, finding.name.clone()),
        None => finding.name.clone().into_any(),
    };
    let small = format!("{} {}", finding.package, finding.version);
    let closed = (!finding.is_open).then(|| view! { <small>{words::CLOSED}</small> });
    let severity = words::severity(&finding.severity);
    let severity = match finding.severity {
        Severity::Critical => view! { <b class="bad">{severity}</b> }.into_any(),
        _ => severity.into_any(),
    };
    let fixed = match &finding.fixed_in {
        Some(version) => version.clone().into_any(),
        None => view! { <span class="mute">{words::NO_FIX}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}<small class="ps">{small.clone()}</small>{closed}</th>
            <td>{severity}</td>
            <td class="p2">{small}</td>
            <td class="p2">{fixed}</td>
            <td class="p3 w mute"><Time at=finding.first_seen.0 now=now/></td>
            <td class="n p3">{count(finding.images)}</td>
            <td class="w">{exception(data, finding)}</td>
        </tr>
    }
    .into_any()
}

fn exception(data: &RepositoryFindings, finding: &Finding) -> AnyView {
    if let Some(until) = finding.excepted_until {
        let text = words::until(&date(until.0, data.now.0));
        return view! { <Chip tone=Tone::Off text=text flat=true/> }.into_any();
    }
    if data.may_except.is_err() {
        return view! { <span class="mute">"—"</span> }.into_any();
    }
    let href = address::except(&data.row.key, &finding.name);
    let label = words::except(&finding.name);
    view! { <a href=href aria-label=label>{words::EXCEPT}</a> }.into_any()
}

fn pages(data: &RepositoryFindings) -> AnyView {
    let at = |after: &String| {
        let query = FindingQuery {
            after: Some(after.clone()),
            ..data.query.clone()
        };
        address::findings(&data.row.key, &query)
    };
    let page = Page {
        first: data.previous.is_none().then_some(1),
        rows: data.rows.len() as u64,
        total: Some(data.total),
        previous: data.previous.as_ref().map(at),
        next: data.next.as_ref().map(at),
    };
    view! { <Pagination page=page/> }.into_any()
}
