//! Who may use a repository, what another policy would change, and the wish for it.

use super::usage::returned;
use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::pages::{Answered, see};
use app::pages::{address, repository};
use axum::http::StatusCode;
use domain::portal::{AccessSource, AccessStart, RepositoryKey, Tab};

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    let again = address::again_asked(&query.0);
    let start = match &again {
        Some(id) => AccessStart::Again(id),
        None if address::is_from_aws(&query.0) => AccessStart::Aws,
        None => AccessStart::Now,
    };
    let (data, draft) = tokio::try_join!(
        web.portal.access(&visit.person, key),
        web.portal.draft_access(&visit.person, key, start)
    )?;
    let title = repository::title(&data.row, Tab::Access);
    Ok(sheet(web, visit, title, move || {
        repository::access::view(&data, &draft, None)
    })
    .await)
}

/// The change is looked at, or asked for. What can't be taken comes back beside its input.
pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let (person, comment) = (&visit.person, sent.value("comment"));
    let form = address::access_form(&sent.0);
    let mut refused = None;
    if !sent.value("ask").is_empty() {
        match web.portal.ask_for_access(person, key, &form, comment).await {
            Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
            Err(error) => refused = Some(returned(error, comment)?),
        }
    }
    let (data, draft) = tokio::try_join!(
        web.portal.access(person, key),
        web.portal
            .draft_access(person, key, AccessStart::Typed(&form))
    )?;
    let title = repository::title(&data.row, Tab::Access);
    let is_taken = refused.is_none()
        && draft.problems.is_empty()
        && matches!(draft.source, AccessSource::Read { .. });
    let status = match is_taken {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sheet_with(web, visit, title, status, move || {
        repository::access::view(&data, &draft, refused.as_ref())
    })
    .await)
}
