//! The commands of the container tools, from signing in to pulling.

use super::{SHELL, Snippet, TAG, YAML};
use crate::aws::Address;
use crate::image::Digest;
use crate::manifest::slug;

/// A tool that builds and moves images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    #[default]
    Docker,
    Podman,
    Buildah,
}

impl Tool {
    pub const ALL: [Self; 3] = [Self::Docker, Self::Podman, Self::Buildah];

    /// The tool of a command's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.command() == text)
    }

    /// The command's name.
    pub fn command(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Buildah => "buildah",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Docker => "Docker",
            Self::Podman => "Podman",
            Self::Buildah => "Buildah",
        }
    }
}

/// Which image of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    Tag(String),
    Digest(Digest),
}

impl Reference {
    /// The image's whole name.
    pub fn of(&self, address: &Address) -> String {
        match self {
            Self::Tag(tag) => format!("{}:{tag}", address.uri()),
            Self::Digest(digest) => format!("{}@{digest}", address.uri()),
        }
    }
}

/// Sign in, build, tag, push and pull with one tool.
pub fn commands(address: &Address, tool: Tool) -> Vec<Snippet> {
    let (name, title) = (tool.command(), tool.title());
    let (host, uri, region) = (address.registry_host(), address.uri(), address.region);
    let local = local_name(address);
    let snippet = |verb: &str, lines: &[String]| Snippet {
        title: format!("{verb} with {title}"),
        language: SHELL.into(),
        text: lines.join("\n"),
    };
    vec![
        snippet(
            "Sign in",
            &[format!(
                "aws ecr get-login-password --region {region} | {name} login --username AWS --password-stdin {host}"
            )],
        ),
        snippet("Build", &[format!("{name} build -t {local}:{TAG} .")]),
        snippet(
            "Push",
            &[
                format!("{name} tag {local}:{TAG} {uri}:{TAG}"),
                format!("{name} push {uri}:{TAG}"),
            ],
        ),
        snippet("Pull", &[format!("{name} pull {uri}:{TAG}")]),
    ]
}

/// The part of a pod that names the image.
pub fn kubernetes(address: &Address, reference: &Reference) -> Snippet {
    Snippet {
        title: match reference {
            Reference::Tag(_) => "Use in a Kubernetes manifest".into(),
            Reference::Digest(_) => "Use in a Kubernetes manifest, by digest".into(),
        },
        language: YAML.into(),
        text: format!(
            "containers:\n  - name: \"{}\"\n    image: \"{}\"",
            slug(local_name(address), 63),
            reference.of(address)
        ),
    }
}

/// The part of a pod where no image is known yet.
pub fn example(address: &Address) -> Snippet {
    kubernetes(address, &Reference::Tag(TAG.into()))
}

fn local_name(address: &Address) -> &str {
    let name = address.name.as_str();
    name.rsplit('/').next().unwrap_or(name)
}
