//! Alarms that a team can have for its repository, as manifests beside it: failed pushes, scan findings, unusual pulls.
//!
//! AWS has one metric of ECR, the pulls. Pushes and findings are only told by events. Each alarm says what it sees and
//! what it can't, for an alarm that people trust too much is worse than none.

mod form;
mod manifests;
mod needs;
mod objects;
mod patterns;

pub use form::{AlertField, AlertForm};
pub use manifests::{objects as made_objects, render};
pub use needs::needs;
pub use patterns::pattern;

use crate::aws::{AccountId, Address, Region};
use crate::manifest::object_name;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The alarms that are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub failed_pushes: bool,
    pub findings: Option<FindingsAlert>,
    /// More pulls in an hour than this.
    pub many_pulls: Option<NonZeroU32>,
    pub unusual_pulls: Option<Width>,
    pub no_pulls: Option<QuietDays>,
    pub topic: Topic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingsAlert {
    pub scanner: Scanner,
    pub from: FindingSeverity,
}

/// Who scans: a setting of the whole registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scanner {
    /// ECR's basic scanning: one event a scan.
    Basic,
    /// Amazon Inspector, with enhanced scanning: one event a finding.
    Inspector,
}

/// The least severity that somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingSeverity {
    Critical,
    High,
    Medium,
}

impl FindingSeverity {
    /// AWS's words, gravest first.
    fn and_above(self) -> &'static [&'static str] {
        match self {
            Self::Critical => &["CRITICAL"],
            Self::High => &["CRITICAL", "HIGH"],
            Self::Medium => &["CRITICAL", "HIGH", "MEDIUM"],
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "critical or high",
            Self::Medium => "critical, high or medium",
        }
    }
}

/// Width of the band of what is usual, in standard deviations: 1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Width(u8);

/// Days without a pull: 1 to 7, the longest that CloudWatch looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct QuietDays(u8);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    #[error("Choose at least one alarm")]
    Nothing,
    #[error("Write a whole number above 0")]
    Number,
    #[error("Choose critical, high or medium")]
    Severity,
    #[error("Choose a width from 1 to 10")]
    Width,
    #[error("Choose from 1 to 7 days; CloudWatch looks back no longer")]
    Days,
    #[error("Write the topic’s ARN, such as arn:aws:sns:us-east-1:123456789012:team-alerts")]
    Topic,
    #[error("The topic is in {0}; alarms and rules reach topics of their own region, {1}, only")]
    OtherRegion(String, String),
}

impl TryFrom<u8> for Width {
    type Error = AlertError;
    fn try_from(width: u8) -> Result<Self, AlertError> {
        let fits = (1..=10).contains(&width);
        fits.then_some(Self(width)).ok_or(AlertError::Width)
    }
}

impl From<Width> for u8 {
    fn from(width: Width) -> Self {
        width.0
    }
}

impl TryFrom<u8> for QuietDays {
    type Error = AlertError;
    fn try_from(days: u8) -> Result<Self, AlertError> {
        let fits = (1..=7).contains(&days);
        fits.then_some(Self(days)).ok_or(AlertError::Days)
    }
}

impl From<QuietDays> for u8 {
    fn from(days: QuietDays) -> Self {
        days.0
    }
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A topic that is there; its own policy has to let EventBridge and CloudWatch publish.
    Existing(TopicArn),
    /// A topic made for this repository, with that policy.
    Own,
}

impl Topic {
    fn arn(&self, address: &Address) -> String {
        match self {
            Self::Existing(arn) => arn.0.clone(),
            Self::Own => format!(
                "arn:{}:sns:{}:{}:{}",
                address.region.partition().id(),
                address.region,
                address.account,
                topic_name(address)
            ),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TopicArn(String);

impl TopicArn {
    /// # Errors
    /// When it isn't the ARN of an SNS topic that takes ordinary subscribers.
    pub fn parse(text: &str) -> Result<Self, AlertError> {
        let text = text.trim();
        let parts: Vec<&str> = text.split(':').collect();
        let shape = matches!(parts.as_slice(), ["arn", partition, "sns", region, account, name]
            if Region::parse(region).is_ok_and(|region| region.partition().id() == *partition)
                && AccountId::parse(account).is_ok()
                && (1..=256).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        shape
            .then(|| Self(text.to_owned()))
            .ok_or(AlertError::Topic)
    }

    /// # Errors
    /// When it is in another region than the repository.
    pub fn serving(self, address: &Address) -> Result<Self, AlertError> {
        let region = self.0.split(':').nth(3).unwrap_or_default();
        if region == address.region.as_str() {
            return Ok(self);
        }
        Err(AlertError::OtherRegion(
            region.to_owned(),
            address.region.to_string(),
        ))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TopicArn {
    type Error = AlertError;
    fn try_from(text: String) -> Result<Self, AlertError> {
        Self::parse(&text)
    }
}

impl From<TopicArn> for String {
    fn from(arn: TopicArn) -> Self {
        arn.0
    }
}

/// One alarm of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    FailedPushes,
    Findings(FindingsAlert),
    ManyPulls(NonZeroU32),
    UnusualPulls(Width),
    NoPulls(QuietDays),
}

impl Plan {
    pub fn alerts(&self) -> Vec<Alert> {
        let pushes = self.failed_pushes.then_some(Alert::FailedPushes);
        pushes
            .into_iter()
            .chain(self.findings.map(Alert::Findings))
            .chain(self.many_pulls.map(Alert::ManyPulls))
            .chain(self.unusual_pulls.map(Alert::UnusualPulls))
            .chain(self.no_pulls.map(Alert::NoPulls))
            .collect()
    }
}

impl Alert {
    /// The word in file names.
    pub fn id(self) -> &'static str {
        match self {
            Self::FailedPushes => "failed-pushes",
            Self::Findings(_) => "findings",
            Self::ManyPulls(_) => "many-pulls",
            Self::UnusualPulls(_) => "unusual-pulls",
            Self::NoPulls(_) => "no-pulls",
        }
    }

    /// The object's name in Kubernetes and in AWS. A rule's has at most 64 characters.
    fn name(self, address: &Address) -> String {
        let end = match self {
            Self::FailedPushes => "push",
            Self::Findings(_) => "scan",
            alarm => alarm.id(),
        };
        format!("{}-{end}", object_name(address))
    }

    /// What it tells somebody of.
    pub fn sees(self) -> String {
        match self {
            Self::FailedPushes => "A push that AWS refused after sign-in: no permission, a tag that can’t move, no such repository.".into(),
            Self::Findings(FindingsAlert { scanner: Scanner::Basic, from }) => format!(
                "A finished scan with {} findings, once a scan.",
                from.words()
            ),
            Self::Findings(FindingsAlert { scanner: Scanner::Inspector, from }) => format!(
                "Each new {} finding of Amazon Inspector, also in images pushed long ago.",
                from.words()
            ),
            Self::ManyPulls(most) => format!("More than {most} pulls within an hour."),
            Self::UnusualPulls(width) => format!(
                "More pulls within an hour than CloudWatch’s model of the last weeks expects, by {} standard deviations.",
                width.0
            ),
            Self::NoPulls(QuietDays(1)) => "A day without a single pull.".into(),
            Self::NoPulls(days) => format!("{} days in a row without a single pull.", days.0),
        }
    }

    /// What it doesn't tell of, and what it needs.
    pub fn misses(self) -> Vec<&'static str> {
        match self {
            Self::FailedPushes => vec![
                "Pushes refused at sign-in never reach the repository, so nobody hears of them.",
                "Pushes that break off on the client’s side leave no event.",
                "It needs a CloudTrail trail that records management events in this region.",
                "Events come at best effort: now and then one is lost or comes twice.",
            ],
            Self::Findings(FindingsAlert {
                scanner: Scanner::Basic,
                ..
            }) => vec![
                "Basic scanning looks at an image when it is pushed or when somebody asks; vulnerabilities published later stay unseen until then.",
                "Scans that fail aren’t reported.",
                "Under enhanced scanning these events don’t come at all.",
            ],
            Self::Findings(FindingsAlert {
                scanner: Scanner::Inspector,
                ..
            }) => vec![
                "One message for each finding: the first scan of an old image can send many.",
                "Findings that a suppression rule of Inspector hides aren’t sent.",
                "Images that Inspector no longer watches are silent.",
            ],
            Self::ManyPulls(_) => vec![
                "Who pulled isn’t known: the metric only counts.",
                "Hours without a pull have no datum and count as fine.",
            ],
            Self::UnusualPulls(_) => vec![
                "The model learns for up to two weeks before it is of use, and learns slow growth as usual.",
                "Repositories with few pulls give many false alarms.",
                "Hours without a pull have no datum and count as fine.",
            ],
            Self::NoPulls(_) => vec![
                "No pull means no datum, so missing data rings this alarm on purpose; a new repository rings until its first pull.",
                "Nodes that have the image cached run it without a pull.",
            ],
        }
    }
}

/// The name of the topic made for a repository, in Kubernetes and in AWS.
pub fn topic_name(address: &Address) -> String {
    format!("{}-alerts", object_name(address))
}

#[cfg(test)]
mod tests;
