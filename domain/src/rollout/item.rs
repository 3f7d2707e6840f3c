//! One repository of a rollout, and how it stands.

use crate::aws::Address;
use crate::github::Sha;
use crate::portal::RequestRow;
use crate::request::{RequestId, StageName};
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place in the rollout.
    pub place: i64,
    pub key: Address,
    /// Whose it was when the rollout began.
    pub team: Option<String>,
    /// Chosen before anything is asked for: however often Berth tries, there is one request.
    pub request: RequestId,
    /// The request that it takes back.
    pub undoes: Option<RequestId>,
    pub state: ItemState,
    /// Why it waits or was left out.
    pub why: Option<String>,
    /// Not before then.
    pub next_try: Timestamp,
    /// The request, once there is one.
    pub row: Option<RequestRow>,
    /// The commit of its pull request.
    pub head: Option<Sha>,
}

/// As stored; what became of a request is its own to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemState {
    Waiting,
    /// Nothing was asked for, and nothing will be by itself.
    LeftOut,
    /// Git said all of it before.
    Already,
    Asked,
}

impl ItemState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::LeftOut, Self::Already, Self::Asked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::LeftOut => "left_out",
            Self::Already => "already",
            Self::Asked => "asked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// How a repository of a rollout stands, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Its request stands still until somebody does something.
    Stuck,
    /// A reviewer decides.
    InReview,
    UnderWay,
    Waiting,
    Done,
    Already,
    LeftOut,
    /// Its request ended without the change.
    Ended,
}

impl Standing {
    pub const ALL: [Self; 8] = [
        Self::Stuck,
        Self::InReview,
        Self::UnderWay,
        Self::Waiting,
        Self::Done,
        Self::Already,
        Self::LeftOut,
        Self::Ended,
    ];

    /// In addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::InReview => "in-review",
            Self::UnderWay => "under-way",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Already => "already",
            Self::LeftOut => "left-out",
            Self::Ended => "ended",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Nothing moves it any more but somebody who tries again.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Already | Self::LeftOut | Self::Ended
        )
    }

    /// Its request is on its way.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Stuck | Self::InReview | Self::UnderWay)
    }
}

impl Standing {
    /// `stage`: of the request, once there is one.
    pub fn of(state: ItemState, stage: Option<StageName>) -> Self {
        let Some(stage) = stage else {
            return match state {
                ItemState::Waiting | ItemState::Asked => Self::Waiting,
                ItemState::LeftOut => Self::LeftOut,
                ItemState::Already => Self::Already,
            };
        };
        match stage {
            StageName::Completed => Self::Done,
            stage if stage.is_given_up() => Self::Ended,
            StageName::InReview => Self::InReview,
            StageName::NeedsInput
            | StageName::ChangesRequested
            | StageName::PublishFailed
            | StageName::SyncFailed
            | StageName::ProvisionFailed => Self::Stuck,
            _ => Self::UnderWay,
        }
    }
}

impl Item {
    pub fn standing(&self) -> Standing {
        Standing::of(self.state, self.row.as_ref().map(|row| row.stage))
    }
}
