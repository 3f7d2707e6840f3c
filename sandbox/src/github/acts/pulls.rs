//! Opening and editing pull requests.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::{Mergeable, Pull, Refusal, State, hooks};
use super::pull_mut;
use crate::world::World;

#[derive(Debug, Clone, Default)]
pub struct NewPull {
    pub title: String,
    pub body: Option<String>,
    /// A branch, or `owner:branch`.
    pub head: String,
    pub base: String,
    pub draft: bool,
}

/// Opens a pull request and returns its number.
pub fn open(world: &World, slug: &str, author: &str, new: &NewPull) -> Result<u64, Refusal> {
    super::settle(world, slug, None)?;
    let head_ref = new
        .head
        .split_once(':')
        .map_or(new.head.as_str(), |(_, branch)| branch);
    if new.title.trim().is_empty() {
        return Err(Refusal::field("PullRequest", "title", "missing_field"));
    }
    let base_sha = world
        .git
        .head(slug, &new.base)?
        .ok_or_else(|| Refusal::field("PullRequest", "base", "invalid"))?;
    let head_sha = world
        .git
        .head(slug, head_ref)?
        .ok_or_else(|| Refusal::field("PullRequest", "head", "invalid"))?;
    let comparison = world.git.compare(slug, &base_sha, &head_sha)?;
    let mut state = world.github.lock();
    let repository = state.repository(slug).ok_or_else(Refusal::not_found)?;
    let same = |p: &&Pull| p.open && p.head_ref == head_ref && p.base_ref == new.base;
    if repository.pulls.values().any(|p| same(&p)) {
        let message = format!(
            "A pull request already exists for {}:{head_ref}.",
            repository.owner
        );
        return Err(Refusal::custom("PullRequest", message));
    }
    match comparison {
        None => {
            let message = format!(
                "The {head_ref} branch has no history in common with {}",
                new.base
            );
            return Err(Refusal::custom("PullRequest", message));
        }
        Some(c) if c.ahead == 0 => {
            return Err(Refusal::custom(
                "PullRequest",
                format!("No commits between {} and {head_ref}", new.base),
            ));
        }
        Some(_) => {}
    }
    let slug = repository.slug();
    let id = state.fresh_id();
    let now = world.clock.now();
    let repository = state.repository_mut(&slug).ok_or_else(Refusal::not_found)?;
    let number = repository.next_number;
    repository.next_number += 1;
    let pull = Pull {
        id,
        number,
        title: new.title.clone(),
        body: new.body.clone(),
        open: true,
        draft: new.draft,
        author: author.to_owned(),
        head_ref: head_ref.to_owned(),
        head_sha,
        base_ref: new.base.clone(),
        base_sha,
        created_at: now,
        updated_at: now,
        closed_at: None,
        closed_by: None,
        merged: None,
        mergeable: Mergeable::Unknown,
        labels: BTreeSet::new(),
        requested_reviewers: BTreeSet::new(),
        requested_teams: BTreeSet::new(),
        reviews: Vec::new(),
        comments: Vec::new(),
    };
    repository.pulls.insert(number, pull);
    hooks::pull_request(
        world,
        &mut state,
        &slug,
        number,
        "opened",
        author,
        json!({}),
    );
    Ok(number)
}

#[derive(Debug, Clone, Default)]
pub struct PullEdit {
    pub title: Option<String>,
    pub body: Option<String>,
    /// `open` or `closed`.
    pub state: Option<String>,
    pub base: Option<String>,
}

pub fn edit(
    world: &World,
    slug: &str,
    number: u64,
    actor: &str,
    wanted: &PullEdit,
) -> Result<(), Refusal> {
    let new_base = match &wanted.base {
        Some(base) => Some(
            world
                .git
                .head(slug, base)?
                .ok_or_else(|| Refusal::field("PullRequest", "base", "invalid"))?,
        ),
        None => None,
    };
    let now = world.clock.now();
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let pull = pull_mut(state, slug, number)?;
    let mut changes = json!({});
    if let Some(title) = &wanted.title
        && *title != pull.title
    {
        changes["title"] = json!({ "from": pull.title });
        title.clone_into(&mut pull.title);
    }
    if let Some(body) = &wanted.body
        && Some(body) != pull.body.as_ref()
    {
        changes["body"] = json!({ "from": pull.body });
        pull.body = Some(body.clone());
    }
    if let (Some(base), Some(sha)) = (&wanted.base, new_base)
        && *base != pull.base_ref
    {
        changes["base"] =
            json!({ "ref": { "from": pull.base_ref }, "sha": { "from": pull.base_sha } });
        base.clone_into(&mut pull.base_ref);
        pull.base_sha = sha;
        pull.mergeable = Mergeable::Unknown;
    }
    if changes.as_object().is_some_and(|c| !c.is_empty()) {
        pull.updated_at = now;
        hooks::pull_request(
            world,
            state,
            slug,
            number,
            "edited",
            actor,
            json!({ "changes": changes }),
        );
    }
    match wanted.state.as_deref() {
        None => Ok(()),
        Some("closed") => close(world, state, slug, number, actor),
        Some("open") => reopen(world, state, slug, number, actor),
        Some(_) => Err(Refusal::field("PullRequest", "state", "invalid")),
    }
}

pub(super) fn close(
    world: &World,
    state: &mut State,
    slug: &str,
    number: u64,
    actor: &str,
) -> Result<(), Refusal> {
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    if pull.open {
        pull.open = false;
        pull.closed_at = Some(now);
        pull.closed_by = Some(actor.to_owned());
        pull.updated_at = now;
        hooks::pull_request(world, state, slug, number, "closed", actor, json!({}));
    }
    Ok(())
}

fn reopen(
    world: &World,
    state: &mut State,
    slug: &str,
    number: u64,
    actor: &str,
) -> Result<(), Refusal> {
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    if pull.open {
        return Ok(());
    }
    if pull.merged.is_some() {
        return Err(Refusal::custom(
            "PullRequest",
            "state cannot be changed. The pull request cannot be reopened.",
        ));
    }
    let Some(head) = world.git.head(slug, &pull.head_ref)? else {
        let message = format!(
            "state cannot be changed. The {} branch has been deleted.",
            pull.head_ref
        );
        return Err(Refusal::custom("PullRequest", message));
    };
    pull.head_sha = head;
    pull.open = true;
    pull.closed_at = None;
    pull.closed_by = None;
    pull.updated_at = now;
    pull.mergeable = Mergeable::Unknown;
    hooks::pull_request(world, state, slug, number, "reopened", actor, json!({}));
    Ok(())
}

pub fn request_reviewers(
    world: &World,
    slug: &str,
    number: u64,
    actor: &str,
    people: &[String],
    teams: &[String],
) -> Result<(), Refusal> {
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let known_team = |slug: &String| state.teams.iter().any(|t| t.slug == *slug);
    if people.iter().any(|p| !state.users.contains_key(p)) || !teams.iter().all(known_team) {
        return Err(Refusal::unprocessable(
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
        ));
    }
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    if people.contains(&pull.author) {
        return Err(Refusal::unprocessable(
            "Review cannot be requested from pull request author.",
        ));
    }
    let mut asked = Vec::new();
    for person in people {
        if pull.requested_reviewers.insert(person.clone()) {
            asked.push((
                "requested_reviewer",
                super::super::shape::user::simple as fn(&State, &str) -> serde_json::Value,
                person,
            ));
        }
    }
    for team in teams {
        if pull.requested_teams.insert(team.clone()) {
            asked.push(("requested_team", team_by_slug, team));
        }
    }
    pull.updated_at = now;
    for (key, shape, name) in asked {
        let extra = json!({ key: shape(state, name) });
        hooks::pull_request(world, state, slug, number, "review_requested", actor, extra);
    }
    Ok(())
}

fn team_by_slug(state: &State, slug: &str) -> serde_json::Value {
    state
        .teams
        .iter()
        .find(|t| t.slug == slug)
        .map_or(serde_json::Value::Null, |t| {
            super::super::shape::org::team(state, t)
        })
}

pub fn unrequest_reviewers(
    world: &World,
    slug: &str,
    number: u64,
    people: &[String],
    teams: &[String],
) -> Result<(), Refusal> {
    let mut state = world.github.lock();
    let pull = pull_mut(&mut state, slug, number)?;
    pull.requested_reviewers.retain(|p| !people.contains(p));
    pull.requested_teams.retain(|t| !teams.contains(t));
    pull.updated_at = world.clock.now();
    Ok(())
}
