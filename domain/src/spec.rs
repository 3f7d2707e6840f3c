//! What is wanted: one repository, wholly described.

use crate::aws::Address;
use crate::github::RepoSlug;
use crate::settings::Settings;
use crate::text::{ClusterName, Description, SystemName, TeamName};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySpec {
    pub address: Address,
    pub description: Description,
    pub team: TeamName,
    pub system: SystemName,
    /// The application's repository on GitHub.
    pub source: RepoSlug,
    pub cluster: ClusterName,
    pub settings: Settings,
}

/// A thing the form asks for. The text is the name of the form's control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Account,
    Region,
    Description,
    Team,
    System,
    Source,
    Cluster,
    Mutability,
    Exceptions,
    Scan,
    Encryption,
    KmsKey,
    Lifecycle,
    Keep,
    Comment,
}

impl Field {
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::Account,
        Self::Region,
        Self::Description,
        Self::Team,
        Self::System,
        Self::Source,
        Self::Cluster,
        Self::Mutability,
        Self::Exceptions,
        Self::Scan,
        Self::Encryption,
        Self::KmsKey,
        Self::Lifecycle,
        Self::Keep,
        Self::Comment,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Account => "account",
            Self::Region => "region",
            Self::Description => "description",
            Self::Team => "team",
            Self::System => "system",
            Self::Source => "source",
            Self::Cluster => "cluster",
            Self::Mutability => "mutability",
            Self::Exceptions => "exceptions",
            Self::Scan => "scan",
            Self::Encryption => "encryption",
            Self::KmsKey => "kms_key",
            Self::Lifecycle => "lifecycle",
            Self::Keep => "keep",
            Self::Comment => "comment",
        }
    }

    /// Whether AWS or Crossplane refuses to change it after creation: identity and encryption are replace-only
    /// in the provider (a change would delete the repository with its images).
    pub fn is_permanent(self) -> bool {
        matches!(
            self,
            Self::Name | Self::Account | Self::Region | Self::Encryption | Self::KmsKey
        )
    }
}
