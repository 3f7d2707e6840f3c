//! Reads what every repository holds, forever: the woken first, then the unread, then those that wait longest.
//!
//! Needs: cheap where nothing changed, right again after a lost event, going on after a kill. Design: when each
//! repository is due stands in the database, and is moved only when it was read. So nothing has to be remembered
//! here; a place that does not answer keeps its age and its reason, and the others go on.

mod repository;

use super::health::is_ill;
use super::judging::JOB as JUDGING;
use super::{AFTER_TROUBLE_MS, MINUTE_MS, places, run};
use crate::services::Services;
use crate::store::{DueRepository, StoreError, Stored, Unchanged};
use domain::aws::{AccountId, Region};
use domain::image::Scanning;
use domain::name::RepositoryName;
use domain::trouble::Trouble;
use futures::future::join_all;
use futures::{FutureExt as _, StreamExt as _};
use repository::{Outcome, Place};
use std::collections::HashMap;

/// As many as AWS tells the scanning of in one call.
const BATCH: u32 = 25;
/// A job gives its place back well before its lease ends, and takes it again.
const SLICE_MS: i64 = 4 * MINUTE_MS;
const LOOK_EVERY_MS: i64 = 15 * 1000;
/// After trouble that is one repository's own.
const REPOSITORY_PAUSE_MS: i64 = 60 * MINUTE_MS;

pub(crate) fn job_name(account: &AccountId, region: Region) -> String {
    format!("images {account} {region}")
}

/// Runs the reading of every place that is due and that no other replica reads, all at once.
pub async fn run_due_image_reads(services: &Services, worker: &str) {
    let reads = places(services).map(|(account, region)| {
        async move {
            let name = job_name(&account, region);
            run(services, worker, &name, read(services, &account, region)).await;
        }
        .boxed()
    });
    join_all(reads).await;
}

/// Why a batch ended early.
enum Halt {
    Store(StoreError),
    /// The whole account and region does not answer.
    Place(Trouble),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

async fn read(services: &Services, account: &AccountId, region: Region) -> Stored<i64> {
    let (store, clock) = (&services.store, &services.clock);
    let began = clock.now();
    loop {
        let now = clock.now();
        let due = store.images_due(account, region, now, BATCH).await?;
        if due.is_empty() {
            return Ok(LOOK_EVERY_MS);
        }
        match batch(services, account, region, due).await {
            Ok(has_news) => {
                store.images_answered(account, region, Ok(now)).await?;
                if has_news {
                    store.hasten_job(JUDGING, clock.now()).await?;
                }
            }
            Err(Halt::Store(error)) => return Err(error),
            Err(Halt::Place(trouble)) => {
                let sentence = trouble.sentence();
                store
                    .images_answered(account, region, Err(&sentence))
                    .await?;
                return Ok(AFTER_TROUBLE_MS);
            }
        }
        if clock.now().since(began) > SLICE_MS {
            return Ok(0);
        }
    }
}

/// Whether anything new was taken in.
async fn batch(
    services: &Services,
    account: &AccountId,
    region: Region,
    due: Vec<DueRepository>,
) -> Result<bool, Halt> {
    let names: Vec<RepositoryName> = due.iter().map(|one| one.name.clone()).collect();
    let scanning = scanning(services, account, region, &names).await?;
    let place = Place {
        services,
        account,
        region,
        scanning: &scanning,
    };
    let at = services.clock.now();
    let mut reads = futures::stream::iter(due)
        .map(|one| async move {
            let which = Unchanged {
                repository: one.id,
                due: one.due,
                next: at.plus_millis(REPOSITORY_PAUSE_MS),
            };
            (which, repository::read(place, one).await)
        })
        .buffer_unordered(services.settings.images.at_once);
    let mut unchanged = Vec::new();
    let mut halt = None;
    let mut has_news = false;
    while let Some((which, outcome)) = reads.next().await {
        match outcome {
            Ok(Outcome::Unchanged(which)) => unchanged.push(which),
            Ok(Outcome::TakenIn) => has_news = true,
            Err(Halt::Place(trouble)) if !is_ill(&trouble) => {
                let sentence = trouble.sentence();
                services.store.images_failed(which, &sentence).await?;
            }
            Err(other) => {
                halt = Some(other);
                break;
            }
        }
    }
    services.store.images_unchanged(&unchanged, at).await?;
    halt.map_or(Ok(has_news), Err)
}

/// Without the permission for it, the rest is read all the same.
async fn scanning(
    services: &Services,
    account: &AccountId,
    region: Region,
    names: &[RepositoryName],
) -> Result<HashMap<RepositoryName, Scanning>, Halt> {
    match services.aws.scanning_of(account, region, names).await {
        Err(trouble) if is_ill(&trouble) => Err(Halt::Place(trouble)),
        found => Ok(found.unwrap_or_default()),
    }
}
