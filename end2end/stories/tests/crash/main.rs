//! Whatever goes wrong once on the way of a request, the world ends as if nothing had.
//!
//! Each tale is told once undisturbed. Then it is told again with one mishap: the worker dies right after a change that
//! Berth made outside, or the answer to that change gets lost, or the worker dies at one of the places at which it waits.
//! Everyday runs take a few of these, spread over all and others on each engine; `BERTH_TEST_STORIES=whole` takes every
//! change in both ways and many of the places.
#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod end;
mod tales;

use domain::request::{Applying, RequestId};
use std::time::Instant;
use stories::Portal;
use stories::engine::Engine;
use stories::mishap::Mishap;
use tales::Tale;

stories::on_both_engines! {
    a_repository_is_made_once,
    a_new_revision_is_made_once,
    a_rejection_is_carried_out_once,
    a_withdrawal_is_carried_out_once,
    what_failed_and_was_mended_is_made_once,
    settings_change_once,
    a_policy_changes_once_as_a_new_object,
    a_policy_changes_once_where_argo_cd_replaces_it,
    a_policy_changes_once_in_place,
    a_policy_goes_once,
    access_changes_once,
    an_adoption_takes_control_once,
    a_repository_with_images_goes_once,
    alarms_come_once,
    a_workflow_comes_once,
}

/// What everyday runs take of a tale on each engine.
const FEW: usize = 6;
/// Of the places at which a worker waits: as many of them are looked at where only some are taken, and where all are.
const PLACES: (u64, u64) = (12, 60);

async fn told(tale: Tale, mishap: Option<Mishap>) -> (Portal, Vec<String>) {
    // Boxed: whole tales, one within the other, are more than a test's stack holds.
    let mut portal = Box::pin(tale.portal()).await;
    Box::pin(tale.before(&portal)).await;
    portal.arm(mishap);
    let ids: Vec<RequestId> = Box::pin(tale.told(&portal)).await;
    let end = Box::pin(end::of(&portal, &ids)).await;
    (portal, end)
}

async fn whatever_goes_wrong(tale: Tale) {
    let began = Instant::now();
    let (calm, wanted) = Box::pin(told(tale, None)).await;
    let (changes, polls) = (calm.outside_changes(), calm.polls());
    drop(calm);
    let is_all = stories::are_whole();
    let places = if is_all { PLACES.1 } else { PLACES.0 };
    assert!(!changes.is_empty() && polls > places, "nothing to disturb");
    let mut mishaps: Vec<Mishap> = (1..=changes.len()).map(Mishap::DiesAtChange).collect();
    mishaps.extend(changes.iter().cloned().map(Mishap::AnswerLost));
    mishaps.extend((0..places).map(|place| Mishap::DiesAtPoll(polls * place / places)));
    if !is_all {
        mishaps = few_of(mishaps);
    }
    let (runs, mut struck, mut wrong) = (mishaps.len(), 0, Vec::new());
    for mishap in mishaps {
        let said = format!("{mishap:?}");
        let is_place = matches!(mishap, Mishap::DiesAtPoll(_));
        let (portal, end) = Box::pin(told(tale, Some(mishap))).await;
        // How often a run waits is never quite the same; what it changes outside is.
        if !is_place && !portal.has_struck() {
            wrong.push(format!("{said} never happened"));
        }
        struck += usize::from(portal.has_struck());
        let differs = end::differences(&wanted, &end);
        if !differs.is_empty() {
            wrong.push(format!("{said}:\n{}", differs.join("\n")));
        }
    }
    println!(
        "crash | {tale:?} | {:?} | {} | {polls} | {runs} | {struck} | {} | {}",
        Engine::now(),
        changes.len(),
        wrong.len(),
        began.elapsed().as_secs()
    );
    assert!(wrong.is_empty(), "{tale:?}: {}", wrong.join("\n\n"));
    assert!(struck * 2 >= runs, "most of them never happened");
}

/// Spread over all of them; between those of one engine lie those of the other.
fn few_of(all: Vec<Mishap>) -> Vec<Mishap> {
    let (half, len) = (2 * FEW, all.len());
    let first = match Engine::now() {
        Engine::Sqlite => 0,
        Engine::Postgres => 1,
    };
    let mut all = all.into_iter().map(Some).collect::<Vec<_>>();
    (0..FEW)
        .filter_map(|number| all[(2 * number + first) * len / half].take())
        .collect()
}

async fn a_repository_is_made_once() {
    whatever_goes_wrong(Tale::Created).await;
}

async fn a_new_revision_is_made_once() {
    whatever_goes_wrong(Tale::Revised).await;
}

async fn a_rejection_is_carried_out_once() {
    whatever_goes_wrong(Tale::Rejected).await;
}

async fn a_withdrawal_is_carried_out_once() {
    whatever_goes_wrong(Tale::Withdrawn).await;
}

async fn what_failed_and_was_mended_is_made_once() {
    whatever_goes_wrong(Tale::FailedAndMended).await;
}

async fn settings_change_once() {
    whatever_goes_wrong(Tale::Settings).await;
}

async fn a_policy_changes_once_as_a_new_object() {
    whatever_goes_wrong(Tale::Policy(Applying::NewObject)).await;
}

async fn a_policy_changes_once_where_argo_cd_replaces_it() {
    whatever_goes_wrong(Tale::Policy(Applying::ArgoReplace)).await;
}

async fn a_policy_changes_once_in_place() {
    whatever_goes_wrong(Tale::Policy(Applying::InPlace)).await;
}

async fn a_policy_goes_once() {
    whatever_goes_wrong(Tale::PolicyRemoved).await;
}

async fn access_changes_once() {
    whatever_goes_wrong(Tale::Access).await;
}

async fn an_adoption_takes_control_once() {
    whatever_goes_wrong(Tale::Adopted).await;
}

async fn a_repository_with_images_goes_once() {
    whatever_goes_wrong(Tale::Removed).await;
}

async fn alarms_come_once() {
    whatever_goes_wrong(Tale::Alarms).await;
}

async fn a_workflow_comes_once() {
    whatever_goes_wrong(Tale::Workflow).await;
}
