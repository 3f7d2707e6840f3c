//! Repositories, their branches and the rules on those.

use axum::Extension;
use axum::extract::{OriginalUri, Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, C, W, ok, page, readable};
use crate::github::auth::Caller;
use crate::github::shape::{self, url_path};
use crate::github::{BranchRules, Permission, Refusal, Repository, State as Github};

fn level(state: &Github, caller: &Caller, repository: &Repository) -> Permission {
    match caller {
        Caller::Person { login, .. } => state.permission(login, repository),
        Caller::Installation { .. } if repository.app_access => Permission::Write,
        _ => Permission::Read,
    }
}

pub(super) async fn one(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
) -> Answer {
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    ok(shape::repository::full(
        &state,
        repository,
        level(&state, &caller, repository),
    ))
}

pub(super) async fn by_id(State(world): W, Extension(caller): C, Path(id): Path<u64>) -> Answer {
    let state = world.github.lock();
    let found = state
        .repositories
        .values()
        .find(|r| r.id == id)
        .ok_or_else(Refusal::not_found)?;
    let repository = caller.repository(&state, &found.owner, &found.name)?;
    ok(shape::repository::full(
        &state,
        repository,
        level(&state, &caller, repository),
    ))
}

fn visible(state: &Github, caller: &Caller, wanted: impl Fn(&Repository) -> bool) -> Vec<Value> {
    let seen = state
        .repositories
        .values()
        .filter(|r| wanted(r) && caller.repository(state, &r.owner, &r.name).is_ok());
    seen.map(|r| shape::repository::full(state, r, level(state, caller, r)))
        .collect()
}

pub(super) async fn of_org(
    State(world): W,
    Extension(caller): C,
    Path(org): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let found = visible(&world.github.lock(), &caller, |r| r.owner == org);
    page::list(&world, &uri, found)
}

#[derive(Deserialize)]
pub(super) struct Search {
    q: String,
}

/// Words in the name; `org:` and `user:` narrow.
pub(super) async fn search(
    State(world): W,
    Extension(caller): C,
    Query(search): Query<Search>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let fits = |r: &Repository| {
        search
            .q
            .split_whitespace()
            .all(|word| match word.split_once(':') {
                Some(("org" | "user", owner)) => r.owner.eq_ignore_ascii_case(owner),
                Some(("archived", yes)) => r.archived == (yes == "true"),
                Some(_) => true,
                None => r.name.contains(&word.to_ascii_lowercase()),
            })
    };
    let found = visible(&world.github.lock(), &caller, fits);
    page::within(
        &world,
        &uri,
        "items",
        found,
        json!({ "incomplete_results": false }),
    )
}

pub(super) async fn branches(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, &["contents"])?;
    let found = world.git.branches(&slug)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let shaped = found
        .into_iter()
        .map(|(name, sha)| {
            let commit = json!({ "sha": sha, "url": format!("{}/repos/{slug}/commits/{sha}", state.api) });
            json!({ "name": name, "commit": commit, "protected": repository.rules.contains_key(&name) })
        })
        .collect();
    page::list(&world, &uri, shaped)
}

/// Branch names have slashes, so the route takes the rest of the path and looks for what follows the name itself.
pub(super) async fn branch(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, name)): Path<(String, String, String)>,
) -> Answer {
    let slug = readable(&world, &caller, &owner, &repo, &["contents"])?;
    let Some(sha) = world.git.head(&slug, &name)? else {
        return match name.strip_suffix("/protection") {
            Some(_) if matches!(caller, Caller::Installation { .. }) => {
                Err(Refusal::no_permission("administration=read"))
            }
            _ => Err(Refusal::new(404, "Branch not found")),
        };
    };
    let commit = world
        .git
        .commit(&slug, &sha)?
        .ok_or_else(Refusal::not_found)?;
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let url = format!("{}/repos/{slug}/branches/{}", state.api, url_path(&name));
    let rules = repository.rules.get(&name);
    ok(json!({
        "name": name, "commit": shape::commit::full(&state, &slug, &commit), "protected": rules.is_some(),
        "_links": { "self": url, "html": format!("{}/{slug}/tree/{}", state.web, url_path(&name)) },
        "protection": protection(rules), "protection_url": format!("{url}/protection"),
    }))
}

fn protection(rules: Option<&BranchRules>) -> Value {
    let contexts = rules
        .map(|r| r.required_contexts.clone())
        .unwrap_or_default();
    json!({
        "enabled": rules.is_some(),
        "required_status_checks": {
            "enforcement_level": if contexts.is_empty() { "off" } else { "non_admins" }, "contexts": contexts, "checks": [],
        },
    })
}

pub(super) async fn rules(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, branch)): Path<(String, String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let Some(rules) = repository.rules.get(&branch) else {
        return page::list(&world, &uri, Vec::new());
    };
    let source = json!({ "ruleset_source_type": "Repository", "ruleset_source": repository.slug(), "ruleset_id": repository.id });
    let rule = |kind: &str, parameters: Option<Value>| {
        let mut body = source.clone();
        body["type"] = json!(kind);
        if let Some(parameters) = parameters {
            body["parameters"] = parameters;
        }
        body
    };
    let mut found = vec![rule("deletion", None), rule("non_fast_forward", None)];
    if rules.pull_request_only || rules.required_approvals > 0 {
        found.push(rule(
            "pull_request",
            Some(json!({
                "required_approving_review_count": rules.required_approvals, "dismiss_stale_reviews_on_push": false,
                "require_code_owner_review": false, "require_last_push_approval": false,
                "required_review_thread_resolution": false, "allowed_merge_methods": ["merge", "squash", "rebase"],
            })),
        ));
    }
    if !rules.required_contexts.is_empty() {
        let checks: Vec<_> = rules
            .required_contexts
            .iter()
            .map(|c| json!({ "context": c }))
            .collect();
        let parameters = json!({ "strict_required_status_checks_policy": false, "required_status_checks": checks });
        found.push(rule("required_status_checks", Some(parameters)));
    }
    page::list(&world, &uri, found)
}

pub(super) async fn permission(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo, login)): Path<(String, String, String)>,
) -> Answer {
    let state = world.github.lock();
    let repository = caller.repository(&state, &owner, &repo)?;
    let user = state.users.get(&login).ok_or_else(Refusal::not_found)?;
    let role = shape::org::role_name(state.permission(&login, repository));
    // The old field knows four words only.
    let old = match role {
        "maintain" => "write",
        "triage" => "read",
        other => other,
    };
    let mut account = shape::user::simple(&state, &user.login);
    account["role_name"] = json!(role);
    ok(json!({ "permission": old, "role_name": role, "user": account }))
}
