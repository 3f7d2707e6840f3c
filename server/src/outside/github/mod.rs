//! GitHub over REST, as a GitHub App or with a token, and as the people who sign in.

mod types;

pub use types::*;

use super::{Observer, SetupError};
use domain::github::{Login, RepoSlug, Sha};
use domain::observed::{PullRequestSeen, Seen};
use domain::request::{PullRequest, Verdict};
use domain::trouble::Trouble;
use secrecy::SecretString;
use std::collections::BTreeMap;

/// Cheap to clone; make it inside a runtime.
#[derive(Clone)]
pub struct GitHub {}

#[allow(clippy::unimplemented, clippy::unused_async, unused_variables)]
impl GitHub {
    /// # Errors
    /// An address or the private key cannot be read.
    pub fn new(config: GitHubConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        unimplemented!()
    }
    pub async fn repository(&self, slug: &RepoSlug) -> Seen<RepositoryAccess> {
        unimplemented!()
    }
    pub async fn ensure_pull_request(&self, wanted: &Wanted) -> Result<Ensured, Trouble> {
        unimplemented!()
    }
    pub async fn pull_request(&self, looked: Looked<'_>) -> Seen<PullRequestSeen> {
        unimplemented!()
    }
    pub async fn ensure_review(
        &self,
        user_token: &SecretString,
        pr: &PullRequest,
        verdict: Verdict,
        comment: &str,
        head: &Sha,
    ) -> Result<(), Trouble> {
        unimplemented!()
    }
    pub async fn ensure_status(
        &self,
        repo: &RepoSlug,
        head: &Sha,
        status: &Status,
    ) -> Result<(), Trouble> {
        unimplemented!()
    }
    pub async fn ensure_merged(
        &self,
        pr: &PullRequest,
        head: &Sha,
    ) -> Result<MergeOutcome, Trouble> {
        unimplemented!()
    }
    /// Closes the pull request, says why when `comment` is not empty, and deletes its branch.
    pub async fn ensure_closed(&self, pr: &PullRequest, comment: &str) -> Result<(), Trouble> {
        unimplemented!()
    }
    /// Whether `ancestor` is `descendant` or lies before it.
    pub async fn compare_contains(
        &self,
        repo: &RepoSlug,
        ancestor: &Sha,
        descendant: &Sha,
    ) -> Result<bool, Trouble> {
        unimplemented!()
    }
    /// The commit on `base` that took the merge back.
    pub async fn find_revert(
        &self,
        repo: &RepoSlug,
        base: &str,
        merge_commit: &Sha,
        paths: &[String],
    ) -> Seen<Sha> {
        unimplemented!()
    }
    pub async fn file_at(&self, repo: &RepoSlug, path: &str, reference: &str) -> Seen<String> {
        unimplemented!()
    }
    /// Texts by path; `None`: no such file there.
    pub async fn files_at(
        &self,
        repo: &RepoSlug,
        paths: &[String],
        reference: &str,
    ) -> Result<BTreeMap<String, Option<String>>, Trouble> {
        unimplemented!()
    }
    pub fn repo_url(&self, repo: &RepoSlug) -> String {
        unimplemented!()
    }
    pub fn blob_url(&self, repo: &RepoSlug, reference: &str, path: &str) -> String {
        unimplemented!()
    }
    pub fn pull_request_url(&self, repo: &RepoSlug, number: u64) -> String {
        unimplemented!()
    }
    pub fn commit_url(&self, repo: &RepoSlug, sha: &Sha) -> String {
        unimplemented!()
    }
    /// What to clone from, as Argo CD is told.
    pub fn clone_url(&self, repo: &RepoSlug) -> String {
        unimplemented!()
    }
    /// Where to send a browser to sign in. `None`: sign-in is not configured.
    pub fn authorize_url(
        &self,
        state: &str,
        redirect_uri: &str,
        pkce_challenge: &str,
        scopes: &[&str],
    ) -> Option<String> {
        unimplemented!()
    }
    pub async fn exchange(
        &self,
        code: &str,
        pkce_verifier: &str,
        redirect_uri: &str,
    ) -> Result<UserToken, Trouble> {
        unimplemented!()
    }
    pub async fn me(&self, token: &SecretString) -> Result<Me, Trouble> {
        unimplemented!()
    }
    pub async fn teams_of(&self, token: &SecretString) -> Result<Vec<TeamSlug>, Trouble> {
        unimplemented!()
    }
    pub async fn team_members(&self, org: &str, team: &str) -> Result<Vec<Login>, Trouble> {
        unimplemented!()
    }
    pub async fn is_member(&self, org: &str, team: &str, login: &Login) -> Result<bool, Trouble> {
        unimplemented!()
    }
    /// The App's slug; its commits and pull requests are by `<slug>[bot]`. With a token: the user's login.
    pub async fn app_slug(&self) -> Result<String, Trouble> {
        unimplemented!()
    }
    /// The App's latest webhook deliveries, newest first, at most `at_most`.
    pub async fn hook_deliveries(&self, at_most: usize) -> Result<Vec<HookDelivery>, Trouble> {
        unimplemented!()
    }
    pub async fn redeliver(&self, delivery: u64) -> Result<(), Trouble> {
        unimplemented!()
    }
    /// What is left of the hourly allowance for repositories of this owner; `None` before the first call.
    pub fn budget(&self, owner: &str) -> Option<Budget> {
        unimplemented!()
    }
}

/// Whether the header is the HMAC of the raw body under one of the secrets (two while they rotate).
#[allow(clippy::unimplemented)]
pub fn verify_signature(_secrets: &[SecretString], _body: &[u8], _header: Option<&str>) -> bool {
    unimplemented!()
}

#[allow(clippy::unimplemented)]
impl WebhookHint {
    /// Never fails: what cannot be read is left out.
    pub fn parse(_event: &str, _delivery: &str, _body: &[u8]) -> Self {
        unimplemented!()
    }
}
