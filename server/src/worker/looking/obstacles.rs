//! What stands in the way of a pull request: in Git, in AWS, in Argo CD.

use super::{adoption, base};
use crate::outside::github::RepositoryAccess;
use crate::services::Services;
use crate::worker::wanted;
use domain::manifest::REQUEST_ANNOTATION;
use domain::observed::Seen;
use domain::portal::{ADOPT_IT, adoption_form};
use domain::refusal::Problem;
use domain::request::{ChangeKind, Request, StageName};
use domain::spec::Field;
use domain::trouble::Trouble;

/// Once that was checked, only Git can still move.
pub(super) async fn look(services: &Services, request: &Request) -> Seen<Vec<Problem>> {
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
