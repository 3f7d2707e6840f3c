//! Reads what a stage needs to see of the world. Changes nothing outside; keeps the last views for the pages.

pub(crate) mod adoption;
mod base;

use super::wanted;
use crate::outside::argocd::{ApplicationLook, ObjectRef};
use crate::outside::backstage::EntityRef;
use crate::outside::github::{Looked, RepositoryAccess, Which};
use crate::people::Deciders;
use crate::portal::seen::{APPLICATION, PULL_REQUEST, RESOURCES};
use crate::services::{CatalogMode, Services};
use crate::store::StoreError;
use domain::decide::Looks;
use domain::manifest::{self, REQUEST_ANNOTATION};
use domain::observed::{CatalogSeen, Observed, PullRequestSeen, ResourceSeen, Seen};
use domain::portal::{ADOPT_IT, adoption_form};
use domain::refusal::Problem;
use domain::request::{ChangeKind, Merge, Request, StageName};
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
        Err(error) => {
            return Seen::Unavailable(Trouble::new(
                System::Database,
                TroubleKind::Unreachable,
                error.to_string(),
            ));
        }
    };
    let deciders = match Deciders::now(services).await {
        Ok(deciders) => deciders,
        Err(trouble) => return Seen::Unavailable(trouble),
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
            counts: &|login| deciders.count(login, &request.requester),
        })
        .await;
    if let Seen::Present(found) = &mut seen {
        deciders.name(found);
    }
    seen
}

/// What stands in the way of a pull request. Once that was checked, only Git can still move.
async fn obstacles(services: &Services, request: &Request) -> Seen<Vec<Problem>> {
    match request.stage.name() {
        StageName::Publishing => in_git(services, request).await,
        _ => in_the_way(services, request).await,
    }
}

async fn in_git(services: &Services, request: &Request) -> Seen<Vec<Problem>> {
    let home = wanted::home(services, request);
    match services.github.repository(home).await {
        Seen::Present(access) => occupied(services, request, &access).await,
        // Making the pull request says what is wrong.
        Seen::Absent | Seen::NotAsked => Seen::Present(Vec::new()),
        Seen::Unavailable(trouble) => Seen::Unavailable(trouble),
    }
}

async fn in_the_way(services: &Services, request: &Request) -> Seen<Vec<Problem>> {
    let (git, aws, cluster) = tokio::join!(
        services.github.repository(wanted::home(services, request)),
        in_aws(services, request),
        unknown_cluster(services, request),
    );
    let access = match git {
        Seen::Unavailable(trouble) => return Seen::Unavailable(trouble),
        Seen::Present(access) => Some(access),
        Seen::Absent | Seen::NotAsked => None,
    };
    let mut problems: Vec<Problem> = unwritable(services, request, access.as_ref())
        .into_iter()
        .collect();
    for found in [aws, cluster] {
        match found {
            Err(trouble) => return Seen::Unavailable(trouble),
            Ok(problem) => problems.extend(problem),
        }
    }
    if let Some(access) = access.filter(|_| problems.is_empty()) {
        return occupied(services, request, &access).await;
    }
    Seen::Present(problems)
}

async fn occupied(
    services: &Services,
    request: &Request,
    access: &RepositoryAccess,
) -> Seen<Vec<Problem>> {
    let base = wanted::base(services, request);
    let branch = base.as_deref().unwrap_or(&access.default_branch);
    let found = match request.change.kind().edits_files() {
        true => base::moved(services, request, branch).await,
        false => written_by_others(services, request, branch).await,
    };
    match found {
        Ok(problem) => Seen::Present(problem.into_iter().collect()),
        Err(trouble) => Seen::Unavailable(trouble),
    }
}

fn unwritable(
    services: &Services,
    request: &Request,
    access: Option<&RepositoryAccess>,
) -> Option<Problem> {
    let home = wanted::home(services, request);
    let sentence = match access {
        None => format!(
            "Berth can’t see {home}. Check the name, or ask an owner to add the Berth app to it"
        ),
        Some(access) if access.archived => {
            format!("{home} is archived, so nothing can be committed to it")
        }
        Some(access) if !access.can_push => {
            format!("The Berth app may not write to {home}. Ask an owner to allow it")
        }
        Some(_) => return None,
    };
    Some(Problem::on(Field::Source, sentence))
}

/// Applying a manifest for a name that AWS already has would silently take that repository over, with the right to
/// delete it: so AWS is asked before anything is published. Later changes want the opposite, something to change.
async fn in_aws(services: &Services, request: &Request) -> Result<Option<Problem>, Trouble> {
    let address = &request.spec().address;
    let (name, region) = (&address.name, address.region);
    let sentence = match request.change.kind() {
        ChangeKind::Workflow => return Ok(None),
        ChangeKind::Adopt => return Box::pin(adoption::in_aws(services, request)).await,
        ChangeKind::Create if services.aws.exists(address).await? => format!(
            "AWS already has {name} in {region}. Choose another name, or adopt what is there:"
        ),
        ChangeKind::Create => return Ok(None),
        ChangeKind::Alarms
        | ChangeKind::Lifecycle
        | ChangeKind::Settings
        | ChangeKind::Access
        | ChangeKind::Removal => {
            if services.aws.exists(address).await? {
                return Ok(None);
            }
            format!("AWS has no {name} in {region}")
        }
    };
    let problem = Problem::on(Field::Name, sentence);
    Ok(Some(match request.change.kind() {
        ChangeKind::Create => problem.linking(ADOPT_IT, adoption_form(request.spec())),
        _ => problem,
    }))
}

async fn unknown_cluster(
    services: &Services,
    request: &Request,
) -> Result<Option<Problem>, Trouble> {
    if !request.change.kind().reaches_cluster() {
        return Ok(None);
    }
    let cluster = &request.spec().cluster;
    let known = services.argocd.clusters().await?;
    let is_known = known
        .iter()
        .any(|one| wanted::is_cluster(services, cluster, one));
    Ok((!is_known).then(|| {
        let sentence = format!("Argo CD does not know the cluster {cluster}");
        Problem::on(Field::Cluster, sentence)
    }))
}

/// Files of this repository that are in Git already: another request, or somebody by hand. What Berth wrote for an
/// earlier change of the same kind is to be replaced.
async fn written_by_others(
    services: &Services,
    request: &Request,
    branch: &str,
) -> Result<Option<Problem>, Trouble> {
    let kind = request.change.kind();
    let paths: Vec<String> = wanted::files(services, request)
        .into_iter()
        .map(|file| file.path)
        .collect();
    let there = services
        .github
        .files_at(wanted::home(services, request), &paths, branch)
        .await?;
    let is_in_the_way = |text: &str| match kind {
        ChangeKind::Create => true,
        // A manifest that only observes was left by an adoption that was given up.
        ChangeKind::Adopt => !text.contains(REQUEST_ANNOTATION) || adoption::has_say(text),
        _ => !text.contains(REQUEST_ANNOTATION),
    };
    let found = there
        .into_iter()
        .find(|(_, text)| text.as_deref().is_some_and(is_in_the_way));
    Ok(found.map(|(path, _)| match kind {
        ChangeKind::Create => Problem::on(
            Field::Name,
            format!("Git already has {path}. Choose another name"),
        ),
        ChangeKind::Adopt => Problem::on(
            Field::Source,
            format!("Git already has {path}, which is no leftover of an adoption. Move it away first"),
        ),
        _ => Problem::on(
            Field::Source,
            format!("Git already has {path}, and Berth did not write it. Move it away, or keep it instead"),
        ),
    }))
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
