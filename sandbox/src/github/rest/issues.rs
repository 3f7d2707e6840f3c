//! What pull requests share with issues: comments and labels.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use axum::http::Uri;
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, C, Caller, W, body, created, ok, page, readable, writable};
use crate::github::acts::{self, pull_of};
use crate::github::{Refusal, shape};
use crate::world::World;

const AREA: &[&str] = &["issues", "pull_requests"];

/// The issue that every pull request also is; only here GitHub tells who closed it.
pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
) -> Answer {
    readable(&world, &caller, &owner, &repo, AREA)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    ok(shape::talk::issue(
        &state,
        repository,
        pull_of(repository, number)?,
    ))
}

pub(super) async fn comments(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    readable(&world, &caller, &owner, &repo, AREA)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let pull = pull_of(repository, number)?;
    page::list(
        &world,
        &uri,
        pull.comments
            .iter()
            .map(|c| shape::talk::comment(&state, repository, number, c))
            .collect(),
    )
}

#[derive(Deserialize)]
struct NewComment {
    body: String,
}

pub(super) async fn comment(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = match &caller {
        Caller::Installation { .. } => writable(&world, &caller, &owner, &repo, AREA)?,
        _ => readable(&world, &caller, &owner, &repo, AREA)?,
    };
    let new: NewComment = body(&bytes)?;
    let id = acts::comment(&world, &slug, number, &caller.actor()?, &new.body)?;
    let state = world.github.lock();
    let repository = state.repository(&slug).ok_or_else(Refusal::not_found)?;
    let found = pull_of(repository, number)?
        .comments
        .iter()
        .find(|c| c.id == id)
        .ok_or_else(Refusal::not_found)?;
    created(shape::talk::comment(&state, repository, number, found))
}

/// GitHub numbers comments across a repository.
pub(super) async fn edit_comment(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, id)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let new: NewComment = body(&bytes)?;
    let number = acts::edit_comment(&world, &slug, id, &new.body)?;
    let state = world.github.lock();
    let repository = state.repository(&slug).ok_or_else(Refusal::not_found)?;
    let found = pull_of(repository, number)?
        .comments
        .iter()
        .find(|c| c.id == id)
        .ok_or_else(Refusal::not_found)?;
    ok(shape::talk::comment(&state, repository, number, found))
}

fn listed(world: &World, slug: &str, number: u64, uri: &Uri) -> Answer {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let labels = pull_of(repository, number)?
        .labels
        .iter()
        .filter_map(|name| repository.labels.get(name));
    let shaped: Vec<Value> = labels
        .map(|l| shape::talk::label(&state, slug, l))
        .collect();
    page::list(world, uri, shaped)
}

pub(super) async fn labels(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    listed(&world, &slug, number, &uri)
}

/// GitHub takes `{"labels": […]}` and a bare list alike.
#[derive(Deserialize)]
#[serde(untagged)]
enum NewLabels {
    Named { labels: Vec<String> },
    Bare(Vec<String>),
}

pub(super) async fn label(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let (NewLabels::Named { labels } | NewLabels::Bare(labels)) = body(&bytes)?;
    acts::add_labels(&world, &slug, number, &caller.actor()?, &labels)?;
    listed(&world, &slug, number, &uri)
}

pub(super) async fn unlabel(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number, name)): Path<(String, String, u64, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    acts::remove_label(&world, &slug, number, &caller.actor()?, &name)?;
    listed(&world, &slug, number, &uri)
}
