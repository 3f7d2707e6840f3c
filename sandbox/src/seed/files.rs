//! The files that a registry has in git, in the layout of the portal: one directory each, the catalog file apart.
use sha2::{Digest as _, Sha256};

use super::estate::{ACCOUNTS, NAMESPACE};
use super::inventory::{Flavour, Row};

/// Lower-case letters and digits joined by single hyphens.
fn slug(text: &str, most: usize) -> String {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = words.join("-").to_ascii_lowercase();
    out.truncate(most);
    out.trim_end_matches('-').to_owned()
}

fn short_hash(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..4])
}

pub(super) fn object_name(row: &Row) -> String {
    let key = format!("{}/{}/{}", ACCOUNTS[row.account].0, row.region, row.name);
    format!("{}-{}", slug(row.name, 50), short_hash(&key))
}

pub(super) fn application_name(source: &str, cluster: &str) -> String {
    let key = format!("{}/{source}@{cluster}", crate::github::seed::ORG);
    format!("ecr-{}-{}", slug(&key, 40), short_hash(&key))
}

pub(super) fn directory(row: &Row) -> String {
    format!("deploy/ecr/{}/{}", row.cluster, object_name(row))
}

pub(super) fn catalog_path(row: &Row) -> String {
    format!("catalog/ecr/{}.yaml", object_name(row))
}

pub(super) fn rules(keep: u32) -> String {
    format!(
        r#"{{"rules":[{{"rulePriority":1,"description":"Remove untagged images after 14 days","selection":{{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14}},"action":{{"type":"expire"}}}},{{"rulePriority":10,"description":"Keep last {keep} images","selection":{{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":{keep}}},"action":{{"type":"expire"}}}}]}}"#
    )
}

fn head(kind: &str, name: &str, row: &Row, more: &str) -> String {
    let (cluster, org, source) = (row.cluster, crate::github::seed::ORG, row.source);
    format!(
        "apiVersion: ecr.aws.m.upbound.io/v1beta1\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {NAMESPACE}\n  annotations:\n    berth.dev/cluster: \"{cluster}\"\n{more}    berth.dev/source: \"{org}/{source}\"\n"
    )
}

fn tail(row: &Row) -> String {
    format!(
        "  providerConfigRef:\n    kind: ClusterProviderConfig\n    name: \"{}\"\n",
        ACCOUNTS[row.account].1
    )
}

pub(super) fn repository(row: &Row) -> String {
    let paused = if row.flavour == Flavour::Paused {
        "    crossplane.io/paused: \"true\"\n"
    } else {
        ""
    };
    let more = format!(
        "    berth.dev/description: \"{}\"\n    crossplane.io/external-name: \"{}\"\n{paused}",
        row.about, row.name
    );
    let head = head("Repository", &object_name(row), row, &more);
    let tail = tail(row);
    if row.flavour == Flavour::Observed {
        return format!(
            "{head}spec:\n  forProvider:\n    region: {}\n  managementPolicies:\n    - Observe\n{tail}",
            row.region
        );
    }
    format!(
        "{head}spec:\n  forProvider:\n    region: {}\n    imageTagMutability: {}\n    imageScanningConfiguration:\n      scanOnPush: {}\n    encryptionConfiguration:\n      - encryptionType: AES256\n    tags:\n      managed-by: \"berth\"\n      system: \"{}\"\n      team: \"{}\"\n{tail}",
        row.region,
        mutability(row),
        scans(row),
        row.system,
        row.team,
    )
}

/// Production keeps its tags; caches and staging move theirs.
fn mutability(row: &Row) -> &'static str {
    if row.name.starts_with("ci/") || row.cluster.contains("stage") {
        "MUTABLE"
    } else {
        "IMMUTABLE"
    }
}

pub(super) fn scans(row: &Row) -> bool {
    row.name != "ci/build-cache"
}

/// `None` for the few that never got one.
pub(super) fn lifecycle(row: &Row, keep: u32) -> Option<String> {
    if row.flavour == Flavour::Observed || row.name.starts_with("portal/") {
        return None;
    }
    let name = object_name(row);
    let text = rules(keep);
    // Written by hand before hashes were the custom: an edit meets the same object.
    let object = if row.flavour == Flavour::Refused {
        format!("{name}-lp")
    } else {
        format!("{name}-lp-{}", short_hash(&text))
    };
    Some(format!(
        "{}spec:\n  forProvider:\n    region: {}\n    repositoryRef:\n      name: {name}\n    policy: '{text}'\n  managementPolicies:\n    - Observe\n    - Create\n    - Update\n    - LateInitialize\n{}",
        head("LifecyclePolicy", &object, row, ""),
        row.region,
        tail(row),
    ))
}

pub(super) fn catalog(row: &Row) -> String {
    let (name, org) = (object_name(row), crate::github::seed::ORG);
    let application = application_name(row.source, row.cluster);
    let (account, region, ecr) = (ACCOUNTS[row.account].0, row.region, row.name);
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: {name}\n  namespace: \"default\"\n  title: \"{ecr}\"\n  description: \"{}\"\n  annotations:\n    argocd/app-name: \"{application}\"\n    aws.amazon.com/amazon-ecr-arn: \"arn:aws:ecr:{region}:{account}:repository/{ecr}\"\n    berth.dev/cluster: \"{}\"\n    github.com/project-slug: \"{org}/{}\"\n  tags:\n    - container-registry\n    - ecr\nspec:\n  type: ecr-repository\n  owner: \"group:default/{}\"\n  system: \"{}\"\n",
        row.about, row.cluster, row.source, row.team, row.system,
    )
}
