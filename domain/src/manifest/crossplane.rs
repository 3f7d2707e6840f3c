//! Repository and LifecyclePolicy of `ecr.aws.m.upbound.io/v1beta1` (provider-upjet-aws v2, namespaced kinds).

use super::{ANNOTATIONS, lifecycle_object_name, object_name, texts, yaml};
use crate::lifecycle::LifecyclePolicy;
use crate::request::Applying;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::Serialize;
use serde_saphyr::{DoubleQuoted, LitString};
use std::collections::BTreeMap;

pub(crate) const API_VERSION: &str = "ecr.aws.m.upbound.io/v1beta1";
pub(crate) const EXTERNAL_NAME: &str = "crossplane.io/external-name";
/// Argo CD replaces an object that bears it instead of patching it.
const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";

type Text = DoubleQuoted<String>;

/// Without `Delete` among the management policies.
pub(super) const NO_DELETE: &[&str] = &["Observe", "Create", "Update", "LateInitialize"];

/// All that it may by default, said aloud.
pub(super) const WITH_DELETE: &[&str] =
    &["Observe", "Create", "Update", "LateInitialize", "Delete"];

pub(super) fn text(value: impl ToString) -> Text {
    DoubleQuoted(value.to_string())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest<Spec> {
    pub(crate) api_version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) metadata: Metadata,
    pub(crate) spec: Spec,
}

#[derive(Serialize)]
pub(crate) struct Metadata {
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) annotations: BTreeMap<String, Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Managed<Parameters> {
    pub(crate) for_provider: Parameters,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) management_policies: Option<Vec<&'static str>>,
    pub(crate) provider_config_ref: ProviderConfigRef,
}

#[derive(Serialize)]
pub(crate) struct ProviderConfigRef {
    kind: &'static str,
    name: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RepositoryParameters {
    region: &'static str,
    image_tag_mutability: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    image_tag_mutability_exclusion_filter: Vec<ExclusionFilter>,
    image_scanning_configuration: Scanning,
    encryption_configuration: Vec<EncryptionConfiguration>,
    tags: BTreeMap<String, Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExclusionFilter {
    filter: Text,
    filter_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scanning {
    scan_on_push: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EncryptionConfiguration {
    encryption_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PolicyParameters {
    region: &'static str,
    repository_ref: RepositoryRef,
    policy: LitString,
}

#[derive(Serialize)]
pub(super) struct RepositoryRef {
    pub(super) name: String,
}

pub(super) fn repository(request_id: &str, spec: &RepositorySpec, standard: &Standard) -> String {
    let tags = tags(request_id, spec, standard);
    repository_with(request_id, spec, tags, None, standard)
}

/// `may`: the management policies; `None` leaves the default, which is everything.
pub(super) fn repository_with(
    request_id: &str,
    spec: &RepositorySpec,
    tags: BTreeMap<String, String>,
    may: Option<Vec<&'static str>>,
    standard: &Standard,
) -> String {
    let settings = &spec.settings;
    let mut annotations = annotations(request_id, spec);
    annotations.insert(EXTERNAL_NAME.into(), text(&spec.address.name));
    annotations.insert(
        format!("{ANNOTATIONS}/description"),
        text(&spec.description),
    );
    yaml(&Manifest {
        api_version: API_VERSION,
        kind: "Repository",
        metadata: Metadata {
            name: object_name(&spec.address),
            namespace: standard.namespace.clone(),
            annotations,
        },
        spec: Managed {
            for_provider: RepositoryParameters {
                region: spec.address.region.as_str(),
                image_tag_mutability: settings.mutability.aws_value(),
                image_tag_mutability_exclusion_filter: settings
                    .mutability
                    .filters()
                    .iter()
                    .map(|filter| ExclusionFilter {
                        filter: text(filter),
                        filter_type: "WILDCARD",
                    })
                    .collect(),
                image_scanning_configuration: Scanning {
                    scan_on_push: settings.scan_on_push,
                },
                encryption_configuration: vec![EncryptionConfiguration {
                    encryption_type: settings.encryption.aws_value(),
                    kms_key: settings.encryption.key().map(|key| text(key.as_str())),
                }],
                tags: texts(tags),
            },
            management_policies: may,
            provider_config_ref: provider_config_ref(spec, standard),
        },
    })
}

pub(super) fn lifecycle_policy(
    request_id: &str,
    spec: &RepositorySpec,
    policy: &LifecyclePolicy,
    standard: &Standard,
) -> String {
    let name = lifecycle_object_name(&spec.address, &policy.canonical_json());
    changed_policy(
        request_id,
        spec,
        policy,
        &name,
        Applying::NewObject,
        standard,
    )
}

/// Without `Delete` among the management policies: when a later policy replaces this object, pruning it must
/// not take the newer rules away from AWS.
pub(super) fn changed_policy(
    request_id: &str,
    spec: &RepositorySpec,
    policy: &LifecyclePolicy,
    name: &str,
    applying: Applying,
    standard: &Standard,
) -> String {
    let mut annotations = annotations(request_id, spec);
    if applying == Applying::ArgoReplace {
        annotations.insert(SYNC_OPTIONS.into(), text("Force=true,Replace=true"));
    }
    yaml(&Manifest {
        api_version: API_VERSION,
        kind: "LifecyclePolicy",
        metadata: Metadata {
            name: name.to_owned(),
            namespace: standard.namespace.clone(),
            annotations,
        },
        spec: Managed {
            for_provider: PolicyParameters {
                region: spec.address.region.as_str(),
                repository_ref: RepositoryRef {
                    name: object_name(&spec.address),
                },
                policy: LitString(format!("{}\n", policy.pretty_json())),
            },
            management_policies: Some(NO_DELETE.to_vec()),
            provider_config_ref: provider_config_ref(spec, standard),
        },
    })
}

/// Crossplane changes it in place and takes it out of AWS with the object.
pub(super) fn repository_policy(
    spec: &RepositorySpec,
    name: &str,
    policy: &str,
    standard: &Standard,
) -> String {
    let annotations = [
        ("cluster", spec.cluster.to_string()),
        ("source", spec.source.to_string()),
    ];
    yaml(&Manifest {
        api_version: API_VERSION,
        kind: "RepositoryPolicy",
        metadata: Metadata {
            name: name.to_owned(),
            namespace: standard.namespace.clone(),
            annotations: texts(
                annotations.map(|(key, value)| (format!("{ANNOTATIONS}/{key}"), value)),
            ),
        },
        spec: Managed {
            for_provider: PolicyParameters {
                region: spec.address.region.as_str(),
                repository_ref: RepositoryRef {
                    name: object_name(&spec.address),
                },
                policy: LitString(format!("{}\n", policy.trim_end())),
            },
            management_policies: None,
            provider_config_ref: provider_config_ref(spec, standard),
        },
    })
}

pub(crate) fn annotations(request_id: &str, spec: &RepositorySpec) -> BTreeMap<String, Text> {
    let pairs = [
        ("cluster", spec.cluster.to_string()),
        ("request", request_id.to_owned()),
        ("source", spec.source.to_string()),
    ];
    texts(pairs.map(|(key, value)| (format!("{ANNOTATIONS}/{key}"), value)))
}

/// AWS tags: the company's, then Berth's own, which win.
pub fn tags(
    request_id: &str,
    spec: &RepositorySpec,
    standard: &Standard,
) -> BTreeMap<String, String> {
    let mut tags = standard.tags.clone();
    tags.extend(berths_tags(request_id, spec));
    tags
}

/// Those of Berth's own.
pub fn berths_tags(request_id: &str, spec: &RepositorySpec) -> BTreeMap<String, String> {
    [
        ("team", spec.team.to_string()),
        ("system", spec.system.to_string()),
        ("managed-by", "berth".to_owned()),
        ("berth-request", request_id.to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

pub(crate) fn provider_config_ref(spec: &RepositorySpec, standard: &Standard) -> ProviderConfigRef {
    let config = standard
        .account(&spec.address.account)
        .map(|account| &account.provider_config);
    ProviderConfigRef {
        kind: config.map_or("ClusterProviderConfig", |config| config.kind.as_str()),
        name: text(config.map_or("default", |config| config.name.as_str())),
    }
}
