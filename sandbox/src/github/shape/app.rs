//! The App and its installation.

use serde_json::{Value, json};

use super::super::State;
use super::super::seed::ORG;
use super::{node_id, time};
use crate::credentials::{APP_ID, APP_SLUG, CLIENT_ID, INSTALLATION_ID};

pub(crate) const EVENTS: [&str; 4] = ["pull_request", "pull_request_review", "push", "status"];

fn since() -> String {
    time(jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 55))
}

pub(crate) fn app(state: &State) -> Value {
    json!({
        "id": APP_ID, "slug": APP_SLUG, "node_id": node_id("A", APP_ID), "client_id": CLIENT_ID,
        "owner": super::org::as_account(state, ORG), "name": APP_SLUG, "description": "Carries registry requests into git",
        "external_url": "http://127.0.0.1:3000/", "html_url": format!("{}/apps/{APP_SLUG}", state.web),
        "created_at": since(), "updated_at": since(), "permissions": state.app_permissions, "events": EVENTS,
        "installations_count": 1,
    })
}

pub(crate) fn installation(state: &State) -> Value {
    let org = state.orgs.get(ORG).map_or(0, |o| o.id);
    json!({
        "id": INSTALLATION_ID, "app_id": APP_ID, "app_slug": APP_SLUG, "client_id": CLIENT_ID, "target_id": org,
        "target_type": "Organization", "account": super::org::as_account(state, ORG), "repository_selection": "selected",
        "access_tokens_url": format!("{}/app/installations/{INSTALLATION_ID}/access_tokens", state.api),
        "repositories_url": format!("{}/installation/repositories", state.api),
        "html_url": format!("{}/organizations/{ORG}/settings/installations/{INSTALLATION_ID}", state.web),
        "permissions": state.app_permissions, "events": EVENTS, "created_at": since(), "updated_at": since(),
        "single_file_name": null, "has_multiple_single_files": false, "single_file_paths": [],
        "suspended_by": null, "suspended_at": state.suspended.then(since),
    })
}
