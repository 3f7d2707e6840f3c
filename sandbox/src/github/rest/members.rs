//! People, organisations, teams.

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use serde_json::{Value, json};

use super::{Answer, C, W, nothing, ok, page};
use crate::github::auth::Caller;
use crate::github::shape::{org as org_shape, user as user_shape};
use crate::github::{OrgRole, Refusal, State as Github, Team};

/// Routes about oneself are for people.
fn person(caller: &Caller) -> Result<&str, Refusal> {
    match caller {
        Caller::Person { login, .. } => Ok(login),
        Caller::Installation { .. } | Caller::App => Err(Refusal::no_permission("")),
        Caller::Nobody => Err(Refusal::new(401, "Requires authentication")),
    }
}

pub(super) async fn me(State(world): W, Extension(caller): C) -> Answer {
    let login = person(&caller)?;
    let state = world.github.lock();
    let user = state.users.get(login).ok_or_else(Refusal::not_found)?;
    ok(user_shape::private(&state, user))
}

pub(super) async fn my_orgs(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let login = person(&caller)?;
    let state = world.github.lock();
    let mine = state
        .orgs
        .values()
        .filter(|o| o.members.contains_key(login))
        .map(|o| org_shape::simple(&state, o))
        .collect();
    page::list(&world, &uri, mine)
}

pub(super) async fn my_teams(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let login = person(&caller)?;
    let state = world.github.lock();
    let mine = state
        .teams_of(login)
        .map(|t| org_shape::full_team(&state, t))
        .collect();
    page::list(&world, &uri, mine)
}

pub(super) async fn user(State(world): W, Path(login): Path<String>) -> Answer {
    let state = world.github.lock();
    let user = state.users.get(&login).ok_or_else(Refusal::not_found)?;
    ok(user_shape::public(&state, user))
}

pub(super) async fn org(State(world): W, Path(org): Path<String>) -> Answer {
    let state = world.github.lock();
    let org = state.orgs.get(&org).ok_or_else(Refusal::not_found)?;
    ok(org_shape::simple(&state, org))
}

pub(super) async fn members(
    State(world): W,
    Extension(caller): C,
    Path(org): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let state = world.github.lock();
    caller.knows_members(&state, &org)?;
    let org = state.orgs.get(&org).ok_or_else(Refusal::not_found)?;
    page::list(
        &world,
        &uri,
        org.members
            .keys()
            .map(|login| user_shape::simple(&state, login))
            .collect(),
    )
}

pub(super) async fn is_member(
    State(world): W,
    Extension(caller): C,
    Path((org, login)): Path<(String, String)>,
) -> Answer {
    let state = world.github.lock();
    caller.knows_members(&state, &org)?;
    if state
        .orgs
        .get(&org)
        .is_some_and(|o| o.members.contains_key(&login))
    {
        nothing()
    } else {
        Err(Refusal::not_found())
    }
}

pub(super) async fn org_membership(
    State(world): W,
    Extension(caller): C,
    Path((org, login)): Path<(String, String)>,
) -> Answer {
    let state = world.github.lock();
    caller.knows_members(&state, &org)?;
    let org = state.orgs.get(&org).ok_or_else(Refusal::not_found)?;
    let role = org.members.get(&login).ok_or_else(Refusal::not_found)?;
    ok(json!({
        "url": format!("{}/orgs/{}/memberships/{login}", state.api, org.login), "state": "active",
        "role": if *role == OrgRole::Admin { "admin" } else { "member" },
        "organization_url": format!("{}/orgs/{}", state.api, org.login), "organization": org_shape::simple(&state, org),
        "user": user_shape::simple(&state, &login),
    }))
}

fn find_team<'s>(
    state: &'s Github,
    caller: &Caller,
    org: &str,
    slug: &str,
) -> Result<&'s Team, Refusal> {
    caller.knows_members(state, org)?;
    state
        .teams
        .iter()
        .find(|t| t.org == org && t.slug == slug)
        .ok_or_else(Refusal::not_found)
}

pub(super) async fn teams(
    State(world): W,
    Extension(caller): C,
    Path(org): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let state = world.github.lock();
    caller.knows_members(&state, &org)?;
    let found: Vec<Value> = state
        .teams
        .iter()
        .filter(|t| t.org == org)
        .map(|t| org_shape::team(&state, t))
        .collect();
    page::list(&world, &uri, found)
}

pub(super) async fn team(
    State(world): W,
    Extension(caller): C,
    Path((org, slug)): Path<(String, String)>,
) -> Answer {
    let state = world.github.lock();
    ok(org_shape::full_team(
        &state,
        find_team(&state, &caller, &org, &slug)?,
    ))
}

pub(super) async fn team_members(
    State(world): W,
    Extension(caller): C,
    Path((org, slug)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let state = world.github.lock();
    let team = find_team(&state, &caller, &org, &slug)?;
    page::list(
        &world,
        &uri,
        team.members
            .keys()
            .map(|login| user_shape::simple(&state, login))
            .collect(),
    )
}

pub(super) async fn membership(
    State(world): W,
    Extension(caller): C,
    Path((org, slug, login)): Path<(String, String, String)>,
) -> Answer {
    let state = world.github.lock();
    let team = find_team(&state, &caller, &org, &slug)?;
    let role = team.members.get(&login).ok_or_else(Refusal::not_found)?;
    ok(org_shape::membership(&state, team, &login, *role))
}
