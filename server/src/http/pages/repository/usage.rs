//! The pages on which people use, watch and audit a repository, and the files that can be taken along from them.

use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::pages::{Answered, see};
use app::pages::repository::asking::Returned;
use app::pages::{address, repository};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::manifest::File;
use domain::portal::{AlertsOffer, MonitoringQuery, PortalError, RepositoryKey, Tab};

pub(super) async fn use_it(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    query: &Query,
) -> Answered {
    let asked = address::use_query(&query.0);
    let data = web.portal.use_it(&visit.person, key, &asked).await?;
    if let Some(file) = address::use_file_asked(&query.0) {
        let pipeline = data.pipeline.ok_or(PortalError::NotFound)?;
        return Ok(attachment(&pipeline.file(file)));
    }
    let title = repository::title(&data.row, Tab::Use);
    Ok(sheet(web, visit, title, move || {
        repository::use_it::view(&data, None)
    })
    .await)
}

pub(super) async fn monitoring(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    query: &Query,
) -> Answered {
    let asked = address::monitoring_query(&query.0);
    let data = web.portal.monitoring(&visit.person, key, &asked).await?;
    if address::is_alerts_file(&query.0) {
        let AlertsOffer::Shown { files, .. } = &data.alerts else {
            return Err(PortalError::NotFound.into());
        };
        return Ok(attachment(&together(files)));
    }
    let title = repository::title(&data.row, Tab::Monitoring);
    Ok(sheet(web, visit, title, move || {
        repository::monitoring::view(&data, None)
    })
    .await)
}

/// To the request that came of it, or the tab again with the reason and what was typed.
pub(super) async fn ask_for_alarms(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    sent: &Form,
) -> Answered {
    let query = MonitoringQuery {
        alerts: Some(address::alerts_form(&sent.0)),
        ..address::monitoring_query(&sent.0)
    };
    let form = query.alerts.clone().unwrap_or_default();
    let comment = sent.value("comment");
    let asked = web
        .portal
        .ask_for_alarms(&visit.person, key, &form, comment)
        .await;
    let returned = match asked {
        Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
        Err(error) => returned(error, comment)?,
    };
    let data = web.portal.monitoring(&visit.person, key, &query).await?;
    let title = repository::title(&data.row, Tab::Monitoring);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(sheet_with(web, visit, title, status, move || {
        repository::monitoring::view(&data, Some(&returned))
    })
    .await)
}

pub(super) async fn ask_for_workflow(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    sent: &Form,
) -> Answered {
    let query = address::use_query(&sent.0);
    let comment = sent.value("comment");
    let asked = web
        .portal
        .ask_for_workflow(&visit.person, key, &query, comment)
        .await;
    let returned = match asked {
        Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
        Err(error) => returned(error, comment)?,
    };
    let data = web.portal.use_it(&visit.person, key, &query).await?;
    let title = repository::title(&data.row, Tab::Use);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(sheet_with(web, visit, title, status, move || {
        repository::use_it::view(&data, Some(&returned))
    })
    .await)
}

/// A refusal comes back to the page; all else is a page of its own.
pub(super) fn returned(error: PortalError, comment: &str) -> Result<Returned, PortalError> {
    match error {
        PortalError::Refused(refusal) => Ok(Returned {
            comment: comment.to_owned(),
            refusal,
        }),
        other => Err(other),
    }
}

pub(super) async fn history(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    query: &Query,
) -> Answered {
    let asked = address::history_query(&query.0);
    let data = web.portal.history(&visit.person, key, &asked).await?;
    let title = repository::title(&data.row, Tab::History);
    Ok(sheet(web, visit, title, move || repository::history::view(&data)).await)
}

/// Several manifests as the documents of one file, each under its own path.
fn together(files: &[File]) -> File {
    let documents: Vec<String> = files
        .iter()
        .map(|file| format!("# {}\n{}", file.path, file.text))
        .collect();
    File {
        path: "alerts.yaml".to_owned(),
        text: documents.join("---\n"),
    }
}

/// File names are Berth's own: letters, digits, dots and hyphens.
pub(super) fn attachment(file: &File) -> Response {
    let kind = match file.name().rsplit('.').next() {
        Some("json") => "application/json",
        Some("yml" | "yaml") => "application/yaml",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    let disposition = format!("attachment; filename=\"{}\"", file.name());
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, file.text.clone()).into_response()
}
