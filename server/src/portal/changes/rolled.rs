//! What a rollout asks for of one repository: the change that a person would ask for on its page, read from Git at the
//! moment of asking.

use super::being_removed;
use super::policy::ObjectInGit;
use super::settings::{Not, away};
use crate::foretold;
use crate::portal::BerthPortal;
use crate::portal::error::sentence;
use crate::portal::repository::described::Described;
use crate::store::RepositoryKnown;
use domain::lifecycle::LifecyclePolicy;
use domain::portal::{Answer, SettingsInGit};
use domain::request::{Change, ChangeKind, RequestId};
use domain::rollout::{Aim, Item};
use domain::settings_change::Values;

/// What comes of trying.
pub(in crate::portal) enum Rolled {
    Change(Box<Change>),
    /// Nothing would change.
    Already,
    /// It can't be, until a person does something about it.
    LeftOut(String),
    /// Something is in the way that passes.
    Later(String),
}

const SILENT: &str = "GitHub does not answer now";
const NOBODYS: &str = "Nobody looks after it in Git";

impl BerthPortal {
    pub(in crate::portal) async fn rolled(&self, aim: &Aim, item: &Item) -> Answer<Rolled> {
        let Some(known) = self.services.store.repository(&item.key).await? else {
            return Ok(Rolled::LeftOut("It is not there any more".to_owned()));
        };
        let removal = self
            .services
            .store
            .request_at_work(&item.key, ChangeKind::Removal);
        if let Some(row) = removal.await? {
            return Ok(Rolled::LeftOut(being_removed(&row)));
        }
        match aim {
            Aim::Lifecycle { policy } => {
                let was = foretold::in_force(&known);
                let is_in_force = was.as_ref().map(LifecyclePolicy::canonical_json)
                    == Some(policy.canonical_json());
                if is_in_force && !self.policy_drifts(&item.key).await? {
                    return Ok(Rolled::Already);
                }
                self.rolled_policy(&known, policy, was).await
            }
            Aim::Settings { .. } => {
                self.rolled_settings(&known, |now| Some(aim.over(now)))
                    .await
            }
            Aim::Undo { .. } => match &item.undoes {
                Some(request) => self.rolled_back(&known, request).await,
                None => Ok(Rolled::Already),
            },
        }
    }

    async fn rolled_policy(
        &self,
        known: &RepositoryKnown,
        policy: &LifecyclePolicy,
        was: Option<LifecyclePolicy>,
    ) -> Answer<Rolled> {
        let described = self.described(known).await?.filter(|it| it.has_cluster);
        let Some(Described { spec, .. }) = described else {
            return Ok(Rolled::LeftOut(NOBODYS.to_owned()));
        };
        let object = match self.object_in_git(&spec).await {
            ObjectInGit::Named(object) => object,
            ObjectInGit::Silent => return Ok(Rolled::Later(SILENT.to_owned())),
            ObjectInGit::Unclear(problem) => return Ok(Rolled::LeftOut(problem.message)),
        };
        let change = self.change_of_policy(known, spec, policy, was, object);
        Ok(Rolled::Change(Box::new(change.await?)))
    }

    /// `wanted`: from what Git says now; `None`: somebody has changed it since.
    async fn rolled_settings(
        &self,
        known: &RepositoryKnown,
        wanted: impl FnOnce(&Values) -> Option<Values> + Send,
    ) -> Answer<Rolled> {
        let found = match self.settings_in_git(known).await? {
            Ok(found) => found,
            Err(SettingsInGit::Silent) => return Ok(Rolled::Later(SILENT.to_owned())),
            Err(SettingsInGit::Nowhere) => return Ok(Rolled::LeftOut(NOBODYS.to_owned())),
            Err(why) => return Ok(Rolled::LeftOut(sentence(away(why)))),
        };
        let Some(wanted) = wanted(found.git.values()) else {
            let why = "Somebody has changed the same settings since";
            return Ok(Rolled::LeftOut(why.to_owned()));
        };
        Ok(match self.judged(&found, &wanted) {
            Ok((draft, _)) if draft.changed.is_empty() || draft.files.is_empty() => Rolled::Already,
            Ok((_, change)) => Rolled::Change(Box::new(change)),
            Err(Not::Clear(problem)) => Rolled::LeftOut(problem.message),
            Err(Not::Accepted(problems)) => {
                let all: Vec<String> = problems.into_iter().map(|one| one.message).collect();
                Rolled::LeftOut(all.join(" "))
            }
        })
    }

    /// The opposite of what a request brought, unless another came after it.
    async fn rolled_back(&self, known: &RepositoryKnown, request: &RequestId) -> Answer<Rolled> {
        let key = &known.row.key;
        let brought = self.load(request).await?;
        let kind = brought.change.kind();
        let last = self.services.store.last_completed(key, kind, i64::MAX);
        if let Some(last) = last.await?.filter(|last| last.id != brought.id) {
            let why = format!("{} has changed it since", last.label());
            return Ok(Rolled::LeftOut(why));
        }
        match &brought.change {
            Change::Settings { change, .. } => {
                self.rolled_settings(known, |now| change.undone(now)).await
            }
            Change::Lifecycle { .. } if self.policy_drifts(key).await? => {
                let why = "AWS has another policy than Git by now";
                Ok(Rolled::LeftOut(why.to_owned()))
            }
            Change::Lifecycle {
                spec,
                was: Some(was),
                ..
            } => {
                let now = spec.settings.lifecycle.clone();
                self.rolled_policy(known, was, now).await
            }
            _ => Ok(Rolled::LeftOut(
                "It had no policy before that Berth knows; take the new one out on Git".to_owned(),
            )),
        }
    }
}
