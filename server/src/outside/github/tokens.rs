//! Which token a call carries: the App's key, an installation's token (found by owner, renewed in time) or a person's.

use super::api::{Api, As, lock};
use super::json::{Installation, InstallationToken};
use super::{Auth, trouble};
use crate::outside::clock;
use crate::outside::wire::segment;
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use http::{Method, StatusCode};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::Mutex;

/// Tokens are renewed this long before they end, so that none ends on its way.
const MARGIN_SECONDS: i64 = 120;
/// When GitHub names no end: an hour is what it promises.
const USUAL_LIFE_SECONDS: i64 = 3_600;

/// To whom limits, ETags and turns belong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    App,
    Installation(u64),
    Token,
    Person,
}

pub(super) struct Key {
    pub caller: Caller,
    /// `None`: octocrab signs with the App's key.
    pub token: Option<SecretString>,
    /// Whether the token was fetched for an earlier call.
    pub remembered: bool,
}

pub(super) struct Tokens {
    /// `None`: an App.
    fixed: Option<SecretString>,
    /// By owner in lower case.
    installations: Mutex<HashMap<String, u64>>,
    /// Held while a token is fetched, so that many calls at once fetch one.
    tokens: tokio::sync::Mutex<HashMap<u64, (SecretString, Timestamp)>>,
}

impl Tokens {
    pub(super) fn new(auth: &Auth) -> Self {
        Self {
            fixed: match auth {
                Auth::App { .. } => None,
                Auth::Token(token) => Some(token.clone()),
            },
            installations: Mutex::default(),
            tokens: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn is_app(&self) -> bool {
        self.fixed.is_none()
    }

    pub(super) fn caller_of(&self, owner: &str) -> Option<Caller> {
        if self.fixed.is_some() {
            return Some(Caller::Token);
        }
        let found = lock(&self.installations)
            .get(&owner.to_ascii_lowercase())
            .copied();
        found.map(Caller::Installation)
    }

    pub(super) async fn forget(&self, caller: &Caller) {
        if let Caller::Installation(id) = caller {
            self.tokens.lock().await.remove(id);
        }
    }

    pub(super) async fn key(&self, api: &Api, who: As<'_>) -> Result<Key, Trouble> {
        let plain = |caller, token| Key {
            caller,
            token,
            remembered: false,
        };
        let (owner, path) = match (who, &self.fixed) {
            (As::Person(token), _) => return Ok(plain(Caller::Person, Some(token.clone()))),
            (_, Some(token)) => return Ok(plain(Caller::Token, Some(token.clone()))),
            (As::App, None) => return Ok(plain(Caller::App, None)),
            (As::Repo(slug), None) => (slug.owner(), format!("/repos/{slug}/installation")),
            (As::Org(org), None) => (org, format!("/orgs/{}/installation", segment(org))),
        };
        let id = self.installation(api, owner, &path).await?.ok_or_else(|| {
            trouble::new(
                TroubleKind::Permission,
                format!("the GitHub App is not installed for {owner}, or not on this repository"),
            )
        })?;
        let (token, remembered) = self.token(api, id, owner).await?;
        Ok(Key {
            caller: Caller::Installation(id),
            token: Some(token),
            remembered,
        })
    }

    /// The App's installation that serves this owner; `None`: not installed there.
    pub(super) async fn installation(
        &self,
        api: &Api,
        owner: &str,
        path: &str,
    ) -> Result<Option<u64>, Trouble> {
        let owner = owner.to_ascii_lowercase();
        if let Some(id) = lock(&self.installations).get(&owner) {
            return Ok(Some(*id));
        }
        let answer = api.as_app(Method::GET, path, None).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = api.ok(answer, &format!("GET {path}"))?;
        let found: Installation = answer.json(System::GitHub)?;
        lock(&self.installations).insert(owner, found.id);
        Ok(Some(found.id))
    }

    async fn token(
        &self,
        api: &Api,
        id: u64,
        owner: &str,
    ) -> Result<(SecretString, bool), Trouble> {
        let mut tokens = self.tokens.lock().await;
        let now = clock::now();
        if let Some((token, ends)) = tokens.get(&id)
            && *ends > now.plus_seconds(MARGIN_SECONDS)
        {
            return Ok((token.clone(), true));
        }
        let path = format!("/app/installations/{id}/access_tokens");
        let answer = api
            .as_app(Method::POST, &path, Some(&serde_json::json!({})))
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            // Installed anew under another id: the next call looks it up.
            lock(&self.installations).remove(&owner.to_ascii_lowercase());
        }
        let answer = api.ok(answer, &format!("POST {path}"))?;
        let found: InstallationToken = answer.json(System::GitHub)?;
        let token = SecretString::from(found.token);
        let ends = found
            .expires_at
            .as_deref()
            .and_then(clock::parse)
            .unwrap_or_else(|| now.plus_seconds(USUAL_LIFE_SECONDS));
        tokens.insert(id, (token.clone(), ends));
        Ok((token, false))
    }
}
