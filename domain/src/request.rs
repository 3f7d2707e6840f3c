//! A request: what somebody wants for a repository, and how far it has come.

pub mod adopt;
mod change;
mod removal;
mod stage;

pub use adopt::{Adoption, AdoptionStep, Found};
pub use change::{Applying, Change, ChangeKind, PolicyImpact};
pub use removal::{Held, Removal, RemovalStep, RemovedObjects, Way};
pub use stage::{Delivery, Merge, Outcome, PullRequest, Stage, StageName};

use crate::github::{Login, Sha};
use crate::people::Actor;
use crate::spec::RepositorySpec;
use crate::time::Timestamp;
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A UUID (version 7) in text form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the id of a request")]
pub struct IdError(String);

impl RequestId {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        match uuid::Uuid::try_parse(text) {
            Ok(id) if text.len() == 36 => Ok(Self(id.hyphenated().to_string())),
            _ => Err(IdError(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The branch of its pull request: made by the server alone, no free text in it.
    pub fn branch(&self) -> String {
        format!("berth/{}", self.0)
    }

    /// Whose branch this is: that of its first pull request or, with a word behind the id, of a later one.
    pub fn of_branch(branch: &str) -> Option<Self> {
        let rest = branch.strip_prefix("berth/")?;
        let (id, word) = rest.split_at_checked(36)?;
        let is_ours = word.is_empty() || word.starts_with('-');
        Self::parse(id).ok().filter(|_| is_ours)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RequestId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<RequestId> for String {
    fn from(id: RequestId) -> Self {
        id.0
    }
}

/// A submitted request. Drafts are forms ([`crate::form::RequestForm`]), kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: RequestId,
    /// Counts from 1; people say REQ-1482.
    pub number: i64,
    pub change: Change,
    /// Why it is wanted, in the requester's words; may be empty.
    pub comment: String,
    /// Counts resubmissions, from 1. Files are rendered from the current revision.
    pub revision: u32,
    pub requester: Login,
    pub created: Timestamp,
    pub stage: Stage,
    /// When the stage was entered.
    pub since: Timestamp,
    /// Number of the last event; every write is guarded by it.
    pub version: i64,
    /// Decisions made in Berth, oldest first. Those made on GitHub are observed there.
    pub reviews: Vec<Review>,
    /// Why nothing moves, while something outside is in the way.
    pub waiting: Option<Waiting>,
    /// The catalog entry is beside the main flow: its failure never fails the request.
    pub catalog: Catalog,
    /// Tries of the current step that met trouble, for growing pauses.
    pub attempt: u32,
}

impl Request {
    pub fn spec(&self) -> &RepositorySpec {
        self.change.spec()
    }

    /// Whether a statement of a removal denies pulls, or is on its way to or left behind.
    pub fn denies_pulls(&self) -> bool {
        let Change::Removal { removal, .. } = &self.change else {
            return false;
        };
        let stands = match self.stage.name() {
            StageName::Completed => false,
            stage if stage.is_given_up() => removal.leaves_lines(),
            _ => true,
        };
        removal.denies_pulls() && stands
    }

    pub fn label(&self) -> String {
        format!("REQ-{}", self.number)
    }

    /// The branch of the pull request that it is about now.
    pub fn branch(&self) -> String {
        match self.change.branch() {
            None => self.id.branch(),
            Some(word) => format!("{}-{word}", self.id.branch()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub trouble: Trouble,
    pub since: Timestamp,
    /// `None`: until somebody acts (Retry).
    pub next_try: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Catalog {
    #[default]
    NotYet,
    /// The location is registered; Backstage reads it in its own time.
    Registered {
        location: String,
    },
    /// Backstage shows the entity.
    Listed {
        entity: String,
    },
    /// Not wanted by configuration.
    Off,
    Failing {
        trouble: Trouble,
    },
}

/// A decision of a reviewer, tied to the commit that was looked at: a newer commit makes it void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub by: Login,
    pub verdict: Verdict,
    pub comment: String,
    pub head: Sha,
    pub at: Timestamp,
    pub via: Via,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approve,
    RequestChanges,
    Reject,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Berth,
    GitHub,
}

/// One line of a request's history. Numbered from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub version: i64,
    pub at: Timestamp,
    pub actor: Actor,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// With the values asked for.
    Submitted {
        revision: u32,
        change: Change,
        comment: String,
    },
    /// The stage that was entered, with its data.
    Entered {
        stage: Stage,
    },
    Reviewed {
        review: Review,
    },
    /// Something outside is in the way; told once, not at every try.
    Stuck {
        waiting: Waiting,
    },
    /// It is out of the way again.
    Recovered,
    RetryAsked,
    /// The first pull request of an adoption has done its part.
    AdoptionStepped {
        step: AdoptionStep,
    },
    /// A removal goes on to its next pull request.
    RemovalStepped {
        step: RemovalStep,
    },
    CatalogChanged {
        catalog: Catalog,
    },
}
