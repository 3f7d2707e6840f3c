//! What a request asks for, by its kind.

use crate::alerts::Plan;
use crate::github::RepoSlug;
use crate::handover::Branch;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::{Deserialize, Serialize};

/// What is wanted. Every kind is about one repository, which its `spec` describes as it was when the request was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    Create {
        spec: RepositorySpec,
    },
    /// Alarms about a repository that is there; they replace those that were asked for before.
    Alarms {
        spec: RepositorySpec,
        plan: Plan,
    },
    /// A workflow in the application's repository that builds images and pushes them.
    Workflow {
        spec: RepositorySpec,
        branch: Branch,
    },
}

impl Change {
    pub fn spec(&self) -> &RepositorySpec {
        match self {
            Self::Create { spec } | Self::Alarms { spec, .. } | Self::Workflow { spec, .. } => spec,
        }
    }

    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Create { .. } => ChangeKind::Create,
            Self::Alarms { .. } => ChangeKind::Alarms,
            Self::Workflow { .. } => ChangeKind::Workflow,
        }
    }

    /// The Git repository that the files go to.
    pub fn home<'a>(&'a self, standard: &'a Standard) -> &'a RepoSlug {
        let source = &self.spec().source;
        match self {
            Self::Create { .. } | Self::Alarms { .. } => standard.home(source),
            Self::Workflow { .. } => source,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Create,
    Alarms,
    Workflow,
}

impl ChangeKind {
    pub const ALL: [Self; 3] = [Self::Create, Self::Alarms, Self::Workflow];

    /// As stored and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Alarms => "alarms",
            Self::Workflow => "workflow",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether Argo CD brings its files to a cluster; otherwise the merge is the end.
    pub fn reaches_cluster(self) -> bool {
        matches!(self, Self::Create | Self::Alarms)
    }

    /// Whether AWS is asked in the end if it holds what was wanted.
    pub fn is_verified(self) -> bool {
        matches!(self, Self::Create)
    }

    /// Whether the name is the request's from its submission on. The others are about a repository that is there.
    pub fn holds_name(self) -> bool {
        matches!(self, Self::Create)
    }

    /// Whether a catalog entity travels with it.
    pub fn has_catalog_entity(self) -> bool {
        matches!(self, Self::Create)
    }
}
