//! A portal in memory, people, and requests put where a story needs them.

use domain::form::RequestForm;
use domain::github::Login;
use domain::people::{Actor, Person, Role};
use domain::portal::{FormPages, PortalError};
use domain::refusal::Problem;
use domain::request::{Request, RequestId, Stage, What};
use domain::spec::Field;
use domain::standard::Standard;
use domain::testing::{filled_form, pull_request, standard};
use server::clock::Clock;
use server::outside::argocd::{ArgoCd, ArgoCdConfig};
use server::outside::aws::{Aws, AwsAccount, AwsConfig, BaseCredentials, Endpoints};
use server::outside::backstage::{Backstage, BackstageConfig};
use server::outside::github::{Auth, GitHub, GitHubConfig, TeamSlug};
use server::people::{Directory, Members};
use server::portal::BerthPortal;
use server::services::{CatalogMode, Services, Settings};
use server::store::{Commit, Committed, Store};
use server::vault::Vault;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Nothing listens there: every call is refused at once.
const DOWN: &str = "http://127.0.0.1:1";

pub(crate) struct Bench {
    pub(crate) portal: BerthPortal,
    pub(crate) services: Services,
}

pub(crate) async fn bench() -> Bench {
    bench_with(standard()).await
}

pub(crate) async fn bench_with(standard: Standard) -> Bench {
    let clock = Clock::default();
    let store = Store::open("sqlite::memory:", 1).await.unwrap();
    let observer = Some(server::portal::observer(store.clone(), clock.clone()));
    let github = GitHubConfig {
        api_url: DOWN.into(),
        web_url: DOWN.into(),
        auth: Auth::Token("token".into()),
        oauth: None,
        write_gap: Duration::ZERO,
    };
    let github = GitHub::new(github, observer.clone()).unwrap();
    let argocd = ArgoCdConfig {
        url: DOWN.into(),
        web_url: None,
        token: "token".into(),
        project: "berth".into(),
        app_namespace: None,
    };
    let account = AwsAccount {
        id: standard.accounts[0].id.clone(),
        base: BaseCredentials::Static {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: "secret".into(),
            session_token: None,
        },
        role: None,
    };
    let endpoints = Endpoints {
        ecr: Some(DOWN.into()),
        sts: Some(DOWN.into()),
        cloudwatch: Some(DOWN.into()),
    };
    let aws = AwsConfig {
        accounts: vec![account],
        endpoints,
    };
    let backstage = BackstageConfig {
        url: DOWN.into(),
        token: None,
    };
    let services = Services {
        argocd: ArgoCd::new(argocd, observer.clone()).unwrap(),
        aws: Aws::new(aws, observer.clone()).unwrap(),
        backstage: Some(Backstage::new(backstage, observer).unwrap()),
        oidc: None,
        directory: Directory::new(roles(), github.clone(), clock.clone()),
        standard: Arc::new(standard),
        settings: Arc::new(settings()),
        vault: Vault::new(&"secret".into()),
        github,
        store,
        clock,
    };
    Bench {
        portal: BerthPortal::new(services.clone()),
        services,
    }
}

fn roles() -> BTreeMap<Role, Members> {
    let team = TeamSlug {
        org: "spacetech".into(),
        slug: "reviewers".into(),
    };
    let reviewers = Members {
        teams: vec![team],
        ..Members::default()
    };
    BTreeMap::from([(Role::Reviewer, reviewers)])
}

fn settings() -> Settings {
    Settings {
        public_url: "https://berth.example".into(),
        labels: vec![],
        ask_review_from: vec![],
        base_branch: None,
        auto_sync: true,
        extra_approvals: 1,
        asking_counts: false,
        destinations: BTreeMap::new(),
        applying: BTreeMap::new(),
        catalog: CatalogMode::Register,
        fallback_teams: vec!["payments".into()],
        fallback_systems: vec![],
        images: Default::default(),
        judging: Default::default(),
        removal: Default::default(),
        sessions: Default::default(),
    }
}

pub(crate) fn person(login: &str, role: Role) -> Person {
    Person {
        login: Login::new(login),
        name: login.into(),
        roles: vec![role],
        teams: vec![],
    }
}

pub(crate) fn dev() -> Person {
    person("dev-a", Role::Developer)
}

pub(crate) fn reviewer() -> Person {
    person("reviewer-m", Role::Reviewer)
}

pub(crate) fn form(n: u32) -> RequestForm {
    RequestForm {
        id: format!("0197c9d2-7c1a-7000-8000-{n:012}"),
        name: format!("payments/service-{n}"),
        ..filled_form()
    }
}

pub(crate) fn problem_on(error: PortalError, field: Field) -> Problem {
    match error {
        PortalError::Refused(refusal) => refusal
            .on(field)
            .unwrap_or_else(|| panic!("{refusal:?}"))
            .clone(),
        other => panic!("{other:?}"),
    }
}

impl Bench {
    pub(crate) async fn submitted(&self, form: &RequestForm) -> RequestId {
        self.portal.submit(&dev(), form).await.unwrap()
    }

    pub(crate) async fn request(&self, id: &RequestId) -> Request {
        self.services.store.request(id).await.unwrap().unwrap()
    }

    /// As the worker would.
    pub(crate) async fn moved(&self, id: &RequestId, stage: Stage) {
        let request = self.request(id).await;
        let now = self.services.clock.now();
        let step = Commit {
            events: vec![(
                now,
                Actor::Berth,
                What::Entered {
                    stage: stage.clone(),
                },
            )],
            stage: Some((stage, now)),
            ..Commit::on(&request, None)
        };
        assert!(matches!(
            self.services.store.commit(step).await.unwrap(),
            Committed::Yes(_)
        ));
    }

    pub(crate) async fn in_review(&self, n: u32) -> RequestId {
        let id = self.submitted(&form(n)).await;
        self.moved(&id, Stage::InReview { pr: pull_request() })
            .await;
        id
    }
}
