//! Which crate may know which. `ARCHITECTURE.md` draws it; here it is held.

use super::tree::{read, refuse, root};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

/// Every member of the workspace and the members that it may depend on, in its tests too. What lies in `end2end/` stands
/// above the house: it may know all of it, and nothing may know it.
const ARROWS: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("app", &["domain"]),
    ("client", &["app"]),
    ("server", &["app", "domain"]),
    // Shared structs would make a wrong field wrong on both sides, and every test green.
    ("sandbox", &[]),
    ("xtask", &[]),
];

/// What must not be found anywhere below a crate, however far down.
const NEVER_BELOW: [(&str, &[&str]); 4] = [
    (
        "domain",
        &[
            "tokio", "axum", "hyper", "sqlx", "reqwest", "octocrab", "leptos", "git2",
        ],
    ),
    (
        "app",
        &[
            "tokio", "axum", "hyper", "sqlx", "reqwest", "octocrab", "git2",
        ],
    ),
    ("server", &["sandbox", "git2"]),
    ("sandbox", &["domain", "app", "server", "sqlx", "octocrab"]),
];

/// As this machine builds it: other platforms' crates need not be fetched for a test.
fn metadata() -> Metadata {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let platform = format!("--filter-platform={}", host.unwrap());
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned(), platform])
        .exec()
        .unwrap()
}

fn names(metadata: &Metadata) -> BTreeMap<&PackageId, String> {
    metadata
        .packages
        .iter()
        .map(|package| (&package.id, package.name.to_string()))
        .collect()
}

/// What stands below a crate in a normal build, each with the way to it; tests' own dependencies are left out.
fn below(metadata: &Metadata, name: &str) -> BTreeMap<String, String> {
    let names = names(metadata);
    let nodes = &metadata.resolve.as_ref().unwrap().nodes;
    let is_it = |id: &&PackageId| names[id] == name;
    let start = metadata.workspace_members.iter().find(is_it).unwrap();
    let mut next = VecDeque::from([(start, name.to_owned())]);
    let mut seen = BTreeMap::new();
    while let Some((id, way)) = next.pop_front() {
        let node = nodes.iter().find(|node| &node.id == id).unwrap();
        for dependency in &node.deps {
            let is_built = dependency
                .dep_kinds
                .iter()
                .any(|found| found.kind != DependencyKind::Development);
            if is_built && !seen.contains_key(&dependency.pkg) {
                let way = format!("{way} -> {}", names[&dependency.pkg]);
                seen.insert(&dependency.pkg, way.clone());
                next.push_back((&dependency.pkg, way));
            }
        }
    }
    seen.into_iter()
        .map(|(id, way)| (names[id].clone(), way))
        .collect()
}

#[test]
fn crates_know_each_other_as_drawn() {
    let metadata = metadata();
    let members = metadata.workspace_packages();
    let mut broken = Vec::new();
    for package in &members {
        let manifest = package.manifest_path.strip_prefix(root()).unwrap();
        if manifest.starts_with("end2end") {
            continue;
        }
        let Some((_, drawn)) = ARROWS.iter().find(|(name, _)| *package.name == *name) else {
            broken.push(format!("{manifest}:1: ARROWS says nothing of this crate"));
            continue;
        };
        let known: BTreeSet<&str> = package
            .dependencies
            .iter()
            .map(|found| found.name.as_str())
            .filter(|name| members.iter().any(|member| *member.name == *name))
            .collect();
        for name in known.iter().filter(|name| !drawn.contains(name)) {
            let line = line_of(manifest.as_str(), name);
            broken.push(format!("{manifest}:{line}: must not know {name}"));
        }
        for name in drawn.iter().filter(|name| !known.contains(*name)) {
            broken.push(format!(
                "{manifest}:1: is drawn as knowing {name}, and does not"
            ));
        }
    }
    refuse("see ARROWS and the picture in ARCHITECTURE.md", &broken);
    for (name, _) in ARROWS {
        assert!(
            members.iter().any(|member| *member.name == name),
            "{name} is gone"
        );
    }
}

fn line_of(manifest: &str, dependency: &str) -> usize {
    let found = read(manifest)
        .lines()
        .position(|line| line.starts_with(dependency));
    found.map_or(1, |index| index + 1)
}

#[test]
fn nothing_forbidden_stands_below_a_crate() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for (name, never) in NEVER_BELOW {
        for (found, way) in below(&metadata, name) {
            if never.contains(&found.as_str()) || is_vendor(name, &found) {
                broken.push(format!("{name}/Cargo.toml:1: {way}"));
            }
        }
    }
    refuse(
        "what the server and the sandbox do stays out of the others",
        &broken,
    );
}

/// Clients of outside systems are the server's alone.
fn is_vendor(crate_name: &str, found: &str) -> bool {
    crate_name != "server" && (found.starts_with("aws-sdk-") || found == "aws-config")
}
