//! The one world behind the four listeners. Each system's state has its own lock. Whoever needs two takes Argo CD's before Crossplane's
//! before AWS's; GitHub's and Backstage's are held alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use crate::credentials::Credentials;
use crate::faults::Faults;
use crate::git::GitStore;
use crate::journal::Journal;
use crate::pace::{Clock, Pace};
use crate::shared::Shared;
use crate::{argocd, aws, backstage, crossplane, github};

#[derive(Debug, Clone, serde::Serialize)]
pub struct Urls {
    /// GitHub's REST API, Enterprise style.
    pub github_api: String,
    pub github_web: String,
    pub argocd: String,
    pub aws: String,
    pub backstage: String,
}

impl Urls {
    pub(crate) fn new(
        github: SocketAddr,
        argocd: SocketAddr,
        aws: SocketAddr,
        backstage: SocketAddr,
    ) -> Self {
        Self {
            github_api: format!("http://{github}/api/v3"),
            github_web: format!("http://{github}"),
            argocd: format!("http://{argocd}"),
            aws: format!("http://{aws}"),
            backstage: format!("http://{backstage}"),
        }
    }
}

pub struct World {
    pub urls: Urls,
    pub data_dir: PathBuf,
    pub pace: Pace,
    pub clock: Clock,
    pub faults: Faults,
    pub journal: Journal,
    pub git: GitStore,
    pub github: Shared<github::State>,
    pub argocd: Shared<argocd::State>,
    pub crossplane: Shared<crossplane::State>,
    pub aws: Shared<aws::State>,
    pub backstage: Shared<backstage::State>,
    pub(crate) client: reqwest::Client,
    webhook_url: Shared<Option<String>>,
    /// Steps never interleave: a slow webhook receiver must not be overtaken by the next tick.
    stepping: tokio::sync::Mutex<()>,
    changes: watch::Sender<u64>,
}

/// Enough for any chain of consequences; more means that two controllers push each other round in a circle.
const STEPS_AT_MOST: usize = 1_000;

impl World {
    pub(crate) fn new(
        data_dir: &Path,
        urls: Urls,
        pace: Pace,
        webhook_url: Option<String>,
        credentials: &Credentials,
    ) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(10))
            .build()?;
        Ok(Self {
            github: Shared::new(github::State::new(&urls, credentials)?),
            urls,
            data_dir: data_dir.to_owned(),
            pace,
            clock: Clock::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            git: GitStore::open(&data_dir.join("git"))?,
            argocd: Shared::default(),
            crossplane: Shared::default(),
            aws: Shared::default(),
            backstage: Shared::default(),
            client,
            webhook_url: Shared::new(webhook_url),
            stepping: tokio::sync::Mutex::new(()),
            changes: watch::Sender::new(0),
        })
    }

    /// Moves the background world by one tick: webhooks, mergeability, Argo CD's and Crossplane's controllers. Returns how many things
    /// moved; 0 means that the world is at rest.
    pub async fn step(&self) -> usize {
        let _turn = self.stepping.lock().await;
        let mut moved = github::step(self);
        moved += github::hooks::deliver(self).await;
        // Against the stream: each controller acts on what the one before it did a tick ago, so that every hop can be seen.
        moved += aws::step(self);
        moved += crossplane::step(self);
        moved += argocd::step(self);
        moved += backstage::step(self);
        if moved > 0 {
            self.changed();
        }
        moved
    }

    /// Steps until nothing moves any more; returns the number of steps taken.
    pub async fn until_idle(&self) -> anyhow::Result<usize> {
        for taken in 0..STEPS_AT_MOST {
            if self.step().await == 0 {
                return Ok(taken);
            }
        }
        anyhow::bail!("the world did not come to rest within {STEPS_AT_MOST} steps")
    }

    /// Wakes whoever streams the world's state (Argo CD's watch).
    pub fn changed(&self) {
        self.changes.send_modify(|n| *n += 1);
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub fn webhook_url(&self) -> Option<String> {
        self.webhook_url.lock().clone()
    }

    /// Where the App's webhooks go from now on; the receiver is often started after the sandbox.
    pub fn set_webhook_url(&self, url: Option<String>) {
        *self.webhook_url.lock() = url;
    }
}
