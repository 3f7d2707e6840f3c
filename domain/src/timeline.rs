//! A request's history as stations: who did what, how long it took, what it usually takes, and where it stands now.
//!
//! The history says when each station was reached and left; the stage says what is true at the station where the
//! request stands. Going back (changes were requested, somebody pushed) clears the stations behind.

mod says;

pub use says::actor;

use crate::people::Actor;
use crate::portal::{Step, StepName, StepState};
use crate::refusal::Link;
use crate::request::{ChangeKind, Event, Request, Stage, StageName, What};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// How long requests usually stay in a stage, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usual(pub BTreeMap<StageName, i64>);

impl Usual {
    /// `None`: nobody has been there yet.
    pub fn of(&self, step: StepName) -> Option<i64> {
        let known: Vec<i64> = stages_of(step)
            .iter()
            .filter_map(|stage| self.0.get(stage).copied())
            .collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }
}

/// Where to see more, as far as there is something to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    pub pull_request: Option<Link>,
    pub commit: Option<Link>,
    pub application: Option<Link>,
    pub repository: Option<Link>,
}

/// The stages that are passed on the way through a station.
fn stages_of(step: StepName) -> &'static [StageName] {
    match step {
        StepName::Submitted => &[StageName::Checking],
        StepName::PullRequest => &[StageName::Publishing],
        StepName::Approved => &[StageName::InReview],
        StepName::Merged => &[StageName::Approved],
        StepName::Synced => &[StageName::Merged, StageName::Syncing],
        StepName::Ready => &[StageName::Provisioning],
        StepName::Verified => &[StageName::Verifying],
    }
}

const DONE: usize = StepName::ALL.len();

/// The station at which a stage stands; `None` for ends, which stay where they were reached.
fn place(stage: StageName, before: usize) -> Option<usize> {
    use StageName as S;
    Some(match stage {
        S::Draft | S::Checking | S::NeedsInput => 0,
        S::Publishing | S::PublishFailed => 1,
        S::InReview | S::ChangesRequested | S::Rejected => 2,
        S::Approved => 3,
        S::Merged | S::Syncing | S::SyncFailed => 4,
        S::Provisioning => 5,
        // The verification fails into the same stage: what AWS holds is what Crossplane made of it.
        S::ProvisionFailed => before.clamp(5, 6),
        S::Verifying | S::CoolingOff => 6,
        S::Completed => DONE,
        S::Cancelled | S::ClosedExternally | S::Superseded | S::RolledBack => return None,
    })
}

/// Whether a change of this kind comes by a station at all.
fn passes(kind: ChangeKind, step: StepName) -> bool {
    match step {
        StepName::Submitted | StepName::PullRequest | StepName::Approved | StepName::Merged => true,
        StepName::Synced | StepName::Ready => kind.reaches_cluster(),
        StepName::Verified => kind.is_verified(),
    }
}

/// How many stations a change of this kind comes by.
pub fn stations(kind: ChangeKind) -> usize {
    StepName::ALL
        .into_iter()
        .filter(|step| passes(kind, *step))
        .count()
}

/// When each station was reached and left, and by whom.
#[derive(Clone, Debug, Default)]
struct Track {
    at: usize,
    reached: [Option<Timestamp>; DONE],
    left: [Option<(Timestamp, Actor)>; DONE],
    /// The request never stood there on its way further.
    passed_over: [bool; DONE],
}

impl Track {
    fn walk(request: &Request, events: &[Event]) -> Self {
        let mut track = Self::default();
        track.reached[0] = Some(request.created);
        for event in events {
            if let What::Entered { stage } = &event.what
                && let Some(to) = place(stage.name(), track.at)
            {
                track.go(to, event.at, &event.actor);
            }
        }
        // The row is the truth where the history that was handed in is shorter.
        if let Some(to) = place(request.stage.name(), track.at)
            && to != track.at
        {
            track.go(to, request.since, &Actor::Berth);
        }
        track
    }

    fn go(&mut self, to: usize, at: Timestamp, by: &Actor) {
        if to > self.at {
            for step in self.at..to {
                self.left[step] = Some((at, by.clone()));
                self.passed_over[step] = step > self.at;
                self.reached[step].get_or_insert(at);
            }
            if let Some(reached) = self.reached.get_mut(to) {
                *reached = Some(at);
                self.passed_over[to] = false;
            }
        } else if to < self.at {
            for step in to..DONE {
                self.left[step] = None;
                self.reached[step] = None;
            }
            self.reached[to] = Some(at);
        }
        self.at = to;
    }
}

/// All stations in order.
pub fn timeline(
    request: &Request,
    events: &[Event],
    usual: &Usual,
    links: &Links,
    now: Timestamp,
) -> Vec<Step> {
    let track = Track::walk(request, events);
    let kind = request.change.kind();
    StepName::ALL
        .into_iter()
        .enumerate()
        .filter(|(_, name)| passes(kind, *name))
        .map(|(index, name)| step(request, &track, index, name, usual, links, now))
        .collect()
}

fn step(
    request: &Request,
    track: &Track,
    index: usize,
    name: StepName,
    usual: &Usual,
    links: &Links,
    now: Timestamp,
) -> Step {
    let state = state(request, track, index, name);
    let reached = track.reached[index];
    let left = track.left[index].as_ref();
    let over = state == StepState::Failed || request.stage.name().is_final();
    let (at, end) = match (index.cmp(&track.at), left) {
        (std::cmp::Ordering::Less, Some((at, _))) => (Some(*at), Some(*at)),
        (std::cmp::Ordering::Equal, _) => (reached, Some(if over { request.since } else { now })),
        _ => (None, None),
    };
    let skipped_by = state == StepState::Skipped && index < track.at;
    let known = matches!(
        state,
        StepState::Done | StepState::Now | StepState::Failed | StepState::Attention
    );
    Step {
        name,
        state,
        actor: says::who(request, name, state, left.map(|(_, by)| by)),
        detail: says::detail(request, name, state, index.cmp(&track.at)),
        link: if known { link(name, links) } else { None },
        // People submit at a moment; the checks that follow are Berth's.
        at: if name == StepName::Submitted {
            Some(request.created)
        } else {
            at.filter(|_| !skipped_by)
        },
        took: reached
            .zip(end)
            .map(|(from, to)| to.since(from))
            .filter(|_| !skipped_by),
        usual: usual.of(name),
        raw: says::raw(request, state),
    }
}

fn state(request: &Request, track: &Track, index: usize, name: StepName) -> StepState {
    if index < track.at {
        return if name == StepName::Approved && !was_approved(track) {
            StepState::Skipped
        } else {
            StepState::Done
        };
    }
    let here = index == track.at;
    match &request.stage {
        Stage::Cancelled { .. } | Stage::Superseded { .. } | Stage::RolledBack { .. } => {
            StepState::Skipped
        }
        Stage::ClosedExternally { .. } if name == StepName::Merged => StepState::Failed,
        Stage::ClosedExternally { .. } => StepState::Skipped,
        Stage::Rejected { .. } if !here => StepState::Skipped,
        _ if !here => StepState::ToCome,
        Stage::Rejected { .. }
        | Stage::PublishFailed { .. }
        | Stage::SyncFailed { .. }
        | Stage::ProvisionFailed { .. } => StepState::Failed,
        Stage::NeedsInput { .. } | Stage::ChangesRequested { .. } => StepState::Attention,
        _ if waits_for_a_person(request)
            && !matches!(name, StepName::Submitted | StepName::Approved) =>
        {
            StepState::Attention
        }
        _ => StepState::Now,
    }
}

/// A merge on GitHub jumps over the decision and Berth's own merge.
fn was_approved(track: &Track) -> bool {
    !track.passed_over[3]
}

fn waits_for_a_person(request: &Request) -> bool {
    request
        .waiting
        .as_ref()
        .is_some_and(|waiting| waiting.next_try.is_none())
}

fn link(name: StepName, links: &Links) -> Option<Link> {
    match name {
        StepName::Submitted => None,
        StepName::PullRequest | StepName::Approved => links
            .pull_request
            .clone()
            .filter(|_| name == StepName::PullRequest),
        StepName::Merged => links.commit.clone(),
        StepName::Synced => links.application.clone(),
        StepName::Ready => None,
        StepName::Verified => links.repository.clone(),
    }
}

/// When it should be ready if everything takes as long as usual; `None`: not on its way, or not enough is known.
pub fn expected_ready(request: &Request, usual: &Usual) -> Option<Timestamp> {
    let kind = request.change.kind();
    let stations = StepName::ALL.into_iter().filter(|step| passes(kind, *step));
    let way: Vec<StageName> = stations.flat_map(stages_of).copied().collect();
    let here = way
        .iter()
        .position(|stage| *stage == request.stage.name())?;
    let spans = way[here..].iter().map(|stage| usual.0.get(stage).copied());
    let rest: i64 = spans.collect::<Option<Vec<_>>>()?.iter().sum();
    Some(request.since.plus_millis(rest))
}

#[cfg(test)]
mod tests;
