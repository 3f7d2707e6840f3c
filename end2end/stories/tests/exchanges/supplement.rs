//! The one table of what the story uses of GitHub and the description at hand does not have, in the same form, each with the reason.
//! `reason` is for readers; the rest is held against the exchanges like the vendor's own words.

use serde_json::{Value, json};
use std::collections::BTreeSet;

fn text(place: &str, name: &str) -> Value {
    json!({ "in": place, "name": name, "required": place == "path", "schema": { "type": "string" } })
}

fn pages() -> [Value; 2] {
    let number = |name, maximum| json!({ "in": "query", "name": name, "schema": { "type": "integer", "minimum": 1, "maximum": maximum } });
    [number("per_page", 100), number("page", 1_000_000)]
}

/// Operations of the REST API whose description was trimmed away; the schemas are the vendor's where it kept them.
pub(crate) fn rest() -> Value {
    let repo = [text("path", "owner"), text("path", "repo")];
    let [size, page] = pages();
    let list = |item: &str| {
        let items = json!({ "$ref": format!("#/components/schemas/{item}") });
        json!({ "200": { "content": { "application/json": { "schema": { "type": "array", "items": items } } } }, "304": {} })
    };
    json!({
        "/orgs/{org}/teams/{team_slug}/members": { "get": {
            "reason": "trimmed away; the user's schema was kept",
            "parameters": [text("path", "org"), text("path", "team_slug"), text("query", "role"), size, page],
            "responses": list("simple-user"),
        }},
        "/repos/{owner}/{repo}/issues/{issue_number}": { "get": {
            "reason": "trimmed away with the issue's schema: the members that every issue has",
            "parameters": [repo[0], repo[1], { "in": "path", "name": "issue_number", "required": true, "schema": { "type": "integer" } }],
            "responses": { "200": { "content": { "application/json": { "schema": issue() } } }, "304": {} },
        }},
    })
}

fn issue() -> Value {
    let user = json!({ "$ref": "#/components/schemas/nullable-simple-user" });
    let count = json!({ "type": "integer" });
    let time =
        json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "null" }] });
    let address = json!({ "type": "string", "format": "uri" });
    json!({
        "type": "object",
        "required": [
            "id", "node_id", "number", "url", "html_url", "repository_url", "labels_url", "comments_url", "events_url", "title",
            "state", "user", "labels", "assignee", "milestone", "locked", "comments", "closed_at", "created_at", "updated_at",
        ],
        "properties": {
            "id": count, "number": count, "comments": count, "title": { "type": "string" },
            "state": { "enum": ["open", "closed"] }, "locked": { "type": "boolean" },
            "url": address, "html_url": address, "user": user, "closed_by": user,
            "closed_at": time, "created_at": time, "updated_at": time, "labels": { "type": "array" },
        },
    })
}

/// What browsers do at GitHub's web host.
pub(crate) fn web() -> Value {
    json!({
        "/login/oauth/access_token": { "post": {
            "reason": "the web flow is described in prose only",
            "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": {
                "type": "object",
                "required": ["client_id", "client_secret", "code"],
                "properties": words(&["client_id", "client_secret", "code", "redirect_uri", "code_verifier", "repository_id"]),
            }}}},
            "responses": { "200": { "content": { "application/json": { "schema": token() } } } },
        }},
        "/login/oauth/authorize": {
            "get": {
                "reason": "a page: only its address is Berth's",
                "parameters": [
                    { "in": "query", "name": "client_id", "required": true, "schema": { "type": "string" } },
                    { "in": "query", "name": "redirect_uri", "schema": { "type": "string", "format": "uri" } },
                    { "in": "query", "name": "state", "required": true, "schema": { "type": "string", "minLength": 16 } },
                    { "in": "query", "name": "code_challenge", "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" } },
                    { "in": "query", "name": "code_challenge_method", "schema": { "enum": ["S256"] } },
                    { "in": "query", "name": "allow_signup", "schema": { "type": "boolean" } },
                    text("query", "scope"), text("query", "login"), text("query", "prompt"),
                ],
                "responses": { "200": { "content": { "text/html": { "schema": { "type": "string", "pattern": "^<!(doctype|DOCTYPE) html>" } } } } },
            },
            "post": {
                "reason": "the persona's button on the sandbox's own page: only the way back is GitHub's",
                "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object" } } } },
                "responses": { "302": { "headers": { "Location": { "required": true } } } },
            },
        },
    })
}

fn words(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                json!({ "type": "string", "minLength": 1 }),
            )
        })
        .collect()
}

/// Granted or, with the same status, refused.
fn token() -> Value {
    json!({ "oneOf": [
        {
            "type": "object",
            "required": ["access_token", "scope", "token_type"],
            "properties": {
                "access_token": { "type": "string", "pattern": "^gh[ou]_" },
                "scope": { "type": "string" }, "token_type": { "enum": ["bearer"] },
                "expires_in": { "type": "integer" }, "refresh_token": { "type": "string", "pattern": "^ghr_" },
                "refresh_token_expires_in": { "type": "integer" },
            },
            "additionalProperties": false,
        },
        {
            "type": "object",
            "required": ["error", "error_description", "error_uri"],
            "properties": words(&["error", "error_description", "error_uri"]),
            "additionalProperties": false,
        },
    ]})
}

/// All of the table, as the tally names operations.
pub(crate) fn operations() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for paths in [rest(), web()] {
        for (template, item) in paths.as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(operation["reason"].is_string(), "{template}: no reason");
                all.insert(format!("{} {template}", method.to_uppercase()));
            }
        }
    }
    all
}
