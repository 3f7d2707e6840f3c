//! Git moved: however it happened (API, `git push`, a seed writing files), GitHub notices by looking at the branches.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::{Mergeable, Merged, Refusal, State, hooks, shape};
use crate::git::Change;
use crate::world::World;

/// One branch that is not where it was.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    pub branch: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Takes note of every branch that moved since the last look: pushes are announced, pull requests follow their heads.
pub fn settle(world: &World, slug: &str, pusher: Option<&str>) -> Result<usize, Refusal> {
    let now_at: BTreeMap<String, String> = world.git.branches(slug)?.into_iter().collect();
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let repository = state.repository_mut(slug).ok_or_else(Refusal::not_found)?;
    if repository.known_branches == now_at {
        return Ok(0);
    }
    let moved = differences(&repository.known_branches, &now_at);
    repository.known_branches = now_at;
    repository.pushed_at = world.clock.now();
    repository.updated_at = repository.pushed_at;
    let slug = repository.slug();
    for one in &moved {
        let pusher = pusher.map_or_else(|| author_of(world, state, &slug, one), str::to_owned);
        hooks::push(world, state, &slug, one, &pusher)?;
        follow(world, state, &slug, one, &pusher)?;
    }
    drop(guard);
    world.changed();
    Ok(moved.len())
}

fn differences(then: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Moved> {
    let changed = now
        .iter()
        .filter(|(branch, sha)| then.get(*branch) != Some(*sha))
        .map(|(branch, sha)| Moved {
            branch: branch.clone(),
            before: then.get(branch).cloned(),
            after: Some(sha.clone()),
        });
    let gone = then
        .iter()
        .filter(|(branch, _)| !now.contains_key(*branch))
        .map(|(branch, sha)| Moved {
            branch: branch.clone(),
            before: Some(sha.clone()),
            after: None,
        });
    changed.chain(gone).collect()
}

fn author_of(world: &World, state: &State, slug: &str, moved: &Moved) -> String {
    let sha = moved
        .after
        .as_deref()
        .or(moved.before.as_deref())
        .unwrap_or_default();
    let commit = world.git.commit(slug, sha).ok().flatten();
    let login = commit
        .as_ref()
        .and_then(|c| shape::commit::login_of(state, &c.committer));
    login.unwrap_or("admin-z").to_owned()
}

/// Pull requests whose head or base is the branch that moved.
fn follow(
    world: &World,
    state: &mut State,
    slug: &str,
    moved: &Moved,
    pusher: &str,
) -> Result<(), Refusal> {
    let now = world.clock.now();
    let Some(repository) = state.repository(slug) else {
        return Ok(());
    };
    let heads: Vec<u64> = repository
        .pulls
        .values()
        .filter(|p| p.open && p.head_ref == moved.branch)
        .map(|p| p.number)
        .collect();
    let bases: Vec<(u64, String)> = repository
        .pulls
        .values()
        .filter(|p| p.open && p.base_ref == moved.branch)
        .map(|p| (p.number, p.head_sha.clone()))
        .collect();
    for number in heads {
        let Some(after) = &moved.after else {
            super::pulls::close(world, state, slug, number, pusher)?;
            continue;
        };
        let pull = super::pull_mut(state, slug, number)?;
        let before = std::mem::replace(&mut pull.head_sha, after.clone());
        if let Some(base) = world.git.head(slug, &pull.base_ref)? {
            pull.base_sha = base;
        }
        pull.mergeable = Mergeable::Unknown;
        pull.updated_at = now;
        let extra = json!({ "before": before, "after": after });
        hooks::pull_request(world, state, slug, number, "synchronize", pusher, extra);
    }
    for (number, head) in bases {
        let contained = match &moved.after {
            Some(base) => world.git.contains(slug, base, &head)?,
            None => false,
        };
        let pull = super::pull_mut(state, slug, number)?;
        pull.mergeable = Mergeable::Unknown;
        if let (true, Some(sha)) = (contained, &moved.after) {
            pull.open = false;
            pull.closed_at = Some(now);
            pull.closed_by = Some(pusher.to_owned());
            pull.updated_at = now;
            pull.merged = Some(Merged {
                at: now,
                by: pusher.to_owned(),
                sha: sha.clone(),
            });
            hooks::pull_request(world, state, slug, number, "closed", pusher, json!({}));
        }
    }
    Ok(())
}

/// Somebody pushes one commit with these changes. Rules are not consulted: this is for seeds and for simulating what got past them.
pub fn push_files(
    world: &World,
    slug: &str,
    branch: &str,
    changes: &[Change],
    message: &str,
    login: &str,
) -> anyhow::Result<String> {
    let who = {
        let state = world.github.lock();
        anyhow::ensure!(state.users.contains_key(login), "no such user: {login}");
        anyhow::ensure!(
            state.repositories.contains_key(slug),
            "no such repository: {slug}"
        );
        super::who(world, &state, login)
    };
    let sha = world
        .git
        .commit_files(slug, branch, changes, message, &who)?;
    settle(world, slug, Some(login))?;
    Ok(sha)
}

/// GitHub's background jobs: noticing pushes, and working out whether a pull request can be merged once somebody has asked.
pub(crate) fn background(world: &World) -> usize {
    let slugs: Vec<String> = world.github.lock().repositories.keys().cloned().collect();
    let mut moved = 0;
    for slug in slugs {
        match settle(world, &slug, None) {
            Ok(count) => moved += count,
            Err(error) => tracing::warn!(slug, %error, "could not look at the branches"),
        }
    }
    moved + settle_mergeability(world)
}

fn settle_mergeability(world: &World) -> usize {
    let asked: Vec<(String, u64, String, String)> = {
        let state = world.github.lock();
        let all = state
            .repositories
            .values()
            .flat_map(|r| r.pulls.values().map(move |p| (r.slug(), p)));
        all.filter(|(_, p)| p.mergeable == Mergeable::Asked)
            .map(|(slug, p)| (slug, p.number, p.base_ref.clone(), p.head_sha.clone()))
            .collect()
    };
    for (slug, number, base, head) in &asked {
        let clean = world.git.mergeable(slug, base, head).unwrap_or_default();
        let mut state = world.github.lock();
        if let Ok(pull) = super::pull_mut(&mut state, slug, *number)
            && pull.mergeable == Mergeable::Asked
        {
            pull.mergeable = if clean == Some(true) {
                Mergeable::Yes
            } else {
                Mergeable::No
            };
        }
    }
    asked.len()
}
