//! Comments, labels, commit statuses and check runs.

use super::super::{CheckRun, Comment, CommitStatus, Label, Refusal, hooks};
use super::pull_mut;
use crate::world::World;

pub fn comment(
    world: &World,
    slug: &str,
    number: u64,
    author: &str,
    body: &str,
) -> Result<u64, Refusal> {
    if body.trim().is_empty() {
        return Err(Refusal::field("IssueComment", "body", "missing_field"));
    }
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let now = world.clock.now();
    let pull = pull_mut(&mut state, slug, number)?;
    pull.comments.push(Comment {
        id,
        author: author.to_owned(),
        body: body.to_owned(),
        created_at: now,
        updated_at: now,
    });
    pull.updated_at = now;
    Ok(id)
}

/// The number of the pull request that it stands under.
pub fn edit_comment(world: &World, slug: &str, id: u64, body: &str) -> Result<u64, Refusal> {
    if body.trim().is_empty() {
        return Err(Refusal::field("IssueComment", "body", "missing_field"));
    }
    let mut state = world.github.lock();
    let now = world.clock.now();
    let repository = state.repository_mut(slug).ok_or_else(Refusal::not_found)?;
    let (number, comment) = repository
        .pulls
        .iter_mut()
        .find_map(|(number, pull)| {
            let found = pull.comments.iter_mut().find(|comment| comment.id == id)?;
            Some((*number, found))
        })
        .ok_or_else(Refusal::not_found)?;
    body.clone_into(&mut comment.body);
    comment.updated_at = now;
    Ok(number)
}

/// Puts labels on a pull request; unknown ones are made on the way.
pub fn add_labels(
    world: &World,
    slug: &str,
    number: u64,
    actor: &str,
    names: &[String],
) -> Result<(), Refusal> {
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let now = world.clock.now();
    let mut added = Vec::new();
    for name in names {
        let id = state.fresh_id();
        let repository = state.repository_mut(slug).ok_or_else(Refusal::not_found)?;
        repository
            .labels
            .entry(name.clone())
            .or_insert_with(|| Label {
                id,
                name: name.clone(),
                color: "ededed".to_owned(),
                description: String::new(),
            });
        let pull = repository
            .pulls
            .get_mut(&number)
            .ok_or_else(Refusal::not_found)?;
        if pull.labels.insert(name.clone()) {
            pull.updated_at = now;
            added.push(name.clone());
        }
    }
    for name in added {
        label_hook(world, state, slug, number, actor, &name, "labeled");
    }
    Ok(())
}

pub fn remove_label(
    world: &World,
    slug: &str,
    number: u64,
    actor: &str,
    name: &str,
) -> Result<(), Refusal> {
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    if !pull.labels.remove(name) {
        return Err(Refusal::new(404, "Label does not exist"));
    }
    pull.updated_at = now;
    label_hook(world, state, slug, number, actor, name, "unlabeled");
    Ok(())
}

fn label_hook(
    world: &World,
    state: &mut super::State,
    slug: &str,
    number: u64,
    actor: &str,
    name: &str,
    action: &str,
) {
    let label = state
        .repository(slug)
        .and_then(|r| r.labels.get(name))
        .map(|l| super::super::shape::talk::label(state, slug, l));
    hooks::pull_request(
        world,
        state,
        slug,
        number,
        action,
        actor,
        serde_json::json!({ "label": label }),
    );
}

#[derive(Debug, Clone)]
pub struct NewStatus {
    pub state: String,
    pub context: Option<String>,
    pub description: Option<String>,
    pub target_url: Option<String>,
}

/// Adds a commit status; the newest one of a context counts.
pub fn status(
    world: &World,
    slug: &str,
    sha: &str,
    creator: &str,
    new: &NewStatus,
) -> Result<CommitStatus, Refusal> {
    if !["error", "failure", "pending", "success"].contains(&new.state.as_str()) {
        return Err(Refusal::field("Status", "state", "custom"));
    }
    if new
        .description
        .as_ref()
        .is_some_and(|d| d.chars().count() > 140)
    {
        return Err(Refusal::custom(
            "Status",
            "description is too long (maximum is 140 characters)",
        ));
    }
    let commit = world
        .git
        .commit(slug, sha)?
        .ok_or_else(|| Refusal::unprocessable(format!("No commit found for SHA: {sha}")))?;
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let status = CommitStatus {
        id: state.fresh_id(),
        state: new.state.clone(),
        context: new.context.clone().unwrap_or_else(|| "default".to_owned()),
        description: new.description.clone(),
        target_url: new.target_url.clone(),
        creator: creator.to_owned(),
        created_at: world.clock.now(),
    };
    let repository = state.repository_mut(slug).ok_or_else(Refusal::not_found)?;
    repository
        .statuses
        .entry(sha.to_owned())
        .or_default()
        .push(status.clone());
    hooks::status(world, state, slug, &commit, &status);
    Ok(status)
}

#[derive(Debug, Clone, Default)]
pub struct NewCheckRun {
    pub name: String,
    pub head_sha: String,
    pub status: String,
    pub conclusion: Option<String>,
    pub details_url: Option<String>,
    pub title: Option<String>,
    pub summary: Option<String>,
}

/// What a CI system reports; only simulated ones do, for Berth's App may not write checks.
pub fn check_run(world: &World, slug: &str, new: &NewCheckRun) -> Result<u64, Refusal> {
    let mut state = world.github.lock();
    let (id, suite_id) = (state.fresh_id(), state.fresh_id());
    let now = world.clock.now();
    let run = CheckRun {
        id,
        suite_id,
        name: new.name.clone(),
        head_sha: new.head_sha.clone(),
        status: new.status.clone(),
        conclusion: new.conclusion.clone(),
        details_url: new.details_url.clone(),
        external_id: String::new(),
        title: new.title.clone(),
        summary: new.summary.clone(),
        started_at: now,
        completed_at: new.conclusion.as_ref().map(|_| now),
    };
    state
        .repository_mut(slug)
        .ok_or_else(Refusal::not_found)?
        .check_runs
        .push(run);
    Ok(id)
}
