//! The first page, and the list of requests.

use crate::parts::text::{count, duration};
use domain::portal::LeadTime;

pub const TITLE: &str = "Home";
pub const REQUEST: &str = "Request a repository";
pub const NEEDS_YOU: &str = "Needs you";
pub const NOTHING: &str = "Nothing waits for you";
pub const MY_REQUESTS: &str = "My requests";
pub const MINE_NEWEST: &str = "My requests, newest first";
pub const DRAFTS: &str = "Drafts";
pub const TEAM: &str = "Repositories of your teams";
pub const TEAM_TABLE: &str = "Repositories of your teams, with their state";
pub const QUICK: &str = "Start from a preset";
pub const QUICK_ASIDE: &str = "Quick start";
pub const HOW_LONG: &str = "How long it takes";
pub const HALF: &str = "Half are ready in";
pub const NEARLY_ALL: &str = "Nearly all in";
pub const REPOSITORY: &str = "Repository";
pub const STAGE: &str = "Stage";
pub const SINCE: &str = "Since";
pub const TEAM_COLUMN: &str = "Team";
pub const REQUESTER: &str = "Requested by";
pub const SYSTEM: &str = "System";
pub const REGION: &str = "Region";
pub const STATE: &str = "State";
pub const COPY: &str = "Copy URI";
pub const REVIEW: &str = "Review";
pub const ANSWER: &str = "Answer";
pub const CORRECT: &str = "Correct";
pub const LOOK: &str = "See diagnosis";
pub const UNNAMED: &str = "Without a name yet";
pub const FIRST: &str = "Request your first repository";
pub const FIRST_LEAD: &str = "Answer seven questions. Berth writes the Crossplane manifests, opens the pull request and shows every step until you can push.";
pub const LOOK_FOR_ONE: &str = "Look for an existing one";

/// The presets: name, what they set, and the query that sets it.
pub const PRESETS: [(&str, &str, &str); 3] = [
    (
        "Service image",
        "Immutable tags, keep the last 30",
        "mutability=immutable&lifecycle=keep&keep=30",
    ),
    (
        "Build cache",
        "Mutable tags, keep the last 10",
        "mutability=mutable&lifecycle=keep&keep=10",
    ),
    (
        "Base image",
        "Immutable tags, keep every image",
        "mutability=immutable&lifecycle=none",
    ),
];

/// How it goes, for those who see it for the first time.
pub const STEPS: [(&str, &str); 4] = [
    (
        "You describe it",
        "Name, region, owner, cluster. Checked while you type.",
    ),
    (
        "A reviewer approves",
        "They judge the files that Git will get.",
    ),
    (
        "Git delivers it",
        "Pull request, merge, Argo CD, Crossplane. You can watch.",
    ),
    (
        "You push",
        "Copy the commands with the right account and region.",
    ),
];

pub const SEE_LOST: &str = "See what is lost";

pub fn lost(name: &str) -> String {
    format!("{name} was deleted in AWS past Git")
}

pub fn lost_text(account: &str, region: &str, images: u64) -> String {
    let held = match images {
        0 => "No image of it is known".to_owned(),
        1 => "It held one image".to_owned(),
        n => format!("It held {} images", count(n)),
    };
    format!("{held}. {region} of account {account}, ")
}

pub fn all(n: u64) -> String {
    format!("All {}", count(n))
}

pub fn uri_of(name: &str) -> String {
    format!("URI of {name}")
}

pub fn to_review(name: &str) -> String {
    format!("{name} waits for your review")
}

pub fn asked_by(label: &str, login: &str, team: &str) -> String {
    format!("{label}. {login} asks for {team}, ")
}

pub fn changes(by: &str, name: &str) -> String {
    format!("{by} asked for changes on {name}")
}

pub fn quoted(label: &str, text: &str) -> String {
    format!("{label}. “{text}”, ")
}

pub fn wrong(name: &str) -> String {
    format!("Answers about {name} need a correction")
}

pub fn stopped(name: &str) -> String {
    format!("{name} stopped and needs a person")
}

pub fn said(label: &str, text: &str) -> String {
    format!("{label}. {text}, ")
}

pub fn lead_time(lead: &LeadTime) -> [(&'static str, String); 2] {
    let rough = |ms: i64| duration(ms / 1000 * 1000);
    [(HALF, rough(lead.p50)), (NEARLY_ALL, rough(lead.p95))]
}

pub fn measured(n: u64) -> String {
    match n {
        1 => "One request in the last 30 days.".to_owned(),
        n => format!("{} requests in the last 30 days.", count(n)),
    }
}

pub fn team_has(n: u64) -> String {
    match n {
        1 => "Your teams have one repository. It may be what you need.".to_owned(),
        n => format!(
            "Your teams have {} repositories. One of them may be what you need.",
            count(n)
        ),
    }
}

/// The list of requests.
pub mod requests {
    use domain::day::Days;

    pub const TITLE: &str = "Requests";
    pub const NEWEST: &str = "Requests, newest first";
    pub const FIND: &str = "Repository, team or number";
    pub const MINE: &str = "Mine";
    pub const STAGE: &str = "Stage";
    pub const EVERY_STAGE: &str = "Every stage";
    pub const SHOW: &str = "Show";
    pub const NONE: &str = "No request matches";
    pub const NONE_MORE: &str = "Look for other words, or leave the filters out.";
    pub const NO_YET: &str = "No requests yet";
    pub const NO_YET_MORE: &str = "Requests appear here from the moment they are submitted.";
    pub const CLEAR: &str = "Show all requests";
    pub const OLDER: &str = "Older requests";
    pub const NEWER: &str = "Back to the newest";

    pub fn of_team(team: &str) -> String {
        format!("Team: {team}")
    }

    pub fn created(days: Days) -> String {
        format!("Handed in {}", span(days))
    }

    pub fn ready(days: Days) -> String {
        format!("Ready {}", span(days))
    }

    pub fn through(stage: &str) -> String {
        format!("Went through: {stage}")
    }

    fn span(days: Days) -> String {
        match days.from == days.to {
            true => format!("on {}", days.from),
            false => format!("from {} to {}", days.from, days.to),
        }
    }

    pub fn total(n: u64) -> String {
        match n {
            1 => "One request".to_owned(),
            n => format!("{} requests", crate::parts::text::count(n)),
        }
    }
}
