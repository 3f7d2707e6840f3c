//! What a request asks for, by its kind.

use super::{Adoption, Removal};
use crate::access_change::AccessChange;
use crate::alerts::Plan;
use crate::github::RepoSlug;
use crate::handover::Branch;
use crate::lifecycle::LifecyclePolicy;
use crate::manifest::EditedFile;
use crate::settings_change::SettingsChange;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wanted. Every kind is about one repository, which its `spec` describes as it was when the request was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    Create {
        spec: RepositorySpec,
    },
    /// A repository that is in AWS alone comes under Git, as it stands.
    Adopt {
        spec: RepositorySpec,
        adoption: Adoption,
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
    /// Another lifecycle policy: the one of `spec`, for a repository that is there.
    Lifecycle {
        spec: RepositorySpec,
        /// What was in force when it was asked for.
        was: Option<LifecyclePolicy>,
        /// The name of the LifecyclePolicy object that Git had then.
        object: Option<String>,
        applying: Applying,
        impact: PolicyImpact,
    },
    /// Other settings: `spec` is the repository with them.
    Settings {
        spec: RepositorySpec,
        change: Box<SettingsChange>,
    },
    /// Another repository policy.
    Access {
        spec: RepositorySpec,
        change: Box<AccessChange>,
    },
    /// The repository goes, or is let go of, or its lifecycle policy goes for good.
    Removal {
        spec: RepositorySpec,
        removal: Box<Removal>,
    },
}

/// How a cluster gets another policy: the provider refuses to change the text of a LifecyclePolicy object
/// (provider-upjet-aws issues 572 and 1558).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applying {
    /// A new object for the new text; the old one goes and leaves AWS alone.
    #[default]
    NewObject,
    /// Argo CD deletes the object and makes it anew under its name.
    ArgoReplace,
    /// For providers that can change it.
    InPlace,
}

impl Applying {
    pub const ALL: [Self; 3] = [Self::NewObject, Self::ArgoReplace, Self::InPlace];

    /// The word in configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewObject => "new-object",
            Self::ArgoReplace => "argo-replace",
            Self::InPlace => "in-place",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }
}

/// What a policy would do to the images that Berth knew when it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyImpact {
    pub images: u64,
    pub expires: u64,
    pub archives: u64,
    /// Of those that expire; layers that images share count each time.
    pub bytes: u64,
    /// Of those that expire or are archived, pulled within the last days.
    pub pulled_lately: u64,
    /// When the images were read; `None`: they never were, and nothing is known.
    pub as_of: Option<Timestamp>,
}

impl Change {
    pub fn spec(&self) -> &RepositorySpec {
        match self {
            Self::Create { spec }
            | Self::Adopt { spec, .. }
            | Self::Alarms { spec, .. }
            | Self::Workflow { spec, .. }
            | Self::Lifecycle { spec, .. }
            | Self::Settings { spec, .. }
            | Self::Access { spec, .. }
            | Self::Removal { spec, .. } => spec,
        }
    }

    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Create { .. } => ChangeKind::Create,
            Self::Adopt { .. } => ChangeKind::Adopt,
            Self::Alarms { .. } => ChangeKind::Alarms,
            Self::Workflow { .. } => ChangeKind::Workflow,
            Self::Lifecycle { .. } => ChangeKind::Lifecycle,
            Self::Settings { .. } => ChangeKind::Settings,
            Self::Access { .. } => ChangeKind::Access,
            Self::Removal { .. } => ChangeKind::Removal,
        }
    }

    /// The Git repository that the files go to.
    pub fn home<'a>(&'a self, standard: &'a Standard) -> &'a RepoSlug {
        let source = &self.spec().source;
        match self {
            Self::Create { .. }
            | Self::Adopt { .. }
            | Self::Alarms { .. }
            | Self::Lifecycle { .. }
            | Self::Settings { .. }
            | Self::Access { .. }
            | Self::Removal { .. } => standard.home(source),
            Self::Workflow { .. } => source,
        }
    }

    /// What ends the name of its pull request's branch; `None`: nothing, the branch is called after the request.
    pub fn branch(&self) -> Option<&'static str> {
        match self {
            Self::Adopt { adoption, .. } => adoption.step.branch(),
            Self::Removal { removal, .. } => removal.step.branch(),
            _ => None,
        }
    }

    /// The files of which it changes some lines, with what Git had when it was asked for. Empty for kinds that write
    /// whole files.
    pub fn edits(&self) -> &[EditedFile] {
        match self {
            Self::Settings { change, .. } => &change.files,
            Self::Access { change, .. } => &change.files,
            Self::Removal { removal, .. } => removal.edits_now(),
            Self::Create { .. }
            | Self::Adopt { .. }
            | Self::Alarms { .. }
            | Self::Workflow { .. }
            | Self::Lifecycle { .. } => &[],
        }
    }

    /// Whether both ask for the same, whatever was known when they did.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Lifecycle { spec, applying, .. },
                Self::Lifecycle {
                    spec: other,
                    applying: otherwise,
                    ..
                },
            ) => spec.settings.lifecycle == other.settings.lifecycle && applying == otherwise,
            (
                Self::Adopt { spec, adoption },
                Self::Adopt {
                    spec: other,
                    adoption: otherwise,
                },
            ) => spec == other && adoption.found == otherwise.found,
            (Self::Removal { removal, .. }, Self::Removal { removal: other, .. }) => {
                removal.way == other.way
                    && removal.denies_pulls() == other.denies_pulls()
                    && removal.takes_back() == other.takes_back()
            }
            _ => self == other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Create,
    Adopt,
    Alarms,
    Workflow,
    Lifecycle,
    Settings,
    Access,
    Removal,
}

impl ChangeKind {
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Adopt,
        Self::Alarms,
        Self::Workflow,
        Self::Lifecycle,
        Self::Settings,
        Self::Access,
        Self::Removal,
    ];

    /// As stored and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Alarms => "alarms",
            Self::Workflow => "workflow",
            Self::Lifecycle => "lifecycle",
            Self::Settings => "settings",
            Self::Access => "access",
            Self::Removal => "removal",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether Argo CD brings its files to a cluster; otherwise the merge is the end.
    pub fn reaches_cluster(self) -> bool {
        !matches!(self, Self::Workflow)
    }

    /// Whether AWS is asked in the end if it holds what was wanted.
    pub fn is_verified(self) -> bool {
        matches!(
            self,
            Self::Create
                | Self::Adopt
                | Self::Lifecycle
                | Self::Settings
                | Self::Access
                | Self::Removal
        )
    }

    /// Whether the name is the request's from its submission on. The others are about a repository that is there.
    pub fn holds_name(self) -> bool {
        matches!(self, Self::Create | Self::Adopt)
    }

    /// Whether it changes lines of files that others write too, so that what Git has must not have moved meanwhile.
    pub fn edits_files(self) -> bool {
        matches!(self, Self::Settings | Self::Access | Self::Removal)
    }

    /// Whether a catalog entity travels with it.
    pub fn has_catalog_entity(self) -> bool {
        matches!(self, Self::Create | Self::Adopt)
    }
}
