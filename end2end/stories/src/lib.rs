//! A sandbox with a client for each of its systems: what every story starts from.

pub mod api;
pub mod browser;
pub mod engine;
pub mod mishap;
pub mod people;
pub mod process;
pub mod registry;

use anyhow::Context as _;
use domain::aws::AccountId;
use domain::github::Login;
use domain::people::Role;
use domain::request::{Applying, Request, RequestId};
use domain::standard::Standard;
use domain::text::ClusterName;
use sandbox::{Options, Sandbox, World, seed};
use server::clock::Clock;
use server::outside::argocd::{ArgoCd, ArgoCdConfig};
use server::outside::aws::{AssumedRole, Aws, AwsAccount, AwsConfig, BaseCredentials, Endpoints};
use server::outside::backstage::{Backstage, BackstageConfig};
use server::outside::github::{
    Auth, GitHub, GitHubConfig, OAuthApp, Reviewer, TeamSlug, UserToken,
};
use server::people::{Directory, Members};
use server::portal::{BerthPortal, jobs};
use server::services::{CatalogMode, Services, Settings};
use server::store::SessionRow;
use server::tokens;
use server::vault::Vault;
use server::worker::Worker;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub struct Bench {
    pub sandbox: Sandbox,
    pub world: Arc<World>,
    pub github: GitHub,
    pub argocd: ArgoCd,
    pub aws: Aws,
    pub backstage: Backstage,
}

impl Bench {
    /// A world that moves only by [`Bench::settle`].
    pub async fn start() -> anyhow::Result<Self> {
        let sandbox = Sandbox::start(Options::default()).await?;
        Ok(Self {
            github: github(&sandbox)?,
            argocd: argocd(&sandbox)?,
            aws: aws(&sandbox)?,
            backstage: backstage(&sandbox)?,
            world: sandbox.world(),
            sandbox,
        })
    }

    /// Lets the background world come to rest.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.world.until_idle().await.map(|_| ())
    }

    /// The server forgets everything it held in memory, as after a restart.
    pub fn restart_github(&mut self) -> anyhow::Result<()> {
        self.github = github(&self.sandbox)?;
        Ok(())
    }

    /// A call to one of the sandbox's handles, for example `POST`, `world/provider/poll`: somebody acts past every portal.
    pub async fn handle(&self, method: &str, path: &str, body: String) -> anyhow::Result<()> {
        let urls = self.sandbox.urls();
        let base = match path.starts_with("world/aws") {
            true => &urls.aws,
            false => &urls.argocd,
        };
        let sent = reqwest::Client::new()
            .request(method.parse()?, format!("{base}/_sandbox/{path}"))
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await?;
        let status = sent.status();
        anyhow::ensure!(status.is_success(), "{status}: {}", sent.text().await?);
        Ok(())
    }

    /// Signs a persona in through the pages that a browser sees.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<UserToken> {
        use rfc_7636 as pkce;
        let redirect = "http://127.0.0.1:3000/auth/github/callback";
        let address = self
            .github
            .authorize_url("the-state", redirect, pkce::CHALLENGE, &["read:org"])
            .context("sign-in is not configured")?;
        let mut form: Vec<(String, String)> = url::Url::parse(&address)?
            .query_pairs()
            .into_owned()
            .collect();
        form.push(("login".to_owned(), login.to_owned()));
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let web = &self.sandbox.urls().github_web;
        let answer = browser
            .post(format!("{web}/login/oauth/authorize"))
            .form(&form)
            .send()
            .await?;
        let location = answer.headers().get("location").context("no redirect")?;
        let back = url::Url::parse(location.to_str()?)?;
        let find = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        anyhow::ensure!(
            find("state").as_deref() == Some("the-state"),
            "another state"
        );
        let code = find("code").context("no code")?;
        let token = self.github.exchange(&code, pkce::VERIFIER, redirect).await;
        token.map_err(|trouble| anyhow::anyhow!(trouble.message))
    }
}

/// The pair that RFC 7636 works through in its appendix B.
mod rfc_7636 {
    pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
}

fn github(sandbox: &Sandbox) -> anyhow::Result<GitHub> {
    let credentials = sandbox.credentials();
    let config = GitHubConfig {
        api_url: sandbox.urls().github_api.clone(),
        web_url: sandbox.urls().github_web.clone(),
        auth: Auth::App {
            id: credentials.app_id,
            private_key_pem: credentials.private_key_pem.clone().into(),
        },
        oauth: Some(OAuthApp {
            client_id: credentials.client_id.to_owned(),
            client_secret: credentials.client_secret.into(),
        }),
        write_gap: Duration::ZERO,
    };
    Ok(GitHub::new(config, None)?)
}

/// The same with a personal token instead of an App.
pub fn github_by_token(sandbox: &Sandbox) -> anyhow::Result<GitHub> {
    let config = GitHubConfig {
        api_url: sandbox.urls().github_api.clone(),
        web_url: sandbox.urls().github_web.clone(),
        auth: Auth::Token(sandbox.credentials().personal_token.into()),
        oauth: None,
        write_gap: Duration::ZERO,
    };
    Ok(GitHub::new(config, None)?)
}

fn argocd(sandbox: &Sandbox) -> anyhow::Result<ArgoCd> {
    let config = ArgoCdConfig {
        url: sandbox.urls().argocd.clone(),
        web_url: None,
        token: sandbox.credentials().argocd_token.into(),
        project: seed::PROJECT.to_owned(),
        app_namespace: None,
    };
    Ok(ArgoCd::new(config, None)?)
}

fn aws(sandbox: &Sandbox) -> anyhow::Result<Aws> {
    let credentials = sandbox.credentials();
    let account = |id: &str| -> anyhow::Result<AwsAccount> {
        Ok(AwsAccount {
            id: AccountId::parse(id)?,
            base: BaseCredentials::Static {
                access_key_id: credentials.aws_access_key_id.to_owned(),
                secret_access_key: credentials.aws_secret_access_key.into(),
                session_token: None,
            },
            role: Some(AssumedRole {
                arn: format!("arn:aws:iam::{id}:role/{}", seed::READER_ROLE),
                external_id: Some(seed::EXTERNAL_ID.to_owned()),
            }),
        })
    };
    let accounts: anyhow::Result<Vec<_>> =
        seed::ACCOUNTS.iter().map(|(id, _)| account(id)).collect();
    let config = AwsConfig {
        accounts: accounts?,
        endpoints: Endpoints {
            ecr: Some(sandbox.urls().aws.clone()),
            sts: Some(sandbox.urls().aws.clone()),
            cloudwatch: Some(sandbox.urls().aws.clone()),
        },
    };
    Ok(Aws::new(config, None)?)
}

fn backstage(sandbox: &Sandbox) -> anyhow::Result<Backstage> {
    let config = BackstageConfig {
        url: sandbox.urls().backstage.clone(),
        token: Some(sandbox.credentials().backstage_token.into()),
    };
    Ok(Backstage::new(config, None)?)
}

/// Everything that Berth is made of, over a bench: the use-cases, the worker, an empty database of the story's engine.
pub struct Portal {
    pub bench: Bench,
    pub services: Services,
    pub portal: BerthPortal,
    worker: Worker,
    doom: mishap::Doom,
}

/// Whether there is time for all of a story; everyday runs take a part of the longest. `tools/chaos` has the time.
pub fn are_whole() -> bool {
    std::env::var("BERTH_TEST_STORIES").is_ok_and(|value| value == "whole")
}

impl Portal {
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(settings()).await
    }

    /// Where every cluster gets another lifecycle policy in this way.
    pub async fn start_applying(applying: Applying) -> anyhow::Result<Self> {
        let mut settings = settings();
        let clusters = ["eks-stage-use1", "eks-prod-use1"];
        for cluster in clusters {
            let cluster = ClusterName::parse(cluster)?;
            settings.applying.insert(cluster, applying);
        }
        Self::start_with(settings).await
    }

    async fn start_with(settings: Settings) -> anyhow::Result<Self> {
        let bench = Bench::start().await?;
        let clock = Clock::default();
        let services = Services {
            store: engine::store().await?,
            github: bench.github.clone(),
            argocd: bench.argocd.clone(),
            aws: bench.aws.clone(),
            backstage: Some(bench.backstage.clone()),
            oidc: None,
            directory: Directory::new(roles(), bench.github.clone(), clock.clone()),
            standard: Arc::new(standard(&bench)),
            settings: Arc::new(settings),
            clock,
            vault: Vault::new(&"a secret of the test bench".to_owned().into()),
        };
        jobs::run_due_jobs(&services, "bench").await;
        Ok(Self {
            portal: BerthPortal::new(services.clone()),
            worker: Worker::new(services.clone(), "bench".to_owned()),
            bench,
            services,
            doom: mishap::Doom::default(),
        })
    }

    /// Signs a persona in as the pages do: Berth keeps their token, sealed, to review in their name.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<()> {
        let token = self.bench.sign_in(login).await?;
        let now = self.services.clock.now();
        let hash = format!("session of {login}");
        let session = SessionRow {
            github_token: tokens::seal(&self.services.vault, &token),
            ..SessionRow::begun(hash, Login::new(login), now)
        };
        let store = &self.services.store;
        store.create_session(&session).await?;
        Ok(store.wake_approved_by(&session.login, now).await?)
    }

    /// Berth does all that it can, then the world takes a step and the clock moves on.
    pub async fn turn(&self, millis: i64) -> anyhow::Result<()> {
        while self.step().await? {}
        self.bench.world.step().await;
        self.services.clock.advance(millis);
        Ok(())
    }

    /// Lets Berth and the world take turns for as long as a dead worker can hold a request back.
    pub async fn rest(&self) -> anyhow::Result<()> {
        for _ in 0..30 {
            self.turn(5_000).await?;
        }
        Ok(())
    }

    /// Lets Berth and the world take turns until `done` says so. The clock is moved, nothing is waited for.
    pub async fn until(
        &self,
        id: &RequestId,
        done: impl Fn(&Request) -> bool,
    ) -> anyhow::Result<Request> {
        for _ in 0..200 {
            while self.step().await? {
                let request = self.services.store.request(id).await?;
                if let Some(request) = request.filter(|request| done(request)) {
                    return Ok(request);
                }
            }
            self.bench.world.step().await;
            self.services.clock.advance(5_000);
        }
        let request = self.services.store.request(id).await?;
        anyhow::bail!("it never came to that: {request:#?}")
    }
}

fn roles() -> BTreeMap<Role, Members> {
    let platform = Members {
        teams: vec![TeamSlug {
            org: "spacetech".to_owned(),
            slug: "platform-engineering".to_owned(),
        }],
        ..Members::default()
    };
    let everyone = Members {
        everyone: true,
        ..Members::default()
    };
    [(Role::Developer, everyone), (Role::Reviewer, platform)].into()
}

fn standard(bench: &Bench) -> Standard {
    Standard {
        github_web: bench.sandbox.urls().github_web.clone(),
        ..domain::testing::standard()
    }
}

fn settings() -> Settings {
    Settings {
        public_url: "http://127.0.0.1:3000".to_owned(),
        labels: vec!["berth".to_owned()],
        ask_review_from: vec![Reviewer::Team("platform-engineering".to_owned())],
        base_branch: None,
        auto_sync: false,
        extra_approvals: 1,
        asking_counts: false,
        destinations: BTreeMap::new(),
        applying: BTreeMap::new(),
        catalog: CatalogMode::Register,
        fallback_teams: vec![],
        fallback_systems: vec![],
        images: Default::default(),
        judging: Default::default(),
        removal: Default::default(),
        sessions: Default::default(),
    }
}
