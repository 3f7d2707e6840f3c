//! Bringing a changed standard to the repositories that are there.

use crate::parts::text::{count, size};
use domain::portal::Effects;
use domain::rollout::{RolloutState, Standing, Steer};

pub const TITLE: &str = "Rollouts";
pub const LEAD: &str = "When the company’s standard changes, new repositories follow it by themselves. A rollout brings it to those that are there: one request for each, reviewed like any other.";
pub const NEW: &str = "New rollout";
pub const NONE: &str = "No rollout yet";
pub const NONE_MORE: &str =
    "Start one when a default has changed and the repositories that are there should follow.";
pub const TABLE: &str = "All rollouts, newest first";
pub const WHAT: &str = "What it brings";
pub const STATE: &str = "State";
pub const PROGRESS: &str = "Progress";
pub const STARTED: &str = "Started";
pub const BY: &str = "By";
pub const PART: &str = "What is to be brought";
pub const LIFECYCLE: &str = "A lifecycle policy";
pub const LIFECYCLE_NOTE: &str = "The same rules for all of them, in the place of what each has.";
pub const SETTINGS: &str = "Settings";
pub const SETTINGS_NOTE: &str =
    "Scanning, tag mutability and AWS tags. What you leave open stays as each repository has it.";
pub const POLICY: &str = "Policy";
pub const OWN: &str = "Another one, written as JSON below";
pub const JSON: &str = "Policy as JSON";
pub const JSON_HINT: &str = "Only used with the last choice above.";
pub const MUTABILITY: &str = "Tag mutability";
pub const AS_IT_IS: &str = "As each has it";
pub const MUTABLE: &str = "Mutable";
pub const IMMUTABLE: &str = "Immutable";
pub const MUTABLE_EXCEPT: &str = "Mutable, with exceptions";
pub const IMMUTABLE_EXCEPT: &str = "Immutable, with exceptions";
pub const EXCEPTIONS: &str = "Exceptions";
pub const EXCEPTIONS_HINT: &str =
    "Patterns of tags, separated by spaces. Only with “with exceptions”.";
pub const SCAN: &str = "Scan on push";
pub const ON: &str = "On";
pub const OFF: &str = "Off";
pub const TAGS: &str = "AWS tags to set";
pub const TAGS_HINT: &str = "One a line, as key=value. Other tags stay.";
pub const WHICH: &str = "Which repositories";
pub const FIND: &str = "Part of the name";
pub const TEAM: &str = "Team";
pub const REGION: &str = "Region";
pub const EVERY: &str = "All";
pub const LOOK: &str = "Show what it touches";
pub const PLAN: &str = "What it touches";
pub const PLAN_TABLE: &str = "Each repository, and what would change there";
pub const PLAN_HINT: &str = "As AWS was read last. The files in Git are read when a repository’s turn comes; one that Berth does not understand any more is left out then, with the reason.";
pub const REPOSITORY: &str = "Repository";
pub const SETTING: &str = "Changes";
pub const NOTHING: &str = "No repository differs";
pub const NOTHING_MORE: &str =
    "All of those that you chose have it already, or are left out below.";
pub const LEFT_OUT: &str = "Left out";
pub const WHY: &str = "Why";
pub const EFFECTS: &str = "What the policy would do to the images that Berth knows";
pub const START: &str = "Start it";
pub const REASON: &str = "Reason";
pub const REASON_HINT: &str = "It goes into every request and its pull request.";
pub const WINDOW: &str = "Open requests of one team at once";
pub const WINDOW_HINT: &str = "The next ones follow as these are decided.";
pub const START_NOTE: &str = "Nothing changes before a reviewer has approved a repository’s request. You can pause, stop and take it back.";
pub const REFUSED: &str = "Nothing was started";
pub const HINDERED: &str = "You can look at what a rollout would touch, and not start one";
pub const REPOSITORIES: &str = "Its repositories";
pub const REPOSITORIES_TABLE: &str = "Each repository, and how far it has come";
pub const NOW: &str = "Now";
pub const REQUEST: &str = "Request";
pub const RECORD: &str = "What was done";
pub const BERTH: &str = "Berth";
pub const CHOOSE: &str = "Choose";
pub const APPROVE: &str = "Approve the chosen ones";
pub const APPROVE_HINT: &str = "Only requests of low risk that change the same from the same as the first of them can be approved together, each at the commit that you see here. The others are decided on their own pages.";
pub const UNDO: &str = "Take it back";
pub const UNDO_HINT: &str = "Starts another rollout with the opposite change for each repository that has it, from what Git had before. What somebody changed again since is left alone and named.";
pub const UNDONE: &str = "It is being taken back by another rollout";
pub const OPEN_IT: &str = "Open it";
pub const TAKES_BACK: &str = "It takes back another rollout";
pub const RESTS: &str = "Berth has paused it";
pub const OPT_OUTS: &str = "Teams that stay out";
pub const OPT_OUTS_NONE: &str = "No team has opted out.";
pub const OPT_OUT: &str = "Keep a team out until a day";
pub const OPT_OUT_HINT: &str =
    "Its repositories wait until the end of that day, and are then taken in by themselves.";
pub const OPT_OUT_REASON_HINT: &str = "People who run the rollout see it.";
pub const OPT_OUT_UNTIL: &str = "Last day";
pub const OPT_OUT_TEAM: &str = "Your team";
pub const KEEP_OUT: &str = "Keep it out";
pub const END: &str = "End it now";
pub const ALL_ROLLOUTS: &str = "all rollouts";
pub const ONE_ROLLOUT: &str = "one rollout";
pub const EVERYTHING: &str = "All";
pub const CANT_OPT_OUT: &str = "The team does not stay out yet";

pub fn state(state: RolloutState) -> &'static str {
    match state {
        RolloutState::Running => "Running",
        RolloutState::Paused => "Paused",
        RolloutState::Stopped => "Stopped",
        RolloutState::Finished => "Finished",
    }
}

pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Stuck => "Needs somebody",
        Standing::InReview => "In review",
        Standing::UnderWay => "On its way",
        Standing::Waiting => "Waiting for its turn",
        Standing::Done => "Done",
        Standing::Already => "Had it already",
        Standing::LeftOut => "Left out",
        Standing::Ended => "Ended without it",
    }
}

pub fn steer(steer: Steer) -> &'static str {
    match steer {
        Steer::Pause => "Pause",
        Steer::Resume => "Resume",
        Steer::Stop => "Stop for good",
        Steer::Retry => "Try again what did not come about",
    }
}

pub fn over(over: u64, total: u64) -> String {
    format!("{} of {}", count(over), count(total))
}

pub fn repositories(n: u64) -> String {
    match n {
        1 => "1 repository".to_owned(),
        n => format!("{} repositories", count(n)),
    }
}

pub fn alike(n: u64) -> String {
    format!("{} have it already.", repositories(n))
}

pub fn beyond(n: u64) -> String {
    format!(
        "{} more fit the choice than fit into one rollout. Choose fewer, or start another one afterwards.",
        count(n)
    )
}

pub fn expires(effects: &Effects) -> String {
    format!(
        "Of {} images {} would expire and {} go to the archive: at most {}, about {} a month.",
        count(effects.images),
        count(effects.expires),
        count(effects.archives),
        size(effects.bytes),
        effects.saved
    )
}

pub fn pulled(n: u64) -> String {
    format!(
        "{} of these were pulled lately. Look at them before you start.",
        count(n)
    )
}

pub fn unread(n: u64) -> String {
    format!(
        "The images of {} were never read, so nothing is known of them.",
        repositories(n)
    )
}

pub fn stays_out(team: &str, of: &str, until: &str, by: &str, reason: &str) -> String {
    format!("{team} stays out of {of} until {until}, by {by}: {reason}")
}

pub fn choose(name: &str) -> String {
    format!("Approve the request of {name}")
}

pub fn start(n: u64) -> String {
    format!("Start it for {}", repositories(n))
}

pub fn becomes(name: &str, was: &str, will: &str) -> String {
    format!("{name}: {was} → {will}")
}

pub fn not_approved(done: u64, left: u64) -> String {
    format!("{} approved, {} not", count(done), count(left))
}
