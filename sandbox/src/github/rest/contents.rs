//! Files by path, one commit a file.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::git_data::{decoded, encoded};
use super::{Answer, C, W, body, created, ok, readable, refs, workflows, writable};
use crate::git::Entry;
use crate::github::auth::Caller;
use crate::github::shape::{self, url_path};
use crate::github::{Refusal, acts};
use crate::world::World;

const AREA: &[&str] = &["contents"];

#[derive(Deserialize)]
pub(super) struct At {
    r#ref: Option<String>,
}

pub(super) async fn root(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    Query(at): Query<At>,
) -> Answer {
    show(&world, &caller, &owner, &repo, "", at)
}

pub(super) async fn get(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, path)): Path<(String, String, String)>,
    Query(at): Query<At>,
) -> Answer {
    show(&world, &caller, &owner, &repo, &path, at)
}

fn show(world: &World, caller: &Caller, owner: &str, repo: &str, path: &str, at: At) -> Answer {
    let slug = readable(world, caller, owner, repo, AREA)?;
    let revision = at.r#ref.unwrap_or_else(|| default_branch(world, &slug));
    if world.git.is_empty(&slug)? {
        return Err(Refusal::new(404, "This repository is empty."));
    }
    if world.git.resolve(&slug, &revision)?.is_none() {
        return Err(Refusal::new(
            404,
            format!("No commit found for the ref {revision}"),
        ));
    }
    let entry = world
        .git
        .entry(&slug, &revision, path)?
        .ok_or_else(Refusal::not_found)?;
    if entry.kind == "tree" {
        let (_, children) = world
            .git
            .tree(&slug, &entry.sha, false)?
            .ok_or_else(Refusal::not_found)?;
        let prefix = if entry.path.is_empty() {
            String::new()
        } else {
            format!("{}/", entry.path)
        };
        let listed = children.into_iter().map(|c| Entry {
            path: format!("{prefix}{}", c.path),
            ..c
        });
        return ok(listed
            .map(|c| described(world, &slug, &revision, &c))
            .collect());
    }
    let content = world
        .git
        .blob(&slug, &entry.sha)?
        .ok_or_else(Refusal::not_found)?;
    let mut body = described(world, &slug, &revision, &entry);
    body["content"] = json!(encoded(&content));
    body["encoding"] = json!("base64");
    ok(body)
}

fn default_branch(world: &World, slug: &str) -> String {
    world
        .github
        .lock()
        .repository(slug)
        .map_or_else(|| "main".to_owned(), |r| r.default_branch.clone())
}

fn described(world: &World, slug: &str, revision: &str, entry: &Entry) -> Value {
    let (api, web) = (
        format!("{}/repos/{slug}", world.urls.github_api),
        format!("{}/{slug}", world.urls.github_web),
    );
    let (path, revision) = (url_path(&entry.path), url_path(revision));
    let is_dir = entry.kind == "tree";
    let url = format!("{api}/contents/{path}?ref={revision}");
    let git = format!("{api}/git/{}s/{}", entry.kind, entry.sha);
    let html = format!("{web}/{}/{revision}/{path}", entry.kind);
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    json!({
        "name": name, "path": entry.path, "sha": entry.sha, "size": entry.size.unwrap_or(0), "url": url, "html_url": html,
        "git_url": git, "download_url": (!is_dir).then(|| format!("{web}/raw/{revision}/{path}")),
        "type": if is_dir { "dir" } else { "file" }, "_links": { "self": url, "git": git, "html": html },
    })
}

#[derive(Deserialize)]
struct Put {
    message: String,
    content: Option<String>,
    sha: Option<String>,
    branch: Option<String>,
}

pub(super) async fn put(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, path)): Path<(String, String, String)>,
    bytes: Bytes,
) -> Answer {
    let wanted: Put = body(&bytes)?;
    let text = wanted.content.as_deref().ok_or_else(|| {
        Refusal::unprocessable("Invalid request.\n\n\"content\" wasn't supplied.")
    })?;
    let content = decoded(text)?;
    change(
        &world,
        &caller,
        (&owner, &repo, &path),
        &wanted,
        Some(content),
    )
}

pub(super) async fn delete(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, path)): Path<(String, String, String)>,
    bytes: Bytes,
) -> Answer {
    let wanted: Put = body(&bytes)?;
    change(&world, &caller, (&owner, &repo, &path), &wanted, None)
}

fn change(
    world: &World,
    caller: &Caller,
    (owner, repo, path): (&str, &str, &str),
    wanted: &Put,
    content: Option<Vec<u8>>,
) -> Answer {
    let slug = writable(world, caller, owner, repo, AREA)?;
    let branch = wanted
        .branch
        .clone()
        .unwrap_or_else(|| default_branch(world, &slug));
    let empty = world.git.is_empty(&slug)?;
    if !empty {
        refs::guarded(world, caller, &slug, &format!("heads/{branch}"))?;
        if world.git.head(&slug, &branch)?.is_none() {
            return Err(Refusal::new(404, format!("Branch {branch} not found")));
        }
    }
    let there = world.git.entry(&slug, &branch, path)?.map(|e| e.sha);
    match (&there, &wanted.sha) {
        (Some(_), None) => {
            return Err(Refusal::unprocessable(
                "Invalid request.\n\n\"sha\" wasn't supplied.",
            ));
        }
        (None, _) if content.is_none() => return Err(Refusal::not_found()),
        (there, Some(sha)) if there.as_ref() != Some(sha) => {
            return Err(Refusal::new(409, format!("{path} does not match {sha}")));
        }
        _ => {}
    }
    let blob = content.as_deref().map(|c| world.git.write_blob(&slug, c));
    let blob = blob.transpose()?;
    workflows::may_write(world, caller, &slug, [(path, blob.as_deref())])?;
    let actor = caller.actor()?;
    let who = acts::who(world, &world.github.lock(), &actor);
    let deleting = content.is_none();
    let sha = world.git.commit_files(
        &slug,
        &branch,
        &[(path.to_owned(), content)],
        &wanted.message,
        &who,
    )?;
    acts::settle(world, &slug, Some(&actor))?;
    let commit = world
        .git
        .commit(&slug, &sha)?
        .ok_or_else(Refusal::not_found)?;
    let entry = world.git.entry(&slug, &sha, path)?;
    let shown = entry.map_or(Value::Null, |e| described(world, &slug, &branch, &e));
    let body = json!({ "content": shown, "commit": shape::commit::git(&world.github.lock(), &slug, &commit) });
    if there.is_some() || deleting {
        ok(body)
    } else {
        created(body)
    }
}
