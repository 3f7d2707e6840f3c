//! Where AWS has left what came there through Git, field by field; what happens to it by itself, and who lets it be.

mod alone;
mod cluster;
mod lines;
mod marks;

pub use alone::AwsAlone;
pub use cluster::{Differs, FieldDrift, InCluster, ObjectDrift};
pub use lines::lines;
pub use marks::{DriftMarks, DriftState};

use crate::compare::{Compared, Item};
use crate::github::Login;
use crate::image::{ExceptionAsked, ExceptionForm, ExceptionProblem, ExceptionWords};
use crate::request::Applying;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Which two of Git, the cluster and AWS differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftKind {
    GitCluster,
    ClusterAws,
    /// Git has nothing of it.
    AwsAlone,
}

impl DriftKind {
    pub const ALL: [Self; 3] = [Self::GitCluster, Self::ClusterAws, Self::AwsAlone];

    /// As stored and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitCluster => ObjectDrift::KIND,
            Self::ClusterAws => Compared::KIND,
            Self::AwsAlone => AwsAlone::KIND,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One thing that differs.
pub trait Line {
    /// Of [`DriftKind`], as stored.
    const KIND: &'static str;

    fn sentence(&self) -> String;
}

impl Line for Compared {
    const KIND: &'static str = "aws";

    fn sentence(&self) -> String {
        Compared::sentence(self)
    }
}

/// What one side has otherwise than the other, since it was first seen. Without a word about which: AWS otherwise than
/// what came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift<L = Compared> {
    /// Never empty.
    pub lines: Vec<L>,
    pub since: Timestamp,
    pub ignored: Option<Ignored>,
}

/// Somebody lets it be until a day. Another difference is no part of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    pub by: Login,
    pub reason: String,
    /// The end of the last day, UTC.
    pub until: Timestamp,
}

impl<L> Drift<L> {
    pub fn is_ignored(&self, now: Timestamp) -> bool {
        self.ignored
            .as_ref()
            .is_some_and(|ignored| ignored.until > now)
    }
}

/// As a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoreForm {
    pub reason: String,
    /// The last day, `2026-03-31`.
    pub until: String,
}

const WORDS: ExceptionWords = ExceptionWords {
    reason: "Say in a sentence why the difference may stay",
    owner: "Sign in again: nobody is known who lets it be",
    over: "Choose a day that is not over: the difference shows again after it",
};

impl IgnoreForm {
    /// The rules are those of every exception that somebody makes for a while.
    ///
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self, by: &Login, now: Timestamp) -> Result<Ignored, Vec<ExceptionProblem>> {
        let asked = ExceptionForm {
            finding: "drift".to_owned(),
            reason: self.reason.clone(),
            owner: by.to_string(),
            until: self.until.clone(),
        };
        let ExceptionAsked { reason, until, .. } = asked.parse_in(WORDS, now)?;
        Ok(Ignored {
            by: by.clone(),
            reason,
            until,
        })
    }
}

/// What becomes of a field that differs, if nobody does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByItself {
    /// The provider puts it back when it looks again, within about ten minutes.
    PutBack,
    /// The provider refuses to change it: it stays.
    Stays,
    /// Crossplane is paused or only observes: it stays until somebody changes that.
    Waits,
}

/// `applying`: how the cluster gets another lifecycle policy, which is also whether its provider can change one.
/// `hands_off`: Crossplane is told to leave AWS alone.
pub fn by_itself(item: &Item, applying: Applying, hands_off: bool) -> ByItself {
    match item {
        _ if hands_off => ByItself::Waits,
        Item::Lifecycle if applying != Applying::InPlace => ByItself::Stays,
        Item::Encryption | Item::Key => ByItself::Stays,
        _ => ByItself::PutBack,
    }
}

/// How long everybody is told of a loss who has to do with the repository.
pub const LOSS_SHOWN_MS: i64 = 14 * 24 * 3600 * 1000;

/// A repository that somebody looks after was deleted in AWS past Git.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// When it was noticed.
    pub at: Timestamp,
    /// When its images were read last; `None`: they never were.
    pub read: Option<Timestamp>,
    /// As last known.
    pub images: u64,
    pub bytes: u64,
}

/// An image that went with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostImage {
    pub digest: String,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    pub pulled: Option<Timestamp>,
    pub bytes: u64,
    pub kind: String,
}

#[cfg(test)]
mod tests;
