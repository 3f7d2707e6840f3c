//! Loopback stand-ins for GitHub, Argo CD with Crossplane, ECR and Backstage.
//!
//! One world behind four listeners: merging a pull request in its GitHub makes its Argo CD see the commit, its Crossplane create the
//! repository and its ECR list it. Written from the vendors' documentation, never from a client that talks to it.

// Wire shapes are large `json!` literals.
#![recursion_limit = "256"]

pub mod argocd;
pub mod aws;
pub mod backstage;
mod control;
pub mod credentials;
pub mod crossplane;
pub mod faults;
pub mod git;
pub mod github;
pub mod journal;
mod listener;
mod merge_patch;
pub mod options;
pub mod pace;
pub mod seed;
mod shared;
pub mod world;

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub use credentials::Credentials;
pub use faults::{Fault, FaultKind};
pub use journal::{Exchange, System};
pub use options::{Options, Ports};
pub use pace::Pace;
pub use shared::Shared;
pub use world::{Urls, World};

/// A running sandbox. Dropping it closes the listeners, every open connection and the timer.
pub struct Sandbox {
    world: Arc<World>,
    credentials: Credentials,
    /// Kept for its `Drop`: the directory goes when the sandbox goes.
    _temporary: Option<tempfile::TempDir>,
    _tasks: JoinSet<()>,
}

impl Sandbox {
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        // Refused when somebody else was first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let temporary = match options.data_dir {
            Some(_) => None,
            None => Some(tempfile::tempdir()?),
        };
        let data_dir = match (&options.data_dir, &temporary) {
            (Some(dir), _) => dir.clone(),
            (None, Some(dir)) => dir.path().to_owned(),
            (None, None) => anyhow::bail!("no data directory"),
        };
        std::fs::create_dir_all(&data_dir)?;
        let credentials = Credentials::load(&data_dir)?;

        let ports = options.ports;
        let github = TcpListener::bind((options.host, ports.github)).await?;
        let argocd = TcpListener::bind((options.host, ports.argocd)).await?;
        let aws = TcpListener::bind((options.host, ports.aws)).await?;
        let backstage = TcpListener::bind((options.host, ports.backstage)).await?;
        let urls = Urls::new(
            github.local_addr()?,
            argocd.local_addr()?,
            aws.local_addr()?,
            backstage.local_addr()?,
        );

        let world = Arc::new(World::new(
            &data_dir,
            urls,
            options.pace,
            options.webhook_url,
            &credentials,
        )?);
        seed::plant(&world, options.seed)?;

        let mut tasks = JoinSet::new();
        for (listener, system, routes) in [
            (github, System::Github, github::router()),
            (argocd, System::Argocd, argocd::router()),
            (aws, System::Aws, aws::router()),
            (backstage, System::Backstage, backstage::router()),
        ] {
            let router: Router = routes
                .merge(control::router())
                .with_state(Arc::clone(&world));
            tasks.spawn(listener::serve(
                Arc::clone(&world),
                system,
                listener,
                router,
            ));
        }
        if options.pace == Pace::Auto {
            tasks.spawn(pace::tick(Arc::clone(&world)));
        }
        Ok(Self {
            world,
            credentials,
            _temporary: temporary,
            _tasks: tasks,
        })
    }

    pub fn urls(&self) -> &Urls {
        &self.world.urls
    }

    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.world)
    }

    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}
