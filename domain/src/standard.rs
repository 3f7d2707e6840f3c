//! The company's standard: what an administrator configures once and every manifest follows.

use crate::aws::{AccountId, Region};
use crate::github::RepoSlug;
use crate::policy::Rules;
use crate::text::ClusterName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Travels to the browser too, so that the preview there is the text that Git gets. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    pub accounts: Vec<Account>,
    /// Namespace of the Crossplane objects.
    pub namespace: String,
    pub layout: Layout,
    /// AWS tags that every repository of the company carries, beside Berth's own.
    pub tags: BTreeMap<String, String>,
    /// Namespace of entities in the Backstage catalog.
    pub catalog_namespace: String,
    /// Web address of GitHub without a trailing slash, for example `https://github.com`.
    pub github_web: String,
    /// The AWS console's address; `{region}` is replaced.
    pub aws_console: String,
    /// What is demanded beyond the defaults.
    #[serde(default)]
    pub rules: Rules,
}

/// One AWS account that people may choose, and how Crossplane reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub title: String,
    pub provider_config: ProviderConfig,
    pub regions: Vec<Region>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderConfig {
    pub kind: ProviderConfigKind,
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProviderConfigKind {
    ClusterProviderConfig,
    ProviderConfig,
}

impl ProviderConfigKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClusterProviderConfig => "ClusterProviderConfig",
            Self::ProviderConfig => "ProviderConfig",
        }
    }
}

/// Where files go in Git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// `None`: the application repository that the form names.
    pub central: Option<RepoSlug>,
    /// Folder of the manifests, one folder a cluster and repository below it, for example `deploy/ecr`.
    pub manifests: String,
    /// Folder of the catalog files, apart from the manifests: Argo CD would try to apply them.
    pub catalog: String,
}

impl Standard {
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// The repository that holds the files of an application's registries.
    pub fn home<'a>(&'a self, source: &'a RepoSlug) -> &'a RepoSlug {
        self.layout.central.as_ref().unwrap_or(source)
    }

    /// The folder that the cluster's Argo CD application follows.
    pub fn cluster_folder(&self, cluster: &ClusterName) -> String {
        format!("{}/{cluster}", self.layout.manifests)
    }
}
