//! Applications, clusters and projects as Argo CD's control plane keeps them.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::crossplane::{ObjectKey, stable_uuid};

pub(super) const NAMESPACE: &str = "argocd";
const DELETION_APPROVED: &str = "argocd.argoproj.io/deletion-approved";

#[derive(Debug, Clone)]
pub struct Application {
    pub name: String,
    pub uid: String,
    pub labels: Map<String, Value>,
    pub annotations: Map<String, Value>,
    pub finalizers: Vec<String>,
    pub created_at: Timestamp,
    pub generation: u64,
    pub resource_version: u64,
    pub deleting_since: Option<Timestamp>,
    pub spec: Value,
    pub status: Status,
    /// A sync that was asked for and is not over.
    pub operation: Option<Operation>,
    /// Manifests at the revision that was last looked at.
    pub target: Option<Arc<Target>>,
    pub polled_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    pub sync: Option<&'static str>,
    pub revision: Option<String>,
    pub compared_to: Option<Value>,
    pub health: Option<&'static str>,
    pub health_since: Option<Timestamp>,
    pub resources: Vec<ResourceStatus>,
    pub operation: Option<OperationState>,
    pub conditions: Vec<Condition>,
    pub history: Vec<Value>,
    pub reconciled_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ResourceStatus {
    pub key: ObjectKey,
    pub version: String,
    pub synced: bool,
    pub health: Option<&'static str>,
    pub message: Option<String>,
    pub requires_pruning: bool,
    pub wave: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub kind: &'static str,
    pub message: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub revision: String,
    pub prune: bool,
    pub dry_run: bool,
    pub automated: bool,
    pub username: Option<String>,
    pub retry_limit: i64,
    pub create_namespace: bool,
    /// `kubectl replace` in place of `apply`; with force the object goes before it comes again.
    pub replace: bool,
    pub force: bool,
    /// What is in step already is left alone.
    pub only_out_of_sync: bool,
    /// Only these: (group, kind, name).
    pub resources: Option<Vec<(String, String, String)>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OperationState {
    pub operation: Operation,
    pub phase: &'static str,
    pub message: String,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub retry_count: i64,
    pub results: Vec<SyncResult>,
    /// What this operation took away in order to create it anew.
    pub taken_away: BTreeSet<ObjectKey>,
    pub terminating: bool,
}

impl OperationState {
    pub fn is_running(&self) -> bool {
        matches!(self.phase, "Running" | "Terminating")
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SyncResult {
    pub key: ObjectKey,
    pub version: String,
    pub status: &'static str,
    pub hook_phase: &'static str,
    pub message: String,
}

#[derive(Debug, Clone)]
pub struct Target {
    pub revision: String,
    pub source: Value,
    pub manifests: Vec<(ObjectKey, Value)>,
    /// Of all of them.
    pub keys: BTreeSet<ObjectKey>,
    /// Identities that stand in more than one document.
    pub repeated: Vec<ObjectKey>,
}

#[derive(Debug, Clone)]
pub struct Cluster {
    pub name: String,
    pub server: String,
    pub version: String,
    pub labels: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub struct Project {
    pub name: String,
    pub description: String,
    /// Wildcard patterns.
    pub source_repos: Vec<String>,
    /// (server pattern, namespace pattern)
    pub destinations: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct State {
    pub applications: BTreeMap<String, Application>,
    pub clusters: Vec<Cluster>,
    pub projects: Vec<Project>,
    /// A deny window is open: nothing syncs.
    pub window_closed: bool,
    pub git_poll: SignedDuration,
    pub(super) version: u64,
    pub(super) last_tick: Option<Timestamp>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            applications: BTreeMap::new(),
            clusters: Vec::new(),
            projects: Vec::new(),
            window_closed: false,
            git_poll: SignedDuration::ZERO,
            version: 5_000,
            last_tick: None,
        }
    }
}

impl State {
    pub fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    pub fn cluster_of(&self, spec: &Value) -> Option<&Cluster> {
        let field = |name: &str| {
            spec.get("destination")?
                .get(name)?
                .as_str()
                .filter(|v| !v.is_empty())
        };
        match (field("server"), field("name")) {
            (Some(server), None) => self
                .clusters
                .iter()
                .find(|c| c.server == server.trim_end_matches('/')),
            (None, Some(name)) => self.clusters.iter().find(|c| c.name == name),
            _ => None,
        }
    }

    pub fn insert(
        &mut self,
        name: &str,
        labels: Map<String, Value>,
        annotations: Map<String, Value>,
        spec: Value,
        now: Timestamp,
    ) -> &mut Application {
        let version = self.next_version();
        let application = Application {
            name: name.into(),
            uid: stable_uuid(&format!("application/{name}/{version}")),
            labels,
            annotations,
            finalizers: Vec::new(),
            created_at: now,
            generation: 1,
            resource_version: version,
            deleting_since: None,
            spec,
            status: Status::default(),
            operation: None,
            target: None,
            polled_at: None,
        };
        self.applications.entry(name.into()).or_insert(application)
    }
}

impl Application {
    /// Whether somebody who looks sees the same.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let shown = |app: &Self| (app.generation, app.deleting_since);
        shown(self) == shown(other)
            && self.status == other.status
            && self.operation == other.operation
            && self.spec == other.spec
            && self.labels == other.labels
            && self.annotations == other.annotations
            && self.finalizers == other.finalizers
    }

    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.spec
            .pointer(pointer)
            .and_then(Value::as_str)
            .filter(|v| !v.is_empty())
    }

    pub fn project(&self) -> &str {
        self.text("/project").unwrap_or("default")
    }

    pub fn source(&self) -> Value {
        self.spec
            .get("source")
            .cloned()
            .unwrap_or_else(|| json!({}))
    }

    pub fn automated(&self) -> Option<&Value> {
        let automated = self
            .spec
            .pointer("/syncPolicy/automated")
            .filter(|v| v.is_object())?;
        (automated.get("enabled") != Some(&Value::Bool(false))).then_some(automated)
    }

    pub fn automated_flag(&self, name: &str) -> bool {
        self.automated()
            .and_then(|a| a.get(name))
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    pub fn sync_option(&self, option: &str) -> bool {
        let list = self
            .spec
            .pointer("/syncPolicy/syncOptions")
            .and_then(Value::as_array);
        list.is_some_and(|l| l.iter().any(|v| v == option))
    }

    /// Whether somebody approved of deletions since a moment: an annotation with the time says so.
    pub fn deletion_approved(&self, since: Timestamp) -> bool {
        let at = self.annotations.get(DELETION_APPROVED);
        let at = at.and_then(Value::as_str).and_then(|t| t.parse().ok());
        // The annotation knows whole seconds only.
        at.is_some_and(|at: Timestamp| at.as_second() >= since.as_second())
    }

    pub fn set_condition(&mut self, kind: &'static str, message: Option<String>, now: Timestamp) {
        let old = self.status.conditions.iter().position(|c| c.kind == kind);
        match (old, message) {
            (Some(i), None) => {
                self.status.conditions.remove(i);
            }
            (Some(i), Some(message)) if self.status.conditions[i].message != message => {
                self.status.conditions[i] = Condition {
                    kind,
                    message,
                    at: now,
                };
            }
            (None, Some(message)) => self.status.conditions.push(Condition {
                kind,
                message,
                at: now,
            }),
            _ => {}
        }
    }
}
