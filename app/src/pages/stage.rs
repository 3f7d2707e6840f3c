//! How a stage looks wherever it is shown: its tone, its chip, its bar.

use crate::parts::{Chip, StageBar, Tone};
use crate::words::stage as words;
use domain::portal::RequestRow;
use domain::request::StageName;
use domain::timeline::stations;
use leptos::prelude::*;

pub(crate) fn tone(stage: StageName) -> Tone {
    match stage {
        StageName::Completed => Tone::Ok,
        StageName::NeedsInput | StageName::ChangesRequested | StageName::CoolingOff => Tone::Warn,
        StageName::Rejected
        | StageName::PublishFailed
        | StageName::SyncFailed
        | StageName::ProvisionFailed => Tone::Bad,
        StageName::Draft
        | StageName::Cancelled
        | StageName::ClosedExternally
        | StageName::Superseded
        | StageName::RolledBack => Tone::Off,
        StageName::Checking
        | StageName::Publishing
        | StageName::InReview
        | StageName::Approved
        | StageName::Merged
        | StageName::Syncing
        | StageName::Provisioning
        | StageName::Verifying => Tone::Now,
    }
}

/// How many stations are behind a request in this stage.
fn passed(stage: StageName) -> usize {
    match stage {
        StageName::Draft
        | StageName::Checking
        | StageName::NeedsInput
        | StageName::Cancelled
        | StageName::Superseded => 0,
        StageName::Publishing | StageName::PublishFailed => 1,
        StageName::InReview
        | StageName::ChangesRequested
        | StageName::Rejected
        | StageName::ClosedExternally => 2,
        StageName::Approved => 3,
        StageName::Merged | StageName::Syncing | StageName::SyncFailed | StageName::RolledBack => 4,
        StageName::Provisioning | StageName::ProvisionFailed => 5,
        StageName::Verifying | StageName::CoolingOff => 6,
        StageName::Completed => usize::MAX,
    }
}

pub(crate) fn chip(stage: StageName) -> AnyView {
    view! { <Chip tone=tone(stage) text=words::stage(stage)/> }.into_any()
}

/// The stage in a dense row.
pub(crate) fn flat_chip(row: &RequestRow) -> AnyView {
    let tone = here(row);
    view! { <Chip tone=tone text=words::stage(row.stage) flat=true/> }.into_any()
}

/// A request that something outside holds up says so in its tone.
fn here(row: &RequestRow) -> Tone {
    match tone(row.stage) {
        Tone::Now if row.stuck => Tone::Warn,
        tone => tone,
    }
}

/// Where a request is, for a table.
pub(crate) fn bar(row: &RequestRow) -> AnyView {
    let stations = stations(row.kind);
    let done = passed(row.stage).min(stations);
    let here = here(row);
    let blocks = (0..stations)
        .map(|station| match station {
            station if station < done => Some(Tone::Ok),
            station if station == done => Some(here),
            _ => None,
        })
        .collect();
    let text = words::stage(row.stage);
    view! { <StageBar stages=blocks label=words::progress(done, stations, text) text=text/> }
        .into_any()
}
