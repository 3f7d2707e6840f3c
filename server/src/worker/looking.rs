//! Reads what a stage needs to see of the world. Changes nothing outside; keeps the last views for the pages.

pub(crate) mod adoption;
mod base;
mod obstacles;

use super::wanted;
use crate::outside::argocd::{ApplicationLook, ObjectRef};
use crate::outside::backstage::EntityRef;
use crate::outside::github::{Looked, Which};
use crate::people::Deciders;
use crate::portal::seen::{APPLICATION, PULL_REQUEST, RESOURCES};
use crate::quorum::quorum;
use crate::services::{CatalogMode, Services};
use crate::store::StoreError;
use domain::decide::Looks;
use domain::github::Login;
use domain::manifest;
use domain::observed::{CatalogSeen, Observed, PullRequestSeen, ResourceSeen, Seen};
use domain::request::{ChangeKind, Merge, Request};
use domain::trouble::{System, Trouble, TroubleKind};
use serde::Serialize;

pub(super) async fn look(
    services: &Services,
    request: &Request,
    looks: Looks,
) -> Result<Observed, StoreError> {
    let mut seen = Observed::default();
    if looks.obstacles {
        seen.obstacles = obstacles::look(services, request).await;
    }
    if looks.pull_request {
        seen.pull_request = pull_request(services, request).await;
        keep(services, request, PULL_REQUEST, seen.pull_request.present()).await?;
    }
    if let (true, Some(merge)) = (looks.revert, request.stage.merge()) {
        seen.revert = revert(services, request, merge).await?;
    }
    if looks.application {
        let application = application(services, request).await;
        if looks.resources {
            seen.resources = resources(services, request, &application).await?;
            keep(services, request, RESOURCES, seen.resources.present()).await?;
        }
        seen.application = map(application, |look| look.seen);
        keep(services, request, APPLICATION, seen.application.present()).await?;
    }
    if looks.repository {
        seen.repository = services.aws.repository(&request.spec().address).await;
    }
    if looks.policy {
        seen.policy = match services.aws.policy(&request.spec().address).await {
            Ok(Some(policy)) => Seen::Present(policy),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        };
    }
    if looks.catalog {
        seen.catalog = catalog(services, request).await;
    }
    Ok(seen)
}

async fn pull_request(services: &Services, request: &Request) -> Seen<PullRequestSeen> {
    let wanted = match wanted::pull_request(services, request).await {
        Ok(wanted) => wanted,
        Err(error) => return Seen::Unavailable(of_store(&error)),
    };
    let deciders = match Deciders::now(services).await {
        Ok(deciders) => deciders,
        Err(trouble) => return Seen::Unavailable(trouble),
    };
    let owners = match quorum(services, request).await {
        Ok(quorum) => quorum.owners.map(|owners| owners.voices),
        Err(error) => return Seen::Unavailable(of_store(&error)),
    };
    let is_owner = |login: &Login| {
        let voices = owners.as_ref();
        voices.is_some_and(|it| it.team.contains(login) || it.admins.contains(login))
    };
    let branch = request.branch();
    let status = wanted::approval_status(services, request);
    let mut seen = services
        .github
        .pull_request(Looked {
            which: match request.stage.pull_request() {
                Some(pr) => Which::Number(pr.number),
                None => Which::Branch(&branch),
            },
            wanted: &wanted,
            status: status.as_ref(),
            counts: &|login| {
                let person = deciders.person_of(login);
                let speaks = is_owner(&person) && person != request.requester;
                speaks || deciders.count(login, &request.requester)
            },
        })
        .await;
    if let Seen::Present(found) = &mut seen {
        deciders.name(found);
    }
    seen
}

fn of_store(error: &StoreError) -> Trouble {
    Trouble::new(
        System::Database,
        TroubleKind::Unreachable,
        error.to_string(),
    )
}

/// Gone from the base branch after the merge: somebody took the merge back.
async fn revert(
    services: &Services,
    request: &Request,
    merge: &Merge,
) -> Result<Seen<domain::github::Sha>, StoreError> {
    let files = wanted::files(services, request);
    let mut paths = wanted::removed(services, request, &files).await?;
    paths.extend(files.into_iter().map(|file| file.path));
    Ok(services
        .github
        .find_revert(
            wanted::home(services, request),
            &merge.base,
            &merge.commit,
            &paths,
        )
        .await)
}

async fn application(services: &Services, request: &Request) -> Seen<ApplicationLook> {
    let Some(merge) = request.stage.merge() else {
        return Seen::NotAsked;
    };
    let home = wanted::home(services, request);
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

/// Our own objects: those of the files, then those whose files the change takes away.
async fn resources(
    services: &Services,
    request: &Request,
    application: &Seen<ApplicationLook>,
) -> Result<Seen<Vec<ResourceSeen>>, StoreError> {
    let look = match application {
        Seen::Present(look) => look,
        Seen::Unavailable(trouble) => return Ok(Seen::Unavailable(trouble.clone())),
        Seen::Absent => return Ok(Seen::Absent),
        Seen::NotAsked => return Ok(Seen::NotAsked),
    };
    let kept = manifest::objects(&request.change, &services.standard);
    let gone = wanted::removed_objects(services, request).await?;
    let all = kept
        .iter()
        .map(|object| (object, false))
        .chain(gone.iter().map(|object| (object, true)));
    let mut seen = Vec::new();
    for (object, removed) in all {
        let at = ObjectRef::of(object, &services.standard.namespace);
        let live = match services.argocd.resource(&look.seen.name, at).await {
            Seen::Present(live) => Some(live),
            Seen::Absent | Seen::NotAsked => None,
            Seen::Unavailable(trouble) => return Ok(Seen::Unavailable(trouble)),
        };
        let resource = look.resource(object.kind, &object.name, live);
        seen.push(ResourceSeen {
            removed,
            ..resource
        });
    }
    Ok(Seen::Present(seen))
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
    let goes = request.change.kind() == ChangeKind::Removal;
    match services.settings.catalog {
        CatalogMode::Off => Seen::NotAsked,
        CatalogMode::Discover if goes => Seen::NotAsked,
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
