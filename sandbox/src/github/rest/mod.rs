//! The REST API, mounted at `/api/v3` as an Enterprise server has it.

mod app;
mod around;
mod checks;
mod commits;
mod contents;
mod deliveries;
mod git_data;
mod issues;
mod members;
mod merge;
mod page;
mod pulls;
mod refs;
mod repos;
mod reviews;
mod statuses;
mod workflows;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, patch, post, put};
use axum::{Extension, Json};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;
use super::auth::Caller;
use crate::world::World;

type Answer = Result<Response, Refusal>;
type W = State<Arc<World>>;
type C = Extension<Caller>;

pub(super) fn router() -> Router<Arc<World>> {
    let routes = Router::new()
        .merge(apps_and_people())
        .merge(repositories())
        .merge(git())
        .merge(pull_requests());
    Router::new().nest("/api/v3", routes.layer(from_fn(around::around)))
}

fn apps_and_people() -> Router<Arc<World>> {
    Router::new()
        .route("/meta", get(app::meta))
        .route("/rate_limit", get(app::rate_limit))
        .route("/app", get(app::app))
        .route("/app/installations", get(app::installations))
        .route("/app/installations/{id}", get(app::installation))
        .route(
            "/app/installations/{id}/access_tokens",
            post(app::access_token),
        )
        .route("/app/hook/config", get(deliveries::config))
        .route("/app/hook/deliveries", get(deliveries::list))
        .route("/app/hook/deliveries/{id}", get(deliveries::one))
        .route(
            "/app/hook/deliveries/{id}/attempts",
            post(deliveries::again),
        )
        .route("/installation/repositories", get(app::repositories))
        .route("/orgs/{org}/installation", get(app::org_installation))
        .route(
            "/repos/{owner}/{repo}/installation",
            get(app::repo_installation),
        )
        .route("/user", get(members::me))
        .route("/user/orgs", get(members::my_orgs))
        .route("/user/teams", get(members::my_teams))
        .route("/user/installations", get(app::my_installations))
        .route("/users/{login}", get(members::user))
        .route("/orgs/{org}", get(members::org))
        .route("/orgs/{org}/members", get(members::members))
        .route("/orgs/{org}/members/{login}", get(members::is_member))
        .route(
            "/orgs/{org}/memberships/{login}",
            get(members::org_membership),
        )
        .route("/orgs/{org}/repos", get(repos::of_org))
        .route("/orgs/{org}/teams", get(members::teams))
        .route("/orgs/{org}/teams/{team}", get(members::team))
        .route(
            "/orgs/{org}/teams/{team}/members",
            get(members::team_members),
        )
        .route(
            "/orgs/{org}/teams/{team}/memberships/{login}",
            get(members::membership),
        )
}

fn repositories() -> Router<Arc<World>> {
    Router::new()
        .route("/search/repositories", get(repos::search))
        .route("/repos/{owner}/{repo}", get(repos::one))
        .route("/repositories/{id}", get(repos::by_id))
        .route("/repos/{owner}/{repo}/branches", get(repos::branches))
        .route(
            "/repos/{owner}/{repo}/branches/{*branch}",
            get(repos::branch),
        )
        .route(
            "/repos/{owner}/{repo}/rules/branches/{*branch}",
            get(repos::rules),
        )
        .route(
            "/repos/{owner}/{repo}/collaborators/{login}/permission",
            get(repos::permission),
        )
        .route("/repos/{owner}/{repo}/commits", get(commits::list))
        .route("/repos/{owner}/{repo}/commits/{*rest}", get(commits::one))
        .route(
            "/repos/{owner}/{repo}/compare/{*basehead}",
            get(commits::compare),
        )
        .route("/repos/{owner}/{repo}/contents", get(contents::root))
        .route(
            "/repos/{owner}/{repo}/contents/{*path}",
            get(contents::get)
                .put(contents::put)
                .delete(contents::delete),
        )
        .route(
            "/repos/{owner}/{repo}/statuses/{sha}",
            post(statuses::create),
        )
        .route("/repos/{owner}/{repo}/check-runs", post(checks::create))
        .route("/repos/{owner}/{repo}/check-runs/{id}", get(checks::one))
}

fn git() -> Router<Arc<World>> {
    Router::new()
        .route("/repos/{owner}/{repo}/git/ref/{*name}", get(refs::one))
        .route(
            "/repos/{owner}/{repo}/git/matching-refs/{*name}",
            get(refs::matching),
        )
        .route("/repos/{owner}/{repo}/git/refs", post(refs::create))
        .route(
            "/repos/{owner}/{repo}/git/refs/{*name}",
            delete(refs::delete).patch(refs::update),
        )
        .route(
            "/repos/{owner}/{repo}/git/blobs",
            post(git_data::create_blob),
        )
        .route("/repos/{owner}/{repo}/git/blobs/{sha}", get(git_data::blob))
        .route(
            "/repos/{owner}/{repo}/git/trees",
            post(git_data::create_tree),
        )
        .route(
            "/repos/{owner}/{repo}/git/trees/{*sha}",
            get(git_data::tree),
        )
        .route(
            "/repos/{owner}/{repo}/git/commits",
            post(git_data::create_commit),
        )
        .route(
            "/repos/{owner}/{repo}/git/commits/{sha}",
            get(git_data::commit),
        )
}

fn pull_requests() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/repos/{owner}/{repo}/pulls",
            get(pulls::list).post(pulls::create),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}",
            get(pulls::one).patch(pulls::edit),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/commits",
            get(pulls::commits),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/files",
            get(pulls::files),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/merge",
            get(merge::is_merged).put(merge::merge),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/update-branch",
            put(merge::update_branch),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/reviews",
            get(reviews::list).post(reviews::create),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/reviews/{review}",
            get(reviews::one),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/reviews/{review}/dismissals",
            put(reviews::dismiss),
        )
        .route(
            "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers",
            get(reviews::requested)
                .post(reviews::request)
                .delete(reviews::unrequest),
        )
        .route("/repos/{owner}/{repo}/issues/{number}", get(issues::one))
        .route(
            "/repos/{owner}/{repo}/issues/{number}/comments",
            get(issues::comments).post(issues::comment),
        )
        .route(
            "/repos/{owner}/{repo}/issues/comments/{id}",
            patch(issues::edit_comment),
        )
        .route(
            "/repos/{owner}/{repo}/issues/{number}/labels",
            get(issues::labels).post(issues::label),
        )
        .route(
            "/repos/{owner}/{repo}/issues/{number}/labels/{name}",
            delete(issues::unlabel),
        )
}

fn ok(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

fn created(body: Value) -> Answer {
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// GitHub reads JSON whatever the content type says, and names what is missing.
fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refusal> {
    let value: Value = if bytes.is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        serde_json::from_slice(bytes).map_err(|_| Refusal::new(400, "Problems parsing JSON"))?
    };
    serde_json::from_value(value)
        .map_err(|error| Refusal::unprocessable(format!("Invalid request.\n\n{error}")))
}

/// The slug as GitHub spells it, once the caller may look into these areas.
fn readable(
    world: &World,
    caller: &Caller,
    owner: &str,
    repo: &str,
    areas: &[&str],
) -> Result<String, Refusal> {
    let state = world.github.lock();
    Ok(caller.reads(&state, owner, repo, areas)?.slug())
}

/// The slug as GitHub spells it, once the caller may change these areas.
fn writable(
    world: &World,
    caller: &Caller,
    owner: &str,
    repo: &str,
    areas: &[&str],
) -> Result<String, Refusal> {
    let state = world.github.lock();
    Ok(caller.writes(&state, owner, repo, areas)?.slug())
}
