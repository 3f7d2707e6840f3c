//! Git objects and comparisons.

use serde_json::{Value, json};

use super::super::State;
use super::{node_id, time, url_path};
use crate::git::{CommitInfo, Comparison, Entry, FileDiff, Who};

fn person(who: &Who) -> Value {
    json!({ "name": who.name, "email": who.email, "date": time(who.at) })
}

fn verification() -> Value {
    json!({ "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null })
}

/// The git data API's bare commit.
pub(crate) fn git(state: &State, slug: &str, commit: &CommitInfo) -> Value {
    let url = format!("{}/repos/{slug}/git", state.api);
    let web = format!("{}/{slug}/commit", state.web);
    let parents: Vec<_> = commit
        .parents
        .iter()
        .map(|p| json!({ "sha": p, "url": format!("{url}/commits/{p}"), "html_url": format!("{web}/{p}") }))
        .collect();
    json!({
        "sha": commit.sha, "node_id": node_id("C", &commit.sha), "url": format!("{url}/commits/{}", commit.sha),
        "html_url": format!("{web}/{}", commit.sha), "author": person(&commit.author), "committer": person(&commit.committer),
        "tree": { "sha": commit.tree, "url": format!("{url}/trees/{}", commit.tree) },
        "message": commit.message, "parents": parents, "verification": verification(),
    })
}

/// A commit with the accounts behind its author and committer.
pub(crate) fn full(state: &State, slug: &str, commit: &CommitInfo) -> Value {
    let url = format!("{}/repos/{slug}/commits", state.api);
    let web = format!("{}/{slug}/commit", state.web);
    let parents: Vec<_> = commit
        .parents
        .iter()
        .map(|p| json!({ "sha": p, "url": format!("{url}/{p}"), "html_url": format!("{web}/{p}") }))
        .collect();
    json!({
        "sha": commit.sha, "node_id": node_id("C", &commit.sha), "url": format!("{url}/{}", commit.sha),
        "html_url": format!("{web}/{}", commit.sha), "comments_url": format!("{url}/{}/comments", commit.sha),
        "commit": {
            "url": format!("{}/repos/{slug}/git/commits/{}", state.api, commit.sha),
            "author": person(&commit.author), "committer": person(&commit.committer), "message": commit.message,
            "tree": { "sha": commit.tree, "url": format!("{}/repos/{slug}/git/trees/{}", state.api, commit.tree) },
            "comment_count": 0, "verification": verification(),
        },
        "author": account(state, &commit.author), "committer": account(state, &commit.committer), "parents": parents,
    })
}

fn account(state: &State, who: &Who) -> Value {
    let login = login_of(state, who);
    login.map_or(Value::Null, |login| super::user::simple(state, login))
}

pub(crate) fn login_of<'s>(state: &'s State, who: &Who) -> Option<&'s str> {
    state
        .users
        .values()
        .find(|u| u.email == who.email)
        .map(|u| u.login.as_str())
}

pub(crate) fn reference(state: &State, slug: &str, name: &str, sha: &str) -> Value {
    let url = format!("{}/repos/{slug}/git", state.api);
    json!({
        "ref": name, "node_id": node_id("REF", name), "url": format!("{url}/{}", url_path(name)),
        "object": { "type": "commit", "sha": sha, "url": format!("{url}/commits/{sha}") },
    })
}

pub(crate) fn tree(state: &State, slug: &str, sha: &str, entries: &[Entry]) -> Value {
    let url = format!("{}/repos/{slug}/git", state.api);
    let entry = |e: &Entry| {
        let mut body = json!({
            "path": e.path, "mode": e.mode, "type": e.kind, "sha": e.sha,
            "url": format!("{url}/{}s/{}", if e.kind == "tree" { "tree" } else { "blob" }, e.sha),
        });
        if let Some(size) = e.size {
            body["size"] = json!(size);
        }
        body
    };
    json!({
        "sha": sha, "url": format!("{url}/trees/{sha}"), "truncated": false,
        "tree": entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

pub(crate) fn file(state: &State, slug: &str, head: &str, file: &FileDiff) -> Value {
    let path = url_path(&file.path);
    let mut body = json!({
        "sha": file.sha, "filename": file.path, "status": file.status, "additions": file.additions, "deletions": file.deletions,
        "changes": file.additions + file.deletions, "blob_url": format!("{}/{slug}/blob/{head}/{path}", state.web),
        "raw_url": format!("{}/{slug}/raw/{head}/{path}", state.web),
        "contents_url": format!("{}/repos/{slug}/contents/{path}?ref={head}", state.api),
    });
    if let Some(patch) = &file.patch {
        body["patch"] = json!(patch);
    }
    if let Some(previous) = &file.previous {
        body["previous_filename"] = json!(previous);
    }
    body
}

pub(crate) fn comparison(state: &State, slug: &str, basehead: &str, c: &Comparison) -> Value {
    let (api, web) = (
        format!("{}/repos/{slug}/compare", state.api),
        format!("{}/{slug}/compare", state.web),
    );
    let basehead = url_path(basehead);
    json!({
        "url": format!("{api}/{basehead}"), "html_url": format!("{web}/{basehead}"),
        "permalink_url": format!("{web}/{}...{}", c.base.sha, c.head.sha),
        "diff_url": format!("{web}/{basehead}.diff"), "patch_url": format!("{web}/{basehead}.patch"),
        "base_commit": full(state, slug, &c.base), "merge_base_commit": full(state, slug, &c.merge_base),
        "status": c.status(), "ahead_by": c.ahead, "behind_by": c.behind, "total_commits": c.commits.len(),
        "commits": c.commits.iter().map(|one| full(state, slug, one)).collect::<Vec<_>>(),
        "files": c.files.iter().map(|f| file(state, slug, &c.head.sha, f)).collect::<Vec<_>>(),
    })
}
