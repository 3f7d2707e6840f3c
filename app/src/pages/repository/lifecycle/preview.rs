//! What a policy would do: numbers, a strip of all images, each rule, and the images that would go.

use crate::parts::text::{count, size};
use crate::parts::time::relative;
use crate::parts::{Announce, Chip, IconName, Note, Region, Tone};
use crate::words::repository::policy as words;
use domain::lifecycle::Act;
use domain::lifecycle::evaluate::{Sum, Totals};
use domain::portal::{PolicyPreview, PreviewRow, Quarter, RuleEffect};
use domain::time::Timestamp;
use leptos::prelude::*;

pub(super) fn view(data: &PolicyPreview, now: Timestamp) -> AnyView {
    view! {
        <h3>{words::PREVIEW}</h3>
        {effect(data, now, true)}
        {data.quarter.map(quarter)}
        <p class="mute">{words::as_of(&relative(data.as_of.0, now.0))}</p>
    }
    .into_any()
}

/// What it would have meant, had it been in force for a quarter.
fn quarter(data: Quarter) -> AnyView {
    let tone = if data.missed > 0 {
        Tone::Warn
    } else {
        Tone::Off
    };
    view! {
        <Note tone=tone title=words::QUARTER><p>{words::quarter(data.images, data.gone, data.missed)}</p></Note>
    }
    .into_any()
}

/// What it does to images. Made-up ones cost nothing and are nobody's.
pub(super) fn effect(data: &PolicyPreview, now: Timestamp, are_real: bool) -> AnyView {
    let totals = data.totals;
    let goes = Sum {
        count: totals.expired.count + totals.archived.count,
        bytes: totals.expired.bytes,
    };
    let all = goes.count + totals.kept.count;
    let frees = (are_real && totals.expired.count > 0).then(|| {
        let text = words::frees(&size(goes.bytes), &data.saves);
        view! { <p>{text}</p> }
    });
    let newly = data.in_force.map(|_| {
        let text = words::newly(data.newly_gone.count, data.newly_kept.count);
        view! { <p>{text}</p> }
    });
    let lately = (are_real && data.pulled_lately > 0).then(|| {
        let text = words::lately(data.pulled_lately);
        view! { <Note tone=Tone::Bad title=words::LATELY announce=Announce::Alert><p>{text}</p></Note> }
    });
    view! {
        <p data-says=""><b>{words::headline(goes, all)}</b></p>
        {frees}{newly}
        {strip(data)}
        {lately}
        {data.in_force.map(|before| compared(before, totals))}
        {rules(&data.rules)}
        {rows(data, now)}
    }
    .into_any()
}

const fn shade(act: Act) -> &'static str {
    match act {
        Act::Keep => "c2",
        Act::Archive => "c3",
        Act::Expire => "co",
    }
}

/// One bar an image, or several where there are many: newest first.
fn strip(data: &PolicyPreview) -> AnyView {
    const STEP: usize = 12;
    let width = data.strip.len() * STEP;
    let bars: Vec<_> = data
        .strip
        .iter()
        .enumerate()
        .map(|(at, act)| {
            let x = format!("{}.5", at * STEP);
            view! { <rect x=x y=".5" width="9" height="19" class=shade(*act)/> }
        })
        .collect();
    let gone = data.totals.expired.count + data.totals.archived.count;
    let label = words::strip(data.totals.kept.count, gone);
    let legend = [
        (Act::Keep, data.totals.kept.count),
        (Act::Expire, data.totals.expired.count),
        (Act::Archive, data.totals.archived.count),
    ];
    let legend: Vec<_> = legend
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(act, number)| {
            let text = format!("{} {}", words::act(act), count(number));
            view! { <span><i class=shade(act)></i>{text}</span> }
        })
        .collect();
    view! {
        <svg class="fleet" viewBox=format!("0 0 {width} 20") preserveAspectRatio="none" role="img" aria-label=label>{bars}</svg>
        <p class="legend" aria-hidden="true">{legend}<span class="end">{words::NEWEST}</span></p>
    }
    .into_any()
}

fn compared(before: Totals, after: Totals) -> AnyView {
    let line = |name: &'static str, was: String, is: String| {
        view! { <tr><th scope="row">{name}</th><td class="n">{was}</td><td class="n">{is}</td></tr> }
    };
    view! {
        <h3>{words::COMPARED}</h3>
        <Region labelled="compared-c">
            <table class="tbl dense">
                <caption class="sr" id="compared-c">{words::COMPARED}</caption>
                <thead><tr><td></td><th scope="col" class="n">{words::IN_FORCE}</th><th scope="col" class="n">{words::PROPOSED}</th></tr></thead>
                <tbody>
                    {line(words::KEEPS, count(before.kept.count), count(after.kept.count))}
                    {line(words::GOES, count(before.expired.count), count(after.expired.count))}
                    {line(words::TO_ARCHIVE, count(before.archived.count), count(after.archived.count))}
                    {line(words::STORAGE, size(before.kept.bytes), size(after.kept.bytes))}
                </tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn rules(rules: &[RuleEffect]) -> AnyView {
    let rows: Vec<_> = rules
        .iter()
        .map(|rule| {
            view! {
                <tr>
                    <th scope="row">{rule.sentence.clone()}</th>
                    <td class="n">{count(rule.acts.count)}</td>
                    <td class="n">{count(rule.keeps.count)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <h3>{words::RULES}</h3>
        <Region labelled="by-rule-c">
            <table class="tbl dense">
                <caption class="sr" id="by-rule-c">{words::RULES}</caption>
                <thead><tr><th scope="col">{words::RULE}</th><th scope="col" class="n">{words::ACTS}</th><th scope="col" class="n">{words::SHIELDS}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn rows(data: &PolicyPreview, now: Timestamp) -> Option<AnyView> {
    if data.rows.is_empty() {
        return None;
    }
    let rows: Vec<_> = data.rows.iter().map(|image| row(image, now)).collect();
    let more = (data.more > 0).then(|| view! { <p>{words::more(data.more)}</p> });
    Some(
        view! {
            <h3>{words::ROWS}</h3>
            <Region labelled="rows-c">
                <table class="tbl dense">
                    <caption class="sr" id="rows-c">{words::ROWS}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::IMAGE}</th>
                            <th scope="col" class="p2">{words::PUSHED}</th>
                            <th scope="col" class="n p3">{words::SIZE}</th>
                            <th scope="col">{words::RESULT}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
            {more}
        }
        .into_any(),
    )
}

fn row(image: &PreviewRow, now: Timestamp) -> AnyView {
    let name = match image.tags.first() {
        Some(tag) => view! { <b>{tag.clone()}</b> }.into_any(),
        None => view! { <span class="mute">{words::UNTAGGED}</span> }.into_any(),
    };
    let (tone, icon) = match image.act {
        Act::Keep => (Tone::Ok, IconName::Cube),
        Act::Archive => (Tone::Warn, IconName::Down),
        Act::Expire => (Tone::Bad, IconName::Close),
    };
    let lately = image.pulled.filter(|_| image.pulled_lately).map(|at| {
        let text = format!("{} {}", words::PULLED, relative(at.0, now.0));
        view! { <small><b class="bad">{text}</b></small> }
    });
    let doubt = image.doubt.map(|text| view! { <small>{text}</small> });
    view! {
        <tr>
            <th scope="row">{name}" "<small class="mono">{image.digest.short().to_owned()}</small></th>
            <td class="p2 w">{relative(image.pushed.0, now.0)}</td>
            <td class="n w p3">{size(image.bytes)}</td>
            <td><Chip tone=tone icon=icon text=words::act(image.act) flat=true/><small>{image.why.clone()}</small>{lately}{doubt}</td>
        </tr>
    }
    .into_any()
}
