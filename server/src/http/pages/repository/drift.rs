//! The overview, with what AWS has otherwise than Git, and what was lost.

use super::{removal, sheet_with, usage};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::pages::{Answered, see};
use app::pages::repository::drift::{Returned, lost_file};
use app::pages::{address, repository};
use axum::http::StatusCode;
use domain::manifest::File;
use domain::portal::{DriftIgnored, RepositoryKey, Tab};

pub(super) async fn overview(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    query: &Query,
) -> Answered {
    if let Some(at) = address::lost_images_asked(&query.0) {
        let images = web.portal.lost_images(&visit.person, key, at).await?;
        return Ok(usage::attachment(&File {
            path: format!("lost-images-{}.csv", at.0),
            text: lost_file(&images),
        }));
    }
    show(web, visit, key, None).await
}

pub(super) async fn ignore(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let form = address::ignore_form(&sent.0);
    let (problems, is_stale) = match web.portal.ignore_drift(&visit.person, key, &form).await? {
        DriftIgnored::Done => {
            let path = address::repository(key);
            return Ok(see(web, &path, Some(Notice::DriftIgnored)));
        }
        DriftIgnored::Refused(problems) => (problems, false),
        DriftIgnored::Stale => (Vec::new(), true),
    };
    let returned = Returned {
        form,
        problems,
        is_stale,
    };
    show(web, visit, key, Some(returned)).await
}

async fn show(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    returned: Option<Returned>,
) -> Answered {
    let data = match web.portal.repository(&visit.person, key).await {
        Ok(data) => data,
        Err(missing) => return removal::tombstone(web, visit, key, missing).await,
    };
    let title = repository::title(&data.row, Tab::Overview);
    let status = match &returned {
        None => StatusCode::OK,
        Some(returned) if returned.is_stale => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sheet_with(web, visit, title, status, move || {
        repository::overview::view(&data, returned.as_ref())
    })
    .await)
}
