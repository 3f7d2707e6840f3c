//! The inventory as a file: every row of a view in its order, written while it is read, so that its size costs no memory.

use super::Answered;
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Query;
use app::pages::address;
use app::parts::time::machine;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use bytes::Bytes;
use domain::csv::Csv;
use domain::drift::DriftState;
use domain::portal::{ExportRows, PortalError, RepositoryFigures, RepositoryRow};
use domain::time::Timestamp;
use futures::stream;
use serde::Serialize;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

pub(in crate::http) async fn inventory_csv(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    export(&web, &visit, &query, Format::Csv).await
}

pub(in crate::http) async fn inventory_json(
    State(web): State<Arc<Web>>,
    visit: Visit,
    query: Query,
) -> Answered {
    export(&web, &visit, &query, Format::Json).await
}

async fn export(web: &Web, visit: &Visit, query: &Query, format: Format) -> Answered {
    let query = address::view_of(&address::inventory_query(&query.0));
    let rows = web.portal.export(&visit.person, &query).await?;
    let (kind, extension) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Json => ("application/json", "json"),
    };
    let day = machine(web.clock.now().0);
    let day = day.split('T').next().unwrap_or_default();
    let name = format!("attachment; filename=\"berth-inventory-{day}.{extension}\"");
    let mut response = Response::new(body(rows, format));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// What has been written, and what comes next. An error breaks the answer off: half a file must not pass for a whole one.
struct Writing {
    rows: Box<dyn ExportRows>,
    format: Format,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    FirstRows,
    Rows,
    Over,
}

fn body(rows: Box<dyn ExportRows>, format: Format) -> Body {
    let writing = Writing {
        rows,
        format,
        part: Part::Head,
    };
    Body::from_stream(stream::try_unfold(writing, |mut writing| async move {
        let next = writing.next().await.inspect_err(|error| {
            tracing::error!(%error, "an export breaks off");
        })?;
        Ok::<_, PortalError>(next.map(|text| (Bytes::from(text), writing)))
    }))
}

impl Writing {
    async fn next(&mut self) -> Result<Option<String>, PortalError> {
        if self.part == Part::Over {
            return Ok(None);
        }
        if self.part == Part::Head {
            self.part = Part::FirstRows;
            return Ok(Some(match self.format {
                Format::Csv => Csv::default().row(Line::COLUMNS).take(),
                Format::Json => "[".to_owned(),
            }));
        }
        let Some(rows) = self.rows.next().await? else {
            self.part = Part::Over;
            return Ok(match self.format {
                Format::Csv => None,
                Format::Json => Some("\n]\n".to_owned()),
            });
        };
        let text = match self.format {
            Format::Csv => in_csv(&rows),
            Format::Json => in_json(&rows, self.part == Part::FirstRows)?,
        };
        self.part = Part::Rows;
        Ok(Some(text))
    }
}

/// A row as it is exported. Its field names are the columns' names: other people's sheets and scripts rely on them.
#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    region: &'a str,
    name: &'a str,
    uri: &'a str,
    team: Option<&'a str>,
    system: Option<&'a str>,
    cluster: Option<&'a str>,
    state: &'static str,
    drift: Vec<&'static str>,
    managed: bool,
    score: Option<u8>,
    misses: &'a [String],
    images: Option<u64>,
    storage_bytes: Option<u64>,
    untagged_images: Option<u64>,
    untagged_bytes: Option<u64>,
    critical: Option<u64>,
    high: Option<u64>,
    last_push: Option<String>,
    last_pull: Option<String>,
    created: Option<String>,
    tag_mutability: Option<&'a str>,
    scan_on_push: Option<bool>,
    lifecycle: Option<&'a str>,
    request: Option<&'a str>,
}

impl<'a> Line<'a> {
    const COLUMNS: [&'static str; 25] = [
        "account",
        "region",
        "name",
        "uri",
        "team",
        "system",
        "cluster",
        "state",
        "drift",
        "managed",
        "score",
        "misses",
        "images",
        "storage_bytes",
        "untagged_images",
        "untagged_bytes",
        "critical",
        "high",
        "last_push",
        "last_pull",
        "created",
        "tag_mutability",
        "scan_on_push",
        "lifecycle",
        "request",
    ];

    fn of(row: &'a RepositoryRow) -> Self {
        let figures = row.figures.as_ref();
        let figure = |of: fn(&RepositoryFigures) -> u64| figures.map(of);
        let time = |at: Option<Timestamp>| at.map(|at| machine(at.0));
        Self {
            account: row.key.account.as_str(),
            region: row.key.region.as_str(),
            name: row.key.name.as_str(),
            uri: &row.uri,
            team: row.team.as_deref(),
            system: row.system.as_deref(),
            cluster: row.cluster.as_deref(),
            state: row.state.as_str(),
            drift: row.drift.states().map(DriftState::as_str).collect(),
            managed: row.state.is_managed(),
            score: row.score,
            misses: &row.misses,
            images: figure(|figures| figures.images),
            storage_bytes: figure(|figures| figures.bytes),
            untagged_images: figure(|figures| figures.untagged),
            untagged_bytes: figure(|figures| figures.untagged_bytes),
            critical: figures.and_then(|figures| figures.critical),
            high: figures.and_then(|figures| figures.high),
            last_push: time(figures.and_then(|figures| figures.last_push)),
            last_pull: time(figures.and_then(|figures| figures.last_pull)),
            created: time(row.created),
            tag_mutability: row.mutability.as_deref(),
            scan_on_push: row.scan_on_push,
            lifecycle: row.lifecycle.as_deref(),
            request: row.request.as_ref().map(|request| request.label.as_str()),
        }
    }

    fn write(&self, csv: &mut Csv) {
        let flag = |flag: bool| if flag { "yes" } else { "no" };
        csv.text(self.account).text(self.region).text(self.name);
        csv.text(self.uri).maybe(self.team).maybe(self.system);
        csv.maybe(self.cluster).text(self.state);
        csv.text(&self.drift.join(" "));
        csv.text(flag(self.managed))
            .number(self.score.map(u64::from));
        csv.text(&self.misses.join(" ")).number(self.images);
        csv.number(self.storage_bytes).number(self.untagged_images);
        csv.number(self.untagged_bytes).number(self.critical);
        csv.number(self.high).maybe(self.last_push.as_deref());
        csv.maybe(self.last_pull.as_deref());
        csv.maybe(self.created.as_deref())
            .maybe(self.tag_mutability);
        csv.maybe(self.scan_on_push.map(flag)).maybe(self.lifecycle);
        csv.maybe(self.request).end();
    }
}

fn in_csv(rows: &[RepositoryRow]) -> String {
    let mut csv = Csv::default();
    for row in rows {
        Line::of(row).write(&mut csv);
    }
    csv.take()
}

/// One row a line: the file can be read by eye and by line.
fn in_json(rows: &[RepositoryRow], is_first: bool) -> Result<String, PortalError> {
    let mut text = String::new();
    for (row, begins) in rows
        .iter()
        .zip(std::iter::once(is_first).chain(std::iter::repeat(false)))
    {
        text.push_str(if begins { "\n" } else { ",\n" });
        let line = serde_json::to_string(&Line::of(row))
            .map_err(|error| PortalError::Bug(error.to_string()))?;
        text.push_str(&line);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::aws::{AccountId, Address, Region};
    use domain::name::RepositoryName;
    use domain::portal::RepositoryState;

    fn row() -> RepositoryRow {
        let key = Address {
            account: AccountId::parse("123456789012").unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            name: RepositoryName::parse("payments/api").unwrap(),
        };
        RepositoryRow {
            uri: key.uri(),
            key,
            team: Some("=cmd".into()),
            system: None,
            cluster: None,
            state: RepositoryState::Ready,
            drift: Default::default(),
            mutability: None,
            scan_on_push: Some(true),
            lifecycle: Some("Keep 10, then delete".into()),
            created: Some(Timestamp(0)),
            figures: None,
            score: Some(72),
            misses: vec!["tags".into(), "owner".into()],
            wasted: None,
            request: None,
        }
    }

    #[test]
    fn a_line_has_a_cell_for_each_column_and_the_same_names_in_json() {
        let row = RepositoryRow {
            lifecycle: None,
            ..row()
        };
        let line = in_csv(std::slice::from_ref(&row));
        let cells: Vec<&str> = line.trim_end().split(',').collect();
        assert_eq!(cells.len(), Line::COLUMNS.len(), "{line}");
        let at = |name| {
            Line::COLUMNS
                .iter()
                .position(|column| *column == name)
                .unwrap()
        };
        assert_eq!(cells[at("team")], "'=cmd");
        assert_eq!(cells[at("misses")], "tags owner");
        assert_eq!(cells[at("created")], "1970-01-01T00:00:00Z");
        assert_eq!(cells[at("scan_on_push")], "yes");
        let json = in_json(&[row], true).unwrap();
        let mut from = 0;
        for column in Line::COLUMNS {
            let key = format!("\"{column}\":");
            from += json[from..]
                .find(&key)
                .unwrap_or_else(|| panic!("{column} in {json}"));
        }
    }
}
