//! What the page shows on which people watch a repository: storage, findings, pushes, pulls, and the alarms it could have.

use super::{AskedBefore, RepositoryRow};
use crate::alerts::{AlertField, AlertForm};
use crate::manifest::File;
use crate::time::Timestamp;

/// How far back to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Span {
    Week,
    #[default]
    Month,
    Quarter,
}

impl Span {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    pub fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// By its number of days.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|span| span.days().to_string() == text)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonitoringQuery {
    pub span: Span,
    /// `None`: nobody asked for alarms yet.
    pub alerts: Option<AlertForm>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitoringPage {
    pub row: RepositoryRow,
    pub query: MonitoringQuery,
    /// Every day of the span, the oldest first, today last.
    pub days: Vec<DayKnown>,
    pub pulls: PullsSeen,
    pub alerts: AlertsOffer,
    /// How it stands with requests for alarms.
    pub asked: AskedBefore,
    /// What the alarms see that were asked for last; empty: there are none.
    pub in_force: Vec<String>,
    /// When its images were read, and what went wrong since.
    pub read: Option<Timestamp>,
    pub trouble: Option<String>,
    pub now: Timestamp,
}

/// One day, UTC. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayKnown {
    /// Since the epoch.
    pub day: i64,
    pub images: Option<u64>,
    pub bytes: Option<u64>,
    pub untagged_bytes: Option<u64>,
    pub critical: Option<u64>,
    pub high: Option<u64>,
    /// Images pushed on it that are still there.
    pub pushed: Option<u64>,
}

impl DayKnown {
    pub fn begins(self) -> Timestamp {
        Timestamp(self.day.saturating_mul(Timestamp::DAY_MS))
    }
}

/// Pulls as CloudWatch counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullsSeen {
    Known {
        /// For each day of the page; `None` before the repository was made.
        days: Vec<Option<u64>>,
        at: Timestamp,
        /// Why these are not newer.
        trouble: Option<String>,
    },
    /// Why there are none.
    Unknown(String),
}

/// Which alarms a repository could have, and what they would be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertsOffer {
    /// Nobody knows the cluster or the request that its manifests would belong to.
    NotHere,
    /// Nothing was asked for yet, or something has to be put right.
    Ask {
        form: AlertForm,
        problems: Vec<(AlertField, String)>,
    },
    Shown {
        form: AlertForm,
        alerts: Vec<AlertSaid>,
        files: Vec<File>,
        /// What the provider's role needs beyond what repositories need, as an IAM policy.
        needs: String,
    },
}

/// What an alarm tells somebody of, and what it doesn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertSaid {
    pub sees: String,
    pub misses: Vec<String>,
}
