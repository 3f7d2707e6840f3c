//! Findings of one repository, and the exceptions that people answer for.

use crate::parts::text::count;
use domain::image::Severity;
use domain::portal::FindingSort;

pub const FIND: &str = "Finding or package";
pub const SEVERITY: &str = "Severity";
pub const FIX: &str = "Fix";
pub const ANY_FIX: &str = "With or without a fix";
pub const FIXABLE: &str = "With a fix";
pub const UNFIXABLE: &str = "Without a fix";
pub const SORT: &str = "Order";
pub const ALL: &str = "Also in older images";
pub const SEARCH: &str = "Search";
pub const CSV: &str = "Download CSV";
pub const CAPTION: &str = "Findings";
pub const FINDING: &str = "Finding";
pub const PACKAGE: &str = "Package";
pub const FIXED_IN: &str = "Fixed in";
pub const NO_FIX: &str = "no fix known";
pub const SINCE: &str = "First seen";
pub const IMAGES: &str = "Images";
pub const EXCEPTION: &str = "Exception";
pub const EXCEPT: &str = "Except …";
pub const CLOSED: &str = "not in the newest image";
pub const AGES: &str = "Open findings by severity and age";
pub const OPEN: &str = "Open";
pub const OLDEST: &str = "Oldest";
pub const NONE: &str = "No findings";
pub const NONE_MORE: &str = "The newest scanned image has none.";
pub const NOT_SCANNED: &str = "No scan has come to an end";
pub const NOT_SCANNED_MORE: &str =
    "Without a scan nobody knows of vulnerabilities. That is not the same as none.";
pub const MANUAL: &str = "Images are scanned only when somebody asks for it.";
pub const NO_MATCH: &str = "No finding matches";
pub const CLEAR: &str = "Show all open findings";
pub const BEHIND: &str = "These facts are old";

pub const EXCEPTIONS: &str = "Exceptions";
pub const EXCEPTIONS_MORE: &str = "Somebody answers for a finding until a day. It stays in the list, and doesn’t count against the scorecard.";
pub const NO_EXCEPTIONS: &str = "No finding is excepted.";
pub const EXCEPTIONS_CAPTION: &str = "Exceptions, those that hold first";
pub const GRANT: &str = "Except a finding";
pub const OWNER: &str = "Who answers for it";
pub const OWNER_HINT: &str = "A person or a team that can be asked.";
pub const REASON: &str = "Why it may stay";
pub const REASON_HINT: &str = "For example, why the code is never reached. People read this later.";
pub const UNTIL: &str = "Last day";
pub const UNTIL_HINT: &str = "At most a year ahead. Then somebody looks at it anew.";
pub const FINDING_HINT: &str =
    "Its name, for example CVE-2026-1234. It is excepted in every package.";
pub const SUBMIT: &str = "Except this finding";
pub const END: &str = "End";
pub const STATE: &str = "State";
pub const HOLDS: &str = "Holds";
pub const ENDED: &str = "Ended";
pub const OVER: &str = "Over";
pub const GRANTED_BY: &str = "Granted by";

/// AWS's words in small letters; a word that is new is shown as it is.
pub fn severity(severity: &Severity) -> String {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Informational => "Informational",
        Severity::Undefined => "Undefined",
        Severity::Untriaged => "Untriaged",
        Severity::Other(word) => word.as_str(),
    }
    .to_owned()
}

pub const fn sort(sort: FindingSort) -> &'static str {
    match sort {
        FindingSort::Severity => "Worst first",
        FindingSort::Oldest => "Oldest first",
        FindingSort::Newest => "Newest first",
        FindingSort::Package => "By package",
        FindingSort::Name => "By name",
    }
}

pub fn older(days: u32) -> String {
    match days {
        0 => OPEN.to_owned(),
        days => format!("Over {days} days"),
    }
}

pub fn ages_caption(name: &str) -> String {
    format!("Open findings of {name}")
}

pub fn of(short: &str) -> String {
    format!("Open are those of image {short}, the newest whose scan came to an end.")
}

pub fn excepted(n: u64) -> Option<String> {
    match n {
        0 => None,
        1 => Some("Somebody answers for 1 of them.".to_owned()),
        n => Some(format!("Somebody answers for {} of them.", count(n))),
    }
}

pub fn read(when: &str) -> String {
    format!("Read from AWS {when}.")
}

pub fn trouble(why: &str) -> String {
    format!("The last reading failed: {why}")
}

pub fn until(day: &str) -> String {
    format!("until {day}")
}

pub fn except(finding: &str) -> String {
    format!("Except {finding}")
}

pub fn end(finding: &str) -> String {
    format!("End the exception of {finding}")
}

pub fn may_not(why: &str) -> String {
    format!("Excepting findings: {why}")
}

pub fn counted(n: usize) -> String {
    match n {
        1 => "One answer needs attention.".to_owned(),
        n => format!("{n} answers need attention."),
    }
}

pub fn of_image(short: &str) -> String {
    format!("Of image {short}")
}

pub fn known_for(days: u32) -> String {
    format!("Known for over {days} days")
}
