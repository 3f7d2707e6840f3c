//! The pages of one repository; one file a tab beside this one.

pub mod images;

use domain::portal::Tab;

pub const TABS: &str = "Repository";

pub const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "Overview",
        Tab::Images => "Images",
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
pub const UNMANAGED_MORE: &str =
    "It exists in AWS, but no request in Berth made it. You can read what AWS says.";
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
