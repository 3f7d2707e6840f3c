//! What goes wrong once in a story, from outside: the server knows nothing of it.

use crate::Portal;
use sandbox::{Exchange, Fault, FaultKind, System};
use server::store::StoreError;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

#[derive(Clone, Debug)]
pub enum Mishap {
    /// The worker dies where it waits for the so-manieth time: every commit and every call is such a place.
    DiesAtPoll(u64),
    /// The worker dies when so many changes were made outside, before it hears of the last one.
    DiesAtChange(usize),
    /// This change is made, and its answer is lost.
    AnswerLost(OutsideChange),
}

/// The so-manieth call of this kind.
#[derive(Clone, Debug)]
pub struct OutsideChange {
    pub system: System,
    pub method: String,
    pub path: String,
    pub before: u32,
}

/// Whether the call changed something; asking for a token changes nothing that anybody sees.
pub fn is_change(exchange: &Exchange) -> bool {
    let reads = ["GET", "HEAD"].contains(&exchange.method.as_str());
    let is_token =
        exchange.path.ends_with("/access_tokens") || exchange.path.contains("/login/oauth/");
    !reads && !is_token && exchange.system != System::Aws
}

/// Commits have other hashes in each run; what stands before one is the same.
fn before_commit(path: &str) -> &str {
    let is_commit = |part: &str| part.len() == 40 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let commit = path.split('/').find(|part| is_commit(part));
    let place = commit.and_then(|commit| path.find(commit));
    &path[..place.unwrap_or(path.len())]
}

/// Strikes at most once.
#[derive(Debug, Default)]
pub(crate) struct Doom {
    mishap: Option<Mishap>,
    polls: AtomicU64,
    struck: AtomicU64,
}

impl Portal {
    /// From here on all of it is counted, and what is to go wrong may.
    pub fn arm(&mut self, mishap: Option<Mishap>) {
        self.bench.world.journal.clear();
        if let Some(Mishap::AnswerLost(change)) = &mishap {
            let fault = Fault::new(change.system, FaultKind::AnswerLost)
                .method(&change.method)
                .path_prefix(&change.path)
                .after(change.before)
                .once();
            self.bench.world.faults.add(fault);
        }
        self.doom = Doom {
            mishap,
            ..Doom::default()
        };
    }

    /// How often the worker was polled since then.
    pub fn polls(&self) -> u64 {
        self.doom.polls.load(Ordering::Relaxed)
    }

    /// Whether what was to go wrong did.
    pub fn has_struck(&self) -> bool {
        match &self.doom.mishap {
            Some(Mishap::AnswerLost(_)) => self.bench.world.faults.list().is_empty(),
            _ => self.doom.struck.load(Ordering::Relaxed) > 0,
        }
    }

    /// The changes that were made outside since then.
    pub fn outside_changes(&self) -> Vec<OutsideChange> {
        let all = self.bench.world.journal.exchanges();
        let changes = all.iter().enumerate().filter(|(_, one)| is_change(one));
        let same = |one: &Exchange, other: &Exchange| {
            one.system == other.system
                && one.method == other.method
                && one.path.starts_with(before_commit(&other.path))
        };
        changes
            .map(|(place, change)| OutsideChange {
                system: change.system,
                method: change.method.clone(),
                path: before_commit(&change.path).to_owned(),
                before: u32::try_from(all[..place].iter().filter(|one| same(one, change)).count())
                    .unwrap_or(u32::MAX),
            })
            .collect()
    }

    /// One step of the worker, or of one that dies on its way: its request is left as it is.
    pub(crate) async fn step(&self) -> Result<bool, StoreError> {
        let mut step = pin!(self.worker.step());
        poll_fn(|context| match self.dies_now() {
            true => Poll::Ready(Ok(true)),
            false => step.as_mut().poll(context),
        })
        .await
    }

    fn dies_now(&self) -> bool {
        let poll = self.doom.polls.fetch_add(1, Ordering::Relaxed);
        let is_time = match &self.doom.mishap {
            Some(Mishap::DiesAtPoll(at)) => poll >= *at,
            Some(Mishap::DiesAtChange(at)) => self.bench.world.journal.count(is_change) >= *at,
            Some(Mishap::AnswerLost(_)) | None => false,
        };
        is_time && self.doom.struck.fetch_add(1, Ordering::Relaxed) == 0
    }
}
