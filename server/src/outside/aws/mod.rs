//! AWS: ECR read by an assumed role per account. Nothing is written here but the end of images that somebody chose to
//! delete: for everything else Git is the source.

mod clients;
mod cloudwatch;
mod deletion;
mod event;
mod images;
mod map;
mod preview;
mod role;
#[cfg(test)]
mod tests;
mod trouble;
mod types;

pub use event::EventHint;
pub use images::{ImagesListed, Referrer};
pub use types::*;

use super::report::Reporter;
use super::{Observer, SetupError};
use aws_sdk_ecr::config::http::HttpResponse;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ecr::types::{Repository, ScanningConfigurationFailureCode};
use clients::{Clients, Connections};
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use domain::observed::{RepositorySeen, Seen};
use domain::trouble::{System, Trouble, TroubleKind};
use futures::{StreamExt as _, TryStreamExt as _};
use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;
use tracing::Instrument as _;

/// The most that AWS gives at once.
const PAGE: i32 = 1000;
/// Repositories asked about side by side: the allowance of an account is shared with its pipelines.
const CENSUS_WIDTH: usize = 8;

/// Cheap to clone.
#[derive(Clone)]
pub struct Aws {
    inner: Arc<Inner>,
}

struct Inner {
    connections: Connections,
    reporter: Reporter,
    /// One large repository at a time is held in memory.
    large: Arc<Semaphore>,
}

/// An answer in which it matters what is not there.
enum Held<T> {
    Here(T),
    /// The repository is there, what was asked for is not.
    Nothing,
    /// Or the image is not there.
    NoRepository,
}

/// What has to be asked for apart from the description.
struct Details {
    tags: BTreeMap<String, String>,
    policy: Option<String>,
}

impl Aws {
    /// # Errors
    /// An address cannot be read.
    pub fn new(config: AwsConfig, observer: Option<Observer>) -> Result<Self, SetupError> {
        let inner = Inner {
            connections: Connections::new(config)?,
            reporter: Reporter::new(System::Aws, observer),
            large: Arc::new(Semaphore::new(1)),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub async fn repository(&self, address: &Address) -> Seen<RepositorySeen> {
        seen(self.look(address).await)
    }

    pub async fn exists(&self, address: &Address) -> Result<bool, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        Ok(self.described(&clients, address).await?.is_some())
    }

    /// Every repository of an account in a region, by name.
    pub async fn census(
        &self,
        account: &AccountId,
        region: Region,
    ) -> Result<Vec<Counted>, Trouble> {
        let clients = self.clients(account, region).await?;
        let listed = self.listed(&clients).await?;
        let mut counted: Vec<Counted> = futures::stream::iter(listed)
            .map(|repository| self.counted(&clients, repository))
            .buffer_unordered(CENSUS_WIDTH)
            .try_filter_map(|found| async move { Ok(found) })
            .try_collect()
            .await?;
        counted.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(counted)
    }

    pub async fn effective_scanning(&self, address: &Address) -> Seen<EffectiveScanning> {
        seen(self.scanning(address).await)
    }

    /// Asks STS who Berth is in this account.
    pub async fn identity(&self, account: &AccountId) -> Result<Identity, Trouble> {
        let region = self.inner.connections.home(account)?;
        let clients = self.clients(account, region).await?;
        let call = clients.sts.get_caller_identity().send();
        match self.call(&clients, "GetCallerIdentity", call).await? {
            Held::Here(answer) => map::identity(answer),
            Held::Nothing | Held::NoRepository => {
                Err(trouble::nonsense("GetCallerIdentity spoke of a repository"))
            }
        }
    }

    async fn clients(&self, account: &AccountId, region: Region) -> Result<Clients, Trouble> {
        self.inner.connections.of(account, region).await
    }

    async fn look(&self, address: &Address) -> Result<Option<RepositorySeen>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let (described, details) = futures::join!(
            self.described(&clients, address),
            self.details(&clients, address.name.as_str(), address.arn()),
        );
        let Some(repository) = described? else {
            return Ok(None);
        };
        // Made or removed between the calls: the next look will tell.
        let Some(details) = details? else {
            return Ok(None);
        };
        map::repository(&repository, details).map(Some)
    }

    async fn described(
        &self,
        clients: &Clients,
        address: &Address,
    ) -> Result<Option<Repository>, Trouble> {
        let call = clients
            .ecr
            .describe_repositories()
            .registry_id(address.account.as_str())
            .repository_names(address.name.as_str())
            .send();
        match self.call(clients, "DescribeRepositories", call).await? {
            Held::Here(answer) => Ok(answer.repositories.unwrap_or_default().pop()),
            Held::Nothing | Held::NoRepository => Ok(None),
        }
    }

    async fn listed(&self, clients: &Clients) -> Result<Vec<Repository>, Trouble> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let call = clients
                .patient
                .describe_repositories()
                .registry_id(clients.account.as_str())
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send();
            let Held::Here(page) = self.call(clients, "DescribeRepositories", call).await? else {
                return Err(trouble::new(
                    TroubleKind::Conflict,
                    "DescribeRepositories: a repository vanished while all were listed",
                ));
            };
            all.extend(page.repositories.unwrap_or_default());
            token = following("DescribeRepositories", token, page.next_token)?;
            if token.is_none() {
                return Ok(all);
            }
        }
    }

    /// `None`: gone meanwhile, or under a name that AWS itself would refuse by its published rules.
    async fn counted(
        &self,
        clients: &Clients,
        repository: Repository,
    ) -> Result<Option<Counted>, Trouble> {
        let text = map::name(&repository)?;
        let name = match RepositoryName::parse_existing(text) {
            Ok(name) => name,
            Err(error) => {
                tracing::warn!(account = %clients.account, region = %clients.region, name = text, "left out of the census: {error}");
                return Ok(None);
            }
        };
        let arn = map::arn(&repository)?.to_owned();
        let Some(details) = self.details(clients, name.as_str(), arn).await? else {
            return Ok(None);
        };
        let seen = map::repository(&repository, details)?;
        Ok(Some(Counted { name, seen }))
    }

    async fn details(
        &self,
        clients: &Clients,
        name: &str,
        arn: String,
    ) -> Result<Option<Details>, Trouble> {
        let tags = clients.ecr.list_tags_for_resource().resource_arn(arn);
        let policy = clients
            .ecr
            .get_lifecycle_policy()
            .registry_id(clients.account.as_str())
            .repository_name(name);
        let (tags, policy) = futures::try_join!(
            self.call(clients, "ListTagsForResource", tags.send()),
            self.call(clients, "GetLifecyclePolicy", policy.send()),
        )?;
        let Held::Here(tags) = tags else {
            return Ok(None);
        };
        let policy = match policy {
            Held::Here(answer) => answer.lifecycle_policy_text,
            Held::Nothing => None,
            Held::NoRepository => return Ok(None),
        };
        Ok(Some(Details {
            tags: map::tags(tags),
            policy,
        }))
    }

    async fn scanning(&self, address: &Address) -> Result<Option<EffectiveScanning>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let call = clients
            .ecr
            .batch_get_repository_scanning_configuration()
            .repository_names(address.name.as_str())
            .send();
        let operation = "BatchGetRepositoryScanningConfiguration";
        let Held::Here(answer) = self.call(&clients, operation, call).await? else {
            return Ok(None);
        };
        if let Some(found) = answer.scanning_configurations().first() {
            return map::scanning(found).map(Some);
        }
        match answer.failures().first() {
            Some(failure)
                if failure.failure_code()
                    == Some(&ScanningConfigurationFailureCode::RepositoryNotFound) =>
            {
                Ok(None)
            }
            Some(failure) => Err(trouble::new(
                TroubleKind::Refused,
                format!(
                    "{operation}: {}",
                    failure.failure_reason().unwrap_or("no reason given")
                ),
            )),
            None => Err(trouble::nonsense(format!(
                "{operation} answered about nothing"
            ))),
        }
    }

    /// One call with its span, its place in the table and a word to the observer.
    async fn call<T, E>(
        &self,
        clients: &Clients,
        operation: &'static str,
        sending: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Held<T>, Trouble>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let span = tracing::debug_span!("aws", operation, account = %clients.account, region = %clients.region);
        let started = Instant::now();
        let outcome = match sending.instrument(span).await {
            Ok(answer) => Ok(Held::Here(answer)),
            Err(error) => match error.as_service_error().and_then(|said| said.code()) {
                Some("RepositoryNotFoundException" | "ImageNotFoundException") => {
                    Ok(Held::NoRepository)
                }
                Some(
                    "LifecyclePolicyNotFoundException"
                    | "RepositoryPolicyNotFoundException"
                    | "ScanNotFoundException"
                    | "LifecyclePolicyPreviewInProgressException"
                    | "LifecyclePolicyPreviewNotFoundException",
                ) => Ok(Held::Nothing),
                _ => Err(trouble::of(&error, operation)),
            },
        };
        self.inner.reporter.note(started, outcome)
    }
}

/// The token of the next page, unless it is the one that was just used.
fn following(
    operation: &str,
    used: Option<String>,
    next: Option<String>,
) -> Result<Option<String>, Trouble> {
    let next = next.filter(|next| !next.is_empty());
    if next.is_some() && next == used {
        return Err(trouble::nonsense(format!(
            "{operation} gives the same page for ever"
        )));
    }
    Ok(next)
}

fn seen<T>(outcome: Result<Option<T>, Trouble>) -> Seen<T> {
    match outcome {
        Ok(Some(found)) => Seen::Present(found),
        Ok(None) => Seen::Absent,
        Err(trouble) => Seen::Unavailable(trouble),
    }
}
