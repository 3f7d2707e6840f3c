//! The router over a store in memory, and words for asking it.

use crate::fake::FakePortal;
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use domain::github::Login;
use domain::people::{Person, Role};
use domain::portal::Portal;
use domain::trouble::{System, Trouble, TroubleKind};
use server::clock::Clock;
use server::http::{Identified, Identity, LISTS, Limits, VISITORS, Web, router};
use server::kept::Kept;
use server::outside::github::UserToken;
use server::store::{SessionRow, Store};
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

/// GitHub as sign-in sees it: the code says who it is.
struct FakeIdentity;

#[async_trait]
impl Identity for FakeIdentity {
    fn authorize_url(&self, state: &str, challenge: &str) -> Option<String> {
        Some(format!(
            "https://github.example/authorize?state={state}&code_challenge={challenge}"
        ))
    }

    async fn identify(&self, code: &str, verifier: &str) -> Result<Identified, Trouble> {
        assert_eq!(verifier.len(), 43, "a verifier of 32 bytes");
        let roles: &[Role] = match code {
            "down" => {
                return Err(Trouble::new(
                    System::GitHub,
                    TroubleKind::Unreachable,
                    "no answer",
                ));
            }
            "stranger" => &[],
            _ => &[Role::Developer],
        };
        let token = UserToken {
            token: "gho_token".into(),
            expires: None,
            refresh: None,
            scopes: vec![],
        };
        Ok(Identified {
            person: person(code, roles),
            token,
        })
    }
}

/// What the handlers share, over any portal.
pub(crate) fn web(portal: Arc<dyn Portal>, store: &Store, clock: &Clock, public_url: &str) -> Web {
    Web {
        portal,
        identity: Arc::new(FakeIdentity),
        store: store.clone(),
        vault: Vault::new(&"secret".into()),
        clock: clock.clone(),
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
    let row = SessionRow {
        id_hash: hex::encode(Sha256::digest(secret)),
        login: person.login.clone(),
        created: now,
        last_seen: now,
        csrf: String::new(),
        github_token: None,
    };
    store.create_session(&row).await.unwrap();
    format!("berth={secret}")
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::at("http://127.0.0.1:3000").await
    }

    pub(crate) async fn at(public_url: &str) -> Self {
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
