//! What an administrator has set up before anybody asks for a registry: clusters, accounts, roles, provider configs.
use std::collections::BTreeMap;

use crate::argocd::{Cluster, Project};
use crate::aws::Role;
use crate::credentials::AWS_ACCESS_KEY_ID;
use crate::world::World;

/// Name, API server, environment. The first is the cluster that Argo CD itself runs in.
pub const CLUSTERS: [(&str, &str, &str); 4] = [
    (
        "eks-prod-use1",
        "https://kubernetes.default.svc",
        "production",
    ),
    (
        "eks-stage-use1",
        "https://eks-stage-use1.example.com",
        "staging",
    ),
    (
        "eks-prod-euw1",
        "https://eks-prod-euw1.example.com",
        "production",
    ),
    (
        "eks-prod-apse2",
        "https://eks-prod-apse2.example.com",
        "production",
    ),
];
/// Account, and the ClusterProviderConfig that leads to it.
pub const ACCOUNTS: [(&str, &str); 2] = [("123456789012", "default"), ("210987654321", "aws-prod")];
pub const NAMESPACE: &str = "crossplane-system";
pub const PROJECT: &str = "ecr";
pub const READER_ROLE: &str = "berth-reader";
pub const EXTERNAL_ID: &str = "berth-sandbox";

/// What a portal needs and not more: reading, deleting images, starting scans.
const READER_ACTIONS: [&str; 15] = [
    "DescribeRepositories",
    "DescribeImages",
    "ListImages",
    "ListImageReferrers",
    "DescribeImageScanFindings",
    "GetLifecyclePolicy",
    "StartLifecyclePolicyPreview",
    "GetLifecyclePolicyPreview",
    "BatchGetRepositoryScanningConfiguration",
    "GetRegistryScanningConfiguration",
    "ListTagsForResource",
    "GetRepositoryPolicy",
    "BatchDeleteImage",
    "StartImageScan",
    "GetMetricData",
];

pub(super) fn plant(world: &World) {
    let mut argocd = world.argocd.lock();
    for (name, server, environment) in CLUSTERS {
        argocd.clusters.push(Cluster {
            name: name.into(),
            server: server.into(),
            version: "1.34".into(),
            labels: BTreeMap::from([("environment".to_owned(), environment.to_owned())]),
        });
    }
    for (name, description) in [("default", "Everything"), (PROJECT, "Container registries")] {
        argocd.projects.push(Project {
            name: name.into(),
            description: description.into(),
            source_repos: vec!["*".into()],
            destinations: vec![("*".into(), "*".into())],
        });
    }
    drop(argocd);

    let mut kube = world.crossplane.lock();
    for (cluster, ..) in CLUSTERS {
        for namespace in ["default", "argocd", NAMESPACE] {
            kube.namespaces.insert((cluster.into(), namespace.into()));
        }
    }
    for (account, config) in ACCOUNTS {
        kube.add_cluster_config(config, account);
    }
    drop(kube);

    let mut aws = world.aws.lock();
    let allowed: std::collections::BTreeSet<String> =
        READER_ACTIONS.iter().map(|a| (*a).to_owned()).collect();
    aws.credentials
        .add_user(AWS_ACCESS_KEY_ID, ACCOUNTS[0].0, "berth");
    for (account, _) in ACCOUNTS {
        aws.accounts.insert(account.into());
        aws.credentials.add_role(Role {
            account: account.into(),
            name: READER_ROLE.into(),
            external_id: Some(EXTERNAL_ID.into()),
            allowed: Some(allowed.clone()),
        });
    }
}
