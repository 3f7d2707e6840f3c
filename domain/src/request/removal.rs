//! Taking a repository, or its lifecycle policy, out of Berth's hands in two pull requests: the first only makes ready
//! and takes nothing away, the second removes the files. Between the two the cluster must really have what the first says.

use super::Delivery;
use crate::access_change::AccessChange;
use crate::alerts::Plan;
use crate::github::Login;
use crate::manifest::EditedFile;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    pub way: Way,
    pub step: RemovalStep,
    /// The lines by which the first pull request makes ready; none where nothing has to be made ready.
    pub edits: Vec<EditedFile>,
    /// Paths that the second pull request takes away: those that Berth has written.
    pub files: Vec<String>,
    /// Those that people have written and that are about the repository; they go only as they were.
    pub others: Vec<EditedFile>,
    pub objects: RemovedObjects,
    /// The first pull request stops pulls, to see who notices; called off, they work again.
    #[serde(default)]
    pub denial: Option<Box<AccessChange>>,
    /// Files in the repository's folder of Git that Berth does not know, and that stay.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// What was known when it was asked for.
    pub held: Held,
    /// How long a deletion waits after the first pull request, for somebody to object.
    pub cooling_ms: i64,
    /// How long nobody gets the name of a deleted repository.
    pub lock_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The repository goes in AWS too, with its images.
    DeleteWithImages,
    /// The repository goes in AWS too, if people have emptied it by then.
    DeleteEmpty,
    /// AWS keeps the repository; Berth and Crossplane let go of it.
    Detach,
    /// AWS keeps the repository, and has no lifecycle policy any more.
    Policy,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum RemovalStep {
    Prepare,
    /// The files go.
    Remove {
        /// How the first pull request came to the cluster; `None`: there was none.
        prepared: Option<Box<Delivery>>,
    },
    /// Somebody objected: what the first pull request made ready is taken back.
    TakeBack {
        by: Login,
    },
}

/// The objects of the cluster that the removal is about, by their names there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedObjects {
    pub repository: Option<String>,
    pub lifecycle: Option<String>,
    pub access: Option<String>,
    /// The alarms that were asked for last.
    pub alarms: Option<Plan>,
}

/// What a repository held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub images: u64,
    /// Layers that images share count each time.
    pub bytes: u64,
    pub last_push: Option<Timestamp>,
    pub last_pull: Option<Timestamp>,
    /// When the images were read; `None`: they never were, and nothing is known.
    pub as_of: Option<Timestamp>,
}

impl Way {
    pub const ALL: [Self; 4] = [
        Self::DeleteWithImages,
        Self::DeleteEmpty,
        Self::Detach,
        Self::Policy,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeleteWithImages => "delete-with-images",
            Self::DeleteEmpty => "delete-empty",
            Self::Detach => "detach",
            Self::Policy => "policy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }

    pub fn deletes(self) -> bool {
        matches!(self, Self::DeleteWithImages | Self::DeleteEmpty)
    }

    /// Whether Berth looks after nothing of the repository afterwards.
    pub fn lets_go(self) -> bool {
        self != Self::Policy
    }
}

impl RemovalStep {
    /// The end of the branch's name; `None`: the request's own branch.
    pub fn branch(&self) -> Option<&'static str> {
        match self {
            Self::Prepare => None,
            Self::Remove { .. } => Some("removal"),
            Self::TakeBack { .. } => Some("kept"),
        }
    }
}

impl Removal {
    /// Whether a first pull request has something to make ready.
    pub fn has_to_prepare(&self) -> bool {
        !self.edits.is_empty()
    }

    #[must_use]
    pub fn removing(&self, prepared: Option<Delivery>) -> Self {
        Self {
            step: RemovalStep::Remove {
                prepared: prepared.map(Box::new),
            },
            ..self.clone()
        }
    }

    pub fn takes_back(&self) -> bool {
        matches!(self.step, RemovalStep::TakeBack { .. })
    }

    pub fn denies_pulls(&self) -> bool {
        self.denial.is_some()
    }

    /// The lines as they were before the first pull request.
    #[must_use]
    pub fn taken_back(&self, by: Login) -> Self {
        let step = RemovalStep::TakeBack { by };
        if self.takes_back() {
            return Self {
                step,
                ..self.clone()
            };
        }
        let denial = self.denial.as_ref().map(|denial| denial.undone());
        Self {
            step,
            edits: self.edits.iter().map(EditedFile::undone).collect(),
            denial: denial.map(Box::new),
            ..self.clone()
        }
    }

    /// Whether Git still says what the first pull request made ready, once the request ends at its present step. Berth
    /// takes it back when somebody asks for that.
    pub fn leaves_lines(&self) -> bool {
        match self.step {
            RemovalStep::Prepare => false,
            RemovalStep::Remove { .. } => self.has_to_prepare(),
            RemovalStep::TakeBack { .. } => true,
        }
    }

    /// The lines that the present step changes, and files that it takes away as they are.
    pub fn edits_now(&self) -> &[EditedFile] {
        match self.step {
            RemovalStep::Prepare | RemovalStep::TakeBack { .. } => &self.edits,
            RemovalStep::Remove { .. } => &self.others,
        }
    }

    /// The paths that the present step takes away.
    pub fn goes_now(&self) -> &[String] {
        match self.step {
            RemovalStep::Remove { .. } => &self.files,
            RemovalStep::Prepare | RemovalStep::TakeBack { .. } => &[],
        }
    }

    pub fn removes(&self) -> bool {
        matches!(self.step, RemovalStep::Remove { .. })
    }
}
