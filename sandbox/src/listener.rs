//! One port of the world: faults, the journal and the connection itself, around a system's routes.
//!
//! hyper is driven by hand because a lost answer is a dropped connection, and a router can only answer.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};
use axum::response::IntoResponse as _;
use futures::StreamExt as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::faults::FaultKind;
use crate::journal::{Exchange, System};
use crate::world::World;

/// Put into a response's extensions when its body never ends: the journal cannot wait for the end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endless;

/// Put into a response's extensions by `unknown_route`.
#[derive(Debug, Clone, Copy)]
struct Unknown;

/// Returned to hyper to close the connection without a word.
#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

pub(crate) async fn serve(
    world: Arc<World>,
    system: System,
    listener: TcpListener,
    router: Router,
) {
    let router = router
        .fallback(unknown_route)
        .method_not_allowed_fallback(unknown_route);
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(?system, %error, "accept failed");
                    continue;
                }
            },
            Some(_) = connections.join_next() => continue,
        };
        // Answers are small and the peer is on this machine: waiting to fill a segment only costs time.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "nodelay refused");
        }
        let (world, router) = (Arc::clone(&world), router.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| {
                exchange(Arc::clone(&world), system, router.clone(), request)
            });
            let served = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
            if let Err(error) = served {
                tracing::debug!(?system, %error, "connection ended");
            }
        });
    }
}

async fn exchange(
    world: Arc<World>,
    system: System,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response<Body>, Dropped> {
    if request.uri().path().starts_with("/_sandbox") {
        return run(router, request.map(Body::new)).await;
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
    let operation = parts
        .headers
        .get("x-amz-target")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let fault = world
        .faults
        .strike(system, parts.method.as_str(), parts.uri.path(), operation);
    let mut record = Exchange {
        number: 0,
        at: world.clock.now(),
        system,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        request_headers: plain(&parts.headers),
        request_body: text(&parts.headers, &body),
        status: None,
        response_headers: Vec::new(),
        response_body: String::new(),
        fault: fault.as_ref().map(|f| format!("{f:?}")),
        unknown_route: false,
    };
    let mut request = Request::from_parts(parts, Body::from(body));
    // For middleware, which has no router state to take it from.
    request.extensions_mut().insert(Arc::clone(&world));
    let response = match answer(&world, system, router, request, fault).await {
        Ok(response) => response,
        Err(dropped) => {
            world.journal.record(record);
            return Err(dropped);
        }
    };
    let (parts, body) = response.into_parts();
    record.status = Some(parts.status.as_u16());
    record.response_headers = plain(&parts.headers);
    record.unknown_route = parts.extensions.get::<Unknown>().is_some();
    if parts.extensions.get::<Endless>().is_some() {
        let number = world.journal.record(record);
        return Ok(Response::from_parts(parts, overheard(world, number, body)));
    }
    let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
    record.response_body = text(&parts.headers, &body);
    world.journal.record(record);
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The same body; what goes out of it is written down as it goes.
fn overheard(world: Arc<World>, number: u64, body: Body) -> Body {
    Body::from_stream(body.into_data_stream().inspect(move |chunk| {
        if let Ok(chunk) = chunk {
            world
                .journal
                .append(number, &String::from_utf8_lossy(chunk));
        }
    }))
}

async fn run(router: Router, request: Request<Body>) -> Result<Response<Body>, Dropped> {
    match router.oneshot(request).await {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

async fn answer(
    world: &World,
    system: System,
    router: Router,
    request: Request<Body>,
    fault: Option<FaultKind>,
) -> Result<Response<Body>, Dropped> {
    match fault {
        None => run(router, request).await,
        Some(FaultKind::Slow { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            run(router, request).await
        }
        Some(FaultKind::AnswerLost) => {
            let response = run(router, request).await?;
            tracing::debug!(status = %response.status(), "answer lost on purpose");
            Err(Dropped)
        }
        Some(FaultKind::Timeout) => std::future::pending().await,
        Some(FaultKind::Dark) => Err(Dropped),
        Some(FaultKind::Status { code, body }) => {
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let body = body.unwrap_or_else(|| default_body(system, status));
            Ok((status, axum::Json(body)).into_response())
        }
        Some(FaultKind::Html502) => {
            let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
            Ok((StatusCode::BAD_GATEWAY, axum::response::Html(page)).into_response())
        }
        Some(FaultKind::RateLimited {
            retry_after,
            primary,
        }) => Ok(rate_limited(world, system, retry_after, primary)),
        Some(FaultKind::WebhookLost | FaultKind::WebhookDoubled | FaultKind::WebhookReordered) => {
            run(router, request).await
        }
    }
}

fn default_body(system: System, status: StatusCode) -> serde_json::Value {
    let reason = status.canonical_reason().unwrap_or("Error");
    match system {
        System::Github => serde_json::json!({
            "message": reason, "documentation_url": "https://docs.github.com/rest", "status": status.as_str(),
        }),
        System::Argocd => serde_json::json!({ "error": reason, "code": 2, "message": reason }),
        System::Aws => serde_json::json!({ "__type": "ServerException", "message": reason }),
        System::Backstage => serde_json::json!({
            "error": { "name": "Error", "message": reason }, "response": { "statusCode": status.as_u16() },
        }),
    }
}

fn rate_limited(
    world: &World,
    system: System,
    retry_after: Option<u64>,
    primary: bool,
) -> Response<Body> {
    if system == System::Aws {
        let body =
            serde_json::json!({ "__type": "ThrottlingException", "message": "Rate exceeded" });
        return (StatusCode::BAD_REQUEST, axum::Json(body)).into_response();
    }
    let mut headers = HeaderMap::new();
    let number = |n: u64| header::HeaderValue::from(n);
    let message = if primary {
        let reset = u64::try_from(world.clock.now().as_second()).unwrap_or_default()
            + retry_after.unwrap_or(60);
        headers.insert("x-ratelimit-limit", number(5000));
        headers.insert("x-ratelimit-remaining", number(0));
        headers.insert("x-ratelimit-used", number(5000));
        headers.insert("x-ratelimit-reset", number(reset));
        headers.insert(
            "x-ratelimit-resource",
            header::HeaderValue::from_static("core"),
        );
        "API rate limit exceeded for installation."
    } else {
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, number(seconds));
        }
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    };
    let status = if system == System::Github && (primary || retry_after.is_some()) {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::TOO_MANY_REQUESTS
    };
    let body = serde_json::json!({
        "message": message, "documentation_url": "https://docs.github.com/rest", "status": status.as_str(),
    });
    (status, headers, axum::Json(body)).into_response()
}

/// A request that nobody wrote a route for: an assumption of ours is wrong, so it is said loudly.
async fn unknown_route(method: Method, uri: Uri) -> Result<Response<Body>, Infallible> {
    tracing::error!(%method, %uri, "the sandbox has no such route");
    let body = serde_json::json!({ "message": format!("the sandbox has no route for {method} {}", uri.path()) });
    let mut response = (StatusCode::NOT_IMPLEMENTED, axum::Json(body)).into_response();
    response.extensions_mut().insert(Unknown);
    Ok(response)
}

fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

/// Bodies are kept as text; git's packs are not text and nobody validates them.
fn text(headers: &HeaderMap, body: &Bytes) -> String {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/x-git-") {
        return format!("({} bytes)", body.len());
    }
    String::from_utf8_lossy(body).into_owned()
}
