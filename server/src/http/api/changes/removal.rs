//! Taking a repository away.

use crate::http::Web;
use crate::http::api::extract::{Parted, Sent};
use crate::http::api::ok;
use crate::http::api::problem::Answered;
use crate::http::api::requests::asked;
use crate::http::api::wire::RepositoryPath;
use crate::http::api::wire::request::Request;
use crate::http::api::wire::words::WayWord;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::RemovalForm;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// The repository goes, is let go of, or loses its lifecycle policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct RemovalWish {
    way: WayWord,
    /// The repository’s name, to be sure. A plan does without.
    #[serde(default)]
    confirm: String,
    /// Whether a deletion stops pulls while it waits.
    #[serde(default)]
    deny_pulls: bool,
    #[serde(default)]
    comment: String,
}

impl RemovalWish {
    fn form(&self) -> RemovalForm {
        RemovalForm {
            way: Some(self.way.into()),
            typed: self.confirm.clone(),
            deny_pulls: self.deny_pulls,
        }
    }
}

/// What taking a repository away would touch.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct RemovalPlan {
    /// Why nothing can be asked for now; `null`: it can.
    obstacle: Option<String>,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    /// Who may use the repository by its policy, a sentence each; `null`: AWS does not say now.
    access: Option<Vec<String>>,
    /// Files of Git that go.
    files: Vec<String>,
    /// Others in the same folder, which stay.
    unknown_files: Vec<String>,
    /// Whether there are alarms, which go too.
    alarms: bool,
    /// How long a deletion waits for somebody to object.
    #[schema(maximum = 9007199254740991_i64)]
    waits_ms: i64,
    /// How long nobody gets the name afterwards.
    #[schema(maximum = 9007199254740991_i64)]
    locked_ms: i64,
}

/// Plan to take a repository away
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/removal/plan", tag = "Changes", params(RepositoryPath),
    request_body = RemovalWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = RemovalPlan))
)]
pub(in crate::http::api) async fn plan_removal(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<RemovalWish>,
) -> Answered {
    let page = web
        .portal
        .removal(&caller.person, &parts.repository()?, &wish.form())
        .await?;
    ok(&RemovalPlan {
        obstacle: page
            .obstacle
            .map(|problem| problem.message)
            .or(page.requests.hindrance),
        images: page.held.images,
        bytes: page.held.bytes,
        access: page.access,
        files: page.files,
        unknown_files: page.unknown,
        alarms: page.has_alarms,
        waits_ms: page.cooling_ms,
        locked_ms: page.lock_ms,
    })
}

/// Ask to take a repository away
///
/// In two pull requests; a deletion waits between them for somebody to object. `confirm` is the repository’s name.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/removal/requests", tag = "Changes", params(RepositoryPath),
    request_body = RemovalWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_removal(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<RemovalWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_removal(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
