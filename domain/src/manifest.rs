//! The files of a request: Crossplane manifests and the catalog entity, byte-stable.
//!
//! Text is produced by a YAML serializer from typed structs. What people typed is always a double-quoted scalar,
//! safe for YAML 1.1 and 1.2; the same request gives the same bytes on the server and in the browser.

mod adoption;
mod catalog;
pub(crate) mod crossplane;
pub mod edit;
mod edited;
mod marks;
mod of_change;
mod removal;

pub use adoption::is_observing;
pub use catalog::console_url;
pub use crossplane::{berths_tags, tags};
pub use edited::{Base, EditedFile};
pub use marks::{Mark, marked_lines};
pub use of_change::{Object, files, objects, replaced_objects};
pub use removal::{made_ready, repository_object};

use crate::aws::Address;
use crate::github::RepoSlug;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use crate::text::ClusterName;
use serde::{Deserialize, Serialize};
use serde_saphyr::DoubleQuoted;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Prefix of Berth's own annotations and tags.
pub const ANNOTATIONS: &str = "berth.dev";
/// Says that Berth wrote a file; Berth never overwrites a file without it.
pub const REQUEST_ANNOTATION: &str = "berth.dev/request";

/// One file of a pull request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Path in the repository, without a leading slash.
    pub path: String,
    pub text: String,
}

impl File {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// The files of a new repository.
pub fn render(request_id: &str, spec: &RepositorySpec, standard: &Standard) -> Vec<File> {
    let mut files = vec![File {
        path: repository_path(spec, standard),
        text: crossplane::repository(request_id, spec, standard),
    }];
    if let Some(policy) = &spec.settings.lifecycle {
        files.push(File {
            path: lifecycle_path(spec, standard),
            text: crossplane::lifecycle_policy(request_id, spec, policy, standard),
        });
    }
    files.push(File {
        path: catalog_path(spec, standard),
        text: catalog::resource(request_id, spec, standard),
    });
    files
}

/// The folder that holds one repository's manifests and nothing else.
pub fn manifest_folder(spec: &RepositorySpec, standard: &Standard) -> String {
    format!(
        "{}/{}",
        standard.cluster_folder(&spec.cluster),
        object_name(&spec.address)
    )
}

/// The file of the repository itself.
pub fn repository_path(spec: &RepositorySpec, standard: &Standard) -> String {
    format!("{}/repository.yaml", manifest_folder(spec, standard))
}

/// The file of the lifecycle policy, whatever its object is called.
pub fn lifecycle_path(spec: &RepositorySpec, standard: &Standard) -> String {
    format!("{}/lifecycle-policy.yaml", manifest_folder(spec, standard))
}

pub fn catalog_path(spec: &RepositorySpec, standard: &Standard) -> String {
    format!(
        "{}/{}.yaml",
        standard.layout.catalog,
        object_name(&spec.address)
    )
}

/// The file of the repository policy.
pub fn access_path(spec: &RepositorySpec, standard: &Standard) -> String {
    format!("{}/repository-policy.yaml", manifest_folder(spec, standard))
}

/// `metadata.name` of the RepositoryPolicy object that Berth makes.
pub fn access_object_name(address: &Address) -> String {
    format!("{}-rp", object_name(address))
}

/// A new repository policy in its file.
pub fn repository_policy(
    spec: &RepositorySpec,
    object: &str,
    policy: &str,
    standard: &Standard,
) -> File {
    File {
        path: access_path(spec, standard),
        text: crossplane::repository_policy(spec, object, policy, standard),
    }
}

/// `metadata.name` of the Repository object and of the catalog entity, also the folder's name: a slug of the
/// ECR name and a hash of account, region and name, for `a/b`, `a-b` and `a_b` would collide.
/// At most 59 characters, within the limits of Kubernetes and Backstage.
pub fn object_name(address: &Address) -> String {
    let key = format!("{}/{}/{}", address.account, address.region, address.name);
    format!("{}-{}", slug(address.name.as_str(), 50), short_hash(&key))
}

/// `metadata.name` of the LifecyclePolicy object. The provider refuses to change a policy in place, so a new
/// policy is a new object: its name ends in a hash of the canonical text.
pub fn lifecycle_object_name(address: &Address, canonical_policy: &str) -> String {
    format!(
        "{}-lp-{}",
        object_name(address),
        short_hash(canonical_policy)
    )
}

/// The Argo CD application for one GitHub repository and one cluster.
pub fn application_name(home: &RepoSlug, cluster: &ClusterName) -> String {
    let key = format!("{home}@{cluster}").to_ascii_lowercase();
    format!("ecr-{}-{}", slug(&key, 40), short_hash(&key))
}

/// Lower-case letters, digits and single hyphens, at most `max` long, never empty.
pub(crate) fn slug(text: &str, max: usize) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(max);
    let trimmed = out.trim_end_matches('-');
    if trimmed.is_empty() {
        "x".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// Eight hex digits of SHA-256.
pub(crate) fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What people typed, by name. Filled one by one: collecting into a tree brings a sort along, which weighs in the browser.
pub(crate) fn texts(
    pairs: impl IntoIterator<Item = (String, String)>,
) -> BTreeMap<String, DoubleQuoted<String>> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, DoubleQuoted(value));
    }
    map
}

/// YAML text of one document.
pub(crate) fn yaml<T: Serialize>(document: &T) -> String {
    let options =
        serde_saphyr::ser_options! { compact_list_indent: false, prefer_block_scalars: false };
    let mut text = String::new();
    // Writing plain structs to a String cannot fail; an empty file would be caught by the check before the commit.
    match serde_saphyr::to_fmt_writer_with_options(&mut text, document, options) {
        Ok(()) => text,
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests;
