//! The audit record: its page, and its rows as files that are written while they are read.

use super::Answered;
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Query;
use crate::http::page::{self, Sheet};
use app::pages;
use app::pages::address;
use app::parts::time::machine;
use app::shell::NavItem;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use domain::audit::AuditRow;
use domain::csv::Csv;
use domain::portal::{AuditRows, PortalError};
use domain::time::Timestamp;
use futures::stream;
use serde::Serialize;
use std::sync::Arc;

pub(in crate::http) async fn audit(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    let query = address::audit_query(&query.0);
    let data = web.portal.audit(&visit.person, &query).await?;
    let status = match data.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let sheet = Sheet::new(pages::audit::TITLE)
        .under(NavItem::Audit)
        .status(status);
    Ok(page::show(&web, &visit.context, sheet, move || {
        pages::audit::view(&data, &query)
    })
    .await)
}

pub(in crate::http) async fn audit_csv(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    export(&web, &visit, &query, Form::Csv).await
}

pub(in crate::http) async fn audit_jsonl(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    export(&web, &visit, &query, Form::JsonLines).await
}

async fn export(web: &Web, visit: &Visit, query: &Query, form: Form) -> Answered {
    let query = address::audit_query(&query.0);
    let rows = web.portal.audit_rows(&visit.person, &query).await?;
    Ok(file(rows, form, web.clock.now()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Form {
    Csv,
    JsonLines,
}

impl Form {
    fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

/// The rows as a file.
pub(in crate::http) fn file(rows: Box<dyn AuditRows>, form: Form, now: Timestamp) -> Response {
    let day = machine(now.0);
    let day = day.split('T').next().unwrap_or_default();
    let name = format!(
        "attachment; filename=\"berth-audit-{day}.{}\"",
        form.extension()
    );
    let mut response = Response::new(body(rows, form));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.kind()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// An error breaks the answer off: half a file must not pass for a whole one.
fn body(rows: Box<dyn AuditRows>, form: Form) -> Body {
    let head = match form {
        Form::Csv => Some(Csv::default().row(Line::COLUMNS).take()),
        Form::JsonLines => None,
    };
    Body::from_stream(stream::try_unfold(
        (rows, head),
        move |(mut rows, head)| async move {
            if let Some(head) = head {
                return Ok(Some((Bytes::from(head), (rows, None))));
            }
            let some = rows.next().await.inspect_err(|error| {
                tracing::error!(%error, "an export of the audit record breaks off");
            })?;
            let text = some.map(|some| match form {
                Form::Csv => Ok(in_csv(&some)),
                Form::JsonLines => in_json_lines(&some),
            });
            let text = text.transpose()?;
            Ok::<_, PortalError>(text.map(|text| (Bytes::from(text), (rows, None))))
        },
    ))
}

/// A row as it is exported. Its field names are the columns' names: other people's sheets and scripts rely on them.
#[derive(Serialize)]
struct Line<'a> {
    number: i64,
    at: String,
    /// In the milliseconds that the hash covers.
    at_ms: i64,
    who_kind: &'static str,
    who: &'a str,
    held: Option<String>,
    action: &'static str,
    object: &'a str,
    account: Option<&'a str>,
    region: Option<&'a str>,
    name: Option<&'a str>,
    team: Option<&'a str>,
    request: Option<&'a str>,
    reason: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    pull_request: Option<&'a str>,
    commit: Option<&'a str>,
    review: Option<&'a str>,
    source: Option<&'a str>,
    source_hash: Option<&'a str>,
    hash: &'a str,
}

impl<'a> Line<'a> {
    const COLUMNS: [&'static str; 22] = [
        "number",
        "at",
        "at_ms",
        "who_kind",
        "who",
        "held",
        "action",
        "object",
        "account",
        "region",
        "name",
        "team",
        "request",
        "reason",
        "before",
        "after",
        "pull_request",
        "commit",
        "review",
        "source",
        "source_hash",
        "hash",
    ];

    fn of(row: &'a AuditRow) -> Self {
        let entry = &row.entry;
        let key = entry.repository.as_ref();
        Self {
            number: row.number,
            at: machine(entry.at.0),
            at_ms: entry.at.0,
            who_kind: entry.who.kind.as_str(),
            who: &entry.who.name,
            held: entry.held.as_ref().map(ToString::to_string),
            action: entry.action.as_str(),
            object: &entry.object,
            account: key.map(|key| key.account.as_str()),
            region: key.map(|key| key.region.as_str()),
            name: key.map(|key| key.name.as_str()),
            team: entry.team.as_deref(),
            request: entry.request.as_ref().map(|id| id.as_str()),
            reason: &entry.reason,
            before: entry.before.as_deref(),
            after: entry.after.as_deref(),
            pull_request: entry.pull_request.as_deref(),
            commit: entry.commit.as_deref(),
            review: entry.review.as_deref(),
            source: entry.source.as_deref(),
            source_hash: entry.source_hash.as_deref(),
            hash: &row.hash,
        }
    }

    fn write(&self, csv: &mut Csv) {
        csv.text(&self.number.to_string()).text(&self.at);
        csv.text(&self.at_ms.to_string()).text(self.who_kind);
        csv.text(self.who).maybe(self.held.as_deref());
        csv.text(self.action).text(self.object);
        csv.maybe(self.account).maybe(self.region).maybe(self.name);
        csv.maybe(self.team).maybe(self.request).text(self.reason);
        csv.maybe(self.before).maybe(self.after);
        csv.maybe(self.pull_request).maybe(self.commit);
        csv.maybe(self.review).maybe(self.source);
        csv.maybe(self.source_hash).text(self.hash).end();
    }
}

fn in_csv(rows: &[AuditRow]) -> String {
    let mut csv = Csv::default();
    for row in rows {
        Line::of(row).write(&mut csv);
    }
    csv.take()
}

fn in_json_lines(rows: &[AuditRow]) -> Result<String, PortalError> {
    let mut text = String::new();
    for row in rows {
        let line = serde_json::to_string(&Line::of(row))
            .map_err(|error| PortalError::Bug(error.to_string()))?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::audit::{AuditAction, AuditEntry, Who};
    use std::collections::BTreeMap;

    fn row() -> AuditRow {
        let who = Who::berth();
        let mut entry = AuditEntry::new(Timestamp(0), who, AuditAction::ViewKept, "+Ours");
        entry.reason = "=HYPERLINK(\"http://x\")".into();
        entry.before = Some("-1".into());
        entry.after = Some("@x".into());
        AuditRow {
            number: 7,
            entry,
            hash: "ab".into(),
        }
    }

    #[test]
    fn no_cell_is_a_formula_and_each_column_has_one() {
        let line = in_csv(&[row()]);
        let cells: Vec<&str> = line.trim_end().split(',').collect();
        assert_eq!(cells.len(), Line::COLUMNS.len(), "{line}");
        let cell = |name| {
            let at = Line::COLUMNS.iter().position(|column| *column == name);
            cells[at.unwrap()]
        };
        assert_eq!(cell("object"), "'+Ours");
        assert_eq!(cell("reason"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        assert_eq!((cell("before"), cell("after")), ("'-1", "'@x"));
        assert_eq!((cell("number"), cell("hash")), ("7", "ab"));
    }

    #[test]
    fn each_line_of_json_is_a_row_with_the_same_names() {
        let text = in_json_lines(&[row(), row()]).unwrap();
        assert_eq!(text.lines().count(), 2);
        let line: BTreeMap<String, serde::de::IgnoredAny> =
            serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let mut names: Vec<&str> = line.keys().map(String::as_str).collect();
        let mut columns = Line::COLUMNS;
        names.sort_unstable();
        columns.sort_unstable();
        assert_eq!(names, columns);
    }
}
