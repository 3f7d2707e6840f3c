//! A team keeps its repositories out for a while.

use super::RolloutId;
use crate::github::Login;
use crate::image::{ExceptionAsked, ExceptionForm, ExceptionProblem, ExceptionWords};
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    pub id: String,
    pub team: String,
    /// `None`: every rollout.
    pub rollout: Option<RolloutId>,
    pub reason: String,
    /// The end of the last day, UTC.
    pub until: Timestamp,
    pub by: Login,
    pub created: Timestamp,
    /// Somebody ended it before its day.
    pub ended: Option<Timestamp>,
}

impl OptOut {
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.until > now
    }

    pub fn keeps_out(&self, rollout: &RolloutId, team: Option<&str>, now: Timestamp) -> bool {
        self.is_in_force(now)
            && team == Some(self.team.as_str())
            && self.rollout.as_ref().is_none_or(|only| only == rollout)
    }
}

/// As a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptOutForm {
    pub team: String,
    pub rollout: Option<RolloutId>,
    pub reason: String,
    /// The last day, `2026-03-31`.
    pub until: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOutAsked {
    pub team: String,
    pub reason: String,
    pub until: Timestamp,
}

const WORDS: ExceptionWords = ExceptionWords {
    reason: "Say in a sentence why the team stays out; whoever rolls out reads it",
    owner: "Choose the team that stays out",
    over: "Choose a day that is not over: the team takes part again after it",
};

impl OptOutForm {
    /// The rules are those of every exception that somebody makes for a while.
    ///
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self, now: Timestamp) -> Result<OptOutAsked, Vec<ExceptionProblem>> {
        let asked = ExceptionForm {
            finding: "rollout".to_owned(),
            reason: self.reason.clone(),
            owner: self.team.clone(),
            until: self.until.clone(),
        };
        let ExceptionAsked {
            reason,
            until,
            owner,
            ..
        } = asked.parse_in(WORDS, now)?;
        Ok(OptOutAsked {
            team: owner,
            reason,
            until,
        })
    }
}
