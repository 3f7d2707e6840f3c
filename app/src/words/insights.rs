//! Figures, the scorecard, and repositories that nobody looks after.

use crate::parts::text::count;
use domain::cost::Waste;
use domain::owner::Confidence;
use domain::portal::Mark;

pub const TITLE: &str = "Insights";
pub const PERIOD: &str = "Period";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const SHOW: &str = "Show";
pub const FILTERS: &str = "Chosen";
pub const NOBODYS: &str = "Nobody’s";
pub const TEAM: &str = "Team";
pub const SHARE: &str = "Share";
pub const REPOSITORIES: &str = "Repositories";
pub const A_MONTH: &str = "A month";
pub const TOGETHER: &str = "Together";
pub const DAY: &str = "Day";
pub const WEEK: &str = "Week of";
pub const IMAGES: &str = "Images";
pub const STORAGE: &str = "Storage up to";
pub const CRITICAL: &str = "Critical";
pub const HIGH: &str = "High";
pub const SCORE: &str = "Score";
pub const NOTHING: &str = "Nothing to count yet";
pub const NOTHING_MORE: &str =
    "Figures appear here once AWS has been read, or once somebody asks for a repository.";
pub const NO_HISTORY: &str = "Nothing was kept in these days.";

pub const WASTE: &str = "Waste";
pub const FINDINGS: &str = "Critical findings";
pub const UNMANAGED: &str = "Not managed";

pub fn last(days: u32) -> String {
    match days {
        365 => "A year".to_owned(),
        days => format!("{days} days"),
    }
}

pub fn meta(repositories: u64, read: Option<&str>) -> String {
    let repositories = repositories_of(repositories);
    match read {
        Some(read) => format!("{repositories}. Read from AWS {read}."),
        None => format!("{repositories}. AWS has not been read yet."),
    }
}

pub fn repositories_of(number: u64) -> String {
    match number {
        1 => "1 repository".to_owned(),
        number => format!("{} repositories", count(number)),
    }
}

pub fn in_repositories(number: u64) -> String {
    format!("in {}", repositories_of(number))
}

pub fn team(team: &str) -> String {
    if team.is_empty() {
        NOBODYS.to_owned()
    } else {
        team.to_owned()
    }
}

pub fn team_chip(name: &str) -> String {
    format!("{TEAM}: {}", team(name))
}

pub fn of_team(name: &str) -> String {
    match name {
        "" => "Figures of what is nobody’s".to_owned(),
        name => format!("Figures of {name}"),
    }
}

pub fn about_a_month(sum: &str) -> String {
    format!("about {sum} a month")
}

pub fn wasted(images: u64, size: &str) -> String {
    match images {
        1 => format!("a month, for 1 image of up to {size}"),
        images => format!("a month, for {} images of up to {size}", count(images)),
    }
}

pub fn clean(clean: u64, scored: u64) -> String {
    format!("{} of {} miss nothing", count(clean), count(scored))
}

pub fn of_all(all: u64) -> String {
    format!("of {}", repositories_of(all))
}

pub const BY_TEAM: &str = "Storage and cost by team";
pub const BY_TEAM_TABLE: &str = "Storage and its cost by team";
pub const FIGURES: &str = "Figures";

pub fn by_team(sum: &str, note: &str) -> String {
    let note = if note.is_empty() {
        String::new()
    } else {
        format!(" {note}.")
    };
    format!(
        "The sum costs about {sum} a month.{note} Layers that images share count each time, so this is an upper bound."
    )
}

pub fn since(day: &str) -> String {
    format!("since {day}")
}

pub const WASTE_BY_KIND: &str = "Waste";
pub const WASTE_TABLE: &str = "Waste by kind, with the sum it costs";
pub const KIND: &str = "Kind";

pub const fn waste(waste: Waste) -> &'static str {
    match waste {
        Waste::Untagged => "Without a tag",
        Waste::NeverPulled => "Never pulled",
        Waste::NoPolicy => "Kept for want of a lifecycle policy",
    }
}

pub fn waste_says(share: Option<u64>) -> String {
    let share = match share {
        None | Some(0) => String::new(),
        Some(share) => format!("About {share}% of the storage. "),
    };
    format!("{share}Each image counts once, under the first reason that fits.")
}

pub const STORAGE_OVER_TIME: &str = "Storage over time";
pub const IMAGES_OVER_TIME: &str = "Images over time";
pub const FINDINGS_OVER_TIME: &str = "Open findings over time";
pub const SCORE_OVER_TIME: &str = "Score over time";

/// What the history can tell: `None`, today is its first day.
pub fn kept_since(day: Option<&str>) -> String {
    match day {
        Some(day) => format!("Kept by Berth once a day since {day}. AWS has no such history."),
        None => "Berth keeps this once a day from today on. AWS has no such history.".to_owned(),
    }
}

pub const HYGIENE: &str = "Score by team";
pub const HYGIENE_TABLE: &str = "Score of each team’s repositories";
pub const HYGIENE_SAYS: &str = "The mean of its repositories’ scores, 0 to 100.";
pub const JUDGED: &str = "Judged";
pub const CLEAN: &str = "Miss nothing";
pub const MISSES: &str = "Misses";
pub const MISSES_BY_CHECK: &str = "Misses by check";
pub const MISSES_TABLE: &str = "Repositories that miss each check";
pub const NO_MISSES: &str = "No repository misses anything.";
pub const CHECK: &str = "Check";
pub const MEETS: &str = "Meets";
pub const CANT_TELL: &str = "Can’t tell";
pub const WEIGHT: &str = "Weight";
pub const WHOLE_SCORECARD: &str = "The whole scorecard";

pub const WEEKS: &str = "Requests per week";
pub const REQUESTED: &str = "Requested";

pub fn weeks(requested: u64) -> String {
    match requested {
        1 => "1 request was handed in.".to_owned(),
        many => format!("{} requests were handed in.", count(many)),
    }
}

pub const STAGES: &str = "From request to ready";
pub const STAGES_TABLE: &str = "Time from request to ready by stage";
pub const STAGES_SAYS: &str = "Of the requests that were ready in these days. A request that came back to a stage counts once, with all its time there.";
pub const NO_READY: &str = "No request was ready in these days.";
pub const STAGE: &str = "Stage";
pub const WHOLE: &str = "From request to ready";
pub const REQUESTS: &str = "Requests";
pub const HALF: &str = "Half within";
pub const NEARLY_ALL: &str = "95% within";

pub const CSV: &str = "CSV";

pub fn csv_of(table: &str) -> String {
    format!(" of {table}")
}

/// The scorecard's page.
pub mod scorecard {
    pub const TITLE: &str = "Scorecard";
    pub const CHECKS: &str = "Checks";
    pub const CHECKS_TABLE: &str = "How many repositories meet each check";
    pub const NOT_JUDGED: &str = "What the scorecard leaves to people";
    pub const EXCUSED: &str = "Accepted by the company: ";
    pub const NO_WEIGHT: &str = "Not in the score";
    pub const MEAN: &str = "Mean score";
}

/// How all teams stood on one day.
pub mod day {
    pub const TABLE: &str = "Every team on that day";
    pub const SAYS: &str =
        "As it was kept that day. Repositories as they stand now are in the inventory.";

    pub fn title(day: &str) -> String {
        format!("Figures of {day}")
    }
}

/// Repositories that nobody looks after.
pub mod unmanaged {
    pub const TITLE: &str = "Not managed";
    pub const INTRO: &str = "These repositories are in AWS, but neither Berth nor Crossplane looks after them: no review, no history in Git, no way back. They are ready for adoption: once it is known whose a repository is, its team can bring it under Git as it stands.";
    pub const HOW: &str = "The owner is a guess from AWS tags, from the beginning of the name, and from whose its neighbours are. AWS doesn’t tell Berth who pushed.";
    pub const PROBABLY: &str = "Probably of";
    pub const CANT_SAY: &str = "Nobody can say";
    pub const EVIDENCE: &str = "Why";
    pub const GUESSED: &str = "Probable owner";
    pub const NOT_YET: &str = "Not looked at yet";
    pub const FIND: &str = "Name, tags or region";
    pub const TABLE: &str = "Repositories that nobody looks after";
    pub const GUESSES_TABLE: &str = "How many are probably of which team";
    pub const NONE: &str = "Every repository is looked after";
    pub const NONE_MORE: &str = "All that AWS has is in Git or was asked for in Berth.";
    pub const NO_MATCH: &str = "None of them matches";
}

pub const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Weak => "weak guess",
        Confidence::Fair => "fair guess",
        Confidence::Strong => "strong guess",
    }
}

/// The filters behind figures, as chips say them.
pub mod filter {
    use super::{Mark, Waste};

    pub fn waste(waste: Waste) -> String {
        format!("Waste: {}", super::waste(waste).to_lowercase())
    }

    pub const fn mark(mark: Mark) -> &'static str {
        match mark {
            Mark::Read => "Images have been read",
            Mark::Scored => "Has a score",
            Mark::Clean => "Misses nothing",
            Mark::Critical => "Has critical findings",
            Mark::High => "Has high findings",
        }
    }

    pub fn meets(check: &str) -> String {
        format!("Meets: {check}")
    }

    pub fn unclear(check: &str) -> String {
        format!("Can’t tell: {check}")
    }

    pub fn guess(team: &str) -> String {
        match team {
            "" => "No probable owner".to_owned(),
            team => format!("Probably of {team}"),
        }
    }

    pub const WASTE_IMAGES: &str = "Waste images";
    pub const WASTE_SIZE: &str = "Waste up to";
}
