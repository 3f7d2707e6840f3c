//! How a repository fares, which alarms it could have, and what happened to it.

use crate::parts::text::count;
use domain::alerts::{AlertField, FindingSeverity};
use domain::chronicle::Deed;
use domain::portal::Span;

pub const SPANS: &str = "Time shown";
pub const DAY: &str = "Day";
pub const STORAGE: &str = "Storage";
pub const ALL: &str = "All images";
pub const UNTAGGED: &str = "Untagged";
pub const IMAGES: &str = "Images";
pub const FINDINGS: &str = "Open findings";
pub const CRITICAL: &str = "Critical";
pub const HIGH: &str = "High";
pub const PULLS: &str = "Pulls a day";
pub const PUSHES: &str = "Pushes a day";
pub const UPPER_BOUND: &str =
    "Layers that images share count each time, so AWS bills less. From Berth’s own readings.";
pub const FINDINGS_OF: &str = "Of the newest image that was scanned. From Berth’s own readings.";
pub const PUSHES_OF: &str =
    "Images by the day of their push, as far as they are still there: AWS counts no pushes.";
pub const NO_HISTORY: &str = "Berth has not read this repository’s images yet.";
pub const NO_SCANS: &str = "No scan has come to an end in this time.";
pub const NO_PULLS: &str = "CloudWatch said nothing";
pub const OLD_PULLS: &str = "Pulls are old";
pub const BEHIND: &str = "Figures of images may be old";

pub fn span(span: Span) -> String {
    format!("{} days", span.days())
}

pub fn images_now(images: u64) -> String {
    match images {
        1 => "One image now.".to_owned(),
        n => format!("{} images now.", count(n)),
    }
}

pub fn storage_now(size: &str) -> String {
    format!("Up to {size} now.")
}

pub fn pulls_in(pulls: u64, days: u16, when: &str) -> String {
    let pulls = match pulls {
        1 => "One pull".to_owned(),
        n => format!("{} pulls", count(n)),
    };
    format!(
        "{pulls} in {days} days, as CloudWatch counted {when}. A node that has the image runs it without a pull."
    )
}

pub fn old_pulls(why: &str, when: &str) -> String {
    format!("{why}. What is shown was counted {when}.")
}

/// Alarms.
pub mod alerts {
    use super::{AlertField, FindingSeverity};

    pub const TITLE: &str = "Alarms";
    pub const LEAD: &str = "Choose what somebody should hear of. Berth shows the manifests first; they become a pull request when you ask for them.";
    pub const NOT_HERE: &str = "Alarms are manifests beside the repository’s own. Nobody looks after this repository in Git, so there is no place for them.";
    pub const SHOW: &str = "Show the manifests";
    pub const NOT_WANTED: &str = "Not wanted";
    pub const INSPECTOR: &str = "Amazon Inspector scans this registry";
    pub const INSPECTOR_MORE: &str =
        "Enhanced scanning. Under basic scanning leave it out: the events are others.";
    pub const CHANGE: &str = "These answers can’t be used yet.";
    pub const SEES: &str = "What they see, and what not";
    pub const FILES: &str = "The manifests";
    pub const FILES_MORE: &str = "They lie beside the repository’s manifests, and Argo CD applies them once their pull request is merged.";
    pub const DOWNLOAD: &str = "Download all in one file";
    pub const NEEDS: &str = "What the provider’s role needs";
    pub const NEEDS_MORE: &str = "Beside what it needs for repositories. The administrator of Crossplane has to activate the kinds and allow them in Argo CD’s project, too.";
    pub const NEEDS_WHAT: &str = "policy of the provider’s role";
    pub const IN_FORCE: &str = "These are in force:";
    pub const ASKING: &str = "Ask for them";
    pub const ASK: &str = "Ask for these alarms";
    pub const REMOVAL: &str =
        "With no alarm chosen, all alarms that Berth has made for this repository are removed.";
    pub const NOT: &str = "Not: ";

    pub const fn label(field: AlertField) -> &'static str {
        match field {
            AlertField::FailedPushes => "Failed pushes",
            AlertField::Findings => "Scan findings",
            AlertField::Scanner => INSPECTOR,
            AlertField::ManyPulls => "More pulls in an hour than",
            AlertField::UnusualPulls => "More pulls than usual, by standard deviations",
            AlertField::NoPulls => "Days without a pull",
            AlertField::Topic => "SNS topic",
        }
    }

    pub const fn hint(field: AlertField) -> &'static str {
        match field {
            AlertField::FailedPushes => "Told by CloudTrail.",
            AlertField::Findings => "From this severity on.",
            AlertField::Scanner => INSPECTOR_MORE,
            AlertField::ManyPulls => "For example 500. Empty: not wanted.",
            AlertField::UnusualPulls => "From 1 to 10; 3 suits most. Empty: not wanted.",
            AlertField::NoPulls => "From 1 to 7. Empty: not wanted.",
            AlertField::Topic => {
                "The ARN of a topic in the same region. Empty: one is made for this repository."
            }
        }
    }

    pub const fn severity(severity: FindingSeverity) -> &'static str {
        match severity {
            FindingSeverity::Critical => "Critical",
            FindingSeverity::High => "High and above",
            FindingSeverity::Medium => "Medium and above",
        }
    }
}

/// What happened.
pub mod history {
    use super::{Deed, count};
    use crate::parts::time::absolute;

    pub const REQUESTS: &str = "Requests, from asking to ready";
    pub const REQUESTS_NEWEST: &str = "Requests about this repository, newest first";
    pub const REQUEST: &str = "Request";
    pub const ASKED_BY: &str = "Asked by";
    pub const PULL_REQUEST: &str = "Pull request";
    pub const APPROVED_BY: &str = "Approved by";
    pub const MERGE: &str = "Merge commit";
    pub const SYNCED: &str = "Applied";
    pub const READY: &str = "Ready";
    pub const EXACTLY: &str = "Exactly";
    pub const REASON: &str = "Reason";
    pub const EXACT_VALUES: &str = "Values asked for";
    pub const TAKEN_AWAY: &str = "taken away";
    pub const AUDIT: &str = "Everything in the audit record";
    pub const RECORDS: &str = "Records";
    pub const RECORDS_NEWEST: &str = "What was recorded, newest first";
    pub const WHEN: &str = "When (UTC)";
    pub const WHO: &str = "Who";
    pub const WHAT: &str = "What";
    pub const ABOUT: &str = "About";
    pub const REPOSITORY: &str = "Repository";
    pub const NONE: &str = "Nothing is recorded about this repository";
    pub const NONE_MORE: &str = "Berth records what is asked for and done through Berth. What happened elsewhere stands in CloudTrail and in Git.";
    pub const VALUES: &str = "exact values";
    pub const OLDER: &str = "Older records";
    pub const NEWEST: &str = "Newest records";
    pub const BROKEN: &str = "A record is not as it was written";

    pub fn whole(requests: u64, events: u64) -> String {
        let requests = match requests {
            1 => "one request".to_owned(),
            n => format!("{} requests", count(n)),
        };
        format!(
            "The {} records of {requests} on this page are as they were written: the chain of their hashes was just checked.",
            count(events)
        )
    }

    pub fn broken(number: i64, version: i64) -> String {
        format!(
            "Record {version} of REQ-{number} was altered, added or removed after it was written. Tell the people who run Berth; `berth verify` says more."
        )
    }

    /// What somebody did to the repository itself.
    pub fn deed(deed: &Deed) -> String {
        let images = |n: usize| match n {
            1 => "one image".to_owned(),
            n => format!("{n} images"),
        };
        match deed {
            Deed::DeletionAsked { images: asked } => {
                format!("Asked AWS to delete {}", images(asked.len()))
            }
            Deed::ImagesDeleted { images: gone, kept } => match kept.len() {
                0 => format!("AWS deleted {}", images(gone.len())),
                n => format!("AWS deleted {} and kept {}", images(gone.len()), images(n)),
            },
            Deed::DeletionUnanswered { why } => {
                format!("AWS gave no answer to the deletion: {why}")
            }
            Deed::ExceptionGranted {
                finding,
                reason,
                owner,
                until,
                ..
            } => format!(
                "{owner} answers for {finding} until {}: “{reason}”",
                absolute(until.0)
            ),
            Deed::ExceptionEnded { finding, .. } => format!("The exception for {finding} ended"),
            Deed::Drifted { lines } => format!("AWS is not as Git says: {}", lines.join("; ")),
            Deed::ClusterDrifted { lines } => {
                format!("The cluster is not as Git says: {}", lines.join("; "))
            }
            Deed::ClusterDriftEnded => "The cluster is as Git says again".to_owned(),
            Deed::ClusterRevertAsked { lines } => format!(
                "Asked Argo CD to make the cluster as Git says: {}",
                lines.join("; ")
            ),
            Deed::DriftEnded => "AWS is as Git says again".to_owned(),
            Deed::DriftIgnored { reason, until, .. } => format!(
                "Lets the difference be until {}: “{reason}”",
                absolute(until.0)
            ),
            Deed::RolloutAsked { title, label, .. } => {
                format!("A rollout asked for {label}: {title}")
            }
            Deed::RolloutLeftOut { title, why, .. } => {
                format!("A rollout passed it over ({title}): {why}")
            }
            Deed::RepositoryLost {
                images: lost,
                bytes,
                ..
            } => format!(
                "Deleted in AWS past Git, with {} of {}; their list is kept",
                images(usize::try_from(*lost).unwrap_or(usize::MAX)),
                crate::parts::text::size(*bytes)
            ),
        }
    }
}
