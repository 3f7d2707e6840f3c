//! Somebody at AWS's console: changes that come from neither git nor the provider.
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::alarms::{Resource, ResourceKey};
use super::errors::AwsError;
use crate::world::World;

pub fn control_routes() -> Router<Arc<World>> {
    Router::new().route(
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
