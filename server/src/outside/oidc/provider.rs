//! What the provider says about itself, and its keys: kept for a while, fetched again when a token was signed with another.

use super::{Away, Oidc, trouble};
use crate::outside::wire;
use domain::time::Timestamp;
use domain::trouble::{Trouble, TroubleKind};
use openidconnect::core::{CoreClientAuthMethod, CoreJsonWebKeySet};
use openidconnect::{
    AuthType, DiscoveryError, IssuerUrl, JsonWebKeySet, ProviderMetadataWithLogout,
};

const FRESH_MS: i64 = 60 * 60 * 1000;
/// Before somebody is sent there it has to have answered so lately: better Berth says that it does not than nobody.
const ALIVE_MS: i64 = 60 * 1000;
/// Whoever sends tokens with made-up keys must not make Berth ask for keys each time.
const BETWEEN_KEYS_MS: i64 = 60 * 1000;

#[derive(Clone)]
pub(super) struct Known {
    pub(super) metadata: ProviderMetadataWithLogout,
    pub(super) keys: CoreJsonWebKeySet,
    at: Timestamp,
    keys_at: Timestamp,
}

impl Known {
    pub(super) fn auth_type(&self) -> AuthType {
        let methods = self.metadata.token_endpoint_auth_methods_supported();
        let has = |method| methods.is_none_or(|all| all.contains(&method));
        // The one that every provider must know, where it does not say otherwise.
        match has(CoreClientAuthMethod::ClientSecretBasic) {
            true => AuthType::BasicAuth,
            false => AuthType::RequestBody,
        }
    }
}

impl Oidc {
    /// As it was found within the last hour, or else at all.
    pub(super) async fn known(&self, now: Timestamp) -> Result<Known, Trouble> {
        match self.found_within(FRESH_MS, now).await {
            Ok(known) => Ok(known),
            Err(trouble) => self.inner.known.lock().await.clone().ok_or(trouble),
        }
    }

    /// It answered a moment ago.
    pub(super) async fn alive(&self, now: Timestamp) -> Result<Known, Trouble> {
        self.found_within(ALIVE_MS, now).await
    }

    async fn found_within(&self, age_ms: i64, now: Timestamp) -> Result<Known, Trouble> {
        let mut kept = self.inner.known.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| now.since(known.at) < age_ms) {
            return Ok(known.clone());
        }
        let found = self.discover(now).await?;
        *kept = Some(found.clone());
        Ok(found)
    }

    /// As they are now, unless they were fetched a moment ago.
    pub(super) async fn with_new_keys(&self, now: Timestamp) -> Result<Known, Trouble> {
        let mut kept = self.inner.known.lock().await;
        let Some(known) = kept.as_mut() else {
            drop(kept);
            return self.known(now).await;
        };
        if now.since(known.keys_at) >= BETWEEN_KEYS_MS {
            known.keys = JsonWebKeySet::fetch_async(known.metadata.jwks_uri(), self)
                .await
                .map_err(of_discovery)?;
            known.keys_at = now;
        }
        Ok(known.clone())
    }

    async fn discover(&self, now: Timestamp) -> Result<Known, Trouble> {
        let issuer = IssuerUrl::new(self.inner.config.issuer.clone())
            .map_err(|error| trouble(TroubleKind::Nonsense, error.to_string()))?;
        let metadata = ProviderMetadataWithLogout::discover_async(issuer, self)
            .await
            .map_err(of_discovery)?;
        Ok(Known {
            keys: metadata.jwks().clone(),
            metadata,
            at: now,
            keys_at: now,
        })
    }
}

fn of_discovery(error: DiscoveryError<Away>) -> Trouble {
    match error {
        DiscoveryError::Request(Away(trouble)) => trouble,
        DiscoveryError::Response(status, _, why) => trouble(
            TroubleKind::Nonsense,
            format!("answered {}: {why}", status.as_u16()),
        ),
        other => trouble(TroubleKind::Nonsense, wire::chain(&other)),
    }
}
