//! Merging: every reason for which GitHub refuses, then the three methods.

use serde_json::json;

use super::super::{Mergeable, Merged, Refusal, hooks};
use super::{pull_of, rules, who};
use crate::git::{Method, Outcome};
use crate::world::World;

#[derive(Debug, Clone)]
pub struct MergeWanted {
    /// The head as the person saw it.
    pub sha: Option<String>,
    pub method: Method,
    pub title: Option<String>,
    pub message: Option<String>,
}

impl Default for MergeWanted {
    fn default() -> Self {
        Self {
            sha: None,
            method: Method::Merge,
            title: None,
            message: None,
        }
    }
}

/// Merges and returns the commit that the base now points at.
pub fn merge(
    world: &World,
    slug: &str,
    number: u64,
    actor: &str,
    wanted: &MergeWanted,
) -> Result<String, Refusal> {
    super::settle(world, slug, None)?;
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let pull = pull_of(repository, number)?.clone();
    if !pull.open {
        return Err(Refusal::new(405, "Pull Request is not mergeable"));
    }
    if pull.draft {
        return Err(Refusal::new(405, "Pull Request is still a draft"));
    }
    if wanted.sha.as_ref().is_some_and(|sha| *sha != pull.head_sha) {
        return Err(Refusal::new(
            409,
            "Head branch was modified. Review and try the merge again.",
        ));
    }
    let missing = rules::violations(state, repository, &pull);
    if !missing.is_empty() {
        return Err(Refusal::new(
            405,
            format!(
                "Repository rule violations found\n\n{}\n\n",
                missing.join("\n\n")
            ),
        ));
    }
    let message = message(&repository.owner, &pull, wanted);
    let author = who(world, state, actor);
    let base_before = world.git.head(slug, &pull.base_ref)?;
    let sha = match world.git.merge(
        slug,
        &pull.base_ref,
        &pull.head_sha,
        wanted.method,
        &message,
        &author,
    )? {
        Outcome::Merged(sha) => sha,
        Outcome::Conflict | Outcome::Missing => {
            return Err(Refusal::new(405, "Pull Request is not mergeable"));
        }
    };
    let now = world.clock.now();
    let pull = super::pull_mut(state, slug, number)?;
    pull.open = false;
    pull.closed_at = Some(now);
    pull.closed_by = Some(actor.to_owned());
    pull.updated_at = now;
    pull.mergeable = Mergeable::Unknown;
    pull.merged = Some(Merged {
        at: now,
        by: actor.to_owned(),
        sha: sha.clone(),
    });
    // What the request brought stays what it brought: its base is frozen where the merge found it.
    if let Some(before) = base_before {
        pull.base_sha = before;
    }
    hooks::pull_request(world, state, slug, number, "closed", actor, json!({}));
    drop(guard);
    super::settle(world, slug, Some(actor))?;
    Ok(sha)
}

fn message(owner: &str, pull: &super::super::Pull, wanted: &MergeWanted) -> String {
    let title = wanted.title.clone().unwrap_or_else(|| match wanted.method {
        Method::Squash => format!("{} (#{})", pull.title, pull.number),
        Method::Merge | Method::Rebase => format!(
            "Merge pull request #{} from {owner}/{}",
            pull.number, pull.head_ref
        ),
    });
    let body = wanted
        .message
        .clone()
        .unwrap_or_else(|| match wanted.method {
            Method::Squash => String::new(),
            Method::Merge | Method::Rebase => pull.title.clone(),
        });
    if body.is_empty() {
        title
    } else {
        format!("{title}\n\n{body}")
    }
}
