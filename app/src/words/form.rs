//! Asking for a repository.

pub(crate) use crate::fragments::field;
use crate::parts::{text::duration, time::clock_short};

pub const TITLE: &str = "Request a repository";
pub const HERE: &str = "New request";
pub const HOME: &str = "Home";
pub const REPOSITORY: &str = "Repository";
pub const OWNERSHIP: &str = "Ownership";
pub const DELIVERY: &str = "Delivery";
pub const ADVANCED: &str = "Advanced";
pub const NAME_CHECKS: &str = "Name checks";
pub const NAME_TITLE: &str = "Lowercase letters, digits and . _ - / between them";
pub const IMAGE_URI: &str = "Image URI";
pub const IMAGE_URI_NOUN: &str = "image URI";
pub const ACCOUNT_HINT: &str = "The account that stores the images and pays for them.";
pub const REGION_HINT: &str = "Pick the region of the cluster that pulls the images. Pulls across regions are slower and billed.";
pub const DESCRIPTION_HINT: &str = "Say what the images contain. Reviewers and auditors read this.";
pub const SOURCE_HINT: &str = "The application’s repository, as owner/name or as its address.";
pub const CLUSTER_HINT: &str = "Argo CD applies the manifests to this cluster.";
pub const SCAN: &str = "Scan on push";
pub const SCAN_NOTE: &str = "AWS looks for known vulnerabilities in every pushed image. A scanning rule of the registry wins over this setting.";
pub const AES256: &str = "AES256, keys kept by Amazon ECR";
pub const KMS: &str = "KMS, with a key of yours";
pub const KMS_DSSE: &str = "KMS in two layers, with a key of yours";
pub const KMS_KEY_HINT: &str = "For KMS only: the ARN of a key in the repository’s region. Without the key no image can be read.";
pub const EXCEPTIONS_HINT: &str = "For rules with exceptions only: up to five patterns, separated by spaces, such as latest dev-*.";
pub const KEEP_BEFORE: &str = "Keep the last ";
pub const KEEP_AFTER: &str = " images, whatever their tags";
pub const KEEP_NOTE: &str =
    "Older ones expire. AWS removes them within a day, and they can’t be brought back.";
pub const KEEP_ALL: &str = "Keep every image";
pub const KEEP_ALL_NOTE: &str = "Until somebody deletes it. Storage is paid for all of them.";
pub const COMMENT_HINT: &str =
    "Why you need it, if the description doesn’t say. It goes into the pull request.";
pub const SUBMIT: &str = "Submit for approval";
pub const SUBMIT_AGAIN: &str = "Submit again";
pub const SAVE: &str = "Save draft";
pub const CHECK: &str = "Check answers";
pub const SUBMIT_NOTE: &str =
    "Opens a pull request for a reviewer. You can’t approve your own request.";
pub const PREVIEW: &str = "Preview of your request";
pub const FILES: &str = "Files in the pull request";
pub const NO_FILES: &str = "The files appear here as soon as the answers can be read.";
pub const POLICY: &str = "Policy checks";
pub const CHANGES_WANTED: &str = "Changes are asked for on ";
pub const ANSWER_MORE: &str =
    "Change the answers below and submit again. The same pull request is brought up to date.";
pub const STALE_FORM: &str = "These answers could not be sent.";

pub const MUTABILITY: [(&str, &str, &str); 4] = [
    (
        "mutable",
        "Mutable",
        "A tag can move to a newer image. Fine for caches and development.",
    ),
    (
        "immutable",
        "Immutable",
        "A tag never changes once pushed. Recommended for production.",
    ),
    (
        "immutable_except",
        "Immutable, with exceptions",
        "Tags that match a pattern, such as latest or dev-*, may move.",
    ),
    (
        "mutable_except",
        "Mutable, with exceptions",
        "Tags that match a pattern, such as v*, stay where they were pushed.",
    ),
];

pub fn answering(label: &str) -> String {
    format!("Answer {label}")
}

pub fn said_by(by: &str) -> String {
    format!("{by}, on the pull request")
}

pub fn usual(ms: i64) -> String {
    format!("Half of all requests are ready in {}.", duration(ms))
}

pub fn saved(at: i64) -> String {
    format!("Draft saved at {}.", clock_short(at))
}

pub fn of_your_teams(n: usize) -> String {
    match n {
        0 => "You belong to no team that Berth knows.".to_owned(),
        1 => "Your team comes first in the list.".to_owned(),
        n => format!("Your {n} teams come first in the list."),
    }
}

pub fn wrong(n: usize) -> String {
    match n {
        1 => "One answer needs attention before you can submit.".to_owned(),
        n => format!("{n} answers need attention before you can submit."),
    }
}

pub fn on_field(label: &str, message: &str) -> String {
    format!("{label}: {message}")
}
