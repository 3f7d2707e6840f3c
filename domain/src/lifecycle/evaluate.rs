//! What a policy does to the images of a repository, decided as AWS documents it: every rule is evaluated against all
//! images that it selects, then the rules act by priority. The first rule that selects an image decides about it alone;
//! an image that is closed to a rule in this way still counts for it.
//!
//! Images of the same moment are ordered by digest: AWS does not say which of them is younger.

mod bonds;
mod compare;
mod compile;
mod outcome;
mod why;

pub use compare::{Changes, compare};
pub use outcome::{OfRule, Outcome, Sum, Totals};
pub use why::Doubt;

use super::{ActionKind, Candidate, CountType, LifecyclePolicy, Rule};
use crate::time::Timestamp;
use bonds::Bonds;
use compile::{Compiled, Matches};
use std::cmp::Reverse;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Keep,
    Expire,
    /// It can't be pulled then until somebody restores it.
    Archive,
}

/// What becomes of one image. Rules and images are named by their places: see [`Outcome::rule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub act: Act,
    pub reason: Reason,
    pub next: Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No rule selects it.
    Unselected,
    /// The first rule that selects it; `rank` is its place among that rule's images, the youngest being 1, and 0 where
    /// the rule does not count.
    Rule { rule: u32, rank: u32 },
    /// The rule would act, but an index that stays refers to it.
    Held { rule: u32, index: u32 },
    /// It goes and stays with the image that it speaks about.
    Follows { subject: u32 },
}

/// What would end the stay of a kept image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing that can be foretold.
    Nothing,
    /// The rule acts after this moment.
    Due(Timestamp),
    /// The rule acts once so many more images that it selects have been pushed.
    Pushes(u32),
}

impl Verdict {
    pub fn due(self) -> Option<Timestamp> {
        match self.next {
            Next::Due(at) => Some(at),
            Next::Nothing | Next::Pushes(_) => None,
        }
    }

    const UNSELECTED: Self = Self {
        act: Act::Keep,
        reason: Reason::Unselected,
        next: Next::Nothing,
    };

    fn of(place: u32, rule: &Rule, rank: u32, image: &Candidate, now: Timestamp) -> Self {
        let number = rule.selection.count_number;
        let next = match rule.selection.count_type {
            CountType::ImageCountMoreThan if rank > number => None,
            CountType::ImageCountMoreThan => Some(Next::Pushes(number - rank + 1)),
            kind => match clock(kind, image) {
                None => Some(Next::Nothing),
                Some(since) => {
                    let due = since.plus_millis(i64::from(number) * Timestamp::DAY_MS);
                    (now <= due).then_some(Next::Due(due))
                }
            },
        };
        let act = match (next, rule.action.kind) {
            (Some(_), _) => Act::Keep,
            (None, ActionKind::Expire) => Act::Expire,
            (None, ActionKind::Transition) => Act::Archive,
        };
        Self {
            act,
            reason: Reason::Rule { rule: place, rank },
            next: next.unwrap_or(Next::Nothing),
        }
    }
}

/// From when a rule by days counts; `None`: that is not known.
fn clock(kind: CountType, image: &Candidate) -> Option<Timestamp> {
    match kind {
        CountType::ImageCountMoreThan => None,
        CountType::SinceImagePushed => Some(image.pushed),
        // A pull before the last restoration no longer counts.
        CountType::SinceImagePulled => image.pulled.max(image.restored).or(Some(image.pushed)),
        CountType::SinceImageTransitioned => image.archived,
    }
}

/// What would become of each image at `now`. AWS acts within a day of that.
pub fn evaluate<'a>(
    policy: &'a LifecyclePolicy,
    images: &'a [Candidate],
    now: Timestamp,
) -> Outcome<'a> {
    let compiled = Compiled::new(policy);
    let bonds = Bonds::of(images);
    let mut verdicts = vec![Verdict::UNSELECTED; images.len()];
    let mut counted = vec![0_u32; compiled.rules.len()];
    let mut matches = Matches::default();
    for place in by_youth(images) {
        let (Some(image), Some(verdict)) = (images.get(place), verdicts.get_mut(place)) else {
            continue;
        };
        if bonds.follows(place) {
            continue;
        }
        compiled.select(image.class, &image.tags, &mut matches);
        for rule in &matches.rules {
            if let Some(count) = counted.get_mut(*rule as usize) {
                *count += 1;
            }
        }
        let Some(first) = matches.rules.iter().min().copied() else {
            continue;
        };
        if let (Some(rule), Some(rank)) = (
            compiled.rules.get(first as usize),
            counted.get(first as usize),
        ) {
            let counts = rule.selection.count_type == CountType::ImageCountMoreThan;
            *verdict = Verdict::of(first, rule, if counts { *rank } else { 0 }, image, now);
        }
    }
    bonds.settle(images, &mut verdicts);
    Outcome::new(compiled.rules, images, verdicts, now)
}

/// The places of the images, the youngest first.
fn by_youth(images: &[Candidate]) -> impl Iterator<Item = usize> {
    let mut order: Vec<(Reverse<Timestamp>, usize)> = images
        .iter()
        .enumerate()
        .map(|(place, image)| (Reverse(image.youth()), place))
        .collect();
    let digest = |place: usize| images.get(place).map(|image| &image.digest);
    order.sort_unstable_by(|(one, at), (other, by)| {
        one.cmp(other).then_with(|| digest(*at).cmp(&digest(*by)))
    });
    order.into_iter().map(|(_, place)| place)
}

#[cfg(test)]
mod tests;
