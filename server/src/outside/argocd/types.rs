//! What callers hand to the Argo CD client and what they get back.

use domain::github::Sha;
use domain::manifest::Object;
use domain::observed::{ApplicationSeen, LiveObject, ResourceSeen};
use secrecy::SecretString;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct ArgoCdConfig {
    /// For example `https://argocd.acme.example`.
    pub url: String,
    /// Address for people, when it is another one.
    pub web_url: Option<String>,
    pub token: SecretString,
    /// The AppProject of Berth's applications: without it Argo CD hides a missing application behind 403.
    pub project: String,
    /// Namespace of the Application objects, when it is not Argo CD's own.
    pub app_namespace: Option<String>,
}

/// An application as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedApplication {
    pub name: String,
    pub repo_url: String,
    pub path: String,
    pub target_revision: String,
    pub destination: Destination,
    pub namespace: String,
    pub auto_sync: bool,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
}

/// The cluster, by one of Argo CD's two names for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Name(String),
    Server(String),
}

/// An application and, per resource, what its last sync said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationLook {
    pub seen: ApplicationSeen,
    /// Argo CD's words by (kind, name), for those that failed in the last operation.
    pub failures: BTreeMap<(String, String), String>,
    /// All resources by (kind, name): whether removal waits for pruning.
    pub requires_pruning: BTreeMap<(String, String), bool>,
}

impl ApplicationLook {
    /// The live object with the words of the sync about it.
    pub fn resource(&self, kind: &str, name: &str, live: Option<LiveObject>) -> ResourceSeen {
        ResourceSeen {
            kind: kind.to_owned(),
            name: name.to_owned(),
            sync_error: self
                .failures
                .get(&(kind.to_owned(), name.to_owned()))
                .cloned(),
            live,
            removed: false,
        }
    }
}

/// Where an object lives in the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRef<'a> {
    /// For example `ecr.aws.m.upbound.io`.
    pub group: &'a str,
    pub version: &'a str,
    pub kind: &'a str,
    pub name: &'a str,
    pub namespace: &'a str,
}

impl<'a> ObjectRef<'a> {
    pub fn of(object: &'a Object, namespace: &'a str) -> Self {
        Self {
            group: object.group,
            version: object.version,
            kind: object.kind,
            name: &object.name,
            namespace,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    pub name: String,
    pub server: String,
    /// `None`: Argo CD does not say.
    pub connected: Option<bool>,
    /// Version of Kubernetes, or why there is no connection.
    pub detail: String,
}

/// What became of a wish to sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncAsked {
    Started {
        revision: Sha,
    },
    /// Another operation runs, or Argo CD syncs by itself to a newer commit: nothing to do but wait.
    Busy,
}

/// The same of a wish to sync some objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectsAsked {
    Started,
    /// Another operation runs.
    Busy,
}

/// One line of the watch stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub application: String,
    pub deleted: bool,
}
