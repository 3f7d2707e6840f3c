//! Asking for another lifecycle policy.

pub mod rules;
pub mod second;

use crate::parts::text::count;
use domain::lifecycle::Act;
use domain::lifecycle::evaluate::Sum;

pub const TITLE: &str = "Change it";
pub const LEAD: &str = "Start from a preset, or change the rules one by one. Berth says what is wrong with it and tries it on the images that are there; nothing changes before its pull request is merged.";
pub const NOWHERE: &str =
    "Nobody looks after this repository in Git, so Berth has no place for another policy.";
pub const PRESETS: &str = "Presets";
pub const USE: &str = "Try it";
pub const TEXT: &str = "Policy";
pub const TEXT_HINT: &str = "JSON, as AWS writes it.";
pub const AS_JSON: &str = "Edit as JSON";
pub const AS_RULES: &str = "Edit rule by rule";
pub const CHECK: &str = "Check and preview";
pub const ASK: &str = "Ask for this policy";
pub const PROBLEMS: &str = "AWS would refuse this policy";
pub const ADVICE: &str = "AWS takes it, and this may surprise you";
pub const MANY: &str = "There are more problems than are listed here.";
pub const PREVIEW: &str = "What it would do";
pub const NO_IMAGES: &str = "Berth has not read the images of this repository yet, so nobody can say what the policy would do to them.";
pub const EMPTY: &str = "There are no images yet.";
pub const MADE_UP: &str = "What it would come to";
pub const MADE_UP_MORE: &str = "Half a year of made-up pushes, so that you can see what the policy keeps. Nothing of it is real.";
pub const PER_WEEK: &str = "Pushes a week";
pub const SCHEME: &str = "Tags";
pub const TRY: &str = "Try these pushes";
pub const QUARTER: &str = "Had it been in force a quarter ago";
pub const KEPT: &str = "Kept";
pub const EXPIRES: &str = "Expires";
pub const ARCHIVED: &str = "Goes to the archive";
pub const NEWEST: &str = "newest to oldest";
pub const LATELY: &str = "Images that somebody pulled lately would go";
pub const COMPARED: &str = "Compared with the policy in force";
pub const IN_FORCE: &str = "In force";
pub const PROPOSED: &str = "Proposed";
pub const KEEPS: &str = "Images kept";
pub const GOES: &str = "Images that expire";
pub const TO_ARCHIVE: &str = "Images that are archived";
pub const STORAGE: &str = "Storage kept";
pub const RULES: &str = "Rule by rule";
pub const RULE: &str = "Rule";
pub const ACTS: &str = "Acts on";
pub const SHIELDS: &str = "Keeps";
pub const ROWS: &str = "Images that would go, and those next in line";
pub const IMAGE: &str = "Image";
pub const PUSHED: &str = "Pushed";
pub const SIZE: &str = "Size";
pub const RESULT: &str = "Result";
pub const UNTAGGED: &str = "untagged";
pub const PULLED: &str = "pulled";
pub const HOW: &str = "How it is applied";
pub const CHANGED: &str =
    "Asking is for exactly what stands here; what you change is checked again then.";

pub fn headline(goes: Sum, all: u64) -> String {
    match goes.count {
        0 => "No image would go.".to_owned(),
        n => format!("{} of {} images would go.", count(n), count(all)),
    }
}

pub fn frees(size: &str, money: &str) -> String {
    format!("Expiring them frees up to {size}, at most {money} a month.")
}

pub fn newly(gone: u64, kept: u64) -> String {
    format!(
        "Against the policy in force {} more go and {} more stay.",
        count(gone),
        count(kept)
    )
}

pub fn strip(kept: u64, gone: u64) -> String {
    format!(
        "Images from newest to oldest: {} kept, {} would go. The table below lists them.",
        count(kept),
        count(gone)
    )
}

pub fn quarter(images: u64, gone: u64, missed: u64) -> String {
    let gone = format!(
        "Of the {} images of then that are still there, {} would have gone",
        count(images),
        count(gone)
    );
    match missed {
        0 => format!("{gone}, and nobody has pulled any of those since."),
        1 => format!("{gone}; one of those was pulled since."),
        n => format!("{gone}; {} of those were pulled since.", count(n)),
    }
}

pub fn as_of(when: &str) -> String {
    format!("Images as they were read {when}.")
}

pub fn more(n: u64) -> String {
    format!(
        "{} more would go; the numbers above count them all.",
        count(n)
    )
}

pub fn lately(n: u64) -> String {
    match n {
        1 => "One of them was pulled within the last 30 days. It may be running somewhere."
            .to_owned(),
        n => format!(
            "{} of them were pulled within the last 30 days. They may be running somewhere.",
            count(n)
        ),
    }
}

pub const fn act(act: Act) -> &'static str {
    match act {
        Act::Keep => KEPT,
        Act::Expire => EXPIRES,
        Act::Archive => ARCHIVED,
    }
}

pub fn applying(way: domain::request::Applying) -> &'static str {
    use domain::request::Applying;
    match way {
        Applying::NewObject => {
            "Crossplane refuses to edit a lifecycle policy in place. Berth releases the present object without touching AWS and makes a new one with the new rules; the old rules stay in force until then."
        }
        Applying::ArgoReplace => {
            "Argo CD replaces the object under its name. AWS keeps the old rules until the new ones are put."
        }
        Applying::InPlace => "The provider of this cluster can change the rules in place.",
    }
}
