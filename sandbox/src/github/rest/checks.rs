//! Check runs.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, C, W, body, created, ok, page, readable, writable};
use crate::github::acts::{self, NewCheckRun};
use crate::github::{Refusal, shape};
use crate::world::World;

pub(super) fn list(world: &World, slug: &str, sha: &str, uri: &Uri) -> Answer {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let runs = repository.check_runs.iter().filter(|r| r.head_sha == sha);
    let shaped = runs
        .map(|r| shape::talk::check_run(&state, slug, r))
        .collect();
    page::within(world, uri, "check_runs", shaped, json!({}))
}

pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, id)): Path<(String, String, u64)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, &["checks"])?;
    let state = world.github.lock();
    let repository = state.repository(&slug).ok_or_else(Refusal::not_found)?;
    let run = repository
        .check_runs
        .iter()
        .find(|r| r.id == id)
        .ok_or_else(Refusal::not_found)?;
    ok(shape::talk::check_run(&state, &slug, run))
}

#[derive(Deserialize)]
struct Create {
    name: String,
    head_sha: String,
    status: Option<String>,
    conclusion: Option<String>,
    details_url: Option<String>,
    output: Option<Output>,
}

#[derive(Deserialize)]
struct Output {
    title: Option<String>,
    summary: Option<String>,
}

pub(super) async fn create(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, &["checks"])?;
    let new: Create = body(&bytes)?;
    let status = match (&new.conclusion, new.status) {
        (Some(_), _) => "completed".to_owned(),
        (None, status) => status.unwrap_or_else(|| "queued".to_owned()),
    };
    let (title, summary) = new.output.map_or((None, None), |o| (o.title, o.summary));
    let run = NewCheckRun {
        name: new.name,
        head_sha: new.head_sha,
        status,
        conclusion: new.conclusion,
        details_url: new.details_url,
        title,
        summary,
    };
    let id = acts::check_run(&world, &slug, &run)?;
    let state = world.github.lock();
    let repository = state.repository(&slug).ok_or_else(Refusal::not_found)?;
    let run = repository
        .check_runs
        .iter()
        .find(|r| r.id == id)
        .ok_or_else(Refusal::not_found)?;
    created(shape::talk::check_run(&state, &slug, run))
}
