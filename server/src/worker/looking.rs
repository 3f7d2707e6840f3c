//! Reads what a stage needs to see of the world. Changes nothing outside; keeps the last views for the pages.

use super::wanted;
use crate::outside::argocd::{ApplicationLook, ObjectRef};
use crate::outside::backstage::EntityRef;
use crate::outside::github::{Looked, Which};
use crate::portal::seen::{APPLICATION, PULL_REQUEST, RESOURCES};
use crate::services::{CatalogMode, Services};
use crate::store::StoreError;
use domain::decide::Looks;
use domain::manifest;
use domain::observed::{CatalogSeen, Observed, PullRequestSeen, ResourceSeen, Seen};
use domain::refusal::Problem;
use domain::request::{Merge, Request};
use domain::spec::Field;
use domain::trouble::{System, Trouble, TroubleKind};
use serde::Serialize;

pub(super) async fn look(
    services: &Services,
    request: &Request,
    looks: Looks,
) -> Result<Observed, StoreError> {
    let mut seen = Observed::default();
    if looks.obstacles {
        seen.obstacles = obstacles(services, request).await;
    }
    if looks.pull_request {
        seen.pull_request = pull_request(services, request).await;
        keep(services, request, PULL_REQUEST, seen.pull_request.present()).await?;
    }
    if let (true, Some(merge)) = (looks.revert, request.stage.merge()) {
        seen.revert = revert(services, request, merge).await;
    }
    if looks.application {
        let application = application(services, request).await;
        if looks.resources {
            seen.resources = resources(services, request, &application).await;
            keep(services, request, RESOURCES, seen.resources.present()).await?;
        }
        seen.application = map(application, |look| look.seen);
        keep(services, request, APPLICATION, seen.application.present()).await?;
    }
    if looks.repository {
        seen.repository = services.aws.repository(&request.spec().address).await;
    }
    if looks.catalog {
        seen.catalog = catalog(services, request).await;
    }
    Ok(seen)
}

async fn pull_request(services: &Services, request: &Request) -> Seen<PullRequestSeen> {
    let wanted = match wanted::pull_request(services, request).await {
        Ok(wanted) => wanted,
        Err(error) => {
            return Seen::Unavailable(Trouble::new(
                System::Database,
                TroubleKind::Unreachable,
                error.to_string(),
            ));
        }
    };
    let reviewers = match services.directory.reviewers().await {
        Ok(reviewers) => reviewers,
        Err(trouble) => return Seen::Unavailable(trouble),
    };
    let branch = request.id.branch();
    let status = wanted::approval_status(services, request);
    services
        .github
        .pull_request(Looked {
            which: match request.stage.pull_request() {
                Some(pr) => Which::Number(pr.number),
                None => Which::Branch(&branch),
            },
            wanted: &wanted,
            status: status.as_ref(),
            counts: &|login| reviewers.contains(login) && *login != request.requester,
        })
        .await
}

/// What stands in the way of a pull request. Applying a manifest for a name that AWS already has would silently
/// take that repository over, with the right to delete it: so AWS is asked before anything is published.
async fn obstacles(services: &Services, request: &Request) -> Seen<Vec<Problem>> {
    let spec = request.spec();
    let home = services.standard.home(&spec.source);
    let (source, exists, clusters) = tokio::join!(
        services.github.repository(home),
        services.aws.exists(&spec.address),
        services.argocd.clusters(),
    );
    let mut problems = Vec::new();
    let access = match source {
        Seen::Unavailable(trouble) => return Seen::Unavailable(trouble),
        Seen::Present(access) => Some(access),
        Seen::Absent | Seen::NotAsked => None,
    };
    match &access {
        None => problems.push(Problem::on(
            Field::Source,
            format!(
                "Berth can’t see {home}. Check the name, or ask an owner to add the Berth app to it"
            ),
        )),
        Some(access) if access.archived => {
            problems.push(Problem::on(
                Field::Source,
                format!("{home} is archived, so nothing can be committed to it"),
            ));
        }
        Some(access) if !access.can_push => {
            problems.push(Problem::on(
                Field::Source,
                format!("The Berth app may not write to {home}. Ask an owner to allow it"),
            ));
        }
        Some(_) => {}
    }
    match exists {
        Err(trouble) => return Seen::Unavailable(trouble),
        Ok(true) => problems.push(Problem::on(
            Field::Name,
            format!("AWS already has {} in {}. Choose another name, or ask the platform team to adopt it", spec.address.name, spec.address.region),
        )),
        Ok(false) => {}
    }
    match clusters {
        Err(trouble) => return Seen::Unavailable(trouble),
        Ok(clusters)
            if !clusters
                .iter()
                .any(|cluster| wanted::is_cluster(services, &spec.cluster, cluster)) =>
        {
            problems.push(Problem::on(
                Field::Cluster,
                format!("Argo CD does not know the cluster {}", spec.cluster),
            ));
        }
        Ok(_) => {}
    }
    if let Some(access) = access.filter(|_| problems.is_empty()) {
        match occupied(services, request, &access.default_branch).await {
            Ok(Some(problem)) => problems.push(problem),
            Ok(None) => {}
            Err(trouble) => return Seen::Unavailable(trouble),
        }
    }
    Seen::Present(problems)
}

/// A manifest for this repository that is in Git already: another request, or somebody by hand.
async fn occupied(
    services: &Services,
    request: &Request,
    branch: &str,
) -> Result<Option<Problem>, Trouble> {
    let spec = request.spec();
    let base = services.settings.base_branch.as_deref().unwrap_or(branch);
    let paths: Vec<String> = wanted::files(services, request)
        .into_iter()
        .map(|file| file.path)
        .collect();
    let there = services
        .github
        .files_at(services.standard.home(&spec.source), &paths, base)
        .await?;
    let found = there.into_iter().find(|(_, text)| text.is_some());
    Ok(found.map(|(path, _)| {
        Problem::on(
            Field::Name,
            format!("Git already has {path}. Choose another name"),
        )
    }))
}

/// Gone from the base branch after the merge: somebody took the merge back.
async fn revert(
    services: &Services,
    request: &Request,
    merge: &Merge,
) -> Seen<domain::github::Sha> {
    let home = services.standard.home(&request.spec().source);
    let paths: Vec<String> = wanted::files(services, request)
        .into_iter()
        .map(|file| file.path)
        .collect();
    services
        .github
        .find_revert(home, &merge.base, &merge.commit, &paths)
        .await
}

async fn application(services: &Services, request: &Request) -> Seen<ApplicationLook> {
    let Some(merge) = request.stage.merge() else {
        return Seen::NotAsked;
    };
    let home = services.standard.home(&request.spec().source);
    let wanted = wanted::application(services, request, &merge.base);
    let commit = &merge.commit;
    services
        .argocd
        .application(&wanted, |revision| async move {
            if revision == *commit {
                return Ok(true);
            }
            services
                .github
                .compare_contains(home, commit, &revision)
                .await
        })
        .await
}

async fn resources(
    services: &Services,
    request: &Request,
    application: &Seen<ApplicationLook>,
) -> Seen<Vec<ResourceSeen>> {
    let look = match application {
        Seen::Present(look) => look,
        Seen::Unavailable(trouble) => return Seen::Unavailable(trouble.clone()),
        Seen::Absent => return Seen::Absent,
        Seen::NotAsked => return Seen::NotAsked,
    };
    let spec = request.spec();
    let mut objects = vec![("Repository", manifest::object_name(&spec.address))];
    if let Some(policy) = &spec.settings.lifecycle {
        objects.push((
            "LifecyclePolicy",
            manifest::lifecycle_object_name(&spec.address, &policy.canonical_json()),
        ));
    }
    let mut seen = Vec::new();
    for (kind, name) in objects {
        let object = ObjectRef::ecr(kind, &name, &services.standard.namespace);
        let live = match services.argocd.resource(&look.seen.name, object).await {
            Seen::Present(live) => Some(live),
            Seen::Absent | Seen::NotAsked => None,
            Seen::Unavailable(trouble) => return Seen::Unavailable(trouble),
        };
        seen.push(look.resource(kind, &name, live));
    }
    Seen::Present(seen)
}

async fn catalog(services: &Services, request: &Request) -> Seen<CatalogSeen> {
    let Some(backstage) = &services.backstage else {
        return Seen::NotAsked;
    };
    let Some(merge) = request.stage.merge() else {
        return Seen::NotAsked;
    };
    let name = manifest::object_name(&request.spec().address);
    let entity = EntityRef {
        kind: "Resource",
        namespace: &services.standard.catalog_namespace,
        name: &name,
    };
    match services.settings.catalog {
        CatalogMode::Off => Seen::NotAsked,
        CatalogMode::Register => {
            backstage
                .catalog_state(
                    &wanted::catalog_target(services, request, &merge.base),
                    entity,
                )
                .await
        }
        CatalogMode::Discover => match backstage.entity(entity).await {
            Seen::Present(()) => {
                let entity = format!("resource:{}/{name}", services.standard.catalog_namespace);
                Seen::Present(CatalogSeen::Listed { entity })
            }
            // Found by Backstage itself in its own time; there is nothing for Berth to do.
            Seen::Absent => Seen::Present(CatalogSeen::Registered {
                location: "discovery".to_owned(),
            }),
            Seen::Unavailable(trouble) => Seen::Unavailable(trouble),
            Seen::NotAsked => Seen::NotAsked,
        },
    }
}

async fn keep<T: Serialize>(
    services: &Services,
    request: &Request,
    kind: &str,
    view: Option<&T>,
) -> Result<(), StoreError> {
    let Some(json) = view.and_then(|view| serde_json::to_string(view).ok()) else {
        return Ok(());
    };
    services
        .store
        .save_seen(&request.id, kind, &json, services.clock.now())
        .await
}

fn map<T, U>(seen: Seen<T>, change: impl FnOnce(T) -> U) -> Seen<U> {
    match seen {
        Seen::NotAsked => Seen::NotAsked,
        Seen::Absent => Seen::Absent,
        Seen::Unavailable(trouble) => Seen::Unavailable(trouble),
        Seen::Present(value) => Seen::Present(change(value)),
    }
}
