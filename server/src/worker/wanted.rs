//! How the outside world should look for a request: derived from the request and the company's standard alone.

pub mod words;

use crate::outside::argocd::{Cluster, Destination, WantedApplication};
use crate::outside::github::{APPROVAL_CONTEXT, Status, StatusState, Wanted};
use crate::services::Services;
use crate::store::StoreError;
use domain::github::RepoSlug;
use domain::manifest::{self, File, Object};
use domain::request::{Change, ChangeKind, Request, StageName, What};
use domain::text::ClusterName;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn files(services: &Services, request: &Request) -> Vec<File> {
    manifest::files(request.id.as_str(), &request.change, &services.standard)
}

/// The Git repository that the files go to.
pub(crate) fn home<'a>(services: &'a Services, request: &'a Request) -> &'a RepoSlug {
    request.change.home(&services.standard)
}

/// The branch that the pull request is for; `None`: the repository's default. The configured one is that of the
/// repositories that hold manifests.
pub(crate) fn base(services: &Services, request: &Request) -> Option<String> {
    let holds_manifests = request.change.kind().reaches_cluster();
    let named = services.settings.base_branch.as_ref();
    named.filter(|_| holds_manifests).cloned()
}

pub(super) fn application_name(services: &Services, request: &Request) -> String {
    manifest::application_name(home(services, request), &request.spec().cluster)
}

pub(super) async fn pull_request(
    services: &Services,
    request: &Request,
) -> Result<Wanted, StoreError> {
    let files = files(services, request);
    // Once somebody has decided, GitHub takes them off the list of those asked; do not ask again.
    let decided = !matches!(
        request.stage.name(),
        StageName::Publishing | StageName::InReview
    ) || !request.reviews.is_empty();
    Ok(Wanted {
        repo: home(services, request).clone(),
        base: base(services, request),
        branch: request.branch(),
        removed: removed(services, request, &files).await?,
        edited: request.change.edits().to_vec(),
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

/// What the pull request is opened with: each file with the hash of its bytes, and those that it takes away without one.
pub(super) async fn sums(
    services: &Services,
    request: &Request,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let files = files(services, request);
    let gone = removed(services, request, &files).await?;
    let there = files.into_iter().map(|file| {
        let sum = hex::encode(Sha256::digest(file.text.as_bytes()));
        (file.path, Some(sum))
    });
    Ok(there
        .chain(gone.into_iter().map(|path| (path, None)))
        .collect())
}

/// Files that the change takes away: those of earlier revisions, for example after the name was corrected, and those
/// of what it replaces.
pub(crate) async fn removed(
    services: &Services,
    request: &Request,
    files: &[File],
) -> Result<Vec<String>, StoreError> {
    // What an earlier revision edited is as it was again: each is laid upon the base alone.
    if request.change.kind().edits_files() {
        let gone = request.change.edits().iter();
        let mut paths: Vec<String> = gone
            .filter(|edit| edit.after.is_none())
            .map(|edit| edit.path.clone())
            .collect();
        if let Change::Removal { removal, .. } = &request.change {
            paths.extend(removal.goes_now().iter().cloned());
        }
        return Ok(paths);
    }
    let mut paths = BTreeSet::new();
    for change in earlier(services, request).await? {
        if change.home(&services.standard) == home(services, request) {
            let files = manifest::files(request.id.as_str(), &change, &services.standard);
            paths.extend(files.into_iter().map(|file| file.path));
        }
    }
    for file in files {
        paths.remove(&file.path);
    }
    Ok(paths.into_iter().collect())
}

/// Objects of the cluster that are to go with the files that are taken away. Those of earlier revisions were never there.
pub(super) async fn removed_objects(
    services: &Services,
    request: &Request,
) -> Result<Vec<Object>, StoreError> {
    let replaced = match &request.change {
        // The answers before may have come to the cluster, to observe.
        Change::Adopt { .. } => earlier(services, request).await?,
        _ => Vec::from_iter(replaced(services, request).await?),
    };
    if replaced.is_empty() {
        return Ok(manifest::replaced_objects(
            &request.change,
            &services.standard,
        ));
    }
    let kept = manifest::objects(&request.change, &services.standard);
    let mut gone: Vec<Object> = Vec::new();
    for object in replaced
        .iter()
        .flat_map(|change| manifest::objects(change, &services.standard))
    {
        if !kept.contains(&object) && !gone.contains(&object) {
            gone.push(object);
        }
    }
    Ok(gone)
}

async fn earlier(services: &Services, request: &Request) -> Result<Vec<Change>, StoreError> {
    let mut all: Vec<Change> = replaced(services, request).await?.into_iter().collect();
    if request.revision > 1 {
        for event in services.store.events(&request.id).await? {
            if let What::Submitted { change, .. } = event.what {
                all.push(change);
            }
        }
    }
    Ok(all)
}

/// What was asked for before and this takes the place of.
async fn replaced(services: &Services, request: &Request) -> Result<Option<Change>, StoreError> {
    let kind = request.change.kind();
    if kind != ChangeKind::Alarms {
        return Ok(None);
    }
    let (store, address) = (&services.store, &request.spec().address);
    let last = store.last_completed(address, kind, request.number).await?;
    // What was asked for before the repository went has gone with it.
    let stone = store.tombstone(address).await?;
    let is_of_now = |last: &Request| stone.as_ref().is_none_or(|stone| last.since > stone.at);
    Ok(last.filter(is_of_now).map(|last| last.change))
}

/// The commit status that shows on GitHub how the request stands in Berth.
pub(super) fn approval_status(services: &Services, request: &Request) -> Option<Status> {
    use domain::request::Stage;
    let (state, description) = match &request.stage {
        Stage::Publishing { .. } | Stage::InReview { .. } => {
            let waits = match services.settings.approvals_needed(&request.change) {
                1 => "Waiting for a decision".to_owned(),
                n => format!("Waiting for the approvals of {n} people"),
            };
            (StatusState::Pending, waits)
        }
        Stage::ChangesRequested { review, .. } => (
            StatusState::Failure,
            format!("{} asked for changes", review.by),
        ),
        Stage::Approved { review, .. } => {
            let said = match services.settings.approvals_needed(&request.change) {
                1 => format!("Approved by {}", review.by),
                n => format!("Approved by {n} people, at last {}", review.by),
            };
            (StatusState::Success, said)
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
    WantedApplication {
        name: application_name(services, request),
        repo_url: services.github.clone_url(home(services, request)),
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
    services.github.blob_url(
        home(services, request),
        branch,
        &manifest::catalog_path(request.spec(), &services.standard),
    )
}
