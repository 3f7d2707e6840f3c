//! The guide's commands with a repository's real values, ready to copy.
//!
//! Every value comes from a type whose alphabet is safe in a shell (names, regions, account numbers) or from the
//! administrator's configuration; nothing that people type freely is part of a command.

use crate::manifest::{lifecycle_object_name, object_name};
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::{Deserialize, Serialize};

/// The tag in the examples: a version, since `latest` says nothing about what runs.
const TAG: &str = "1.0.0";

pub const SHELL: &str = "shell";
pub const YAML: &str = "yaml";

/// A piece of text to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub title: String,
    /// [`SHELL`] or [`YAML`].
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
    let mut all = to_use(spec);
    all.push(kubectl(spec, standard));
    all
}

/// What needs the repository alone, whoever looks after it.
pub fn to_use(spec: &RepositorySpec) -> Vec<Snippet> {
    let mut all = client(spec, "docker", "Docker");
    all.extend(client(spec, "podman", "Podman"));
    all.push(pod(spec));
    all.push(workflow(spec));
    all.extend(aws(spec));
    all
}

/// Sign in, push and pull with one of the container tools.
fn client(spec: &RepositorySpec, tool: &str, title: &str) -> Vec<Snippet> {
    let address = &spec.address;
    let (host, uri, region) = (address.registry_host(), address.uri(), address.region);
    let local = address.name.as_str().rsplit('/').next().unwrap_or("image");
    vec![
        shell(
            format!("Sign in with {title}"),
            &[format!(
                "aws ecr get-login-password --region {region} | {tool} login --username AWS --password-stdin {host}"
            )],
        ),
        shell(
            format!("Push with {title}"),
            &[
                format!("{tool} tag {local}:{TAG} {uri}:{TAG}"),
                format!("{tool} push {uri}:{TAG}"),
            ],
        ),
        shell(
            format!("Pull with {title}"),
            &[format!("{tool} pull {uri}:{TAG}")],
        ),
    ]
}

fn pod(spec: &RepositorySpec) -> Snippet {
    Snippet {
        title: "Use in a Kubernetes manifest".into(),
        language: YAML.into(),
        text: format!("image: {}:{TAG}", spec.address.uri()),
    }
}

/// The values are quoted, for a repository may be called `null`.
fn workflow(spec: &RepositorySpec) -> Snippet {
    let address = &spec.address;
    let image = r#""$ECR_REGISTRY/$REPO_NAME:$GITHUB_SHA""#;
    let lines = [
        "# After a step that signs in to AWS with a role that may push.".to_owned(),
        "- name: Build and push the image".to_owned(),
        "  env:".to_owned(),
        format!("    AWS_REGION: \"{}\"", address.region),
        format!("    ECR_REGISTRY: \"{}\"", address.registry_host()),
        format!("    REPO_NAME: \"{}\"", address.name),
        "  run: |".to_owned(),
        "    aws ecr get-login-password --region \"$AWS_REGION\" | docker login --username AWS --password-stdin \"$ECR_REGISTRY\"".to_owned(),
        format!("    docker build -t {image} ."),
        format!("    docker push {image}"),
    ];
    Snippet {
        title: "Build and push in GitHub Actions".into(),
        language: YAML.into(),
        text: lines.join("\n"),
    }
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
mod tests {
    use super::*;
    use crate::aws::{AccountId, Region};
    use crate::form::RequestForm;
    use crate::standard::Account;
    use crate::testing::{filled_form, standard};

    fn shown(spec: &RepositorySpec, standard: &Standard) -> String {
        let snippets = snippets(spec, standard);
        let texts = snippets.iter().map(|snippet| {
            format!(
                "## {} ({})\n{}",
                snippet.title, snippet.language, snippet.text
            )
        });
        texts.collect::<Vec<_>>().join("\n\n")
    }

    #[test]
    fn the_guides_commands_carry_the_real_values() {
        let spec = filled_form().parse(&standard()).unwrap();
        insta::assert_snapshot!(shown(&spec, &standard()));
    }

    #[test]
    fn hosts_follow_the_partition_and_absent_objects_are_left_out() {
        let china = AccountId::parse("210987654321").unwrap();
        let mut standard = standard();
        standard.accounts.push(Account {
            id: china.clone(),
            title: "China".into(),
            regions: vec![Region::parse("cn-north-1").unwrap()],
            provider_config: standard.accounts[0].provider_config.clone(),
        });
        let form = RequestForm {
            account: china.to_string(),
            region: "cn-north-1".into(),
            name: "null".into(),
            lifecycle: "none".into(),
            scan: String::new(),
            ..filled_form()
        };
        let text = shown(&form.parse(&standard).unwrap(), &standard);
        assert!(text.contains("push 210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/null:1.0.0"));
        assert!(text.contains("REPO_NAME: \"null\""));
        assert!(!text.contains("lifecyclepolicies") && !text.contains("scan-findings"));
    }
}
