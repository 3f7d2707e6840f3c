//! Requests about repositories that are there: one of each kind at a time.

mod access;
mod in_git;
mod lifecycle;
mod policy;
mod removal;
mod rolled;
mod settings;
mod take_back;

use super::usage::plan_of;
use super::{BerthPortal, moved_on, refused};
use crate::portal::repository::described::{self, Described};
use crate::store::{NewRequest, NewRevision, RepositoryKnown, Resubmitted, Submitted};
use async_trait::async_trait;
use domain::access_change::AccessForm;
use domain::alerts::AlertForm;
use domain::form::COMMENT_MAX;
use domain::people::{Action, Person};
use domain::portal::{
    AccessDraft, AccessStart, Answer, AskedBefore, ChangePages, LifecycleTab, PolicyStart,
    PortalError, RemovalForm, RemovalPage, RepositoryKey, RequestRow, SettingsPage, SettingsStart,
    UseQuery,
};
use domain::refusal::{Problem, Refusal};
use domain::request::{Change, ChangeKind, RequestId};
use domain::settings_change::SettingsForm;
use domain::spec::RepositorySpec;
use domain::standing;

#[async_trait]
impl ChangePages for BerthPortal {
    async fn ask_for_alarms(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &AlertForm,
        comment: &str,
    ) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let known = self.browsed(person, key).await?;
        let described = self.described(&known).await?.filter(|it| it.has_cluster);
        let Some(Described { spec, .. }) = described else {
            return Err(nobodys());
        };
        let last = self
            .services
            .store
            .last_completed(key, ChangeKind::Alarms, i64::MAX)
            .await?;
        let has_alarms = last.as_ref().and_then(plan_of).is_some();
        let plan = form.parse(key, has_alarms).map_err(|problems| {
            let sentences = problems.into_iter().map(|(_, why)| Problem::general(why));
            PortalError::Refused(Refusal {
                problems: sentences.collect(),
            })
        })?;
        self.ask(person, Change::Alarms { spec, plan }, comment)
            .await
    }

    async fn lifecycle(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: PolicyStart<'_>,
    ) -> Answer<LifecycleTab> {
        self.lifecycle_tab(person, key, start).await
    }

    async fn ask_for_policy(
        &self,
        person: &Person,
        key: &RepositoryKey,
        text: &str,
        comment: &str,
    ) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let change = self.policy_change(person, key, text).await?;
        self.ask(person, change, comment).await
    }

    async fn settings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: SettingsStart<'_>,
    ) -> Answer<SettingsPage> {
        self.settings_page(person, key, start).await
    }

    async fn ask_for_settings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &SettingsForm,
        comment: &str,
    ) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let change = self.settings_change(person, key, form).await?;
        self.ask(person, change, comment).await
    }

    async fn draft_access(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: AccessStart<'_>,
    ) -> Answer<AccessDraft> {
        self.access_draft(person, key, start).await
    }

    async fn ask_for_access(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &AccessForm,
        comment: &str,
    ) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let change = self.access_change(person, key, form).await?;
        self.ask(person, change, comment).await
    }

    async fn removal(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
    ) -> Answer<RemovalPage> {
        self.removal_page(person, key, form).await
    }

    async fn ask_for_removal(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
        comment: &str,
    ) -> Answer<RequestId> {
        let change = self.removal_change(person, key, form).await?;
        self.ask(person, change, comment).await
    }

    async fn ask_for_workflow(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &UseQuery,
        comment: &str,
    ) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let known = self.browsed(person, key).await?;
        let described = self.described(&known).await?;
        let Some(source) = described.as_ref().and_then(Described::source) else {
            return Err(nobodys());
        };
        let bound = self.bound(source, query).await;
        if bound.is_other_branch {
            return Err(refused(Problem::general(format!(
                "“{}” is no branch that a workflow can be bound to",
                query.branch.trim()
            ))));
        }
        let spec = RepositorySpec {
            source: bound.source,
            ..described.ok_or_else(nobodys)?.spec
        };
        let change = Change::Workflow {
            spec,
            branch: bound.branch,
        };
        self.ask(person, change, comment).await
    }
}

impl BerthPortal {
    /// How requests of a kind stand, for the page that asks for them.
    pub(super) async fn asked(
        &self,
        person: &Person,
        key: &RepositoryKey,
        kind: ChangeKind,
    ) -> Answer<AskedBefore> {
        let store = &self.services.store;
        let (done, at_work, removal) = tokio::try_join!(
            store.last_completed(key, kind, i64::MAX),
            store.request_at_work(key, kind),
            store.request_at_work(key, ChangeKind::Removal)
        )?;
        Ok(AskedBefore {
            done: done.as_ref().map(RequestRow::of),
            at_work,
            removal: removal.filter(|_| kind != ChangeKind::Removal),
            hindrance: self.permitted(person, Action::Request).err(),
        })
    }

    pub(super) async fn described(&self, known: &RepositoryKnown) -> Answer<Option<Described>> {
        let request = self.its_request(known).await?;
        Ok(described::spec(known, request.as_ref()))
    }

    pub(super) async fn ask(
        &self,
        person: &Person,
        change: Change,
        comment: &str,
    ) -> Answer<RequestId> {
        let comment = comment.replace("\r\n", "\n").trim().to_owned();
        if comment.chars().count() > COMMENT_MAX {
            return Err(refused(Problem::general(format!(
                "Write at most {COMMENT_MAX} characters about why"
            ))));
        }
        let id = RequestId::parse(&uuid::Uuid::now_v7().to_string())
            .map_err(|error| PortalError::Bug(error.to_string()))?;
        let new = NewRequest {
            id,
            change,
            comment,
            requester: person.login.clone(),
            at: self.services.clock.now(),
        };
        match self.services.store.submit(&new).await? {
            Submitted::Created(request) | Submitted::Same(request) => Ok(request.id),
            Submitted::NameTaken { by } => self.join(person, new, &by).await,
            Submitted::Foreign => Err(PortalError::Bug("a fresh id was taken".to_owned())),
        }
    }

    /// One of the kind, or one that leaves no room for it, is on its way already.
    async fn join(&self, person: &Person, new: NewRequest, by: &RequestRow) -> Answer<RequestId> {
        if let Some(problem) = left_no_room(new.change.kind(), by) {
            return Err(refused(problem));
        }
        let known = self.load(&by.id).await?;
        // What AWS has may be again what it had when the adoption was asked for: that is an answer too.
        let answers =
            known.change.kind() == ChangeKind::Adopt && standing::may_answer(&known, person);
        let is_own = known.requester == person.login;
        if is_own && !answers && known.change.asks_the_same(&new.change) {
            return Ok(known.id);
        }
        let gives_way = known.change.kind() == ChangeKind::Create
            && new.change.kind() == ChangeKind::Adopt
            && standing::makes_room_for_adoption(&known, person);
        if gives_way || standing::may_be_replaced(&known, person) {
            let replaced = self.services.store.submit_instead(&new, &known).await?;
            let replaced = replaced.map(|request| request.id);
            return replaced.ok_or_else(moved_on);
        }
        if !standing::may_answer(&known, person) {
            let message = format!(
                "{} by {} is on its way already; ask again when it is done or withdrawn",
                by.label, by.requester
            );
            let link = format!("/requests/{}", by.id);
            return Err(refused(
                Problem::general(message).linking(by.label.clone(), link),
            ));
        }
        let (change, stage) = standing::answered_anew(&known, new.change);
        let revision = NewRevision {
            id: known.id.clone(),
            by: person.login.clone(),
            stage,
            change,
            comment: new.comment,
            at: new.at,
            expected_version: known.version,
        };
        match self.services.store.resubmit(&revision).await? {
            Resubmitted::Done(request) => Ok(request.id),
            Resubmitted::WrongStage(_) | Resubmitted::Foreign | Resubmitted::NameTaken { .. } => {
                Err(PortalError::Stale(
                    "The request takes no new answers now".to_owned(),
                ))
            }
        }
    }
}

/// A removal that is on its way stands against every other change of the repository, and the other way round.
fn left_no_room(asked: ChangeKind, by: &RequestRow) -> Option<Problem> {
    let message = match (asked, by.kind) {
        (ChangeKind::Removal, ChangeKind::Removal) => return None,
        (_, ChangeKind::Removal) => being_removed(by),
        (ChangeKind::Removal, _) => format!(
            "{} by {} is on its way for this repository. Wait until it is done, or withdraw it first",
            by.label, by.requester
        ),
        _ => return None,
    };
    let link = format!("/requests/{}", by.id);
    Some(Problem::general(message).linking(by.label.clone(), link))
}

pub(super) fn being_removed(by: &RequestRow) -> String {
    format!(
        "{} by {} takes this repository or a part of it away. Wait until it is done, or withdraw it first",
        by.label, by.requester
    )
}

pub(super) use rolled::Rolled;

pub(super) fn nobodys() -> PortalError {
    refused(Problem::general(
        "Nobody looks after this repository in Git, so there is no place for this",
    ))
}
