//! Reviews and who was asked for one.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, C, Caller, W, body, created, ok, page, readable, writable};
use crate::github::acts::{self, NewReview, pull_of};
use crate::github::{Refusal, Review, ReviewState, shape};
use crate::world::World;

const AREA: &[&str] = &["pull_requests"];

pub(super) async fn list(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    readable(&world, &caller, &owner, &repo, AREA)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let pull = pull_of(repository, number)?;
    // A pending review is its author's own until it is submitted.
    let shown =
        |r: &&Review| r.state != ReviewState::Pending || caller.login() == Some(r.author.as_str());
    let found = pull
        .reviews
        .iter()
        .filter(shown)
        .map(|r| shape::talk::review(&state, repository, pull, r))
        .collect();
    page::list(&world, &uri, found)
}

fn shaped(world: &World, slug: &str, number: u64, review: u64) -> Result<Value, Refusal> {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let pull = pull_of(repository, number)?;
    let found = pull
        .reviews
        .iter()
        .find(|r| r.id == review)
        .ok_or_else(Refusal::not_found)?;
    Ok(shape::talk::review(&state, repository, pull, found))
}

pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number, review)): Path<(String, String, u64, u64)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    ok(shaped(&world, &slug, number, review)?)
}

#[derive(Deserialize)]
struct Create {
    #[serde(default)]
    body: Option<String>,
    event: Option<String>,
    commit_id: Option<String>,
}

pub(super) async fn create(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    // Whoever can read may review; only an App needs the permission to.
    let slug = match &caller {
        Caller::Installation { .. } => writable(&world, &caller, &owner, &repo, AREA)?,
        _ => readable(&world, &caller, &owner, &repo, AREA)?,
    };
    let new: Create = body(&bytes)?;
    let new = NewReview {
        body: new.body.unwrap_or_default(),
        event: new.event,
        commit_id: new.commit_id,
    };
    let id = acts::review(&world, &slug, number, &caller.actor()?, &new)?;
    ok(shaped(&world, &slug, number, id)?)
}

#[derive(Deserialize)]
struct Dismiss {
    message: String,
}

pub(super) async fn dismiss(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number, review)): Path<(String, String, u64, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Dismiss = body(&bytes)?;
    if wanted.message.trim().is_empty() {
        return Err(Refusal::field(
            "PullRequestReview",
            "message",
            "missing_field",
        ));
    }
    acts::dismiss(&world, &slug, number, review, &caller.actor()?)?;
    ok(shaped(&world, &slug, number, review)?)
}

pub(super) async fn requested(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
) -> Answer {
    readable(&world, &caller, &owner, &repo, AREA)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let pull = shape::pull::simple(&state, repository, pull_of(repository, number)?);
    ok(json!({ "users": pull["requested_reviewers"], "teams": pull["requested_teams"] }))
}

#[derive(Deserialize)]
struct Requested {
    #[serde(default)]
    reviewers: Vec<String>,
    #[serde(default)]
    team_reviewers: Vec<String>,
}

fn simple(world: &World, slug: &str, number: u64) -> Result<Value, Refusal> {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    Ok(shape::pull::simple(
        &state,
        repository,
        pull_of(repository, number)?,
    ))
}

pub(super) async fn request(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Requested = body(&bytes)?;
    acts::request_reviewers(
        &world,
        &slug,
        number,
        &caller.actor()?,
        &wanted.reviewers,
        &wanted.team_reviewers,
    )?;
    created(simple(&world, &slug, number)?)
}

pub(super) async fn unrequest(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Requested = body(&bytes)?;
    acts::unrequest_reviewers(
        &world,
        &slug,
        number,
        &wanted.reviewers,
        &wanted.team_reviewers,
    )?;
    ok(simple(&world, &slug, number)?)
}
