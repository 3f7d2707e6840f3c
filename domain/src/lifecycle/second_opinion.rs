//! AWS's own preview of a policy beside Berth's: where they differ, people should know before they ask for it.

use super::evaluate::{Act, Outcome};
use crate::image::Digest;
use std::collections::HashMap;

/// What AWS would do to one image, as its preview names it. Images that stay are not in a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsVerdict {
    pub digest: Digest,
    pub act: Act,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwsPreview {
    Told(Vec<AwsVerdict>),
    /// It is at another preview of this repository, or takes longer than anybody waits for a page.
    Busy,
    /// It gave up, in its own word.
    Failed(String),
}

/// An image of which both say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub digest: Digest,
    pub tags: Vec<String>,
    pub berth: Act,
    pub aws: Act,
}

/// Both opinions held against each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Images that both know.
    pub images: u64,
    pub differences: Vec<Difference>,
    /// Images that AWS speaks of and Berth has not read yet.
    pub unread: u64,
}

impl Agreement {
    pub fn of(outcome: &Outcome<'_>, aws: &[AwsVerdict]) -> Self {
        let mut said: HashMap<&Digest, Act> = aws
            .iter()
            .map(|verdict| (&verdict.digest, verdict.act))
            .collect();
        let mut agreement = Self::default();
        for (image, verdict) in outcome.iter() {
            let aws = said.remove(&image.digest).unwrap_or(Act::Keep);
            agreement.images += 1;
            if aws != verdict.act {
                agreement.differences.push(Difference {
                    digest: image.digest.clone(),
                    tags: image.tags.clone(),
                    berth: verdict.act,
                    aws,
                });
            }
        }
        agreement.unread = said.len() as u64;
        agreement
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Candidate, LifecyclePolicy, evaluate};
    use super::*;
    use crate::testing::NOW;

    fn digest(number: u32) -> Digest {
        Digest::parse(&format!("sha256:{number:064x}")).unwrap()
    }

    #[test]
    fn only_what_both_know_is_compared_and_the_rest_is_counted() {
        let images: Vec<Candidate> = (0..4)
            .map(|number| {
                let pushed = NOW.plus_seconds(-i64::from(number));
                Candidate::new(digest(number), vec![format!("v{number}")], pushed)
            })
            .collect();
        let outcome_of = LifecyclePolicy::keep_last(2);
        let outcome = evaluate(&outcome_of, &images, NOW);
        let expired = |number| AwsVerdict {
            digest: digest(number),
            act: Act::Expire,
        };
        let same = Agreement::of(&outcome, &[expired(2), expired(3)]);
        assert_eq!(
            (same.images, same.differences.len(), same.unread),
            (4, 0, 0)
        );
        let other = Agreement::of(&outcome, &[expired(1), expired(3), expired(9)]);
        let told: Vec<_> = other
            .differences
            .iter()
            .map(|one| (one.digest.clone(), one.berth, one.aws))
            .collect();
        assert_eq!(
            told,
            [
                (digest(1), Act::Keep, Act::Expire),
                (digest(2), Act::Expire, Act::Keep)
            ]
        );
        assert_eq!(other.unread, 1);
    }
}
