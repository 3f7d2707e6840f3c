//! The inventory and the page of one repository.

use crate::parts::text::count;
use domain::portal::RepositoryState;

pub const TITLE: &str = "Inventory";
pub const FIND: &str = "Name, team, system or description";
pub const TEAM: &str = "Team";
pub const SYSTEM: &str = "System";
pub const REGION: &str = "Region";
pub const CLUSTER: &str = "Cluster";
pub const STATE: &str = "State";
pub const REPOSITORY: &str = "Repository";
pub const ACCOUNT: &str = "Account";
pub const TAGS: &str = "Tags";
pub const SCAN: &str = "Scan";
pub const LIFECYCLE: &str = "Lifecycle";
pub const CREATED: &str = "Created";
pub const IMAGES: &str = "Images";
/// Layers that images share count each time.
pub const STORAGE: &str = "Storage up to";
pub const CRITICAL: &str = "Critical";
pub const HIGH: &str = "High";
pub const LAST_PUSH: &str = "Last push";
pub const FILTERS: &str = "Active filters";
pub const CLEAR_ALL: &str = "Clear all";
pub const SEARCH: &str = "Search";
pub const SORTED: &str = "Sorted by ";
pub const NONE: &str = "No repository matches";
pub const NO_YET: &str = "No repositories yet";
pub const NO_YET_MORE: &str =
    "Repositories appear here once AWS has been read, or once somebody asks for one.";
pub const REQUEST: &str = "Request a repository";
pub const COPY: &str = "Copy URI";
pub const UNKNOWN: &str = "Not known";
pub const BEHIND: &str = "Some facts are old";
pub const ON: &str = "On push";
pub const OFF: &str = "Off";

pub const fn state(state: RepositoryState) -> &'static str {
    match state {
        RepositoryState::Ready => "Ready",
        RepositoryState::Coming => "On its way",
        RepositoryState::Attention => "Needs attention",
        RepositoryState::Unmanaged => "Not managed",
        RepositoryState::Missing => "Missing in AWS",
    }
}

pub fn places(accounts: usize, regions: usize) -> String {
    let plural =
        |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    format!(
        "{}, {}.",
        plural(accounts, "account", "accounts"),
        plural(regions, "region", "regions")
    )
}

pub fn read(when: &str) -> String {
    format!("Read from AWS {when}.")
}

pub const NEVER_READ: &str = "AWS has not been read yet.";

pub fn trouble(account: &str, region: &str, why: &str, when: Option<&str>) -> String {
    match when {
        Some(when) => format!("{region} of account {account}: {why}. Last read {when}."),
        None => format!("{region} of account {account}: {why}. Not read yet."),
    }
}

pub fn caption(total: u64) -> String {
    match total {
        1 => "One repository".to_owned(),
        n => format!("{} repositories", count(n)),
    }
}

pub fn filter(legend: &str, value: &str) -> String {
    format!("{legend}: {value}")
}

pub fn remove(filter: &str) -> String {
    format!("Remove the filter {filter}")
}

pub fn text(text: &str) -> String {
    format!("“{text}”")
}

pub fn uri_of(name: &str) -> String {
    format!("URI of {name}")
}

/// AWS's value in words.
pub use super::repository::mutability;
