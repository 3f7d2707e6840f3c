//! The images of a repository, newest first. Every filter and every page is an address.

use super::page;
use crate::pages::address;
use crate::parts::text::size;
use crate::parts::time::relative;
use crate::parts::{
    Button, ButtonKind, Chip, CopyButton, Empty, Icon, IconName, KeyChip, LinkButton, Note, Page,
    Pagination, Region, SearchBox, SelectOption, Time, Tone,
};
use crate::words::repository::images as words;
use domain::image::{ImageRow, ScanState};
use domain::portal::{ImageQuery, ImagesOnly, RepositoryImages, RepositoryKey, Tab};
use domain::time::Timestamp;
use leptos::prelude::*;

pub fn view(data: &RepositoryImages) -> AnyView {
    let content = match (&data.totals, data.images.is_empty()) {
        (None, _) => view! { <Empty icon=IconName::Cloud title=words::NOT_READ>{words::NOT_READ_MORE}</Empty> }.into_any(),
        (_, true) => empty(data),
        _ => {
            let (table, foot) = (choosing(data), pages(data));
            view! { {table}{foot} }.into_any()
        }
    };
    let body = view! {
        {notes(data)}
        <h2 class="sr">{words::HEADING}</h2>
        {search(data)}
        {content}
    }
    .into_any();
    page(&data.row, Tab::Images, body)
}

/// What a reader has to know before trusting the rows.
fn notes(data: &RepositoryImages) -> AnyView {
    let behind = data.trouble.as_ref().map(|why| {
        let why = words::trouble(why);
        view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::BEHIND><p>{why}</p></Note> }
    });
    let indexes = data
        .totals
        .is_some_and(|totals| totals.index_count > 0 && totals.untagged_count > 0);
    let indexes = indexes.then(|| {
        view! { <Note tone=Tone::Warn title=words::INDEXES><p>{words::INDEXES_MORE}</p></Note> }
    });
    view! { {behind}{indexes} }.into_any()
}

fn search(data: &RepositoryImages) -> AnyView {
    let query = &data.query;
    let kind = match query.only {
        ImagesOnly::Kind(_) => Some(query.only),
        _ => None,
    };
    let offered = ImagesOnly::OFFERED
        .into_iter()
        .chain(kind.filter(|only| !ImagesOnly::OFFERED.contains(only)));
    let options: Vec<_> = offered
        .map(|only| SelectOption::new(only.as_str(), words::only(only)).view(query.only.as_str()))
        .collect();
    view! {
        <form class="facets" method="get" action=address::tab(&data.row.key, Tab::Images)>
            <SearchBox label=words::FIND value=query.text.clone()/>
            <label><span class="sr">{words::SHOW}</span><select class="input" name="only">{options}</select></label>
            <Button>{words::SEARCH}</Button>
            <p class="mute end">{facts(data)}</p>
        </form>
    }
    .into_any()
}

fn facts(data: &RepositoryImages) -> String {
    let totals = data
        .totals
        .map(|all| words::totals(all.image_count, all.bytes, all.untagged_count));
    let read = data.read.map(|at| words::read(&relative(at.0, data.now.0)));
    let parts: Vec<String> = [totals, read].into_iter().flatten().collect();
    parts.join(" ")
}

fn empty(data: &RepositoryImages) -> AnyView {
    if data.query == ImageQuery::default() {
        return view! { <Empty icon=IconName::Cube title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any();
    }
    let href = address::tab(&data.row.key, Tab::Images);
    let action = view! { <LinkButton href=href>{words::CLEAR}</LinkButton> }.into_any();
    let wanted = [
        Some(words::only(data.query.only).to_owned()),
        (!data.query.text.is_empty()).then(|| format!("“{}”", data.query.text)),
    ];
    let wanted: Vec<String> = wanted.into_iter().flatten().collect();
    let wanted = wanted.join(", ");
    view! { <Empty icon=IconName::Search title=words::NO_MATCH actions=action>{wanted}</Empty> }
        .into_any()
}

/// The table, in a form that asks what deleting the chosen images would do. Choosing changes nothing.
fn choosing(data: &RepositoryImages) -> AnyView {
    let table = table(data);
    if let Err(why) = &data.may_delete {
        let why = words::may_not_delete(why);
        return view! { {table}<p class="mute">{why}</p> }.into_any();
    }
    view! {
        <form class="stack" method="get" action=address::tab(&data.row.key, Tab::Images)>
            {table}
            <div class="bulk">
                <b>{words::SELECTED}</b>
                <Button kind=ButtonKind::Danger icon=IconName::Trash name=address::DELETING value="1">{words::DELETE}</Button>
                <button class="btn quiet" type="reset">{words::CLEAR_CHOICE}</button>
            </div>
        </form>
    }
    .into_any()
}

fn table(data: &RepositoryImages) -> AnyView {
    let chooses = data.may_delete.is_ok();
    let rows: Vec<_> = data
        .images
        .iter()
        .map(|one| row(&data.row.key, one, chooses, data.now))
        .collect();
    view! {
        <Region labelled="images-h">
            <table class="tbl dense">
                <caption class="sr" id="images-h">{words::CAPTION}</caption>
                {headers(chooses)}
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn headers(chooses: bool) -> AnyView {
    let choose = chooses.then(|| {
        view! { <th scope="col" class="c"><span class="sr">{words::CHOOSE}</span></th> }
    });
    view! {
        <thead><tr>
            {choose}
            <th scope="col">{words::TAGS}</th>
            <th scope="col">{words::DIGEST}</th>
            <th scope="col" class="p3">{words::PLATFORMS}</th>
            <th scope="col" class="n p2">{words::SIZE}</th>
            <th scope="col">{words::PUSHED}</th>
            <th scope="col" class="p3">{words::PULLED}</th>
            <th scope="col" class="p2">{words::FINDINGS}</th>
        </tr></thead>
    }
    .into_any()
}

fn row(key: &RepositoryKey, image: &ImageRow, chooses: bool, now: Timestamp) -> AnyView {
    let pulled = pulled(image, now);
    let choose = chooses.then(|| {
        let label = words::choose(&name(image));
        let digest = image.digest.to_string();
        view! {
            <td class="c"><label class="hit"><input type="checkbox" name=address::CHOSEN value=digest/><span class="sr">{label}</span></label></td>
        }
    });
    view! {
        <tr>
            {choose}
            <th scope="row">{names(image)}</th>
            <td class="w">{digest(key, image)}</td>
            <td class="p3">{image.platform.clone().unwrap_or_default()}</td>
            <td class="n p2 w">{size(image.bytes)}</td>
            <td class="w"><Time at=image.pushed.0 now=now.0/></td>
            <td class="p3 w mute">{pulled}</td>
            <td class="p2">{scan(image)}</td>
        </tr>
    }
    .into_any()
}

/// What people call it.
pub(super) fn name(image: &ImageRow) -> String {
    match image.tags.first() {
        Some(tag) => tag.clone(),
        None => image.digest.short().to_owned(),
    }
}

/// The tags, and what belongs to the image.
pub(super) fn names(image: &ImageRow) -> AnyView {
    let tags: Vec<_> = image
        .tags
        .iter()
        .map(|tag| view! { <KeyChip text=tag.clone()/> })
        .collect();
    let untagged = tags
        .is_empty()
        .then(|| view! { <span class="mute">{words::UNTAGGED}</span> });
    let archived = image
        .archived
        .then(|| view! { <Chip tone=Tone::Off text=words::ARCHIVED flat=true/> });
    let attached = (!image.attached.is_empty())
        .then(|| view! { <small>{words::attached(&image.attached)}</small> });
    view! { <div class="row">{tags}{untagged}{archived}</div>{attached} }.into_any()
}

pub(super) fn digest(key: &RepositoryKey, image: &ImageRow) -> AnyView {
    let href = address::image(key, &image.digest);
    let short = image.digest.short().to_owned();
    view! {
        <div class="row nw">
            <a class="mono" href=href>{short.clone()}</a>
            <CopyButton what=words::image::title(&short) text=image.digest.to_string()/>
        </div>
    }
    .into_any()
}

pub(super) fn pulled(image: &ImageRow, now: Timestamp) -> AnyView {
    match image.pulled {
        Some(at) => view! { <Time at=at.0 now=now.0/> }.into_any(),
        None => words::NEVER_PULLED.into_any(),
    }
}

/// Only problems are coloured; no scan is not the same as no finding.
pub(super) fn scan(image: &ImageRow) -> AnyView {
    let text = words::scan(&image.scan, image.kind);
    match &image.scan {
        ScanState::Found { counts, .. } if counts.critical > 0 => {
            view! { <b class="bad">{text}</b> }.into_any()
        }
        ScanState::Found { .. } => text.into_any(),
        ScanState::Failed { .. } => {
            view! { <span class="say" data-s="warn"><Icon name=IconName::Warn/>{text}</span> }
                .into_any()
        }
        _ => view! { <span class="mute">{text}</span> }.into_any(),
    }
}

fn pages(data: &RepositoryImages) -> AnyView {
    let at = |after: &String| {
        address::images(
            &data.row.key,
            &ImageQuery {
                after: Some(after.clone()),
                ..data.query.clone()
            },
        )
    };
    let is_plain = data.query.text.is_empty() && data.query.only == ImagesOnly::Apart;
    let page = Page {
        first: (is_plain && data.previous.is_none()).then_some(1),
        rows: data.images.len() as u64,
        total: data
            .totals
            .filter(|_| is_plain)
            .map(|totals| totals.image_count),
        previous: data.previous.as_ref().map(at),
        next: data.next.as_ref().map(at),
    };
    view! { <Pagination page=page/> }.into_any()
}
