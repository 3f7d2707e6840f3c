//! A changed standard on its way to the repositories that are there: what it brings to each, and how far it has come.
//!
//! Each repository gets an ordinary request of its own, so that every guarantee of requests holds. A rollout only says
//! which come next; [`pace::next`] decides that from rows alone, however often it is asked.

mod aim;
mod alike;
mod form;
mod item;
mod opt_out;
pub mod pace;
#[cfg(test)]
mod tests;

pub use aim::Aim;
pub use alike::alike;
pub use form::{
    OWN_POLICY, PART_LIFECYCLE, PART_SETTINGS, RolloutAsked, RolloutField, RolloutForm,
    RolloutProblem,
};
pub use item::{Item, ItemState, Standing};
pub use opt_out::{OptOut, OptOutAsked, OptOutForm};

use crate::github::Login;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A UUID (version 7) in text form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RolloutId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the id of a rollout")]
pub struct RolloutIdError(String);

impl RolloutId {
    pub fn parse(text: &str) -> Result<Self, RolloutIdError> {
        match uuid::Uuid::try_parse(text) {
            Ok(id) if text.len() == 36 => Ok(Self(id.hyphenated().to_string())),
            _ => Err(RolloutIdError(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RolloutId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RolloutId {
    type Error = RolloutIdError;
    fn try_from(text: String) -> Result<Self, RolloutIdError> {
        Self::parse(&text)
    }
}

impl From<RolloutId> for String {
    fn from(id: RolloutId) -> Self {
        id.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    pub id: RolloutId,
    pub aim: Aim,
    pub reason: String,
    /// In whose name its requests are made.
    pub by: Login,
    pub started: Timestamp,
    /// Open requests of one team at the same time.
    pub window: u32,
    pub state: RolloutState,
    /// What stopped it by itself, where something did.
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RolloutState {
    Running,
    Paused,
    /// For good; what was asked for goes its way.
    Stopped,
    /// Every repository has come to an end.
    Finished,
}

impl RolloutState {
    pub const ALL: [Self; 4] = [Self::Running, Self::Paused, Self::Stopped, Self::Finished];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What people do to a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Steer {
    Pause,
    Resume,
    Stop,
    /// Asks again for what did not come about.
    Retry,
}

impl Steer {
    pub const ALL: [Self; 4] = [Self::Pause, Self::Resume, Self::Stop, Self::Retry];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
            Self::Retry => "retry",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|steer| steer.as_str() == text)
    }

    /// Where it leads from here; `None`: it makes no sense now.
    pub fn from(self, state: RolloutState) -> Option<RolloutState> {
        match (self, state) {
            (Self::Pause, RolloutState::Running) => Some(RolloutState::Paused),
            (Self::Resume, RolloutState::Paused) => Some(RolloutState::Running),
            (Self::Stop, RolloutState::Running | RolloutState::Paused) => {
                Some(RolloutState::Stopped)
            }
            (Self::Retry, RolloutState::Running | RolloutState::Finished) => {
                Some(RolloutState::Running)
            }
            (Self::Retry, RolloutState::Paused) => Some(RolloutState::Paused),
            _ => None,
        }
    }
}

/// An entry of a rollout's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutEvent {
    pub at: Timestamp,
    /// `None`: Berth itself.
    pub by: Option<Login>,
    pub sentence: String,
}
