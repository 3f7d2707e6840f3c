//! The images of a repository, the one that the address names, and the deletion of those that somebody chose.

use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::pages::{Answered, see};
use app::pages::{address, repository};
use axum::http::StatusCode;
use domain::portal::{Deletion, RepositoryKey, Tab};

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    if let Some(digest) = address::opened_image(&query.0) {
        let data = web.portal.image(&visit.person, key, &digest).await?;
        let title = repository::image::title(&data);
        return Ok(sheet(web, visit, title, move || repository::image::view(&data)).await);
    }
    if address::is_deleting(&query.0) {
        let chosen = address::chosen_images(&query.0);
        let data = web.portal.deletion(&visit.person, key, &chosen).await?;
        let title = repository::deletion::title(&data);
        return Ok(sheet(web, visit, title, move || {
            repository::deletion::view(&data, false)
        })
        .await);
    }
    let asked = address::image_query(&query.0);
    let data = web.portal.images(&visit.person, key, &asked).await?;
    let title = repository::title(&data.row, Tab::Images);
    Ok(sheet(web, visit, title, move || repository::images::view(&data)).await)
}

/// All gone: back to the list. Some kept: a page that says which and why.
pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let (person, chosen) = (&visit.person, address::chosen_images(&sent.0));
    let typed = sent.value("confirm");
    match web
        .portal
        .delete_images(person, key, &chosen, typed)
        .await?
    {
        Deletion::Unconfirmed => {
            let data = web.portal.deletion(person, key, &chosen).await?;
            let title = repository::deletion::title(&data);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(sheet_with(web, visit, title, status, move || {
                repository::deletion::view(&data, true)
            })
            .await)
        }
        Deletion::Done { kept, .. } if kept.is_empty() => {
            let here = address::tab(key, Tab::Images);
            Ok(see(web, &here, Some(Notice::ImagesDeleted)))
        }
        Deletion::Done { row, deleted, kept } => {
            let title = repository::title(&row, Tab::Images);
            Ok(sheet(web, visit, title, move || {
                repository::deletion::result(&row, &deleted, &kept)
            })
            .await)
        }
    }
}
