//! Faults of the outside world: what failed, in operators' words, and when trying again makes sense.
//! A [`crate::refusal::Refusal`] is what a person can put right; trouble is what only time or an operator can.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A system that Berth depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    GitHub,
    ArgoCd,
    Crossplane,
    Aws,
    Backstage,
    Database,
    /// Who says who people are, where that is not GitHub.
    IdentityProvider,
}

impl System {
    pub const OUTSIDE: [Self; 4] = [Self::GitHub, Self::ArgoCd, Self::Aws, Self::Backstage];

    pub fn title(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::ArgoCd => "Argo CD",
            Self::Crossplane => "Crossplane",
            Self::Aws => "AWS",
            Self::Backstage => "Backstage",
            Self::Database => "the database",
            Self::IdentityProvider => "the identity provider",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub system: System,
    pub kind: TroubleKind,
    /// The cause chain in the system's own words, without secrets; shown as raw text.
    pub message: String,
    pub retry: Retry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// Could not connect, or no answer in time.
    Unreachable,
    /// Answered 5xx.
    Failing,
    /// Answered something that is not its protocol.
    Nonsense,
    /// 401: the credentials are wrong or expired.
    SignIn,
    /// 403 or a 404 that hides: the credentials lack a permission.
    Permission,
    /// Too many requests.
    RateLimited,
    /// 409 or 422: the world is not as assumed.
    Conflict,
    /// 404 of a thing that should be there.
    Missing,
    /// The request itself was refused and will be again.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Only after somebody changed something.
    Never,
    /// Not before this time, as the system said.
    At(Timestamp),
    /// With growing pauses.
    Backoff,
    /// Look again at once: the observation was out of date.
    LookAgain,
}

impl Trouble {
    pub fn new(system: System, kind: TroubleKind, message: impl Into<String>) -> Self {
        let retry = match kind {
            TroubleKind::Unreachable
            | TroubleKind::Failing
            | TroubleKind::Nonsense
            | TroubleKind::RateLimited => Retry::Backoff,
            TroubleKind::Conflict | TroubleKind::Missing => Retry::LookAgain,
            TroubleKind::SignIn | TroubleKind::Permission | TroubleKind::Refused => Retry::Never,
        };
        Self {
            system,
            kind,
            message: message.into(),
            retry,
        }
    }

    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.retry = Retry::At(time);
        self
    }

    /// One plain sentence about what it means.
    pub fn sentence(&self) -> String {
        let system = self.system.title();
        match self.kind {
            TroubleKind::Unreachable => format!("{system} does not answer"),
            TroubleKind::Failing => format!("{system} answers with an error of its own"),
            TroubleKind::Nonsense => format!("{system} gave an answer that Berth can’t read"),
            TroubleKind::SignIn => format!("{system} does not accept Berth’s credentials"),
            TroubleKind::Permission => format!("Berth lacks a permission on {system}"),
            TroubleKind::RateLimited => format!("{system} asked Berth to wait"),
            TroubleKind::Conflict => format!("{system} has changed in the meantime"),
            TroubleKind::Missing => {
                format!("Something that should be there is missing on {system}")
            }
            TroubleKind::Refused => format!("{system} refused what Berth asked for"),
        }
    }
}

/// Pause before try number `attempt` (from 1), in seconds: 2, 4, 8 … at most 300, times 0.75 to 1.25 by `jitter` (0 to 1).
pub fn backoff_seconds(attempt: u32, jitter: f64) -> i64 {
    let base = 2_f64.powi(attempt.clamp(1, 9).cast_signed()).min(300.0);
    let spread = base * (0.75 + 0.5 * jitter.clamp(0.0, 1.0));
    spread.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes() {
        let pauses: Vec<i64> = (1..=10)
            .map(|attempt| backoff_seconds(attempt, 0.5))
            .collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(backoff_seconds(9, 0.0), 225);
        assert_eq!(backoff_seconds(9, 1.0), 375);
    }
}
