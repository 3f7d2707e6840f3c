//! What people ask for about a repository that is there.

use super::{
    AccessDraft, AccessStart, Answer, LifecycleTab, PolicyStart, RemovalForm, RemovalPage,
    RepositoryKey, RequestRow, SettingsPage, SettingsStart, UseQuery,
};
use crate::access_change::AccessForm;
use crate::alerts::AlertForm;
use crate::people::Person;
use crate::request::RequestId;
use crate::settings_change::SettingsForm;
use async_trait::async_trait;

/// Each becomes a request of its own. Asking again while the person's own one awaits new answers is its next revision;
/// sent twice, it stays one request.
#[async_trait]
pub trait ChangePages: Send + Sync {
    /// These alarms, instead of those that there are.
    async fn ask_for_alarms(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &AlertForm,
        comment: &str,
    ) -> Answer<RequestId>;
    /// The lifecycle policy in force, and what another would do.
    async fn lifecycle(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: PolicyStart<'_>,
    ) -> Answer<LifecycleTab>;
    /// Another lifecycle policy, as AWS's JSON.
    async fn ask_for_policy(
        &self,
        person: &Person,
        key: &RepositoryKey,
        text: &str,
        comment: &str,
    ) -> Answer<RequestId>;
    /// The settings that Git has now, and what others would change.
    async fn settings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: SettingsStart<'_>,
    ) -> Answer<SettingsPage>;
    /// Other settings: the lines of Git that say so change, and no others.
    async fn ask_for_settings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &SettingsForm,
        comment: &str,
    ) -> Answer<RequestId>;
    /// The policy that there is, and what another would change.
    async fn draft_access(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: AccessStart<'_>,
    ) -> Answer<AccessDraft>;
    /// Another repository policy; what people wrote in it stays.
    async fn ask_for_access(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &AccessForm,
        comment: &str,
    ) -> Answer<RequestId>;
    /// What taking the repository away would touch.
    async fn removal(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
    ) -> Answer<RemovalPage>;
    /// The repository goes, is let go of, or loses its lifecycle policy.
    async fn ask_for_removal(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
        comment: &str,
    ) -> Answer<RequestId>;
    /// The workflow that publishes from a branch, as a pull request into the application's repository.
    async fn ask_for_workflow(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &UseQuery,
        comment: &str,
    ) -> Answer<RequestId>;
}

/// How requests of one kind stand about a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedBefore {
    /// What was carried out last.
    pub done: Option<RequestRow>,
    /// What is on its way.
    pub at_work: Option<RequestRow>,
    /// The removal that leaves no room for it.
    pub removal: Option<RequestRow>,
    /// Why this person may not ask; `None`: may.
    pub hindrance: Option<String>,
}
