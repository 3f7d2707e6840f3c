//! Commit statuses.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, C, W, body, created, ok, page, writable};
use crate::github::acts::{self, NewStatus, rules};
use crate::github::{Refusal, shape};
use crate::world::World;

#[derive(Deserialize)]
struct Create {
    state: String,
    context: Option<String>,
    description: Option<String>,
    target_url: Option<String>,
}

pub(super) async fn create(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, sha)): Path<(String, String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, &["statuses"])?;
    let new: Create = body(&bytes)?;
    let new = NewStatus {
        state: new.state,
        context: new.context,
        description: new.description,
        target_url: new.target_url,
    };
    let status = acts::status(&world, &slug, &sha, &caller.actor()?, &new)?;
    created(shape::talk::status(
        &world.github.lock(),
        &slug,
        &sha,
        &status,
    ))
}

pub(super) fn list(world: &World, slug: &str, sha: &str, uri: &Uri) -> Answer {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let all = repository.statuses.get(sha).into_iter().flatten().rev();
    page::list(
        world,
        uri,
        all.map(|s| shape::talk::status(&state, slug, sha, s))
            .collect(),
    )
}

/// The newest of each context, and what they come to together.
pub(super) fn combined(world: &World, slug: &str, sha: &str) -> Answer {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let newest = rules::newest_statuses(repository, sha);
    let any = |wanted: &[&str]| newest.values().any(|s| wanted.contains(&s.state.as_str()));
    let verdict = if any(&["failure", "error"]) {
        "failure"
    } else if newest.is_empty() || any(&["pending"]) {
        "pending"
    } else {
        "success"
    };
    let statuses: Vec<Value> = newest
        .values()
        .map(|s| shape::talk::status(&state, slug, sha, s))
        .collect();
    let url = format!("{}/repos/{slug}/commits/{sha}", state.api);
    ok(json!({
        "state": verdict, "statuses": statuses, "sha": sha, "total_count": newest.len(),
        "repository": shape::repository::minimal(&state, repository), "commit_url": url, "url": format!("{url}/status"),
    }))
}
