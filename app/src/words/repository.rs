//! The pages of one repository; one file a tab beside this one.

pub mod access;
pub mod asking;
pub mod deletion;
pub mod drift;
pub mod findings;
pub mod images;
pub mod policy;
pub mod removal;
pub mod settings;
pub mod using;
pub mod watching;

use crate::parts::text::count;
use domain::portal::Tab;
use domain::scorecard::Outcome;

pub const TABS: &str = "Repository";

pub const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "Overview",
        Tab::Images => "Images",
        Tab::Findings => "Findings",
        Tab::Use => "Use it",
        Tab::Access => "Access",
        Tab::Lifecycle => "Lifecycle",
        Tab::Settings => "Settings",
        Tab::Monitoring => "Monitoring",
        Tab::History => "History",
        Tab::Removal => "Remove",
    }
}

pub fn title(name: &str, tab: &str) -> String {
    format!("{tab} of {name}")
}

pub const URI: &str = "image URI";
pub const STATUS: &str = "Status";
pub const PUSH: &str = "Push and pull";
pub const REQUESTS: &str = "Requests";
pub const REQUESTS_NEWEST: &str = "Requests about this repository, newest first";
pub const ABOUT: &str = "About";
pub const ABOUT_ASIDE: &str = "About this repository";
pub const SCORECARD: &str = "Scorecard";
pub const OPEN_CHANGE: &str = "Open the change";
pub const TAGS: &str = "AWS tags";
pub const LINKS: &str = "Elsewhere";
pub const DESCRIPTION: &str = "Description";
pub const SOURCE: &str = "GitHub";
pub const ARN: &str = "ARN";
pub const CREATED: &str = "Created";
pub const ENCRYPTION: &str = "Encryption";
pub const LIKE: &str = "Request another like this";
pub const NO_LIFECYCLE: &str = "None. Images stay until somebody deletes them.";
pub const NO_REQUESTS: &str = "No request in Berth is about this repository.";
pub const ON_ITS_WAY: &str = "A request for this repository is on its way";
pub const FOLLOW: &str = "Follow it";
pub const ATTENTION: &str = "A request for this repository needs a person";
pub const UNMANAGED: &str = "Nobody looks after this repository in Git";
pub const UNMANAGED_MORE: &str = "It exists in AWS, but no request in Berth made it. You can read what AWS says, and bring it under Git as it stands.";
pub const MISSING: &str = "AWS does not have this repository any more";
pub const MISSING_MORE: &str = "Its manifests are in Git. Crossplane creates it again, without its images, unless they are removed there.";
pub const SCANNED: &str = "Scanned on push";
pub const NOT_SCANNED: &str = "Not scanned on push";

pub fn meta(region: &str, account: &str) -> String {
    format!("{region}, account {account}")
}

pub fn as_of(when: &str) -> String {
    format!("AWS read {when}.")
}

/// AWS's value in words.
pub fn mutability(value: &str) -> &'static str {
    match value {
        "IMMUTABLE" => "Immutable tags",
        "IMMUTABLE_WITH_EXCLUSION" => "Immutable tags with exceptions",
        "MUTABLE_WITH_EXCLUSION" => "Mutable tags with exceptions",
        _ => "Mutable tags",
    }
}

pub const NEVER: &str = "Never";
pub const LAST_PULL: &str = "Last pull";
/// AWS writes a pull down about once a day.
pub const PULL_NOTE: &str = "to the day, as AWS records it";
pub const STORAGE_NOTE: &str = "shared layers count each time";
pub const FINDINGS: &str = "Open findings";
pub const NOT_SCANNED_YET: &str = "Not known";
pub const ASKED: &str = "Asked for by";
pub const NOT_ASKED: &str = "Nobody in Berth";
pub const APPROVED: &str = "Approved by";
pub const NOT_APPROVED: &str = "Nobody in Berth yet";

pub fn untagged(n: u64) -> String {
    format!("{} untagged", count(n))
}

pub fn worst(critical: u64, high: u64) -> String {
    format!("{} critical, {} high", count(critical), count(high))
}

pub fn images_read(when: &str) -> String {
    format!("Images and findings read from AWS {when}.")
}

pub fn score(score: Option<u8>, met: usize, known: usize) -> String {
    match score {
        Some(score) => format!("{score} of 100, {met} of {known} met"),
        None => "Nothing is known yet".to_owned(),
    }
}

pub fn evidence(evidence: &str, weight: u32, outcome: Outcome) -> String {
    let excused = match outcome {
        Outcome::Excused => "Counts as met. ",
        _ => "",
    };
    format!("{evidence} {excused}Weight {weight}.")
}
