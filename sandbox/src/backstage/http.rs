//! `/api/catalog`.
use axum::extract::{Path, RawQuery, Request, State as Extract};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use http::{Method, StatusCode, Uri, header};
use serde_json::{Value, json};
use std::sync::Arc;

use super::errors::CatalogError;
use super::filter::Query;
use super::ingest;
use super::model::{EntityRef, Location, State};
use crate::credentials::BACKSTAGE_TOKEN;
use crate::crossplane::stable_uuid;
use crate::world::World;

type Answer = Result<Response, CatalogError>;

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/api/catalog/locations", get(locations).post(register))
        .route(
            "/api/catalog/locations/{id}",
            get(location).merge(delete(unregister)),
        )
        .route(
            "/api/catalog/locations/by-entity/{kind}/{namespace}/{name}",
            get(location_of),
        )
        .route("/api/catalog/entities", get(entities))
        .route("/api/catalog/entities/by-query", get(by_query))
        .route(
            "/api/catalog/entities/by-name/{kind}/{namespace}/{name}",
            get(by_name),
        )
        .route(
            "/api/catalog/entities/by-uid/{uid}",
            get(by_uid).merge(delete(delete_by_uid)),
        )
        .route("/api/catalog/refresh", post(refresh))
        .route_layer(axum::middleware::from_fn(guard))
}

async fn guard(request: Request, next: Next) -> Response {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .map(|v| v.strip_prefix("Bearer ").unwrap_or("").to_owned());
    let refused = match token.as_deref() {
        None => Some("Missing credentials"),
        Some(BACKSTAGE_TOKEN) => None,
        Some(_) => Some("Illegal token"),
    };
    match refused {
        Some(why) => CatalogError::unauthenticated(why)
            .at(request.method(), request.uri())
            .into_response(),
        None => next.run(request).await,
    }
}

async fn register(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    Json(body): Json<Value>,
) -> Answer {
    let query = Query::parse(query.as_deref());
    let refused = |e: CatalogError| e.at(&method, &uri);
    let text = |field: &str| {
        body.get(field)
            .and_then(Value::as_str)
            .filter(|v| !v.is_empty())
    };
    let unexpected = body
        .as_object()
        .is_none_or(|m| m.keys().any(|k| k != "type" && k != "target"));
    let (Some("url"), Some(target), false) = (text("type"), text("target"), unexpected) else {
        let why = if text("type").is_some_and(|t| t != "url") {
            "Registered locations must be of type 'url'"
        } else {
            "Malformed location: type and target are required"
        };
        return Err(refused(CatalogError::input(why)));
    };
    let mut state = world.backstage.lock();
    let exists = state
        .locations
        .values()
        .find(|l| l.target == target)
        .map(|l| l.id.clone());
    if matches!(query.get("dryRun"), Some("true" | "1")) {
        let admitted = state.admitted.clone();
        drop(state);
        let found = ingest::read(&world, target, &admitted)
            .map_err(|why| refused(CatalogError::input(why)))?;
        let mut listed = vec![location_entity(target)];
        listed.extend(found);
        let body = json!({ "location": shown(&stable_uuid(target), target), "entities": listed, "exists": exists.is_some() });
        return Ok((StatusCode::CREATED, Json(body)).into_response());
    }
    let id = match exists {
        Some(id) if query.get("onConflict") == Some("refresh") => {
            if let Some(location) = state.locations.get_mut(&id) {
                location.wait = 1;
            }
            id
        }
        Some(_) => {
            return Err(refused(CatalogError::conflict(format!(
                "Location url:{target} already exists"
            ))));
        }
        None => add(&mut state, target),
    };
    let body = json!({ "location": shown(&id, target), "entities": [location_entity(target)] });
    drop(state);
    world.changed();
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// A newly registered location; its file is read some passes later.
pub fn add(state: &mut State, target: &str) -> String {
    state.registered += 1;
    let id = stable_uuid(&format!("location/{target}/{}", state.registered));
    let location = Location {
        id: id.clone(),
        target: target.into(),
        wait: state.delay,
        error: None,
        made: Vec::new(),
    };
    state.locations.insert(id.clone(), location);
    let entity = location_entity(target);
    state.store(entity, &format!("url:{target}"));
    id
}

fn location_entity(target: &str) -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Location",
        "metadata": { "name": State::location_entity_name(target), "namespace": "default", "annotations": {} },
        "spec": { "type": "url", "target": target },
    })
}

fn shown(id: &str, target: &str) -> Value {
    json!({ "id": id, "type": "url", "target": target, "entityRef": format!("location:default/{}", State::location_entity_name(target)) })
}

async fn locations(Extract(world): Extract<Arc<World>>) -> Json<Value> {
    let state = world.backstage.lock();
    Json(
        state
            .locations
            .values()
            .map(|l| json!({ "data": shown(&l.id, &l.target) }))
            .collect(),
    )
}

async fn location(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Path(id): Path<String>,
) -> Answer {
    let state = world.backstage.lock();
    let found = state.locations.get(&id).ok_or_else(|| {
        CatalogError::not_found(format!("Found no location with ID {id}")).at(&method, &uri)
    })?;
    Ok(Json(shown(&found.id, &found.target)).into_response())
}

async fn unregister(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Path(id): Path<String>,
) -> Answer {
    let mut state = world.backstage.lock();
    let gone = state.locations.remove(&id).ok_or_else(|| {
        CatalogError::not_found(format!("Found no location with ID {id}")).at(&method, &uri)
    })?;
    state.entities.remove(&EntityRef::new(
        "location",
        "default",
        &State::location_entity_name(&gone.target),
    ));
    for entity in gone.made {
        state.entities.remove(&entity);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn location_of(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Path((kind, namespace, name)): Path<(String, String, String)>,
) -> Answer {
    let key = EntityRef::new(&kind, &namespace, &name);
    let state = world.backstage.lock();
    let found = state.locations.values().find(|l| l.made.contains(&key));
    let found = found.ok_or_else(|| {
        CatalogError::not_found(format!(
            "found no originating location for entity {}",
            key.text()
        ))
        .at(&method, &uri)
    })?;
    Ok(Json(shown(&found.id, &found.target)).into_response())
}

async fn by_name(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Path((kind, namespace, name)): Path<(String, String, String)>,
) -> Answer {
    let state = world.backstage.lock();
    let found = state
        .entities
        .get(&EntityRef::new(&kind, &namespace, &name))
        .cloned();
    found.map(|e| Json(e).into_response()).ok_or_else(|| {
        CatalogError::not_found(format!(
            "No entity named '{name}' found, with kind '{kind}' in namespace '{namespace}'"
        ))
        .at(&method, &uri)
    })
}

fn with_uid<'a>(state: &'a State, uid: &str) -> Option<(&'a EntityRef, &'a Value)> {
    state
        .entities
        .iter()
        .find(|(_, e)| e.pointer("/metadata/uid").and_then(Value::as_str) == Some(uid))
}

async fn by_uid(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Path(uid): Path<String>,
) -> Answer {
    let state = world.backstage.lock();
    let found = with_uid(&state, &uid).map(|(_, e)| Json(e.clone()).into_response());
    found.ok_or_else(|| {
        CatalogError::not_found(format!("No entity with uid {uid}")).at(&method, &uri)
    })
}

/// Deleting only the entity lets it come back with the next pass over its location.
async fn delete_by_uid(Extract(world): Extract<Arc<World>>, Path(uid): Path<String>) -> StatusCode {
    let mut state = world.backstage.lock();
    if let Some(key) = with_uid(&state, &uid).map(|(k, _)| k.clone()) {
        state.entities.remove(&key);
    }
    StatusCode::NO_CONTENT
}

async fn entities(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(query.as_deref());
    let refused = |why: String| CatalogError::input(why).at(&method, &uri);
    let (limit, offset) = (
        query.number("limit").map_err(refused)?,
        query.number("offset").map_err(refused)?,
    );
    let state = world.backstage.lock();
    let found = state
        .entities
        .values()
        .filter(|e| query.matches(e))
        .skip(offset.unwrap_or(0))
        .take(limit.unwrap_or(usize::MAX));
    Ok(Json(found.map(|e| query.select(e)).collect::<Vec<_>>()).into_response())
}

async fn by_query(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(query.as_deref());
    let refused = |why: String| CatalogError::input(why).at(&method, &uri);
    let limit = query.number("limit").map_err(refused)?.unwrap_or(20);
    let cursor = query.cursor().map_err(refused)?;
    let state = world.backstage.lock();
    let found: Vec<&Value> = state
        .entities
        .values()
        .filter(|e| cursor.matches(e))
        .collect();
    let items: Vec<Value> = found
        .iter()
        .skip(cursor.from)
        .take(limit)
        .map(|e| query.select(e))
        .collect();
    let mut page = json!({});
    if cursor.from + limit < found.len() {
        page["nextCursor"] = json!(cursor.at(cursor.from + limit));
    }
    if cursor.from > 0 {
        page["prevCursor"] = json!(cursor.at(cursor.from.saturating_sub(limit)));
    }
    Ok(
        Json(json!({ "items": items, "totalItems": found.len(), "pageInfo": page }))
            .into_response(),
    )
}

async fn refresh(
    Extract(world): Extract<Arc<World>>,
    method: Method,
    uri: Uri,
    Json(body): Json<Value>,
) -> Answer {
    let wanted = body
        .get("entityRef")
        .and_then(Value::as_str)
        .ok_or_else(|| CatalogError::input("entityRef is required").at(&method, &uri))?;
    let key = EntityRef::parse(wanted, "component");
    let mut state = world.backstage.lock();
    for location in state.locations.values_mut() {
        let own = EntityRef::new(
            "location",
            "default",
            &State::location_entity_name(&location.target),
        );
        if location.made.contains(&key) || own == key {
            location.wait = 1;
        }
    }
    Ok(StatusCode::OK.into_response())
}
