//! Images that don't go alone: parts of an index wait for it, and what speaks about an image goes with it.

use super::super::{Candidate, Role, StorageClass};
use super::{Act, Next, Reason, Verdict};
use crate::image::Digest;
use std::collections::HashMap;

/// An index in an index in an index is the most that anybody has seen; no verdict may depend on a circle.
const ROUNDS: usize = 8;

/// By place: each image that is bound with what binds it.
#[derive(Default)]
pub(super) struct Bonds {
    parts: Vec<(usize, Vec<usize>)>,
    /// In the order of the places.
    followers: Vec<(usize, usize)>,
}

impl Bonds {
    pub(super) fn of(images: &[Candidate]) -> Self {
        let is_bound = |image: &Candidate| matches!(image.role, Role::PartOf(_) | Role::Refers(_));
        if !images.iter().any(is_bound) {
            return Self::default();
        }
        let places: HashMap<&Digest, usize> = images
            .iter()
            .enumerate()
            .map(|(place, image)| (&image.digest, place))
            .collect();
        let mut bonds = Self::default();
        for (place, image) in images.iter().enumerate() {
            match &image.role {
                Role::Image | Role::Index => {}
                Role::PartOf(indexes) => {
                    let there: Vec<usize> = indexes
                        .iter()
                        .filter_map(|digest| places.get(digest).copied())
                        .collect();
                    bonds.parts.push((place, there));
                }
                // What speaks about an image that is gone, or about itself, stands for itself.
                Role::Refers(subject) => {
                    let subject = places.get(subject).filter(|found| **found != place);
                    bonds
                        .followers
                        .extend(subject.map(|subject| (place, *subject)));
                }
            }
        }
        bonds
    }

    pub(super) fn follows(&self, place: usize) -> bool {
        self.followers
            .binary_search_by_key(&place, |(follower, _)| *follower)
            .is_ok()
    }

    pub(super) fn settle(&self, images: &[Candidate], verdicts: &mut [Verdict]) {
        for _ in 0..ROUNDS {
            let followed = self.follow(images, verdicts);
            let held = self.hold(images, verdicts);
            if !followed && !held {
                break;
            }
        }
    }

    fn follow(&self, images: &[Candidate], verdicts: &mut [Verdict]) -> bool {
        let mut changed = false;
        for (place, subject) in &self.followers {
            let act = match verdicts
                .get(*subject)
                .map_or(Act::Keep, |verdict| verdict.act)
            {
                Act::Archive if is_archived(images, *place) => Act::Keep,
                act => act,
            };
            let verdict = Verdict {
                act,
                reason: Reason::Follows {
                    subject: place_of(*subject),
                },
                next: Next::Nothing,
            };
            if let Some(slot) = verdicts.get_mut(*place) {
                changed |= std::mem::replace(slot, verdict) != verdict;
            }
        }
        changed
    }

    /// AWS neither expires nor archives what an index refers to before the index itself is gone.
    fn hold(&self, images: &[Candidate], verdicts: &mut [Verdict]) -> bool {
        let mut changed = false;
        for (place, indexes) in &self.parts {
            let Some(Verdict {
                act,
                reason: Reason::Rule { rule, .. },
                ..
            }) = verdicts.get(*place).copied()
            else {
                continue;
            };
            let stays = |index: &&usize| {
                let fate = verdicts
                    .get(**index)
                    .map_or(Act::Expire, |verdict| verdict.act);
                match act {
                    Act::Keep => false,
                    Act::Expire => fate != Act::Expire,
                    Act::Archive => fate == Act::Keep && !is_archived(images, **index),
                }
            };
            let Some(index) = indexes.iter().find(stays).copied() else {
                continue;
            };
            if let Some(slot) = verdicts.get_mut(*place) {
                changed = true;
                *slot = Verdict {
                    act: Act::Keep,
                    reason: Reason::Held {
                        rule,
                        index: place_of(index),
                    },
                    next: Next::Nothing,
                };
            }
        }
        changed
    }
}

fn is_archived(images: &[Candidate], place: usize) -> bool {
    images
        .get(place)
        .is_some_and(|image| image.class == StorageClass::Archive)
}

fn place_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
