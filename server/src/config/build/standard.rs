//! What every manifest follows.

use super::aws::Accounts;
use super::limits::{dns_label, tags};
use crate::config::reader::Reader;
use domain::github::RepoSlug;
use domain::policy::{CheckId, Rules};
use domain::standard::{Layout, Standard};
use domain::text::ClusterName;

pub(super) fn standard(reader: &mut Reader<'_>, accounts: &Option<Accounts>) -> Option<Standard> {
    let central = reader.optional("standard.repository", RepoSlug::parse);
    let manifests = reader.parsed("standard.manifests", folder);
    let catalog = reader.parsed("standard.catalog", folder);
    let github_web = reader
        .text("github.web_url")
        .map(|text| text.trim_end_matches('/').to_owned());
    let require = reader.list("standard.rules.require", |text| {
        CheckId::ALL
            .into_iter()
            .find(|check| check.as_str() == text)
            .ok_or_else(|| {
                let known: Vec<&str> = CheckId::ALL.into_iter().map(CheckId::as_str).collect();
                format!("checks are {}", known.join(", "))
            })
    });
    let production = reader.list("standard.rules.production", ClusterName::parse);
    let namespace = reader.parsed("standard.namespace", dns_label);
    let catalog_namespace = reader.parsed("standard.catalog_namespace", dns_label);
    let tags = tags(reader, "standard.tags");
    let (manifests, catalog) = (manifests?, catalog?);
    if catalog == manifests || catalog.starts_with(&format!("{manifests}/")) {
        reader.advise(
            "standard.catalog",
            format!("{catalog} lies among the manifests"),
            "Choose a folder beside them: Argo CD would try to apply the catalog’s files",
        );
        return None;
    }
    Some(Standard {
        accounts: accounts
            .as_ref()?
            .iter()
            .map(|(account, _)| account.clone())
            .collect(),
        namespace: namespace?,
        layout: Layout {
            central: central?,
            manifests,
            catalog,
        },
        tags: tags?,
        catalog_namespace: catalog_namespace?,
        github_web: github_web?,
        aws_console: reader.text("standard.aws_console")?.to_owned(),
        rules: Rules {
            require: require?,
            cost_tags: reader
                .texts("standard.rules.cost_tags")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            production: production?,
        },
    })
}

fn folder(text: &str) -> Result<String, &'static str> {
    let inside = !text.starts_with('/')
        && text
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains('\\'));
    if inside {
        Ok(text.to_owned())
    } else {
        Err("a folder inside the repository is wanted, such as deploy/ecr")
    }
}
