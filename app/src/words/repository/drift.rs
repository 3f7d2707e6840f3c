//! Where AWS has left what came there through Git.

use crate::parts::{text::count, text::size, time::absolute};
use domain::compare::Item;
use domain::drift::ByItself;

pub const TITLE: &str = "AWS is not as Git says";
pub const TABLE: &str = "Fields that differ, on both sides";
pub const GIT_SAYS: &str = "Git says";
pub const ADOPT_IT: &str = "Take AWS’s policy into Git";
pub const IGNORE: &str = "Let it be for a while";
pub const REASON: &str = "Why";
pub const REASON_HINT: &str = "It stands here and in the history until the day is over.";
pub const UNTIL: &str = "Until";
pub const UNTIL_HINT: &str =
    "The last day. Afterwards the difference shows again by itself, and so does any other.";
pub const SUBMIT: &str = "Let it be";
pub const REFUSED: &str = "That was not noted";
pub const CHANGED: &str = "The difference is another one by now. Look at it again.";
pub const OTHER_FIELDS: &str =
    "To keep another field as AWS has it, ask for it on the tab Settings.";

pub fn since(when: &str) -> String {
    format!("Seen {when}.")
}

/// What becomes of the fields, if nobody does anything.
pub fn by_itself(what: ByItself, items: &[Item]) -> String {
    let names: Vec<String> = items.iter().map(Item::title).collect();
    let names = names.join(", ");
    match what {
        ByItself::PutBack => format!(
            "{names}: the provider looks every ten minutes or so, and puts back what Git says. There is nothing to do to revert it."
        ),
        ByItself::Stays => format!(
            "{names}: the provider refuses to change it, so it stays. To revert it, set it in AWS as it was; to keep it, bring it into Git."
        ),
    }
}

pub fn ignored(by: &str, until: i64, reason: &str) -> String {
    format!("{by} lets it be until {}: “{reason}”", absolute(until))
}

pub const LOST: &str = "This repository was deleted in AWS past Git";
pub const LOST_FILE: &str = "Images as last known (CSV)";

pub fn lost(at: &str, images: u64, bytes: u64, read: Option<&str>) -> String {
    let known = match read {
        None => "Its images had not been read before.".to_owned(),
        Some(read) => format!(
            "It held {} images, {}, when they were read {read}. Their list is kept.",
            count(images),
            size(bytes)
        ),
    };
    format!("Noticed {at}. {known}")
}

pub const LOST_GONE: &str = "Crossplane makes it anew within about ten minutes, and empty: images come back only by pushing them again.";
pub const LOST_BACK: &str =
    "Crossplane has made it anew, and empty: images come back only by pushing them again.";
pub const LOST_LIST: &str = "Times that it was deleted past Git";
