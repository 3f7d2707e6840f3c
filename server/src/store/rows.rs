//! Rows of requests to the domain's words and back.

use super::Stored;
use super::db::{Row, Value, json, unreadable, values};
use domain::github::Login;
use domain::portal::RequestRow;
use domain::request::{ChangeKind, Request, RequestId, Stage, StageName, Waiting};

/// Everything that makes a [`Request`].
macro_rules! request_columns {
    () => {
        "id, number, version, revision, change_json, comment, requester, created, stage_json, since, \
         reviews_json, waiting_json, catalog_json, attempt"
    };
}
pub(super) use request_columns;

/// Everything that makes a [`RequestRow`]; `waiting_json` tells whether it is stuck.
macro_rules! row_columns {
    () => {
        "id, number, name, region, team, kind, requester, stage, since, created, waiting_json"
    };
}
pub(super) use row_columns;

pub(super) fn request(row: &Row) -> Stored<Request> {
    Ok(Request {
        id: row.parsed("id", RequestId::parse)?,
        number: row.int("number")?,
        change: row.json("change_json")?,
        comment: row.text("comment")?,
        revision: small(row, "revision")?,
        requester: Login::new(&row.text("requester")?),
        created: row.time("created")?,
        stage: row.json("stage_json")?,
        since: row.time("since")?,
        version: row.int("version")?,
        reviews: row.json("reviews_json")?,
        waiting: row.maybe_json("waiting_json")?,
        catalog: row.json("catalog_json")?,
        attempt: small(row, "attempt")?,
    })
}

fn small(row: &Row, column: &str) -> Stored<u32> {
    u32::try_from(row.int(column)?).map_err(|error| unreadable(column, error))
}

pub(super) fn request_row(row: &Row) -> Stored<RequestRow> {
    Ok(RequestRow {
        id: row.parsed("id", RequestId::parse)?,
        label: format!("REQ-{}", row.int("number")?),
        name: row.text("name")?,
        region: row.text("region")?,
        team: row.text("team")?,
        kind: row.parsed("kind", |text| {
            ChangeKind::parse(text).ok_or("there is no such kind of change")
        })?,
        requester: Login::new(&row.text("requester")?),
        stage: stage_name(row, "stage")?,
        since: row.time("since")?,
        created: row.time("created")?,
        stuck: row.maybe_text("waiting_json")?.is_some(),
    })
}

pub(super) fn stage_name(row: &Row, column: &str) -> Stored<StageName> {
    row.parsed(column, |text| {
        StageName::parse(text).ok_or("there is no such stage")
    })
}

/// The columns that change with a request, from `$1` to `$27`, in the order of the statements that write them.
pub(super) fn changing(request: &Request, head: &str) -> Stored<Vec<Value>> {
    let spec = request.spec();
    let address = &spec.address;
    let stage = request.stage.name();
    let pull_request = request.stage.pull_request();
    let completed = matches!(stage, StageName::Completed).then_some(request.since);
    let waiting = request.waiting.as_ref().map(json).transpose()?;
    Ok(values![
        request.id.as_str(),
        request.version,
        request.revision,
        json(&request.change)?,
        &request.comment,
        json(&request.stage)?,
        request.since,
        json(&request.reviews)?,
        waiting,
        json(&request.catalog)?,
        request.attempt,
        stage.as_str(),
        !stage.is_final(),
        !stage.is_given_up() && request.change.kind().holds_name(),
        completed,
        address.account.as_str(),
        address.region.as_str(),
        address.name.as_str(),
        spec.team.as_str(),
        spec.system.as_str(),
        spec.cluster.as_str(),
        spec.source.to_string(),
        head,
        search_text(request),
        pull_request.map(|pr| pr.repo.to_string()),
        pull_request.map(|pr| number(pr.number)).transpose()?,
        pull_request.map(|pr| pr.head.0.as_str()),
    ])
}

pub(super) fn number(pull_request: u64) -> Stored<i64> {
    i64::try_from(pull_request).map_err(|error| unreadable("pr_number", error))
}

fn search_text(request: &Request) -> String {
    let spec = request.spec();
    format!(
        "{} {} {} {} {} {} {} {} {}",
        request.label(),
        spec.address.name,
        spec.address.region,
        spec.team,
        spec.system,
        spec.cluster,
        spec.source,
        request.requester,
        spec.description,
    )
    .to_lowercase()
}

/// Whether it stands still until a person does something.
pub(super) fn needs_attention(stage: &Stage, waiting: Option<&Waiting>) -> bool {
    matches!(
        stage.name(),
        StageName::NeedsInput
            | StageName::ChangesRequested
            | StageName::PublishFailed
            | StageName::SyncFailed
            | StageName::ProvisionFailed
    ) || waiting.is_some_and(|waiting| waiting.next_try.is_none())
}
