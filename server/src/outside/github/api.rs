//! Calls to GitHub's REST API through octocrab: who calls, limits, conditional reads, one write at a time.

use super::exchange::{Remembered, next_link, octocrab_trouble, raw};
use super::tokens::{Caller, Tokens};
use super::{Auth, Budget, GitHubConfig, trouble};
use crate::outside::report::Reporter;
use crate::outside::wire::{self, Answer};
use crate::outside::{Observer, SetupError, clock};
use domain::github::RepoSlug;
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use http::{HeaderName, Method, StatusCode};
use octocrab::Octocrab;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument as _;

const VERSION: &str = "2022-11-28";
const PAGE: usize = 100;

/// In whose name a call is made.
#[derive(Clone, Copy)]
pub(super) enum As<'a> {
    /// The App itself, by its key.
    App,
    /// Berth where the repository is.
    Repo(&'a RepoSlug),
    /// Berth in an organisation.
    Org(&'a str),
    /// A person who signed in.
    Person(&'a SecretString),
}

#[derive(Clone)]
pub(super) struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    crab: Octocrab,
    tokens: Tokens,
    base: String,
    remembered: Mutex<Remembered>,
    budgets: Mutex<HashMap<Caller, Budget>>,
    /// When each caller wrote last; held during a write.
    writes: Mutex<HashMap<Caller, Arc<tokio::sync::Mutex<Option<Instant>>>>>,
    write_gap: Duration,
    reporter: Reporter,
}

impl Api {
    pub(super) fn new(
        config: &GitHubConfig,
        observer: Option<Observer>,
    ) -> Result<Self, SetupError> {
        let broken = |error: octocrab::Error| SetupError::new(System::GitHub, wire::chain(&error));
        let base = wire::web_address(System::GitHub, &config.api_url)?;
        wire::choose_crypto();
        let builder = Octocrab::builder()
            .base_uri(base.as_str())
            .map_err(broken)?
            .set_connect_timeout(Some(wire::CONNECT_TIMEOUT))
            .set_read_timeout(Some(wire::TIMEOUT))
            .set_write_timeout(Some(wire::TIMEOUT))
            .add_header(
                HeaderName::from_static("x-github-api-version"),
                VERSION.to_owned(),
            );
        let builder = match &config.auth {
            Auth::App {
                id,
                private_key_pem,
            } => builder
                .app_from_rsa_pem((*id).into(), private_key_pem.expose_secret())
                .map_err(|_| {
                    SetupError::new(
                        System::GitHub,
                        "the App's private key is not an RSA key in PEM",
                    )
                })?,
            Auth::Token(_) => builder,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                crab: builder.build().map_err(broken)?,
                tokens: Tokens::new(&config.auth),
                base,
                remembered: Mutex::default(),
                budgets: Mutex::default(),
                writes: Mutex::default(),
                write_gap: config.write_gap,
                reporter: Reporter::new(System::GitHub, observer),
            }),
        })
    }

    /// Reads, conditionally when the same was read before. Any status but 2xx is trouble.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        who: As<'_>,
        path: &str,
    ) -> Result<T, Trouble> {
        let answer = self.send(who, Method::GET, path, None).await?;
        self.ok(answer, &format!("GET {path}"))?
            .json(System::GitHub)
    }

    /// The same where a thing may be missing.
    pub(super) async fn find<T: DeserializeOwned>(
        &self,
        who: As<'_>,
        path: &str,
    ) -> Result<Option<T>, Trouble> {
        let answer = self.send(who, Method::GET, path, None).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = self.ok(answer, &format!("GET {path}"))?;
        answer.json(System::GitHub).map(Some)
    }

    /// Reads and returns the answer whatever its status.
    pub(super) async fn read(&self, who: As<'_>, path: &str) -> Result<Answer, Trouble> {
        self.send(who, Method::GET, path, None).await
    }

    /// All entries of a list, following GitHub's own links, at most `at_most`. `path` carries no page size.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        who: As<'_>,
        path: &str,
        at_most: usize,
    ) -> Result<Vec<T>, Trouble> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut next = Some(format!("{path}{mark}per_page={}", at_most.min(PAGE)));
        let mut all = Vec::new();
        while let Some(path) = next.take() {
            let answer = self.send(who, Method::GET, &path, None).await?;
            let answer = self.ok(answer, &format!("GET {path}"))?;
            all.append(&mut answer.json::<Vec<T>>(System::GitHub)?);
            if all.len() < at_most {
                next = self.next_page(&answer)?;
            }
        }
        all.truncate(at_most);
        Ok(all)
    }

    /// Writes and returns the answer whatever its status, for callers that know what a refusal means.
    pub(super) async fn attempt(
        &self,
        who: As<'_>,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Answer, Trouble> {
        self.send(who, method, path, Some(body)).await
    }

    /// The same for a call that has no body.
    pub(super) async fn command(
        &self,
        who: As<'_>,
        method: Method,
        path: &str,
    ) -> Result<Answer, Trouble> {
        self.send(who, method, path, None).await
    }

    pub(super) async fn write<T: DeserializeOwned>(
        &self,
        who: As<'_>,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<T, Trouble> {
        let what = format!("{method} {path}");
        let answer = self.attempt(who, method, path, body).await?;
        self.ok(answer, &what)?.json(System::GitHub)
    }

    pub(super) fn ok(&self, answer: Answer, what: &str) -> Result<Answer, Trouble> {
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(trouble::of(&answer, what, clock::now()))
        }
    }

    pub(super) fn budget(&self, owner: &str) -> Option<Budget> {
        let caller = self.inner.tokens.caller_of(owner)?;
        lock(&self.inner.budgets).get(&caller).copied()
    }

    /// Whether Berth may look at repositories of this owner at all.
    pub(super) async fn is_installed(&self, repo: &RepoSlug) -> Result<bool, Trouble> {
        if !self.is_app() {
            return Ok(true);
        }
        let path = format!("/repos/{repo}/installation");
        let started = std::time::Instant::now();
        let found = self
            .inner
            .tokens
            .installation(self, repo.owner(), &path)
            .await;
        self.inner
            .reporter
            .note(started, found)
            .map(|id| id.is_some())
    }

    pub(super) fn is_app(&self) -> bool {
        self.inner.tokens.is_app()
    }

    fn next_page(&self, answer: &Answer) -> Result<Option<String>, Trouble> {
        let Some(link) = answer.header("link").and_then(next_link) else {
            return Ok(None);
        };
        let path = link.strip_prefix(&self.inner.base).map(str::to_owned);
        path.map(Some).ok_or_else(|| {
            trouble::new(
                TroubleKind::Nonsense,
                "the link to the next page leads to another server",
            )
        })
    }

    async fn send(
        &self,
        who: As<'_>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        // The query is left out: it may hold what people typed.
        let place = path.split('?').next().unwrap_or(path);
        let span = tracing::info_span!("outside", system = "github", operation = %format!("{method} {place}"));
        let started = std::time::Instant::now();
        let outcome = self
            .exchange(who, method, path, body)
            .instrument(span)
            .await;
        self.inner.reporter.note(started, outcome)
    }

    /// One call; once more only when GitHub no longer accepts a remembered installation token, for then nothing
    /// was done.
    async fn exchange(
        &self,
        who: As<'_>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let mut sent = self.once(who, &method, path, body).await?;
        if sent.answer.status == StatusCode::UNAUTHORIZED && sent.remembered_token {
            self.inner.tokens.forget(&sent.caller).await;
            sent = self.once(who, &method, path, body).await?;
        }
        let status = sent.answer.status;
        let is_systems_fault = status.is_server_error()
            || matches!(
                status,
                StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
            );
        if is_systems_fault || status == StatusCode::FORBIDDEN {
            return Err(trouble::of(
                &sent.answer,
                &format!("{method} {path}"),
                clock::now(),
            ));
        }
        Ok(sent.answer)
    }

    async fn once(
        &self,
        who: As<'_>,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Sent, Trouble> {
        let key = self.inner.tokens.key(self, who).await?;
        let crab = match &key.token {
            Some(token) => self
                .inner
                .crab
                .user_access_token(token.clone())
                .map_err(|error| octocrab_trouble(&error))?,
            None => self.inner.crab.clone(),
        };
        let is_kept = *method == Method::GET && key.caller != Caller::Person;
        let known = is_kept
            .then(|| lock(&self.inner.remembered).get(&key.caller, path))
            .flatten();
        let etag = known.as_ref().and_then(|answer| answer.header("etag"));
        let answer = if *method == Method::GET {
            raw(&crab, &self.inner.base, method, path, body, etag).await?
        } else {
            let turn = self.turn(&key.caller);
            let mut last = turn.lock().await;
            if let Some(last) = *last {
                tokio::time::sleep_until(last + self.inner.write_gap).await;
            }
            let answer = raw(&crab, &self.inner.base, method, path, body, None).await;
            *last = Some(Instant::now());
            answer?
        };
        self.keep_budget(&key.caller, &answer);
        let answer = match known {
            Some(known) if answer.status == StatusCode::NOT_MODIFIED => known,
            _ => answer,
        };
        if is_kept && answer.status.is_success() && answer.header("etag").is_some() {
            lock(&self.inner.remembered).put(&key.caller, path, answer.clone());
        }
        Ok(Sent {
            answer,
            caller: key.caller,
            remembered_token: key.remembered,
        })
    }

    fn turn(&self, caller: &Caller) -> Arc<tokio::sync::Mutex<Option<Instant>>> {
        let mut writes = lock(&self.inner.writes);
        // A person writes only reviews, one at a time: they need not wait for one another.
        if *caller == Caller::Person {
            return Arc::default();
        }
        Arc::clone(writes.entry(caller.clone()).or_default())
    }

    fn keep_budget(&self, caller: &Caller, answer: &Answer) {
        let number = |name| {
            answer
                .header(name)
                .and_then(|text| text.parse::<u64>().ok())
        };
        let (Some(limit), Some(remaining), Some(reset)) = (
            number("x-ratelimit-limit"),
            number("x-ratelimit-remaining"),
            number("x-ratelimit-reset"),
        ) else {
            return;
        };
        let reset = Timestamp(
            i64::try_from(reset)
                .unwrap_or(i64::MAX)
                .saturating_mul(1000),
        );
        let budget = Budget {
            limit,
            remaining,
            reset,
        };
        lock(&self.inner.budgets).insert(caller.clone(), budget);
    }
}

struct Sent {
    answer: Answer,
    caller: Caller,
    remembered_token: bool,
}

/// Nothing is left half done under these locks, so a panic elsewhere does not spoil them.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Api {
    /// For [`Tokens`]: a call in the App's own name, outside of the token look-up.
    pub(super) async fn as_app(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        raw(
            &self.inner.crab,
            &self.inner.base,
            &method,
            path,
            body,
            None,
        )
        .await
    }
}
