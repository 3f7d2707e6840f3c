//! Forms that are kept and not sent.

use super::extract::{Parted, Sent};
use super::problem::Answered;
use super::requests::id_of;
use super::wire::plan::RepositoryWish;
use super::wire::{IdPath, Time, time};
use super::{done, ok};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::{PortalError, Prefill};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(save_draft))
        .routes(routes!(show_draft, discard_draft))
}

/// A form that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Draft {
    #[schema(format = "uuid")]
    id: String,
    answers: RepositoryWish,
    saved: Option<Time>,
}

/// Keep a form as a draft
///
/// The same `id` again replaces what was kept. Nothing is checked and nothing is asked for.
#[utoipa::path(
    post, path = "/drafts", tag = "Drafts", request_body = RepositoryWish, security(("token" = ["request"])),
    responses((status = 200, description = "What is kept", body = Draft))
)]
pub(super) async fn save_draft(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<RepositoryWish>,
) -> Answered {
    let id = id_of(&wish)?;
    let form = wish.form(id.to_string());
    let id = web.portal.save_draft(&caller.person, &form).await?;
    ok(&Draft {
        id: id.to_string(),
        answers: RepositoryWish::of(&form),
        saved: Some(web.clock.now().into()),
    })
}

/// Show a draft
#[utoipa::path(
    get, path = "/drafts/{id}", tag = "Drafts", params(IdPath),
    responses((status = 200, description = "What is kept", body = Draft))
)]
pub(super) async fn show_draft(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let id = parts.request()?;
    let prefill = Prefill {
        draft: Some(id.clone()),
        ..Prefill::default()
    };
    let data = web.portal.new_form(&caller.person, &prefill).await?;
    if data.form.id != id.as_str() || data.answering.is_some() {
        return Err(PortalError::NotFound.into());
    }
    ok(&Draft {
        id: id.to_string(),
        answers: RepositoryWish::of(&data.form),
        saved: time(data.saved),
    })
}

/// Discard a draft
#[utoipa::path(
    delete, path = "/drafts/{id}", tag = "Drafts", params(IdPath), security(("token" = ["request"])),
    responses((status = 204, description = "It is gone"))
)]
pub(super) async fn discard_draft(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal
        .discard_draft(&caller.person, &parts.request()?)
        .await?;
    Ok(done())
}
