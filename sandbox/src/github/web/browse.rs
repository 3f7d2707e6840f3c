//! Where links from elsewhere lead: repositories, commits, files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::html::{escape, not_found, page};
use super::oauth::signed_in;
use crate::git::FileDiff;
use crate::github::shape::{time, url_path};
use crate::github::{Permission, Pull, Refusal};
use crate::world::World;

type W = State<Arc<World>>;

/// The pages are readable without signing in, private repositories included: they exist to be looked at.
fn known(world: &World, owner: &str, repo: &str) -> Option<String> {
    world
        .github
        .lock()
        .repository(&format!("{owner}/{repo}"))
        .map(crate::github::Repository::slug)
}

pub(super) async fn home(State(world): W, headers: HeaderMap) -> Response {
    let me = signed_in(&world, &headers);
    let rows: String = world
        .github
        .lock()
        .repositories
        .values()
        .map(|r| {
            let open = r.pulls.values().filter(|p| p.open).count();
            let (slug, about) = (escape(&r.slug()), escape(&r.description));
            format!("<tr><th scope=\"row\"><a href=\"/{slug}\">{slug}</a></th><td>{about}</td><td><a href=\"/{slug}/pulls\">{open} open</a></td></tr>")
        })
        .collect();
    let main = format!(
        "<table><thead><tr><th scope=\"col\">Repository</th><th scope=\"col\">About</th><th scope=\"col\">Pull requests</th></tr></thead><tbody>{rows}</tbody></table>"
    );
    page(StatusCode::OK, "Repositories", me.as_deref(), &main)
}

pub(super) async fn repository(
    State(world): W,
    headers: HeaderMap,
    Path((owner, repo)): Path<(String, String)>,
) -> Response {
    let me = signed_in(&world, &headers);
    let Some(slug) = known(&world, &owner, repo.trim_end_matches(".git")) else {
        return not_found(me.as_deref());
    };
    let branch = world
        .github
        .lock()
        .repository(&slug)
        .map(|r| r.default_branch.clone())
        .unwrap_or_default();
    let files = listing(&world, &slug, &branch, "")
        .unwrap_or_else(|| "<p>The repository is empty.</p>".to_owned());
    let commits: String = world
        .git
        .log(&slug, &branch, None, 20)
        .unwrap_or_default()
        .iter()
        .map(|c| {
            let subject = c.message.lines().next().unwrap_or_default();
            format!(
                "<li><a href=\"/{slug}/commit/{sha}\"><code>{short}</code></a> {} <small>{} · {}</small></li>",
                escape(subject),
                escape(&c.author.name),
                time(c.committer.at),
                sha = c.sha,
                short = &c.sha[..7],
            )
        })
        .collect();
    let main = format!(
        "<p><code>git clone {}/{slug}.git</code></p><p><a href=\"/{slug}/pulls\">Pull requests</a></p>\
         <h2>Files on {}</h2>{files}<h2>Commits</h2><ol>{commits}</ol>",
        world.urls.github_web,
        escape(&branch)
    );
    page(StatusCode::OK, &slug, me.as_deref(), &main)
}

pub(super) async fn pulls(
    State(world): W,
    headers: HeaderMap,
    Path((owner, repo)): Path<(String, String)>,
) -> Response {
    let me = signed_in(&world, &headers);
    let Some(slug) = known(&world, &owner, &repo) else {
        return not_found(me.as_deref());
    };
    let rows: String = {
        let state = world.github.lock();
        let pulls = state
            .repository(&slug)
            .into_iter()
            .flat_map(|r| r.pulls.values().rev());
        pulls
            .map(|p| {
                let (number, title) = (p.number, escape(&p.title));
                format!(
                    "<li><a href=\"/{slug}/pull/{number}\">#{number} {title}</a> ({})</li>",
                    condition(p)
                )
            })
            .collect()
    };
    let main = if rows.is_empty() {
        "<p>There are none yet.</p>".to_owned()
    } else {
        format!("<ul>{rows}</ul>")
    };
    page(
        StatusCode::OK,
        &format!("Pull requests of {slug}"),
        me.as_deref(),
        &main,
    )
}

pub(super) fn condition(pull: &Pull) -> &'static str {
    match (pull.open, &pull.merged) {
        (true, _) => "open",
        (false, Some(_)) => "merged",
        (false, None) => "closed",
    }
}

/// Files with their hunks; added and removed lines are marked up, not only coloured.
pub(super) fn diff(files: &[FileDiff]) -> String {
    let mut out = String::new();
    for file in files {
        out.push_str(&format!(
            "<section><h3><code>{}</code> <small>{} (+{} −{})</small></h3><pre>",
            escape(&file.path),
            file.status,
            file.additions,
            file.deletions
        ));
        for line in file.patch.as_deref().unwrap_or("Binary file").lines() {
            let text = escape(line);
            match line.as_bytes().first() {
                Some(b'+') => out.push_str(&format!("<ins>{text}</ins>")),
                Some(b'-') => out.push_str(&format!("<del>{text}</del>")),
                _ => out.push_str(&format!("{text}\n")),
            }
        }
        out.push_str("</pre></section>");
    }
    out
}

pub(super) async fn commit(
    State(world): W,
    headers: HeaderMap,
    Path((owner, repo, sha)): Path<(String, String, String)>,
) -> Response {
    let me = signed_in(&world, &headers);
    let Some(slug) = known(&world, &owner, &repo) else {
        return not_found(me.as_deref());
    };
    let sha = world
        .git
        .resolve(&slug, &sha)
        .ok()
        .flatten()
        .unwrap_or_default();
    let Ok(Some(commit)) = world.git.commit(&slug, &sha) else {
        return not_found(me.as_deref());
    };
    let files = world.git.changed_files(&slug, &sha).unwrap_or_default();
    let main = format!(
        "<p><a href=\"/{slug}\">{slug}</a> · <code>{sha}</code> · {} · {}</p><pre>{}</pre>{}",
        escape(&commit.author.name),
        time(commit.committer.at),
        escape(&commit.message),
        diff(&files)
    );
    page(
        StatusCode::OK,
        commit.message.lines().next().unwrap_or("Commit"),
        me.as_deref(),
        &main,
    )
}

/// `{revision}/{path}` where the revision may have slashes: the longest branch that fits wins.
fn split(world: &World, slug: &str, rest: &str) -> Option<(String, String)> {
    let mut branches: Vec<String> = world
        .git
        .branches(slug)
        .ok()?
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    branches.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for branch in branches {
        if let Some(path) = rest.strip_prefix(&branch)
            && (path.is_empty() || path.starts_with('/'))
        {
            return Some((branch, path.trim_start_matches('/').to_owned()));
        }
    }
    let (revision, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((revision.to_owned(), path.to_owned()))
}

fn file(world: &World, owner: &str, repo: &str, rest: &str) -> Option<(String, String, Vec<u8>)> {
    let slug = known(world, owner, repo)?;
    let (revision, path) = split(world, &slug, rest)?;
    let bytes = world.git.read_file(&slug, &revision, &path).ok()??;
    Some((slug, path, bytes))
}

pub(super) async fn blob(
    State(world): W,
    headers: HeaderMap,
    Path((owner, repo, rest)): Path<(String, String, String)>,
) -> Response {
    let me = signed_in(&world, &headers);
    let Some((slug, path, bytes)) = file(&world, &owner, &repo, &rest) else {
        return not_found(me.as_deref());
    };
    let text = escape(&String::from_utf8_lossy(&bytes));
    let main = format!(
        "<p><a href=\"/{slug}\">{slug}</a> · <a href=\"/{slug}/raw/{}\">Raw</a></p><pre>{text}</pre>",
        url_path(&rest)
    );
    page(StatusCode::OK, &path, me.as_deref(), &main)
}

pub(super) async fn raw(
    State(world): W,
    Path((owner, repo, rest)): Path<(String, String, String)>,
) -> Response {
    match file(&world, &owner, &repo, &rest) {
        Some((_, _, bytes)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn tree(
    State(world): W,
    headers: HeaderMap,
    Path((owner, repo, rest)): Path<(String, String, String)>,
) -> Response {
    let me = signed_in(&world, &headers);
    let shown = known(&world, &owner, &repo).and_then(|slug| {
        let (revision, path) = split(&world, &slug, &rest)?;
        let files = listing(&world, &slug, &revision, &path)?;
        Some((
            format!(
                "<p><a href=\"/{slug}\">{slug}</a> at {}</p>{files}",
                escape(&revision)
            ),
            path,
        ))
    });
    match shown {
        Some((main, path)) => page(
            StatusCode::OK,
            if path.is_empty() { "/" } else { &path },
            me.as_deref(),
            &main,
        ),
        None => not_found(me.as_deref()),
    }
}

fn listing(world: &World, slug: &str, revision: &str, path: &str) -> Option<String> {
    let entry = world.git.entry(slug, revision, path).ok()??;
    let (_, children) = world.git.tree(slug, &entry.sha, false).ok()??;
    let prefix = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let items: String = children
        .iter()
        .map(|c| {
            let whole = url_path(&format!("{revision}/{prefix}{}", c.path));
            format!(
                "<li><a href=\"/{slug}/{}/{whole}\">{}</a></li>",
                c.kind,
                escape(&c.path)
            )
        })
        .collect();
    Some(format!("<ul>{items}</ul>"))
}

/// May this person press the buttons that change a repository?
pub(super) fn may_write(world: &World, login: &str, slug: &str) -> Result<(), Refusal> {
    let state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    if state.permission(login, repository) >= Permission::Write {
        return Ok(());
    }
    Err(Refusal::new(
        403,
        "You need write access to this repository for that.",
    ))
}
