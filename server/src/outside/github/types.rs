//! What callers hand to the GitHub client and what they get back.

use domain::github::{Login, RepoSlug, Sha};
use domain::manifest::{EditedFile, File};
use domain::request::PullRequest;
use domain::time::Timestamp;
use secrecy::SecretString;
use std::fmt;
use std::time::Duration;

/// The context under which Berth shows its decision on a commit.
pub const APPROVAL_CONTEXT: &str = "berth/approval";

#[derive(Clone, Debug)]
pub struct GitHubConfig {
    /// For example `https://api.github.com` or `https://github.acme.example/api/v3`.
    pub api_url: String,
    /// For example `https://github.com`: pages and sign-in.
    pub web_url: String,
    pub auth: Auth,
    /// Needed for signing people in.
    pub oauth: Option<OAuthApp>,
    /// Pause between two writes of one installation; GitHub asks for about a second.
    pub write_gap: Duration,
}

#[derive(Clone, Debug)]
pub enum Auth {
    /// A GitHub App; installations are found by the owner of each repository.
    App {
        id: u64,
        private_key_pem: SecretString,
    },
    /// A personal or machine user's token.
    Token(SecretString),
}

#[derive(Clone, Debug)]
pub struct OAuthApp {
    pub client_id: String,
    pub client_secret: SecretString,
}

/// A repository that Berth may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryAccess {
    /// The present name: differs from the one asked for after a rename.
    pub slug: RepoSlug,
    pub id: u64,
    /// The owner's number, where GitHub says it.
    pub owner_id: Option<u64>,
    pub default_branch: String,
    pub private: bool,
    pub archived: bool,
    pub can_push: bool,
    pub html_url: String,
}

/// A pull request as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub repo: RepoSlug,
    /// `None`: the repository's default branch.
    pub base: Option<String>,
    /// Made by the server from the request id, never from what people typed.
    pub branch: String,
    pub files: Vec<File>,
    /// Paths that must be gone.
    pub removed: Vec<String>,
    /// What the base has to say of files that people write too, for the change to be made.
    pub edited: Vec<EditedFile>,
    /// Commit message; no free text in it.
    pub message: String,
    pub title: String,
    pub body: String,
    pub labels: Vec<String>,
    pub reviewers: Vec<Reviewer>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reviewer {
    Person(Login),
    /// The slug of a team in the repository's organisation.
    Team(String),
}

/// A pull request that is now as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ensured {
    pub pull_request: PullRequest,
    pub base: String,
    /// Wishes that GitHub did not grant and that do not matter for the request: a label, a reviewer.
    pub notes: Vec<String>,
}

/// Which pull request to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    Branch(&'a str),
    Number(u64),
}

/// A look at a pull request and what it is compared with.
#[derive(Clone, Copy)]
pub struct Looked<'a> {
    pub which: Which<'a>,
    pub wanted: &'a Wanted,
    /// The status `berth/approval` that the head should carry, when it matters now.
    pub status: Option<&'a Status>,
    /// Whether a person's review counts in Berth.
    pub counts: &'a (dyn Fn(&Login) -> bool + Send + Sync),
}

impl fmt::Debug for Looked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looked")
            .field("which", &self.which)
            .finish_non_exhaustive()
    }
}

/// A commit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub context: String,
    pub state: StatusState,
    /// GitHub shows at most 140 characters.
    pub description: String,
    pub target_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusState {
    Pending,
    Success,
    Failure,
    Error,
}

impl StatusState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Error => "error",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    Merged {
        commit: Sha,
    },
    /// In GitHub's words.
    NotYet {
        reason: String,
    },
    /// Somebody pushed after the review.
    HeadMoved,
}

/// A person's token from signing in.
#[derive(Clone, Debug)]
pub struct UserToken {
    pub token: SecretString,
    pub expires: Option<Timestamp>,
    /// Where tokens end, what makes the next one.
    pub refresh: Option<RefreshToken>,
    pub scopes: Vec<String>,
}

/// Works once: the answer brings the next.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    pub token: SecretString,
    pub expires: Option<Timestamp>,
}

/// Who a token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    pub login: Login,
    pub id: u64,
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamSlug {
    pub org: String,
    pub slug: String,
}

/// A webhook delivery that GitHub remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookDelivery {
    pub id: u64,
    pub guid: String,
    pub event: String,
    pub action: Option<String>,
    pub delivered_at: Option<Timestamp>,
    pub redelivery: bool,
    /// HTTP status of Berth's answer; 0 when there was none.
    pub status_code: u16,
}

impl HookDelivery {
    pub fn arrived(&self) -> bool {
        (200..300).contains(&self.status_code)
    }
}

/// What is left of the hourly allowance, as the last answer said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub limit: u64,
    pub remaining: u64,
    pub reset: Timestamp,
}

/// A webhook says only where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookHint {
    /// The same again when GitHub delivers again.
    pub delivery: String,
    pub event: String,
    pub action: Option<String>,
    pub repo: Option<RepoSlug>,
    /// Survives renames.
    pub repo_id: Option<u64>,
    pub pull_number: Option<u64>,
    pub branch: Option<String>,
    pub sha: Option<Sha>,
}
