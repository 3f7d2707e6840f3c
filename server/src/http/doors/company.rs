//! Signing in with the company's identity provider, by OpenID Connect.

use super::{Begun, CALLBACK, Door, Identified, Unknown};
use crate::clock::Clock;
use crate::outside::oidc::Started;
use crate::people::Directory;
use crate::services::OidcDoor;
use async_trait::async_trait;
use domain::people::Provider;
use domain::trouble::Trouble;
use secrecy::SecretString;

pub struct CompanyDoor {
    oidc: OidcDoor,
    directory: Directory,
    clock: Clock,
    public_url: String,
    redirect_uri: String,
}

impl CompanyDoor {
    pub fn new(oidc: OidcDoor, directory: Directory, clock: Clock, public_url: &str) -> Self {
        Self {
            oidc,
            directory,
            clock,
            public_url: public_url.to_owned(),
            redirect_uri: format!("{public_url}{CALLBACK}"),
        }
    }

    fn started<'a>(&'a self, begun: &Begun<'a>) -> Started<'a> {
        Started {
            state: begun.state,
            nonce: begun.nonce,
            pkce_verifier: begun.pkce_verifier,
            redirect_uri: &self.redirect_uri,
        }
    }
}

#[async_trait]
impl Door for CompanyDoor {
    fn provider(&self) -> Provider {
        Provider::Oidc
    }

    fn title(&self) -> &str {
        &self.oidc.rules.title
    }

    fn is_open(&self) -> bool {
        true
    }

    async fn authorize_url(&self, begun: &Begun<'_>) -> Result<String, Trouble> {
        let now = self.clock.now();
        self.oidc
            .client
            .authorize_url(&self.started(begun), now)
            .await
    }

    async fn identify(&self, code: &str, begun: &Begun<'_>) -> Result<Identified, Unknown> {
        let now = self.clock.now();
        let tokens = self
            .oidc
            .client
            .exchange(code, &self.started(begun), now)
            .await?;
        let vouched = self
            .oidc
            .rules
            .vouched(&tokens.claims, &self.directory)
            .map_err(Unknown::Nameless)?;
        Ok(Identified {
            vouched,
            github_token: None,
            oidc: Some(tokens),
        })
    }

    async fn leave_url(&self, id_token: Option<&SecretString>) -> Option<String> {
        let back = format!("{}/sign-in", self.public_url);
        let now = self.clock.now();
        self.oidc.client.logout_url(id_token, &back, now).await
    }
}
