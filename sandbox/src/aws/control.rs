//! Somebody at AWS's console: changes that come from neither git nor the provider.
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::access::check_repository_policy;
use super::alarms::{Resource, ResourceKey};
use super::errors::AwsError;
use super::model::{Aws, Image, PreviewStatus, RepoKey};
use super::repositories::{NewRepository, check_tags, set_mutability};
use crate::world::World;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/_sandbox/world/aws/repositories",
            post(create_repository)
                .patch(patch_repository)
                .delete(delete_repository),
        )
        .route("/_sandbox/world/aws/images", post(push_images))
        .route(
            "/_sandbox/world/aws/resources",
            get(resources)
                .put(put_resource)
                .patch(patch_resource)
                .delete(delete_resource),
        )
}

/// What AWS would refuse, nobody can do at its console either.
fn done(outcome: Result<(), AwsError>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn create_repository(State(world): State<Arc<World>>, Json(key): Json<RepoKey>) -> Response {
    let now = world.clock.now();
    let mut aws = world.aws.lock();
    done(
        aws.create_repository(&key, NewRepository::default(), now)
            .map(|_| ()),
    )
}

#[derive(Deserialize)]
struct Pushes {
    #[serde(flatten)]
    key: RepoKey,
    count: u32,
}

/// A pipeline that has pushed one image an hour until now. Whatever is in the repository stays.
async fn push_images(State(world): State<Arc<World>>, Json(pushes): Json<Pushes>) -> Response {
    const MB: u64 = 1_000_000;
    let now = world.clock.now();
    let mut aws = world.aws.lock();
    let filled = aws.repo_mut(&pushes.key).map(|repo| {
        let first = repo.images.len();
        repo.images.extend((0..pushes.count).map(|number| {
            let name = format!("{} {first} {number}", pushes.key.name);
            let digest = format!("sha256:{}", hex::encode(Sha256::digest(name.as_bytes())));
            let pushed_at = now - SignedDuration::from_hours(i64::from(pushes.count - number));
            Image {
                tags: vec![format!("build-{first}-{number}")],
                size: MB * (40 + u64::from(number % 200)),
                ..Image::new(digest, pushed_at)
            }
        }));
    });
    done(filled)
}

#[derive(Deserialize)]
struct RepositoryPatch {
    #[serde(flatten)]
    key: RepoKey,
    image_tag_mutability: Option<String>,
    scan_on_push: Option<bool>,
    tags: Option<BTreeMap<String, String>>,
    /// An empty text takes the policy away.
    lifecycle_policy: Option<String>,
    repository_policy: Option<String>,
    /// What becomes of the preview that is there.
    preview: Option<PreviewStatus>,
}

async fn patch_repository(
    State(world): State<Arc<World>>,
    Json(patch): Json<RepositoryPatch>,
) -> Response {
    done(patched(&mut world.aws.lock(), patch))
}

fn patched(aws: &mut Aws, patch: RepositoryPatch) -> Result<(), AwsError> {
    let key = patch.key;
    let repo = aws.repo_mut(&key)?;
    if let Some(mutability) = patch.image_tag_mutability {
        set_mutability(repo, &mutability, Vec::new())?;
    }
    if let Some(tags) = patch.tags {
        check_tags(&tags)?;
        repo.tags = tags;
    }
    if let (Some(preview), Some(status)) = (&mut repo.preview, patch.preview) {
        preview.status = status;
    }
    repo.scan_on_push = patch.scan_on_push.unwrap_or(repo.scan_on_push);
    if let Some(text) = patch.repository_policy {
        let kept = Some(text).filter(|t| !t.is_empty());
        kept.as_deref().map_or(Ok(()), check_repository_policy)?;
        repo.policy = kept;
    }
    match patch.lifecycle_policy.as_deref() {
        None => Ok(()),
        Some("") => {
            repo.lifecycle = None;
            Ok(())
        }
        Some(text) => aws.put_lifecycle_policy(&key, text),
    }
}

#[derive(Deserialize)]
struct Gone {
    account: String,
    region: String,
    name: String,
    #[serde(default)]
    force: bool,
}

async fn delete_repository(State(world): State<Arc<World>>, Query(gone): Query<Gone>) -> Response {
    let key = RepoKey::new(&gone.account, &gone.region, &gone.name);
    let outcome = world.aws.lock().delete_repository(&key, gone.force);
    done(outcome.map(|_| ()))
}

async fn resources(State(world): State<Arc<World>>) -> Json<Vec<Value>> {
    let aws = world.aws.lock();
    let shown = aws.resources.iter().map(|(key, resource)| {
        json!({
            "account": key.account,
            "region": key.region,
            "kind": key.kind,
            "name": key.name,
            "arn": key.arn(),
            "attributes": resource.attributes,
            "tags": resource.tags,
        })
    });
    Json(shown.collect())
}

#[derive(Deserialize)]
struct Put {
    #[serde(flatten)]
    key: ResourceKey,
    #[serde(flatten)]
    resource: Resource,
}

async fn put_resource(State(world): State<Arc<World>>, Json(put): Json<Put>) -> Response {
    done(world.aws.lock().put_resource(&put.key, put.resource))
}

#[derive(Deserialize)]
struct Patch {
    #[serde(flatten)]
    key: ResourceKey,
    /// `null` takes an attribute away.
    #[serde(default)]
    attributes: Map<String, Value>,
    tags: Option<BTreeMap<String, String>>,
}

async fn patch_resource(State(world): State<Arc<World>>, Json(patch): Json<Patch>) -> Response {
    let mut aws = world.aws.lock();
    let Some(mut resource) = aws.resources.get(&patch.key).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    for (name, value) in patch.attributes {
        if value.is_null() {
            resource.attributes.remove(&name);
        } else {
            resource.attributes.insert(name, value);
        }
    }
    resource.tags = patch.tags.unwrap_or(resource.tags);
    done(aws.put_resource(&patch.key, resource))
}

async fn delete_resource(
    State(world): State<Arc<World>>,
    Query(key): Query<ResourceKey>,
) -> Response {
    done(world.aws.lock().delete_resource(&key))
}
