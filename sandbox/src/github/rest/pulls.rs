//! Pull requests: list, open, look, edit.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, Query, State};
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, C, W, body, created, ok, page, readable, writable};
use crate::github::acts::{self, NewPull, PullEdit, pull_of};
use crate::github::{Mergeable, Pull, Refusal, shape};
use crate::world::World;

pub(super) const AREA: &[&str] = &["pull_requests"];

#[derive(Deserialize)]
pub(super) struct Wanted {
    state: Option<String>,
    head: Option<String>,
    base: Option<String>,
    sort: Option<String>,
    direction: Option<String>,
}

pub(super) async fn list(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    acts::settle(&world, &slug, None)?;
    let open = match wanted.state.as_deref() {
        None | Some("open") => Some(true),
        Some("closed") => Some(false),
        Some("all") => None,
        Some(_) => return Err(Refusal::field("PullRequest", "state", "invalid")),
    };
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    // GitHub ignores a head without an owner rather than matching nothing.
    let head = wanted.head.as_deref().and_then(|h| h.split_once(':'));
    let fits = |p: &&Pull| {
        open.is_none_or(|open| p.open == open)
            && wanted.base.as_deref().is_none_or(|base| p.base_ref == base)
            && head.is_none_or(|(owner, branch)| {
                owner.eq_ignore_ascii_case(&repository.owner) && p.head_ref == branch
            })
    };
    let mut found: Vec<&Pull> = repository.pulls.values().filter(fits).collect();
    match wanted.sort.as_deref() {
        Some("updated") => found.sort_by_key(|p| p.updated_at),
        _ => found.sort_by_key(|p| p.number),
    }
    let ascending = wanted.direction.as_deref() == Some("asc");
    if !ascending {
        found.reverse();
    }
    page::list(
        &world,
        &uri,
        found
            .into_iter()
            .map(|p| shape::pull::simple(&state, repository, p))
            .collect(),
    )
}

#[derive(Deserialize)]
struct Create {
    title: Option<String>,
    body: Option<String>,
    head: String,
    base: String,
    #[serde(default)]
    draft: bool,
}

pub(super) async fn create(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let new: Create = body(&bytes)?;
    let new = NewPull {
        title: new.title.unwrap_or_default(),
        body: new.body,
        head: new.head,
        base: new.base,
        draft: new.draft,
    };
    let number = acts::open(&world, &slug, &caller.actor()?, &new)?;
    created(shaped(&world, &slug, number)?)
}

/// The long form; also what makes GitHub start thinking about mergeability.
pub(super) fn shaped(world: &World, slug: &str, number: u64) -> Result<Value, Refusal> {
    let pull = {
        let mut state = world.github.lock();
        let repository = state.repository_mut(slug).ok_or_else(Refusal::not_found)?;
        let pull = repository
            .pulls
            .get_mut(&number)
            .ok_or_else(Refusal::not_found)?;
        if pull.open && pull.mergeable == Mergeable::Unknown {
            pull.mergeable = Mergeable::Asked;
        }
        pull.clone()
    };
    let size = acts::size(world, slug, &pull);
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    Ok(shape::pull::full(&state, repository, &pull, size))
}

pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    acts::settle(&world, &slug, None)?;
    ok(shaped(&world, &slug, number)?)
}

#[derive(Deserialize)]
struct Edit {
    title: Option<String>,
    body: Option<String>,
    state: Option<String>,
    base: Option<String>,
}

pub(super) async fn edit(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: Edit = body(&bytes)?;
    let wanted = PullEdit {
        title: wanted.title,
        body: wanted.body,
        state: wanted.state,
        base: wanted.base,
    };
    acts::edit(&world, &slug, number, &caller.actor()?, &wanted)?;
    ok(shaped(&world, &slug, number)?)
}

/// The two ends of a pull request, once the caller may see it.
fn ends(
    world: &World,
    caller: &super::Caller,
    owner: &str,
    repo: &str,
    number: u64,
) -> Result<(String, Pull), Refusal> {
    let slug = readable(world, caller, owner, repo, AREA)?;
    acts::settle(world, &slug, None)?;
    let state = world.github.lock();
    let pull = pull_of(
        state.repository(&slug).ok_or_else(Refusal::not_found)?,
        number,
    )?
    .clone();
    Ok((slug, pull))
}

pub(super) async fn commits(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let (slug, pull) = ends(&world, &caller, &owner, &repo, number)?;
    let found = world
        .git
        .compare(&slug, &pull.base_sha, &pull.head_sha)?
        .map(|c| c.commits)
        .unwrap_or_default();
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

pub(super) async fn files(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let (slug, pull) = ends(&world, &caller, &owner, &repo, number)?;
    let found = world
        .git
        .compare(&slug, &pull.base_sha, &pull.head_sha)?
        .map(|c| c.files)
        .unwrap_or_default();
    let state = world.github.lock();
    let shaped = found
        .iter()
        .take(3_000)
        .map(|f| shape::commit::file(&state, &slug, &pull.head_sha, f))
        .collect();
    page::list(&world, &uri, shaped)
}
