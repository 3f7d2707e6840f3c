//! Start-up and shutdown: makes every part from the configuration, serves, and ends in order.

use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, CompanyDoor, Door, GitHubDoor, Limits, Web};
use crate::kept::Kept;
use crate::outside::argocd::ArgoCd;
use crate::outside::aws::Aws;
use crate::outside::backstage::Backstage;
use crate::outside::github::GitHub;
use crate::outside::oidc::Oidc;
use crate::outside::{Observer, SetupError};
use crate::people::Directory;
use crate::portal::{self, BerthPortal};
use crate::refusals::Refusals;
use crate::services::{OidcDoor, Services};
use crate::store::{SealKey, Store, StoreError};
use crate::vault::Vault;
use crate::worker;
use secrecy::ExposeSecret as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Requests under way get this long to finish; the worker gives its leases back in that time.
const GRACE: Duration = Duration::from_secs(20);

/// Why Berth cannot start: like a problem of the configuration, each names what to change.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("database.url: {0}. Check the address and that Berth may reach it and write there")]
    Store(#[from] StoreError),
    #[error("{0}. Check its keys in the configuration")]
    Setup(#[from] SetupError),
    #[error("listen: {0} can’t be opened: {1}. Choose another port or end what uses it")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("serving ended: {0}")]
    Serve(#[source] io::Error),
}

/// Opens the store and makes every client. Must be called inside a runtime.
///
/// # Errors
/// The database does not open, or a client cannot be made of its configuration.
pub async fn services(config: &Config) -> Result<Services, StartError> {
    let store = Store::open_sealed(
        config.database.url.expose_secret(),
        config.database.connections,
        Some(SealKey::new(&config.session_secret)),
    )
    .await?;
    let clock = Clock::default();
    if store.seal_anew(clock.now()).await? {
        tracing::warn!("another session_secret seals the audit record from now on");
    }
    let observer = portal::observer(store.clone(), clock.clone());
    Ok(assemble(config, store, clock, Some(&observer))?)
}

fn assemble(
    config: &Config,
    store: Store,
    clock: Clock,
    observer: Option<&Observer>,
) -> Result<Services, SetupError> {
    let observer = || observer.cloned();
    let github = GitHub::new(config.github.clone(), observer())?;
    let backstage = config
        .backstage
        .clone()
        .map(|backstage| Backstage::new(backstage, observer()))
        .transpose()?;
    let oidc = config
        .sign_in
        .oidc
        .clone()
        .map(|oidc| {
            Ok::<_, SetupError>(OidcDoor {
                client: Oidc::new(oidc.client, observer())?,
                rules: Arc::new(oidc.rules),
            })
        })
        .transpose()?;
    Ok(Services {
        oidc,
        argocd: ArgoCd::new(config.argocd.clone(), observer())?,
        aws: Aws::new(config.aws.clone(), observer())?,
        backstage,
        directory: Directory::new(config.roles.clone(), github.clone(), clock.clone()),
        github,
        standard: Arc::new(config.standard.clone()),
        settings: Arc::new(config.settings.clone()),
        vault: Vault::new(&config.session_secret),
        store,
        clock,
    })
}

/// What the handlers share, over the real portal and GitHub.
pub fn web(config: &Config, services: &Services, shutdown: CancellationToken) -> Web {
    let public_url = config.settings.public_url.clone();
    Web {
        portal: Arc::new(BerthPortal::new(services.clone())),
        doors: doors(config, services),
        sessions: services.settings.sessions,
        store: services.store.clone(),
        vault: services.vault.clone(),
        clock: services.clock.clone(),
        refusals: Refusals::new(services.store.clone()),
        limits: Limits::new(config.calls),
        lists: Kept::new(http::LISTS),
        visitors: Kept::new(http::VISITORS),
        webhook_secrets: config.webhook_secrets.clone(),
        metrics_token: config.metrics_token.clone(),
        event_secrets: config.event_secrets.clone(),
        public_url,
        shutdown,
    }
}

/// In the order of the buttons.
fn doors(config: &Config, services: &Services) -> Vec<Arc<dyn Door>> {
    let public_url = &config.settings.public_url;
    let mut doors: Vec<Arc<dyn Door>> = Vec::new();
    if let Some(oidc) = &services.oidc {
        let directory = services.directory.clone();
        doors.push(Arc::new(CompanyDoor::new(
            oidc.clone(),
            directory,
            services.clock.clone(),
            public_url,
        )));
    }
    doors.push(Arc::new(GitHubDoor::new(
        services.github.clone(),
        services.directory.clone(),
        public_url,
        config.sign_in.github,
    )));
    doors
}

/// Serves and moves requests until the token is cancelled, then ends streams, requests under way and the worker, in that order.
///
/// # Errors
/// See [`StartError`].
pub async fn serve(config: &Config, shutdown: CancellationToken) -> Result<(), StartError> {
    let services = services(config).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| StartError::Listen(config.listen, error))?;
    let web = Arc::new(web(config, &services, shutdown.clone()));
    let router = http::router(Arc::clone(&web));
    tracing::info!(listen = %config.listen, public_url = config.settings.public_url, database = ?services.store.kind(), "Berth is up");
    let worker = tokio::spawn(worker::run(services.clone(), shutdown.clone()));
    tokio::spawn(warm(services.store.clone()));
    let refusals = tokio::spawn({
        let (clock, shutdown) = (services.clock.clone(), shutdown.clone());
        async move { web.refusals.keep_flushing(&clock, &shutdown).await }
    });
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router)
        .with_graceful_shutdown(shutdown.clone().cancelled_owned())
        .into_future();
    let served = tokio::select! {
        served = serving => served,
        () = overdue(&shutdown) => {
            tracing::warn!("requests under way were cut off");
            Ok(())
        }
    };
    // Should serving have ended by itself, the worker has to as well.
    shutdown.cancel();
    if tokio::time::timeout(GRACE, worker).await.is_err() {
        tracing::warn!("the worker was cut off; its leases end by themselves");
    }
    if tokio::time::timeout(GRACE, refusals).await.is_err() {
        tracing::warn!("what was refused last could not be written down");
    }
    served.map_err(StartError::Serve)
}

/// So that nobody waits for the first view of the inventory.
async fn warm(store: Store) {
    if let Err(error) = store.warm().await {
        tracing::warn!(%error, "the inventory is read when somebody asks for it");
    }
}

async fn overdue(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// Cancelled when the process is told to end.
///
/// # Errors
/// The system refuses to hand over its signals.
pub fn until_told_to_end() -> io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let shutdown = CancellationToken::new();
    let token = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("told to end");
        token.cancel();
    });
    Ok(shutdown)
}
