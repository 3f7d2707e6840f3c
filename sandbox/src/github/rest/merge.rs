//! Merging over the API.

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, C, W, body, nothing, ok, readable, writable};
use crate::git::{Method, Outcome};
use crate::github::Refusal;
use crate::github::acts::{self, MergeWanted, pull_of};

#[derive(Deserialize)]
struct Merge {
    commit_title: Option<String>,
    commit_message: Option<String>,
    sha: Option<String>,
    merge_method: Option<String>,
}

pub(super) async fn merge(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    // Both are needed: the request is closed and the base branch moves.
    writable(&world, &caller, &owner, &repo, &["pull_requests"])?;
    let slug = writable(&world, &caller, &owner, &repo, &["contents"])?;
    let wanted: Merge = body(&bytes)?;
    let method = match wanted.merge_method.as_deref() {
        None | Some("merge") => Method::Merge,
        Some("squash") => Method::Squash,
        Some("rebase") => Method::Rebase,
        Some(_) => return Err(Refusal::field("PullRequest", "merge_method", "invalid")),
    };
    let wanted = MergeWanted {
        sha: wanted.sha,
        method,
        title: wanted.commit_title,
        message: wanted.commit_message,
    };
    let sha = acts::merge(&world, &slug, number, &caller.actor()?, &wanted)?;
    ok(json!({ "sha": sha, "merged": true, "message": "Pull Request successfully merged" }))
}

pub(super) async fn is_merged(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, &["contents"])?;
    let state = world.github.lock();
    let pull = pull_of(
        state.repository(&slug).ok_or_else(Refusal::not_found)?,
        number,
    )?;
    if pull.merged.is_some() {
        nothing()
    } else {
        Err(Refusal::not_found())
    }
}

#[derive(Deserialize)]
struct Update {
    expected_head_sha: Option<String>,
}

/// Brings the base into the head, as the button of that name does.
pub(super) async fn update_branch(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, number)): Path<(String, String, u64)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, &["pull_requests"])?;
    let wanted: Update = body(&bytes)?;
    let actor = caller.actor()?;
    let (pull, who) = {
        let state = world.github.lock();
        let pull = pull_of(
            state.repository(&slug).ok_or_else(Refusal::not_found)?,
            number,
        )?
        .clone();
        (pull, acts::who(&world, &state, &actor))
    };
    if wanted
        .expected_head_sha
        .is_some_and(|sha| sha != pull.head_sha)
    {
        return Err(Refusal::unprocessable(
            "expected head sha didn't match current head ref.",
        ));
    }
    let base = world
        .git
        .head(&slug, &pull.base_ref)?
        .ok_or_else(Refusal::not_found)?;
    if world.git.contains(&slug, &pull.head_sha, &base)? {
        return Err(Refusal::unprocessable(
            "There are no new commits on the base branch.",
        ));
    }
    let message = format!("Merge branch '{}' into {}", pull.base_ref, pull.head_ref);
    match world
        .git
        .merge(&slug, &pull.head_ref, &base, Method::Merge, &message, &who)?
    {
        Outcome::Merged(_) => {}
        Outcome::Conflict | Outcome::Missing => {
            return Err(Refusal::unprocessable(
                "merge conflict between base and head",
            ));
        }
    }
    acts::settle(&world, &slug, Some(&actor))?;
    let url = format!("{}/repos/{slug}/pulls/{number}", world.urls.github_api);
    Ok((
        StatusCode::ACCEPTED,
        Json(json!({ "message": "Updating pull request branch.", "url": url })),
    )
        .into_response())
}
