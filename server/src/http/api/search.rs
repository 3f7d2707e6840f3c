//! One box finds everything.

use super::extract::Asked;
use super::inventory::rows;
use super::ok;
use super::problem::Answered;
use super::wire::inventory::RepositoryRow;
use super::wire::request::RequestRow;
use super::wire::words::GroupWord;
use super::wire::{RepositoryRef, Time};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::{Found, SearchQuery};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchAsked {
    /// What to look for.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// Only these, and more of them.
    only: Option<GroupWord>,
}

/// What was found, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchResult {
    repositories: Vec<RepositoryRow>,
    /// How many there are of each; where counting them all would take too long, at least so many.
    totals: Totals,
    requests: Vec<RequestRow>,
    images: Vec<ImageFound>,
    teams: Vec<Named>,
    systems: Vec<Named>,
}

/// How many were found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Totals {
    #[schema(maximum = 9007199254740991_i64)]
    repositories: u64,
    #[schema(maximum = 9007199254740991_i64)]
    requests: u64,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    teams: u64,
    #[schema(maximum = 9007199254740991_i64)]
    systems: u64,
}

/// An image, in whichever repository.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImageFound {
    repository: RepositoryRef,
    digest: String,
    /// The tag that was found; `null`: it was found by its digest.
    tag: Option<String>,
    pushed: Time,
}

/// A team or a system with how many repositories it has.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Named {
    name: String,
    #[schema(maximum = 9007199254740991_i64)]
    repositories: u64,
}

fn named(found: &Found<(String, u64)>) -> Vec<Named> {
    let one = |(name, count): &(String, u64)| Named {
        name: name.clone(),
        repositories: *count,
    };
    found.rows.iter().map(one).collect()
}

/// Search
///
/// Repositories, requests, images by tag or digest, teams and systems.
#[utoipa::path(
    get, path = "/search", tag = "Search", params(SearchAsked),
    responses((status = 200, description = "What was found", body = SearchResult))
)]
pub(super) async fn search(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<SearchAsked>,
) -> Answered {
    let query = SearchQuery {
        text: asked.q.trim().to_owned(),
        only: asked.only.map(Into::into),
    };
    let found = web.portal.search(&caller.person, &query).await?;
    let images = found.images.rows.iter().map(|hit| ImageFound {
        repository: RepositoryRef::of(&hit.repository),
        digest: hit.digest.to_string(),
        tag: hit.tag.clone(),
        pushed: hit.pushed.into(),
    });
    ok(&SearchResult {
        repositories: rows(&found.repositories.rows),
        totals: Totals {
            repositories: found.repositories.total,
            requests: found.requests.total,
            images: found.images.total,
            teams: found.teams.total,
            systems: found.systems.total,
        },
        requests: found.requests.rows.iter().map(RequestRow::of).collect(),
        images: images.collect(),
        teams: named(&found.teams),
        systems: named(&found.systems),
    })
}
