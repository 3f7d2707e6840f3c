//! History and comparisons.

use axum::Extension;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::Uri;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, C, W, checks, ok, page, readable, statuses};
use crate::github::{Refusal, shape};

const AREA: &[&str] = &["contents"];

#[derive(Deserialize)]
pub(super) struct Wanted {
    sha: Option<String>,
    path: Option<String>,
}

pub(super) async fn list(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    if world.git.is_empty(&slug)? {
        return Err(Refusal::empty_repository());
    }
    let from = wanted.sha.unwrap_or_else(|| "HEAD".to_owned());
    if world.git.resolve(&slug, &from)?.is_none() {
        return Err(Refusal::not_found());
    }
    let found = world.git.log(&slug, &from, wanted.path.as_deref(), 1_000)?;
    let state = world.github.lock();
    page::list(
        &world,
        &uri,
        found
            .iter()
            .map(|c| shape::commit::full(&state, &slug, c))
            .collect(),
    )
}

/// `/commits/{ref}` and what hangs below it; the ref may have slashes.
pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, rest)): Path<(String, String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let below: [(&str, &[&str]); 4] = [
        ("/status", &["statuses"]),
        ("/statuses", &["statuses"]),
        ("/check-runs", &["checks"]),
        ("", AREA),
    ];
    let found = below.iter().find_map(|(suffix, areas)| {
        rest.strip_suffix(suffix)
            .map(|revision| (*suffix, *areas, revision))
    });
    let (suffix, areas, revision) = found.ok_or_else(Refusal::not_found)?;
    let slug = readable(&world, &caller, &owner, &repo, areas)?;
    let Some(sha) = world.git.resolve(&slug, revision)? else {
        return Err(Refusal::unprocessable(format!(
            "No commit found for SHA: {revision}"
        )));
    };
    match suffix {
        "/status" => statuses::combined(&world, &slug, &sha),
        "/statuses" => statuses::list(&world, &slug, &sha, &uri),
        "/check-runs" => checks::list(&world, &slug, &sha, &uri),
        _ => commit(&world, &slug, &sha, &uri),
    }
}

fn commit(world: &crate::world::World, slug: &str, sha: &str, _uri: &Uri) -> Answer {
    let commit = world
        .git
        .commit(slug, sha)?
        .ok_or_else(Refusal::not_found)?;
    let files = world.git.changed_files(slug, sha)?;
    let state = world.github.lock();
    let mut body = shape::commit::full(&state, slug, &commit);
    let additions: usize = files.iter().map(|f| f.additions).sum();
    let deletions: usize = files.iter().map(|f| f.deletions).sum();
    body["stats"] =
        json!({ "additions": additions, "deletions": deletions, "total": additions + deletions });
    body["files"] = files
        .iter()
        .map(|f| shape::commit::file(&state, slug, sha, f))
        .collect();
    ok(body)
}

pub(super) async fn compare(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, basehead)): Path<(String, String, String)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    let (base, head) = basehead.split_once("...").ok_or_else(Refusal::not_found)?;
    let branch = |end: &str| {
        end.split_once(':')
            .map_or(end, |(_, branch)| branch)
            .to_owned()
    };
    let found = world
        .git
        .compare(&slug, &branch(base), &branch(head))?
        .ok_or_else(Refusal::not_found)?;
    ok(shape::commit::comparison(
        &world.github.lock(),
        &slug,
        &basehead,
        &found,
    ))
}
