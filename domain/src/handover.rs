//! The guide's commands with a repository's real values, ready to copy.
//!
//! Every value comes from a type whose alphabet is safe in a shell (names, regions, account numbers) or from the
//! administrator's configuration; nothing that people type freely is part of a command.

mod actions;
mod clients;
mod iam;

pub use actions::{Branch, GitHubIds, Pipeline, workflow};
pub use clients::{Reference, Tool, commands, example, kubernetes};
pub use iam::{PUSH_ACTIONS, SIGN_IN_ACTION, push_policy, role_arn, role_name, trust_policy};

use crate::manifest::{lifecycle_object_name, object_name};
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::{Deserialize, Serialize};

/// The tag in the examples: a version, since `latest` says nothing about what runs.
const TAG: &str = "1.0.0";

pub const SHELL: &str = "shell";
pub const YAML: &str = "yaml";
pub const JSON: &str = "json";

/// A piece of text to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub title: String,
    /// [`SHELL`], [`YAML`] or [`JSON`].
    pub language: String,
    pub text: String,
}

fn shell(title: impl Into<String>, lines: &[String]) -> Snippet {
    Snippet {
        title: title.into(),
        language: SHELL.into(),
        text: lines.join("\n"),
    }
}

/// Everything one needs to use the repository and to look after it, in the order of use.
pub fn snippets(spec: &RepositorySpec, standard: &Standard) -> Vec<Snippet> {
    let mut all = to_use(spec, standard);
    all.push(kubectl(spec, standard));
    all
}

/// What one looks after the repository with; the objects only where a cluster is known to have them.
pub fn care(spec: &RepositorySpec, standard: &Standard, has_cluster: bool) -> Vec<Snippet> {
    let mut all = aws(spec);
    if has_cluster {
        all.push(kubectl(spec, standard));
    }
    all
}

/// What needs the repository alone, whoever looks after it.
pub fn to_use(spec: &RepositorySpec, standard: &Standard) -> Vec<Snippet> {
    let address = &spec.address;
    let pipeline = Pipeline {
        address,
        source: &spec.source,
        branch: Branch::default(),
        github_web: &standard.github_web,
        ids: None,
    };
    let mut all: Vec<Snippet> = Tool::ALL
        .into_iter()
        .flat_map(|tool| commands(address, tool))
        .collect();
    all.push(example(address));
    all.push(actions::snippet(&pipeline));
    all.extend(iam::snippets(&pipeline));
    all.extend(aws(spec));
    all
}

fn aws(spec: &RepositorySpec) -> Vec<Snippet> {
    let address = &spec.address;
    let (account, region, name) = (&address.account, address.region, &address.name);
    let at = format!("--registry-id {account} --region {region}");
    let mut all = vec![
        shell(
            "Show the repository in AWS",
            &[format!(
                "aws ecr describe-repositories --repository-names {name} {at}"
            )],
        ),
        shell(
            "List the images",
            &[format!(
                "aws ecr describe-images --repository-name {name} {at}"
            )],
        ),
    ];
    if spec.settings.scan_on_push {
        all.push(shell(
            "Read an image’s scan findings",
            &[format!(
                "aws ecr describe-image-scan-findings --repository-name {name} --image-id imageTag={TAG} {at}"
            )],
        ));
    }
    all.push(shell(
        "Delete an image",
        &[format!(
            "aws ecr batch-delete-image --repository-name {name} --image-ids imageTag={TAG} {at}"
        )],
    ));
    all
}

fn kubectl(spec: &RepositorySpec, standard: &Standard) -> Snippet {
    let namespace = &standard.namespace;
    let mut objects = vec![(
        "repositories.ecr.aws.m.upbound.io",
        object_name(&spec.address),
    )];
    if let Some(policy) = &spec.settings.lifecycle {
        objects.push((
            "lifecyclepolicies.ecr.aws.m.upbound.io",
            lifecycle_object_name(&spec.address, &policy.canonical_json()),
        ));
    }
    let lines: Vec<String> = objects
        .iter()
        .flat_map(|(kind, name)| {
            ["get", "describe"].map(|verb| format!("kubectl {verb} {kind} {name} -n {namespace}"))
        })
        .collect();
    shell(format!("Look at the objects in {}", spec.cluster), &lines)
}

#[cfg(test)]
mod tests;
