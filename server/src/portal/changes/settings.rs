//! Other settings: read from Git at the moment of asking, held against it, and asked for.

use super::nobodys;
use crate::portal::repository::described::Described;
use crate::portal::{BerthPortal, refused};
use crate::store::RepositoryKnown;
use domain::manifest::{self, File};
use domain::people::Person;
use domain::policy::{self, Verdict};
use domain::portal::{
    Answer, ChoiceList, PortalError, RepositoryKey, SettingsDraft, SettingsInGit, SettingsPage,
    SettingsStart,
};
use domain::refusal::{Problem, Refusal};
use domain::request::{Change, ChangeKind};
use domain::settings_change::{
    InGit, Input, OwnTags, SettingsChange, SettingsForm, SettingsProblem, Values,
};
use domain::spec::{Field, RepositorySpec};

/// Suggestions for team and system.
const SUGGESTED: usize = 50;

/// What Git says, and of which repository.
pub(super) struct Found {
    spec: RepositorySpec,
    pub(super) git: InGit,
}

impl BerthPortal {
    pub(super) async fn settings_page(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: SettingsStart<'_>,
    ) -> Answer<SettingsPage> {
        let known = self.browsed(person, key).await?;
        let found = self.settings_in_git(&known).await?;
        let form = match (start, &found) {
            (SettingsStart::Typed(form), _) => form.clone(),
            (SettingsStart::Git, Ok(found)) => SettingsForm::of(found.git.values()),
            (SettingsStart::Again(id), Ok(found)) => {
                let request = self.services.store.request(id).await?;
                let again = request.as_ref().and_then(|request| {
                    let is_its = request.spec().address == *key;
                    match &request.change {
                        Change::Settings { change, .. } if is_its => Some(change),
                        _ => None,
                    }
                });
                let now = found.git.values();
                SettingsForm::of(&again.map_or_else(|| now.clone(), |it| it.over(now)))
            }
            (SettingsStart::Aws, Ok(found)) => {
                let now = found.git.values().clone();
                SettingsForm::of(&match &known.seen {
                    Some(seen) => now.taking(seen, &OwnTags::under(&self.services.standard)),
                    None => now,
                })
            }
            (SettingsStart::Git | SettingsStart::Aws | SettingsStart::Again(_), Err(_)) => {
                SettingsForm::default()
            }
        };
        let is_asked = !matches!(start, SettingsStart::Git);
        let (git, outcome) = match found {
            Ok(found) => {
                let outcome = is_asked.then(|| self.drafted(&found, &form));
                (SettingsInGit::Read(Box::new(found.spec)), outcome)
            }
            Err(why) => (why, None),
        };
        let (git, problems, draft) = match outcome {
            None => (git, Vec::new(), None),
            Some(Ok((draft, _))) => (git, Vec::new(), Some(draft)),
            Some(Err(Not::Accepted(problems))) => (git, problems, None),
            Some(Err(Not::Clear(problem))) => (SettingsInGit::Unclear(problem), Vec::new(), None),
        };
        let (teams, systems, requests) = tokio::try_join!(
            self.matching(person, ChoiceList::Teams, "", SUGGESTED),
            self.matching(person, ChoiceList::Systems, "", SUGGESTED),
            self.asked(person, key, ChangeKind::Settings),
        )?;
        Ok(SettingsPage {
            git,
            form,
            problems,
            draft,
            teams,
            systems,
            requests,
            now: self.services.clock.now(),
            row: known.row,
        })
    }

    pub(super) async fn settings_change(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &SettingsForm,
    ) -> Answer<Change> {
        let known = self.browsed(person, key).await?;
        let found = match self.settings_in_git(&known).await? {
            Ok(found) => found,
            Err(why) => return Err(away(why)),
        };
        match self.drafted(&found, form) {
            Ok((draft, _)) if draft.changed.is_empty() => Err(refused(Problem::general(
                "Git says all of this already, so there is nothing to ask for",
            ))),
            Ok((_, change)) => Ok(change),
            Err(Not::Clear(problem)) => Err(refused(problem)),
            Err(Not::Accepted(problems)) => Err(PortalError::Refused(Refusal {
                problems: problems.into_iter().map(of_field).collect(),
            })),
        }
    }

    pub(super) async fn settings_in_git(
        &self,
        known: &RepositoryKnown,
    ) -> Answer<Result<Found, SettingsInGit>> {
        let standard = &self.services.standard;
        let described = self.described(known).await?.filter(|it| it.has_cluster);
        let has_home = |it: &Described| standard.layout.central.is_some() || it.source().is_some();
        let Some(Described { spec, .. }) = described.filter(has_home) else {
            return Ok(Err(SettingsInGit::Nowhere));
        };
        let path = manifest::repository_path(&spec, standard);
        let catalog = manifest::catalog_path(&spec, standard);
        let home = standard.home(&spec.source);
        let Some(mut base) = self.on_base(home, &[path.clone(), catalog.clone()]).await else {
            return Ok(Err(SettingsInGit::Silent));
        };
        let Some(text) = base.take(&path) else {
            return Ok(Err(SettingsInGit::Absent { path }));
        };
        let link = self.services.github.blob_url(home, &base.branch, &path);
        let entity = base.take(&catalog).map(|text| File {
            path: catalog,
            text,
        });
        let name = path.clone();
        Ok(match InGit::read(File { path, text }, entity, standard) {
            Ok(git) => Ok(Found { spec, git }),
            Err(why) => {
                let problem = Problem::general(why).linking(name, link);
                Err(SettingsInGit::Unclear(problem))
            }
        })
    }

    /// What the form would change, and the change itself.
    fn drafted(&self, found: &Found, form: &SettingsForm) -> Result<(SettingsDraft, Change), Not> {
        let standard = &self.services.standard;
        let own = OwnTags::under(standard);
        let wanted = form
            .parse(found.git.values(), &own, found.git.other_tags())
            .map_err(Not::Accepted)?;
        self.judged(found, &wanted)
    }

    /// What these values would change, held against the company's rules.
    pub(super) fn judged(
        &self,
        found: &Found,
        wanted: &Values,
    ) -> Result<(SettingsDraft, Change), Not> {
        let standard = &self.services.standard;
        let change = self.changed(found, wanted).map_err(Not::Clear)?;
        let checks = policy::check_change(&change, standard);
        let blocks: Vec<SettingsProblem> = checks
            .iter()
            .filter(|check| check.verdict == Verdict::Block)
            .map(|check| SettingsProblem {
                input: Input::Of(check.field.unwrap_or(Field::Description)),
                message: match &check.fix {
                    Some(fix) => format!("{} {fix}", check.detail),
                    None => check.detail.clone(),
                },
            })
            .collect();
        if !blocks.is_empty() {
            return Err(Not::Accepted(blocks));
        }
        let advice = checks.into_iter();
        let draft = SettingsDraft {
            changed: settings_of(&change)
                .map(SettingsChange::changed)
                .unwrap_or_default(),
            consequences: policy::consequences_of_change(&change),
            advice: advice
                .filter(|check| check.verdict != Verdict::Pass)
                .collect(),
            files: change.edits().to_vec(),
        };
        Ok((draft, change))
    }

    fn changed(&self, found: &Found, wanted: &Values) -> Result<Change, Problem> {
        let standard = &self.services.standard;
        let spec = found.git.spec(wanted, found.spec.clone());
        let change = found.git.change(wanted, &spec, standard);
        let change = Box::new(change.map_err(Problem::general)?);
        Ok(Change::Settings { spec, change })
    }
}

/// Why a form comes to nothing.
pub(super) enum Not {
    Accepted(Vec<SettingsProblem>),
    Clear(Problem),
}

fn settings_of(change: &Change) -> Option<&SettingsChange> {
    match change {
        Change::Settings { change, .. } => Some(change),
        _ => None,
    }
}

fn of_field(problem: SettingsProblem) -> Problem {
    match problem.input {
        Input::Of(field) => Problem::on(field, problem.message),
        Input::Tags => Problem::general(problem.message),
    }
}

pub(super) fn away(why: SettingsInGit) -> PortalError {
    match why {
        SettingsInGit::Silent => refused(Problem::general(
            "GitHub does not answer now, so Berth can’t see the settings that Git has. Try again in a moment",
        )),
        SettingsInGit::Absent { path } => refused(Problem::general(format!(
            "Git has no {path}, so there is nothing that could be changed"
        ))),
        SettingsInGit::Unclear(problem) => refused(problem),
        SettingsInGit::Nowhere | SettingsInGit::Read(_) => nobodys(),
    }
}
