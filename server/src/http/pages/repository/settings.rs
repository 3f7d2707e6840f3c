//! The settings of a repository: as Git has them, what others would change, and the wish for them.

use super::usage::returned;
use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::pages::{Answered, see};
use app::pages::{address, repository};
use axum::http::StatusCode;
use domain::portal::{RepositoryKey, SettingsInGit, SettingsStart, Tab};

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    let again = address::again_asked(&query.0);
    let start = match &again {
        Some(id) => SettingsStart::Again(id),
        None if address::is_from_aws(&query.0) => SettingsStart::Aws,
        None => SettingsStart::Git,
    };
    let data = web.portal.settings(&visit.person, key, start).await?;
    let title = repository::title(&data.row, Tab::Settings);
    Ok(sheet(web, visit, title, move || {
        repository::settings::view(&data, None)
    })
    .await)
}

/// The change is looked at, or asked for. What can't be taken comes back beside its input.
pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let (person, comment) = (&visit.person, sent.value("comment"));
    let form = address::settings_form(&sent.0);
    let mut refused = None;
    if !sent.value("ask").is_empty() {
        match web
            .portal
            .ask_for_settings(person, key, &form, comment)
            .await
        {
            Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
            Err(error) => refused = Some(returned(error, comment)?),
        }
    }
    let start = SettingsStart::Typed(&form);
    let data = web.portal.settings(person, key, start).await?;
    let title = repository::title(&data.row, Tab::Settings);
    let is_taken =
        refused.is_none() && data.problems.is_empty() && matches!(data.git, SettingsInGit::Read(_));
    let status = match is_taken {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sheet_with(web, visit, title, status, move || {
        repository::settings::view(&data, refused.as_ref())
    })
    .await)
}
