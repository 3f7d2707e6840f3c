//! What the App's webhook was sent, and sending it again.

use axum::Extension;
use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde_json::{Map, Value, json};

use super::{Answer, C, W, ok, page};
use crate::github::Refusal;
use crate::github::auth::Caller;
use crate::github::hooks::{Delivery, redeliver};
use crate::github::shape::time;

fn only_the_app(caller: &Caller) -> Result<(), Refusal> {
    match caller {
        Caller::App => Ok(()),
        _ => Err(Refusal::new(401, "A JSON web token could not be decoded")),
    }
}

fn item(delivery: &Delivery) -> Value {
    json!({
        "id": delivery.id, "guid": delivery.sent.guid, "delivered_at": time(delivery.at), "redelivery": delivery.sent.redelivery,
        "duration": delivery.duration, "status": delivery.status_text(), "status_code": delivery.status.unwrap_or(0),
        "event": delivery.sent.event, "action": delivery.sent.action, "installation_id": delivery.installation(),
        "repository_id": delivery.sent.repository, "throttled_at": null,
    })
}

pub(super) async fn config(State(world): W, Extension(caller): C) -> Answer {
    only_the_app(&caller)?;
    ok(
        json!({ "content_type": "json", "insecure_ssl": "0", "secret": "********", "url": world.webhook_url().unwrap_or_default() }),
    )
}

pub(super) async fn list(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    only_the_app(&caller)?;
    let items = world
        .github
        .lock()
        .hooks
        .deliveries
        .iter()
        .rev()
        .map(item)
        .collect();
    page::list(&world, &uri, items)
}

pub(super) async fn one(State(world): W, Extension(caller): C, Path(id): Path<u64>) -> Answer {
    only_the_app(&caller)?;
    let state = world.github.lock();
    let delivery = state
        .hooks
        .deliveries
        .iter()
        .find(|d| d.id == id)
        .ok_or_else(Refusal::not_found)?;
    let mut body = item(delivery);
    let headers: Map<String, Value> = delivery
        .request_headers
        .iter()
        .map(|(k, v)| (k.clone(), json!(v)))
        .collect();
    let payload: Value = serde_json::from_str(&delivery.sent.body).unwrap_or_default();
    body["url"] = json!(delivery.url);
    body["request"] = json!({ "headers": headers, "payload": payload });
    body["response"] = json!({ "headers": {}, "payload": delivery.response_body });
    ok(body)
}

pub(super) async fn again(State(world): W, Extension(caller): C, Path(id): Path<u64>) -> Answer {
    only_the_app(&caller)?;
    redeliver(&world, id)?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}
