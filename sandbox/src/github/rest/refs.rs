//! Branches and tags as the git data API sees them.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;

use super::{Answer, C, W, body, created, nothing, ok, page, readable, workflows, writable};
use crate::git::RefUpdate;
use crate::github::auth::Caller;
use crate::github::{Refusal, acts, shape};
use crate::world::World;

const AREA: &[&str] = &["contents"];

pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, name)): Path<(String, String, String)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    if world.git.is_empty(&slug)? {
        return Err(Refusal::empty_repository());
    }
    let full = format!("refs/{name}");
    let found = world
        .git
        .refs(&slug, &full)?
        .into_iter()
        .find(|(ref_name, _)| *ref_name == full);
    let (_, sha) = found.ok_or_else(Refusal::not_found)?;
    ok(shape::commit::reference(
        &world.github.lock(),
        &slug,
        &full,
        &sha,
    ))
}

pub(super) async fn matching(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, name)): Path<(String, String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    let found = world.git.refs(&slug, &format!("refs/{name}"))?;
    let state = world.github.lock();
    let shaped = found
        .iter()
        .map(|(name, sha)| shape::commit::reference(&state, &slug, name, sha))
        .collect();
    page::list(&world, &uri, shaped)
}

#[derive(Deserialize)]
struct Create {
    r#ref: String,
    sha: String,
}

pub(super) async fn create(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Create = body(&bytes)?;
    if world.git.is_empty(&slug)? {
        return Err(Refusal::empty_repository());
    }
    if !wanted.r#ref.starts_with("refs/")
        || wanted.r#ref.matches('/').count() < 2
        || !git2::Reference::is_valid_name(&wanted.r#ref)
    {
        return Err(Refusal::unprocessable(format!(
            "{} is not a valid ref name.",
            wanted.r#ref
        )));
    }
    workflows::may_point_at(&world, &caller, &slug, &wanted.sha)?;
    settled(world.git.create_ref(&slug, &wanted.r#ref, &wanted.sha)?)?;
    acts::settle(&world, &slug, Some(&caller.actor()?))?;
    created(shape::commit::reference(
        &world.github.lock(),
        &slug,
        &wanted.r#ref,
        &wanted.sha,
    ))
}

#[derive(Deserialize)]
struct Update {
    sha: String,
    #[serde(default)]
    force: bool,
}

pub(super) async fn update(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, name)): Path<(String, String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Update = body(&bytes)?;
    guarded(&world, &caller, &slug, &name)?;
    workflows::may_point_at(&world, &caller, &slug, &wanted.sha)?;
    let full = format!("refs/{name}");
    settled(
        world
            .git
            .update_ref(&slug, &full, &wanted.sha, wanted.force)?,
    )?;
    acts::settle(&world, &slug, Some(&caller.actor()?))?;
    ok(shape::commit::reference(
        &world.github.lock(),
        &slug,
        &full,
        &wanted.sha,
    ))
}

pub(super) async fn delete(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, name)): Path<(String, String, String)>,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    guarded(&world, &caller, &slug, &name)?;
    settled(world.git.delete_ref(&slug, &format!("refs/{name}"))?)?;
    acts::settle(&world, &slug, Some(&caller.actor()?))?;
    nothing()
}

/// A branch whose rules want a pull request cannot be moved by hand, whoever asks.
pub(super) fn guarded(
    world: &World,
    _caller: &Caller,
    slug: &str,
    name: &str,
) -> Result<(), Refusal> {
    let state = world.github.lock();
    let branch = name.trim_start_matches("heads/");
    let rules = state.repository(slug).and_then(|r| r.rules.get(branch));
    if rules.is_some_and(|r| r.pull_request_only) {
        return Err(Refusal::unprocessable(
            "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
        ));
    }
    Ok(())
}

fn settled(update: RefUpdate) -> Result<(), Refusal> {
    match update {
        RefUpdate::Done => Ok(()),
        RefUpdate::Missing => Err(Refusal::unprocessable("Reference does not exist")),
        RefUpdate::Exists => Err(Refusal::unprocessable("Reference already exists")),
        RefUpdate::NotFastForward => Err(Refusal::unprocessable("Update is not a fast forward")),
        RefUpdate::NoSuchObject => Err(Refusal::unprocessable("Object does not exist")),
    }
}
