//! Blobs, trees and commits.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, C, W, body, created, ok, readable, workflows, writable};
use crate::git::{NewEntry, Who};
use crate::github::{Refusal, acts, shape};
use crate::world::World;

const AREA: &[&str] = &["contents"];

type Base64 = base64::engine::GeneralPurpose;
const BASE64: Base64 = base64::engine::general_purpose::STANDARD;

fn not_empty(world: &World, slug: &str) -> Result<(), Refusal> {
    if world.git.is_empty(slug)? {
        Err(Refusal::empty_repository())
    } else {
        Ok(())
    }
}

#[derive(Deserialize)]
struct NewBlob {
    content: String,
    #[serde(default)]
    encoding: Option<String>,
}

pub(super) async fn create_blob(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: NewBlob = body(&bytes)?;
    not_empty(&world, &slug)?;
    let content = match wanted.encoding.as_deref() {
        None | Some("utf-8") => wanted.content.into_bytes(),
        Some("base64") => decoded(&wanted.content)?,
        Some(_) => return Err(Refusal::field("Blob", "encoding", "invalid")),
    };
    let sha = world.git.write_blob(&slug, &content)?;
    created(
        json!({ "sha": sha, "url": format!("{}/repos/{slug}/git/blobs/{sha}", world.urls.github_api) }),
    )
}

/// Base64 with the line breaks that people put into it.
pub(super) fn decoded(text: &str) -> Result<Vec<u8>, Refusal> {
    let packed: String = text.split_whitespace().collect();
    BASE64
        .decode(packed)
        .map_err(|_| Refusal::unprocessable("content is not valid Base64"))
}

/// Base64 in lines of sixty, as GitHub breaks them.
pub(super) fn encoded(content: &[u8]) -> String {
    let packed = BASE64.encode(content);
    let mut out = String::with_capacity(packed.len() + packed.len() / 60 + 1);
    let mut rest = packed.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(60));
        out.push_str(line);
        out.push('\n');
        rest = tail;
    }
    out
}

pub(super) async fn blob(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, sha)): Path<(String, String, String)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    let content = world
        .git
        .blob(&slug, &sha)?
        .ok_or_else(Refusal::not_found)?;
    ok(json!({
        "sha": sha, "node_id": shape::node_id("B", &sha), "size": content.len(), "content": encoded(&content), "encoding": "base64",
        "url": format!("{}/repos/{slug}/git/blobs/{sha}", world.urls.github_api),
    }))
}

#[derive(Deserialize)]
struct NewTree {
    tree: Vec<Value>,
    base_tree: Option<String>,
}

pub(super) async fn create_tree(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: NewTree = body(&bytes)?;
    not_empty(&world, &slug)?;
    let mut entries = Vec::new();
    for entry in &wanted.tree {
        entries.push(new_entry(&world, &slug, entry)?);
    }
    if wanted.tree.is_empty() {
        return Err(Refusal::unprocessable("Invalid tree info"));
    }
    let files = entries.iter().map(|e| (e.path.as_str(), e.sha.as_deref()));
    workflows::may_write(&world, &caller, &slug, files)?;
    let sha = world
        .git
        .write_tree(&slug, wanted.base_tree.as_deref(), &entries)?
        .map_err(|missing| {
            Refusal::unprocessable(format!(
                "tree.sha {missing} is not a valid object of this repository"
            ))
        })?;
    let (sha, entries) = world
        .git
        .tree(&slug, &sha, false)?
        .ok_or_else(Refusal::not_found)?;
    created(shape::commit::tree(
        &world.github.lock(),
        &slug,
        &sha,
        &entries,
    ))
}

fn new_entry(world: &World, slug: &str, entry: &Value) -> Result<NewEntry, Refusal> {
    let invalid = |field: &str| Refusal::unprocessable(format!("Invalid tree info: {field}"));
    let path = entry["path"]
        .as_str()
        .filter(|p| !p.is_empty())
        .ok_or_else(|| invalid("path"))?;
    if path
        .split('/')
        .any(|part| matches!(part, "" | "." | ".." | ".git"))
    {
        return Err(Refusal::unprocessable(
            "tree.path contains a malformed path component",
        ));
    }
    let mode = entry["mode"].as_str().unwrap_or("100644");
    if !["100644", "100755", "040000", "160000", "120000"].contains(&mode) {
        return Err(invalid("mode"));
    }
    let sha = match (entry.get("sha"), entry.get("content")) {
        (Some(_), Some(_)) => {
            return Err(Refusal::unprocessable(
                "Must supply either tree.sha or tree.content, not both",
            ));
        }
        (Some(Value::Null), None) => None,
        (Some(sha), None) => Some(sha.as_str().ok_or_else(|| invalid("sha"))?.to_owned()),
        (None, Some(content)) => {
            let content = content.as_str().ok_or_else(|| invalid("content"))?;
            Some(world.git.write_blob(slug, content.as_bytes())?)
        }
        (None, None) => return Err(invalid("sha or content")),
    };
    Ok(NewEntry {
        path: path.to_owned(),
        mode: mode.to_owned(),
        sha,
    })
}

#[derive(Deserialize)]
pub(super) struct TreeQuery {
    recursive: Option<String>,
}

pub(super) async fn tree(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, sha)): Path<(String, String, String)>,
    Query(query): Query<TreeQuery>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    not_empty(&world, &slug)?;
    let (sha, entries) = world
        .git
        .tree(&slug, &sha, query.recursive.is_some())?
        .ok_or_else(Refusal::not_found)?;
    ok(shape::commit::tree(
        &world.github.lock(),
        &slug,
        &sha,
        &entries,
    ))
}

#[derive(Deserialize)]
struct NewCommit {
    message: String,
    tree: String,
    #[serde(default)]
    parents: Vec<String>,
    author: Option<Person>,
    committer: Option<Person>,
}

#[derive(Deserialize, Clone)]
pub(super) struct Person {
    name: String,
    email: String,
    date: Option<String>,
}

impl Person {
    pub(super) fn who(self, otherwise: &Who) -> Result<Who, Refusal> {
        let at = match self.date {
            None => otherwise.at,
            Some(text) => text
                .parse()
                .map_err(|_| Refusal::field("Commit", "date", "invalid"))?,
        };
        Ok(Who {
            name: self.name,
            email: self.email,
            at,
        })
    }
}

pub(super) async fn create_commit(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let slug = writable(&world, &caller, &owner, &repo, AREA)?;
    let wanted: NewCommit = body(&bytes)?;
    not_empty(&world, &slug)?;
    let me = acts::who(&world, &world.github.lock(), &caller.actor()?);
    let author = wanted.author.map_or(Ok(me.clone()), |p| p.who(&me))?;
    let committer = wanted
        .committer
        .map_or(Ok(author.clone()), |p| p.who(&me))?;
    let sha = world
        .git
        .write_commit(
            &slug,
            &wanted.message,
            &wanted.tree,
            &wanted.parents,
            &author,
            &committer,
        )?
        .ok_or_else(|| {
            Refusal::unprocessable("Tree SHA does not exist or a parent SHA does not exist")
        })?;
    let commit = world
        .git
        .commit(&slug, &sha)?
        .ok_or_else(Refusal::not_found)?;
    created(shape::commit::git(&world.github.lock(), &slug, &commit))
}

pub(super) async fn commit(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, sha)): Path<(String, String, String)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, AREA)?;
    not_empty(&world, &slug)?;
    let commit = world
        .git
        .commit(&slug, &sha)?
        .ok_or_else(Refusal::not_found)?;
    ok(shape::commit::git(&world.github.lock(), &slug, &commit))
}
