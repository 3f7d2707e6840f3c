//! Asking for other settings.

pub(crate) use crate::fragments::field;
use domain::settings_change::{Changed, Setting};
use domain::spec::Field;

pub const TITLE: &str = "Change settings";
pub const LEAD: &str = "What stands here is what Git has now. Change it and look at what that would do; nothing changes before its pull request is merged.";
pub const NOWHERE: &str = "Nobody looks after this repository in Git";
pub const NOWHERE_MORE: &str = "Its settings can be changed here once its manifests are in Git.";
pub const SILENT: &str = "GitHub does not answer now";
pub const SILENT_MORE: &str = "The form starts from what Git has, so Berth can’t show it yet. What you typed is below and is not lost; look again in a moment.";
pub const ABSENT: &str = "The manifest is not where Berth keeps it";
pub const UNCLEAR: &str = "A person has to change this by hand";
pub const OPEN: &str = "Open it on GitHub:";
pub const DESCRIPTION_HINT: &str = "What the images contain.";
pub const TEAM_HINT: &str =
    "The owner. Another team has to accept the repository; say in your note that it has.";
pub const UNSAID: &str =
    "The manifest says nothing about it, so AWS’s default holds: tags may move.";
pub const SCAN: &str = "Scan every pushed image for known vulnerabilities";
pub const TAGS: &str = "AWS tags of your own";
pub const TAGS_HINT: &str = "One a line, as key=value; take a line away to remove its tag. Berth’s, the company’s and Crossplane’s tags stay beside them.";
pub const LOOK: &str = "Look at the change";
pub const ASK: &str = "Ask for it";
pub const PROBLEMS: &str = "Not everything here can be taken";
pub const CHANGE: &str = "What would change";
pub const NOTHING: &str = "Nothing would change: Git says all of this already.";
pub const CAPTION: &str = "Each setting that changes, before and after";
pub const SETTING: &str = "Setting";
pub const NOW: &str = "Now";
pub const THEN: &str = "Then";
pub const HOW: &str = "How";
pub const IN_PLACE: &str = "In place";
pub const UNSET: &str = "not set";
pub const REMOVED: &str = "removed";
pub const CONSEQUENCES: &str = "What that brings about";
pub const ADVICE: &str = "Good practice speaks against it";
pub const FILES: &str = "Lines that change";
pub const CHANGED: &str =
    "Asking is for exactly what stands above; what you change is looked at again then.";
pub const FIXED: &str = "What can’t be changed";
pub const FIXED_CAPTION: &str = "Settings that can’t be changed, and why";
pub const WHY: &str = "Why";
pub const IDENTITY: &str =
    "Impossible: it is part of the address. Ask for a new repository and push the images there.";
pub const ENCRYPTION: &str =
    "Impossible: AWS sets it when the repository is made. Only a new repository can have another.";
pub const CLUSTER: &str = "Impossible: it would mean another folder and another object, and the old one would go with the repository’s images.";

pub fn absent(path: &str) -> String {
    format!(
        "Git has no {path}. If the manifests lie elsewhere, change them there; Berth follows its own layout only."
    )
}

pub fn name(setting: &Setting) -> String {
    match setting {
        Setting::Of(it) => field(*it).to_owned(),
        Setting::Tag(key) => format!("AWS tag {key}"),
    }
}

/// Words of the domain begin small; people’s own stay as they are.
fn said(setting: &Setting, text: &str) -> String {
    let own = !matches!(setting, Setting::Of(Field::Mutability | Field::Scan));
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !own => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

pub fn now(changed: &Changed) -> String {
    let was = changed.was.as_deref();
    was.map_or(UNSET.to_owned(), |text| said(&changed.setting, text))
}

pub fn then(changed: &Changed) -> String {
    let will = changed.will.as_deref();
    will.map_or(REMOVED.to_owned(), |text| said(&changed.setting, text))
}

pub fn becomes(changed: &Changed) -> String {
    format!("{} (was {})", then(changed), now(changed))
}
