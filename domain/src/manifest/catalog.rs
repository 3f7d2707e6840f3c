//! The Backstage catalog entity: kind Resource, owned by the team, linked to source, Argo CD and AWS.

use super::{ANNOTATIONS, application_name, object_name, texts, yaml};
use crate::aws::Address;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::Serialize;
use serde_saphyr::DoubleQuoted;
use std::collections::BTreeMap;

pub(super) const API_VERSION: &str = "backstage.io/v1alpha1";

type Text = DoubleQuoted<String>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    spec: Spec,
}

#[derive(Serialize)]
struct Metadata {
    name: String,
    namespace: Text,
    title: Text,
    description: Text,
    annotations: BTreeMap<String, Text>,
    tags: [&'static str; 2],
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    url: Text,
    title: &'static str,
}

#[derive(Serialize)]
struct Spec {
    r#type: &'static str,
    owner: Text,
    system: Text,
}

pub(super) fn resource(request_id: &str, spec: &RepositorySpec, standard: &Standard) -> String {
    let address = &spec.address;
    let home = standard.home(&spec.source);
    let annotations = [
        (
            "github.com/project-slug".to_owned(),
            spec.source.to_string(),
        ),
        (
            "argocd/app-name".to_owned(),
            application_name(home, &spec.cluster),
        ),
        ("aws.amazon.com/amazon-ecr-arn".to_owned(), address.arn()),
        (format!("{ANNOTATIONS}/cluster"), spec.cluster.to_string()),
        (format!("{ANNOTATIONS}/request"), request_id.to_owned()),
    ];
    yaml(&Entity {
        api_version: API_VERSION,
        kind: "Resource",
        metadata: Metadata {
            name: object_name(address),
            namespace: DoubleQuoted(standard.catalog_namespace.clone()),
            title: DoubleQuoted(address.name.to_string()),
            description: DoubleQuoted(spec.description.to_string()),
            annotations: texts(annotations),
            tags: ["container-registry", "ecr"],
            links: vec![Link {
                url: DoubleQuoted(console_url(&spec.address, standard)),
                title: "AWS console",
            }],
        },
        spec: Spec {
            r#type: "ecr-repository",
            owner: DoubleQuoted(format!(
                "group:{}/{}",
                standard.catalog_namespace, spec.team
            )),
            system: DoubleQuoted(spec.system.to_string()),
        },
    })
}

/// The repository's page in the AWS console.
pub fn console_url(address: &Address, standard: &Standard) -> String {
    let base = standard
        .aws_console
        .replace("{region}", address.region.as_str());
    format!(
        "{base}/ecr/repositories/private/{}/{}?region={}",
        address.account, address.name, address.region
    )
}
