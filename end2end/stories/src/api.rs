//! Berth's own door for programs, open on this machine: the router over a story's portal, and tokens to call with.

use crate::Portal;
use anyhow::Context as _;
use async_trait::async_trait;
use domain::people::{Person, Provider, Role};
use domain::portal::{Made, TokenPages};
use domain::token::{Scope, TokenForm};
use domain::trouble::{System, Trouble, TroubleKind};
use server::http::{
    self, Begun, CallLimits, Identified, LISTS, Limits, Unknown, VISITORS, Web, router,
};
use server::kept::Kept;
use server::refusals::Refusals;
use server::services::SessionLimits;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Nobody signs in by a page here; whoever has a token keeps the roles that they were given.
struct Given;

impl Given {
    fn shut() -> Trouble {
        let kind = TroubleKind::Refused;
        Trouble::new(System::GitHub, kind, "nobody signs in here")
    }
}

#[async_trait]
impl http::Door for Given {
    fn provider(&self) -> Provider {
        Provider::GitHub
    }

    fn title(&self) -> &'static str {
        "GitHub"
    }

    fn is_open(&self) -> bool {
        false
    }

    async fn authorize_url(&self, _: &Begun<'_>) -> Result<String, Trouble> {
        Err(Self::shut())
    }

    async fn identify(&self, _: &str, _: &Begun<'_>) -> Result<Identified, Unknown> {
        Err(Self::shut().into())
    }

    async fn roles_now(&self, person: &Person) -> Option<Vec<Role>> {
        Some(person.roles.clone())
    }
}

/// Answers until it is dropped.
pub struct Door {
    pub url: String,
    shutdown: CancellationToken,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

impl Portal {
    /// Answers calls on a free port.
    pub async fn open(&self) -> anyhow::Result<Door> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shutdown = CancellationToken::new();
        let web = Web {
            portal: Arc::new(self.portal.clone()),
            doors: vec![Arc::new(Given)],
            sessions: SessionLimits::default(),
            store: self.services.store.clone(),
            vault: self.services.vault.clone(),
            clock: self.services.clock.clone(),
            refusals: Refusals::new(self.services.store.clone()),
            limits: Limits::new(CallLimits::default()),
            lists: Kept::new(LISTS),
            visitors: Kept::new(VISITORS),
            webhook_secrets: vec![],
            metrics_token: None,
            event_secrets: vec![],
            public_url: url.clone(),
            shutdown: shutdown.clone(),
        };
        let router = router(Arc::new(web));
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(shutdown.clone().cancelled_owned())
            .into_future();
        tokio::spawn(served);
        Ok(Door { url, shutdown })
    }

    /// A token of somebody, who becomes known to Berth by it.
    pub async fn token(&self, person: &Person, scopes: &[Scope]) -> anyhow::Result<String> {
        let now = self.services.clock.now();
        self.services.store.upsert_person(person, now).await?;
        let form = TokenForm {
            name: "story".to_owned(),
            scopes: scopes
                .iter()
                .map(|scope| scope.as_str().to_owned())
                .collect(),
            days: "30".to_owned(),
        };
        match self.portal.make_token(person, &form, None).await? {
            Made::Yes(minted) => Ok(minted.secret.expose().to_owned()),
            Made::Refused(problems) => None.with_context(|| format!("{problems:?}")),
        }
    }
}
