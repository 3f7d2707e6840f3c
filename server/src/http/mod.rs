//! Berth over HTTP: addresses, sessions, pages, the live stream and GitHub's webhooks. Sees the portal, and of the store only
//! what sessions, webhooks and liveness need.

mod aws_events;
mod context;
mod cookies;
mod events;
mod forms;
mod halt;
mod headers;
mod health;
mod identity;
mod kept;
mod limits;
mod local;
mod metrics;
mod notice;
mod page;
mod pages;
mod router;
mod session;
mod sign_in;
mod theme;
mod webhooks;
mod words;

pub use identity::{GitHubIdentity, Identified, Identity};
pub use limits::Limits;
pub use router::router;
pub use session::{ABSOLUTE_MS, IDLE_MS};

use crate::clock::Clock;
use crate::store::Store;
use crate::vault::Vault;
use domain::portal::Portal;
use secrecy::SecretString;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Everything the handlers share.
pub struct Web {
    pub portal: Arc<dyn Portal>,
    pub identity: Arc<dyn Identity>,
    pub store: Store,
    pub vault: Vault,
    pub clock: Clock,
    pub limits: Limits,
    pub webhook_secrets: Vec<SecretString>,
    /// `None`: metrics are shown to nobody.
    pub metrics_token: Option<SecretString>,
    /// Of EventBridge; none: no events are taken.
    pub event_secrets: Vec<SecretString>,
    /// Berth's own address without a trailing slash.
    pub public_url: String,
    /// Ends live streams, which would keep a graceful shutdown waiting.
    pub shutdown: CancellationToken,
}

impl Web {
    fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
