//! Accounts.

use serde_json::{Value, json};

use super::super::{State, User, UserKind};
use super::{node_id, time, url_path};

/// The short form that stands wherever an account is named; `null` for an account that is gone.
pub(crate) fn simple(state: &State, login: &str) -> Value {
    state
        .users
        .get(login)
        .map_or(Value::Null, |user| account(state, user))
}

fn account(state: &State, user: &User) -> Value {
    let (api, web) = (&state.api, &state.web);
    let login = url_path(&user.login);
    let url = format!("{api}/users/{login}");
    json!({
        "login": user.login,
        "id": user.id,
        "node_id": node_id("U", user.id),
        "avatar_url": format!("{web}/avatars/{}", user.id),
        "gravatar_id": "",
        "url": url,
        "html_url": format!("{web}/{}", login.trim_end_matches("%5Bbot%5D")),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": if user.kind == UserKind::Bot { "Bot" } else { "User" },
        "site_admin": false,
    })
}

/// The long form that `/user` gives a person about themselves.
pub(crate) fn private(state: &State, user: &User) -> Value {
    let mut body = public(state, user);
    let more = json!({
        "private_gists": 0, "total_private_repos": 0, "owned_private_repos": 0, "disk_usage": 0, "collaborators": 0,
        "two_factor_authentication": true,
        "plan": { "name": "free", "space": 976_562_499_u64, "collaborators": 0, "private_repos": 10_000 },
    });
    extend(&mut body, more);
    body
}

/// What `/users/{login}` tells anybody.
pub(crate) fn public(state: &State, user: &User) -> Value {
    let since = time(jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 45));
    let mut body = account(state, user);
    let more = json!({
        "name": user.name, "company": "Spacetech", "blog": "", "location": null, "email": user.email, "hireable": null,
        "bio": user.about, "twitter_username": null, "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
        "created_at": since, "updated_at": since,
    });
    extend(&mut body, more);
    body
}

pub(crate) fn extend(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}
