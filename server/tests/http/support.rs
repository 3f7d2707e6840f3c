//! The router over a store in memory, and words for asking it.

use crate::fake::FakePortal;
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use domain::github::Login;
use domain::people::{Person, Provider, Role};
use domain::portal::Portal;
use domain::trouble::{System, Trouble, TroubleKind};
use secrecy::{ExposeSecret as _, SecretString};
use server::clock::Clock;
use server::http::{Begun, Door, Identified, LISTS, Limits, Unknown, VISITORS, Web, router};
use server::kept::Kept;
use server::outside::github::UserToken;
use server::outside::oidc::{Claims, OidcTokens};
use server::people::Vouched;
use server::refusals::Refusals;
use server::services::SessionLimits;
use server::store::{Grants, SessionRow, Store};
use server::vault::Vault;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub(crate) const WEBHOOK_SECRET: &str = "hook-secret";
pub(crate) const EVENT_SECRET: &str = "a secret of EventBridge, long enough";

pub(crate) const METRICS_TOKEN: &str = "metrics-token";

pub(crate) struct Bench {
    pub(crate) router: Router,
    pub(crate) portal: Arc<FakePortal>,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) vault: Vault,
    pub(crate) shutdown: CancellationToken,
    pub(crate) cookie: String,
}

pub(crate) fn person(login: &str, roles: &[Role]) -> Person {
    Person {
        login: Login::new(login),
        name: login.to_owned(),
        roles: roles.to_vec(),
        teams: vec![],
    }
}

/// A provider as sign-in sees it: the code says who it is.
struct FakeDoor(Provider);

#[async_trait]
impl Door for FakeDoor {
    fn provider(&self) -> Provider {
        self.0
    }

    fn title(&self) -> &str {
        match self.0 {
            Provider::GitHub => "GitHub",
            Provider::Oidc => "Acme Login",
        }
    }

    fn is_open(&self) -> bool {
        true
    }

    async fn authorize_url(&self, begun: &Begun<'_>) -> Result<String, Trouble> {
        assert_eq!(begun.pkce_verifier.len(), 43, "a verifier of 32 bytes");
        let (host, state) = (self.0.as_str(), begun.state);
        Ok(format!(
            "https://{host}.example/authorize?state={state}&nonce={}",
            begun.nonce
        ))
    }

    async fn identify(&self, code: &str, begun: &Begun<'_>) -> Result<Identified, Unknown> {
        assert_eq!(begun.pkce_verifier.len(), 43, "a verifier of 32 bytes");
        let trouble = |kind| Err(Trouble::new(System::GitHub, kind, "no").into());
        let roles = match code {
            "down" => return trouble(TroubleKind::Unreachable),
            "forged" => return trouble(TroubleKind::SignIn),
            "stranger" => vec![],
            _ => vec![Role::Developer],
        };
        let login = match self.0 {
            Provider::GitHub => Login::new(code),
            Provider::Oidc => Login::new(&format!("{code}@acme.example")),
        };
        let token = UserToken {
            token: "gho_token".into(),
            expires: None,
            refresh: None,
            scopes: vec![],
        };
        Ok(Identified {
            vouched: Vouched {
                provider: self.0,
                subject: format!("number of {code}"),
                full_name: code.to_owned(),
                grants: Grants {
                    roles,
                    teams: vec![],
                },
                login,
            },
            github_token: (self.0 == Provider::GitHub).then_some(token),
            oidc: (self.0 == Provider::Oidc).then(|| OidcTokens {
                claims: Claims::of(code),
                refresh: None,
                id_token: format!("id token of {code}").into(),
            }),
        })
    }

    async fn leave_url(&self, id_token: Option<&SecretString>) -> Option<String> {
        let token = id_token?.expose_secret().replace(' ', "-");
        Some(format!("https://oidc.example/end?id_token_hint={token}"))
    }
}

/// What the handlers share, over any portal.
pub(crate) fn web(portal: Arc<dyn Portal>, store: &Store, clock: &Clock, public_url: &str) -> Web {
    Web {
        portal,
        doors: vec![
            Arc::new(FakeDoor(Provider::Oidc)),
            Arc::new(FakeDoor(Provider::GitHub)),
        ],
        sessions: SessionLimits::default(),
        store: store.clone(),
        vault: Vault::new(&"secret".into()),
        clock: clock.clone(),
        refusals: Refusals::new(store.clone()),
        limits: Limits::default(),
        lists: Kept::new(LISTS),
        visitors: Kept::new(VISITORS),
        webhook_secrets: vec![WEBHOOK_SECRET.into()],
        metrics_token: Some(METRICS_TOKEN.into()),
        event_secrets: vec![EVENT_SECRET.into()],
        public_url: public_url.to_owned(),
        shutdown: CancellationToken::new(),
    }
}

/// A session of this person, as signing in makes one; what the browser sends back.
pub(crate) async fn session_of(
    store: &Store,
    clock: &Clock,
    person: &Person,
    secret: &str,
) -> String {
    let now = clock.now();
    store.upsert_person(person, now).await.unwrap();
    let hash = hex::encode(Sha256::digest(secret));
    let row = SessionRow::begun(hash, person.login.clone(), now);
    store.create_session(&row).await.unwrap();
    format!("berth={secret}")
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::at("http://127.0.0.1:3000").await
    }

    pub(crate) async fn at(public_url: &str) -> Self {
        Self::within(public_url, Limits::default()).await
    }

    /// As many are there as can be served.
    pub(crate) async fn crowded() -> Self {
        Self::within("http://127.0.0.1:3000", Limits::of(0)).await
    }

    async fn within(public_url: &str, limits: Limits) -> Self {
        let store = Store::open("sqlite::memory:", 1).await.unwrap();
        let (portal, clock, vault) = (
            Arc::new(FakePortal::default()),
            Clock::default(),
            Vault::new(&"secret".into()),
        );
        let shutdown = CancellationToken::new();
        let web = Web {
            vault: vault.clone(),
            shutdown: shutdown.clone(),
            limits,
            ..web(portal.clone(), &store, &clock, public_url)
        };
        let mut bench = Self {
            router: router(Arc::new(web)),
            portal,
            store,
            clock,
            vault,
            shutdown,
            cookie: String::new(),
        };
        bench.cookie = bench
            .session("dev-a", &[Role::Developer], "secret-of-dev-a")
            .await;
        bench
    }

    pub(crate) async fn session(&self, login: &str, roles: &[Role], secret: &str) -> String {
        session_of(&self.store, &self.clock, &person(login, roles), secret).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// As dev-a.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.send(
            Request::get(path)
                .header(HOST, "127.0.0.1:3000")
                .header(COOKIE, cookie)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.form(path, form)).await
    }

    pub(crate) fn form(&self, path: &str, form: &[(&str, &str)]) -> Request<Body> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let kind = "application/x-www-form-urlencoded";
        self.request("POST", path)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap()
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1:3000")
            .header(COOKIE, &self.cookie)
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(to_bytes(body, 1 << 22).await.unwrap().to_vec()).unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The `Set-Cookie` of that name.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let wanted = format!("{name}=");
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .find(|cookie| cookie.starts_with(&wanted))
    }

    /// Just `name=value`, to send back.
    pub(crate) fn crumb(&self, name: &str) -> String {
        self.cookie(name)
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }
}
