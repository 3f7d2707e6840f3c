//! A company in memory with one of everything, and everybody who could come.

use super::table::Row;
use crate::support::{Answer, session_of, web};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST};
use domain::aws::Address;
use domain::day::Day;
use domain::github::Login;
use domain::observed::RepositorySeen;
use domain::people::{Person, Role};
use domain::portal::FormPages as _;
use domain::request::{Change, RequestId, Stage, Way};
use domain::rollout::{Aim, OptOut, Rollout, RolloutId, RolloutState};
use domain::spec::RepositorySpec;
use domain::testing::{pull_request, removal, standard};
use domain::text::TeamName;
use domain::token::{Holder, Scope, Token};
use server::clock::Clock;
use server::http::router;
use server::store::{NewRequest, NewRollout, RepositoryFound, Store};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt as _;

/// The real use-cases over a store in memory, with every outside system down.
#[path = "../../portal/support.rs"]
#[allow(dead_code)]
mod portal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Nobody,
    /// Signed in, and all roles were taken away since.
    Left,
    /// A developer of another team.
    Bystander,
    /// A developer of the team that owns the repository.
    Owner,
    /// A developer who asked for what is asked about.
    Requester,
    Manager,
    Reviewer,
    Admin,
}

impl Who {
    pub(super) const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Left,
        Self::Bystander,
        Self::Owner,
        Self::Requester,
        Self::Manager,
        Self::Reviewer,
        Self::Admin,
    ];

    pub(super) fn person(self) -> Option<Person> {
        let person = |login: &str, roles: &[Role], team: &str| {
            Some(Person {
                login: Login::new(login),
                name: login.to_owned(),
                roles: roles.to_vec(),
                teams: TeamName::parse(team).into_iter().collect(),
            })
        };
        match self {
            Self::Nobody => None,
            Self::Left => person("left", &[], "payments"),
            Self::Bystander => person("bystander", &[Role::Developer], "telemetry"),
            Self::Owner => person("owner", &[Role::Developer], "payments"),
            Self::Requester => person("dev-a", &[Role::Developer], ""),
            Self::Manager => person("manager", &[Role::Manager], ""),
            Self::Reviewer => person("reviewer-m", &[Role::Reviewer], ""),
            Self::Admin => person("admin", &[Role::Admin], ""),
        }
    }
}

/// How somebody is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    SignIn,
    Denied,
}

impl Refusal {
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        match answer.status {
            StatusCode::UNAUTHORIZED => Some(Self::SignIn),
            StatusCode::SEE_OTHER if answer.location().starts_with("/sign-in?return_to=") => {
                Some(Self::SignIn)
            }
            StatusCode::FORBIDDEN => Some(Self::Denied),
            _ => None,
        }
    }
}

pub(super) struct World {
    router: Router,
    cookies: BTreeMap<Who, String>,
    tokens: BTreeMap<Who, String>,
    store: Store,
    clock: Clock,
    words: Vec<(&'static str, String)>,
}

impl World {
    pub(super) async fn new() -> Self {
        let bench = portal::bench().await;
        let (store, clock) = (&bench.services.store, &bench.services.clock);
        let request = bench.in_review(1).await;
        let of_reviewer = portal::form(2);
        let asked = bench.portal.submit(&portal::reviewer(), &of_reviewer).await;
        let of_reviewer = asked.unwrap();
        bench
            .moved(&of_reviewer, Stage::InReview { pr: pull_request() })
            .await;
        let left = left_over(&bench).await;
        let key = found_in_aws(&bench).await;
        let rollout = started(&bench).await;
        let opt_out = stays_out(&bench).await;
        let (mut cookies, mut tokens) = (BTreeMap::new(), BTreeMap::new());
        for who in Who::ALL {
            if let Some(person) = who.person() {
                let secret = format!("secret of {who:?}").replace(' ', "-");
                let cookie = session_of(store, clock, &person, &secret).await;
                cookies.insert(who, cookie);
                let token = token_of(store, clock, &person, &Scope::ALL).await;
                tokens.insert(who, token);
            }
        }
        let web = web(
            Arc::new(bench.portal.clone()),
            store,
            clock,
            "http://127.0.0.1:3000",
        );
        // The stream of a request would go on for ever.
        web.shutdown.cancel();
        let soon = Day::of(clock.now().plus_seconds(20 * 86_400));
        Self {
            router: router(Arc::new(web)),
            cookies,
            tokens,
            store: store.clone(),
            clock: clock.clone(),
            words: vec![
                ("{request}", request.to_string()),
                ("{of-reviewer}", of_reviewer.to_string()),
                ("{left}", left.to_string()),
                ("{fresh}", portal::form(3).id),
                ("{head}", pull_request().head.0),
                ("{commit}", "0".repeat(40)),
                ("{rollout}", rollout.as_str().to_owned()),
                ("{opt-out}", opt_out),
                ("{soon}", soon.to_string()),
                (
                    "{api-repository}",
                    format!(
                        "{}/{}/{}",
                        key.account,
                        key.region,
                        key.name.as_str().replace('/', "%2F")
                    ),
                ),
                ("{repository}", app::pages::address::repository(&key)),
            ],
        }
    }

    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (word, value) in &self.words {
            filled = filled.replace(word, value);
        }
        filled
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The handle of one more session of somebody.
    pub(super) async fn another_session(&self, who: Who) -> String {
        let person = who.person().unwrap();
        session_of(&self.store, &self.clock, &person, "another").await;
        hex::encode(Sha256::digest("another"))[..16].to_owned()
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// One that opens everything; `None` for nobody.
    pub(super) fn token(&self, who: Who) -> Option<&str> {
        self.tokens.get(&who).map(String::as_str)
    }

    /// One that reads and does nothing else.
    pub(super) async fn reading(&self, who: Who) -> String {
        let person = who.person().unwrap();
        token_of(&self.store, &self.clock, &person, &[Scope::Read]).await
    }

    pub(super) async fn call(
        &self,
        method: &str,
        url: &str,
        body: &str,
        token: Option<&str>,
    ) -> Answer {
        let url = url.replace("{repository}", &self.fill("/repositories/{api-repository}"));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{}", self.fill(&url)))
            .header(HOST, "127.0.0.1:3000");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Body::from(self.fill(body))).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub(super) async fn ask(&self, row: &Row, url: &str, who: Who) -> Answer {
        let mut request = Request::builder()
            .method(row.method.to_uppercase().as_str())
            .uri(url)
            .header(HOST, "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = self.cookies.get(&who) {
            request = request.header(COOKIE, cookie);
        }
        let pairs = row
            .form
            .iter()
            .map(|(name, value)| (*name, self.fill(value)));
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let request = request.body(Body::from(body)).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

async fn token_of(store: &Store, clock: &Clock, person: &Person, scopes: &[Scope]) -> String {
    let now = clock.now();
    let id = uuid::Uuid::now_v7();
    let secret = format!("berth_pat_{}{}", "t".repeat(11), id.simple());
    let token = Token {
        id: id.to_string(),
        holder: Holder::Person(person.login.clone()),
        name: "walk".into(),
        hint: "berth_pat_tttt".into(),
        scopes: scopes.iter().copied().collect(),
        created: now,
        by: person.login.clone(),
        expires: now.plus_seconds(86_400),
        last_used: None,
        revoked: None,
    };
    let hash = hex::encode(Sha256::digest(&secret));
    assert!(store.add_token(&token, &hash, 50).await.unwrap());
    secret
}

async fn found_in_aws(bench: &portal::Bench) -> Address {
    let key = portal::form(9).parse(&standard()).unwrap().address;
    let found = RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: None,
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: Default::default(),
        },
        key: key.clone(),
        team: Some("payments".into()),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: true,
    };
    let now = bench.services.clock.now();
    let store = &bench.services.store;
    let all = [found];
    let census = store.census(&key.account, key.region, &all, now);
    census.await.unwrap();
    key
}

/// A deletion that was called off after its first pull request.
async fn left_over(bench: &portal::Bench) -> RequestId {
    let spec = RepositorySpec {
        team: TeamName::parse("payments").unwrap(),
        ..portal::form(4).parse(&standard()).unwrap()
    };
    let Change::Removal { spec, removal } = removal(spec, Way::DeleteWithImages) else {
        panic!("no removal")
    };
    let id = RequestId::parse("0197c9d2-7c1a-7000-8000-00000000cccc").unwrap();
    let new = NewRequest {
        id: id.clone(),
        change: Change::Removal {
            spec,
            removal: Box::new(removal.removing(None)),
        },
        comment: String::new(),
        requester: Login::new("dev-a"),
        at: bench.services.clock.now(),
    };
    bench.services.store.submit(&new).await.unwrap();
    let by = Login::new("dev-a");
    bench.moved(&id, Stage::Cancelled { pr: None, by }).await;
    id
}

async fn started(bench: &portal::Bench) -> RolloutId {
    let id = RolloutId::parse("0197c9d2-7c1a-7000-8000-00000000aaaa").unwrap();
    let rollout = Rollout {
        id: id.clone(),
        aim: Aim::Settings {
            mutability: None,
            scan_on_push: Some(true),
            tags: BTreeMap::new(),
        },
        reason: "Security asks for it".into(),
        by: Login::new("somebody"),
        started: bench.services.clock.now(),
        window: 7,
        state: RolloutState::Running,
        why: None,
    };
    let new = NewRollout {
        rollout,
        items: vec![],
        undoes: None,
    };
    assert!(bench.services.store.start_rollout(&new).await.unwrap());
    id
}

async fn stays_out(bench: &portal::Bench) -> String {
    let now = bench.services.clock.now();
    let out = OptOut {
        id: "0197c9d2-7c1a-7000-8000-00000000bbbb".into(),
        team: "payments".into(),
        rollout: None,
        reason: "The freeze".into(),
        until: now.plus_seconds(86_400),
        by: Login::new("owner"),
        created: now,
        ended: None,
    };
    bench.services.store.add_opt_out(&out).await.unwrap();
    out.id
}
