//! GitHub over REST, as a GitHub App or with a token, and as the people who sign in.
//!
//! octocrab carries the calls; what is asked and how answers are read is here, because Berth needs every status,
//! header and word of a refusal.

mod api;
mod branch;
mod comments;
mod content;
mod decide;
mod exchange;
mod hooks;
mod json;
mod look;
mod mergeable;
mod names;
mod people;
mod publish;
mod tokens;
mod trouble;
mod types;

pub use hooks::verify_signature;
pub use types::*;

use super::report::Reporter;
use super::wire::Service;
use super::{Observer, SetupError};
use api::Api;
use domain::github::Sha;
use domain::trouble::{System, Trouble};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::OnceCell;

/// Cheap to clone. Make it inside a runtime: its connections live on it.
#[derive(Clone)]
pub struct GitHub {
    inner: Arc<Inner>,
}

/// Repository, pull request and what was wished for it.
type Wish = (String, u64, String);

struct Inner {
    api: Api,
    web: Service,
    oauth: Option<OAuthApp>,
    reporter: Reporter,
    own_name: OnceCell<String>,
    /// Wishes that were made once and are not made again, granted or not.
    settled: Mutex<HashSet<Wish>>,
    /// Commits with one that is known to lie before them. That never changes, whatever happens to the branches.
    lineage: Mutex<HashSet<(Sha, Sha)>>,
}

impl GitHub {
    /// # Errors
    /// An address or the private key cannot be read.
    pub fn new(config: GitHubConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        let inner = Inner {
            api: Api::new(&config, observer.clone())?,
            web: Service::new(System::GitHub, &config.web_url)?,
            oauth: config.oauth,
            reporter: Reporter::new(System::GitHub, observer),
            own_name: OnceCell::new(),
            settled: Mutex::default(),
            lineage: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// What is left of the hourly allowance for repositories of this owner; `None` before the first call.
    pub fn budget(&self, owner: &str) -> Option<Budget> {
        self.inner.api.budget(owner)
    }

    fn api(&self) -> &Api {
        &self.inner.api
    }

    fn web(&self) -> &str {
        self.inner.web.base()
    }

    fn web_service(&self) -> &Service {
        &self.inner.web
    }

    fn oauth(&self) -> Option<&OAuthApp> {
        self.inner.oauth.as_ref()
    }

    fn own_name(&self) -> &OnceCell<String> {
        &self.inner.own_name
    }

    fn settled(&self) -> &Mutex<HashSet<Wish>> {
        &self.inner.settled
    }

    fn lineage(&self) -> &Mutex<HashSet<(Sha, Sha)>> {
        &self.inner.lineage
    }

    fn note<T>(&self, started: Instant, outcome: Result<T, Trouble>) -> Result<T, Trouble> {
        self.inner.reporter.note(started, outcome)
    }
}
