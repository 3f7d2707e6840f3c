//! Cloning and pushing: git's own smart HTTP server, run as a CGI program for each request.

use std::process::Stdio;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::github::auth::{self, Caller};
use crate::github::{Refusal, acts};
use crate::world::World;

pub(super) async fn serve(
    State(world): State<Arc<World>>,
    method: Method,
    uri: Uri,
    Path(names): Path<Vec<(String, String)>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let part = |wanted: &str| {
        names
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    };
    let (owner, repo) = (part("owner"), part("repo").trim_end_matches(".git"));
    let query = query.unwrap_or_default();
    let pushing =
        uri.path().ends_with("/git-receive-pack") || query.contains("service=git-receive-pack");
    let (slug, actor) = match admit(&world, &headers, owner, repo, pushing) {
        Ok(admitted) => admitted,
        Err(refusal) => return refused(&refusal),
    };
    let service = uri
        .path()
        .rsplit_once(part("repo"))
        .map_or("", |(_, rest)| rest);
    let answer = run(
        &world,
        &method,
        &format!("/{slug}.git{service}"),
        &query,
        &headers,
        &actor,
        body,
    )
    .await;
    if pushing
        && method == Method::POST
        && let Err(error) = acts::settle(&world, &slug, Some(&actor))
    {
        tracing::warn!(%error, "could not look at what was pushed");
    }
    answer.unwrap_or_else(|error| {
        tracing::error!(error = format!("{error:#}"), "git http-backend failed");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// Everybody on this machine may clone what the sandbox shows as public or signs for with a token; pushing needs a token.
fn admit(
    world: &World,
    headers: &HeaderMap,
    owner: &str,
    repo: &str,
    pushing: bool,
) -> Result<(String, String), Refusal> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    let state = world.github.lock();
    let caller = auth::caller(&state, authorization, world.clock.now())?;
    if pushing {
        let slug = caller.writes(&state, owner, repo, &["contents"])?.slug();
        return Ok((slug, caller.actor()?));
    }
    let found = caller.reads(&state, owner, repo, &["contents"]);
    match (found, &caller) {
        (Ok(repository), _) => Ok((
            repository.slug(),
            caller.login().unwrap_or("anonymous").to_owned(),
        )),
        // Asking for a password is how git learns that it may try again with one.
        (Err(_), Caller::Nobody) => Err(Refusal::new(401, "Authentication required")),
        (Err(refusal), _) => Err(refusal),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::FORBIDDEN);
    let mut response = (status, format!("{}\n", refusal.message)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let value = header::HeaderValue::from_static("Basic realm=\"sandbox GitHub\"");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

async fn run(
    world: &World,
    method: &Method,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    actor: &str,
    body: Bytes,
) -> anyhow::Result<Response> {
    let header = |name: header::HeaderName| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", std::path::absolute(world.git.root())?)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        // The data directory may belong to another user than the process, in a container for one.
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "safe.directory")
        .env("GIT_CONFIG_VALUE_0", "*")
        .env("REQUEST_METHOD", method.as_str())
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header(header::CONTENT_TYPE))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header(header::CONTENT_ENCODING))
        .env(
            "GIT_PROTOCOL",
            header(header::HeaderName::from_static("git-protocol")),
        )
        .env("REMOTE_USER", actor)
        .env("REMOTE_ADDR", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut stdin = child
        .stdin
        .take()
        .ok_or_else(|| anyhow::anyhow!("no stdin"))?;
    // Both ends move at once, or a large answer and a large request would wait for each other.
    let feed = async move {
        stdin.write_all(&body).await?;
        stdin.shutdown().await
    };
    let (fed, output) = tokio::join!(feed, child.wait_with_output());
    if let Err(error) = fed {
        tracing::debug!(%error, "git did not read all of the request");
    }
    cgi(&output?.stdout)
}

/// Splits a CGI answer into status, headers and body.
fn cgi(output: &[u8]) -> anyhow::Result<Response> {
    let end = output
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .ok_or_else(|| anyhow::anyhow!("no header block"))?;
    let mut response = Response::new(Body::from(Bytes::copy_from_slice(&output[end + 4..])));
    for line in String::from_utf8_lossy(&output[..end]).lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        if name.eq_ignore_ascii_case("status") {
            let code = value
                .split(' ')
                .next()
                .and_then(|c| c.parse().ok())
                .unwrap_or(500);
            *response.status_mut() = StatusCode::from_u16(code)?;
        } else {
            response.headers_mut().insert(
                header::HeaderName::from_bytes(name.as_bytes())?,
                value.parse()?,
            );
        }
    }
    Ok(response)
}
