//! The manifests of a repository read back into the words of the form.

use super::reason::{NotUnderstood, Reason};
use super::tree::parse;
use super::walk::At;
use crate::aws::Region;
use crate::manifest::ANNOTATIONS;
use crate::manifest::crossplane::{API_VERSION, EXTERNAL_NAME};
use crate::settings::{ExclusionFilters, TagMutability};
use std::collections::BTreeMap;

/// What a repository's manifest says. `None`: it says nothing about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFile {
    /// `metadata.name`, the name of the object.
    pub name: String,
    pub namespace: Option<String>,
    /// The name in AWS; without it the object's name is taken.
    pub external_name: Option<String>,
    pub description: Option<String>,
    pub request: Option<String>,
    pub source: Option<String>,
    pub cluster: Option<String>,
    pub region: Region,
    pub mutability: Option<TagMutability>,
    pub scan_on_push: Option<bool>,
    pub encryption: Option<EncryptionWords>,
    pub tags: BTreeMap<String, String>,
    pub force_delete: Option<bool>,
    pub management_policies: Option<Vec<String>>,
    pub provider_config: Option<ProviderConfigWords>,
}

impl RepositoryFile {
    /// The repository's name in AWS.
    pub fn repository(&self) -> &str {
        self.external_name.as_deref().unwrap_or(&self.name)
    }
}

/// As written: a key may be missing, or be named by reference, which the form does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionWords {
    pub kind: Option<String>,
    pub key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderConfigWords {
    pub kind: Option<String>,
    pub name: String,
}

/// What a lifecycle policy's manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleFile {
    pub name: String,
    pub namespace: Option<String>,
    pub region: Region,
    /// `metadata.name` of the Repository object, where it is named so.
    pub repository: Option<String>,
    /// JSON text, as written.
    pub policy: Option<String>,
    pub management_policies: Option<Vec<String>>,
    pub provider_config: Option<ProviderConfigWords>,
}

pub fn read_repository(text: &str) -> Result<RepositoryFile, NotUnderstood> {
    let document = parse(text)?;
    let root = At::root(&document.root);
    expect_kind(&root, API_VERSION, "Repository")?;
    let annotation = |key: &str| maybe_text(&root, &["metadata", "annotations", key]);
    let berth = |key: &str| annotation(&format!("{ANNOTATIONS}/{key}"));
    let parameters = root.need(&["spec", "forProvider"])?;
    Ok(RepositoryFile {
        name: root.need(&["metadata", "name"])?.text()?,
        namespace: maybe_text(&root, &["metadata", "namespace"])?,
        external_name: annotation(EXTERNAL_NAME)?,
        description: description(&root, &["metadata", "annotations", DESCRIPTION])?,
        request: berth("request")?,
        source: berth("source")?,
        cluster: berth("cluster")?,
        region: region(&parameters)?,
        mutability: mutability(&parameters)?,
        scan_on_push: maybe_truth(&parameters, &["imageScanningConfiguration", "scanOnPush"])?,
        encryption: encryption(&parameters)?,
        tags: tags(&parameters)?,
        force_delete: maybe_truth(&parameters, &["forceDelete"])?,
        management_policies: management_policies(&root)?,
        provider_config: provider_config(&root)?,
    })
}

pub fn read_lifecycle_policy(text: &str) -> Result<LifecycleFile, NotUnderstood> {
    let document = parse(text)?;
    let root = At::root(&document.root);
    expect_kind(&root, API_VERSION, "LifecyclePolicy")?;
    let parameters = root.need(&["spec", "forProvider"])?;
    let policy = parameters.find(&["policy"])?;
    Ok(LifecycleFile {
        name: root.need(&["metadata", "name"])?.text()?,
        namespace: maybe_text(&root, &["metadata", "namespace"])?,
        region: region(&parameters)?,
        repository: maybe_text(&parameters, &["repositoryRef", "name"])?,
        policy: policy.map(|policy| policy.text()).transpose()?,
        management_policies: management_policies(&root)?,
        provider_config: provider_config(&root)?,
    })
}

/// The annotation that holds the description.
pub(super) const DESCRIPTION: &str = "berth.dev/description";

pub(super) fn expect_kind(root: &At<'_>, version: &str, kind: &str) -> Result<(), NotUnderstood> {
    for (key, expected) in [("apiVersion", version), ("kind", kind)] {
        let found = root.need(&[key])?;
        expect_text(&found, expected)?;
    }
    Ok(())
}

pub(super) fn expect_text(at: &At<'_>, expected: &str) -> Result<(), NotUnderstood> {
    let found = at.text()?;
    if found == expected {
        return Ok(());
    }
    Err(at.trouble(|path| Reason::Other {
        path,
        found: found.clone(),
        expected: expected.to_owned(),
    }))
}

pub(super) fn maybe_text(at: &At<'_>, keys: &[&str]) -> Result<Option<String>, NotUnderstood> {
    at.find(keys)?.map(|found| found.text()).transpose()
}

/// People's words, in which a template's marks may stand. Line breaks at the ends are layout.
pub(super) fn description(at: &At<'_>, keys: &[&str]) -> Result<Option<String>, NotUnderstood> {
    let text = at.find(keys)?.map(|found| found.free_text()).transpose()?;
    Ok(text.map(|text| text.trim().to_owned()))
}

fn maybe_truth(at: &At<'_>, keys: &[&str]) -> Result<Option<bool>, NotUnderstood> {
    at.find(keys)?.map(|found| found.truth()).transpose()
}

fn region(parameters: &At<'_>) -> Result<Region, NotUnderstood> {
    let at = parameters.need(&["region"])?;
    let found = at.text()?;
    Region::parse(&found).map_err(|_| unknown(&at, &found))
}

fn unknown(at: &At<'_>, found: &str) -> NotUnderstood {
    at.trouble(|path| Reason::Unknown {
        path,
        found: found.to_owned(),
    })
}

fn mutability(parameters: &At<'_>) -> Result<Option<TagMutability>, NotUnderstood> {
    const FILTERS: &str = "imageTagMutabilityExclusionFilter";
    let list = parameters.find(&[FILTERS])?;
    let Some(at) = parameters.find(&["imageTagMutability"])? else {
        return match list {
            Some(list) => Err(list.trouble(|_| Reason::Missing("imageTagMutability".into()))),
            None => Ok(None),
        };
    };
    let patterns = list.as_ref().map(filters).transpose()?;
    let word = at.text()?;
    let rule = match (word.as_str(), patterns) {
        ("MUTABLE", None) => TagMutability::Mutable,
        ("IMMUTABLE", None) => TagMutability::Immutable,
        ("MUTABLE_WITH_EXCLUSION", Some(filters)) => TagMutability::MutableExcept(filters),
        ("IMMUTABLE_WITH_EXCLUSION", Some(filters)) => TagMutability::ImmutableExcept(filters),
        ("MUTABLE_WITH_EXCLUSION" | "IMMUTABLE_WITH_EXCLUSION", None) => {
            return Err(at.trouble(|_| Reason::Missing(FILTERS.into())));
        }
        ("MUTABLE" | "IMMUTABLE", Some(_)) => {
            let found = word.clone();
            let unfitting = |path| Reason::Unfitting {
                path,
                found: found.clone(),
            };
            return Err(list.as_ref().unwrap_or(&at).trouble(unfitting));
        }
        _ => return Err(unknown(&at, &word)),
    };
    Ok(Some(rule))
}

fn filters(list: &At<'_>) -> Result<ExclusionFilters, NotUnderstood> {
    let mut patterns = Vec::new();
    for item in list.items()? {
        let kind = item.need(&["filterType"])?;
        match kind.text()?.as_str() {
            "WILDCARD" => {}
            other => return Err(unknown(&kind, other)),
        }
        patterns.push(item.need(&["filter"])?.text()?);
    }
    let shown = patterns.join(" ");
    ExclusionFilters::new(patterns).map_err(|_| unknown(list, &shown))
}

fn encryption(parameters: &At<'_>) -> Result<Option<EncryptionWords>, NotUnderstood> {
    let Some(list) = parameters.find(&["encryptionConfiguration"])? else {
        return Ok(None);
    };
    match list.items()?.as_slice() {
        [one] => Ok(Some(EncryptionWords {
            kind: maybe_text(one, &["encryptionType"])?,
            key: maybe_text(one, &["kmsKey"])?,
        })),
        _ => Err(super::walk::shape(
            &list.path,
            "a list of one",
            list.node.line,
        )),
    }
}

fn tags(parameters: &At<'_>) -> Result<BTreeMap<String, String>, NotUnderstood> {
    let Some(tags) = parameters.find(&["tags"])? else {
        return Ok(BTreeMap::new());
    };
    let entries = tags.entries()?.into_iter();
    entries
        .map(|(key, value)| Ok((key, value.text()?)))
        .collect()
}

fn management_policies(root: &At<'_>) -> Result<Option<Vec<String>>, NotUnderstood> {
    let list = root.find(&["spec", "managementPolicies"])?;
    list.map(|list| list.items()?.iter().map(At::text).collect())
        .transpose()
}

fn provider_config(root: &At<'_>) -> Result<Option<ProviderConfigWords>, NotUnderstood> {
    let Some(config) = root.find(&["spec", "providerConfigRef"])? else {
        return Ok(None);
    };
    Ok(Some(ProviderConfigWords {
        kind: maybe_text(&config, &["kind"])?,
        name: config.need(&["name"])?.text()?,
    }))
}
