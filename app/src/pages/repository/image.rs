//! One image of a repository: what it is, how to pull exactly it, what belongs to it.

use super::{images, page};
use crate::pages::address;
use crate::parts::text::size;
use crate::parts::time::relative;
use crate::parts::{CopyField, Fact, KeyValues, Region, Time};
use crate::words::repository::images as list;
use crate::words::repository::images::image as words;
use domain::image::{ImageRow, ScanState};
use domain::portal::{FindingQuery, RepositoryImage, RepositoryKey, Tab};
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn title(data: &RepositoryImage) -> String {
    crate::words::repository::title(
        data.row.name().as_str(),
        &words::title(data.image.digest.short()),
    )
}

pub fn view(data: &RepositoryImage) -> AnyView {
    let image = &data.image;
    let heading = words::title(image.digest.short());
    let back = address::tab(&data.row.key, Tab::Images);
    let uri = format!("{}@", data.row.uri);
    let read = data
        .read
        .map(|at| view! { <p class="mute">{list::read(&relative(at.0, data.now.0))}</p> });
    let body = view! {
        <section class="stack" aria-labelledby="image-h">
            <div class="row btw"><h2 id="image-h">{heading}</h2><a href=back>{words::BACK}</a></div>
            {images::names(image)}
            <p>{words::PULL}</p>
            <CopyField what=words::PULL_WHAT text=uri bold=image.digest.to_string()/>
            <KeyValues facts=facts(data)/>
            {read}
        </section>
        {belonging(data)}
    }
    .into_any();
    page(&data.row, Tab::Images, body)
}

fn facts(data: &RepositoryImage) -> Vec<Fact> {
    let (image, now) = (&data.image, data.now);
    let pushed = image.pushed.0;
    let mut facts = vec![
        Fact::new(words::KIND, list::kind(image.kind)),
        Fact::new(list::SIZE, size(image.bytes)),
        Fact::new(list::PUSHED, view! { <Time at=pushed now=now.0/> }),
        Fact::new(list::PULLED, images::pulled(image, now)),
        Fact::new(list::FINDINGS, scan(&data.row.key, image, now)),
    ];
    if let Some(platforms) = &image.platform {
        facts.push(Fact::new(list::PLATFORMS, platforms.clone()));
    }
    if let Some(subject) = &image.subject {
        let href = address::image(&data.row.key, subject);
        let short = subject.short().to_owned();
        let link = view! { <a class="mono" href=href>{short}</a> };
        facts.push(Fact::new(words::PART_OF, link));
    }
    for (name, value) in [
        (words::MEDIA_TYPE, &image.media_type),
        (words::ARTIFACT_TYPE, &image.artifact_type),
    ] {
        if let Some(value) = value {
            let value = value.clone();
            facts.push(Fact::new(name, view! { <code>{value}</code> }));
        }
    }
    facts
}

/// With the way to the findings of this image alone.
fn scan(key: &RepositoryKey, image: &ImageRow, now: Timestamp) -> AnyView {
    let at = match &image.scan {
        ScanState::Clean { at } | ScanState::Found { at, .. } => *at,
        _ => None,
    };
    let at =
        at.map(|at| view! { <p class="mute">{words::SCANNED}" "<Time at=at.0 now=now.0/></p> });
    let says = list::scanner_says(&image.scan).map(str::to_owned);
    let says = says.map(|says| view! { <p class="mute">{says}</p> });
    let open = matches!(image.scan, ScanState::Found { .. }).then(|| {
        let query = FindingQuery {
            image: Some(image.digest.clone()),
            ..FindingQuery::default()
        };
        let href = address::findings(key, &query);
        view! { <p><a href=href>{words::OPEN_FINDINGS}</a></p> }
    });
    view! { {images::scan(image)}{at}{says}{open} }.into_any()
}

fn belonging(data: &RepositoryImage) -> AnyView {
    let content = if data.belonging.is_empty() {
        view! { <p class="mute">{words::NOTHING}</p> }.into_any()
    } else {
        let caption = words::belonging_of(data.image.digest.short());
        let rows: Vec<_> = data
            .belonging
            .iter()
            .map(|one| part(&data.row.key, one, data.now))
            .collect();
        view! {
            <Region labelled="belonging-c">
                <table class="tbl">
                    <caption class="sr" id="belonging-c">{caption}</caption>
                    <thead><tr>
                        <th scope="col">{words::KIND}</th>
                        <th scope="col">{list::DIGEST}</th>
                        <th scope="col" class="p2">{list::PLATFORMS}</th>
                        <th scope="col" class="n p2">{list::SIZE}</th>
                        <th scope="col" class="p3">{list::PUSHED}</th>
                        <th scope="col" class="p2">{list::FINDINGS}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        }
        .into_any()
    };
    view! { <section class="stack" aria-labelledby="belonging-h"><h2 id="belonging-h">{words::BELONGING}</h2>{content}</section> }.into_any()
}

fn part(key: &RepositoryKey, image: &ImageRow, now: Timestamp) -> AnyView {
    view! {
        <tr>
            <th scope="row">{list::kind(image.kind)}</th>
            <td class="w">{images::digest(key, image)}</td>
            <td class="p2">{image.platform.clone().unwrap_or_default()}</td>
            <td class="n p2 w">{size(image.bytes)}</td>
            <td class="p3 w"><Time at=image.pushed.0 now=now.0/></td>
            <td class="p2">{images::scan(image)}</td>
        </tr>
    }
    .into_any()
}
