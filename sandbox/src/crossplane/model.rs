//! What lives in the clusters: objects as an API server keeps them, and what the provider remembers about each.
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

use super::kinds::Kind;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
pub struct ObjectKey {
    /// The cluster's name in Argo CD.
    pub cluster: String,
    pub group: String,
    pub kind: String,
    pub namespace: String,
    pub name: String,
}

impl ObjectKey {
    /// The identity that a manifest claims; `None` when it lacks a kind or a name.
    pub fn of(cluster: &str, manifest: &Value) -> Option<Self> {
        let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str);
        let api = text("/apiVersion")?;
        Some(Self {
            cluster: cluster.into(),
            group: api.split_once('/').map_or("", |(group, _)| group).into(),
            kind: text("/kind")?.into(),
            namespace: text("/metadata/namespace").unwrap_or("").into(),
            name: text("/metadata/name").filter(|n| !n.is_empty())?.into(),
        })
    }

    /// The kind among those that the provider reconciles.
    pub(super) fn managed_kind(&self) -> Option<Kind> {
        Kind::of(&self.group, &self.kind)
    }

    /// `Repository.ecr.aws.m.upbound.io`, as Kubernetes' own errors name a kind.
    pub fn group_kind(&self) -> String {
        if self.group.is_empty() {
            self.kind.clone()
        } else {
            format!("{}.{}", self.kind, self.group)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Connect,
    Observe,
    Create,
    Update,
    Delete,
}

/// What the provider process remembers between two passes; a real one keeps it in its Terraform state.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub running: Option<Act>,
    pub failed: Option<Act>,
    pub bound_name: Option<String>,
    pub bound_region: Option<String>,
    /// `forceDelete` as it was last reconciled, the value that a deletion uses.
    pub force_delete: bool,
    /// The generation when deletion was asked for.
    pub deleted_at_generation: Option<i64>,
    pub last_pass: Option<Timestamp>,
    pub handled_request: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub reason: String,
    pub message: String,
    pub warning: bool,
    pub first: Timestamp,
    pub last: Timestamp,
    pub count: u64,
}

#[derive(Debug, Clone)]
pub struct Live {
    pub doc: Value,
    pub memory: Memory,
    pub events: Vec<Event>,
}

/// A scripted failure of the provider's work on an object.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Trouble {
    #[serde(default)]
    pub id: u64,
    #[serde(default)]
    pub kind: Option<String>,
    /// metadata.name or external name; `*` for all.
    pub name: String,
    pub act: Act,
    /// An AWS exception name, or `create_result_unknown`, or `hang`.
    pub code: String,
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    pub times: Option<u32>,
}

#[derive(Debug, Default)]
pub struct State {
    pub objects: BTreeMap<ObjectKey, Live>,
    /// (kind, namespace or empty, name) to account.
    pub configs: BTreeMap<(String, String, String), String>,
    /// (cluster, namespace)
    pub namespaces: BTreeSet<(String, String)>,
    /// `kind.group` whose CRD is not installed.
    pub missing_crds: BTreeSet<String>,
    pub provider_down: bool,
    /// Releases of the provider that can change a lifecycle policy in place; today's cannot.
    pub updates_lifecycle_policies: bool,
    pub troubles: Vec<Trouble>,
    pub(super) counter: u64,
    pub(super) last_tick: Option<Timestamp>,
}

impl State {
    pub fn tick(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    pub fn add_trouble(&mut self, mut trouble: Trouble) -> u64 {
        trouble.id = self.tick();
        let id = trouble.id;
        self.troubles.push(trouble);
        id
    }

    pub fn add_cluster_config(&mut self, name: &str, account: &str) {
        self.configs.insert(
            ("ClusterProviderConfig".into(), String::new(), name.into()),
            account.into(),
        );
    }

    /// The objects of one cluster that carry an Application's tracking mark.
    pub fn tracked(
        &self,
        cluster: &str,
        application: &str,
    ) -> impl Iterator<Item = (&ObjectKey, &Value)> {
        self.objects
            .iter()
            .filter(move |(k, l)| k.cluster == cluster && tracking_app(&l.doc) == Some(application))
            .map(|(k, l)| (k, &l.doc))
    }
}

pub const TRACKING: &str = "argocd.argoproj.io/tracking-id";

pub fn annotation<'a>(doc: &'a Value, name: &str) -> Option<&'a str> {
    doc.get("metadata")?.get("annotations")?.get(name)?.as_str()
}

pub fn set_annotation(doc: &mut Value, name: &str, value: &str) {
    doc["metadata"]["annotations"][name] = Value::String(value.to_owned());
}

pub(super) fn remove_annotation(doc: &mut Value, name: &str) {
    if let Some(map) = doc
        .pointer_mut("/metadata/annotations")
        .and_then(Value::as_object_mut)
    {
        map.remove(name);
    }
}

/// The Application that manages an object: the part of the tracking id before the first colon.
pub fn tracking_app(doc: &Value) -> Option<&str> {
    annotation(doc, TRACKING)?.split(':').next()
}

pub(super) fn generation(doc: &Value) -> i64 {
    doc.pointer("/metadata/generation")
        .and_then(Value::as_i64)
        .unwrap_or(0)
}

pub fn is_deleting(doc: &Value) -> bool {
    doc.pointer("/metadata/deletionTimestamp").is_some()
}

pub fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A version-4-shaped UUID that follows from a text: the same world twice has the same ids.
pub fn stable_uuid(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}
