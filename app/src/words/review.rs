//! Judging requests.

use crate::parts::{text::count, time::clock_short};
use domain::policy::{OwnersWord, Risk};
use domain::portal::OtherChange;
use domain::request::ChangeKind;

pub const TITLE: &str = "Reviews";
pub const WAITING: &str = "Waiting for review";
pub const WAITING_CAPTION: &str = "Requests waiting for review, highest risk first";
pub const DECIDED: &str = "Decided lately";
pub const DECIDED_NEWEST: &str = "Requests decided lately, newest first";
pub const OPEN_FIRST: &str = "Open the first";
pub const NONE: &str = "Nothing waits for review";
pub const NONE_MORE: &str = "Requests appear here as soon as their pull request is open.";
pub const RISK: &str = "Risk";
pub const ADVICE: &str = "Advice";
pub const SINCE: &str = "Waiting";
pub const ACTION: &str = "Action";
pub const REPOSITORY: &str = "Repository";
pub const REVIEW: &str = "Review";
pub const IN_QUEUE: &str = "Requests in the queue";
pub const PREVIOUS: &str = "Previous request";
pub const NEXT: &str = "Next request";
pub const NO_PREVIOUS: &str = "Previous request, this is the first";
pub const NO_NEXT: &str = "Next request, this is the last";
pub const IF_APPROVED: &str = "What happens if you approve";
pub const FILES: &str = "Changed files";
pub const ON_GITHUB: &str = "Open on GitHub";
pub const YOUR_DECISION: &str = "Your decision";
pub const DECISION: &str = "Decision";
pub const APPROVE: &str = "Approve";
pub const APPROVE_NOTE: &str = "Berth merges the pull request and delivers it.";
pub const APPROVE_FIRST_NOTE: &str =
    "Berth merges the pull request when somebody else approves it, too.";
pub const CHANGES: &str = "Request changes";
pub const REJECT: &str = "Reject";
pub const REJECT_NOTE: &str = "Closes the pull request. Nothing is created.";
pub const COMMENT: &str = "Comment";
pub const SUBMIT: &str = "Submit decision";
pub const CANT: &str = "You can’t decide on this request.";
pub const OVER: &str = "This request waits for no decision";
pub const SEE_REQUEST: &str = "Open the request";
pub const CHECKS: &str = "Checks";
pub const WHO: &str = "Who may decide";
pub const RISK_REASONS: &str = "Why this risk";
pub const CHANGED: &str = "The pull request has changed since you opened this page";
pub const CHANGED_MORE: &str = "Your decision was not sent. Look at the files below again and decide anew; your comment is kept.";
pub const REFUSED: &str = "The decision was not sent";
pub const WITH_REQUEST: &str = "with the request";
pub const FOREIGN: &str = "Somebody else pushed to this branch";
pub const NOT_BERTHS: &str = "Not written by Berth";
pub const NOT_LISTED: &str = "There may be more files";
pub const NOT_LISTED_MORE: &str = "GitHub does not list the files of this pull request now. Look at them there before you approve.";
pub const NO_LINES: &str = "Its lines can’t be shown here.";
pub const NOT_CURRENT: &str = "What GitHub says may have changed";

/// How far a request has come that one approval is not enough for.
pub fn approvals(given: &[&str], needed: u32) -> String {
    let so_far = match given {
        [] => "Nobody has approved it yet.".to_owned(),
        [one] => format!("{one} has approved it."),
        all => format!("{} have approved it.", all.join(", ")),
    };
    format!(
        "{so_far} Berth merges it when {needed} different people approve the same commit. Nobody counts twice, and the one who asked for it does not count."
    )
}

pub fn approvals_title(given: usize, needed: u32) -> String {
    format!("{given} of {needed} approvals")
}

pub const BOTH: &str = "The owning team and the platform both approve this";
pub const BOTH_WHY: &str = "What is taken away here can’t be brought back by whoever notices too late, so one side alone does not decide. Both approve the same commit.";
pub const PLATFORM_MISSING: &str = "Platform: a reviewer has to approve it.";

pub fn platform_given(by: &str) -> String {
    format!("Platform: {by} has approved it.")
}

pub fn owners(word: &OwnersWord) -> String {
    match word {
        OwnersWord::Asked { team } => format!(
            "Owner: the one who asked is of {team}, and here that counts as the team’s word (review.asking_counts_for_owner)."
        ),
        OwnersWord::Given { team, by } => format!("Owner: {by} has approved it for {team}."),
        OwnersWord::Missing { team, second: true } => format!(
            "Owner: the one who asked is of {team}, and one person alone is not enough here, so another member of {team} has to approve it. Where the team has nobody else, an administrator may in its place."
        ),
        OwnersWord::Missing {
            team,
            second: false,
        } => format!(
            "Owner: the one who asked is not of {team}, so a member of {team} has to approve it. Where nobody of the team is there, another administrator may in its place."
        ),
    }
}

pub const APPROVALS_WHY: &str = "Why one is not enough";

pub fn heading(kind: ChangeKind, name: &str) -> String {
    match kind {
        ChangeKind::Create => format!("New repository {name}"),
        ChangeKind::Adopt => format!("Adoption of {name}"),
        ChangeKind::Alarms => format!("Alarms for {name}"),
        ChangeKind::Workflow => format!("Workflow that publishes {name}"),
        ChangeKind::Lifecycle => format!("Lifecycle policy of {name}"),
        ChangeKind::Access => format!("Access to {name}"),
        ChangeKind::Settings => format!("Settings of {name}"),
        ChangeKind::Removal => format!("Removal of {name}"),
    }
}

pub fn page(label: &str, name: &str) -> String {
    format!("Review {label} {name}")
}

pub fn waiting(n: usize) -> String {
    match n {
        0 => NONE.to_owned(),
        1 => "One request waits for a decision.".to_owned(),
        n => format!("{} requests wait for a decision.", count(n as u64)),
    }
}

pub fn asked(login: &str, team: &str, when: &str) -> String {
    format!("{login} for {team}, {when}")
}

pub fn position((at, of): (usize, usize)) -> String {
    format!("{at} of {of}")
}

pub fn changes_note(requester: &str) -> String {
    format!("{requester} changes the answers and submits again.")
}

pub fn comment_hint(requester: &str) -> String {
    format!("Needed to request changes or reject. Shown to {requester} and kept with the request.")
}

pub fn author(login: &str) -> String {
    format!("{login}, {WITH_REQUEST}")
}

pub const fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "Low",
        Risk::Medium => "Medium",
        Risk::High => "High",
    }
}

pub fn foreign(logins: &str) -> String {
    format!(
        "Commits of {logins} are part of this pull request. The files below are what would be merged."
    )
}

/// What became of a file that is not Berth's.
pub fn not_berths(change: &OtherChange) -> String {
    match change {
        OtherChange::Added => format!("{NOT_BERTHS}: added"),
        OtherChange::Changed => format!("{NOT_BERTHS}: changed"),
        OtherChange::Removed => format!("{NOT_BERTHS}: removed"),
        OtherChange::Moved { from } => format!("{NOT_BERTHS}: moved from {from}"),
    }
}

pub fn seen(at: i64) -> String {
    format!(
        "The files and the state of the pull request are as of {}. You can still decide; Berth sends it once GitHub answers.",
        clock_short(at)
    )
}

pub fn never_seen() -> String {
    "Berth could not read the pull request. The files below are those that Berth wrote.".to_owned()
}
