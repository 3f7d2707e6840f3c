//! What an evaluation came to. Only places and numbers are kept; words are made when somebody asks.

use super::super::{Candidate, Rule};
use super::{Act, Next, Reason, Verdict};
use crate::time::Timestamp;

#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    pub(super) rules: Vec<&'a Rule>,
    pub(super) images: &'a [Candidate],
    pub(super) verdicts: Vec<Verdict>,
    pub(super) now: Timestamp,
    totals: Totals,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub kept: Sum,
    pub expired: Sum,
    pub archived: Sum,
}

/// Layers that images share count each time: the bytes are an upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: u64,
    pub bytes: u64,
}

/// What one rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfRule<'a> {
    pub rule: &'a Rule,
    /// Expired or archived by it.
    pub acted: Sum,
    /// Kept by it, and closed to the rules after it.
    pub kept: Sum,
}

impl Sum {
    pub(super) fn add(&mut self, image: &Candidate) {
        self.count += 1;
        self.bytes = self.bytes.saturating_add(image.bytes);
    }
}

impl Totals {
    pub fn of(self, act: Act) -> Sum {
        match act {
            Act::Keep => self.kept,
            Act::Expire => self.expired,
            Act::Archive => self.archived,
        }
    }
}

impl<'a> Outcome<'a> {
    pub(super) fn new(
        rules: Vec<&'a Rule>,
        images: &'a [Candidate],
        verdicts: Vec<Verdict>,
        now: Timestamp,
    ) -> Self {
        let mut totals = Totals::default();
        for (image, verdict) in images.iter().zip(&verdicts) {
            let sum = match verdict.act {
                Act::Keep => &mut totals.kept,
                Act::Expire => &mut totals.expired,
                Act::Archive => &mut totals.archived,
            };
            sum.add(image);
        }
        Self {
            rules,
            images,
            verdicts,
            now,
            totals,
        }
    }

    pub fn images(&self) -> &'a [Candidate] {
        self.images
    }

    /// In the order of the images.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Each image with its verdict, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Candidate, Verdict)> {
        self.images.iter().zip(self.verdicts.iter().copied())
    }

    /// The rule that decides about the image at this place.
    pub fn rule(&self, place: usize) -> Option<&'a Rule> {
        match self.verdicts.get(place)?.reason {
            Reason::Rule { rule, .. } | Reason::Held { rule, .. } => {
                self.rules.get(rule as usize).copied()
            }
            Reason::Follows { subject } => match self.verdicts.get(subject as usize)?.reason {
                Reason::Rule { rule, .. } => self.rules.get(rule as usize).copied(),
                _ => None,
            },
            Reason::Unselected => None,
        }
    }

    /// What each rule decides, in the order in which AWS applies them. What follows or is held counts for none.
    pub fn by_rule(&self) -> Vec<OfRule<'a>> {
        let mut found: Vec<OfRule<'a>> = self
            .rules
            .iter()
            .map(|rule| OfRule {
                rule,
                acted: Sum::default(),
                kept: Sum::default(),
            })
            .collect();
        for (image, verdict) in self.iter() {
            if let Reason::Rule { rule, .. } = verdict.reason
                && let Some(of) = found.get_mut(rule as usize)
            {
                match verdict.act {
                    Act::Keep => of.kept.add(image),
                    Act::Expire | Act::Archive => of.acted.add(image),
                }
            }
        }
        found
    }

    /// The places of the kept images that fall due first, with the moment after which the rule acts.
    pub fn next_due(&self, most: usize) -> Vec<(usize, Timestamp)> {
        let due = |(place, verdict): (usize, &Verdict)| verdict.due().map(|at| (place, at));
        let found = self.verdicts.iter().enumerate().filter_map(due).collect();
        self.first(found, most)
    }

    /// The places of the images next in line of a rule that counts, with how many more pushes end their stay.
    pub fn next_in_line(&self, priority: u32, most: usize) -> Vec<(usize, u32)> {
        let of_rule = |(place, verdict): (usize, &Verdict)| match (verdict.reason, verdict.next) {
            (Reason::Rule { rule, .. }, Next::Pushes(pushes)) => {
                let rule = self.rules.get(rule as usize)?;
                (rule.rule_priority == priority).then_some((place, pushes))
            }
            _ => None,
        };
        let found = self
            .verdicts
            .iter()
            .enumerate()
            .filter_map(of_rule)
            .collect();
        self.first(found, most)
    }

    fn first<T: Ord>(&self, mut found: Vec<(usize, T)>, most: usize) -> Vec<(usize, T)> {
        let digest = |place: usize| self.images.get(place).map(|image| &image.digest);
        found.sort_unstable_by(|(at, one), (by, other)| {
            one.cmp(other).then_with(|| digest(*at).cmp(&digest(*by)))
        });
        found.truncate(most);
        found
    }
}
