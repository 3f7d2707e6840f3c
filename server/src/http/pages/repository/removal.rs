//! What taking a repository away would touch, the wish for it, and what is left afterwards.

use super::usage::returned;
use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Form;
use crate::http::pages::{Answered, see};
use app::pages::repository;
use axum::http::StatusCode;
use domain::portal::{PortalError, RemovalForm, RepositoryKey, Tab};
use domain::request::Way;

pub(super) async fn show(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    way: Option<Way>,
) -> Answered {
    let form = RemovalForm {
        way,
        ..RemovalForm::default()
    };
    let data = web.portal.removal(&visit.person, key, &form).await?;
    let title = repository::title(&data.row, Tab::Removal);
    Ok(sheet(web, visit, title, move || {
        repository::removal::view(&data, None)
    })
    .await)
}

/// What can't be taken comes back with what was typed.
pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let (person, comment) = (&visit.person, sent.value("comment"));
    let form = RemovalForm {
        way: Way::parse(sent.value("way")),
        typed: sent.value("typed").to_owned(),
        deny_pulls: !sent.value("deny_pulls").is_empty(),
    };
    let refused = match web
        .portal
        .ask_for_removal(person, key, &form, comment)
        .await
    {
        Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
        Err(error) => returned(error, comment)?,
    };
    let data = web.portal.removal(person, key, &form).await?;
    let title = repository::title(&data.row, Tab::Removal);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(sheet_with(web, visit, title, status, move || {
        repository::removal::view(&data, Some(&refused))
    })
    .await)
}

/// A repository that nobody knows any more may have left something behind.
pub(super) async fn tombstone(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    missing: PortalError,
) -> Answered {
    if missing != PortalError::NotFound {
        return Err(missing.into());
    }
    let stone = web.portal.tombstone(&visit.person, key).await?;
    let title = repository::tombstone::title(&stone);
    Ok(sheet(web, visit, title, move || {
        repository::tombstone::view(&stone)
    })
    .await)
}
