//! GitHub's JSON, only the members that Berth uses; unknown ones are ignored, most may be absent.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
pub(super) struct User {
    pub login: String,
    #[serde(default)]
    pub id: u64,
    pub name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Installation {
    pub id: u64,
}

#[derive(Deserialize)]
pub(super) struct InstallationToken {
    pub token: String,
    pub expires_at: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct App {
    pub slug: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    pub id: u64,
    pub owner: Option<User>,
    pub full_name: String,
    pub default_branch: String,
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    pub archived: bool,
    pub permissions: Option<Permissions>,
    pub html_url: Option<String>,
    pub allow_merge_commit: Option<bool>,
    pub allow_squash_merge: Option<bool>,
    pub allow_rebase_merge: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Permissions {
    #[serde(default)]
    pub push: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ref {
    pub object: Object,
}

#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub sha: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct GitCommit {
    pub tree: Object,
    #[serde(default)]
    pub parents: Vec<Object>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Comparison {
    pub status: String,
    pub merge_base_commit: Option<ListedCommit>,
    #[serde(default)]
    pub commits: Vec<ListedCommit>,
    #[serde(default)]
    pub files: Vec<ChangedFile>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListedCommit {
    pub sha: String,
    pub author: Option<User>,
    #[serde(default)]
    pub parents: Vec<Object>,
    pub commit: Option<CommitBody>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommitBody {
    pub author: Option<Signature>,
    pub tree: Option<Object>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    pub name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ChangedFile {
    pub filename: String,
    /// Of the blob at the head; `null` for a submodule.
    pub sha: Option<String>,
    pub status: String,
    pub previous_filename: Option<String>,
    /// Left out for what is not text or too large.
    pub patch: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Content {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub sha: String,
    #[serde(default)]
    pub encoding: String,
    #[serde(default)]
    pub content: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Pull {
    pub number: u64,
    pub html_url: String,
    pub state: String,
    pub title: String,
    pub body: Option<String>,
    #[serde(default)]
    pub draft: bool,
    pub head: Side,
    pub base: Side,
    pub merged_at: Option<String>,
    pub merged_by: Option<User>,
    pub merge_commit_sha: Option<String>,
    pub mergeable: Option<bool>,
    #[serde(default)]
    pub mergeable_state: String,
    #[serde(default)]
    pub labels: Vec<Named>,
    #[serde(default)]
    pub requested_reviewers: Vec<User>,
    #[serde(default)]
    pub requested_teams: Vec<Team>,
}

impl Pull {
    pub(super) fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// `merged` is missing in lists; the time is there in both.
    pub(super) fn is_merged(&self) -> bool {
        self.merged_at.is_some()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Side {
    #[serde(rename = "ref")]
    pub branch: String,
    pub sha: String,
    pub repo: Option<RepoName>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RepoName {
    pub full_name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Team {
    pub slug: String,
    pub organization: Option<Organization>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Organization {
    pub login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Membership {
    pub state: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Review {
    pub user: Option<User>,
    #[serde(default)]
    pub body: Option<String>,
    pub state: String,
    pub commit_id: Option<String>,
    pub submitted_at: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CombinedStatus {
    #[serde(default)]
    pub statuses: Vec<CommitStatus>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommitStatus {
    pub context: String,
    pub state: String,
    pub description: Option<String>,
    pub target_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CheckRuns {
    #[serde(default)]
    pub check_runs: Vec<CheckRun>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CheckRun {
    pub name: String,
    pub status: String,
    pub conclusion: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub parameters: RuleParameters,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct RuleParameters {
    pub required_approving_review_count: Option<u64>,
    #[serde(default)]
    pub required_status_checks: Vec<RequiredCheck>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RequiredCheck {
    pub context: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Merged {
    pub sha: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Issue {
    pub closed_by: Option<User>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub id: u64,
    pub user: Option<User>,
    pub body: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Delivery {
    pub id: u64,
    pub guid: String,
    pub event: String,
    pub action: Option<String>,
    pub delivered_at: Option<String>,
    #[serde(default)]
    pub redelivery: bool,
    #[serde(default)]
    pub status_code: u16,
}
