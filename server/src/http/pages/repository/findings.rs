//! The findings of a repository: the page, the file with all rows, and the exceptions that people send.

use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::pages::{Answered, see};
use crate::http::words;
use app::pages::repository::findings::Typed;
use app::pages::{address, repository};
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::csv::Csv;
use domain::image::Finding;
use domain::people::Person;
use domain::portal::{
    Excepted, FindingQuery, FindingRows, Portal, PortalError, RepositoryKey, Tab,
};
use futures::stream;
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    let asked = address::finding_query(&query.0);
    if address::is_csv(&query.0) {
        return file(web, visit, key, asked).await;
    }
    let data = web.portal.findings(&visit.person, key, &asked).await?;
    let typed = Typed {
        form: address::exception_form(&query.0),
        problems: Vec::new(),
    };
    let title = repository::title(&data.row, Tab::Findings);
    Ok(sheet(web, visit, title, move || {
        repository::findings::view(&data, &typed)
    })
    .await)
}

pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let here = address::tab(key, Tab::Findings);
    let id = sent.value("end");
    if !id.is_empty() {
        web.portal.end_exception(&visit.person, key, id).await?;
        return Ok(see(web, &here, Some(Notice::ExceptionEnded)));
    }
    let form = address::exception_form(&sent.0);
    let problems = match web.portal.except(&visit.person, key, &form).await? {
        Excepted::Granted => return Ok(see(web, &here, Some(Notice::Excepted))),
        Excepted::Refused(problems) => problems,
    };
    let plain = FindingQuery {
        open: true,
        ..FindingQuery::default()
    };
    let data = web.portal.findings(&visit.person, key, &plain).await?;
    let title = repository::title(&data.row, Tab::Findings);
    let typed = Typed { form, problems };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(sheet_with(web, visit, title, status, move || {
        repository::findings::view(&data, &typed)
    })
    .await)
}

/// Where an export stands.
struct Place {
    portal: Arc<dyn Portal>,
    person: Person,
    key: RepositoryKey,
    query: FindingQuery,
    /// Rows that were read and not sent.
    ready: Option<FindingRows>,
    /// The line of names comes first.
    has_begun: bool,
}

/// The first rows are read before the answer begins, so that a refusal is a page and not half a file.
async fn file(web: &Web, visit: &Visit, key: &RepositoryKey, query: FindingQuery) -> Answered {
    let query = FindingQuery {
        after: None,
        ..query
    };
    let portal = Arc::clone(&web.portal);
    let first = portal.finding_rows(&visit.person, key, &query).await?;
    let name = format!("{}-findings.csv", key.name.as_str().replace('/', "-"));
    let place = Place {
        portal,
        person: visit.person.clone(),
        key: key.clone(),
        query,
        ready: Some(first),
        has_begun: false,
    };
    let body = Body::from_stream(stream::try_unfold(place, more));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    let response: Response = (headers, body).into_response();
    Ok(response)
}

async fn more(mut place: Place) -> Result<Option<(String, Place)>, PortalError> {
    let rows = match place.ready.take() {
        Some(rows) => rows,
        None if place.query.after.is_none() => return Ok(None),
        None => {
            let (person, key) = (&place.person, &place.key);
            place.portal.finding_rows(person, key, &place.query).await?
        }
    };
    let mut csv = Csv::default();
    if !place.has_begun {
        csv.row(words::FINDING_COLUMNS);
        place.has_begun = true;
    }
    for row in &rows.rows {
        csv.row(cells(row).iter().map(String::as_str));
    }
    place.query.after = rows.next;
    Ok(Some((csv.take(), place)))
}

fn cells(row: &Finding) -> [String; 10] {
    let moment = |at: domain::time::Timestamp| {
        Timestamp::from_millisecond(at.0).map_or_else(|_| String::new(), |at| at.to_string())
    };
    [
        row.name.clone(),
        row.severity.to_string(),
        row.package.clone(),
        row.version.clone(),
        row.fixed_in.clone().unwrap_or_default(),
        row.score.map_or_else(String::new, |tenths| {
            format!("{}.{}", tenths / 10, tenths % 10)
        }),
        moment(row.first_seen),
        row.images.to_string(),
        row.excepted_until.map_or_else(String::new, moment),
        row.uri.clone().unwrap_or_default(),
    ]
}
