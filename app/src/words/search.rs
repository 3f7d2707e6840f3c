//! The search through everything.

use crate::parts::text::count;
use domain::portal::SearchGroup;

pub const TITLE: &str = "Search";
pub const FIND: &str = "Name, tag, digest, image URI, ARN, request or pull request";
pub const SEARCH: &str = "Search";
pub const NONE_MORE: &str = "Berth looks for every word in names, teams, systems and descriptions, and for tags and digests by their beginning.";
pub const NOT_YET: &str = "Find anything";
pub const NOT_YET_MORE: &str = "Type a word, or paste an image URI, an ARN, a digest, the number of a request or of a pull request.";
pub const ALL_GROUPS: &str = "Back to all results";
pub const OPEN_INVENTORY: &str = "Open the inventory";
pub const IMAGE: &str = "Image";
pub const IN: &str = "Repository";
pub const TEAM: &str = "Team";
pub const REGION: &str = "Region";
pub const ACCOUNT: &str = "Account";
pub const STATE: &str = "State";
pub const PUSHED: &str = "Pushed";
pub const COUNT: &str = "Repositories";
pub const UNTAGGED: &str = "By its digest";

pub const REQUESTS_FOUND: &str = "Requests that were found";

pub fn page(text: &str) -> String {
    if text.is_empty() {
        TITLE.to_owned()
    } else {
        format!("“{text}”")
    }
}

pub const fn group(group: SearchGroup) -> &'static str {
    match group {
        SearchGroup::Repositories => "Repositories",
        SearchGroup::Requests => "Requests",
        SearchGroup::Images => "Images",
        SearchGroup::Teams => "Teams",
        SearchGroup::Systems => "Systems",
    }
}

pub fn none(text: &str) -> String {
    format!("Nothing matches “{text}”")
}

pub fn all(group: SearchGroup, total: u64, at_least: bool) -> String {
    let what = self::group(group).to_lowercase();
    if at_least {
        format!("All {what}, more than {}", count(total))
    } else {
        format!("All {} {what}", count(total))
    }
}

pub fn more(group: SearchGroup) -> String {
    format!("More {}", self::group(group).to_lowercase())
}

pub fn found(shown: usize, total: u64, at_least: bool) -> String {
    let shown = shown as u64;
    if at_least {
        format!("{} of more than {}", count(shown), count(total))
    } else if shown < total {
        format!("{} of {}", count(shown), count(total))
    } else {
        count(total)
    }
}

pub fn too_many(group: SearchGroup) -> String {
    let what = self::group(group).to_lowercase();
    format!("These are the first {what}. Type more to find others.")
}

pub fn table(group: SearchGroup) -> String {
    format!("{} that were found", self::group(group))
}
