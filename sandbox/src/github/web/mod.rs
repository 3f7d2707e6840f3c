//! The browser's side of GitHub: signing in, looking at pull requests, cloning.

mod browse;
mod git_http;
mod html;
mod oauth;
mod pull;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::world::World;

pub(super) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(browse::home))
        .route("/login", get(oauth::login).post(oauth::sign_in))
        .route("/logout", post(oauth::sign_out))
        .route(
            "/login/oauth/authorize",
            get(oauth::authorize).post(oauth::allow),
        )
        .route("/login/oauth/access_token", post(token::access_token))
        .route("/{owner}/{repo}", get(browse::repository))
        .route("/{owner}/{repo}/pulls", get(browse::pulls))
        .route("/{owner}/{repo}/pull/{number}", get(pull::show))
        .route("/{owner}/{repo}/pull/{number}/files", get(pull::show))
        .route("/{owner}/{repo}/pull/{number}/act", post(pull::act))
        .route("/{owner}/{repo}/commit/{sha}", get(browse::commit))
        .route("/{owner}/{repo}/blob/{*rest}", get(browse::blob))
        .route("/{owner}/{repo}/raw/{*rest}", get(browse::raw))
        .route("/{owner}/{repo}/tree/{*rest}", get(browse::tree))
        .route("/{owner}/{repo}/info/refs", get(git_http::serve))
        .route("/{owner}/{repo}/git-upload-pack", post(git_http::serve))
        .route("/{owner}/{repo}/git-receive-pack", post(git_http::serve))
        .layer(DefaultBodyLimit::max(64 * 1024 * 1024))
}
