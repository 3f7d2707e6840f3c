//! What the deliveries say. Only repositories that the App is installed on are spoken of.

use serde_json::{Value, json};

use super::super::acts::{Moved, size};
use super::super::shape::{self, commit, node_id, pull, time};
use super::super::{CommitStatus, Permission, Refusal, Repository, State};
use super::enqueue;
use crate::credentials::{APP_ID, INSTALLATION_ID};
use crate::git::CommitInfo;
use crate::world::World;

const ZERO: &str = "0000000000000000000000000000000000000000";

/// The members that every delivery of an App has.
fn common(state: &State, repository: &Repository, sender: &str) -> Value {
    let organization = state
        .orgs
        .get(&repository.owner)
        .map(|org| shape::org::simple(state, org));
    json!({
        "repository": as_sent(state, repository),
        "organization": organization,
        "sender": shape::user::simple(state, sender),
        "installation": { "id": INSTALLATION_ID, "node_id": node_id("MDIzOkludGVncmF0aW9u", INSTALLATION_ID) },
    })
}

/// Deliveries leave out two counters that REST has, and carry the custom properties that REST leaves out.
fn as_sent(state: &State, repository: &Repository) -> Value {
    let mut body = shape::repository::full(state, repository, Permission::Write);
    if let Some(members) = body.as_object_mut() {
        members.remove("network_count");
        members.remove("subscribers_count");
        members.insert("custom_properties".to_owned(), json!({}));
    }
    body
}

/// The ends of a pull request name their repositories in the same form.
fn with_ends(state: &State, repository: &Repository, mut pull: Value) -> Value {
    for end in ["head", "base"] {
        pull[end]["repo"] = as_sent(state, repository);
    }
    pull
}

fn heard_of<'s>(state: &'s State, slug: &str) -> Option<&'s Repository> {
    state
        .repository(slug)
        .filter(|r| r.app_access && !state.suspended)
}

pub(crate) fn pull_request(
    world: &World,
    state: &mut State,
    slug: &str,
    number: u64,
    action: &str,
    sender: &str,
    extra: Value,
) {
    let Some(repository) = heard_of(state, slug) else {
        return;
    };
    let Some(one) = repository.pulls.get(&number) else {
        return;
    };
    let mut payload = common(state, repository, sender);
    let size = size(world, slug, one);
    shape::user::extend(
        &mut payload,
        json!({ "action": action, "number": number, "pull_request": with_ends(state, repository, pull::full(state, repository, one, size)) }),
    );
    shape::user::extend(&mut payload, extra);
    let id = repository.id;
    enqueue(state, "pull_request", Some(action), Some(id), &payload);
}

pub(crate) fn review(
    _world: &World,
    state: &mut State,
    slug: &str,
    number: u64,
    review: u64,
    action: &str,
    sender: &str,
) {
    let Some(repository) = heard_of(state, slug) else {
        return;
    };
    let Some(one) = repository.pulls.get(&number) else {
        return;
    };
    let Some(said) = one.reviews.iter().find(|r| r.id == review) else {
        return;
    };
    let mut payload = common(state, repository, sender);
    let mut body = shape::talk::review(state, repository, one, said);
    // Webhooks spell the state in lower case, REST in upper case.
    body["state"] = json!(shape::talk::review_state(said.state).to_ascii_lowercase());
    shape::user::extend(
        &mut payload,
        json!({ "action": action, "review": body, "pull_request": with_ends(state, repository, pull::simple(state, repository, one)) }),
    );
    let id = repository.id;
    enqueue(
        state,
        "pull_request_review",
        Some(action),
        Some(id),
        &payload,
    );
}

pub(crate) fn push(
    world: &World,
    state: &mut State,
    slug: &str,
    moved: &Moved,
    pusher: &str,
) -> Result<(), Refusal> {
    let Some(repository) = heard_of(state, slug) else {
        return Ok(());
    };
    let (before, after) = (moved.before.as_deref(), moved.after.as_deref());
    let new: Vec<CommitInfo> = match (before, after) {
        (Some(before), Some(after)) => world
            .git
            .compare(slug, before, after)?
            .map(|c| c.commits)
            .unwrap_or_default(),
        // A new branch: what the default branch does not have yet.
        (None, Some(after)) => world
            .git
            .compare(slug, &repository.default_branch, after)?
            .map(|c| c.commits)
            .unwrap_or_default(),
        (_, None) => Vec::new(),
    };
    let forced = match (before, after) {
        (Some(before), Some(after)) => !world.git.contains(slug, after, before)?,
        _ => false,
    };
    let mut commits = Vec::new();
    for one in new.iter().take(2048) {
        commits.push(pushed_commit(world, state, slug, one)?);
    }
    let head = match after {
        Some(sha) => match world.git.commit(slug, sha)? {
            Some(found) => pushed_commit(world, state, slug, &found)?,
            None => Value::Null,
        },
        None => Value::Null,
    };
    let mut payload = common(state, repository, pusher);
    // Push is the oldest event: times of the repository are numbers here and its owner carries a name.
    payload["repository"]["created_at"] = json!(repository.created_at.as_second());
    payload["repository"]["pushed_at"] = json!(repository.pushed_at.as_second());
    payload["repository"]["master_branch"] = json!(repository.default_branch);
    payload["repository"]["stargazers"] = json!(0);
    payload["repository"]["owner"]["name"] = json!(repository.owner);
    payload["repository"]["owner"]["email"] = Value::Null;
    payload["repository"]["organization"] = json!(repository.owner);
    let compare = format!(
        "{}/{slug}/compare/{}...{}",
        state.web,
        short(before),
        short(after)
    );
    let email = state.users.get(pusher).map(|u| u.email.clone());
    shape::user::extend(
        &mut payload,
        json!({
            "ref": format!("refs/heads/{}", moved.branch), "before": before.unwrap_or(ZERO), "after": after.unwrap_or(ZERO),
            "created": before.is_none(), "deleted": after.is_none(), "forced": forced, "base_ref": null, "compare": compare,
            "commits": commits, "head_commit": head, "pusher": { "name": pusher, "email": email },
        }),
    );
    let id = repository.id;
    enqueue(state, "push", None, Some(id), &payload);
    Ok(())
}

fn short(sha: Option<&str>) -> &str {
    sha.and_then(|s| s.get(..12)).unwrap_or("000000000000")
}

fn pushed_commit(
    world: &World,
    state: &State,
    slug: &str,
    one: &CommitInfo,
) -> Result<Value, Refusal> {
    let files = world.git.changed_files(slug, &one.sha)?;
    let of = |status: &str| {
        files
            .iter()
            .filter(|f| f.status == status)
            .map(|f| f.path.clone())
            .collect::<Vec<_>>()
    };
    let mut added = of("added");
    let mut removed = of("removed");
    for renamed in files.iter().filter(|f| f.status == "renamed") {
        added.push(renamed.path.clone());
        removed.extend(renamed.previous.clone());
    }
    let person = |who: &crate::git::Who| {
        let mut body = json!({ "name": who.name, "email": who.email, "date": time(who.at) });
        if let Some(login) = commit::login_of(state, who) {
            body["username"] = json!(login);
        }
        body
    };
    Ok(json!({
        "id": one.sha, "tree_id": one.tree, "distinct": true, "message": one.message, "timestamp": time(one.committer.at),
        "url": format!("{}/{slug}/commit/{}", state.web, one.sha), "author": person(&one.author),
        "committer": person(&one.committer), "added": added, "removed": removed, "modified": of("modified"),
    }))
}

pub(crate) fn status(
    world: &World,
    state: &mut State,
    slug: &str,
    commit: &CommitInfo,
    status: &CommitStatus,
) {
    let Some(repository) = heard_of(state, slug) else {
        return;
    };
    let branches: Vec<_> = world
        .git
        .branches(slug)
        .unwrap_or_default()
        .into_iter()
        .filter(|(_, sha)| *sha == commit.sha)
        .map(|(name, sha)| {
            let url = format!("{}/repos/{slug}/commits/{sha}", state.api);
            json!({ "name": name, "commit": { "sha": sha, "url": url }, "protected": repository.rules.contains_key(&name) })
        })
        .collect();
    let mut payload = common(state, repository, &status.creator);
    let avatar = payload["sender"]["avatar_url"].clone();
    shape::user::extend(
        &mut payload,
        json!({
            "id": status.id, "sha": commit.sha, "name": slug, "avatar_url": avatar, "target_url": status.target_url,
            "context": status.context, "description": status.description, "state": status.state,
            "commit": commit::full(state, slug, commit), "branches": branches,
            "created_at": time(status.created_at), "updated_at": time(status.created_at),
        }),
    );
    let id = repository.id;
    enqueue(state, "status", None, Some(id), &payload);
}

pub(crate) fn ping(state: &mut State, target: &str) {
    let hook = 450_100;
    let payload = json!({
        "zen": "Keep it logically awesome.", "hook_id": hook,
        "hook": {
            "type": "App", "id": hook, "name": "web", "active": true, "app_id": APP_ID, "events": shape::app::EVENTS,
            "config": { "content_type": "json", "insecure_ssl": "0", "secret": "********", "url": target },
            "updated_at": time(jiff::Timestamp::UNIX_EPOCH), "created_at": time(jiff::Timestamp::UNIX_EPOCH),
            "url": format!("{}/app/hook", state.api), "ping_url": format!("{}/app/hook/pings", state.api),
            "deliveries_url": format!("{}/app/hook/deliveries", state.api),
        },
    });
    enqueue(state, "ping", None, None, &payload);
}
