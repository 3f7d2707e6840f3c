//! Sign-in by OpenID Connect: discovery, the code flow with PKCE, and an ID token that is believed only after every check.
//!
//! Addresses come out of the provider's discovery document, and calls go only to the hosts that the configuration names: what
//! a document says must not make Berth call anybody else.

mod check;
mod claims;
mod provider;
mod types;

pub use claims::Claims;
pub use types::{OidcConfig, OidcTokens, Started};

use super::report::Reporter;
use super::wire::{self, Service};
use super::{Observer, SetupError};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use openidconnect::core::{CoreAuthenticationFlow, CoreErrorResponseType};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    TokenResponse as _,
};
use provider::Known;
use secrecy::{ExposeSecret as _, SecretString};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Mutex;
use types::{Client, TokenError, TokenResponse};
use url::Url;

/// Cheap to clone.
#[derive(Clone)]
pub struct Oidc {
    inner: Arc<Inner>,
}

struct Inner {
    config: OidcConfig,
    service: Service,
    reporter: Reporter,
    known: Mutex<Option<Known>>,
}

/// A call that did not come to an answer, as the library passes it through.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct Away(Trouble);

fn trouble(kind: TroubleKind, message: impl Into<String>) -> Trouble {
    Trouble::new(System::IdentityProvider, kind, message)
}

impl Oidc {
    /// # Errors
    /// The issuer is no address.
    pub fn new(config: OidcConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        let system = System::IdentityProvider;
        let service = Service::new(system, &config.issuer)?;
        Ok(Self {
            inner: Arc::new(Inner {
                service: service.at(""),
                reporter: Reporter::new(system, observer),
                known: Mutex::new(None),
                config,
            }),
        })
    }

    /// Where to send a browser to sign in.
    ///
    /// # Errors
    /// The provider does not answer.
    pub async fn authorize_url(
        &self,
        started: &Started<'_>,
        now: Timestamp,
    ) -> Result<String, Trouble> {
        let known = self.alive(now).await?;
        let client = self.client(&known, started.redirect_uri)?;
        let verifier = PkceCodeVerifier::new(started.pkce_verifier.to_owned());
        let (state, nonce) = (started.state.to_owned(), started.nonce.to_owned());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        // `openid` is asked for by the library itself.
        for scope in self
            .inner
            .config
            .scopes
            .iter()
            .filter(|scope| *scope != "openid")
        {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        Ok(request.url().0.to_string())
    }

    /// Turns the code that a browser brought back into who it is.
    ///
    /// # Errors
    /// `SignIn` when the code or the ID token is not what the protocol demands.
    pub async fn exchange(
        &self,
        code: &str,
        started: &Started<'_>,
        now: Timestamp,
    ) -> Result<OidcTokens, Trouble> {
        let known = self.known(now).await?;
        let client = self.client(&known, started.redirect_uri)?;
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| trouble(TroubleKind::Nonsense, error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(started.pkce_verifier.to_owned()));
        let answer = request.request_async(self).await.map_err(of_token)?;
        let nonce = Nonce::new(started.nonce.to_owned());
        self.believed(&known, answer, Some(&nonce), now).await
    }

    /// The same person once more, without a browser. `None`: the provider does not know them any more, or not this way.
    ///
    /// # Errors
    /// Trouble with the provider.
    pub async fn refresh(
        &self,
        refresh: &SecretString,
        subject: &str,
        now: Timestamp,
    ) -> Result<Option<OidcTokens>, Trouble> {
        let known = self.known(now).await?;
        let client = self.client(&known, "http://127.0.0.1")?;
        let token = RefreshToken::new(refresh.expose_secret().to_owned());
        let request = client
            .exchange_refresh_token(&token)
            .map_err(|error| trouble(TroubleKind::Nonsense, error.to_string()))?;
        let answer = match request.request_async(self).await {
            Ok(answer) => answer,
            Err(error) if is_over(&error) => return Ok(None),
            Err(error) => return Err(of_token(error)),
        };
        let mut tokens = self.believed(&known, answer, None, now).await?;
        if tokens.claims.subject != subject {
            return Err(trouble(
                TroubleKind::SignIn,
                "the renewed ID token is another person’s",
            ));
        }
        // A provider that does not rotate refresh tokens sends none back.
        tokens.refresh.get_or_insert_with(|| refresh.clone());
        Ok(Some(tokens))
    }

    /// Where to send a browser to end its session at the provider, too. `None`: the provider offers no such place.
    pub async fn logout_url(
        &self,
        id_token: Option<&SecretString>,
        back: &str,
        now: Timestamp,
    ) -> Option<String> {
        let known = self.known(now).await.ok()?;
        let end = known
            .metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        let request = LogoutRequest::from(end)
            .set_client_id(self.inner.config.client_id())
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(back.to_owned()).ok()?);
        let mut url = request.http_get_url();
        if let Some(token) = id_token {
            url.query_pairs_mut()
                .append_pair("id_token_hint", token.expose_secret());
        }
        Some(url.to_string())
    }

    /// Whether it answers; for whoever sets it up.
    ///
    /// # Errors
    /// Trouble with the provider.
    pub async fn issuer(&self, now: Timestamp) -> Result<String, Trouble> {
        let known = self.alive(now).await?;
        Ok(known.metadata.issuer().as_str().to_owned())
    }

    async fn believed(
        &self,
        known: &Known,
        answer: TokenResponse,
        nonce: Option<&Nonce>,
        now: Timestamp,
    ) -> Result<OidcTokens, Trouble> {
        let token = answer
            .id_token()
            .ok_or_else(|| trouble(TroubleKind::Nonsense, "there is no ID token in the answer"))?;
        let access = answer.access_token();
        let mut claims = match self.checked(known, token, access, nonce, now) {
            Ok(claims) => claims,
            // The key may be newer than those that are known.
            Err(check::Refused::UnknownKey) => {
                let known = self.with_new_keys(now).await?;
                self.checked(&known, token, access, nonce, now)
                    .map_err(check::Refused::trouble)?
            }
            Err(refused) => return Err(refused.trouble()),
        };
        if self
            .inner
            .config
            .wanted
            .iter()
            .any(|claim| !claims.has(claim))
        {
            self.add_user_info(known, &answer, &mut claims).await?;
        }
        Ok(OidcTokens {
            claims,
            refresh: answer
                .refresh_token()
                .map(|token| token.secret().clone().into()),
            id_token: token.to_string().into(),
        })
    }

    /// Many providers keep ID tokens small and tell the rest here.
    async fn add_user_info(
        &self,
        known: &Known,
        answer: &TokenResponse,
        claims: &mut Claims,
    ) -> Result<(), Trouble> {
        if known.metadata.userinfo_endpoint().is_none() {
            return Ok(());
        }
        let client = self.client(known, "http://127.0.0.1")?;
        let subject = openidconnect::SubjectIdentifier::new(claims.subject.clone());
        let request = client
            .user_info(answer.access_token().clone(), Some(subject))
            .map_err(|error| trouble(TroubleKind::Nonsense, error.to_string()))?;
        let info: types::UserInfo = request
            .request_async(self)
            .await
            .map_err(|error| trouble(TroubleKind::Nonsense, wire::chain(&error)))?;
        claims.add(&serde_json::to_value(&info).unwrap_or_default());
        Ok(())
    }

    fn client(
        &self,
        known: &Known,
        redirect_uri: &str,
    ) -> Result<Client<EndpointSet, EndpointNotSet, EndpointMaybeSet>, Trouble> {
        let redirect = RedirectUrl::new(redirect_uri.to_owned())
            .map_err(|error| trouble(TroubleKind::Refused, error.to_string()))?;
        let config = &self.inner.config;
        Ok(Client::from_provider_metadata(
            known.metadata.clone(),
            config.client_id(),
            Some(config.client_secret()),
        )
        .set_auth_type(known.auth_type())
        .set_redirect_uri(redirect))
    }

    /// One exchange, and only with a host that the configuration names.
    async fn http(&self, request: HttpRequest) -> Result<HttpResponse, Away> {
        let inner = &self.inner;
        let address = request.uri().to_string();
        let host = Url::parse(&address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        if !host
            .as_ref()
            .is_some_and(|host| inner.config.hosts.contains(host))
        {
            let message = format!(
                "names an address at {}, which is not among sign_in.oidc.hosts",
                host.unwrap_or_default()
            );
            return Err(Away(trouble(TroubleKind::Refused, message)));
        }
        let (parts, body) = request.into_parts();
        let request = inner
            .service
            .request(parts.method, &address)
            .headers(parts.headers)
            .body(body);
        let started = Instant::now();
        let answer = inner
            .reporter
            .note(started, inner.service.send(request).await);
        let answer = answer.map_err(Away)?;
        if answer.status.is_server_error() {
            let message = format!("answered {}", answer.status.as_u16());
            return Err(Away(trouble(TroubleKind::Failing, message)));
        }
        let mut response = HttpResponse::new(answer.body.to_vec());
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Oidc {
    type Error = Away;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Away>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.http(request))
    }
}

/// The grant has ended: revoked, expired, or its person is gone.
fn is_over(error: &TokenError<Away>) -> bool {
    matches!(error, RequestTokenError::ServerResponse(said) if *said.error() == CoreErrorResponseType::InvalidGrant)
}

fn of_token(error: TokenError<Away>) -> Trouble {
    match error {
        RequestTokenError::Request(Away(trouble)) => trouble,
        RequestTokenError::ServerResponse(said) => {
            let kind = match said.error() {
                CoreErrorResponseType::InvalidClient
                | CoreErrorResponseType::UnauthorizedClient => TroubleKind::Permission,
                _ => TroubleKind::SignIn,
            };
            trouble(kind, wire::cut(&said.to_string()))
        }
        other => trouble(TroubleKind::Nonsense, wire::chain(&other)),
    }
}
