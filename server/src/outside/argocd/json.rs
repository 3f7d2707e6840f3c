//! Argo CD's JSON, only the members that Berth uses. Nearly everything may be absent, lists may be `null`.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// A member that is absent, `null` or there: the first two are its default.
fn lenient<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Debug, Deserialize)]
pub(super) struct Application {
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub spec: Spec,
    #[serde(default, deserialize_with = "lenient")]
    pub status: Status,
    /// Asked for, not yet taken up by the controller.
    pub operation: Option<Operation>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    #[serde(default)]
    pub name: String,
    #[serde(default, deserialize_with = "lenient")]
    pub owner_references: Vec<Owner>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub kind: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spec {
    #[serde(default)]
    pub project: String,
    pub source: Option<Source>,
    #[serde(default, deserialize_with = "lenient")]
    pub destination: Destination,
    pub sync_policy: Option<SyncPolicy>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Source {
    #[serde(rename = "repoURL", default)]
    pub repo_url: String,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub target_revision: String,
    pub directory: Option<Directory>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Directory {
    #[serde(default)]
    pub recurse: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Destination {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub server: String,
    #[serde(default)]
    pub namespace: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SyncPolicy {
    pub automated: Option<Automated>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Automated {
    /// Newer versions switch it off by this, keeping the rest.
    pub enabled: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    #[serde(default, deserialize_with = "lenient")]
    pub sync: Sync,
    #[serde(default, deserialize_with = "lenient")]
    pub health: Health,
    #[serde(default, deserialize_with = "lenient")]
    pub conditions: Vec<AppCondition>,
    #[serde(default, deserialize_with = "lenient")]
    pub resources: Vec<Resource>,
    pub operation_state: Option<OperationState>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Sync {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub revision: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Health {
    #[serde(default)]
    pub status: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct AppCondition {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub message: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub requires_pruning: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationState {
    #[serde(default)]
    pub phase: String,
    #[serde(default)]
    pub message: String,
    pub finished_at: Option<String>,
    pub operation: Option<Operation>,
    pub sync_result: Option<SyncResult>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    pub sync: Option<SyncOperation>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SyncOperation {
    #[serde(default)]
    pub revision: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SyncResult {
    #[serde(default)]
    pub revision: String,
    #[serde(default, deserialize_with = "lenient")]
    pub resources: Vec<ResourceResult>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourceResult {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub hook_phase: String,
    #[serde(default)]
    pub message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct LiveManifest {
    #[serde(default)]
    pub manifest: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ManagedResources {
    #[serde(default, deserialize_with = "lenient")]
    pub items: Vec<ManagedResource>,
}

/// Both sides of an object, each as the text of its JSON.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedResource {
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub namespace: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub target_state: String,
    #[serde(default)]
    pub live_state: String,
}

/// A live Crossplane object.
#[derive(Debug, Deserialize)]
pub(super) struct Managed {
    #[serde(default)]
    pub metadata: ManagedMetadata,
    #[serde(default, deserialize_with = "lenient")]
    pub spec: ManagedSpec,
    #[serde(default, deserialize_with = "lenient")]
    pub status: ManagedStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedMetadata {
    #[serde(default)]
    pub generation: i64,
    pub deletion_timestamp: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedSpec {
    pub management_policies: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedStatus {
    #[serde(default, deserialize_with = "lenient")]
    pub conditions: Vec<ManagedCondition>,
    #[serde(default, deserialize_with = "lenient")]
    pub at_provider: AtProvider,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedCondition {
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default, deserialize_with = "lenient")]
    pub message: String,
    pub observed_generation: Option<i64>,
    pub last_transition_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtProvider {
    pub arn: Option<String>,
    pub repository_url: Option<String>,
    pub force_delete: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Clusters {
    #[serde(default, deserialize_with = "lenient")]
    pub items: Vec<ClusterItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClusterItem {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub server: String,
    pub info: Option<ClusterInfo>,
    pub connection_state: Option<Connection>,
    #[serde(default)]
    pub server_version: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClusterInfo {
    pub connection_state: Option<Connection>,
    #[serde(default)]
    pub server_version: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Connection {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Version {
    #[serde(rename = "Version", default)]
    pub version: String,
}

/// One line of the watch.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub result: Option<Event>,
    pub error: Option<StreamError>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "type", default)]
    pub kind: String,
    pub application: Option<Named>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    pub metadata: Metadata,
}

#[derive(Debug, Deserialize)]
pub(super) struct StreamError {
    #[serde(default)]
    pub message: String,
}
