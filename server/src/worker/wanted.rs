//! How the outside world should look for a request: derived from the request and the company's standard alone.

pub mod words;

use crate::outside::argocd::{Cluster, Destination, WantedApplication};
use crate::outside::github::{APPROVAL_CONTEXT, Status, StatusState, Wanted};
use crate::services::Services;
use crate::store::StoreError;
use domain::manifest::{self, File};
use domain::request::{Change, Request, StageName, What};
use domain::text::ClusterName;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn files(services: &Services, request: &Request) -> Vec<File> {
    manifest::render(request.id.as_str(), request.spec(), &services.standard)
}

pub(super) fn application_name(services: &Services, request: &Request) -> String {
    let spec = request.spec();
    manifest::application_name(services.standard.home(&spec.source), &spec.cluster)
}

pub(super) async fn pull_request(
    services: &Services,
    request: &Request,
) -> Result<Wanted, StoreError> {
    let spec = request.spec();
    let files = files(services, request);
    // Once somebody has decided, GitHub takes them off the list of those asked; do not ask again.
    let decided = !matches!(
        request.stage.name(),
        StageName::Publishing | StageName::InReview
    ) || !request.reviews.is_empty();
    Ok(Wanted {
        repo: services.standard.home(&spec.source).clone(),
        base: services.settings.base_branch.clone(),
        branch: request.id.branch(),
        removed: outdated(services, request, &files).await?,
        message: words::commit_message(request),
        title: words::title(request),
        body: words::body(services, request),
        labels: services.settings.labels.clone(),
        reviewers: if decided {
            Vec::new()
        } else {
            services.settings.ask_review_from.clone()
        },
        files,
    })
}

/// Files of earlier revisions that the present one does not have, for example after the name was corrected.
async fn outdated(
    services: &Services,
    request: &Request,
    files: &[File],
) -> Result<Vec<String>, StoreError> {
    if request.revision <= 1 {
        return Ok(Vec::new());
    }
    let mut paths = BTreeSet::new();
    for event in services.store.events(&request.id).await? {
        if let What::Submitted {
            change: Change::Create { spec },
            ..
        } = &event.what
            && services.standard.home(&spec.source)
                == services.standard.home(&request.spec().source)
        {
            paths.extend(
                manifest::render(request.id.as_str(), spec, &services.standard)
                    .into_iter()
                    .map(|file| file.path),
            );
        }
    }
    for file in files {
        paths.remove(&file.path);
    }
    Ok(paths.into_iter().collect())
}

/// The commit status that shows on GitHub how the request stands in Berth.
pub(super) fn approval_status(services: &Services, request: &Request) -> Option<Status> {
    use domain::request::Stage;
    let (state, description) = match &request.stage {
        Stage::Publishing { .. } | Stage::InReview { .. } => {
            (StatusState::Pending, "Waiting for a decision".to_owned())
        }
        Stage::ChangesRequested { review, .. } => (
            StatusState::Failure,
            format!("{} asked for changes", review.by),
        ),
        Stage::Approved { review, .. } => {
            (StatusState::Success, format!("Approved by {}", review.by))
        }
        _ => return None,
    };
    Some(Status {
        context: APPROVAL_CONTEXT.to_owned(),
        state,
        description,
        target_url: Some(services.settings.request_url(&request.id)),
    })
}

pub(super) fn application(
    services: &Services,
    request: &Request,
    branch: &str,
) -> WantedApplication {
    let spec = request.spec();
    let home = services.standard.home(&spec.source);
    WantedApplication {
        name: application_name(services, request),
        repo_url: services.github.clone_url(home),
        path: services.standard.cluster_folder(&spec.cluster),
        target_revision: branch.to_owned(),
        destination: services.settings.destination(&spec.cluster),
        namespace: services.standard.namespace.clone(),
        auto_sync: services.settings.auto_sync,
        labels: [(
            "app.kubernetes.io/managed-by".to_owned(),
            "berth".to_owned(),
        )]
        .into(),
        annotations: BTreeMap::new(),
    }
}

pub(super) fn is_cluster(services: &Services, name: &ClusterName, cluster: &Cluster) -> bool {
    match services.settings.destination(name) {
        Destination::Name(name) => cluster.name == name,
        Destination::Server(server) => cluster.server == server,
    }
}

/// What Backstage is told to read: the catalog file on the base branch.
pub(super) fn catalog_target(services: &Services, request: &Request, branch: &str) -> String {
    let spec = request.spec();
    let home = services.standard.home(&spec.source);
    services.github.blob_url(
        home,
        branch,
        &manifest::catalog_path(spec, &services.standard),
    )
}
