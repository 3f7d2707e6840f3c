//! A repository policy's manifest, read.

use super::read::{expect_kind, maybe_text};
use super::reason::NotUnderstood;
use super::tree::parse;
use super::walk::At;
use crate::manifest::crossplane::API_VERSION;

/// What a repository policy's manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryPolicyFile {
    pub name: String,
    pub namespace: Option<String>,
    /// JSON text, as written.
    pub policy: String,
}

pub fn read_repository_policy(text: &str) -> Result<RepositoryPolicyFile, NotUnderstood> {
    let document = parse(text)?;
    let root = At::root(&document.root);
    expect_kind(&root, API_VERSION, "RepositoryPolicy")?;
    let policy = root.need(&["spec", "forProvider", "policy"])?;
    Ok(RepositoryPolicyFile {
        name: root.need(&["metadata", "name"])?.text()?,
        namespace: maybe_text(&root, &["metadata", "namespace"])?,
        policy: policy.text()?,
    })
}
