//! Argo CD over its REST API: one application per repository and cluster, live objects read through it.

mod json;
mod managed;
mod map;
mod objects;
mod sync;
#[cfg(test)]
mod tests;
mod trouble;
mod types;
mod wanted;
mod watch;

pub use types::*;

use super::report::Reporter;
use super::wire::{self, Answer, Service, segment};
use super::{Observer, SetupError};
use domain::github::Sha;
use domain::observed::Seen;
use domain::trouble::{System, Trouble, TroubleKind};
use futures::stream::BoxStream;
use http::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

const APPLICATIONS: &str = "/api/v1/applications";
/// Asking to refresh waits for the controller; that it was asked is enough.
const REFRESH_WAIT: Duration = Duration::from_secs(10);
/// Argo CD drops events that look the same: these fields change whenever something matters.
const WATCHED: &str = "result.type,result.application.metadata.name,result.application.status.sync,\
    result.application.status.health,result.application.status.operationState.phase,\
    result.application.status.operationState.finishedAt,error";

/// Cheap to clone.
#[derive(Clone)]
pub struct ArgoCd {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    web: String,
    config: ArgoCdConfig,
    reporter: Reporter,
}

impl ArgoCd {
    /// # Errors
    /// An address cannot be read.
    pub fn new(config: ArgoCdConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        let service = Service::new(System::ArgoCd, &config.url)?;
        let web = match &config.web_url {
            Some(web) => wire::web_address(System::ArgoCd, web)?,
            None => service.base().to_owned(),
        };
        Ok(Self {
            inner: Arc::new(Inner {
                service,
                web,
                config,
                reporter: Reporter::new(System::ArgoCd, observer),
            }),
        })
    }

    /// `contains` says whether the merge commit is the given revision or lies before it (asked of GitHub);
    /// `wanted` decides `is_as_wanted`.
    pub async fn application<F, Answer>(
        &self,
        wanted: &WantedApplication,
        contains: F,
    ) -> Seen<ApplicationLook>
    where
        F: Fn(Sha) -> Answer + Send + Sync,
        Answer: Future<Output = Result<bool, Trouble>> + Send,
    {
        let found: json::Application = match self.read(&wanted.name).await {
            Ok(Some(found)) => found,
            Ok(None) => return Seen::Absent,
            Err(trouble) => return Seen::Unavailable(trouble),
        };
        let mut containing = BTreeSet::new();
        for revision in map::revisions(&found) {
            match contains(Sha(revision.clone())).await {
                Ok(true) => {
                    containing.insert(revision);
                }
                Ok(false) => {}
                Err(trouble) => return Seen::Unavailable(trouble),
            }
        }
        let url = self.application_url(&wanted.name);
        let project = &self.inner.config.project;
        Seen::Present(map::look(&found, wanted, project, url, &containing))
    }

    /// Creates the application or brings it up to date; one that an ApplicationSet owns is left alone. Whether the
    /// folder and the cluster are there is told by the application's conditions afterwards.
    ///
    /// # Errors
    /// `Conflict` when somebody else changes it at the same time.
    pub async fn ensure_application(&self, wanted: &WantedApplication) -> Result<(), Trouble> {
        let project = &self.inner.config.project;
        let Some(live) = self.read::<Value>(&wanted.name).await? else {
            let namespace = self.inner.config.app_namespace.as_deref();
            let body = wanted::object(wanted, project, namespace);
            let path = format!("{APPLICATIONS}?validate=false");
            let answer = self.send(Method::POST, &path, Some(&body)).await?;
            // Made by somebody else meanwhile, differently: look again.
            if answer.status == StatusCode::BAD_REQUEST
                && trouble::words(&answer).contains("existing application")
            {
                return Err(trouble::new(TroubleKind::Conflict, trouble::words(&answer)));
            }
            return ok(answer, "create the application").map(|_| ());
        };
        let found: json::Application = serde_json::from_value(live.clone())
            .map_err(|error| trouble::new(TroubleKind::Nonsense, error.to_string()))?;
        let follows = found.spec.sync_policy.is_some() || !wanted.auto_sync;
        if map::is_owned(&found) || (map::is_as_wanted(&found, wanted, project) && follows) {
            return Ok(());
        }
        let body = wanted::merged(live, wanted, project);
        let path = format!(
            "{APPLICATIONS}/{}?validate=false&project={}",
            segment(&wanted.name),
            segment(project)
        );
        let answer = self.send(Method::PUT, &path, Some(&body)).await?;
        ok(answer, "change the application").map(|_| ())
    }

    /// Asks Argo CD to look at Git now.
    ///
    /// # Errors
    /// Trouble with Argo CD; that its controller takes long is none.
    pub async fn refresh(&self, name: &str) -> Result<(), Trouble> {
        let path = self.path(
            name,
            "",
            &[("refresh", "normal"), ("fields", "metadata.name")],
        );
        match tokio::time::timeout(REFRESH_WAIT, self.send(Method::GET, &path, None)).await {
            Ok(answer) => ok(answer?, "refresh the application").map(|_| ()),
            Err(_) => Ok(()),
        }
    }

    /// # Errors
    /// Trouble with Argo CD.
    pub async fn clusters(&self) -> Result<Vec<Cluster>, Trouble> {
        let answer = self.send(Method::GET, "/api/v1/clusters", None).await?;
        let found: json::Clusters = ok(answer, "list the clusters")?.json(System::ArgoCd)?;
        Ok(found.items.into_iter().map(map::cluster).collect())
    }

    /// # Errors
    /// Trouble with Argo CD.
    pub async fn version(&self) -> Result<String, Trouble> {
        let answer = self.send(Method::GET, "/api/version", None).await?;
        let found: json::Version = ok(answer, "read the version")?.json(System::ArgoCd)?;
        Ok(found.version)
    }

    pub fn application_url(&self, name: &str) -> String {
        let name = segment(name);
        match &self.inner.config.app_namespace {
            Some(namespace) => format!(
                "{}/applications/{}/{name}",
                self.inner.web,
                segment(namespace)
            ),
            None => format!("{}/applications/{name}", self.inner.web),
        }
    }

    /// Says which applications of Berth's project moved, until the connection ends; reconnecting is the caller's.
    /// All there are come first.
    ///
    /// # Errors
    /// The connection was not made.
    pub async fn watch(&self) -> Result<BoxStream<'static, Result<Moved, Trouble>>, Trouble> {
        let service = &self.inner.service;
        let path = format!(
            "/api/v1/stream/applications?projects={}&fields={}{}",
            segment(&self.inner.config.project),
            segment(WATCHED),
            self.namespace_query(),
        );
        let request = self.request(Method::GET, &path, "text/event-stream");
        let opened = async {
            let response = service.open(request).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            let answer = Answer {
                status: response.status(),
                headers: response.headers().clone(),
                body: response.bytes().await.unwrap_or_default(),
            };
            Err(trouble::of(&answer, "watch the applications"))
        };
        let started = Instant::now();
        let response = self.inner.reporter.note(started, opened.await)?;
        Ok(watch::events(service.clone(), response))
    }

    /// One application, never a list of all.
    async fn read<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Trouble> {
        let path = self.path(name, "", &[]);
        let answer = self.send(Method::GET, &path, None).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        ok(answer, "read the application")?
            .json(System::ArgoCd)
            .map(Some)
    }

    fn path(&self, name: &str, below: &str, query: &[(&str, &str)]) -> String {
        let project = segment(&self.inner.config.project);
        let mut path = format!("{APPLICATIONS}/{}{below}?project={project}", segment(name));
        for (key, value) in query {
            path.push_str(&format!("&{key}={}", segment(value)));
        }
        path + &self.namespace_query()
    }

    fn namespace_query(&self) -> String {
        match &self.inner.config.app_namespace {
            Some(namespace) => format!("&appNamespace={}", segment(namespace)),
            None => String::new(),
        }
    }

    /// A second Accept header would not replace the first, so each call says at once what it takes.
    fn request(&self, method: Method, path: &str, accept: &str) -> reqwest::RequestBuilder {
        let token = self.inner.config.token.expose_secret();
        self.inner
            .service
            .request(method, path)
            .bearer_auth(token)
            .header("accept", accept)
    }

    /// Answers that say something about Argo CD or Berth's token itself are trouble for every caller.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let place = path.split('?').next().unwrap_or(path);
        let operation = format!("{method} {place}");
        let span = tracing::info_span!("outside", system = "argocd", operation = %operation);
        let mut request = self.request(method, path, "application/json");
        if let Some(body) = body {
            request = request.json(body);
        }
        let sent = async {
            let answer = self.inner.service.send(request).await?;
            let is_systems = answer.status.is_server_error()
                || matches!(
                    answer.status,
                    StatusCode::UNAUTHORIZED
                        | StatusCode::FORBIDDEN
                        | StatusCode::TOO_MANY_REQUESTS
                );
            if is_systems && !trouble::is_window(&answer) {
                return Err(trouble::of(&answer, &operation));
            }
            Ok(answer)
        };
        let started = Instant::now();
        self.inner
            .reporter
            .note(started, sent.instrument(span).await)
    }
}

fn ok(answer: Answer, what: &str) -> Result<Answer, Trouble> {
    if answer.status.is_success() {
        Ok(answer)
    } else {
        Err(trouble::of(&answer, what))
    }
}
