//! Organisations and teams.

use serde_json::{Value, json};

use super::super::{Org, Permission, State, Team, TeamRole};
use super::{node_id, time};

pub(crate) fn simple(state: &State, org: &Org) -> Value {
    let url = format!("{}/orgs/{}", state.api, org.login);
    json!({
        "login": org.login, "id": org.id, "node_id": node_id("O", org.id), "url": url,
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events"), "hooks_url": format!("{url}/hooks"),
        "issues_url": format!("{url}/issues"), "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": format!("{}/avatars/{}", state.web, org.id), "description": "",
    })
}

/// An organisation where an account is expected: as the owner of a repository.
pub(crate) fn as_account(state: &State, login: &str) -> Value {
    let Some(org) = state.orgs.get(login) else {
        return super::user::simple(state, login);
    };
    let url = format!("{}/users/{}", state.api, org.login);
    json!({
        "login": org.login, "id": org.id, "node_id": node_id("O", org.id),
        "avatar_url": format!("{}/avatars/{}", state.web, org.id), "gravatar_id": "", "url": url,
        "html_url": format!("{}/{}", state.web, org.login),
        "followers_url": format!("{url}/followers"), "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"), "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"), "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": "Organization", "site_admin": false,
    })
}

pub(crate) fn team(state: &State, team: &Team) -> Value {
    let org = state.orgs.get(&team.org);
    let url = format!(
        "{}/organizations/{}/team/{}",
        state.api,
        org.map_or(0, |o| o.id),
        team.id
    );
    json!({
        "id": team.id, "node_id": node_id("T", team.id), "name": team.name, "slug": team.slug, "description": team.description,
        "privacy": "closed", "notification_setting": "notifications_enabled", "url": url,
        "html_url": format!("{}/orgs/{}/teams/{}", state.web, team.org, team.slug),
        "members_url": format!("{url}/members{{/member}}"), "repositories_url": format!("{url}/repos"),
        "permission": "pull", "type": "organization", "organization_id": org.map_or(0, |o| o.id), "parent": null,
    })
}

/// With counts and the organisation in full: `/user/teams` and `/orgs/{org}/teams/{slug}`.
pub(crate) fn full_team(state: &State, one: &Team) -> Value {
    let since = time(jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 50));
    let mut body = team(state, one);
    let organization = state.orgs.get(&one.org).map_or(Value::Null, |org| {
        let mut body = simple(state, org);
        super::user::extend(
            &mut body,
            json!({
                "name": org.name, "html_url": format!("{}/{}", state.web, org.login), "type": "Organization",
                "has_organization_projects": true, "has_repository_projects": true, "is_verified": false,
                "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
                "created_at": since, "updated_at": since, "archived_at": null,
            }),
        );
        body
    });
    super::user::extend(
        &mut body,
        json!({
            "created_at": since, "updated_at": since, "members_count": one.members.len(),
            "repos_count": one.repositories.len(), "organization": organization,
        }),
    );
    body
}

pub(crate) fn membership(state: &State, team: &Team, login: &str, role: TeamRole) -> Value {
    json!({
        "url": format!("{}/organizations/{}/team/{}/memberships/{login}", state.api, state.orgs.get(&team.org).map_or(0, |o| o.id), team.id),
        "role": if role == TeamRole::Maintainer { "maintainer" } else { "member" },
        "state": "active",
    })
}

/// The names that the collaborator route and repositories use for a level.
pub(crate) fn role_name(permission: Permission) -> &'static str {
    match permission {
        Permission::None => "none",
        Permission::Read => "read",
        Permission::Triage => "triage",
        Permission::Write => "write",
        Permission::Maintain => "maintain",
        Permission::Admin => "admin",
    }
}
