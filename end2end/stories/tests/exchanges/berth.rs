//! Berth with its own address, so that people sign in through it and GitHub's webhooks reach it.

use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use futures::StreamExt as _;
use reqwest::{Client, Response, redirect::Policy};
use sandbox::github::hooks::Delivery;
use server::http::{GitHubDoor, LISTS, Limits, VISITORS, Web, router};
use server::kept::Kept;
use server::refusals::Refusals;
use server::services::SessionLimits;
use std::sync::Arc;
use stories::Portal;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub(crate) struct Berth {
    pub portal: Portal,
    address: String,
    browser: Client,
    _running: JoinSet<()>,
}

impl Berth {
    pub(crate) async fn start() -> Self {
        let portal = Portal::start().await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let web = Arc::new(web(&portal, &address));
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router(web)).await.unwrap() });
        // The worker of a running server listens too; each word only wakes it up.
        let watch = portal.services.argocd.watch().await.unwrap();
        running.spawn(watch.for_each(|moved| async move {
            assert!(moved.is_ok(), "the watch broke: {moved:?}");
        }));
        let hooks = format!("{address}/webhooks/github");
        portal.bench.world.set_webhook_url(Some(hooks));
        let browser = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            portal,
            address,
            browser,
            _running: running,
        }
    }

    /// As a browser does it: from Berth's door to GitHub's page and back.
    pub(crate) async fn sign_in(&self, login: &str) {
        let start = format!("{}/sign-in/github", self.address);
        let begun = self.browser.get(start).send().await.unwrap();
        let cookie = begun.headers()[SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let page = place(&begun);
        let shown = self.browser.get(page.clone()).send().await.unwrap();
        assert!(shown.status().is_success(), "{page}");

        let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
        form.push(("login".to_owned(), login.to_owned()));
        let mut button = page.clone();
        button.set_query(None);
        let allowed = self.browser.post(button).form(&form).send().await.unwrap();
        let back = self
            .browser
            .get(place(&allowed))
            .header(COOKIE, cookie)
            .send()
            .await
            .unwrap();
        let landed = back.headers()[LOCATION].to_str().unwrap();
        assert!(!landed.contains("sign-in"), "{login} was sent to {landed}");
    }

    pub(crate) fn webhooks(&self) -> Vec<Delivery> {
        let github = self.portal.bench.world.github.lock();
        assert!(github.hooks.queue.is_empty(), "webhooks are still waiting");
        github.hooks.deliveries.clone()
    }
}

fn place(answer: &Response) -> url::Url {
    let place = answer.headers().get(LOCATION);
    let place = place.unwrap_or_else(|| panic!("{} leads nowhere", answer.url()));
    place.to_str().unwrap().parse().unwrap()
}

fn web(portal: &Portal, address: &str) -> Web {
    let services = &portal.services;
    let secret = portal.bench.sandbox.credentials().webhook_secret;
    Web {
        portal: Arc::new(portal.portal.clone()),
        doors: vec![Arc::new(GitHubDoor::new(
            services.github.clone(),
            services.directory.clone(),
            address,
            true,
        ))],
        sessions: SessionLimits::default(),
        store: services.store.clone(),
        vault: services.vault.clone(),
        clock: services.clock.clone(),
        refusals: Refusals::new(services.store.clone()),
        limits: Limits::default(),
        lists: Kept::new(LISTS),
        visitors: Kept::new(VISITORS),
        webhook_secrets: vec![secret.into()],
        metrics_token: None,
        event_secrets: vec![],
        public_url: address.to_owned(),
        shutdown: CancellationToken::new(),
    }
}
