//! People's own GitHub tokens: they lie sealed beside the session that they came with, and are renewed when they have ended.
//!
//! A token that GitHub does not take or renew any more ends its session: whoever comes back signs in again, and Berth may
//! act in their name again. Until then it is as if there were none.

use crate::outside::github::{RefreshToken, UserToken};
use crate::outside::oidc::OidcTokens;
use crate::services::Services;
use crate::store::{SealedToken, StoreError};
use crate::vault::Vault;
use domain::github::Login;
use domain::time::Timestamp;
use domain::trouble::Trouble;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

/// Tokens are renewed this long before they end, so that none ends on its way.
const MARGIN_SECONDS: i64 = 60;

/// A refresh token works once: of two that renew at the same time, the second would be told that it never existed.
static RENEWING: Mutex<()> = Mutex::const_new(());

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    token: String,
    expires: Option<Timestamp>,
    refresh: Option<String>,
    refresh_expires: Option<Timestamp>,
}

/// `None` only when the system has no randomness left.
pub fn seal(vault: &Vault, token: &UserToken) -> Option<String> {
    let refresh = token.refresh.as_ref();
    let kept = Kept {
        token: token.token.expose_secret().to_owned(),
        expires: token.expires,
        refresh: refresh.map(|refresh| refresh.token.expose_secret().to_owned()),
        refresh_expires: refresh.and_then(|refresh| refresh.expires),
    };
    vault.seal(&serde_json::to_string(&kept).ok()?.into())
}

/// What an identity provider gave, as it is sealed.
#[derive(Serialize, Deserialize)]
struct KeptOidc {
    id_token: String,
    refresh: Option<String>,
}

/// The same, open.
pub struct OidcKept {
    pub id_token: SecretString,
    pub refresh: Option<SecretString>,
}

impl From<&OidcTokens> for OidcKept {
    fn from(tokens: &OidcTokens) -> Self {
        Self {
            id_token: tokens.id_token.clone(),
            refresh: tokens.refresh.clone(),
        }
    }
}

pub fn seal_oidc(vault: &Vault, tokens: &OidcKept) -> Option<String> {
    let kept = KeptOidc {
        id_token: tokens.id_token.expose_secret().to_owned(),
        refresh: tokens
            .refresh
            .as_ref()
            .map(|refresh| refresh.expose_secret().to_owned()),
    };
    vault.seal(&serde_json::to_string(&kept).ok()?.into())
}

pub fn open_oidc(vault: &Vault, sealed: &str) -> Option<OidcKept> {
    let kept: KeptOidc = serde_json::from_str(vault.open(sealed)?.expose_secret()).ok()?;
    Some(OidcKept {
        id_token: kept.id_token.into(),
        refresh: kept.refresh.map(SecretString::from),
    })
}

fn open(vault: &Vault, sealed: &str) -> Option<UserToken> {
    let kept: Kept = serde_json::from_str(vault.open(sealed)?.expose_secret()).ok()?;
    Some(UserToken {
        token: kept.token.into(),
        expires: kept.expires,
        refresh: kept.refresh.map(|token| RefreshToken {
            token: token.into(),
            expires: kept.refresh_expires,
        }),
        scopes: Vec::new(),
    })
}

/// A token that works now, as far as Berth can know.
pub struct Usable {
    pub token: SecretString,
    from: SealedToken,
}

/// `None`: nobody of this name is signed in with a token that works or can be renewed.
pub async fn of(
    services: &Services,
    login: &Login,
) -> Result<Result<Option<Usable>, Trouble>, StoreError> {
    let _turn = RENEWING.lock().await;
    // Each turn but the last ends one session, so there are never more turns than sessions.
    while let Some(from) = services.store.token_of(login).await? {
        let Some(token) = open(&services.vault, &from.sealed) else {
            tracing::info!(%login, "a token was sealed with another session_secret");
            services
                .store
                .end_session_of_token(&from, services.clock.now())
                .await?;
            continue;
        };
        let soon = services.clock.now().plus_seconds(MARGIN_SECONDS);
        if token.expires.is_none_or(|end| end > soon) {
            let token = token.token;
            return Ok(Ok(Some(Usable { token, from })));
        }
        let alive = token
            .refresh
            .filter(|refresh| refresh.expires.is_none_or(|end| end > soon));
        let renewed = match alive {
            None => None,
            Some(refresh) => match services.github.renew(&refresh.token).await {
                Ok(renewed) => renewed,
                Err(trouble) => return Ok(Err(trouble)),
            },
        };
        if let Some(token) = renewed {
            return keep(services, from, token).await.map(Ok);
        }
        tracing::info!(%login, "a token has ended and can’t be renewed");
        services
            .store
            .end_session_of_token(&from, services.clock.now())
            .await?;
    }
    Ok(Ok(None))
}

async fn keep(
    services: &Services,
    mut from: SealedToken,
    token: UserToken,
) -> Result<Option<Usable>, StoreError> {
    if let Some(sealed) = seal(&services.vault, &token) {
        services.store.renew_token(&from, &sealed).await?;
        from.sealed = sealed;
    }
    let token = token.token;
    Ok(Some(Usable { token, from }))
}

/// GitHub does not take it, for example because the person has revoked it there.
pub async fn refused(services: &Services, usable: &Usable) -> Result<(), StoreError> {
    let now = services.clock.now();
    services.store.end_session_of_token(&usable.from, now).await
}
