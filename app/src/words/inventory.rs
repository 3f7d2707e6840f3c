//! The inventory and the page of one repository.

use crate::parts::text::count;
use domain::drift::DriftState;
use domain::portal::{Density, RepositoryState, ScoreBand, Sort};
use domain::scorecard::CheckId;

pub const TITLE: &str = "Inventory";
pub const FIND: &str = "Name, team, system or description";
pub const TEAM: &str = "Team";
pub const SYSTEM: &str = "System";
pub const REGION: &str = "Region";
pub const CLUSTER: &str = "Cluster";
pub const STATE: &str = "State";
pub const DRIFT: &str = "Drift";
pub const REPOSITORY: &str = "Repository";
pub const ACCOUNT: &str = "Account";
pub const LIFECYCLE: &str = "Lifecycle";
pub const CREATED: &str = "Created";
pub const IMAGES: &str = "Images";
/// Layers that images share count each time.
pub const STORAGE: &str = "Storage up to";
pub const CRITICAL: &str = "Critical";
pub const HIGH: &str = "High";
pub const LAST_PUSH: &str = "Last push";
pub const LAST_PULL: &str = "Last pull";
pub const SCORE: &str = "Score";
pub const MISSES: &str = "Misses";
pub const MANAGED: &str = "Managed";
pub const KEEP_VIEW: &str = "Save view";
pub const KEEP: &str = "Save";
pub const VIEW_NAME: &str = "Name of the view";
pub const SHARE: &str = "Share with everybody";
pub const ALL_VIEWS: &str = "All saved views";
pub const LOOK: &str = "Columns";
pub const COLUMNS: &str = "Columns beside the name";
pub const ROWS: &str = "Rows";
pub const SORT_BY: &str = "Sort by";
pub const ORDER: &str = "Order";
pub const RISING: &str = "Ascending";
pub const FALLING: &str = "Descending";
pub const SHOW: &str = "Show";
pub const EXPORT: &str = "Export";
pub const FILTERS: &str = "Active filters";
pub const CLEAR_ALL: &str = "Clear all";
pub const SEARCH: &str = "Search";
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

pub const fn drift(state: DriftState) -> &'static str {
    match state {
        DriftState::None => "None",
        DriftState::GitCluster => "Git and cluster differ",
        DriftState::ClusterAws => "Cluster and AWS differ",
        DriftState::Ignored => "Let be for a while",
        DriftState::Lost => "Deleted past Git",
    }
}

pub const fn column(column: Sort) -> &'static str {
    match column {
        Sort::Name => REPOSITORY,
        Sort::Team => TEAM,
        Sort::System => SYSTEM,
        Sort::Account => ACCOUNT,
        Sort::Region => REGION,
        Sort::Cluster => CLUSTER,
        Sort::State => STATE,
        Sort::Drift => DRIFT,
        Sort::Created => CREATED,
        Sort::Images => IMAGES,
        Sort::Storage => STORAGE,
        Sort::Critical => CRITICAL,
        Sort::High => HIGH,
        Sort::LastPush => LAST_PUSH,
        Sort::LastPull => LAST_PULL,
        Sort::Score => SCORE,
    }
}

pub const fn density(density: Density) -> &'static str {
    match density {
        Density::Dense => "Close together",
        Density::Roomy => "Further apart",
    }
}

pub const fn managed(managed: bool) -> &'static str {
    if managed {
        "In Git or on its way"
    } else {
        "Only found in AWS"
    }
}

pub fn band(band: ScoreBand) -> String {
    match band {
        ScoreBand::Good => format!("Good, {} and more", ScoreBand::GOOD),
        ScoreBand::Fair => format!("Fair, {} to {}", ScoreBand::FAIR, ScoreBand::GOOD - 1),
        ScoreBand::Poor => format!("Poor, below {}", ScoreBand::FAIR),
        ScoreBand::Unjudged => "Not judged yet".to_owned(),
    }
}

/// A check that is missed, as its title says it. One that is gone keeps its word.
pub fn check(id: &str) -> String {
    CheckId::parse(id).map_or_else(|| id.to_owned(), |check| check.title().to_owned())
}

pub fn find_in(legend: &str) -> String {
    format!("Find in {}", legend.to_lowercase())
}

pub fn exported(rows: &str) -> String {
    format!("All {rows} rows with every column, in this order.")
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

/// Saved views.
pub mod views {
    pub const TITLE: &str = "Saved views";
    pub const OWN: &str = "Yours";
    pub const OTHERS: &str = "Shared by others";
    pub const SHARED: &str = "Shared with everybody";
    pub const PRIVATE: &str = "Only you see it";
    pub const CHANGE: &str = "Change";
    pub const SAVE: &str = "Save";
    pub const DELETE: &str = "Delete";
    pub const NONE: &str = "No saved views yet";
    pub const NONE_MORE: &str =
        "Filter and sort the inventory the way you need it, then press “Save view” there.";
    pub const OPEN_INVENTORY: &str = "Open the inventory";

    pub fn shared_by(owner: &str) -> String {
        format!("Shared by {owner}")
    }

    pub fn name_of(name: &str) -> String {
        format!("Name of the view {name}")
    }
}
