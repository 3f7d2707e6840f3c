//! The tabs of the hand-over.

pub const DOCKER: &str = "Docker";
pub const PODMAN: &str = "Podman";
pub const BUILDAH: &str = "Buildah";
pub const KUBERNETES: &str = "Kubernetes";
pub const ACTIONS: &str = "GitHub Actions";
pub const CARE: &str = "Look after it";

/// Under which tab a snippet stands; what names no tool is for looking after the repository.
pub fn group(title: &str) -> &'static str {
    [DOCKER, PODMAN, BUILDAH, KUBERNETES, ACTIONS]
        .into_iter()
        .find(|tool| title.contains(tool))
        .unwrap_or(CARE)
}

/// What the copy button takes along, as a noun.
pub fn copied(title: &str) -> String {
    format!("commands: {title}")
}
