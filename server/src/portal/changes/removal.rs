//! Taking a repository away, letting go of it, or taking its lifecycle policy away for good.

use super::{left_no_room, nobodys};
use crate::portal::repository::described::Described;
use crate::portal::usage::plan_of;
use crate::portal::{BerthPortal, PATIENCE, refused};
use crate::store::RepositoryKnown;
use domain::access::Access;
use domain::access_change::{AccessChange, PolicyInGit};
use domain::alerts::{self, Plan};
use domain::manifest::{
    self, EditedFile, File, REQUEST_ANNOTATION, edit, made_ready, repository_object,
};
use domain::people::{Action, Person};
use domain::portal::{Answer, PortalError, RemovalForm, RemovalPage, RepositoryKey, RequestRow};
use domain::refusal::Problem;
use domain::request::{
    Change, ChangeKind, Held, Removal, RemovalStep, RemovedObjects, Request, Way,
};
use domain::spec::RepositorySpec;
use tokio::time::timeout;

/// What Git has of a repository.
struct InGit {
    spec: RepositorySpec,
    /// Its manifest, its policies, its alarms and its catalog file, as far as they are there.
    repository: File,
    lifecycle: Option<File>,
    access: Option<File>,
    further: Vec<File>,
    /// Others in its folder.
    unknown: Vec<String>,
    objects: RemovedObjects,
}

impl InGit {
    fn all(&self) -> impl Iterator<Item = &File> {
        std::iter::once(&self.repository)
            .chain(&self.lifecycle)
            .chain(&self.access)
            .chain(&self.further)
    }

    /// The files that the first pull request changes.
    fn to_prepare(&self, way: Way) -> Vec<&File> {
        match way {
            Way::DeleteWithImages | Way::DeleteEmpty => vec![&self.repository],
            Way::Detach => std::iter::once(&self.repository)
                .chain(&self.lifecycle)
                .chain(&self.access)
                .collect(),
            Way::Policy => self.lifecycle.iter().collect(),
        }
    }
}

impl BerthPortal {
    pub(super) async fn removal_page(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
    ) -> Answer<RemovalPage> {
        let known = self.browsed(person, key).await?;
        let store = &self.services.store;
        let (found, access, requests, about, alarms, workflow) = tokio::try_join!(
            self.whole_in_git(&known),
            async { Ok(self.who_may(key).await) },
            self.asked(person, key, ChangeKind::Removal),
            async { Ok(store.requests_about(key).await?) },
            self.last_plan(key),
            async {
                Ok(store
                    .last_completed(key, ChangeKind::Workflow, i64::MAX)
                    .await?)
            },
        )?;
        let mut requests = requests;
        if let Err(why) = self.may_tend(person, &known.row) {
            requests.hindrance.get_or_insert(why);
        }
        let (files, unknown, has_policy, obstacle) = match &found {
            Ok(found) => (
                found.all().map(|file| file.path.clone()).collect(),
                found.unknown.clone(),
                found.lifecycle.is_some(),
                None,
            ),
            Err(problem) => (Vec::new(), Vec::new(), false, Some(problem.clone())),
        };
        let obstacle = obstacle.or_else(|| standing_against(&about));
        Ok(RemovalPage {
            held: held(&known),
            access,
            has_policy,
            files,
            unknown,
            open: about
                .into_iter()
                .filter(|row| !row.stage.is_final())
                .collect(),
            has_alarms: alarms.is_some(),
            has_workflow: workflow.is_some(),
            obstacle,
            requests,
            cooling_ms: self.services.settings.removal.cooling_ms,
            lock_ms: self.services.settings.removal.lock_ms,
            form: form.clone(),
            now: self.services.clock.now(),
            row: known.row,
        })
    }

    pub(super) async fn removal_change(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
    ) -> Answer<Change> {
        self.permit(person, Action::Request)?;
        let known = self.browsed(person, key).await?;
        self.tends(person, &known.row)?;
        let Some(way) = form.way else {
            return Err(refused(Problem::general("Choose what is to go")));
        };
        if form.typed.trim() != key.name.as_str() {
            return Err(refused(Problem::general(format!(
                "Type the name {} to say that you are sure. Nothing has been asked for",
                key.name
            ))));
        }
        if form.deny_pulls && !way.deletes() {
            return Err(refused(Problem::general(
                "Pulls are denied before a deletion only, for what stays is pulled on. Take that away, or choose a deletion",
            )));
        }
        if let Some(other) = self.in_the_way(key).await? {
            return Err(refused(other));
        }
        let found = self.whole_in_git(&known).await?.map_err(refused)?;
        if way == Way::Policy && found.lifecycle.is_none() {
            return Err(refused(Problem::general(
                "Git has no lifecycle policy of this repository, so there is none to take away",
            )));
        }
        let denial = match form.deny_pulls {
            true => Some(self.denial(&found).await?),
            false => None,
        };
        let removal = self.planned_removal(way, &found, denial, held(&known))?;
        Ok(Change::Removal {
            spec: found.spec,
            removal: Box::new(removal),
        })
    }

    /// Other changes of the same files would come to nothing, or be lost.
    async fn in_the_way(&self, key: &RepositoryKey) -> Answer<Option<Problem>> {
        let about = self.services.store.requests_about(key).await?;
        Ok(standing_against(&about))
    }

    /// Where Git has no policy, AWS must have none either: what is not in Git can't be put back from there.
    async fn denial(&self, found: &InGit) -> Answer<AccessChange> {
        let (spec, standard) = (&found.spec, &self.services.standard);
        let file = found.access.as_ref().map(|file| file.text.clone());
        let in_aws = match file {
            Some(_) => None,
            None => match timeout(PATIENCE, self.services.aws.policy(&spec.address)).await {
                Ok(Ok(policy)) => policy,
                Ok(Err(_)) | Err(_) => {
                    return Err(refused(Problem::general(
                        "AWS does not answer now, so Berth can’t see whether it has a policy that would have to be put back. Try again in a moment, or ask without denying pulls",
                    )));
                }
            },
        };
        let read = PolicyInGit::read(file, in_aws, spec, standard)
            .map_err(|why| refused(Problem::general(why)))?;
        read.denying_pulls(spec, standard)
            .map_err(|why| refused(Problem::general(why)))
    }

    fn planned_removal(
        &self,
        way: Way,
        found: &InGit,
        denial: Option<AccessChange>,
        held: Held,
    ) -> Answer<Removal> {
        let mut edits = Vec::new();
        for file in found.to_prepare(way) {
            let edit = made_ready(way, file, &found.spec)
                .map_err(|why| refused(Problem::general(why.to_string())))?;
            edits.extend(edit);
        }
        edits.extend(denial.iter().flat_map(|denial| denial.files.clone()));
        let goes: Vec<&File> = match way {
            Way::Policy => found.lifecycle.iter().collect(),
            _ => found.all().collect(),
        };
        let (ours, others): (Vec<&File>, Vec<&File>) = goes
            .into_iter()
            .partition(|file| file.text.contains(REQUEST_ANNOTATION));
        let then = |file: &File| {
            let edited: Option<&EditedFile> = edits.iter().find(|edit| edit.path == file.path);
            let text = edited.and_then(|edit| edit.after.clone());
            text.unwrap_or_else(|| file.text.clone())
        };
        let others = others.into_iter().map(|file| EditedFile {
            path: file.path.clone(),
            before: Some(then(file)),
            after: None,
        });
        let made = denial.iter().flat_map(|denial| &denial.files);
        let made = made.filter(|file| file.before.is_none());
        let others = others.chain(made.map(EditedFile::undone));
        let others: Vec<EditedFile> = others.collect();
        let objects = match way {
            Way::Policy => RemovedObjects {
                lifecycle: found.objects.lifecycle.clone(),
                ..RemovedObjects::default()
            },
            _ => RemovedObjects {
                access: match &denial {
                    Some(denial) => Some(denial.object.clone()),
                    None => found.objects.access.clone(),
                },
                ..found.objects.clone()
            },
        };
        let settings = &self.services.settings.removal;
        Ok(Removal {
            way,
            step: RemovalStep::Prepare,
            files: ours.into_iter().map(|file| file.path.clone()).collect(),
            others,
            edits,
            denial: denial.map(Box::new),
            unknown: match way.lets_go() {
                true => found.unknown.clone(),
                false => Vec::new(),
            },
            objects,
            held,
            cooling_ms: settings.cooling_ms,
            lock_ms: settings.lock_ms,
        })
    }

    async fn last_plan(&self, key: &RepositoryKey) -> Answer<Option<Plan>> {
        let store = &self.services.store;
        let last = store
            .last_completed(key, ChangeKind::Alarms, i64::MAX)
            .await?;
        let stone = store.tombstone(key).await?;
        let is_of_now = |last: &Request| stone.as_ref().is_none_or(|stone| last.since > stone.at);
        let last = last.filter(is_of_now);
        Ok(last.as_ref().and_then(plan_of).cloned())
    }

    /// One sentence for each that the repository's policy lets in; `None`: AWS does not say now.
    async fn who_may(&self, key: &RepositoryKey) -> Option<Vec<String>> {
        let policy = timeout(PATIENCE, self.services.aws.policy(key)).await;
        let policy = policy.ok()?.ok()?;
        let access = policy.map(|text| Access::read(&text, &key.account));
        let statements = access.map(|access| access.statements).unwrap_or_default();
        Some(statements.into_iter().map(|one| one.sentence).collect())
    }

    async fn whole_in_git(&self, known: &RepositoryKnown) -> Answer<Result<InGit, Problem>> {
        let standard = &self.services.standard;
        let described = self.described(known).await?.filter(|it| it.has_cluster);
        let has_home = |it: &Described| standard.layout.central.is_some() || it.source().is_some();
        let Some(Described { spec, .. }) = described.filter(has_home) else {
            let PortalError::Refused(refusal) = nobodys() else {
                return Err(nobodys());
            };
            let first = refusal.problems.into_iter().next();
            return Ok(Err(first.ok_or_else(nobodys)?));
        };
        let plan = self.last_plan(&spec.address).await?;
        let alarms: Vec<String> = plan
            .iter()
            .flat_map(|plan| alerts::render("", &spec, plan, standard))
            .map(|file| file.path)
            .collect();
        let path = manifest::repository_path(&spec, standard);
        let mut further = alarms;
        further.push(manifest::catalog_path(&spec, standard));
        let lifecycle = manifest::lifecycle_path(&spec, standard);
        let access = manifest::access_path(&spec, standard);
        let mut paths = vec![path.clone(), lifecycle.clone(), access.clone()];
        paths.extend(further.iter().cloned());
        let home = standard.home(&spec.source);
        let silent = || {
            Problem::general(
                "GitHub does not answer now, so Berth can’t see what Git has of this repository. Try again in a moment",
            )
        };
        let Some(mut base) = self.on_base(home, &paths).await else {
            return Ok(Err(silent()));
        };
        let folder = manifest::manifest_folder(&spec, standard);
        let Some(mut unknown) = self.folder_on(home, &folder, &base.branch).await else {
            return Ok(Err(silent()));
        };
        unknown.retain(|path| !paths.contains(path));
        let mut take = |path: String| base.take(&path).map(|text| File { path, text });
        let Some(repository) = take(path.clone()) else {
            return Ok(Err(Problem::general(format!(
                "Git has no {path}, so there is nothing that could be taken away. Adopt the repository first"
            ))));
        };
        let (lifecycle, access) = (take(lifecycle), take(access));
        let further = further.into_iter().filter_map(&mut take).collect();
        Ok(
            objects(&repository, lifecycle.as_ref(), access.as_ref(), &spec)
                .map(|objects| RemovedObjects {
                    alarms: plan,
                    ..objects
                })
                .map(|objects| InGit {
                    spec,
                    repository,
                    lifecycle,
                    access,
                    further,
                    unknown,
                    objects,
                })
                .map_err(Problem::general),
        )
    }
}

fn standing_against(about: &[RequestRow]) -> Option<Problem> {
    let mut open = about.iter().filter(|row| !row.stage.is_final());
    open.find_map(|row| left_no_room(ChangeKind::Removal, row))
}

fn objects(
    repository: &File,
    lifecycle: Option<&File>,
    access: Option<&File>,
    spec: &RepositorySpec,
) -> Result<RemovedObjects, String> {
    let unclear = |file: &File, why: edit::NotUnderstood| {
        format!(
            "Berth does not understand {} any more. {why}. Change the file by hand, or bring it back to a form that Berth knows",
            file.path
        )
    };
    let lifecycle = lifecycle
        .map(|file| edit::read_lifecycle_policy(&file.text).map_err(|why| unclear(file, why)))
        .transpose()?;
    let access = access
        .map(|file| edit::read_repository_policy(&file.text).map_err(|why| unclear(file, why)))
        .transpose()?;
    Ok(RemovedObjects {
        repository: Some(repository_object(repository, spec)?),
        lifecycle: lifecycle.map(|read| read.name),
        access: access.map(|read| read.name),
        alarms: None,
    })
}

fn held(known: &RepositoryKnown) -> Held {
    let figures = known.row.figures.as_ref();
    figures
        .map(|figures| Held {
            images: figures.images,
            bytes: figures.bytes,
            last_push: figures.last_push,
            last_pull: figures.last_pull,
            as_of: known.as_of,
        })
        .unwrap_or_default()
}
