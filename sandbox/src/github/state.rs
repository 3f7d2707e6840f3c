//! Everything GitHub remembers that is not in git.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::hooks::Hooks;
use crate::credentials::Credentials;
use crate::world::Urls;

pub struct State {
    pub users: BTreeMap<String, User>,
    pub orgs: BTreeMap<String, Org>,
    pub teams: Vec<Team>,
    /// By slug, `owner/name`.
    pub repositories: BTreeMap<String, Repository>,
    pub tokens: HashMap<String, Token>,
    pub refresh_tokens: HashMap<String, Refresh>,
    pub codes: HashMap<String, Code>,
    /// Browser sessions of the web pages: cookie to login.
    pub sessions: HashMap<String, String>,
    pub hooks: Hooks,
    pub suspended: bool,
    /// What the App may do where it is installed.
    pub app_permissions: BTreeMap<String, String>,
    /// Requests counted against the hourly limit, by token: the hour and how many in it.
    pub spent: HashMap<String, (i64, u64)>,
    pub(crate) app_public_key: jsonwebtoken::DecodingKey,
    pub(crate) web: String,
    pub(crate) api: String,
    next_id: u64,
}

impl State {
    pub(crate) fn new(urls: &Urls, credentials: &Credentials) -> anyhow::Result<Self> {
        Ok(Self {
            users: BTreeMap::new(),
            orgs: BTreeMap::new(),
            teams: Vec::new(),
            repositories: BTreeMap::new(),
            tokens: HashMap::new(),
            refresh_tokens: HashMap::new(),
            codes: HashMap::new(),
            sessions: HashMap::new(),
            hooks: Hooks::default(),
            suspended: false,
            app_permissions: super::auth::granted_at_first(),
            spent: HashMap::new(),
            app_public_key: jsonwebtoken::DecodingKey::from_rsa_pem(
                credentials.public_key_pem.as_bytes(),
            )?,
            web: urls.github_web.clone(),
            api: urls.github_api.clone(),
            next_id: 1_000,
        })
    }

    /// Numeric ids are unique over all kinds of things, which GitHub does not promise and nobody may rely on.
    pub(crate) fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// GitHub's names are found whatever their case.
    pub fn repository(&self, slug: &str) -> Option<&Repository> {
        self.repositories.get(slug).or_else(|| {
            self.repositories
                .values()
                .find(|r| r.slug().eq_ignore_ascii_case(slug))
        })
    }

    pub fn repository_mut(&mut self, slug: &str) -> Option<&mut Repository> {
        let key = self.repository(slug)?.slug();
        self.repositories.get_mut(&key)
    }

    pub fn teams_of<'s>(&'s self, login: &'s str) -> impl Iterator<Item = &'s Team> {
        self.teams
            .iter()
            .filter(move |t| t.members.contains_key(login))
    }

    /// What a person may do in a repository, by membership and teams.
    pub fn permission(&self, login: &str, repository: &Repository) -> Permission {
        let member = self
            .orgs
            .get(&repository.owner)
            .and_then(|org| org.members.get(login));
        let by_role = match member {
            Some(OrgRole::Admin) => Permission::Admin,
            Some(OrgRole::Member) => Permission::Read,
            None if repository.private => Permission::None,
            None => Permission::Read,
        };
        let slug = repository.slug();
        let by_team = self
            .teams_of(login)
            .filter_map(|t| t.repositories.get(&slug))
            .max()
            .copied();
        by_role.max(by_team.unwrap_or(Permission::None))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserKind {
    User,
    /// The App's own account, `berth-bot[bot]`.
    Bot,
}

#[derive(Debug, Clone)]
pub struct User {
    pub id: u64,
    pub login: String,
    pub name: String,
    pub email: String,
    pub kind: UserKind,
    /// What the sign-in page says about this persona.
    pub about: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgRole {
    Admin,
    Member,
}

#[derive(Debug, Clone)]
pub struct Org {
    pub id: u64,
    pub login: String,
    pub name: String,
    pub members: BTreeMap<String, OrgRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamRole {
    Member,
    Maintainer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

#[derive(Debug, Clone)]
pub struct Team {
    pub id: u64,
    pub org: String,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub members: BTreeMap<String, TeamRole>,
    pub repositories: BTreeMap<String, Permission>,
}

#[derive(Debug, Clone)]
pub struct Repository {
    pub id: u64,
    pub owner: String,
    pub name: String,
    pub description: String,
    pub private: bool,
    pub archived: bool,
    pub default_branch: String,
    /// Is the App installed on it?
    pub app_access: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub pushed_at: Timestamp,
    /// Rules by branch name.
    pub rules: BTreeMap<String, BranchRules>,
    pub pulls: BTreeMap<u64, Pull>,
    pub labels: BTreeMap<String, Label>,
    /// By commit sha, oldest first.
    pub statuses: HashMap<String, Vec<CommitStatus>>,
    pub check_runs: Vec<CheckRun>,
    /// Branches as last looked at: what differs from git has been pushed since.
    pub known_branches: BTreeMap<String, String>,
    pub next_number: u64,
}

impl Repository {
    pub fn slug(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }
}

#[derive(Debug, Clone, Default)]
pub struct BranchRules {
    pub required_approvals: u32,
    pub required_contexts: Vec<String>,
    /// Changes come only through a pull request.
    pub pull_request_only: bool,
}

#[derive(Debug, Clone)]
pub struct Label {
    pub id: u64,
    pub name: String,
    pub color: String,
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mergeable {
    /// Nobody asked since the branches last moved.
    Unknown,
    /// The background job will look at it.
    Asked,
    Yes,
    No,
}

#[derive(Debug, Clone)]
pub struct Merged {
    pub at: Timestamp,
    pub by: String,
    pub sha: String,
}

#[derive(Debug, Clone)]
pub struct Pull {
    pub id: u64,
    pub number: u64,
    pub title: String,
    pub body: Option<String>,
    pub open: bool,
    pub draft: bool,
    pub author: String,
    pub head_ref: String,
    pub head_sha: String,
    pub base_ref: String,
    pub base_sha: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub closed_by: Option<String>,
    pub merged: Option<Merged>,
    pub mergeable: Mergeable,
    pub labels: BTreeSet<String>,
    pub requested_reviewers: BTreeSet<String>,
    pub requested_teams: BTreeSet<String>,
    pub reviews: Vec<Review>,
    pub comments: Vec<Comment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    Pending,
    Commented,
    Approved,
    ChangesRequested,
    Dismissed,
}

#[derive(Debug, Clone)]
pub struct Review {
    pub id: u64,
    pub author: String,
    pub body: String,
    pub state: ReviewState,
    pub commit_id: String,
    pub submitted_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct Comment {
    pub id: u64,
    pub author: String,
    pub body: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct CommitStatus {
    pub id: u64,
    /// `error`, `failure`, `pending` or `success`.
    pub state: String,
    pub context: String,
    pub description: Option<String>,
    pub target_url: Option<String>,
    pub creator: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct CheckRun {
    pub id: u64,
    pub suite_id: u64,
    pub name: String,
    pub head_sha: String,
    /// `queued`, `in_progress` or `completed`.
    pub status: String,
    pub conclusion: Option<String>,
    pub details_url: Option<String>,
    pub external_id: String,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub started_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct Token {
    pub kind: TokenKind,
    pub expires_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub enum TokenKind {
    /// Acts as this person; a token got by signing in through the App (`via_app`) reaches only what the App reaches too.
    User {
        login: String,
        scopes: Vec<String>,
        via_app: bool,
    },
    /// Acts as the App, in these repositories (`None`: all it is installed on).
    Installation {
        repositories: Option<BTreeSet<String>>,
        permissions: BTreeMap<String, String>,
    },
}

/// Makes the next pair of tokens, once; the pair that it belongs to ends with it.
#[derive(Debug, Clone)]
pub struct Refresh {
    pub login: String,
    pub access_token: String,
    pub expires_at: Timestamp,
}

/// A sign-in half done: the browser carries the code back to the application.
#[derive(Debug, Clone)]
pub struct Code {
    pub login: String,
    pub redirect_uri: Option<String>,
    pub challenge: Option<String>,
    pub expires_at: Timestamp,
}
