//! Where AWS has left what came there through Git.

use crate::parts::{text::count, text::size, time::absolute};
use domain::compare::Item;
use domain::drift::ByItself;

pub const TITLE: &str = "AWS is not as Git says";
pub const CLUSTER_TITLE: &str = "The cluster is not as Git says";
pub const CLUSTER_HAS: &str = "The cluster has";
pub const FIELD: &str = "Field";
pub const NOT_SET: &str = "Not set";
pub const MISSING: &str = "Git has its file, and the cluster does not have it.";
pub const NO_FILE: &str = "It is in the cluster, and Git has no file of it.";
pub const REVERT: &str = "Make the cluster as Git says";
pub const REVERT_MORE: &str = "Argo CD then applies the files that Git has of these objects, and no others. Crossplane follows in AWS within about ten minutes.";
pub const NOT_TAKEN_AWAY: &str = "A Repository object is not taken away here, for Crossplane would delete the repository in AWS with it. Bring its file back into Git, or have the platform team release it first.";
pub const KEEP_IT: &str =
    "To keep what the cluster has, wait until AWS has it too, and bring that into Git:";
pub const TAKE_SETTINGS: &str = "Take AWS’s settings into Git";
pub const TAKE_POLICY: &str = "Ask for a lifecycle policy";
pub const TAKE_ACCESS: &str = "Take AWS’s access into Git";
pub const LOOK: &str = "Look at the cluster again";
pub const NOT_NOW: &str = "That did not work just now";
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
pub fn since(when: &str) -> String {
    format!("Seen {when}.")
}

/// What becomes of the fields, if nobody does anything.
pub fn by_itself(what: ByItself, items: &[Item]) -> String {
    let names: Vec<String> = items.iter().map(Item::title).collect();
    let names = names.join(", ");
    match what {
        ByItself::PutBack => format!(
            "{names}: the provider looks every ten minutes or so, and puts back what Git says. There is nothing to do to revert it, and nothing that hastens it: Argo CD finds the cluster as Git says, so a sync changes nothing."
        ),
        ByItself::Waits => format!(
            "{names}: Crossplane is paused in the cluster, or only observes, so it stays. It is put back once somebody in the platform team changes that."
        ),
        ByItself::Stays => format!(
            "{names}: the provider refuses to change it, so it stays. To revert it, set it in AWS as it was; to keep it, bring it into Git."
        ),
    }
}

pub fn object(kind: &str, name: &str) -> String {
    format!("{kind} {name}")
}

pub fn fields_of(object: &str) -> String {
    format!("Fields of {object} that differ, on both sides")
}

pub fn looked(cluster: &str, when: Option<&str>) -> String {
    match when {
        Some(when) => format!("Git and {cluster} were compared {when}."),
        None => format!("Git and {cluster} have not been compared yet."),
    }
}

pub fn blind(why: &str) -> String {
    format!("The last look came to nothing: {why}.")
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
