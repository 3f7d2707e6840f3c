//! Where else a repository can be looked at.

use crate::outside::backstage::EntityRef;
use crate::services::Services;
use crate::store::RepositoryKnown;
use domain::github::RepoSlug;
use domain::manifest;
use domain::refusal::Link;
use domain::request::{Catalog, Request};

pub(super) fn of(
    services: &Services,
    known: &RepositoryKnown,
    request: Option<&Request>,
) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |text: String, href: String| links.push(Link { text, href });
    if let Some(slug) = source(known, request) {
        add(format!("{slug} on GitHub"), services.github.repo_url(&slug));
    }
    if let Some(request) = request {
        if let Some((text, href)) = manifests(services, request) {
            add(text, href);
        }
        if let Some(delivery) = request.stage.delivery() {
            add(
                "Application in Argo CD".to_owned(),
                services.argocd.application_url(&delivery.application),
            );
        }
    }
    if known.is_there() {
        add(
            "Repository in the AWS console".to_owned(),
            manifest::console_url(&known.row.key, &services.standard),
        );
    }
    if let Some(href) = request.and_then(|request| catalog(services, request)) {
        add("Entity in Backstage".to_owned(), href);
    }
    links
}

fn source(known: &RepositoryKnown, request: Option<&Request>) -> Option<RepoSlug> {
    let told = known
        .source
        .as_deref()
        .and_then(|text| RepoSlug::parse(text).ok());
    told.or_else(|| request.map(|request| request.spec().source.clone()))
}

/// The manifest on the branch that it was merged into: the present state, not that of the merge.
fn manifests(services: &Services, request: &Request) -> Option<(String, String)> {
    let merge = request.stage.merge()?;
    let pr = request.stage.pull_request()?;
    let path = format!(
        "{}/repository.yaml",
        manifest::manifest_folder(request.spec(), &services.standard)
    );
    Some((
        "Manifest on GitHub".to_owned(),
        services.github.blob_url(&pr.repo, &merge.base, &path),
    ))
}

fn catalog(services: &Services, request: &Request) -> Option<String> {
    let Catalog::Listed { entity } = &request.catalog else {
        return None;
    };
    let (kind, rest) = entity.split_once(':')?;
    let (namespace, name) = rest.split_once('/')?;
    Some(services.backstage.as_ref()?.entity_url(EntityRef {
        kind,
        namespace,
        name,
    }))
}
