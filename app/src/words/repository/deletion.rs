//! Deleting images.

use super::images::{attached, kind};
use crate::parts::text::{count, size};
use domain::image::{Concern, When};

pub const NO_WAY_BACK: &str = "This can’t be undone. Amazon ECR has no trash for deleted images.";
pub const CHECKS: &str = "What Berth looked at";
pub const IMAGES: &str = "The chosen images";
pub const KNOW: &str = "What to know";
pub const POLICY: &str = "Lifecycle policy";
pub const NOTHING: &str = "Nothing speaks against it";
pub const CONFIRM: &str = "Type the name of the repository to confirm";
pub const KEEP: &str = "Keep them";
pub const UNCONFIRMED: &str = "This isn’t the name of the repository. Nothing was deleted";
pub const GONE: &str = "Some of them are gone already";
pub const NONE_LEFT: &str = "None of the chosen images is there any more";
pub const RUNNING: &str = "Berth doesn’t see what your clusters run";
pub const NO_INDEX: &str = "No index that stays needs them";
pub const MAYBE_INDEX: &str = "An index may need some of them";
pub const MAYBE_INDEX_MORE: &str = "They have no tag, and this repository holds images of several platforms. Amazon ECR refuses to delete what an index names.";
pub const IN_INDEX: &str = "An index that stays needs some of them";
pub const IN_INDEX_MORE: &str =
    "Amazon ECR refuses to delete these. Choose the index as well, or delete it first.";
pub const PART_LEFT: &str = "Some images stay";
pub const DELETED: &str = "Deleted";
pub const KEPT: &str = "Not deleted";
pub const WHY: &str = "Why";
pub const BACK: &str = "All images";
pub const STALE: &str =
    "Figures of this repository follow within a minute, once Berth has read it again.";

fn images(n: usize) -> String {
    match n {
        1 => "1 image".to_owned(),
        n => format!("{} images", count(n as u64)),
    }
}

pub fn title(n: usize) -> String {
    format!("Delete {}?", images(n))
}

pub fn delete(n: usize) -> String {
    format!("Delete {}", images(n))
}

pub fn result(deleted: usize, kept: usize) -> String {
    format!("{} deleted, {} not", images(deleted), images(kept))
}

/// Shared layers stay, so that less may become free.
pub fn frees(bytes: u64) -> String {
    format!("Frees up to {}.", size(bytes))
}

pub fn gone(n: usize) -> String {
    format!("{} of the chosen can’t be found any more.", images(n))
}

pub fn pulled_lately(n: usize) -> String {
    match n {
        0 => "None of them was pulled within 30 days, as far as AWS records pulls.".to_owned(),
        n => format!(
            "{} pulled within 30 days: something may be running it, or start it again.",
            match n {
                1 => "1 of them was".to_owned(),
                n => format!("{} of them were", count(n as u64)),
            }
        ),
    }
}

pub fn policy_check(known: Option<bool>, by_policy: usize) -> (String, String) {
    match (known, by_policy) {
        (None, _) => (
            "No lifecycle policy".to_owned(),
            "These images stay until somebody deletes them.".to_owned(),
        ),
        (Some(false), _) => (
            "Berth can’t read the lifecycle policy".to_owned(),
            "It uses rules that Berth doesn’t know.".to_owned(),
        ),
        (Some(true), 0) => (
            "The lifecycle policy keeps them for now".to_owned(),
            "No rule removes any of them soon.".to_owned(),
        ),
        (Some(true), n) => (
            format!("The lifecycle policy removes {} anyway", images(n)),
            "At AWS’s next evaluation, within a day.".to_owned(),
        ),
    }
}

pub fn concern(concern: &Concern, when: impl Fn(i64) -> String) -> String {
    match concern {
        Concern::InIndex { index } => format!(
            "Part of the index {}, which stays: AWS will refuse",
            index.short()
        ),
        Concern::SpeaksOf {
            kind: what,
            subject,
        } => {
            format!("{} of image {}, which stays", kind(*what), subject.short())
        }
        Concern::Carries(counts) => format!("Loses {}", attached(counts)),
        Concern::MaybePlatform => {
            "Untagged: may be a platform of an index in this repository".to_owned()
        }
        Concern::PulledLately { at } => format!("Pulled {}", when(at.0)),
    }
}

pub fn fate(rule: &str, when: When, shown: impl Fn(i64) -> String) -> String {
    match when {
        When::Soon => format!("Removed within a day: {rule}"),
        When::At(at) => format!("Removed {}: {rule}", shown(at.0)),
        When::Later => format!("Stays until enough newer images are there: {rule}"),
        When::Unknown => format!("A rule is about it: {rule}"),
    }
}

pub const NO_FATE: &str = "No rule is about it";

/// AWS's code of a refusal in words.
pub fn refusal<'a>(code: &str, reason: &'a str) -> &'a str {
    match code {
        "ImageReferencedByManifestList" => {
            "An index of several platforms needs it. Delete the index first"
        }
        "UpstreamAccessDenied" | "KmsError" => "AWS couldn’t use the repository’s key",
        _ if reason.is_empty() => "AWS gave no reason",
        _ => reason,
    }
}
