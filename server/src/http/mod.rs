//! Berth over HTTP: addresses, sessions, pages, the live stream and GitHub's webhooks. Sees the portal, and of the store only
//! what sessions, webhooks, liveness and freshness need.

mod api;
mod aws_events;
mod bearer;
mod browser;
mod context;
mod cookies;
mod doors;
mod events;
mod forms;
mod guard;
mod halt;
mod headers;
mod health;
mod kept;
mod keyed;
mod limits;
mod local;
mod metrics;
mod notice;
mod page;
mod pages;
mod refused;
mod router;
mod session;
mod settings;
mod sign_in;
mod theme;
mod webhooks;
mod words;

pub use api::{document as api_document, listed as api_operations};
pub(crate) use doors::github_grants;
pub use doors::{Begun, CompanyDoor, Door, GitHubDoor, Identified, Unknown};
pub use limits::{CallLimits, Limits};
pub use router::{MACHINES, PAGES, router};

use crate::clock::Clock;
use crate::kept::Kept;
use crate::refusals::Refusals;
use crate::services::SessionLimits;
use crate::store::Store;
use crate::vault::Vault;
use domain::people::{Person, Provider};
use domain::portal::Portal;
use secrecy::SecretString;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Enough for every view that many people have open at once, a few megabytes at most.
pub const LISTS: usize = 64;
/// People who come within one second.
pub const VISITORS: usize = 4096;

/// Everything the handlers share.
pub struct Web {
    pub portal: Arc<dyn Portal>,
    /// In the order of the buttons.
    pub doors: Vec<Arc<dyn Door>>,
    pub sessions: SessionLimits,
    pub store: Store,
    pub vault: Vault,
    pub clock: Clock,
    pub refusals: Refusals,
    pub limits: Limits,
    /// Rendered lists by address, for all people: everybody sees the same inventory.
    pub lists: Kept<String, Arc<str>>,
    /// Who came with which session, by its hash.
    pub visitors: Kept<String, Option<Person>>,
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

    fn door(&self, provider: Provider) -> Option<&Arc<dyn Door>> {
        self.doors.iter().find(|door| door.provider() == provider)
    }
}
