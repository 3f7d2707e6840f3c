//! Two outcomes side by side: what a change of policy, or of time, does to the same images.

use super::{Act, Outcome, Sum};
use crate::image::Digest;
use crate::lifecycle::Candidate;
use std::collections::HashMap;

/// Images of both outcomes whose end differs, in the order of the later outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes<'a> {
    pub expired: Vec<&'a Candidate>,
    pub archived: Vec<&'a Candidate>,
    pub kept: Vec<&'a Candidate>,
}

impl Changes<'_> {
    pub fn is_empty(&self) -> bool {
        self.expired.is_empty() && self.archived.is_empty() && self.kept.is_empty()
    }

    /// How many images newly end so, and their bytes.
    pub fn sum(&self, act: Act) -> Sum {
        let images = match act {
            Act::Keep => &self.kept,
            Act::Expire => &self.expired,
            Act::Archive => &self.archived,
        };
        let mut sum = Sum::default();
        for image in images {
            sum.add(image);
        }
        sum
    }
}

/// What newly expires, is newly archived and newly kept; images that only one of them knows are left out.
pub fn compare<'a>(before: &Outcome<'_>, after: &Outcome<'a>) -> Changes<'a> {
    let mut changes = Changes::default();
    let mut add = |image: &'a Candidate, was: Act, is: Act| {
        if was == is {
            return;
        }
        match is {
            Act::Keep => changes.kept.push(image),
            Act::Expire => changes.expired.push(image),
            Act::Archive => changes.archived.push(image),
        }
    };
    if std::ptr::eq(before.images(), after.images()) {
        for ((image, is), was) in after.iter().zip(before.verdicts()) {
            add(image, was.act, is.act);
        }
    } else {
        let was: HashMap<&Digest, Act> = before
            .iter()
            .map(|(image, verdict)| (&image.digest, verdict.act))
            .collect();
        for (image, is) in after.iter() {
            if let Some(was) = was.get(&image.digest) {
                add(image, *was, is.act);
            }
        }
    }
    changes
}
