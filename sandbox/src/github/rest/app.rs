//! The App about itself: installations and the tokens they hand out.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use base64::Engine as _;
use rand::RngCore as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, C, W, body, created, ok, page};
use crate::credentials::{APP_ID, INSTALLATION_ID};
use crate::github::auth::Caller;
use crate::github::seed::ORG;
use crate::github::shape::{self, time};
use crate::github::{Permission, Refusal, Token, TokenKind};

fn only_the_app(caller: &Caller) -> Result<(), Refusal> {
    match caller {
        Caller::App => Ok(()),
        _ => Err(Refusal::new(401, "A JSON web token could not be decoded")),
    }
}

pub(super) async fn meta() -> Answer {
    ok(json!({ "verifiable_password_authentication": false, "installed_version": "3.17.0" }))
}

pub(super) async fn rate_limit(State(world): W) -> Answer {
    let reset = (world.clock.now().as_second().div_euclid(3600) + 1) * 3600;
    let full =
        |limit: u64| json!({ "limit": limit, "used": 0, "remaining": limit, "reset": reset });
    ok(
        json!({ "resources": { "core": full(5000), "search": full(30), "graphql": full(5000) }, "rate": full(5000) }),
    )
}

pub(super) async fn app(State(world): W, Extension(caller): C) -> Answer {
    only_the_app(&caller)?;
    ok(shape::app::app(&world.github.lock()))
}

pub(super) async fn installations(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    only_the_app(&caller)?;
    let one = shape::app::installation(&world.github.lock());
    page::list(&world, &uri, vec![one])
}

pub(super) async fn my_installations(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    caller.actor()?;
    let one = shape::app::installation(&world.github.lock());
    page::within(&world, &uri, "installations", vec![one], json!({}))
}

pub(super) async fn installation(
    State(world): W,
    Extension(caller): C,
    Path(id): Path<u64>,
) -> Answer {
    only_the_app(&caller)?;
    if id != INSTALLATION_ID {
        return Err(Refusal::not_found());
    }
    ok(shape::app::installation(&world.github.lock()))
}

pub(super) async fn org_installation(
    State(world): W,
    Extension(caller): C,
    Path(org): Path<String>,
) -> Answer {
    only_the_app(&caller)?;
    if !org.eq_ignore_ascii_case(ORG) {
        return Err(Refusal::not_found());
    }
    ok(shape::app::installation(&world.github.lock()))
}

pub(super) async fn repo_installation(
    State(world): W,
    Extension(caller): C,
    Path((owner, repo)): Path<(String, String)>,
) -> Answer {
    only_the_app(&caller)?;
    let state = world.github.lock();
    state
        .repository(&format!("{owner}/{repo}"))
        .filter(|r| r.app_access)
        .ok_or_else(Refusal::not_found)?;
    ok(shape::app::installation(&state))
}

#[derive(Deserialize)]
struct Narrowed {
    repositories: Option<Vec<String>>,
    repository_ids: Option<Vec<u64>>,
    permissions: Option<BTreeMap<String, String>>,
}

pub(super) async fn access_token(
    State(world): W,
    Extension(caller): C,
    Path(id): Path<u64>,
    bytes: Bytes,
) -> Answer {
    only_the_app(&caller)?;
    if id != INSTALLATION_ID {
        return Err(Refusal::not_found());
    }
    let wanted: Narrowed = body(&bytes)?;
    let now = world.clock.now();
    let mut state = world.github.lock();
    if state.suspended {
        return Err(Refusal::new(403, "This installation has been suspended"));
    }
    let chosen = chosen(&state, &wanted)?;
    let permissions = narrowed(&state.app_permissions, wanted.permissions)?;
    let secret = fresh_token();
    let expires_at = now + jiff::SignedDuration::from_hours(1);
    let kind = TokenKind::Installation {
        repositories: chosen.clone(),
        permissions: permissions.clone(),
    };
    state.tokens.insert(
        secret.clone(),
        Token {
            kind,
            expires_at: Some(expires_at),
        },
    );
    let mut answer = json!({
        "token": secret, "expires_at": time(expires_at), "permissions": permissions, "repository_selection": "selected",
    });
    if let Some(slugs) = chosen {
        let all = slugs.iter().filter_map(|s| state.repository(s));
        answer["repositories"] = all
            .map(|r| shape::repository::full(&state, r, Permission::Write))
            .collect();
    }
    created(answer)
}

fn chosen(
    state: &crate::github::State,
    wanted: &Narrowed,
) -> Result<Option<BTreeSet<String>>, Refusal> {
    if wanted.repositories.is_none() && wanted.repository_ids.is_none() {
        return Ok(None);
    }
    let unknown = || {
        Refusal::unprocessable(
            "There is at least one repository that does not exist or is not accessible to the parent installation.",
        )
    };
    let mut slugs = BTreeSet::new();
    for name in wanted.repositories.iter().flatten() {
        let found = state
            .repository(&format!("{ORG}/{name}"))
            .filter(|r| r.app_access)
            .ok_or_else(unknown)?;
        slugs.insert(found.slug());
    }
    for id in wanted.repository_ids.iter().flatten() {
        let found = state
            .repositories
            .values()
            .find(|r| r.id == *id && r.app_access)
            .ok_or_else(unknown)?;
        slugs.insert(found.slug());
    }
    Ok(Some(slugs))
}

fn narrowed(
    granted: &BTreeMap<String, String>,
    wanted: Option<BTreeMap<String, String>>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let Some(wanted) = wanted else {
        return Ok(granted.clone());
    };
    let rank = |level: &str| ["read", "write", "admin"].iter().position(|l| *l == level);
    for (area, level) in &wanted {
        let has = granted.get(area).and_then(|l| rank(l));
        if rank(level).is_none_or(|needed| has.is_none_or(|has| has < needed)) {
            return Err(Refusal::unprocessable(
                "The permissions requested are not granted to this installation.",
            ));
        }
    }
    let mut narrowed = wanted;
    narrowed
        .entry("metadata".to_owned())
        .or_insert_with(|| "read".to_owned());
    Ok(narrowed)
}

/// The longer, stateless-looking form: nobody may count on forty characters.
fn fresh_token() -> String {
    let mut bytes = [0_u8; 300];
    rand::rng().fill_bytes(&mut bytes);
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    format!(
        "ghs_{APP_ID}_{}.{}.{}",
        &text[..40],
        &text[40..340],
        &text[340..]
    )
}

pub(super) async fn repositories(
    State(world): W,
    Extension(caller): C,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let Caller::Installation { repositories, .. } = &caller else {
        return Err(Refusal::new(
            403,
            "You must authenticate with an installation access token in order to list repositories for an installation.",
        ));
    };
    let state = world.github.lock();
    let reachable = |slug: &str| repositories.as_ref().is_none_or(|r| r.contains(slug));
    let found: Vec<Value> = state
        .repositories
        .values()
        .filter(|r| r.app_access && reachable(&r.slug()))
        .map(|r| shape::repository::full(&state, r, Permission::Write))
        .collect();
    page::within(
        &world,
        &uri,
        "repositories",
        found,
        json!({ "repository_selection": "selected" }),
    )
}
