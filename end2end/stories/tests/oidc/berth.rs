//! Berth with two doors: the company's identity provider and GitHub.

use crate::provider::Provider;
use domain::github::Login;
use domain::people::Role;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use server::http::{CompanyDoor, Door, GitHubDoor, LISTS, Limits, VISITORS, Web, router};
use server::kept::Kept;
use server::outside::oidc::{Oidc, OidcConfig};
use server::people::{ClaimRules, Directory, Members};
use server::portal::BerthPortal;
use server::refusals::Refusals;
use server::services::{OidcDoor, Services};
use std::collections::BTreeMap;
use std::sync::Arc;
use stories::Portal;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

pub(crate) struct Berth {
    pub(crate) services: Services,
    pub(crate) portal: Portal,
    pub(crate) provider: Provider,
    pub(crate) address: String,
    _running: JoinSet<()>,
}

/// A browser with its cookies, by host.
#[derive(Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<(String, String), String>,
}

impl Browser {
    pub(crate) async fn get(&mut self, url: &str) -> Response {
        self.send(Method::GET, url).await
    }

    /// As a form of the page does it.
    pub(crate) async fn post(&mut self, url: &str) -> Response {
        self.send(Method::POST, url).await
    }

    async fn send(&mut self, method: Method, url: &str) -> Response {
        let place: Url = url.parse().unwrap();
        // A test has every host on one address, so the port tells them apart.
        let host = place.authority().to_owned();
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|((of, _), _)| *of == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let sent = client
            .request(method, place)
            .header(COOKIE, cookies.join("; "))
            .header("sec-fetch-site", "same-origin")
            .send();
        let answer = sent.await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let key = (host.clone(), name.to_owned());
            self.cookies.insert(key, value.to_owned());
        }
        answer
    }

    /// Follows redirects until there is a page.
    pub(crate) async fn open(&mut self, url: &str) -> (Url, Response) {
        let mut place: Url = url.parse().unwrap();
        for _ in 0..15 {
            let answer = self.get(place.as_str()).await;
            let Some(next) = answer.headers().get(LOCATION) else {
                return (place, answer);
            };
            place = place.join(next.to_str().unwrap()).unwrap();
        }
        panic!("redirected for ever, at last to {place}")
    }
}

/// What signing in by the company's door came to: the reason on the door, or who is in.
pub(crate) enum Came {
    In(Browser),
    Refused(String),
}

impl Came {
    pub(crate) fn browser(self) -> Browser {
        match self {
            Self::In(browser) => browser,
            Self::Refused(reason) => panic!("refused: {reason}"),
        }
    }

    pub(crate) fn reason(self) -> String {
        match self {
            Self::In(_) => panic!("let in"),
            Self::Refused(reason) => reason,
        }
    }
}

impl Berth {
    pub(crate) async fn start() -> Option<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let provider = Provider::start(&format!("{address}/sign-in/callback"))?;
        let portal = Portal::start().await.unwrap();
        let services = with_oidc(&portal, &provider);
        let web = Arc::new(web(&services, &address));
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router(web)).await.unwrap() });
        Some(Self {
            services,
            portal,
            provider,
            address,
            _running: running,
        })
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// As a browser does it, from the door to the provider and back.
    pub(crate) async fn comes(&self, account: &str, mischief: &str, seconds: u32) -> Came {
        self.provider.does(account, mischief, seconds).await;
        let mut browser = Browser::default();
        let (place, _) = browser
            .open(&self.at("/sign-in/oidc?return_to=/requests"))
            .await;
        match place.path() {
            "/requests" => Came::In(browser),
            _ => {
                let mut pairs = place.query_pairs();
                let reason = pairs.find(|(name, _)| name == "reason");
                Came::Refused(reason.map_or_else(|| place.to_string(), |(_, it)| it.into_owned()))
            }
        }
    }

    /// Links a persona of the sandbox's GitHub to whoever is signed in there.
    pub(crate) async fn link(&self, browser: &mut Browser, persona: &str) -> Url {
        let begun = browser.get(&self.at("/sign-in/github?link=1")).await;
        let page: Url = begun.headers()[LOCATION].to_str().unwrap().parse().unwrap();
        let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
        form.push(("login".to_owned(), persona.to_owned()));
        let mut button = page.clone();
        button.set_query(None);
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let allowed = client.post(button).form(&form).send().await.unwrap();
        let back = allowed.headers()[LOCATION].to_str().unwrap().to_owned();
        browser.open(&back).await.0
    }
}

fn with_oidc(portal: &Portal, provider: &Provider) -> Services {
    let rules = ClaimRules {
        title: "Acme Login".into(),
        login: "preferred_username".into(),
        name: "name".into(),
        groups: "groups".into(),
        teams: BTreeMap::new(),
        domain: "acme.example".into(),
    };
    let client = OidcConfig {
        issuer: provider.issuer.clone(),
        client_id: "berth".into(),
        client_secret: "the-secret-of-berth-at-the-provider".into(),
        scopes: ["profile", "groups"].map(str::to_owned).into(),
        hosts: vec!["127.0.0.1".into()],
        skew_seconds: 60,
        wanted: rules.wanted(),
    };
    let group = |name: &str| Members {
        groups: vec![name.to_owned()],
        ..Members::default()
    };
    let roles = [
        (Role::Developer, group("engineers")),
        (Role::Reviewer, group("platform")),
    ];
    let services = portal.services.clone();
    Services {
        directory: Directory::new(
            roles.into(),
            services.github.clone(),
            services.clock.clone(),
        ),
        oidc: Some(OidcDoor {
            client: Oidc::new(client, None).unwrap(),
            rules: Arc::new(rules),
        }),
        ..services
    }
}

fn web(services: &Services, address: &str) -> Web {
    let company = CompanyDoor::new(
        services.oidc.clone().unwrap(),
        services.directory.clone(),
        services.clock.clone(),
        address,
    );
    let github = GitHubDoor::new(
        services.github.clone(),
        services.directory.clone(),
        address,
        false,
    );
    let doors: Vec<Arc<dyn Door>> = vec![Arc::new(company), Arc::new(github)];
    Web {
        portal: Arc::new(BerthPortal::new(services.clone())),
        doors,
        sessions: services.settings.sessions,
        store: services.store.clone(),
        vault: services.vault.clone(),
        clock: services.clock.clone(),
        refusals: Refusals::new(services.store.clone()),
        limits: Limits::default(),
        lists: Kept::new(LISTS),
        visitors: Kept::new(VISITORS),
        webhook_secrets: vec![],
        metrics_token: None,
        event_secrets: vec![],
        public_url: address.to_owned(),
        shutdown: CancellationToken::new(),
    }
}

pub(crate) fn ada() -> Login {
    Login::new("ada@acme.example")
}
